"""Whether a longer scene needs more memory: the peak of the process that draws it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from bench import boards
from bench.realtime import ROOT
from bench.report import Row


def peak(folder: Path, texts: tuple[str, ...]) -> float:
    """MiB of resident memory at most, over one take of one scene."""
    folder.mkdir(exist_ok=True)
    document = boards.board((" ".join(texts),))
    media = {"background.png": str(boards.background(folder.parent))}
    job = folder / "job.json"
    job.write_text(json.dumps({"storyboard": document, "scene": 0, "media": media, "height": None}))
    command = [sys.executable, "-m", "studio.render", "take", str(job), str(folder)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}.")
    return used.ru_maxrss / 1024


def measure(runs: int, folder: Path) -> list[Row]:
    short, long = boards.PARTS[:2], boards.PARTS * 3
    pairs = [(peak(folder / "short", short), peak(folder / "long", long)) for _ in range(min(runs, 2))]
    return [
        Row("peak memory, scene of 20 s", tuple(pair[0] for pair in pairs), "MiB"),
        Row("peak memory, scene of 180 s", tuple(pair[1] for pair in pairs), "MiB"),
        Row("180 s against 20 s", tuple(b / a for a, b in pairs), "", 1.1, least=False),
    ]
