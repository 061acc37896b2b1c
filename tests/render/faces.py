"""Pictures that can speak: a photo, a drawing, a mascot that only hand-set points help with."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from studio.render.canvas import skia
from studio.render.cast.layer import as_canvas
from studio.render.cast.performer import Performer
from studio.render.cast.pose import Pose
from studio.render.photo.face import Face
from studio.render.photo.source import Source, source

PHOTO = Path(__file__).parent / "data" / "astronaut.jpg"
PHOTO_SIZE = (458, 528)
PHOTO_POINTS = {
    "left_eye": (196.7, 162.1), "right_eye": (267.4, 166.3), "mouth_left": (196.8, 223.9),
    "mouth_right": (263.4, 226.7), "mouth_top": (229.8, 223.2), "mouth_bottom": (229.8, 248.2),
    "inner_top": (229.1, 230.7), "inner_bottom": (229.8, 240.5), "chin": (230.9, 285.8),
}  # fmt: skip
"""Placed by hand, in pixels."""
MASCOT: dict[str, Any] = {
    "hand": {"left_eye": [0.35, 0.42], "right_eye": [0.65, 0.42], "mouth_left": [0.38, 0.68],
             "mouth_right": [0.62, 0.68], "chin": [0.5, 0.84]}
}  # fmt: skip


def drawing(path: Path, avatar: str = "maya", size: tuple[int, int] = (300, 360)) -> Path:
    """A presenter before a plain backdrop."""
    pixels = np.full((size[1], size[0], 4), 255, np.uint8)
    pixels[..., :3] = (216, 226, 236)
    canvas: skia.Canvas = as_canvas(pixels).getCanvas()
    canvas.translate(size[0] / 2, size[1] * 0.42)
    Performer(avatar, head_px=0.47 * size[1]).draw(canvas, Pose(yaw=0.0, roll=0.0))
    Image.fromarray(np.ascontiguousarray(pixels[..., 2::-1])).save(path)
    return path


def mascot(path: Path, ground: str = "#bfe3f5") -> Path:
    """A bear in which nobody finds a face; MASCOT is its rig. A transparent `ground` is "#00000000"."""
    picture = Image.new("RGBA", (240, 240), ground)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((30, 24, 210, 216), "#9a6644")
    pen.ellipse((66, 120, 174, 200), "#ebc9a5")
    for x in (84, 156):
        pen.ellipse((x - 14, 86, x + 14, 116), "white")
        pen.ellipse((x - 7, 94, x + 7, 108), "#2b1b14")
    pen.ellipse((106, 126, 134, 144), "#2b1b14")
    pen.arc((91, 130, 149, 176), 20, 160, "#5a3420", 3)
    picture.save(path)
    return path


@functools.cache
def photo() -> Source:
    return source(PHOTO, None, matting=False, path="x")


def face(of: Source, *, expressive: bool = False, happy: bool = False) -> Face:
    return Face(of.pixels, of.rig, person=of.person, human=of.human, expressive=expressive, happy=happy)


def spoken(face: Face, of: Source, pose: Pose) -> np.ndarray:
    """The whole picture (BGR) with the face in this pose."""
    left, top, right, bottom = face.box
    made = of.pixels[..., :3].copy()
    made[top:bottom, left:right] = face.drawn(face.state(pose))[..., :3]
    return made
