"""Backgrounds and presenters on the stage: fits, play styles, framing, styles."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.render import scene as scenes
from studio.render.cast.catalogue import presenters
from studio.render.cast.performer import Performer
from studio.render.fit import fitted
from studio.render.framing import FALL, REACH, RISE, framing
from studio.render.plan import Canvas, ScenePlan, scene_plan
from studio.render.stage import Stage
from studio.storyboard import AvatarCharacter, parse
from tests.render.boards import avatar, board, clip, picture, plan, silence, text

GROUND = {"type": "color", "value": "#ff00ff"}


def shown(scene: dict[str, Any], *, t: float = 0.0, media: dict[str, str] | None = None, **top: Any) -> np.ndarray:
    """RGB of a moment."""
    made = plan(scene, media=media, **top)
    with ExitStack() as close:
        stage = scenes.stage(made, scenes.score(made), close=close)
        stage.draw(t)
        return stage.pixels[..., 2::-1].copy()


def figure(pixels: np.ndarray) -> tuple[float, float, int, int]:
    """Where something else than the ground is: middle x, top, width, bottom."""
    other = (np.abs(pixels.astype(int) - (255, 0, 255)) > 6).any(axis=2)
    rows, columns = np.nonzero(other)
    return float(columns.min() + columns.max()) / 2, int(rows.min()), int(np.ptp(columns)), int(rows.max())


@pytest.mark.parametrize(("fit", "expected"), [
    ("cover", (-22.22, 0, 144.44, 100)), ("contain", (0, 15.38, 100, 69.23)), ("none", (17.5, 27.5, 65, 45)),
    ("crop", (-22.22, 0, 144.44, 100)),
])  # fmt: skip
def test_it_lays_a_picture_into_the_canvas(fit: str, expected: tuple[float, ...]) -> None:
    assert fitted(fit, (65, 45), (100, 100)) == pytest.approx(expected, abs=0.01)


def test_it_crops_a_large_picture_at_its_own_size() -> None:
    assert fitted("crop", (300, 200), (100, 100)) == (-100, -50, 300, 200)
    assert fitted("cover", (300, 200), (100, 100)) == (-25, 0, 150, 100)
    assert fitted("none", (300, 200), (100, 100), scale=0.5) == (-25, 0, 150, 100)


@pytest.mark.parametrize("fit", ["cover", "crop", "contain", "none"])
def test_it_draws_image_backgrounds_in_all_fits(tmp_path: Path, fit: str) -> None:
    media = {"a": str(picture(tmp_path / "a.png", (100, 100)))}
    scene = {"voice": silence(), "background": {"type": "image", "image_asset_id": "a", "fit": fit}}
    pixels = shown(scene, media=media)
    assert pixels[72, 128 - 20].tolist() == [255, 0, 0]
    assert pixels[72, 128 + 20].tolist() == [0, 0, 255]
    bare = (pixels == (0xF6, 0xF6, 0xFC)).all(axis=2).mean()
    assert bare == pytest.approx({"cover": 0, "crop": 0, "contain": 1 - 144 / 256,
                                  "none": 1 - 10_000 / 36_864}[fit], abs=0.02)  # fmt: skip


def test_it_turns_photos_upright(tmp_path: Path) -> None:
    from PIL import Image

    made, tags = Image.new("RGB", (256, 144), "#ff0000"), Image.Exif()
    made.paste("#0000ff", (128, 0, 256, 144))
    tags[0x0112] = 3  # upside down
    made.save(tmp_path / "a.png", exif=tags)
    background = {"type": "image", "image_asset_id": "a"}
    pixels = shown({"voice": silence(), "background": background}, media={"a": str(tmp_path / "a.png")})
    assert pixels[72, 20].tolist() == [0, 0, 255]


@pytest.mark.parametrize(("style", "seconds", "expected"), [
    ("loop", 1.0, 10), ("loop", 4.0, 10), ("freeze", 1.0, 10), ("freeze", 5.0, 29), ("once", 1.0, 10),
    ("fit_to_scene", 1.0, 5), ("fit_to_scene", 5.9, 29), ("loop", 5.9, 29),
])  # fmt: skip
def test_it_plays_clips_in_four_styles(tmp_path: Path, style: str, seconds: float, expected: int) -> None:
    """The clip lasts 3 s, the scene 6 s; frame n has brightness 5·n."""
    background = {"type": "video", "video_asset_id": "a", "play_style": style}
    pixels = shown(
        {"voice": silence(6.0), "background": background}, t=seconds, media={"a": str(clip(tmp_path / "a.mp4"))}
    )
    assert pixels[72, 128].mean() == pytest.approx(expected * 5, abs=4)


def test_it_shows_nothing_after_a_clip_played_once(tmp_path: Path) -> None:
    background = {"type": "video", "video_asset_id": "a", "play_style": "once"}
    pixels = shown({"voice": silence(6.0), "background": background}, t=3.5, media={"a": str(clip(tmp_path / "a.mp4"))})
    assert (pixels == (0xF6, 0xF6, 0xFC)).all()


def test_it_frames_the_normal_presenter_as_the_design_says() -> None:
    canvas = Canvas(1080, 1920, 25)
    made = framing(AvatarCharacter(type="avatar", avatar_id="maya"), canvas)
    assert (made.head, made.x, made.y) == (480, 540, 653)
    half = framing(AvatarCharacter.model_validate(avatar(scale=0.5, offset={"x": 0.25, "y": 0.1})), canvas)
    assert (half.head, half.x, half.y) == (240, 810, round(1920 * 0.4 + 1920 * (0.34 - 0.5) / 2))


def test_it_puts_the_presenter_in_the_middle_and_moves_them_right_and_up() -> None:
    middle = figure(shown({"character": avatar(scale=0.6), "voice": silence(), "background": GROUND}))
    moved = figure(shown({"character": avatar(scale=0.6, offset={"x": 0.25, "y": 0.2}), "voice": silence(),
                          "background": GROUND}))  # fmt: skip
    assert middle[0] == pytest.approx(128, abs=5)
    assert moved[0] == pytest.approx(middle[0] + 64, abs=1)
    assert moved[1] == pytest.approx(middle[1] - 0.2 * 144, abs=1)


def test_it_scales_the_presenter() -> None:
    small, plain = (figure(shown({"character": avatar(scale=scale), "voice": silence(), "background": GROUND}))
                    for scale in (0.4, 0.8))  # fmt: skip
    assert plain[2] == pytest.approx(2 * small[2], rel=0.06)


def test_it_draws_nobody_at_scale_nought_or_off_the_screen() -> None:
    for character in (avatar(scale=0.0), avatar(offset={"x": 4.0, "y": 0.0})):
        pixels = shown({"character": character, "voice": silence(), "background": GROUND})
        assert (pixels == (255, 0, 255)).all()


def test_it_comes_closer_in_close_ups() -> None:
    near, plain = (figure(shown({"character": avatar(avatar_style=style), "voice": silence(), "background": GROUND}))
                   for style in ("closeUp", "normal"))  # fmt: skip
    assert near[2] > 1.5 * plain[2]


@pytest.mark.parametrize("style", ["circle", "square"])
def test_it_cuts_out_circles_and_squares_with_their_own_ground(style: str) -> None:
    made = avatar(avatar_style=style, scale=0.5, circle_background_color="#00ff00")
    pixels = shown({"character": made, "voice": silence(), "background": GROUND})
    x, top, width, bottom = figure(pixels)
    assert (x, top) == (pytest.approx(128, abs=1), pytest.approx(36, abs=1))
    assert (width, bottom) == (pytest.approx(72, abs=2), pytest.approx(108, abs=2))
    corner, edge = pixels[top, round(x - width / 2)], pixels[72, round(x - width / 2) + 3]
    assert corner.tolist() == [255, 0, 255]
    assert edge.tolist() == [0, 255, 0]


def test_it_shows_the_background_through_a_circle_when_matted() -> None:
    edges = {}
    for matting in (True, False):
        made = avatar(avatar_style="circle", matting=matting)
        edges[matting] = shown({"character": made, "voice": silence(), "background": GROUND})[72, 128 - 68].tolist()
    assert edges[True] == [255, 0, 255]
    assert edges[False] != [255, 0, 255]


@pytest.mark.parametrize(("more", "marked"), [({}, False), ({"test": True}, True), ({"enable_watermark": True}, True)])
def test_it_marks_tests_and_watermarked_videos(more: dict[str, Any], marked: bool) -> None:
    pixels = shown({"voice": silence(), "background": GROUND}, **more)
    assert bool((pixels != (255, 0, 255)).any()) is marked


@pytest.mark.parametrize("size", [(128, 128), (128, 720), (2160, 128), (130, 1234)])
def test_it_draws_any_shape(size: tuple[int, int]) -> None:
    document = board(
        {"character": avatar(), "voice": silence()}, dimension=dict(zip(("width", "height"), size, strict=True))
    )
    made = scene_plan(parse(document), 0, media={})
    with ExitStack() as close:
        stage = scenes.stage(made, scenes.score(made), close=close)
        stage.draw(0.0)
    assert stage.pixels.shape == (size[1], size[0], 4)
    assert (stage.pixels[..., 3] == 255).all()


def jumped_to(index: int, made: ScenePlan, heard: scenes.Score) -> Stage:
    """A stage that shows this frame, 25 a second, and has shown none before."""
    with ExitStack() as close:
        stage = scenes.stage(made, heard, close=close)
        stage.draw(index / 25)
    return stage


@pytest.mark.parametrize(("name", "style"), [("maya", "normal"), ("leila", "closeUp"), ("kofi", "circle")])
def test_it_shows_a_speaker_the_same_however_it_got_there(name: str, style: str) -> None:
    """Only the head's box is redrawn while the body rests: no hair, collar or hand may be left behind."""
    scene = {
        "character": avatar(name, avatar_style=style),
        "voice": text("One, two! Three and four."),
        "background": GROUND,
    }
    made = plan(scene, dimension={"width": 300, "height": 400})
    heard, partly = scenes.score(made), 0
    with ExitStack() as close:
        walked = scenes.stage(made, heard, close=close)
        for index in range(heard.frames):
            boxes = walked.draw(index / 25)
            partly += sum((right - left) * (bottom - top) for left, top, right, bottom in boxes) < 300 * 400 * 0.6
            if index % 9 == 8:
                assert (walked.pixels == jumped_to(index, made, heard).pixels).all()
    assert partly > heard.frames / 4 or style != "normal"


