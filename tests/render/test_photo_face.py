"""Faces of talking photos in motion, measured on the drawn pixels."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from studio.render.cast.pose import Mouth, Pose
from studio.render.cast.visemes import VISEMES
from studio.render.photo import lips, turn
from studio.render.photo.face import Face
from studio.render.photo.frame import frame_of
from studio.render.photo.rig import NEEDED, Rig
from studio.render.photo.shape import speech
from studio.render.photo.source import Source, source
from tests.render.faces import MASCOT, PHOTO, drawing, face, mascot, photo, spoken

STILL = Pose(yaw=0.0, pitch=-0.012, roll=0.028, brow=0.15)


def saying(viseme: str, **pose: float) -> Pose:
    return replace(STILL, mouth=VISEMES[viseme], **pose)


@functools.cache
def head() -> Face:
    return face(photo())


@functools.cache
def shown(viseme: str, *, happy: bool = False, expressive: bool = False) -> np.ndarray:
    made = face(photo(), happy=happy, expressive=expressive) if happy or expressive else head()
    return spoken(made, photo(), saying(viseme))


def frame(rig: Rig, pixels: np.ndarray) -> lips.Frame:
    return frame_of({name: getattr(rig, name) for name in NEEDED}, (pixels.shape[1], pixels.shape[0]))


def mouth(pixels: np.ndarray) -> lips.Lips:
    """What the finder sees in a frame."""
    found = lips.find(np.ascontiguousarray(pixels), frame(photo().rig, pixels))
    assert found is not None
    return found


def test_it_closes_a_mouth_that_is_open_in_the_picture() -> None:
    assert mouth(photo().pixels[..., :3]).gap > 0.08
    assert mouth(shown("rest")).gap < 0.03


@pytest.mark.parametrize("viseme", ["PBM", "rest"])
def test_it_shuts_the_lips(viseme: str) -> None:
    assert mouth(shown(viseme)).gap < 0.03


@pytest.mark.parametrize(("viseme", "least"), [("AA", 0.12), ("EH", 0.07), ("EE", 0.04), ("SZ", 0.04)])
def test_it_opens_the_mouth(viseme: str, least: float) -> None:
    assert mouth(shown(viseme)).gap > least


def test_it_opens_wider_and_drops_the_chin_for_aah() -> None:
    assert mouth(shown("AA")).bottom > mouth(shown("IH")).bottom + 0.02 > mouth(shown("rest")).bottom + 0.03


def test_it_narrows_the_mouth_for_ooh() -> None:
    wide, narrow = mouth(shown("EE")), mouth(shown("OO"))
    assert narrow.right[0] - narrow.left[0] < 0.8 * (wide.right[0] - wide.left[0])


def test_it_lifts_the_corners_when_happy() -> None:
    before, after = mouth(shown("EH")), mouth(shown("EH", happy=True))
    assert (after.left[1] + after.right[1]) / 2 < (before.left[1] + before.right[1]) / 2 - 0.02


def test_it_shows_teeth_where_the_picture_has_some() -> None:
    def white(pixels: np.ndarray) -> float:
        part = pixels[222:252, 205:255].astype(int)
        return float(((part.max(axis=2) - part.min(axis=2) < 36) & (part.min(axis=2) > 120)).mean())

    assert white(shown("rest")) < 0.01
    assert white(shown("EH")) > 0.06


def test_it_shuts_the_eyes() -> None:
    pixels = spoken(head(), photo(), replace(saying("rest"), blink=1.0))
    for x, y in ((197, 162), (267, 166)):
        before, after = (p[y - 6 : y + 7, x - 8 : x + 9].mean() for p in (photo().pixels[..., :3], pixels))
        assert after > before + 25  # skin instead of a pupil


@pytest.mark.parametrize("viseme", ["rest", "AA", "L"])
def test_a_grey_picture_speaks_in_grey(tmp_path: Path, viseme: str) -> None:
    Image.open(PHOTO).convert("L").save(tmp_path / "a.png")
    rig = photo().rig.to_json()
    of = source(tmp_path / "a.png", rig, matting=False, path="x")
    pixels = spoken(face(of), of, saying(viseme)).astype(int)
    assert np.ptp(pixels, axis=2).max() <= 2


def eyes(of: Source, blink: float) -> np.ndarray:
    """Both eyes of a face (eye, row, column, Lab): 100 pixels a unit, the pupil in row and column 60."""
    pixels = spoken(face(of), of, replace(saying("rest"), blink=blink))
    size, unturned = (pixels.shape[1], pixels.shape[0]), frame(of.rig, pixels)
    made = []
    for at in (of.rig.left_eye, of.rig.right_eye):
        here = lips.Frame((at[0] * size[0], at[1] * size[1]), unturned.unit, unturned.turn)
        crop = cv2.warpAffine(pixels, here.upright(100, (60, 60)), (121, 121))
        made.append(cv2.cvtColor(crop.astype(np.float32) / 255, cv2.COLOR_BGR2LAB))
    return np.stack(made)


def blinker(name: str, folder: Path) -> Source:
    """The photo as it is, in another tone or close up; or a drawing."""
    file, picture = folder / "a.png", Image.open(PHOTO).convert("RGB")
    if name == "close":
        picture.crop((140, 90, 325, 310)).resize((555, 660), Image.Resampling.LANCZOS).save(file)
    elif name == "dark skin":
        toned = (np.asarray(picture) / 255.0) ** 2 * (0.78, 0.66, 0.58)
        Image.fromarray((255 * toned).astype(np.uint8)).save(file)
    elif name == "photo":
        return photo()
    else:
        drawing(file, name, (600, 720))
    return source(file, None, matting=False, path="x")


BLINKERS = ["photo", "close", "dark skin", "maya", "kofi", "oliver"]


@pytest.mark.parametrize("name", BLINKERS)
def test_a_shut_lid_has_the_colour_of_the_skin_about_it(tmp_path: Path, name: str) -> None:
    of = blinker(name, tmp_path)
    before, shut = eyes(of, 0.0), eyes(of, 1.0)
    for open_, lid in zip(before, shut, strict=True):
        about = np.vstack([open_[78:86, 50:71].reshape(-1, 3), open_[57:64, 24:30].reshape(-1, 3),
                           open_[36:40, 50:71].reshape(-1, 3)])  # fmt: skip
        off = np.linalg.norm(np.median(lid[54:62, 50:71].reshape(-1, 3), axis=0) - np.median(about, axis=0))
        assert off < 3.5


@pytest.mark.parametrize("name", BLINKERS)
def test_a_shut_lid_ends_in_a_line_as_dark_as_the_lashes(tmp_path: Path, name: str) -> None:
    of = blinker(name, tmp_path)
    for lid in eyes(of, 1.0):
        column = lid[50:84, 55:66, 0].mean(axis=1)
        lash = int(np.argmin(column))
        assert 12 < lash < 30  # at the lower lid
        assert column[lash] < 0.72 * np.median(column)
        assert np.ptp(column[: lash - 8]) < 4  # nothing of the eye is left above it


@pytest.mark.parametrize("name", ["photo", "close", "dark skin"])
def test_a_blink_leaves_the_brows_alone(tmp_path: Path, name: str) -> None:
    of = blinker(name, tmp_path)
    off = np.abs(eyes(of, 0.5) - eyes(of, 0.0))[:, :36]
    assert off.max() < 2


@pytest.mark.parametrize("avatar", ["maya", "kofi"])
def test_it_leaves_a_closed_mouth_as_it_is_at_rest(tmp_path: Path, avatar: str) -> None:
    of = source(drawing(tmp_path / "a.png", avatar), None, matting=False, path="x")
    neutral = replace(STILL, mouth=Mouth(smile=1.15, tongue=0.0))
    pixels = spoken(face(of), of, neutral)
    assert np.abs(pixels.astype(int) - of.pixels[..., :3]).mean() < 0.1


def turned(of: Source) -> tuple[Face, list[np.ndarray]]:
    """An expressive head far to both sides."""
    made = face(of, expressive=True)
    poses = (replace(STILL, yaw=0.3, pitch=0.08, roll=0.1, brow=1.0), replace(STILL, yaw=-0.3, pitch=-0.1, roll=-0.06))
    return made, [spoken(made, of, pose) for pose in poses]


def test_it_keeps_what_is_behind_the_head_still() -> None:
    of = photo()
    _, (one, other) = turned(of)
    person = cv2.resize(of.person, (one.shape[1], one.shape[0]), interpolation=cv2.INTER_LINEAR)
    reach = round(2 * (turn.RIM + 0.05) * frame(of.rig, one).unit) | 1
    behind = cv2.dilate(person, np.ones((reach, reach), np.uint8)) == 0
    assert behind.mean() > 0.15
    assert (one[behind] == other[behind]).all()
    assert (one[behind] == of.pixels[..., :3][behind]).all()
    assert np.abs(one.astype(int) - other).max(axis=2)[120:240, 180:290].mean() > 6  # the face did move


def test_it_has_no_seam_where_the_motion_ends() -> None:
    of = photo()
    made, pair = turned(of)
    left, top, right, bottom = made.box
    for pixels in pair:
        off = np.abs(pixels.astype(int) - of.pixels[..., :3]).max(axis=2)
        for edge in (off[top:bottom, left], off[top:bottom, right - 1], off[bottom - 1, left:right]):
            assert edge.max() <= 1


def test_it_bends_gently_from_neck_to_hair() -> None:
    """Neighbouring pixels never part or cross: the field's steepest slope stays below 1."""
    of = photo()
    size = of.pixels.shape[1], of.pixels.shape[0]
    field = turn.Turn(frame(of.rig, of.pixels), chin=1.75, size=size, person=of.person)
    far = turn.move(replace(STILL, yaw=0.4, pitch=0.1, roll=0.1, brow=1.2), expressive=True, happy=True)
    places = field.map(far, scale=1)
    slopes = [np.abs(np.diff(places[..., axis], axis=1 - axis) - 1).max() for axis in (0, 1)]
    assert max(slopes) < 0.7


