"""Gestures: where hands go, for every build, on every shape of screen."""

import functools
import itertools
import math

import numpy as np
import pytest

from studio.render.canvas import skia
from studio.render.cast import person, score
from studio.render.cast.catalogue import presenters
from studio.render.cast.gesture import GESTURES, LEFT, RIGHT, arms, reach, rest
from studio.render.cast.motion import Motion
from studio.render.cast.performer import Performer
from studio.render.cast.pose import Pose
from studio.render.cast.score import WEIGHTS
from studio.render.framing import framing
from studio.render.layers.character import Character, motion_of
from studio.render.layers.colour import Colour
from studio.render.plan import Canvas
from studio.render.spoken import RATE, Phoneme, Spoken, Word
from studio.render.stage import Stage
from studio.storyboard import AvatarCharacter

BUILDS = ("rosie", "kate", "kofi", "diego", "frank", "mateo")
SHAPES = {"9:16": (180, 320), "16:9": (320, 180), "1:1": (200, 200), "4:5": (192, 240)}


def hands(avatar_id: str, gesture: str, **pose) -> list[tuple[int, int, int, int]]:
    """Boxes of the raised forearms, in pixels from the head's centre, at 80 pixels a head."""
    parts = performer(avatar_id).parts(Pose(gesture=gesture, hand=1.0, **pose))
    return [box for box, key in parts[-2:] if key is not None]


@functools.cache
def performer(avatar_id: str) -> Performer:
    return Performer(avatar_id, head_px=80)


@pytest.mark.parametrize("shape", SHAPES)
def test_it_keeps_gestures_on_the_screen(shape):
    width, height = SHAPES[shape]
    frame = framing(AvatarCharacter(type="avatar", avatar_id="kate"), Canvas(width=width, height=height, fps=25))
    zoom = frame.head / 80
    for who, gesture in itertools.product(BUILDS, GESTURES):
        for left, top, right, bottom in hands(who, gesture, lean=-2.1, sway=-2):
            assert frame.x + left * zoom >= -0.5
            assert frame.x + right * zoom <= width + 0.5
            assert frame.y + top * zoom >= 0
            assert bottom - top > 30


@pytest.mark.parametrize("gesture", GESTURES)
def test_it_holds_hands_between_face_and_subtitles(gesture):
    """Subtitles lie lower than 185 head units below the head's centre; the chin is at 50."""
    for presenter in presenters():
        who = person.load(presenter.id, presenter.looks[0].id)
        for side in GESTURES[gesture].arms:
            held = reach(who, side, gesture, rise=1.0, wag=0.0)
            tip = held.wrist[1] - 62 * math.cos(math.radians(held.turn))
            assert 60 < tip < held.wrist[1] < 187


def test_it_draws_every_gesture_differently():
    pictures = set()
    for gesture in GESTURES:
        surface = skia.Surface(260, 300)
        surface.getCanvas().translate(130, 60)
        performer("kate").draw(surface.getCanvas(), Pose(gesture=gesture, hand=1.0))
        pictures.add(surface.toarray().tobytes())
    assert len(pictures) == len(GESTURES) >= 9


def test_it_starts_every_gesture_where_the_arm_rests():
    for name, gesture in GESTURES.items():
        for presenter, side in itertools.product(presenters(), gesture.arms):
            who = person.load(presenter.id, presenter.looks[0].id)
            assert math.dist(reach(who, side, name, rise=0.0, wag=1.0).wrist, rest(who, side).wrist) < 1e-6
            assert arms(name, 0.0) == ()


def test_it_moves_the_hand_by_small_steps():
    who = person.load("kate", "cream")
    path = [reach(who, RIGHT, "offer", rise=i / 40, wag=0).wrist for i in range(41)]
    assert len(set(path)) < 12  # kept as sprites
    assert max(math.dist(a, b) for a, b in itertools.pairwise(path)) < 40


def test_it_takes_the_forearm_from_the_body_while_it_is_raised():
    """A presenter has two arms at any time."""
    resting, raised = performer("kofi")._sprites.body(), performer("kofi")._sprites.body((LEFT, RIGHT))

    def covered(layer):
        low = layer.pixels[round(180 * 0.8) - layer.y :, :, 3]
        return int((low > 128).sum())

    assert covered(raised) < 0.9 * covered(resting)


def said(text: str, seconds: float = 0.5) -> Spoken:
    words = [Word(word, i * seconds, (i + 0.9) * seconds) for i, word in enumerate(text.split())]
    sounds = tuple(Phoneme("ˈa", word.start, word.end) for word in words)
    return Spoken(np.zeros(int(words[-1].end * RATE), np.float32), tuple(words), sounds)


def test_it_counts_on_the_fingers():
    spoken = said("Let me name you all of the 2 reasons for this big change today")
    moved = Motion(spoken, duration=8.0, seed=1)
    assert moved.pose_at(7 * 0.5 + 0.3).gesture == "two"
    assert moved.pose_at(7 * 0.5 + 0.3).hand > 0.9


@pytest.mark.parametrize(("written", "counted"), [
    ("2,", "two"), ("(1)", "one"), ("3rd", "three"), ("3つ", "three"), ("€1,299.50", ""), ("3/12/2026", ""),
    ("2:30", ""), ("v2.0", ""), ("1.5", ""), ("2026-3-1", ""), ("12", ""),
])  # fmt: skip
def test_it_counts_whole_numbers_alone(written: str, counted: str) -> None:
    """Nobody raises one finger for 1,299.50."""
    spoken = said(f"Let me name {written} for this big change today")
    found = score._counted(spoken, 0.0, spoken.duration)
    assert (found or ("",))[0] == counted


def test_it_makes_many_gestures_and_rests_between_them():
    spoken = said(" ".join(["We make videos for you and your whole team."] * 12))
    moved = Motion(spoken, duration=spoken.duration + 1, seed=4)
    shown = [(pose.gesture, pose.hand) for pose in (moved.pose_at(i / 10) for i in range(int(spoken.duration * 10)))]
    assert len({name for name, hand in shown if hand > 0.9}) >= 4
    assert {name for name, hand in shown if hand > 0} <= set(WEIGHTS)
    assert 0.1 < np.mean([hand == 0 for _, hand in shown]) < 0.9


def test_it_never_changes_the_gesture_while_a_hand_is_up():
    spoken = said(" ".join(["We make 3 videos, for you and your whole team."] * 8))
    moved = Motion(spoken, duration=spoken.duration + 1, seed=2)
    poses = [moved.pose_at(i / 50) for i in range(int(spoken.duration * 50))]
    for before, after in itertools.pairwise(poses):
        assert before.gesture == after.gesture or (before.hand < 0.05 and after.hand < 0.05)


def test_it_leaves_no_trace_of_a_hand_that_moved_on():
    """Redrawn box by box or all at once: the same picture, before, while and after an arm is up."""
    spoken = said("We have 3 things to show you, and all of them are new.")
    character, canvas = AvatarCharacter(type="avatar", avatar_id="kofi"), Canvas(width=144, height=256, fps=25)

    def stage() -> Stage:
        figure = Character(character, spoken, duration=7.0, canvas=canvas)
        return Stage(144, 256, still=[Colour("#e8e2d8", width=144, height=256)], moving=[figure])

    shown, motion = stage(), motion_of(character, spoken, duration=7.0)
    assert {round(motion.pose_at(frame / 25).hand) for frame in range(150)} == {0, 1}
    for frame in range(0, 150, 3):
        shown.draw(frame / 25)
        if frame % 15 == 0:
            fresh = stage()
            fresh.draw(frame / 25)
            assert (shown.pixels == fresh.pixels).all()
