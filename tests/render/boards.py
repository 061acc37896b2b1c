"""Small storyboards and files for the engine's tests."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from studio.render.plan import ScenePlan, scene_plan
from studio.storyboard import parse

SMALL = {"width": 256, "height": 144}
LINE = "Hello, my good people. Maybe we meet more often."


def text(line: str = LINE, voice: str = "nora", **more: Any) -> dict[str, Any]:
    return {"type": "text", "voice_id": voice, "input_text": line, **more}


def silence(seconds: float = 1.0) -> dict[str, Any]:
    return {"type": "silence", "duration": seconds}


def avatar(name: str = "maya", **more: Any) -> dict[str, Any]:
    return {"type": "avatar", "avatar_id": name, **more}


def board(*scenes: dict[str, Any], **top: Any) -> dict[str, Any]:
    return {"dimension": SMALL, **top, "scenes": list(scenes)}


def plan(*scenes: dict[str, Any], media: dict[str, str] | None = None, scene: int = 0, **top: Any) -> ScenePlan:
    return scene_plan(parse(board(*scenes, **top)), scene, media=media or {})


def picture(path: Path, size: tuple[int, int] = (64, 36), colours: tuple[str, str] = ("#ff0000", "#0000ff")) -> Path:
    """Left half of one colour, right half of the other."""
    made = Image.new("RGB", size, colours[0])
    made.paste(colours[1], (size[0] // 2, 0, *size))
    made.save(path)
    return path


def recording(path: Path, seconds: float = 2.0, level: float = 0.05) -> Path:
    """Half a second of silence, a tone that swells three times a second, half a second of silence."""
    rate = 22_050
    total = int(seconds * rate)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        for at in range(total):
            t = at / rate
            loud = level * abs(math.sin(math.pi * 3 * t)) if 0.5 <= t < seconds - 0.5 else 0.0
            out.writeframesraw(struct.pack("<h", int(32767 * loud * math.sin(2 * math.pi * 200 * t))))
    return path


def clip(path: Path, *, frames: int = 30, fps: int = 10, size: tuple[int, int] = (64, 36)) -> Path:
    """Frame n is grey of brightness 5·n, which begins again behind white."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=fps, options={"crf": "5", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for index in range(frames):
            grey = np.full((size[1], size[0], 3), index * 5 % 256, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        out.mux(stream.encode(None))
    return path
