"""Contact sheet of the cast: `python -m studio.render.cast.sheet OUT.png` draws everybody, their looks and mouths."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from studio.render.canvas import skia
from studio.render.cast.catalogue import Presenter, presenters
from studio.render.cast.performer import Performer
from studio.render.cast.pose import Pose
from studio.render.cast.visemes import VISEMES

WIDTH, HEIGHT = 180, 270
MOUTHS = ("AA", "EE", "OO", "FV", "PBM")


def poses() -> list[Pose]:
    """The expressions shown for each person: rest, smile, blink, gesture, then some mouths."""
    rest = [Pose(), Pose(smile=1.0, brow=0.5, yaw=-0.05), Pose(blink=1.0, pitch=0.06), Pose(hand=1.0, brow=0.4)]
    return rest + [Pose(mouth=VISEMES[name]) for name in MOUTHS]


def tile(avatar_id: str, pose: Pose, *, width: int = WIDTH, height: int = HEIGHT) -> skia.Image:
    """One picture of an avatar before its own backdrop."""
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRaster(info)
    canvas = surface.getCanvas()
    performer = Performer(avatar_id, head_px=height * 0.36)
    performer.draw_backdrop(canvas, width, height)
    canvas.translate(width / 2, height * 0.38)
    performer.draw(canvas, pose)
    return surface.makeImageSnapshot()


def rows(cast: Iterable[Presenter]) -> list[list[skia.Image]]:
    """One row a person: every look at rest, then every expression in the first look."""
    out = []
    for presenter in cast:
        looks = [tile(f"{presenter.id}.{look.id}", Pose()) for look in presenter.looks]
        out.append(looks + [tile(presenter.id, pose) for pose in poses()[1:]])
    return out


def sheet(pictures: Sequence[Sequence[skia.Image]]) -> skia.Image:
    """The rows below one another on white."""
    surface = skia.Surface(max(len(row) for row in pictures) * WIDTH, len(pictures) * HEIGHT)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorWHITE)
    for y, row in enumerate(pictures):
        for x, picture in enumerate(row):
            canvas.drawImage(picture, x * WIDTH, y * HEIGHT)
    return surface.makeImageSnapshot()


if __name__ == "__main__":
    sheet(rows(presenters())).save(sys.argv[1], skia.kPNG)
