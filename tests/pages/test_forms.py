"""What the storyboard page sends, as documents."""

from __future__ import annotations

from typing import Any

import pytest

from studio import storyboard as boards
from studio.pages import forms

SCENE: dict[str, Any] = {
    "character": {"type": "avatar", "avatar_id": "maya.navy", "scale": 0.5, "matting": True},
    "voice": {"type": "text", "voice_id": "nora", "input_text": "Hello.", "elevenlabs_settings": {"stability": 0.5}},
    "background": {"type": "color", "value": "#ffffff"},
}


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1", 1), ("1.50", 1.5), ("1,5", 1.5), ("−0.12", -0.12), (" 2× ", 2), ("", None), ("  ", None), ("fast", "fast"),
     ("nan", "nan"), ("1e400", "1e400")],
)  # fmt: skip
def test_it_reads_numbers_as_people_write_them(typed: str, read: object) -> None:
    found = forms.number(typed)
    assert found == read
    assert type(found) is type(read)


def test_it_keeps_what_the_page_has_no_field_for() -> None:
    document = forms.scene_document(SCENE, {"voice.input_text": "Other words.", "voice.speed": "1.1"})
    assert document["voice"]["elevenlabs_settings"] == {"stability": 0.5}
    assert document["character"] == SCENE["character"]
    assert (document["voice"]["input_text"], document["voice"]["speed"]) == ("Other words.", 1.1)
    assert SCENE["voice"]["input_text"] == "Hello."


def test_it_keeps_wrong_input_as_typed_for_the_storyboard_to_judge() -> None:
    document = forms.scene_document(SCENE, {"voice.speed": "fast", "character.offset.x": "9"})
    assert document["voice"]["speed"] == "fast"
    assert boards.problems({"scenes": [document]}) == {
        "scenes.0.character.offset.x": "Choose an offset from -5 to 5.",
        "scenes.0.voice.speed": "Choose a speed from 0.5 to 1.5.",
    }


def test_it_leaves_out_what_was_emptied() -> None:
    document = forms.scene_document(SCENE, {"character.scale": "", "voice.emotion": "", "character.offset.x": ""})
    assert "scale" not in document["character"]
    assert "emotion" not in document["voice"]
    assert not boards.problems({"scenes": [document]})


def test_it_drops_the_members_of_another_kind() -> None:
    silent = forms.scene_document(SCENE, {"voice.type": "silence", "voice.duration": "3", "voice.input_text": "Hello."})
    assert silent["voice"] == {"type": "silence", "duration": 3}
    picture = forms.scene_document(SCENE, {"background.type": "image", "background.image_asset_id": "a"})
    assert picture["background"] == {"type": "image", "image_asset_id": "a"}


def test_it_lets_a_chosen_file_replace_an_address() -> None:
    scene = {**SCENE, "background": {"type": "image", "url": "https://example.org/a.jpg", "fit": "contain"}}
    kept = forms.scene_document(scene, {"background.type": "image"})
    assert kept["background"]["url"] == "https://example.org/a.jpg"
    chosen = forms.scene_document(scene, {"background.type": "image", "background.image_asset_id": "a"})
    assert chosen["background"] == {"type": "image", "image_asset_id": "a", "fit": "contain"}


@pytest.mark.parametrize(
    ("presenter", "look", "avatar"),
    [("maya", "maya.forest", "maya.forest"), ("kofi", "maya.forest", "kofi"), ("kofi", "", "kofi")],
)
def test_it_puts_presenter_and_look_together(presenter: str, look: str, avatar: str) -> None:
    document = forms.scene_document(SCENE, {"presenter": presenter, "look": look})
    assert document["character"] == {"type": "avatar", "avatar_id": avatar, "scale": 0.5, "matting": True}


def test_it_shows_nobody_when_nobody_was_chosen() -> None:
    document = forms.scene_document(SCENE, {"presenter": forms.NOBODY, "character.scale": "1"})
    assert "character" not in document
    back = forms.scene_document(document, {"presenter": "maya"})
    assert back["character"] == {"type": "avatar", "avatar_id": "maya"}


def test_it_brings_the_presenters_voice_along_unless_another_was_chosen() -> None:
    own = {"maya": "nora", "kofi": "paul"}
    moved = forms.scene_document(SCENE, {"presenter": "kofi"})
    assert forms.with_presenters_voice(moved, SCENE, own=own)["voice"]["voice_id"] == "paul"
    chosen = {**SCENE, "voice": {**SCENE["voice"], "voice_id": "emma"}}
    moved = forms.scene_document(chosen, {"presenter": "kofi"})
    assert forms.with_presenters_voice(moved, chosen, own=own)["voice"]["voice_id"] == "emma"
    same = forms.scene_document(SCENE, {"presenter": "maya", "look": "maya.forest"})
    assert forms.with_presenters_voice(same, SCENE, own=own) == same


def test_it_changes_the_shape_only_when_another_was_chosen() -> None:
    small = {"dimension": {"width": 1280, "height": 720}}
    assert "dimension" not in forms.setup_changes(small, {"aspect": "16:9"}, held_aspect="16:9")
    changed = forms.setup_changes(small, {"aspect": "1:1"}, held_aspect="16:9")
    assert changed == {"dimension": {"width": 1080, "height": 1080}}
    named = forms.setup_changes({"aspect_ratio": "16:9"}, {"aspect": "1:1"}, held_aspect="16:9")
    assert named == {"dimension": {"width": 1080, "height": 1080}, "aspect_ratio": None}


@pytest.mark.parametrize(
    ("setup", "mode"),
    [({}, "off"), ({"caption": True}, "burn_in"), ({"caption": True, "caption_mode": "file_only"}, "file_only")],
)
def test_it_reads_and_writes_one_subtitle_mode(setup: dict[str, Any], mode: str) -> None:
    assert forms.mode_of(setup) == mode
    changes = forms.setup_changes(setup, {"mode": mode}, held_aspect="")
    after = {name: value for name, value in {**setup, **changes}.items() if value is not None}
    assert boards.parse({**after, "scenes": [SCENE]}).subtitle_mode == mode
