"""The compositor: what changed is drawn, what did not change is not, and both look as if all had been drawn."""

from __future__ import annotations

import itertools

import numpy as np

from studio.render import webm
from studio.render.canvas import skia
from studio.render.encode import Picture
from studio.render.layers.colour import Colour
from studio.render.layers.layer import NOTHING, Box, Look, difference
from studio.render.plan import Canvas
from studio.render.stage import GRID, Stage, apart

SIZE = (320, 192)


class Square:
    """A see-through square that moves right by 10 pixels a second, from second `start` on."""

    def __init__(self, colour: int, *, top: int, start: float = 0.0, speed: int = 10) -> None:
        self.colour, self.top, self.start, self.speed, self.drawn = colour, top, start, speed, 0

    def look(self, t: float) -> Look:
        if t < self.start:
            return NOTHING
        left = int(t * self.speed)
        return Look((left, self.top, left + 40, self.top + 40), left)

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        self.drawn += 1
        left = int(t * self.speed)
        canvas.drawRect(skia.Rect.MakeXYWH(left, self.top, 40, 40), skia.Paint(Color=self.colour))


def stage(*moving: Square) -> Stage:
    return Stage(*SIZE, still=[Colour("#336699", width=SIZE[0], height=SIZE[1])], moving=moving)


def test_it_draws_everything_once_and_then_only_what_changed() -> None:
    moving, resting = Square(0x80FF0000, top=20), Square(0x8000FF00, top=120, speed=0)
    shown = stage(moving, resting)
    assert shown.draw(0.0) == [(0, 0, *SIZE)]
    assert shown.draw(0.0) == []
    boxes = shown.draw(1.0)
    assert boxes == [(0, 16, 64, 64)]
    assert resting.drawn == 1
    assert all(edge % GRID == 0 for box in boxes for edge in box)


def test_it_makes_boxes_that_meet_one_and_keeps_others_apart() -> None:
    shown = stage(Square(0x80FF0000, top=0), Square(0x8000FF00, top=24), Square(0x800000FF, top=140))
    shown.draw(0.0)
    boxes = shown.draw(2.0)
    assert len(boxes) == 2
    for one, other in itertools.combinations(boxes, 2):
        assert one[3] <= other[1] or other[3] <= one[1]


def test_it_shows_the_same_however_it_got_there() -> None:
    def squares() -> list[Square]:
        return [
            Square(0x80FF0000, top=20),
            Square(0xC000FF00, top=40, start=0.5),
            Square(0x400000FF, top=90, speed=200),
        ]

    walked, jumped = stage(*squares()), stage(*squares())
    for step in range(12):
        walked.draw(step / 4)
    jumped.draw(11 / 4)
    assert (walked.pixels == jumped.pixels).all()


def test_it_draws_nothing_anew_when_nothing_moves() -> None:
    shown = stage()
    assert shown.draw(0.0) == [(0, 0, *SIZE)]
    assert shown.draw(1.0) == []


def test_it_redraws_the_parts_that_changed_when_all_else_is_equal() -> None:
    whole, eyes, lips = (0, 0, 100, 100), (32, 32, 64, 64), (40, 70, 60, 80)
    before = Look(whole, "body", ((eyes, 1), (lips, 1), (None, 1)))
    assert difference(before, before) == []
    assert difference(before, Look(whole, "body", ((eyes, 2), (lips, 1), (None, 1)))) == [eyes]
    moved = (40, 75, 60, 90)
    assert difference(before, Look(whole, "body", ((eyes, 2), (moved, 2), (None, 2)))) == [eyes, (40, 70, 60, 90)]
    assert difference(before, Look(whole, "other body", before.parts)) == [whole]
    assert difference(before, Look(whole, "body", ((eyes, 1),))) == [whole]
    assert difference(before, Look((0, 0, 120, 90), "body", before.parts)) == [(0, 0, 120, 100)]
    assert difference(before, NOTHING) == [whole]


def test_it_converts_a_changed_box_as_if_the_whole_picture_had_been() -> None:
    """No seams: a noisy picture, boxes in it changed, planes equal to those of a full conversion."""
    random, canvas = np.random.default_rng(4), Canvas(640, 384, 25)
    pixels = random.integers(0, 255, (384, 640, 4), np.uint8)
    boxes: list[Box] = [(0, 0, 640, 384)]
    partly, wholly = Picture(canvas), Picture(canvas)
    partly.update(pixels, boxes)
    pixels[50:90, 100:180] = 200
    partly.update(pixels, [(96, 48, 192, 96)])
    wholly.update(pixels, boxes)
    assert (partly.frame.to_ndarray() == wholly.frame.to_ndarray()).all()


def test_it_converts_ahead_and_shows_later_what_it_would_have_shown_at_once() -> None:
    random, canvas = np.random.default_rng(5), Canvas(64, 64, 25)
    boxes: list[list[Box]] = [[(0, 0, 64, 64)], [(16, 0, 48, 32), (0, 48, 16, 64)], []]
    pictures = [random.integers(0, 255, (64, 64, 4), np.uint8) for _ in boxes]
    for picture in (Picture, webm.Picture):
        ahead, once = picture(canvas), picture(canvas)
        waiting = [ahead.converted(*frame) for frame in zip(pictures, boxes, strict=True)]
        for pixels, some, patches in zip(pictures, boxes, waiting, strict=True):
            once.update(pixels, some)
            shown = ahead.show(patches)
            assert all(bytes(a) == bytes(b) for a, b in zip(shown.planes, once.frame.planes, strict=True))


def test_it_converts_colours_after_bt709_in_limited_range() -> None:
    canvas = Canvas(32, 32, 25)
    for colour, expected in (("#ffffff", (235, 128, 128)), ("#000000", (16, 128, 128)), ("#ff0000", (63, 102, 240))):
        shown = Stage(32, 32, still=[Colour(colour, width=32, height=32)], moving=[])
        picture = Picture(canvas)
        picture.update(shown.pixels, shown.draw(0.0))
        planes = picture.frame.to_ndarray()
        found = (planes[5, 5], planes[33, 1], planes[41, 1])
        assert all(abs(int(a) - b) <= 1 for a, b in zip(found, expected, strict=True))


def test_it_takes_boxes_apart_so_that_no_pixel_is_drawn_twice_or_left_out() -> None:
    random = np.random.default_rng(6)
    for _ in range(60):
        corners = random.integers(0, 24, (int(random.integers(1, 9)), 2)) * 16
        sizes = random.integers(1, 16, corners.shape) * 16
        boxes: list[Box] = [
            tuple(map(int, (*corner, *(corner + size)))) for corner, size in zip(corners, sizes, strict=True)
        ]
        drawn = np.zeros((40, 40), int)
        for left, top, right, bottom in apart(boxes):
            drawn[top // 16 : bottom // 16, left // 16 : right // 16] += 1
        assert drawn.max() == 1
        assert all(
            (drawn[top // 16 : bottom // 16, left // 16 : right // 16]).all() for left, top, right, bottom in boxes
        )
