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
     ("nan", "nan"), ("1e400", "1e400"), ("9" * 20, "9" * 20), ("1e20", "1e20")],
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


AVATAR = {"type": "avatar", "avatar_id": "maya"}
PHOTO = {"type": "talking_photo", "talking_photo_id": "p"}
TEXT = {"type": "text", "voice_id": "nora", "input_text": "Hello."}


@pytest.mark.parametrize(
    ("part", "held", "field", "typed", "kept"),
    [
        ("character", AVATAR, "avatar_style", "closeUp", "closeUp"),
        ("character", AVATAR, "brand_color", "#1F6F5C", "#1F6F5C"),
        ("character", AVATAR, "circle_background_color", "#fff", "#fff"),
        ("character", AVATAR, "matting", "on", True),
        ("character", PHOTO, "talking_photo_style", "circle", "circle"),
        ("character", PHOTO, "talking_style", "expressive", "expressive"),
        ("character", PHOTO, "expression", "happy", "happy"),
        ("character", PHOTO, "super_resolution", "on", True),
        ("character", PHOTO, "matting", "on", True),
        ("character", PHOTO, "scale", "1,5", 1.5),
        ("voice", TEXT, "emotion", "Friendly", "Friendly"),
        ("voice", TEXT, "pitch", "−5", -5),
        ("voice", TEXT, "locale", "en-GB", "en-GB"),
        ("voice", {"type": "audio"}, "audio_url", "https://example.org/a.mp3", "https://example.org/a.mp3"),
        ("voice", {"type": "silence"}, "duration", "2.5", 2.5),
        ("background", {"type": "video"}, "url", "https://example.org/a.mp4", "https://example.org/a.mp4"),
    ],
)  # fmt: skip
def test_it_puts_every_field_of_a_scene_into_the_document(
    part: str, held: dict[str, Any], field: str, typed: str, kept: object
) -> None:
    document = forms.scene_document({**SCENE, part: held}, {f"{part}.{field}": typed})
    assert document[part][field] == kept
    assert document[part]["type"] == held["type"]
    assert not boards.problems({"scenes": [document]})


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("subtitles.font_size", "64", {"subtitles": {"preset_name": "bold", "font_size": 64}}),
        ("subtitles.alignment", "9", {"subtitles": {"preset_name": "bold", "alignment": 9}}),
        ("subtitles.position.y", "−40", {"subtitles": {"preset_name": "bold", "position": {"y": -40}}}),
        ("subtitles.disable_highlight", "on", {"subtitles": {"preset_name": "bold", "disable_highlight": True}}),
        ("fps", "30", {"fps": 30}),
        ("output_format", "webm", {"output_format": "webm"}),
        ("enable_watermark", "on", {"enable_watermark": True}),
        ("test", "on", {"test": True}),
        ("music.url", "https://example.org/a.mp3", {"music": {"url": "https://example.org/a.mp3"}}),
        ("music.audio_asset_id", "a", {"music": {"audio_asset_id": "a"}}),
    ],
)
def test_it_puts_every_setting_into_the_document(field: str, typed: str, kept: dict[str, Any]) -> None:
    before = {"subtitles": {"preset_name": "bold"}}
    changes = forms.setup_changes(before, {field: typed}, held_aspect="")
    assert changes == kept
    assert before == {"subtitles": {"preset_name": "bold"}}
    assert not boards.problems({**before, **changes, "scenes": [SCENE]})


def test_it_changes_nothing_when_what_is_posted_is_what_stands() -> None:
    setup = {
        "dimension": {"width": 720, "height": 1280}, "fps": 30, "caption_mode": "burn_in",
        "music": {"audio_asset_id": "a", "volume": 0.5, "ducking": True},
        "pronunciations": [{"written": "Nguyen", "spoken": "win", "locale": "en"}],
    }  # fmt: skip
    posted = {
        "aspect": "9:16", "dimension.width": "720", "dimension.height": "1280", "fps": "30", "mode": "burn_in",
        "output_format": "mp4", "test": "off", "enable_watermark": "off", "music.audio_asset_id": "a", "music.url": "",
        "music.volume": "0.5", "music.ducking": "on", "pronunciations": "", "pronunciations.0.written": "Nguyen",
        "pronunciations.0.spoken": "win", "pronunciations.0.locale": "en", "pronunciations.1.written": "",
    }  # fmt: skip
    assert forms.setup_changes(setup, posted, held_aspect="9:16", held_size=(720, 1280)) == {}
    wide = posted | {"dimension.width": "1920", "dimension.height": "1080"}
    changes = forms.setup_changes({}, wide, held_aspect="9:16", held_size=(1920, 1080))
    assert changes.keys() == {"caption_mode", "fps", "music", "pronunciations"}


def test_it_takes_pixels_as_they_are_typed() -> None:
    held = {"dimension": {"width": 1080, "height": 1920}}
    typed = forms.setup_changes(held, {"dimension.width": "721", "dimension.height": "wide", "aspect": "9:16"},
                                held_aspect="9:16", held_size=(1080, 1920))  # fmt: skip
    assert typed == {"dimension": {"width": 721, "height": "wide"}}
    told = boards.problems({**typed, "scenes": [SCENE]})
    assert set(told) == {"dimension.width", "dimension.height"}


def test_it_takes_music_and_pronunciations_out() -> None:
    held = {"music": {"audio_asset_id": "a"}, "pronunciations": [{"written": "a", "spoken": "b"}]}
    posted = {"music.audio_asset_id": "", "music.url": "", "pronunciations": "", "pronunciations.0.written": "",
              "pronunciations.0.spoken": " "}  # fmt: skip
    assert forms.setup_changes(held, posted, held_aspect="") == {"music": None, "pronunciations": None}


@pytest.mark.parametrize(
    ("held", "posted", "kept"),
    [
        ({"audio_asset_id": "a"}, {"url": "https://x.org/b"}, {"url": "https://x.org/b"}),
        ({"url": "https://x.org/b"}, {"url": "https://x.org/b", "audio_asset_id": "a"}, {"audio_asset_id": "a"}),
        ({"audio_asset_id": "a"}, {"audio_asset_id": "a", "url": "https://x.org/b"}, {"url": "https://x.org/b"}),
    ],
)
def test_it_keeps_what_was_chosen_last_of_file_and_address(
    held: dict[str, str], posted: dict[str, str], kept: dict[str, str]
) -> None:
    typed = {f"music.{name}": value for name, value in posted.items()}
    assert forms.setup_changes({"music": held}, typed, held_aspect="")["music"] == kept


def test_it_takes_no_address_of_a_picture_for_a_clip() -> None:
    scene = {**SCENE, "background": {"type": "image", "url": "https://example.org/a.jpg"}}
    posted = {"background.type": "video", "background.url": "https://example.org/a.jpg", "background.fit": "contain"}
    assert forms.scene_document(scene, posted)["background"] == {"type": "video", "fit": "contain"}


def test_it_puts_a_photo_where_the_presenter_stood_and_back() -> None:
    held = {**AVATAR, "scale": 0.5, "avatar_style": "circle", "brand_color": "#ffffff"}
    photo = forms.scene_document({**SCENE, "character": held}, {"presenter": f"{forms.PHOTO}p1"})
    shape = {"type": "talking_photo", "talking_photo_id": "p1", "scale": 0.5, "talking_photo_style": "circle"}
    assert photo["character"] == shape
    assert forms.presenter_of(photo) == "p1"
    back = forms.scene_document(photo, {"presenter": "kofi"})
    assert back["character"] == {"type": "avatar", "avatar_id": "kofi", "scale": 0.5, "avatar_style": "circle"}
