"""One shaped word: joined Arabic, stacked Devanagari and the rest as their scripts want them."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence

from studio.render import fonts
from studio.render.canvas import skia

_WIDE = 1e5
_MARK = "\u200f"
"""RIGHT-TO-LEFT MARK: draws nothing, but tells punctuation beside it which way to go."""


class Lettering:
    """Text in one weight and size, measured and painted on its baseline."""

    def __init__(self, *, size: float, weight: int) -> None:
        self.size, self._weight = size, weight
        self._unicode = skia.Unicodes.ICU.Make()
        self._kept: dict[tuple[str, int, float], skia.textlayout.Paragraph] = {}

    def width(self, text: str) -> float:
        """Pixels from the first to the last glyph's advance."""
        return float(self._set(text, skia.ColorBLACK).MaxIntrinsicWidth)

    def paint(
        self, canvas: skia.Canvas, text: str, at: tuple[float, float], *, colour: int, stroke: float = 0.0
    ) -> None:
        """Paint with the baseline's left end at `at`; `stroke` > 0 paints an outline that wide instead of the fill."""
        paragraph = self._set(text, colour, stroke)
        paragraph.paint(canvas, at[0], at[1] - paragraph.AlphabeticBaseline)

    def _set(self, text: str, colour: int, stroke: float = 0.0) -> skia.textlayout.Paragraph:
        key = (text, colour, stroke)
        if key not in self._kept:
            if len(self._kept) > 256:
                self._kept.clear()
            self._kept[key] = self._laid_out(text, colour, stroke)
        return self._kept[key]

    def _laid_out(self, text: str, colour: int, stroke: float) -> skia.textlayout.Paragraph:
        shaping = fonts.shaping(text, weight=self._weight)
        paint = skia.Paint(AntiAlias=True, Color=colour)
        if stroke:
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(stroke)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
        style, whole = skia.textlayout.TextStyle(), skia.textlayout.ParagraphStyle()
        style.setFontFamilies(list(shaping.families))
        style.setFontSize(self.size)
        style.setFontStyle(skia.FontStyle(self._weight, 5, skia.FontStyle.kUpright_Slant))
        style.setForegroundPaint(paint)
        whole.setTextStyle(style)
        whole.setTextAlign(skia.textlayout.TextAlign.kLeft)
        builder = skia.textlayout.ParagraphBuilder.make(whole, shaping.fonts, self._unicode)
        builder.pushStyle(style)
        builder.addText(text)
        paragraph = builder.Build()
        paragraph.layout(_WIDE)
        return paragraph


@functools.lru_cache(maxsize=1024)
def right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (Unicode annex 9, rules P2 and P3)."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def directed(words: Sequence[str]) -> list[str]:
    """Words to be set one by one, so that in a right-to-left line their punctuation and numbers go to the left."""
    if not right_to_left(" ".join(words)):
        return list(words)
    foreign = [any(unicodedata.bidirectional(sign) == "L" for sign in word) for word in words]
    return [word if other else f"{_MARK}{word}{_MARK}" for word, other in zip(words, foreign, strict=True)]


def visual_order(words: Sequence[str]) -> list[int]:
    """The words' indexes from left to right as they stand on the screen."""
    indexes = list(range(len(words)))
    if not right_to_left(" ".join(words)):
        return indexes
    order: list[int] = []
    run: list[int] = []
    for index in indexes:  # a right-to-left line is read from its right end; foreign words in it keep their order
        if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in words[index]):
            order = [index, *run, *order]
            run = []
        else:
            run.append(index)
    return [*run, *order]
