"""Rigs of talking photos: found, corrected, placed by hand, refused."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter

from studio.errors import BadInput
from studio.providers import local
from studio.render.photo import command
from studio.render.photo.find import find_rig, rig_by_hand
from studio.render.photo.rig import BadRig, Rig, hand_points, moved
from studio.render.photo.source import opened, rig_of
from tests.render.faces import MASCOT, PHOTO, PHOTO_POINTS, PHOTO_SIZE, drawing, mascot, photo

ACROSS = 70.8
"""Pixels between the pupils of the photo."""
ASPECT = PHOTO_SIZE[0] / PHOTO_SIZE[1]


def off(rig: Rig, name: str) -> float:
    """How far a point is from where it was placed by hand, in distances of the pupils."""
    x, y = getattr(rig, name)
    return math.dist((x * PHOTO_SIZE[0], y * PHOTO_SIZE[1]), PHOTO_POINTS[name]) / ACROSS


def test_it_finds_eyes_lips_and_chin_of_a_photo() -> None:
    rig = photo().rig
    assert rig.confidence > 0.8
    assert rig.open
    assert max(off(rig, name) for name in PHOTO_POINTS if name != "chin") < 0.06
    assert off(rig, "chin") < 0.15


@pytest.mark.parametrize("change", ["dark", "side light", "tilt", "smaller", "grain"])
def test_it_finds_them_in_worse_pictures(change: str) -> None:
    pixels, turn = opened(PHOTO, path="x").astype(np.float32), 0.0
    width, height = PHOTO_SIZE
    if change == "dark":
        pixels = 255 * (pixels / 255) ** 1.8
    if change == "side light":
        pixels *= np.linspace(1.0, 0.75, width)[None, :, None].astype(np.float32)
    if change == "grain":
        pixels += np.random.default_rng(1).normal(0, 5, (height, width, 1)).astype(np.float32)
    if change == "tilt":
        turn = math.radians(8)
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 8, 1.0)
        pixels = cv2.warpAffine(pixels, matrix, PHOTO_SIZE, flags=cv2.INTER_CUBIC)
    if change == "smaller":
        pixels = cv2.resize(pixels, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    rig = find_rig(np.ascontiguousarray(np.clip(pixels, 0, 255).astype(np.uint8)))
    assert rig.confidence > 0.5
    for name in ("left_eye", "right_eye", "mouth_left", "mouth_right", "inner_top"):
        x, y = PHOTO_POINTS[name][0] - width / 2, PHOTO_POINTS[name][1] - height / 2
        x, y = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
        found = getattr(rig, name)
        apart = math.dist(((found[0] - 0.5) * width, (found[1] - 0.5) * height), (x, y)) / ACROSS
        assert apart < 0.12, name


def test_it_finds_the_lips_of_the_smallest_picture_and_asks_to_look(tmp_path: Path) -> None:
    """120 pixels is the least that may be uploaded: 19 between the pupils."""
    Image.open(PHOTO).resize((120, 138), Image.Resampling.LANCZOS).save(tmp_path / "a.png")
    rig = find_rig(opened(tmp_path / "a.png", path="x"))
    assert rig.open
    assert max(off(rig, name) for name in PHOTO_POINTS if name != "chin") < 0.12
    assert 0 < rig.confidence < 0.5


@pytest.mark.parametrize("avatar", ["maya", "kofi"])
def test_it_finds_the_face_of_a_drawing(tmp_path: Path, avatar: str) -> None:
    rig = find_rig(opened(drawing(tmp_path / "a.png", avatar), path="x"))
    assert rig.confidence > 0.5
    assert not rig.open
    assert rig.left_eye[0] < rig.mouth_left[0] + 0.06 < rig.mouth_right[0] < rig.right_eye[0] + 0.06
    assert rig.left_eye[1] < rig.mouth_top[1] < rig.inner_top[1] < rig.mouth_bottom[1] < rig.chin[1]


def test_of_many_it_takes_a_face_with_eyes_to_what_only_is_larger() -> None:
    """Between three portraits is a shape that counts as a larger face; nobody's eyes are in it."""
    width, group = PHOTO_SIZE[0], Image.new("RGB", (1200, 528), "#aabbcc")
    with Image.open(PHOTO) as portrait:
        group.paste(portrait, (0, 0))
        group.paste(portrait.resize((300, 346)), (460, 120))
        group.paste(portrait.transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize((400, 461)), (780, 60))
    rig = find_rig(np.ascontiguousarray(np.asarray(group)[..., ::-1]))
    assert rig.confidence > 0.8
    whole = rig.within((0, 0, width / 1200, 1))
    assert max(off(whole, name) for name in ("left_eye", "right_eye", "mouth_left", "mouth_right")) < 0.06


