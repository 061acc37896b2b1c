"""Where the words of a cue stand on the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from studio.render.bidi import directed, right_to_left, visual_order
from studio.render.linebreaks import spaced
from studio.render.plan import Canvas
from studio.render.subtitles import Cue
from studio.render.typesetting import Typesetting

SIDE, END, TALL_END, TALL_TOP = 0.06, 0.075, 0.128, 0.1
"""Margins in parts of the width and the height (of canvases higher than wide: phones show controls there)."""
SAFE = 0.025
"""Of the shorter side: nothing is ever nearer to the picture's edge."""
CLOSE = 0.1
"""Between words of scripts without spaces where the marked one takes more room, in parts of the letters' size."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One word: its text as it is to be set, the left end of its baseline, its width, and which line it is on."""

    text: str
    x: float
    y: float
    width: float
    line: int
    leftwards: bool
    gap: float
    """To its nearest neighbour."""


@dataclass(frozen=True, slots=True)
class Block:
    """A cue on the picture, in its pixels. `edges` are (left, top, right, bottom) of each line with its padding.

    `shrunk` is the factor by which the words had to be made smaller; `moved` whether the position had to be changed to
    keep them on the picture.
    """

    words: tuple[Placed, ...]
    edges: tuple[tuple[float, float, float, float], ...]
    size: float
    shrunk: float = 1.0
    moved: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Around all lines."""
        lefts, tops, rights, bottoms = zip(*self.edges, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(frozen=True, slots=True)
class _Line:
    texts: list[str]
    widths: list[float]
    order: list[int]
    gaps: list[float]
    """After each word, in the order of the screen."""

    @property
    def length(self) -> float:
        return sum(self.widths) + sum(self.gaps)


def block(cue: Cue, setting: Typesetting, canvas: Canvas) -> Block:
    """Place a cue, alignment as on a numeric keypad. It is made smaller, then moved, until it is on the picture."""
    rtl = cue.leftwards
    lines = [_line([word.text for word in line], setting, rtl=rtl) for line in cue.lines]
    own = setting.metrics.rise + setting.metrics.fall
    (beside, above), longest = setting.pad, max(line.length for line in lines)
    size = setting.size * canvas.scale
    wide = canvas.width - 2 * SAFE * min(canvas.width, canvas.height)
    high = canvas.height - 2 * SAFE * min(canvas.width, canvas.height)
    height = own + (len(lines) - 1) * setting.pitch + 2 * above
    shrunk = min(1.0, setting.room / longest if longest else 1.0, wide / (size * (longest + 2 * beside)),
                 high / (size * height))  # fmt: skip
    size *= shrunk
    left, top, moved = _corner(setting, canvas, (size * (longest + 2 * beside), size * height))
    inside = (0.0, 0.5, 1.0)[(setting.wanted.alignment - 1) % 3]
    if setting.preset.highlight == "reveal":  # lines that are being written begin where writing does
        inside = 1.0 if rtl else 0.0
    words: list[Placed] = []
    edges: list[tuple[float, float, float, float]] = []
    for number, line in enumerate(lines):
        begin = left + size * (longest - line.length) * inside
        baseline = top + size * (above + setting.metrics.rise + number * setting.pitch)
        words += _placed(line, begin + size * beside, baseline, size, number, rtl=rtl)
        upper, lower = (
            baseline - size * (setting.metrics.rise + above),
            baseline + size * (setting.metrics.fall + above),
        )
        edges.append((begin, upper, begin + size * (line.length + 2 * beside), lower))
    return Block(tuple(words), tuple(edges), size, shrunk, moved)


def _line(words: Sequence[str], setting: Typesetting, *, rtl: bool) -> _Line:
    order = visual_order(words, rtl=rtl)
    close = CLOSE if setting.preset.highlight in ("box", "pop") else 0.0
    gaps = [
        setting.space if spaced(words[min(one, other)], words[max(one, other)]) else close
        for one, other in pairwise(order)
    ]
    texts = [setting.shown(word) for word in directed(words, rtl=rtl)]
    return _Line(texts, [setting.width(text) for text in texts], order, [*gaps, 0.0])


def _placed(line: _Line, x: float, y: float, size: float, number: int, *, rtl: bool) -> list[Placed]:
    """A line's words in the order in which they are said."""
    found: dict[int, Placed] = {}
    before = float("inf")
    for place, (index, gap) in enumerate(zip(line.order, line.gaps, strict=True)):
        width = size * line.widths[index]
        after = size * gap if place + 1 < len(line.order) else float("inf")
        leftwards = rtl and right_to_left(line.texts[index].strip("\u200f") or "א")
        found[index] = Placed(line.texts[index], x, y, width, number, leftwards, min(before, after))
        x, before = x + width + size * gap, after
    return [found[index] for index in range(len(found))]


def _corner(setting: Typesetting, canvas: Canvas, extent: tuple[float, float]) -> tuple[float, float, bool]:
    """(left, top, whether it was moved back) of a block this wide and high."""
    width, height = extent
    row, column = divmod(setting.wanted.alignment - 1, 3)
    tall = canvas.height > canvas.width
    side, end = canvas.width * SIDE, canvas.height * ((TALL_END if tall else END) + setting.preset.lift)
    start = canvas.height * (TALL_TOP if tall else END)
    left = (side, (canvas.width - width) / 2, canvas.width - side - width)[column]
    top = (canvas.height - end - height, (canvas.height - height) / 2, start)[row]
    wanted = left + setting.wanted.position.x * canvas.scale, top - setting.wanted.position.y * canvas.scale
    safe = SAFE * min(canvas.width, canvas.height)
    kept = (
        max(safe, min(wanted[0], canvas.width - safe - width)),
        max(safe, min(wanted[1], canvas.height - safe - height)),
    )
    asked = bool(setting.wanted.position.x or setting.wanted.position.y)
    return *kept, asked and max(abs(kept[0] - wanted[0]), abs(kept[1] - wanted[1])) > 1
