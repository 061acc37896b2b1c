"""Tiny films of known lengths, made once: real H.264 in real MP4."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import av
import numpy as np

LENGTHS = (1, 2, 3)
LONGER = 7
"""Seconds of a film that is longer than anybody promised."""
RATE, SIDE = 8, 32


@functools.cache
def film(seconds: int) -> bytes:
    """So many seconds of noise, its index at the front: cut off, it still opens."""
    dice = np.random.default_rng(seconds)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "film.mp4"
        _write(file, seconds, dice)
        return file.read_bytes()


def _write(file: Path, seconds: int, dice: np.random.Generator) -> None:
    with av.open(str(file), "w", options={"movflags": "faststart"}) as out:
        stream = out.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"})
        stream.width = stream.height = SIDE
        stream.pix_fmt = "yuv420p"
        for _ in range(seconds * RATE):
            noise = dice.integers(0, 255, (SIDE, SIDE, 3), dtype=np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(noise, format="rgb24")))
        out.mux(stream.encode())
