"""Text as its script wants it: joined Arabic, stacked Devanagari, right to left."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from studio.render import fonts
from studio.render.canvas import skia

EM = 100.0
"""Pixels at which widths are measured, so that a draft breaks its lines where the video does."""
_WIDE = 1e6
_DISPLAY_CAPS = 1.18
"""How much larger than itself other text stands beside the display face, whose capitals are taller."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """What a line of text needs above and below its baseline, in parts of the letters' size."""

    rise: float
    fall: float


_CJK = Metrics(0.86, 0.13)
_METRICS = {
    "ARABIC": Metrics(0.86, 0.42), "THAI": Metrics(1.04, 0.34), "LAO": Metrics(1.04, 0.34),
    "KHMER": Metrics(1.0, 0.5), "MYANMAR": Metrics(1.0, 0.5), "DEVANAGARI": Metrics(0.92, 0.36),
    "BENGALI": Metrics(0.92, 0.36), "TAMIL": Metrics(0.9, 0.34), "TELUGU": Metrics(0.95, 0.42),
    "KANNADA": Metrics(0.92, 0.42), "MALAYALAM": Metrics(0.85, 0.36), "GUJARATI": Metrics(0.9, 0.36),
    "GURMUKHI": Metrics(0.9, 0.36), "SINHALA": Metrics(0.9, 0.36), "CJK": _CJK,
    "HIRAGANA": _CJK, "KATAKANA": _CJK, "HANGUL": _CJK, "GEORGIAN": Metrics(0.76, 0.22),
}  # fmt: skip
_VOWELLED = Metrics(1.04, 0.42)
"""Arabic with its short vowels."""
_LATIN = (Metrics(0.76, 0.22), Metrics(0.8, 0.22), Metrics(0.9, 0.22))
"""Other letters, by how many marks their capitals carry: H, É, Ễ."""
_DISPLAY = (Metrics(0.9, 0.14), Metrics(1.17, 0.24), Metrics(1.17, 0.24))
_DISPLAY_CLOSE = 0.16
"""How much higher lines in the display face need to be, as the box behind a word is closer to it there."""


def metrics_of(text: str, *, style: str = "") -> Metrics:
    """The room that lines of this text need, as it is shown: the largest that its letters want."""
    signs = set(unicodedata.normalize("NFC", text))
    found = {_metrics(sign, style) for sign in signs if sign.isalpha() or unicodedata.combining(sign)}
    found = found or {_metrics("H", style)}
    return Metrics(max(each.rise for each in found), max(each.fall for each in found))


def _metrics(sign: str, style: str) -> Metrics:
    script = fonts.scripts.word(sign)
    own = _VOWELLED if script == "ARABIC" and unicodedata.combining(sign) else _METRICS.get(script)
    if own is None:
        letter = unicodedata.normalize("NFD", sign)
        marks = len(letter) - 1 if letter[0].isupper() else int(not sign.isalpha())
        return (_DISPLAY if style == "display" else _LATIN)[min(marks, 2)]
    if style == "display" and own is not _CJK:
        return Metrics(own.rise * _DISPLAY_CAPS + _DISPLAY_CLOSE, own.fall * _DISPLAY_CAPS)
    return own


class Lettering:
    """Text in one weight, style and size, measured and painted on its baseline."""

    def __init__(self, *, size: float, weight: int, style: str = "", language: str = "") -> None:
        self.size = size
        self._weight, self._style, self._language = weight, style, language
        self._kept: dict[tuple[str, int, float, float], skia.textlayout.Paragraph] = {}

    def width(self, text: str) -> float:
        """Pixels from the first to the last glyph's advance."""
        return em_width(text, self._weight, self._style, self._language) * self.size

    def paint(
        self, canvas: skia.Canvas, text: str, at: tuple[float, float], *, colour: int, stroke: float = 0.0,
        blur: float = 0.0,
    ) -> None:  # fmt: skip
        """Paint with the baseline's left end at `at`; `stroke` > 0 adds a line that wide around the letters."""
        key = (text, colour, stroke, blur)
        if key not in self._kept:
            if len(self._kept) > 128:
                self._kept.clear()
            self._kept[key] = _laid_out(self.size, self._runs(text), _Inks(colour, stroke, blur))
        paragraph = self._kept[key]
        paragraph.paint(canvas, at[0], at[1] - paragraph.AlphabeticBaseline)

    def _runs(self, text: str) -> tuple[_Piece, ...]:
        return _pieces(text, self._weight, self._style, self._language)


@dataclass(frozen=True, slots=True)
class _Piece:
    run: fonts.Run
    scale: float
    heft: float


def _pieces(text: str, weight: int, style: str, language: str) -> tuple[_Piece, ...]:
    """A text's runs: how much larger, and how much bolder than its face, each is painted."""
    return tuple(
        _Piece(run, _scale(run.face, style), fonts.heft(run.face, weight))
        for run in fonts.runs(text, weight=weight, language=language, style=style)
    )


def _scale(face: skia.Typeface, style: str) -> float:
    name = str(face.getFamilyName())
    beside = style == "display" and name != "Anton" and not name.startswith("Noto Sans CJK")
    return _DISPLAY_CAPS if beside else 1.0


@functools.lru_cache(maxsize=8192)
def em_width(text: str, weight: int, style: str, language: str) -> float:
    """A text's width in parts of its size."""
    paragraph = _laid_out(EM, _pieces(text, weight, style, language), _Inks(skia.ColorBLACK))
    return float(paragraph.MaxIntrinsicWidth) / EM


@dataclass(frozen=True, slots=True)
class _Inks:
    colour: int
    stroke: float = 0.0
    blur: float = 0.0

    def paint(self, heft: float) -> skia.Paint:
        paint = skia.Paint(AntiAlias=True, Color=self.colour)
        if self.stroke or heft:
            paint.setStyle(skia.Paint.kStrokeAndFill_Style)
            paint.setStrokeWidth(self.stroke + heft)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
        if self.blur:
            paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, self.blur))
        return paint


def _laid_out(size: float, pieces: Sequence[_Piece], inks: _Inks) -> skia.textlayout.Paragraph:
    layout = skia.textlayout
    shaping = fonts.collection([fonts.typeface(""), *(piece.run.face for piece in pieces)])
    builder = layout.ParagraphBuilder.make(layout.ParagraphStyle(), shaping.fonts, fonts.icu())
    for piece in pieces:
        style = layout.TextStyle()
        style.setFontFamilies([str(piece.run.face.getFamilyName()), *shaping.families])
        style.setFontSize(size * piece.scale)
        style.setFontStyle(piece.run.face.fontStyle())
        style.setForegroundPaint(inks.paint(piece.heft * size))
        builder.pushStyle(style)
        builder.addText(piece.run.text)
        builder.pop()
    paragraph = builder.Build()
    paragraph.layout(_WIDE)
    return paragraph
