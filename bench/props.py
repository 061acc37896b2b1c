"""Files that the long storyboard names: a picture, a moving clip, a face, a marker that is seen and heard at once."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
from PIL import Image

from bench import boards
from bench.realtime import ROOT
from studio.render.spoken import RATE

FACE = ROOT / "tests" / "render" / "data" / "astronaut.jpg"
FPS = 25
MARK, MARKER = 1.0, 12.0
"""Seconds at which the marker turns white and begins to sound, and that it lasts."""


def picture(folder: Path) -> Path:
    """The bench's background, in a size for small canvases."""
    file = folder / "place.png"
    Image.open(boards.background(folder)).resize((540, 960)).save(file)
    return file


def clip(folder: Path) -> Path:
    """Three seconds of soft colour that moves."""
    y, x = np.mgrid[0:640, 0:360]
    pictures = (
        np.dstack([120 + 60 * np.sin(x / 60 + at / 6), 130 + 50 * np.cos(y / 80 - at / 9), 150 + 40 * np.sin(x / 40)])
        for at in range(3 * FPS)
    )
    return _filmed(folder / "clip.mp4", (each.clip(0, 255).astype(np.uint8) for each in pictures), size=(360, 640))


def marker(folder: Path) -> tuple[Path, Path]:
    """A clip and a recording of MARKER seconds: white, and a tone, from MARK on."""
    black, white = (np.full((64, 36, 3), grey, np.uint8) for grey in (0, 255))
    shown = (white if at >= MARK * FPS else black for at in range(round(MARKER * FPS)))
    film = _filmed(folder / "marker.mp4", shown, size=(36, 64))
    t = np.arange(round(MARKER * RATE)) / RATE
    tone = np.where(t >= MARK, 0.1 * np.sin(2 * np.pi * 997 * (t - MARK)), 0.0)
    sound = folder / "marker.wav"
    with wave.open(str(sound), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((tone * 32767).astype("<i2").tobytes())
    return film, sound


def _filmed(file: Path, pictures: Iterable[np.ndarray], *, size: tuple[int, int]) -> Path:
    with av.open(str(file), "w") as out:
        stream = out.add_stream("libx264", rate=FPS, options={"crf": "20", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for each in pictures:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(each, format="rgb24")))
        out.mux(stream.encode(None))
    return file
