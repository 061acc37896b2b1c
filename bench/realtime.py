"""The whole command, storyboard in and video out, against the encode-only ceiling of the same run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import boards
from bench.report import Row

ROOT = Path(__file__).resolve().parents[1]
KNOWN = "a presenter drawn before"


@dataclass(frozen=True, slots=True)
class Made:
    """Seconds of one run of the video command, and those of the video."""

    whole: float
    video: float

    @property
    def realtime(self) -> float:
        return self.video / self.whole


def made(board: Path, folder: Path, *, caches: Path) -> Made:
    """Run the video command. In `caches` it finds what was drawn of its presenter before, and leaves what it draws; its
    sound, which is no other video's, is encoded anew.
    """
    shutil.rmtree(caches / "understudy" / "sound", ignore_errors=True)
    begin = time.perf_counter()
    environment = os.environ | {"XDG_CACHE_HOME": str(caches)}
    command = [sys.executable, "-m", "studio.render", "video", str(board), str(folder)]
    code = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False).returncode
    whole = time.perf_counter() - begin
    if code:
        raise SystemExit(f"{' '.join(command)} ended with {code}.")
    return Made(whole, json.loads((folder / "result.json").read_text())["duration"])


def ceiling(board: Path, folder: Path, cores: int) -> dict[str, Any]:
    """See ceiling.py."""
    command = [sys.executable, "-m", "bench.ceiling", str(board), str(folder), str(cores)]
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _shares(some: list[Made], ceilings: list[float]) -> tuple[float, ...]:
    return tuple(made.realtime / encoded for made, encoded in zip(some, ceilings, strict=True))


def measure(runs: int, folder: Path) -> list[Row]:
    """Goals are held with a presenter whom this machine has never drawn; what it keeps of one shows in rows beside."""
    cores = len(os.sched_getaffinity(0))
    six = boards.written(folder, "six", boards.board())
    one = boards.written(folder, "one", boards.board((" ".join(boards.PARTS),)))
    news, wholes, singles, tops = [], [], [], []
    for run in range(runs):
        caches = folder / f"caches-{run}"
        news.append(made(six, folder / "six", caches=caches))
        wholes.append(made(six, folder / "six", caches=caches))
        tops.append(ceiling(six, folder, cores))
        singles.append(made(one, folder / "one", caches=caches))
        shutil.rmtree(caches)
    long = round(wholes[0].video)
    encoded = [top["fps"] / 30 for top in tops]
    stages = [
        Row(f"CPU of a frame: {name}", tuple(top[name] for top in tops), "ms") for name in ("draw", "convert", "encode")
    ]
    return [
        Row(f"{long} s in six scenes, {cores} cores", tuple(m.realtime for m in news), "x realtime", 2.5),
        Row(f"{long} s in six scenes, {KNOWN}", tuple(m.realtime for m in wholes), "x realtime"),
        Row(f"{long} s in one scene, {KNOWN}", tuple(m.realtime for m in singles), "x realtime"),
        Row("encode-only ceiling, all cores", tuple(encoded), "x realtime"),
        Row("share of the ceiling, whole command", _shares(news, encoded), "", 0.65),
        Row(f"share of the ceiling, {KNOWN}", _shares(wholes, encoded), ""),
        *stages,
    ]
