"""Contact sheet of the cast: `python -m studio.render.cast.sheet OUT.png` draws everybody in every look, by name, then
gestures, an arm on its way, expressions, brand colours and mouths. To be judged by eye after every change of the art.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studio.render import fonts
from studio.render.canvas import skia
from studio.render.cast.catalogue import Presenter, presenters
from studio.render.cast.gesture import GESTURES, RISE_STEPS
from studio.render.cast.performer import Performer
from studio.render.cast.pose import Mouth, Pose
from studio.render.cast.visemes import VISEMES

WIDTH, HEIGHT, CAPTION = 180, 270, 24
COLUMNS = 12
BRANDS = ("#e4002b", "#ff6a00", "#ffd100", "#39ff14", "#00a19a", "#0057ff", "#5b2d8e", "#ff2d8d", "#ffffff", "#8a8d91",
          "#5a3a22", "#000000")  # fmt: skip
MODELS = ("kate", "kofi.mustard", "leila", "mateo", "frank", "nia.wrap")
"""Who shows gestures, expressions and mouths: different bodies, sleeves and skins."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of the sheet. `close` shows the face alone."""

    caption: str
    avatar_id: str
    pose: Pose = field(default_factory=Pose)
    brand_color: str | None = None
    close: bool = False


def cast_tiles(cast: Iterable[Presenter]) -> list[Tile]:
    """Everybody in every look."""
    return [
        Tile(f"{presenter.name} · {look.name}", f"{presenter.id}.{look.id}")
        for presenter in cast
        for look in presenter.looks
    ]


def gesture_tiles(avatars: Sequence[str] = MODELS) -> list[Tile]:
    """Every gesture, by one presenter after the other, then the steps of a rising arm."""
    shown = [
        Tile(name, avatars[i % len(avatars)], Pose(gesture=name, hand=1.0, brow=0.4)) for i, name in enumerate(GESTURES)
    ]
    steps = [i / RISE_STEPS for i in range(RISE_STEPS + 1)]
    return shown + [Tile(f"offer {step:.0%}", avatars[0], Pose(gesture="offer", hand=step)) for step in steps]


def expression_tiles() -> list[Tile]:
    """Rest, a smile, a nod, a blink, a glance, a lean."""
    poses = {
        "rest": Pose(), "smile": Pose(smile=1.0, brow=0.5, yaw=-0.05, mouth=Mouth(smile=1.7, wide=0.3)),
        "nod": Pose(pitch=0.07, brow=0.6), "blink": Pose(blink=1.0), "glance": Pose(gaze=(0.55, -0.2), yaw=-0.06),
        "lean": Pose(lean=-0.3, roll=0.06),
    }  # fmt: skip
    return [Tile(name, avatar, pose) for avatar in MODELS[:4] for name, pose in poses.items()]


def brand_tiles(avatars: Sequence[str] = MODELS) -> list[Tile]:
    """Hard cases of brand colours: white, black, neon, skin tones."""
    return [Tile(colour, avatars[i % len(avatars)], brand_color=colour) for i, colour in enumerate(BRANDS)]


def mouth_tiles(avatars: Sequence[str] = MODELS) -> list[Tile]:
    """Every mouth shape, close up."""
    return [
        Tile(name, avatar, Pose(mouth=mouth), close=True) for avatar in avatars[:3] for name, mouth in VISEMES.items()
    ]


def picture(tile: Tile) -> skia.Image:
    """One avatar before its own backdrop."""
    info = skia.ImageInfo.Make(WIDTH, HEIGHT, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRaster(info)
    canvas = surface.getCanvas()
    head = WIDTH * 1.15 if tile.close else HEIGHT * 0.28
    performer = Performer(tile.avatar_id, head_px=head, brand_color=tile.brand_color)
    performer.draw_backdrop(canvas, WIDTH, HEIGHT)
    canvas.translate(WIDTH / 2, HEIGHT * (0.46 if tile.close else 0.31))
    performer.draw(canvas, tile.pose)
    return surface.makeImageSnapshot()


def sheet(sections: Sequence[Sequence[Tile]], *, columns: int = COLUMNS) -> skia.Image:
    """The sections below one another, each tile with its caption."""
    rows = [list(tiles[i : i + columns]) for tiles in sections for i in range(0, len(tiles), columns)]
    surface = skia.Surface(columns * WIDTH, len(rows) * (HEIGHT + CAPTION))
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorWHITE)
    font, ink = skia.Font(fonts.typeface("Abc"), 11), skia.Paint(AntiAlias=True, Color=0xFF3A3A40)
    for y, row in enumerate(rows):
        for x, tile in enumerate(row):
            canvas.drawImage(picture(tile), x * WIDTH, y * (HEIGHT + CAPTION))
            caption = tile.caption if len(tile.caption) < 32 else tile.caption[:30] + "…"
            canvas.drawString(caption, x * WIDTH + 6, (y + 1) * (HEIGHT + CAPTION) - 8, font, ink)
    return surface.makeImageSnapshot()


def main(out: str) -> None:
    """Write the whole sheet and say where it is."""
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    tiles = [cast_tiles(presenters()), gesture_tiles(), expression_tiles(), brand_tiles(), mouth_tiles()]
    sheet(tiles).save(out, skia.kPNG)
    print(f"{sum(map(len, tiles))} pictures of the cast: {Path(out).resolve()}")


if __name__ == "__main__":
    main(sys.argv[1])
