"""Words of scripts that write none apart: Thai, Lao, Khmer, Burmese.

Skia's paragraphs carry ICU and its dictionaries, but tell no positions. They do tell the width of the widest
unbreakable piece, and don't count the letter spacing after a piece's last letter. So one cluster at a time is spaced
out: if its last letter's spacing is missing from the width, a line may end there.
"""

from __future__ import annotations

from functools import lru_cache

from studio.render import fonts
from studio.render.canvas import skia
from studio.render.fonts import scripts

_SIZE, _FAR = 16.0, 100_000.0
_NARROW = 1.0
_AHEAD = 24
"""Clusters that are looked at to find a word's end: more than words have."""
_STACKERS = ("\u17d2", "\u1039")
"""Khmer's and Burmese's signs that put the next consonant below."""
_ENCLOSING = ("\u0e33", "\u0eb3")
"""Thai's and Lao's AM, of which one half stands above the letter before."""
_STUCK = "\u2060x"
"""WORD JOINER and a letter: no line ends before them."""


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[str, ...]:
    """`text` cut at the places where a line may end, as ICU's dictionary has it; joined they are the text again."""
    clusters = _stacked(scripts.clusters(text))
    found, begin = list[str](), 0
    for index in range(len(clusters)):
        if index + 1 == len(clusters) or _ends(clusters, index, begin=begin):
            found.append("".join(clusters[begin : index + 1]))
            begin = index + 1
    return tuple(found)


def _ends(clusters: list[str], index: int, *, begin: int) -> bool:
    """Whether a line may end after this cluster, the last having ended before `begin`."""
    after = clusters[index + 1 : index + 1 + _AHEAD]
    around = ("".join(clusters[begin:index]), clusters[index], "".join(after))
    return round(_widest(around) / _FAR) < _spacings(clusters[index])


@lru_cache(maxsize=4096)
def _spacings(cluster: str) -> int:
    """How often its spacing is counted where no line may end after it: once a glyph."""
    return round(_widest(("", cluster, _STUCK)) / _FAR)


def _stacked(clusters: list[str]) -> list[str]:
    """Clusters as they are drawn: several letters may be one."""
    found: list[str] = []
    for cluster in clusters:
        if found and (found[-1].endswith(_STACKERS) or cluster.startswith(_ENCLOSING)):
            found[-1] += cluster
        else:
            found.append(cluster)
    return found


def _widest(around: tuple[str, str, str]) -> float:
    """Width of the widest unbreakable piece of three texts, the middle one spaced out."""
    layout, shaping = skia.textlayout, fonts.shaping("".join(around))
    whole = layout.ParagraphStyle()
    builder = layout.ParagraphBuilder.make(whole, shaping.fonts, fonts.icu())
    for part, spacing in zip(around, (0.0, _FAR, 0.0), strict=True):
        style = layout.TextStyle()
        style.setFontFamilies(list(shaping.families))
        style.setFontSize(_SIZE)
        style.setLetterSpacing(spacing)
        builder.pushStyle(style)
        builder.addText(part)
        builder.pop()
    paragraph = builder.Build()
    paragraph.layout(_NARROW)  # where everything fits one line, Skia takes the whole for one piece
    return float(paragraph.MinIntrinsicWidth)
