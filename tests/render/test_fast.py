"""What is kept and left alone makes drawing quick, and must never be seen: the same pixels, however they came about."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from studio.render import scene as scenes
from studio.render.canvas import skia
from studio.render.cast.attic import Attic
from studio.render.cast.hold import EIGHTS, TWOS, Held
from studio.render.cast.layer import Layer
from studio.render.cast.performer import Performer
from studio.render.cast.pose import Mouth, Pose
from studio.render.cast.shelf import Shelf
from studio.render.encode import Picture
from tests.render import boards

SIZE = {"width": 160, "height": 284}


@pytest.mark.parametrize(("name", "more"), [
    ("amara", {}), ("maya", {"avatar_style": "closeUp"}), ("leila", {"avatar_style": "circle", "scale": 0.8}),
    ("marco", {"scale": 1.6}), ("jonas", {"scale": 4.0}),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_it_draws_one_frame_after_another_as_it_draws_each_afresh(name: str, more: dict[str, object]) -> None:
    plan = boards.plan(
        {"character": boards.avatar(name, **more), "voice": boards.text("Maybe. People will love it, won't they?")},
        dimension=SIZE, caption=True,
    )  # fmt: skip
    heard = scenes.score(plan)
    with ExitStack() as close:
        walked, strip = scenes.stage(plan, heard, close=close), Picture(plan.canvas)
        for index in range(heard.frames):
            strip.update(walked.pixels, walked.draw(index / plan.canvas.fps))
            if index % 9 == 5:
                afresh, picture = scenes.stage(plan, heard, close=close), Picture(plan.canvas)
                picture.update(afresh.pixels, afresh.draw(index / plan.canvas.fps))
                assert (afresh.pixels == walked.pixels).all()
                assert (picture.frame.to_ndarray() == strip.frame.to_ndarray()).all()


def test_it_draws_only_the_boxes_it_names() -> None:
    """A speaking mouth under a held head: nothing changes outside of its parts' boxes."""
    performer = Performer("rosie", head_px=90)
    poses = [Pose(mouth=Mouth(jaw=0.1 * step), blink=step / 4, hand=0.5) for step in range(4)]
    seen = [(performer.parts(pose), _drawn(performer, pose)) for pose in poses]
    for (parts, picture), (other, other_picture) in itertools.pairwise(seen):
        changed = np.abs(picture.astype(int) - other_picture).max(axis=2) > 0
        assert changed.any()
        for (box, key), (other_box, other_key) in zip(parts, other, strict=True):
            for left, top, right, bottom in (box, other_box) if key != other_key else ():
                changed[top + 150 : bottom + 150, left + 150 : right + 150] = False
        assert not changed.any()


def test_it_holds_the_head_on_twos_and_the_trunk_longer_but_never_the_lips() -> None:
    held = Held(lambda t: Pose(yaw=t, breath=t, blink=t, mouth=Mouth(jaw=t)), fps=30)
    for frame in range(20):
        t = frame / 30
        pose = held.pose_at(t)
        assert pose.mouth.jaw == pose.blink == t
        assert pose.yaw == frame // TWOS * TWOS / 30
        assert held.trunk_at(t).breath == frame // EIGHTS * EIGHTS / 30


def test_it_keeps_what_was_asked_for_last_within_its_room() -> None:
    made: list[int] = []

    def layer(key: int) -> Layer:
        made.append(key)
        return Layer(np.zeros((10, 10, 4), np.uint8), key, 0)

    shelf = Shelf(room=1000)
    for key in (1, 2, 1, 3, 1, 2):
        assert shelf.get("", key, lambda key=key: layer(key)).x == key
        assert shelf.taken <= 1000
    assert made == [1, 2, 3, 2]


class Drawing:
    """Parts of any size, and which of them were made."""

    def __init__(self) -> None:
        self.made: list[tuple[str, int]] = []

    def part(self, owner: str, key: int) -> Layer:
        self.made.append((owner, key))
        return Layer(np.random.default_rng(key).integers(0, 255, (10, 7, 4), np.uint8), -key, key)

    def asked(self, attic: Attic, owner: str, key: int) -> None:
        found = attic.get(owner, key, lambda: self.part(owner, key))
        assert np.array_equal(found.pixels, np.random.default_rng(key).integers(0, 255, (10, 7, 4), np.uint8))
        assert (found.x, found.y) == (-key, key)


def fill_attic(folder: Path) -> None:
    attic, drawing = Attic(folder), Drawing()
    for key in range(60):
        drawing.asked(attic, "amara", key)


