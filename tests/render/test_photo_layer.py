"""Talking photos on the stage: place and style, what is behind, warnings, files."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from studio.errors import BadInput
from studio.render import scene as scenes
from studio.render.beside import localised, rigs_beside
from studio.render.photo import enhance, lips, matte
from studio.render.photo.find import find_rig, rig_by_hand
from studio.render.photo.frame import frame_of
from studio.render.photo.place import place
from studio.render.photo.rig import NEEDED, hand_points
from studio.render.photo.source import opened
from studio.render.plan import Canvas, ScenePlan, scene_hash, scene_plan
from studio.render.serve import answer
from studio.storyboard import TalkingPhotoCharacter, parse
from tests.render.boards import board, silence, text
from tests.render.faces import MASCOT, PHOTO, PHOTO_SIZE, drawing, mascot, photo

GROUND = (255, 0, 255)
SMALL = {"width": 160, "height": 160}


def talking(**more: Any) -> dict[str, Any]:
    return {"type": "talking_photo", "talking_photo_id": "p", **more}


def plan(file: Path, *, rig: dict[str, Any] | None = None, voice: Any = None, **character: Any) -> ScenePlan:
    scene = {"character": talking(**character), "voice": voice or silence(), "background": {"value": "#ff00ff"}}
    found = parse(board(scene, dimension=SMALL))
    return scene_plan(found, 0, media={"p": str(file)}, rigs={"p": rig} if rig else {})


def shown(made: ScenePlan, t: float = 0.0) -> np.ndarray:
    """RGB of a moment."""
    with ExitStack() as close:
        stage = scenes.stage(made, scenes.score(made), close=close)
        stage.draw(t)
        return stage.pixels[..., 2::-1].copy()


def ground(pixels: np.ndarray) -> np.ndarray:
    return (np.abs(pixels.astype(int) - GROUND) < 4).all(axis=2)


def test_it_fills_the_screen_and_keeps_the_face_in_view() -> None:
    assert not ground(shown(plan(PHOTO))).any()
    character, rig = TalkingPhotoCharacter(type="talking_photo", talking_photo_id="p"), photo().rig
    for size in ((1280, 400), (300, 1280)):
        found = place(character, Canvas(*size, 25), PHOTO_SIZE, rig)
        wide, high = PHOTO_SIZE[0] * found.zoom, PHOTO_SIZE[1] * found.zoom
        assert found.x <= 0.01 and found.y <= 0.01
        assert found.x + wide >= size[0] - 0.01 and found.y + high >= size[1] - 0.01
        assert 0 < found.x + rig.face.x * wide < size[0]
        assert 0 < found.y + rig.face.y * high < size[1]


@pytest.mark.parametrize("style", ["circle", "square"])
def test_a_face_that_fills_its_picture_keeps_its_chin_in_view(style: str) -> None:
    character = TalkingPhotoCharacter(type="talking_photo", talking_photo_id="p", talking_photo_style=style)
    rig = photo().rig.within((150 / 458, 90 / 528, 310 / 458, 320 / 528))
    found = place(character, Canvas(720, 720, 25), (160, 230), rig)
    assert 360 < found.y + rig.chin[1] * 230 * found.zoom < 700


def test_it_places_by_scale_and_offset() -> None:
    free = ~ground(shown(plan(PHOTO, scale=0.5, offset={"x": 0.2, "y": 0.1})))
    rows, columns = np.nonzero(free)
    assert columns.min() == pytest.approx(160 * 0.7 - 40, abs=1)
    assert columns.max() == pytest.approx(160 * 0.7 + 40, abs=1)
    assert rows.min() < 160 * 0.4 - 40 + 2  # y grows upwards
    assert ground(shown(plan(PHOTO, scale=0.0))).all()
    assert ground(shown(plan(PHOTO, offset={"x": 3.0, "y": 0.0}))).all()


def test_it_warns_of_a_picture_wholly_outside() -> None:
    made = plan(PHOTO, offset={"x": 3.0, "y": 0.0})
    assert [each.partition(":")[0] for each in scenes.warnings(made, scenes.timing(made))] == [
        "scenes.0.character.offset"
    ]
    within = plan(PHOTO, offset={"x": 0.9, "y": 0.0})
    assert not scenes.warnings(within, scenes.timing(within))


def test_it_warns_of_eyes_or_lips_that_are_hard_to_tell() -> None:
    found = find_rig(np.ascontiguousarray(opened(PHOTO, path="p"))).to_json()
    doubtful = plan(PHOTO, rig={**found, "confidence": 0.4})
    assert [each.partition(":")[0] for each in scenes.warnings(doubtful, scenes.timing(doubtful))] == [
        "scenes.0.character.talking_photo_id"
    ]
    looked_at = {**found, "confidence": 0.4, "sure": True}
    for rig in (found, {**found, "confidence": 0.4, "hand": {"chin": found["points"]["chin"]}}, looked_at):
        made = plan(PHOTO, rig=rig)
        assert not scenes.warnings(made, scenes.timing(made))


@pytest.mark.parametrize(("style", "part"), [("circle", np.pi / 4), ("square", 0.99)])
def test_it_cuts_a_circle_or_square_about_the_face(style: str, part: float) -> None:
    covered = ~ground(shown(plan(PHOTO, talking_photo_style=style, scale=0.8)))
    rows, columns = np.nonzero(covered)
    assert (np.ptp(rows), np.ptp(columns)) == pytest.approx((127, 127), abs=2)
    assert covered.sum() == pytest.approx(part * 128**2, rel=0.02)


def test_it_takes_a_plain_backdrop_away(tmp_path: Path) -> None:
    made = plan(drawing(tmp_path / "a.png"), matting=True)
    pixels = shown(made)
    free = ground(pixels)
    assert free[:3].all() and free[:, :8].all()
    assert not free[60:90, 70:90].any()
    assert not scenes.warnings(made, scenes.timing(made))
    rim = np.abs(pixels.astype(int) - (216, 226, 236)).max(axis=2) < 12
    assert rim.mean() < 0.01  # nothing of the backdrop is left, not even along the hair


@pytest.mark.parametrize("avatar", ["jonas", "oliver", "rosie"])
def test_it_leaves_no_hole_in_a_face_that_is_like_its_backdrop(tmp_path: Path, avatar: str) -> None:
    made = plan(drawing(tmp_path / "a.png", avatar), matting=True)
    assert not ground(shown(made))[45:92, 66:94].any()
    assert not scenes.warnings(made, scenes.timing(made))


@pytest.mark.parametrize("light", [0.2, 0.4])
def test_it_cuts_a_dark_portrait_as_it_cuts_it_in_full_light(tmp_path: Path, light: float) -> None:
    covers = []
    for part in (1.0, light):
        dimmed = Image.open(PHOTO).convert("RGB").point([round(part * value) for value in range(256)] * 3)
        dimmed.save(tmp_path / "a.png")
        pixels = opened(tmp_path / "a.png", path="x")
        whole = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
        covers.append(matte.matte(whole, photo().rig).cover > 127)
    assert (covers[0] != covers[1]).mean() < 0.02


def test_it_leaves_no_backdrop_above_a_head_whose_points_are_too_high(tmp_path: Path) -> None:
    pixels = opened(drawing(tmp_path / "a.png"), path="x")
    found = find_rig(pixels)
    whole = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    top = int(np.argmax((matte.matte(whole, found).cover > 127).any(axis=1)))
    high = {name: (getattr(found, name)[0], getattr(found, name)[1] - 0.3) for name in NEEDED}
    wrong = matte.matte(whole, rig_by_hand(pixels, high)).cover > 127
    assert not wrong[: top - 2].any()


def test_it_leaves_no_backdrop_below_a_head_that_has_no_trunk(tmp_path: Path) -> None:
    """As mascots and emoji are drawn."""
    picture = Image.new("RGB", (300, 350), "#9fd0a0")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((50, 40, 250, 300), fill="#b07a40")
    for x in (110, 190):
        draw.ellipse((x - 12, 120, x + 12, 144), fill="black")
    draw.arc((115, 180, 185, 230), 10, 170, fill="black", width=4)
    picture.save(tmp_path / "a.png")
    hand = {"left_eye": [110 / 300, 132 / 350], "right_eye": [190 / 300, 132 / 350], "chin": [0.5, 280 / 350],
            "mouth_left": [118 / 300, 210 / 350], "mouth_right": [182 / 300, 210 / 350]}  # fmt: skip
    pixels = shown(plan(tmp_path / "a.png", rig={"hand": hand}, matting=True))
    assert ground(pixels)[144:].all()
    assert not ground(pixels)[40:100, 60:100].any()


def test_it_warns_when_a_backdrop_is_hard_to_tell_apart(tmp_path: Path) -> None:
    noise = np.random.default_rng(2).integers(0, 255, (30, 25, 3), np.uint8)
    busy = Image.fromarray(noise).resize((150, 180), Image.Resampling.BICUBIC)
    person = Image.open(drawing(tmp_path / "a.png", size=(150, 180))).crop((45, 30, 105, 150))
    busy.paste(person, (45, 30))
    busy.save(tmp_path / "b.png")
    rig = hand_points({"hand": {"left_eye": [0.42, 0.42], "right_eye": [0.58, 0.42], "mouth_left": [0.45, 0.53],
                                "mouth_right": [0.55, 0.53], "chin": [0.5, 0.6]}})  # fmt: skip
    pixels = opened(tmp_path / "b.png", path="x")
    found = matte.matte(np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]), rig_by_hand(pixels, rig))
    assert found.doubt
    made = plan(tmp_path / "b.png", rig={"hand": rig}, matting=True)
    assert "scenes.0.character.matting: " in "".join(scenes.warnings(made, scenes.timing(made)))


def test_it_keeps_a_picture_s_own_transparency(tmp_path: Path) -> None:
    for matting in (False, True):
        pixels = shown(plan(mascot(tmp_path / "a.png", "#00000000"), rig=MASCOT, matting=matting))
        assert ground(pixels)[:10].all()
        assert not ground(pixels)[70:110, 60:100].any()


def test_it_puts_the_colour_behind_a_cut_out_in_a_circle(tmp_path: Path) -> None:
    file = mascot(tmp_path / "a.png", "#00000000")
    pixels = shown(plan(file, rig=MASCOT, talking_photo_style="circle", circle_background_color="#00ff00"))
    green = (np.abs(pixels.astype(int) - (0, 255, 0)) < 6).all(axis=2)
    assert green.mean() > 0.04
    assert ground(pixels)[2, 2]


def test_it_enhances_what_is_enlarged_and_says_when_it_does_not(tmp_path: Path) -> None:
    made = plan(PHOTO, super_resolution=True)
    assert "nothing to enhance" in scenes.warnings(made, scenes.timing(made))[0]
    Image.open(drawing(tmp_path / "a.png")).resize((100, 120), Image.Resampling.LANCZOS).save(tmp_path / "small.png")
    soft, crisp = (plan(tmp_path / "small.png", super_resolution=on) for on in (False, True))
    paths = [each.partition(":")[0] for each in scenes.warnings(crisp, scenes.timing(crisp))]
    assert paths == ["scenes.0.character.talking_photo_id"]  # so small a picture is hard to read
    edges = [np.abs(np.diff(shown(p).astype(int), axis=1)).max(axis=2) for p in (soft, crisp)]
    assert np.percentile(edges[1], 99) > 1.1 * np.percentile(edges[0], 99)


def test_it_enlarges_at_most_fourfold() -> None:
    assert enhance.enlarged(np.full((10, 12, 4), 128, np.uint8), 9.0).shape == (40, 48, 4)


def test_it_redraws_only_the_head_and_all_of_what_changed() -> None:
    made = plan(
        PHOTO, voice=text("Hello, my people."), talking_photo_style="circle", scale=0.9, offset={"x": 0.1, "y": 0}
    )
    heard = scenes.score(made)
    with ExitStack() as close:
        stage = scenes.stage(made, heard, close=close)
        for t in (0.0, 0.2, 0.4, 0.6):
            boxes = stage.draw(t)
        assert all(right - left < 160 or bottom - top < 160 for left, top, right, bottom in boxes)
        assert (stage.pixels[..., 2::-1] == shown(made, 0.6)).all()


def test_it_shuts_the_lips_at_every_plosive() -> None:
    """Measured on the frames: within 40 ms of each p, b and m, and open between them."""
    scene = {"character": talking(), "voice": text("Papa, my baby."), "background": {"value": "#ff00ff"}}
    size = {"width": PHOTO_SIZE[0], "height": PHOTO_SIZE[1]}
    made = scene_plan(parse(board(scene, dimension=size, fps=25)), 0, media={"p": str(PHOTO)})
    heard = scenes.score(made)
    gaps = list[float]()
    with ExitStack() as close:
        stage = scenes.stage(made, heard, close=close)
        for index in range(heard.frames):
            stage.draw(index / 25)
            picture = np.ascontiguousarray(stage.pixels[..., :3])
            points = {name: getattr(photo().rig, name) for name in NEEDED}
            seen = lips.find(picture, frame_of(points, PHOTO_SIZE))
            gaps.append(seen.gap if seen else 1.0)
    plosives = [p.start + (p.end - p.start) / 2 for p in heard.spoken.phonemes if p.ipa.strip("ˈˌ")[:1] in tuple("pbm")]
    assert len(plosives) >= 5
    for at in plosives:
        near = [gap for index, gap in enumerate(gaps) if abs(index / 25 - at) <= 0.041]
        assert min(near) < 0.035, at
    assert max(gaps) > 0.1


@pytest.mark.parametrize("rig", [None, {"confidence": 0, "points": {}}, {"hand": {"left_eye": [0.3, 0.4]}}, [1], "rig"])
def test_it_refuses_a_photo_without_a_face(tmp_path: Path, rig: Any) -> None:
    with pytest.raises(BadInput) as refused:
        shown(plan(mascot(tmp_path / "a.png"), rig=rig))
    assert list(refused.value.problems) == ["scenes.0.character.talking_photo_id"]
    assert "oint" in refused.value.problems["scenes.0.character.talking_photo_id"]


def test_it_refuses_a_photo_that_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("no")
    with pytest.raises(BadInput) as refused:
        shown(plan(tmp_path / "a.png"))
    assert "not a picture" in refused.value.problems["scenes.0.character.talking_photo_id"]


def test_it_wants_the_photo_handed_over() -> None:
    scene = {"character": talking(), "voice": silence()}
    with pytest.raises(BadInput) as refused:
        scene_plan(parse(board(scene)), 0, media={})
    assert list(refused.value.problems) == ["scenes.0.character.talking_photo_id"]


def test_it_answers_for_a_still_with_a_rig(tmp_path: Path) -> None:
    question = {
        "id": 1, "op": "still", "storyboard": board({"character": talking(), "voice": silence()}), "scene": 0, "at": 0,
        "media": {"p": str(mascot(tmp_path / "a.png"))}, "rigs": {"p": MASCOT}, "out": str(tmp_path / "a.jpg"),
    }  # fmt: skip
    assert answer(json.dumps(question))["ok"]
    assert not answer(json.dumps({**question, "rigs": {}}))["ok"]


def test_it_finds_picture_and_rig_beside_a_storyboard(tmp_path: Path) -> None:
    mascot(tmp_path / "bear.png")
    (tmp_path / "bear.png.rig.json").write_text(json.dumps(MASCOT))
    document = {"scenes": [{"character": talking(talking_photo_id="bear.png"), "voice": silence()}]}
    _, media = localised(document, tmp_path)
    assert media == {"bear.png": str(tmp_path / "bear.png")}
    assert rigs_beside(media) == {"bear.png": MASCOT}
    (tmp_path / "bear.png.rig.json").write_text("{")
    with pytest.raises(BadInput, match="can't be read"):
        rigs_beside(media)


def test_it_knows_a_scene_by_the_photo_and_its_rig() -> None:
    documents = [board({"character": talking(talking_photo_id=name), "voice": silence()}) for name in "ab"]
    one, renamed, changed = (
        scene_hash(document, 0, {name: digest}, None)
        for document, name, digest in ((documents[0], "a", "1"), (documents[1], "b", "1"), (documents[0], "a", "2"))
    )
    assert one == renamed != changed


@pytest.mark.parametrize("offset", [(0.0, 0.95), (0.8, -0.9), (-1.1, 0.3)])
@pytest.mark.parametrize("style", [None, "circle"])
def test_it_draws_faces_that_the_screen_cuts_off(tmp_path: Path, offset: tuple[float, float], style: str) -> None:
    place_ = {"offset": {"x": offset[0], "y": offset[1]}, "scale": 2.0, "talking_photo_style": style}
    made = plan(mascot(tmp_path / "a.png"), rig=MASCOT, voice=text("Papa!"), talking_style="expressive", **place_)
    assert not np.array_equal(shown(made, 0.1), shown(plan(mascot(tmp_path / "b.png"), rig=MASCOT, scale=0.0)))


TILTED = {"left_eye": [-0.04, 0.21], "right_eye": [0.18, 0.17], "mouth_left": [0.01, 0.43], "mouth_right": [0.19, 0.41],
          "chin": [0.08, 0.54]}  # fmt: skip


@pytest.mark.parametrize("matting", [False, True])
@pytest.mark.parametrize(("size", "hand"), [
    ((1, 1), MASCOT["hand"]), ((1, 647), TILTED), ((40, 30), MASCOT["hand"]), ((240, 12), MASCOT["hand"]),
])  # fmt: skip
def test_it_draws_pictures_of_any_size(tmp_path: Path, size: tuple[int, int], hand: Any, matting: bool) -> None:
    Image.new("RGB", size, "#884422").save(tmp_path / "a.png")
    assert not ground(shown(plan(tmp_path / "a.png", rig={"hand": hand}, matting=matting), 0.4)).all()
