"""A whole storyboard into a video: its scenes in processes of their own, as many at once as it may use processors."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any, overload

from studio.errors import BadInput
from studio.render import cores, music
from studio.render.beside import rigs_beside
from studio.render.engines import Engine
from studio.render.join import JOINING, Segment, join
from studio.render.plan import scene_plan
from studio.render.progress import Progress
from studio.render.spoken import Word
from studio.render.standby import Attempt
from studio.render.take import DRAWING
from studio.storyboard import parse

TAKES = 0.95
"""The part of the work that drawing is; the rest is joining."""


def video(
    document: dict[str, Any], folder: Path, *, media: dict[str, str], progress: Progress, attempt: Attempt
) -> dict[str, Any]:
    """Draw and join everything; `folder` gets what `join` writes. Raises `BadInput`, before drawing if it can.

    `attempt` does a take in a process of its own. It forks: while it runs, no other thread should.
    """
    storyboard, rigs = parse(document), rigs_beside(media)
    problems: dict[str, str] = {}
    for index in range(len(storyboard.scenes)):
        try:
            scene_plan(storyboard, index, media=media, rigs=rigs)
        except BadInput as error:
            problems |= error.problems
    if problems:
        raise BadInput(problems)
    if track := music.source(storyboard, media):
        music.check(track[0], path=track[1])
    job = {"storyboard": document, "media": media, "rigs": rigs, "height": None}
    with _drawing(job, len(storyboard.scenes), folder, progress, attempt) as takes:
        rest = progress.part(TAKES, 1.0) if track else Progress(say=lambda line: None)
        joined = join(storyboard, takes, folder, progress=rest, media=media)
    every = [text for result in [*takes.results, joined] for text in result["warnings"]]
    joined["warnings"] = list(dict.fromkeys(every))  # what is true of all scenes is said once
    (folder / "result.json").write_text(json.dumps(joined))
    for index in range(len(takes)):
        shutil.rmtree(folder / f"scene-{index}")
    return joined


class _Takes(Sequence[Segment]):
    """Scenes that are being drawn; whoever asks for one waits for it. The first failure is theirs."""

    def __init__(self, rooms: Sequence[Path], drawing: Sequence[Future[dict[str, Any]]]) -> None:
        self._rooms, self._drawing = rooms, drawing

    @property
    def results(self) -> list[dict[str, Any]]:
        return [each.result() for each in self._drawing]

    def __len__(self) -> int:
        return len(self._rooms)

    @overload
    def __getitem__(self, index: int) -> Segment: ...
    @overload
    def __getitem__(self, index: slice) -> list[Segment]: ...
    def __getitem__(self, index: int | slice) -> Segment | list[Segment]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        made = self._drawing[index].result()
        words = tuple(Word(*word) for word in made["words"])
        return Segment(self._rooms[index] / made["file"], words, made["calm"])


class _Parts:
    """How far all scenes together are."""

    def __init__(self, count: int, progress: Progress) -> None:
        self._done, self._lock, self._progress = [0.0] * count, threading.Lock(), progress

    def tell(self, index: int, part: float) -> None:
        """1 when the scene is there."""
        with self._lock:
            self._done[index] = part
            drawn = sum(self._done) / len(self._done)
            self._progress.tell(JOINING if drawn == 1 else DRAWING, TAKES * drawn)


@contextmanager
def _drawing(job: dict[str, Any], count: int, folder: Path, progress: Progress, attempt: Attempt) -> Iterator[_Takes]:
    """Every scene, in order, while others are still being drawn. `job` is that of every take."""
    engines, idle, parts = list[Engine](), SimpleQueue[Engine](), _Parts(count, progress)
    for _ in range(min(count, cores.count())):
        engines.append(Engine(attempt))
        idle.put(engines[-1])

    def one(index: int, room: Path) -> dict[str, Any]:
        room.mkdir(parents=True, exist_ok=True)
        (room / "job.json").write_text(json.dumps({**job, "scene": index}))
        engine = idle.get()
        try:
            for part in engine.take(room):
                parts.tell(index, 0.99 * part)
        finally:
            idle.put(engine)
        parts.tell(index, 1.0)
        found: dict[str, Any] = json.loads((room / "result.json").read_text())
        return found

    rooms, pool = [folder / f"scene-{index}" for index in range(count)], ThreadPoolExecutor(len(engines))
    try:
        yield _Takes(rooms, [pool.submit(one, index, room) for index, room in enumerate(rooms)])
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for engine in engines:
            engine.kill()
        pool.shutdown()
        for engine in engines:
            engine.close()
