"""Pictures of the subtitle styles, for the editor's picker and for looking at them all.

    python -m studio.render.samples FOLDER      one FOLDER/<style>.webp each, and FOLDER/sheet.png of every script

The pictures in static/studio/subtitles/ are made by this: make them anew when a style changes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from studio.render.canvas import skia
from studio.render.cast.layer import argb
from studio.render.layers.subtitles import Subtitles
from studio.render.plan import Canvas
from studio.render.presets import CATALOGUE, PRESETS
from studio.render.spoken import Word
from studio.storyboard import Subtitles as Wanted

WIDTH, HEIGHT = 432, 156
"""Pixels of a picker's picture; it is shown at half of that."""
QUALITY = 88
_WORDS = "Five good ideas"
_BACK = ("#5a3a5c", "#c98f78", "#f0d3b0")
_EACH = 0.4
_SCRIPTS = (
    "Five good ideas, and one that will change how your team makes videos.",
    "خمسة أفكار جيدة، وواحدة ستغير طريقة فريقك في YouTube عام 2026.",
    "पाँच अच्छे विचार, और एक जो आपकी टीम के वीडियो बनाने का तरीका बदल देगा।",
    "ห้าความคิดดีๆที่จะเปลี่ยนวิธีที่ทีมของคุณทำวิดีโอ",
    "五つの良いアイデア、そしてチームの動画制作を変える一つのこと。",
)


def sample(name: str) -> Image.Image:
    """One style on a picture of `WIDTH` × `HEIGHT`: the second of three words is being said."""
    size = round(24 + 330 * CATALOGUE[name].size)
    wanted = Wanted(preset_name=name, font_size=size, alignment=5)
    return _drawn(_WORDS, wanted, Canvas(WIDTH, HEIGHT, 25), at=1.7 * _EACH)


def sheet() -> Image.Image:
    """Every style (rows) in five scripts (columns)."""
    width, height = 540, 304
    whole = Image.new("RGB", (width * len(_SCRIPTS), height * len(PRESETS)))
    for row, name in enumerate(PRESETS):
        for column, text in enumerate(_SCRIPTS):
            canvas = Canvas(width, height, 25, min(width, height) / 1080)
            whole.paste(_drawn(text, Wanted(preset_name=name), canvas, at=4.2 * _EACH), (column * width, row * height))
    return whole


def _drawn(text: str, wanted: Wanted, canvas: Canvas, *, at: float) -> Image.Image:
    pixels = np.zeros((canvas.height, canvas.width, 4), np.uint8)
    surface = skia.Surface(pixels).getCanvas()
    ends = [skia.Point(0, 0), skia.Point(canvas.width, canvas.height)]
    shader = skia.GradientShader.MakeLinear(ends, [argb(colour) for colour in _BACK], [0.0, 0.62, 1.0])
    surface.drawPaint(skia.Paint(Shader=shader, Dither=True))
    layer = Subtitles(list(_spoken(text)), wanted, canvas=canvas)
    if layer.look(at).box is not None:
        layer.draw(surface, at)
    return Image.fromarray(pixels, "RGBA").convert("RGB")


def _spoken(text: str) -> Iterator[Word]:
    at = 0.0
    for word in text.split():
        long = _EACH * max(1.0, len(word) / 8)
        yield Word(word, at, at + 0.95 * long)
        at += long


def main(folder: Path) -> None:
    """Write every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PRESETS:
        sample(name).save(folder / f"{name}.webp", "WEBP", quality=QUALITY, method=6)
    sheet().save(folder / "sheet.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
