"""The .srt and .vtt files beside a video: the same cues and line breaks as in the picture, in UTF-8."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path

from studio.render.subtitles import Cue

_ROWS = {0: "", 1: " line:50%", 2: " line:10%"}
_COLUMNS = {0: " position:6% align:start", 1: "", 2: " position:94% align:end"}


def write(cues: Sequence[Cue], *, srt: Path, vtt: Path, alignment: int = 2) -> None:
    """Both files. `alignment` is as on a numeric keypad; WebVTT alone can say it (2, at the foot, is its default).

    Signs that WebVTT reads as markup are escaped there. SubRip has no rules for them: they stay as they are.
    """
    row, column = divmod(alignment - 1, 3)
    settings = _ROWS[row] + _COLUMNS[column]
    subrip, web = [], ["WEBVTT\n"]
    for number, cue in enumerate(cues, start=1):
        start, end, text = _clock(cue.start), _clock(cue.end), cue.text
        subrip.append(f"{number}\n{start} --> {end}\n".replace(".", ",") + f"{text}\n")
        web.append(f"{start} --> {end}{settings}\n{html.escape(text, quote=False)}\n")
    srt.write_text("\n".join(subrip), encoding="utf-8")
    vtt.write_text("\n".join(web), encoding="utf-8")


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"
