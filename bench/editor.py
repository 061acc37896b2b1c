"""What an editor waits for: a still of any moment, and a draft of one scene."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from bench import boards
from bench.report import Row
from studio.providers import local
from studio.providers.child import Warm

STILL_HEIGHT = 640
TEN_SECONDS = 28
"""Words."""


def _still(warm: Warm, folder: Path, at: float) -> float:
    begin = time.perf_counter()
    warm.ask(
        "still", storyboard=boards.board(boards.PARTS[:1]), scene=0, at=at, height=STILL_HEIGHT,
        media={"background.png": str(boards.background(folder))}, out=str(folder / "still.jpg"),
    )  # fmt: skip
    return (time.perf_counter() - begin) * 1000


def _draft(folder: Path, text: str) -> tuple[float, float]:
    """Seconds for a draft of one scene from the moment at which a worker takes it up until it can be played; and those
    of the scene, which the text's first words are: with all of them it lasts twelve."""
    text = " ".join(text.split()[:TEN_SECONDS])
    room = folder / "draft"
    shutil.rmtree(room, ignore_errors=True)
    document, media = boards.board((text,)), {"background.png": str(boards.background(folder))}
    begin = time.perf_counter()
    take = local.draw(
        document, scene=0, media=media, height=local.DRAFT_HEIGHT, folder=room / "take", seconds=10.0,
        on_progress=lambda news: True,
    )  # fmt: skip
    segment = {**take, "path": str(room / "take" / "segment.mp4")}
    local.join(document, segments=[segment], folder=room / "join", on_progress=lambda news: True)
    return time.perf_counter() - begin, take["duration"]


def measure(runs: int, folder: Path) -> list[Row]:
    warm = Warm()
    _still(warm, folder, 0.0)
    stills = [_still(warm, folder, 0.7 + number * 1.37 % 8) for number in range(max(runs, 3))]
    warm.close()
    first, _ = _draft(folder, boards.PARTS[0])
    drafts, lengths = zip(*(_draft(folder, boards.PARTS[1 + number % 5]) for number in range(runs)), strict=True)
    long = f"{min(lengths):.1f}–{max(lengths):.1f} s long, engine at hand"
    return [
        Row(f"still, warm, {STILL_HEIGHT} pixels high", tuple(stills), "ms", 80, least=False),
        Row("draft of a 10 s scene, 360 pixels high", drafts, "s", 1.5, least=False, note=long),
        Row("the same when the engine has yet to start", (first,), "s"),
    ]
