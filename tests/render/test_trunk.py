"""The trunk is moved in strips, which nobody may see: every pixel comes from where the smooth field says."""

from __future__ import annotations

import numpy as np
import pytest

from studio.render.cast.layer import Layer
from studio.render.cast.trunk import HIPS, breathing

SCALE = 1.0
"""Pixels a head unit."""


def slopes() -> Layer:
    """Opaque, as large as a trunk; red grows by one a column, green by one a row."""
    pixels = np.zeros((250, 250, 4), np.uint8)
    pixels[..., 2] = np.arange(250)
    pixels[..., 1] = np.arange(250)[:, None]
    pixels[..., 3] = 255
    return Layer(pixels, -125, 20)


def test_it_leaves_a_trunk_alone_that_neither_breathes_nor_leans() -> None:
    body = slopes()
    still = breathing(body, 0.0, 0.0, scale=SCALE).layer
    part = still.pixels[body.y - still.y :, body.x - still.x : body.box[2] - still.x]
    assert (part == body.pixels).all()


@pytest.mark.parametrize(("breath", "lean"), [(1.0, 0.0), (0.4, 0.014), (1.0, -0.014)])
def test_it_moves_every_pixel_as_the_whole_would_move(breath: float, lean: float) -> None:
    body = slopes()
    moved = breathing(body, breath, 0.5, scale=SCALE, lean=lean).layer
    rows, columns = np.mgrid[20:230, 20:230]
    x, y = (columns + moved.x) / SCALE, (rows + moved.y) / SCALE
    u, v = x - lean * (HIPS - y), y - lean * x
    rise = np.clip((v - 96) / 140, 0, 1)
    u /= 1 + 0.006 * breath * np.exp(-(((v - 118) / 46) ** 2))
    v += 0.95 * breath * (1 - rise * rise * (3 - 2 * rise))
    found = moved.pixels[20:230, 20:230].astype(float)
    assert np.abs(found[..., 2] - (u * SCALE - 0.5 - body.x)).max() < 0.6  # of which 0.5 are rounding
    assert np.abs(found[..., 1] - (v * SCALE - body.y)).max() < 0.6


def test_it_shows_nothing_outside_of_its_boxes() -> None:
    body = slopes()
    body.pixels[:150, :90] = body.pixels[:150, 160:] = 0
    moved = breathing(body, 0.8, 0.0, scale=SCALE, lean=0.01)
    for left, top, right, bottom in moved.boxes:
        rows = slice(top - moved.layer.y, bottom - moved.layer.y)
        moved.layer.pixels[rows, left - moved.layer.x : right - moved.layer.x] = 0
    assert not moved.layer.pixels.any()


def test_it_leaves_out_what_lies_below_the_floor_and_nothing_else() -> None:
    whole, cut = (breathing(slopes(), 0.8, 0.3, scale=SCALE, lean=0.01, floor=floor) for floor in (np.inf, 130.0))
    assert cut.layer.box == (*whole.layer.box[:3], 130)
    assert (cut.layer.pixels == whole.layer.pixels[: len(cut.layer.pixels)]).all()
    assert breathing(slopes(), 0.0, 0.0, scale=SCALE, floor=-500.0).layer.pixels.size
