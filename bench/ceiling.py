"""The encode-only ceiling: the storyboard's own frames, already in memory, through the same encoder on all cores.

`python -m bench.ceiling BOARD.json FOLDER CORES` prints one line of JSON. Frames are drawn a few seconds at a time,
off the clock; then all processes encode at once. Drawing is timed besides, in processor time.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from contextlib import ExitStack
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import av

from studio.render import scene as scenes
from studio.render.encode import BT709, LIMITED, Picture, SegmentWriter
from studio.render.limits import NICENESS
from studio.render.plan import ScenePlan, scene_plan
from studio.storyboard import parse

CHUNK = 120
"""Frames in memory at once: four seconds, 370 MB."""


class Half:
    """One process: its scenes, drawn chunk by chunk and encoded when everybody is ready."""

    def __init__(self, board: Path, folder: Path, mine: range, barrier: Barrier) -> None:
        self.folder, self.mine, self.barrier = folder, mine, barrier
        self.document = json.loads(board.read_text())
        self.media = {"background.png": str(board.parent / "background.png")}
        self.totals = {"frames": 0, "wall": 0.0, "draw": 0.0, "convert": 0.0, "encode": 0.0, "chunks": 0}

    def measure(self) -> dict[str, Any]:
        for index in self.mine:
            self._scene(scene_plan(parse(self.document), index, media=self.media), index)
        return self.totals

    def _scene(self, plan: ScenePlan, index: int) -> None:
        heard = scenes.score(plan)
        with ExitStack() as close:
            stage = scenes.stage(plan, heard, close=close)
            picture, totals = Picture(plan.canvas), self.totals
            writer = close.enter_context(SegmentWriter(self.folder / f"ceiling-{index}.mp4", plan.canvas))
            writer.sound(heard.samples)
            for start in range(0, heard.frames, CHUNK):
                frames = []
                for at in range(start, min(heard.frames, start + CHUNK)):
                    begin = time.process_time()
                    boxes = stage.draw(at / plan.canvas.fps)
                    drawn = time.process_time()
                    picture.update(stage.pixels, boxes)
                    totals["draw"] += drawn - begin
                    totals["convert"] += time.process_time() - drawn
                    frames.append(_copy(picture.frame))
                self._encode(writer, frames, last=start + CHUNK >= heard.frames)

    def _encode(self, writer: SegmentWriter, frames: list[av.VideoFrame], *, last: bool) -> None:
        self.barrier.wait()
        wall, spent = time.perf_counter(), time.process_time()
        for frame in frames:
            writer.frame(frame)
        if last:  # some frames wait in the encoder for later ones
            writer.finish()
        self.totals["wall"] += time.perf_counter() - wall
        self.totals["encode"] += time.process_time() - spent
        self.totals["frames"] += len(frames)
        self.totals["chunks"] += 1
        self.barrier.wait()


def _copy(frame: av.VideoFrame) -> av.VideoFrame:
    made = av.VideoFrame.from_ndarray(frame.to_ndarray(), format="yuv420p")
    made.colorspace, made.color_range = BT709, LIMITED
    return made


def _work(board: Path, folder: Path, mine: range, barrier: Barrier, told: Queue[dict[str, Any]]) -> None:
    os.nice(NICENESS)  # as the engine's own processes: others on the machine disturb both alike
    found = Half(board, folder, mine, barrier).measure()
    told.put(found)
    while True:  # who has less to do keeps the others company at the barrier
        try:
            barrier.wait(20)
        except Exception:
            return


def main() -> None:
    board, folder, cores = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    context = multiprocessing.get_context("spawn")
    barrier, told = context.Barrier(cores), context.Queue()
    count = len(json.loads(board.read_text())["scenes"])
    children = [
        context.Process(target=_work, args=(board, folder, range(core, count, cores), barrier, told), daemon=True)
        for core in range(cores)
    ]
    for child in children:
        child.start()
    found = [told.get() for _ in children]
    barrier.abort()
    frames = sum(each["frames"] for each in found)
    stages = {name: sum(each[name] for each in found) / frames * 1000 for name in ("draw", "convert", "encode")}
    print(json.dumps({"fps": frames / max(each["wall"] for each in found), "frames": frames, **stages}))


if __name__ == "__main__":
    main()