def test_it_finds_in_the_attic_what_it_or_another_process_made(tmp_path: Path) -> None:
    drawing = Drawing()
    for attic in (Attic(tmp_path / "a"), Attic(tmp_path / "a")):
        for owner in ("amara", "maya"):
            for key in (1, 2, 1):
                drawing.asked(attic, owner, key)
    assert drawing.made == [("amara", 1), ("amara", 2), ("maya", 1), ("maya", 2)]


@pytest.mark.parametrize("damage", [lambda kept: b"", lambda kept: kept[:-4], lambda kept: kept[:-1] + bytes(
    [kept[-1] ^ 1])], ids=["empty", "short", "another pixel"])  # fmt: skip
def test_it_makes_anew_what_a_crash_left_damaged(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    drawing = Drawing()
    drawing.asked(Attic(tmp_path), "amara", 1)
    (file,) = (each for each in tmp_path.rglob("*") if each.is_file())
    file.write_bytes(damage(file.read_bytes()))
    for _ in range(2):
        drawing.asked(Attic(tmp_path), "amara", 1)
    assert drawing.made == [("amara", 1)] * 2


def test_it_draws_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    drawing = Drawing()
    for _ in range(2):
        drawing.asked(Attic(tmp_path / "file"), "amara", 1)
    assert len(drawing.made) == 2


def test_a_full_disk_leaves_no_half_written_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.pwritev

    def full(file: int, parts: list[bytes], at: int) -> int:
        return whole(file, parts[:1], at)

    drawing, attic = Drawing(), Attic(tmp_path)
    drawing.asked(attic, "amara", 1)
    (file,) = tmp_path.iterdir()
    kept = file.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(os, "pwritev", full)
        drawing.asked(attic, "amara", 2)
    assert file.read_bytes() == kept
    drawing.asked(Attic(tmp_path), "amara", 1)
    drawing.asked(attic, "amara", 2)
    assert drawing.made == [("amara", 1), ("amara", 2), ("amara", 2)]


@pytest.mark.parametrize("damage", [lambda kept: kept[:-9], lambda kept: kept + kept[:77]], ids=["cut", "begun"])
def test_it_goes_on_behind_what_a_crash_left_half_written(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    drawing, begun = Drawing(), Attic(tmp_path)
    for key in (1, 2):
        drawing.asked(begun, "amara", key)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    del drawing.made[:]
    for attic in (Attic(tmp_path), begun, Attic(tmp_path)):
        for key in (1, 2, 3):
            drawing.asked(attic, "amara", key)
    assert ("amara", 1) not in drawing.made
    assert len(drawing.made) == len(set(drawing.made))


def test_it_makes_anew_what_lies_in_a_file_of_something_else(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.asked(Attic(tmp_path), "amara", 1)
    (file,) = tmp_path.iterdir()
    file.write_bytes(bytes(range(256)) * 9)
    for _ in range(2):
        drawing.asked(Attic(tmp_path), "amara", 1)
    assert drawing.made == [("amara", 1)] * 2


def test_it_takes_no_other_part_from_a_file_that_was_begun_again(tmp_path: Path) -> None:
    drawing, begun, other = Drawing(), Attic(tmp_path / "a"), Attic(tmp_path / "b")
    for attic, key in ((begun, 1), (begun, 2), (other, 3), (other, 4)):
        drawing.asked(attic, "amara", key)
    (file,), (another,) = (tmp_path / "a").iterdir(), (tmp_path / "b").iterdir()
    file.write_bytes(another.read_bytes())  # in the same place on the disk, as a new file may be
    for _ in range(2):
        drawing.asked(begun, "amara", 1)
    assert drawing.made[4:] == [("amara", 1)]


def test_many_processes_add_to_one_file(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, multiprocessing.get_context("fork")) as pool:
        for each in [pool.submit(fill_attic, tmp_path) for _ in range(4)]:
            each.result()
    drawing = Drawing()
    for key in range(60):
        drawing.asked(Attic(tmp_path), "amara", key)
    assert not drawing.made


def test_it_takes_away_what_was_looked_at_longest_ago(tmp_path: Path) -> None:
    drawing, attic = Drawing(), Attic(tmp_path, room=1000)
    for owner in ("amara", "maya", "ken"):
        for key in (1, 2):
            drawing.asked(attic, owner, key)
            time.sleep(0.01)  # folders are told apart by their times
        drawing.asked(Attic(tmp_path, room=1000), "amara", 1)
    del drawing.made[:]
    for owner in ("amara", "ken", "maya"):
        drawing.asked(Attic(tmp_path), owner, 1)
    assert drawing.made == [("maya", 1)]


def _drawn(performer: Performer, pose: Pose) -> np.ndarray:
    surface = skia.Surface(300, 500)
    surface.getCanvas().translate(150, 150)
    performer.draw(surface.getCanvas(), pose)
    return surface.toarray()
