"""One scene of fifty changed: what is kept by its content is not drawn again."""

from __future__ import annotations

import os
import queue
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench import boards
from bench.report import Row
from studio.providers import local

SCENES = 50


def texts(changed: str = "") -> tuple[str, ...]:
    texts = [f"{boards.PARTS[number % 6].split('. ')[0]}. This is part {number + 1}." for number in range(SCENES)]
    if changed:
        texts[23] = changed
    return tuple(texts)


def _rendered(document: dict[str, Any], kept: dict[str, dict[str, Any]], folder: Path) -> float:
    """Seconds to a video: takes by content hash, as many at once as there are cores, then the join."""
    media, begin = {"background.png": str(boards.background(folder))}, time.perf_counter()
    names = [local.scene_hash(document, index, {"background.png": "one"}, None) for index in range(SCENES)]
    missing: queue.SimpleQueue[int] = queue.SimpleQueue()
    for index, name in enumerate(names):
        if name not in kept:
            missing.put(index)

    def work() -> None:
        while True:
            try:
                index = missing.get_nowait()
            except queue.Empty:
                return
            room = folder / "takes" / names[index]
            made = local.draw(
                document, scene=index, media=media, height=None, folder=room, seconds=10.0,
                on_progress=lambda news: True,
            )  # fmt: skip
            kept[names[index]] = {**made, "path": str(room / "segment.mp4")}

    with ThreadPoolExecutor() as pool:
        for each in [pool.submit(work) for _ in os.sched_getaffinity(0)]:
            each.result()
    segments = [kept[name] for name in names]
    local.join(document, segments=segments, folder=folder / "joined", on_progress=lambda news: True)
    return time.perf_counter() - begin


def measure(runs: int, folder: Path) -> list[Row]:
    wholes, parts = [], []
    for number in range(runs):
        shutil.rmtree(folder / "takes", ignore_errors=True)
        kept: dict[str, dict[str, Any]] = {}
        wholes.append(_rendered(boards.board(texts()), kept, folder))
        other = f"This scene is new, and the other ones are as they were. It is version {number + 1}."
        parts.append(_rendered(boards.board(texts(other)), kept, folder))
    return [
        Row("fifty scenes", tuple(wholes), "s"),
        Row("one of them changed", tuple(parts), "s"),
        Row("share of the whole", tuple(p / w for p, w in zip(parts, wholes, strict=True)), "", 0.05, least=False),
    ]