def test_it_moves_more_in_the_expressive_style() -> None:
    pose = replace(STILL, yaw=0.1, pitch=0.03, roll=0.06, brow=0.8)
    calm, lively = (turn.move(pose, expressive=expressive, happy=False) for expressive in (False, True))
    assert abs(lively.x) > 1.4 * abs(calm.x) > 0
    assert abs(lively.roll) > 1.4 * abs(calm.roll) > 0
    assert lively.brow > calm.brow > 0


def test_it_speaks_with_hand_set_points_alone(tmp_path: Path) -> None:
    of = source(mascot(tmp_path / "a.png"), MASCOT, matting=False, path="x")
    made = face(of)
    shut, wide = spoken(made, of, saying("PBM")), spoken(made, of, saying("AA"))
    cavity = (wide.max(axis=2) < 110) & (shut.min(axis=2) > 120)
    rows, columns = np.nonzero(cavity)
    assert len(rows) > 60
    assert 0.66 * 240 < rows.mean() < 0.8 * 240
    assert columns.mean() == pytest.approx(120, abs=4)
    assert (wide[:60] == of.pixels[:60, :, :3]).mean() > 0.9  # the ears stay


def test_it_draws_the_same_pose_alike_in_any_order() -> None:
    one, other = face(photo()), face(photo())
    poses = [saying("AA", yaw=0.05), saying("PBM"), replace(saying("OO"), blink=1.0), saying("EE", roll=0.05)]
    first = {pose: one.drawn(one.state(pose)).tobytes() for pose in poses}
    again = {pose: other.drawn(other.state(pose)).tobytes() for pose in reversed(poses)}
    assert first == again
    assert len(set(first.values())) == len(poses)


@pytest.mark.parametrize("viseme", ["rest", "AA"])
def test_a_blink_leaves_nothing_behind(viseme: str) -> None:
    """A frame is the same whether or not the eyes were shut before it."""
    made = face(photo())
    before = made.drawn(made.state(saying(viseme)))
    for blink in (0.5, 1.0, 0.5):
        made.drawn(made.state(replace(saying(viseme), blink=blink)))
    after = made.drawn(made.state(saying(viseme)))
    assert (before == after).all()


def test_it_never_parts_the_lips_while_they_are_pressed() -> None:
    pressed = speech(Mouth(jaw=0.8, up=0.5, low=0.5, press=1.0), happy=False)
    assert (pressed.jaw, pressed.up, pressed.low) == (0, 0, 0)
