"""The scene plan: what can't be honoured is said, and scenes are known by their content."""

from __future__ import annotations

from typing import Any

import pytest

from studio.errors import BadInput
from studio.render.plan import canvas_of, scene_hash, scene_plan
from studio.storyboard import parse
from tests.render.boards import avatar, board, silence, text


def refused(document: dict[str, Any], media: dict[str, str] | None = None) -> dict[str, str]:
    with pytest.raises(BadInput) as error:
        scene_plan(parse(document), 0, media=media or {})
    return error.value.problems


def test_it_names_everything_the_engine_does_not_have_at_once() -> None:
    scene = {"character": avatar("nobody"), "voice": text(voice="nobody"),
             "background": {"type": "image", "url": "https://example.org/a.png"}}  # fmt: skip
    assert set(refused(board(scene))) == {
        "scenes.0.character.avatar_id", "scenes.0.voice.voice_id", "scenes.0.background.url",
    }  # fmt: skip


def test_it_refuses_talking_photos_with_their_path() -> None:
    photo = {"type": "talking_photo", "talking_photo_id": "x"}
    assert list(refused(board({"character": photo, "voice": silence()}))) == ["scenes.0.character.talking_photo_id"]


def test_it_refuses_a_scene_that_is_not_there() -> None:
    with pytest.raises(BadInput):
        scene_plan(parse(board({"voice": silence()})), 1, media={})


def test_it_warns_of_members_that_mean_nothing_here() -> None:
    scene = {"character": avatar(circle_background_color="#fff"), "voice": text(elevenlabs_settings={"style": 0.5})}
    document = board(scene, caption=True, subtitles={"preset_name": "confetti"})
    paths = [warning.partition(":")[0] for warning in scene_plan(parse(document), 0, media={}).warnings]
    assert paths == ["scenes.0.voice.elevenlabs_settings", "scenes.0.character.circle_background_color",
                     "subtitles.preset_name"]  # fmt: skip


def test_it_takes_other_services_names_of_styles_without_a_word() -> None:
    made = [scene_plan(parse(board({"voice": silence()}, caption=True, subtitles={"preset_name": name})), 0, media={})
            for name in ("default", "normal-black", "Classic")]  # fmt: skip
    assert {plan.subtitles.preset_name for plan in made if plan.subtitles} == {"classic"}
    assert not any(plan.warnings for plan in made)


def test_it_burns_subtitles_in_only_when_asked() -> None:
    for more, burned in (
        ({}, False),
        ({"caption": True}, True),
        ({"caption": True, "caption_mode": "file_only"}, False),
    ):
        plan = scene_plan(parse(board({"voice": silence()}, **more)), 0, media={})
        assert (plan.subtitles is not None) is burned


def test_it_makes_drafts_smaller_in_the_same_shape() -> None:
    canvas = canvas_of(parse(board({"voice": silence()}, dimension={"width": 1080, "height": 1920})), 360)
    assert (canvas.width, canvas.height, canvas.scale) == (202, 360, 360 / 1920)
    whole = canvas_of(parse(board({"voice": silence()})), 2000)
    assert (whole.width, whole.height, whole.scale) == (256, 144, 1.0)


SCENE = {"character": avatar(), "voice": text(), "background": {"type": "image", "image_asset_id": "a"}}
MEDIA = {"a": "11", "b": "11", "c": "22"}


def known(scene: dict[str, Any] | None = None, *, media: dict[str, str] = MEDIA, height: int | None = None,
          **top: Any) -> str:  # fmt: skip
    return scene_hash(board(scene or SCENE, **top), 0, media, height)


def test_it_knows_a_scene_by_what_is_drawn() -> None:
    same = known()
    assert len(same) == 64
    assert same == known(title="Other", callback_id="x", callback_url="https://example.org", folder_id="f")
    assert same == known(caption_mode="file_only") == known(resolution="4k")
    assert same == known({**SCENE, "background": {"type": "image", "image_asset_id": "b"}})
    assert same == known({**SCENE, "background": {"type": "image", "image_asset_id": "a", "fit": "cover"}})
    other = {"voice": silence()}
    assert same == scene_hash(board(other, SCENE, other), 1, MEDIA, None)


@pytest.mark.parametrize("change", [
    {"height": 72}, {"fps": 30}, {"test": True}, {"enable_watermark": True}, {"caption": True},
    {"dimension": {"width": 144, "height": 256}}, {"media": {"a": "33"}}, {"media": {}},
    {"scene": {**SCENE, "voice": text("Goodbye.")}}, {"scene": {**SCENE, "voice": text(speed=1.1)}},
    {"scene": {**SCENE, "character": avatar("kofi")}}, {"scene": {**SCENE, "character": avatar(scale=0.9)}},
    {"scene": {**SCENE, "background": {"type": "image", "image_asset_id": "c"}}},
    {"scene": {**SCENE, "background": {"type": "video", "video_asset_id": "a"}}},
])  # fmt: skip
def test_it_knows_a_changed_scene(change: dict[str, Any]) -> None:
    assert known(**change) != known()


def test_it_counts_the_look_of_subtitles_only_when_they_are_burned_in() -> None:
    bold = {"preset_name": "bold"}
    assert known(subtitles=bold) == known()
    assert known(subtitles=bold, caption=True) != known(caption=True)
