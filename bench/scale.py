"""One render drawn by 1, 2 and 4 clusters of one worker each over one database; then the same on PostgreSQL.

`python -m bench.scale FOLDER` is the site (see site.py). Two engines fill a machine with two cores: there, four
clusters show that nothing is lost to their number, not that they are faster. What counts elsewhere is what a take
costs beyond its drawing.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import boards, site
from bench.report import Row

COUNTS = (1, 2, 4)
SCENES = 12
SIZE = {"width": 720, "height": 1280}


def measure(runs: int, folder: Path) -> list[Row]:
    """One run a database, whatever `runs` says. PostgreSQL is the tests' own; without it there is SQLite alone."""
    return site.on_both("bench.scale", folder)


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of one render with so many clusters. `takes`: on the clock, from claim to kept segment."""

    whole: float
    drawn: float
    takes: tuple[float, ...]
    gaps: tuple[float, ...]
    """From the end of a worker's take to the claim of its next."""
    engine: float
    rest: float
    """Processor time: of the engines; of the clusters' other processes while they drew."""
    holders: int
    """Workers that drew something."""


def run(studio: site.Site, count: int, folder: Path) -> Run:
    """Other scripts each time: nothing is used again. Every cluster is up, and its engine warm, before the order."""
    with site.clusters(count, workers=1, log=folder / "log") as running:
        _warm(studio, count)
        texts = [f"With {count} of them. {boards.PARTS[number % 6]}" for number in range(SCENES)]
        before, begin = site.processor(running), time.monotonic()
        render = studio.generate(studio.video(_document(texts)))
        site.finished(render)
        whole, after = time.monotonic() - begin, site.processor(running)
    starts = render.takes.values_list("attempts__started_at", "attempts__ended_at", "attempts__holder")
    attempts = sorted((start, end, holder.rpartition("|")[0]) for start, end, holder in starts)
    drawn = max(end for _, end, _ in attempts) - min(start for start, _, _ in attempts)
    return Run(
        whole=whole, drawn=drawn.total_seconds(),
        takes=tuple((end - start).total_seconds() for start, end, _ in attempts),
        gaps=tuple(_gaps(attempts)), engine=after["engine"] - before["engine"], rest=after["rest"] - before["rest"],
        holders=len({holder for _, _, holder in attempts}),
    )  # fmt: skip


def _warm(studio: site.Site, count: int) -> None:
    """Until every worker has drawn something, so that the engines are up."""
    holders: set[str] = set()
    for number in range(5 * count):
        words = [f"Warming up {count}, {number}, {part}." for part in range(2 * count)]
        render = studio.generate(studio.video(_document(words)))
        site.finished(render)
        names = render.takes.values_list("attempts__holder", flat=True)
        holders |= {holder.rpartition("|")[0] for holder in names}
        if len(holders) >= count:
            return
    raise SystemExit(f"Only {len(holders)} of {count} clusters draw.")


def _gaps(attempts: list[tuple[Any, Any, str]]) -> Iterator[float]:
    for holder in {who for _, _, who in attempts}:
        for one, other in pairwise([each for each in attempts if each[2] == holder]):
            yield (other[0] - one[1]).total_seconds()


def _document(texts: list[str]) -> dict[str, Any]:
    """One scene a text."""
    shot = {"character": {"type": "avatar", "avatar_id": boards.PRESENTER},
            "background": {"type": "color", "value": "#dce9f2"}}  # fmt: skip
    voices = [{"type": "text", "voice_id": boards.VOICE, "input_text": text} for text in texts]
    return {"dimension": SIZE, "fps": 30, "caption": True, "scenes": [{**shot, "voice": voice} for voice in voices]}


def table(found: dict[int, Run]) -> list[Row]:
    """A take costs beyond its drawing: the wait for it, and its worker's own processor time."""
    one, made = found[1], []
    for count, each in found.items():
        name = f"{count} cluster{'s' if count > 1 else ''}"
        made += [
            Row(f"{name}: drawing", (each.drawn,), "s", note=f"{each.holders} workers drew, {SCENES} takes"),
            Row(f"{name}: times as fast", (one.drawn / each.drawn,), "x"),
            Row(f"{name}: cores that drew, on average", (each.engine / each.drawn,), "",
                note="what others leave of the machine"),
            Row(f"{name}: until the video is there", (each.whole,), "s"),
            Row(f"{name}: a take", (statistics.median(each.takes),), "s"),
            Row(f"{name}: between two takes of a worker", (statistics.median(each.gaps or (0.0,)),), "s"),
            Row(f"{name}: a take's processor time, engine", (each.engine / SCENES,), "s"),
            Row(f"{name}: a take's processor time, all else", (each.rest / SCENES,), "s"),
        ]  # fmt: skip
    return made


def main() -> None:
    folder, studio = Path(sys.argv[1]), site.Site()
    found = {count: run(studio, count, folder) for count in COUNTS}
    site.keep(table(found), folder / "rows.json")


if __name__ == "__main__":
    main()
