"""Words become cues: what stands on the screen together, and the .srt and .vtt files beside the video."""

from __future__ import annotations

import html
import io
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import webvtt

from studio.render.speech.timing import spaceless
from studio.render.spoken import Word

LETTERS = 42
"""Letters of a line in subtitle files, as broadcasters use; twice as wide letters (CJK) count double."""
WORDS_MAX = 14
HOLD = 0.6
"""Seconds a cue stays after its last word when nothing follows."""
PAUSE = 0.9
"""A gap between words that ends a cue."""
_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।")
_BREAKS = (*_ENDS, ",", ";", ":", "،", "，", "、", "；")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words shown together from `start` to `end` (seconds)."""

    words: tuple[Word, ...]
    start: float
    end: float

    @property
    def text(self) -> str:
        return joined(self.words)


def spaced(before: str, after: str) -> bool:
    """Whether a space stands between two words: not between characters of scripts that write none."""
    if not before or not after:
        return False
    return not spaceless(before[-1]) and not (spaceless(after[0]) and not before[-1].isalnum())


def joined(words: Sequence[Word]) -> str:
    """Words as a line of text."""
    line = ""
    for word in words:
        line += f" {word.text}" if spaced(line, word.text) else word.text
    return line


def fits_line(words: Sequence[Word]) -> bool:
    """Whether words fit into a line of a subtitle file."""
    text = joined(words)
    return len(text) + sum(unicodedata.east_asian_width(sign) in "WF" for sign in text) <= LETTERS


def cues(
    words: Iterable[Word], *, fits: Callable[[Sequence[Word]], bool] = fits_line, most: int = WORDS_MAX
) -> tuple[Cue, ...]:
    """Cut words into cues: at the ends of sentences and long pauses, at commas when half full, else when full."""
    groups: list[list[Word]] = []
    for word in words:
        last = groups[-1] if groups else []
        if not last or len(last) == most or word.start - last[-1].end > PAUSE or _closed(last, most) \
                or not fits([*last, word]):  # fmt: skip
            groups.append([word])
        else:
            last.append(word)
    starts = [*(group[0].start for group in groups), float("inf")][1:]
    return tuple(
        Cue(tuple(group), group[0].start, min(group[-1].end + HOLD, following))
        for group, following in zip(groups, starts, strict=True)
    )


def _closed(group: list[Word], most: int) -> bool:
    text = group[-1].text.rstrip("\"'”’»)」』")
    return text.endswith(_ENDS) or (text.endswith(_BREAKS) and len(group) * 2 >= min(most, 8))


def write(words: Sequence[Word], *, srt: Path, vtt: Path) -> None:
    """Both subtitle files, times from the start of the video. Signs that WebVTT reads as markup are escaped there."""
    captions, blocks = webvtt.WebVTT(), []
    for number, cue in enumerate(cues(words), start=1):
        start, end = _clock(cue.start), _clock(cue.end)
        captions.captions.append(webvtt.Caption(start, end, html.escape(cue.text, quote=False)))
        blocks.append(f"{number}\n{start} --> {end}\n".replace(".", ",") + f"{cue.text}\n")
    text = io.StringIO()
    captions.write(text, format="vtt")
    vtt.write_text(text.getvalue().rstrip("\n") + "\n", encoding="utf-8")
    srt.write_text("\n".join(blocks), encoding="utf-8")  # webvtt-py would take "<" for a tag and drop it


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"