def test_a_watermark_looks_the_same_over_a_head_that_moves() -> None:
    scene = {"character": avatar("arjun", avatar_style="circle", offset={"x": 0, "y": 0.3}), "voice": text("Wow."),
             "background": GROUND}  # fmt: skip
    made = plan(scene, dimension={"width": 128, "height": 256}, enable_watermark=True)
    heard = scenes.score(made)
    with ExitStack() as close:
        walked = scenes.stage(made, heard, close=close)
        for index in range(12):
            walked.draw(index / 25)
            assert (walked.pixels == jumped_to(index, made, heard).pixels).all()


@pytest.mark.parametrize(("offset", "style", "away"), [
    ((0.0, 0.0), "normal", False), ((0.6, 0.0), "normal", False), ((0.78, 0.0), "normal", True),
    ((-0.78, 0.0), "normal", True), ((0.0, 1.2), "normal", True), ((0.0, 0.4), "normal", False),
    ((0.0, -0.95), "normal", True), ((0.0, -0.7), "normal", False), ((0.7, 0.0), "circle", False),
    ((0.8, 0.0), "circle", True), ((0.0, -1.01), "square", True), ((5.0, 5.0), "closeUp", True),
])  # fmt: skip
def test_it_warns_of_a_presenter_who_is_wholly_outside(offset: tuple[float, float], style: str, away: bool) -> None:
    who = avatar(offset=dict(zip("xy", offset, strict=True)), avatar_style=style)
    scene = {"character": who, "voice": silence(), "background": GROUND}
    made = plan(scene)
    warnings = [each.partition(":")[0] for each in scenes.warnings(made, scenes.timing(made))]
    assert warnings == ["scenes.0.character.offset"] * away
    assert away == (shown(scene) == shown({"voice": silence(), "background": GROUND})).all()


@pytest.mark.parametrize("who", [f"{each.id}.{look.id}" for each in presenters() for look in each.looks[:1]])
def test_nobody_is_drawn_beyond_what_counts_as_outside(who: str) -> None:
    left, top, right, bottom = Performer(who, head_px=100).bounds
    assert max(-left, right) <= 100 * REACH and -top <= 100 * RISE and bottom <= 100 * FALL


def test_nobody_shown_is_nobody_outside() -> None:
    made = plan({"character": avatar(scale=0, offset={"x": 5.0, "y": 0.0}), "voice": silence()})
    assert scenes.warnings(made, scenes.timing(made)) == []