def test_of_many_it_takes_the_large_one_though_its_eyes_are_hard_to_see() -> None:
    width, height = PHOTO_SIZE
    group = Image.new("RGB", (3 * width + 100, 2 * height), "#aabbcc")
    with Image.open(PHOTO) as portrait:
        group.paste(portrait, (2 * width + 50, 50))
        group.paste(portrait.resize((2 * width, 2 * height)), (0, 0))
    for name in ("left_eye", "right_eye"):
        (x, y), reach = PHOTO_POINTS[name], 0.14 * width
        eye = (int(2 * x - reach), int(2 * y - 0.6 * reach), int(2 * x + reach), int(2 * y + 0.6 * reach))
        group.paste(group.crop(eye).filter(ImageFilter.GaussianBlur(12)), eye)
    seen = find_rig(np.ascontiguousarray(np.asarray(group)[..., ::-1]))
    assert 0 < seen.left_eye[0] < seen.right_eye[0] < 2 * width / group.width


def test_it_owns_up_when_there_is_no_face(tmp_path: Path) -> None:
    picture = opened(mascot(tmp_path / "a.png"), path="x")
    rig = find_rig(picture)
    assert rig.confidence == 0
    with pytest.raises(BadRig, match="place the points"):
        rig_of(picture, rig.to_json())
    with pytest.raises(BadRig, match="No face was found"):
        rig_of(picture, None)


def test_it_takes_five_points_of_a_mascot_and_measures_its_eyes(tmp_path: Path) -> None:
    rig = rig_by_hand(opened(mascot(tmp_path / "a.png"), path="x"), hand_points(MASCOT))
    assert rig.confidence == 1
    assert rig.chin == (0.5, 0.84)
    assert rig.left_upper_lid[1] == pytest.approx(86 / 240, abs=0.02)
    assert rig.left_lower_lid[1] == pytest.approx(116 / 240, abs=0.02)
    assert rig.inner_top[1] == pytest.approx(174 / 240, abs=0.02)  # the drawn line, below its ends


def test_it_survives_json() -> None:
    document = json.loads(json.dumps(photo().rig.to_json()))
    again = Rig.from_json(document)
    assert again.to_json() == document
    assert again.mouth_left == pytest.approx(photo().rig.mouth_left, abs=1e-4)


def test_it_moves_what_hangs_on_a_moved_point() -> None:
    rig = photo().rig
    x, y = rig.left_eye
    made = moved(rig, {"left_eye": (x - 0.01, y + 0.02)}, aspect=ASPECT)
    assert made.left_upper_lid == pytest.approx((rig.left_upper_lid[0] - 0.01, rig.left_upper_lid[1] + 0.02))
    assert made.mouth_left == rig.mouth_left
    lower = {name: (getattr(rig, name)[0], getattr(rig, name)[1] + 0.03) for name in ("mouth_left", "mouth_right")}
    assert moved(rig, lower, aspect=ASPECT).inner_top[1] == pytest.approx(rig.inner_top[1] + 0.03)


def test_it_lets_a_hand_close_or_open_the_mouth() -> None:
    rig = photo().rig
    assert not moved(rig, {"inner_bottom": rig.inner_top}, aspect=ASPECT).open
    far = {"inner_bottom": (rig.inner_top[0], rig.inner_top[1] + 0.04)}
    assert moved(rig, far, aspect=ASPECT).open


@pytest.mark.parametrize(("change", "said"), [
    ({"chin": None}, "Still to place: chin"), ({"chin": [0.5, 0.5]}, "From top to bottom"),
    ({"left_eye": [0.7, 0.42]}, "Left and right"), ({"right_eye": [0.35, 0.42]}, "lie on one another"),
    ({"tail": [0.5, 0.5]}, "no point “tail”"), ({"chin": [0.5, 7]}, "not on the picture"),
    ({"chin": "low"}, "not on the picture"),
])  # fmt: skip
def test_it_refuses_points_that_make_no_face(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    hand = {name: at for name, at in {**MASCOT["hand"], **change}.items() if at is not None}
    with pytest.raises(BadRig, match=said):
        rig_of(opened(mascot(tmp_path / "a.png"), path="x"), {"hand": hand})


@pytest.mark.parametrize("points", [{}, 3, None])
def test_it_refuses_an_incomplete_rig(points: object) -> None:
    """The points alone are not a rig either."""
    with pytest.raises(BadRig, match="incomplete"):
        Rig.from_json({"points": photo().rig.to_json()["points"] if points is None else points})


def test_it_finds_a_rig_from_the_command_line(tmp_path: Path) -> None:
    command.rig(PHOTO, tmp_path / "a.json", overlay=tmp_path / "a.png")
    assert json.loads((tmp_path / "a.json").read_text()) == find_rig(opened(PHOTO, path="x")).to_json()
    with Image.open(tmp_path / "a.png") as shown:
        assert shown.size == PHOTO_SIZE


def test_it_finds_a_rig_in_a_child_process(tmp_path: Path) -> None:
    assert local.find_rig(PHOTO, tmp_path)["confidence"] > 0.8
    (tmp_path / "a.png").write_text("no picture")
    with pytest.raises(BadInput) as refused:
        local.find_rig(tmp_path / "a.png", tmp_path)
    assert "not a picture" in refused.value.problems["picture"]
