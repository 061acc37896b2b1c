"""What the author is told, where, and that everything is told at once."""

from __future__ import annotations

from typing import Any

import pytest

from studio.storyboard import problems
from studio.storyboard.sentences import PARTS, SENTENCES
from tests.storyboards import AVATAR, TEXT, a_scene, a_storyboard, with_value

ADDRESS_OR_FILE = "Give a web address, or choose a file from the library."
KEEP_ONE = "Keep one: either the web address or the file from the library."


def test_it_tells_everything_at_once() -> None:
    document: dict[str, Any] = {
        "title": "x" * 256,
        "dimension": {"width": 1081},
        "fps": 24,
        "scenes": [
            {"voice": {"type": "text", "voice_id": "", "input_text": " ", "speed": 1.6, "pitch": 0.5}},
            {"character": {"type": "robot"}, "voice": {"type": "audio"}, "background": {"type": "image", "fit": "x"}},
            {"character": {**AVATAR, "scale": 6, "offset": {"x": 9}, "id": 1}, "background": {"value": "red"}},
            "a scene",
        ],
        "dimensions": {},
    }
    assert problems(document) == {
        "title": "Write the title as text of at most 255 characters.",
        "dimension.width": "Choose an even number of pixels from 128 to 4,096.",
        "dimension.height": "Choose an even number of pixels from 128 to 4,096.",
        "fps": "Choose 25 or 30 frames a second.",
        "scenes.0.voice.voice_id": "Choose a voice.",
        "scenes.0.voice.input_text": "Write what the presenter should say.",
        "scenes.0.voice.speed": "Choose a speed from 0.5 to 1.5.",
        "scenes.0.voice.pitch": "Choose a whole pitch from -50 to 50.",
        "scenes.1.character.type": "Choose a character type: avatar or talking_photo.",
        "scenes.1.voice.audio_url": ADDRESS_OR_FILE,
        "scenes.1.background.url": ADDRESS_OR_FILE,
        "scenes.1.background.fit": "Choose how it fills the screen: cover, crop, contain or none.",
        "scenes.2.character.scale": "Choose a scale from 0 to 5.",
        "scenes.2.character.offset.x": "Choose an offset from -5 to 5.",
        "scenes.2.character.id": "Remove “id”: an avatar has no such field.",
        "scenes.2.voice": "Give the scene a voice: text, audio or silence.",
        "scenes.2.background.value": "Write the colour as # and three or six hexadecimal digits, such as #f6f6fc.",
        "scenes.3": "Describe the scene as an object with a voice.",
        "dimensions": "Remove “dimensions”: a storyboard has no such field. Did you mean “dimension”?",
    }


@pytest.mark.parametrize("key", [key for key in SENTENCES if key not in ("", "video_inputs") and ".type" not in key])
def test_it_has_its_own_words_for_every_field(key: str) -> None:
    document, path = ({"scenes": [object()]}, "scenes.0") if key == "scene" else with_value(key, object())
    assert problems(document) == {path: SENTENCES[key]}


@pytest.mark.parametrize("owner", PARTS)
def test_it_has_a_sentence_for_every_field_there_is(owner: str) -> None:
    fields = {f"{owner}.{name}".removeprefix(".") for name in PARTS[owner][1].model_fields}
    missing = {key for key in fields - set(SENTENCES) if not key.endswith(".type")}
    assert missing == set()


@pytest.mark.parametrize("key", SENTENCES)
def test_it_speaks_in_sentences(key: str) -> None:
    assert SENTENCES[key][0].isupper()
    assert SENTENCES[key].endswith(".")


@pytest.mark.parametrize("member", ["character", "voice", "background"])
@pytest.mark.parametrize("part", [{"id": 1}, {"type": "robot"}, {"type": 7}, {"type": ["text"]}, {"type": "\ud800"}])
def test_it_asks_for_a_known_type(member: str, part: dict[str, Any]) -> None:
    document = a_storyboard({"voice": TEXT, member: part})
    assert problems(document) == {f"scenes.0.{member}.type": SENTENCES[f"scene.{member}.type"]}


@pytest.mark.parametrize("owner", PARTS)
def test_it_refuses_unknown_fields_everywhere(owner: str) -> None:
    document, path = with_value(f"{owner}.zzz".removeprefix("."), None)
    assert problems(document) == {path: f"Remove “zzz”: {PARTS[owner][0]} has no such field."}


@pytest.mark.parametrize("name", ["text", "voice", "type.x", "scene", "scene.voice", "text.speed"])
def test_it_is_not_confused_by_names_that_mean_something_elsewhere(name: str) -> None:
    assert problems(a_storyboard(**{name: 1}))[name].startswith(f"Remove “{name}”: a storyboard has no such field.")
    (said,) = problems(a_storyboard(a_scene("text", **{name: 1}))).items()
    assert said[0] == f"scenes.0.voice.{name}"
    assert said[1].startswith(f"Remove “{name}”: a text voice has no such field.")


def test_it_suggests_the_name_that_was_meant() -> None:
    said = problems(a_storyboard(a_scene("text", input_txt="Hello.")))
    assert said["scenes.0.voice.input_txt"].endswith("Did you mean “input_text”?")


def test_it_shortens_long_names() -> None:
    (sentence,) = problems(a_storyboard(**{"q" * 100_000: 1})).values()
    assert len(sentence) < 120


@pytest.mark.parametrize(
    ("kind", "url", "file"),
    [("audio", "audio_url", "audio_asset_id"), ("image", "url", "image_asset_id"), ("video", "url", "video_asset_id")],
)
def test_it_wants_exactly_one_source(kind: str, url: str, file: str) -> None:
    def said(**sources: Any) -> dict[str, str]:
        return problems(a_storyboard(a_scene(kind, **{url: None, file: None, **sources})))

    path = f"scenes.0.{'voice' if kind == 'audio' else 'background'}."
    assert said(**{url: "https://example.org/x"}) == said(**{file: "x"}) == {}
    assert said() == {path + url: ADDRESS_OR_FILE}
    assert said(**{url: "https://example.org/x", file: "x"}) == {path + url: KEEP_ONE}
    assert list(said(**{url: "nonsense"})) == [path + url]
    assert list(said(**{file: ""})) == [path + file]
    assert list(said(**{url: "nonsense", file: ""})) == [path + file, path + url]


def test_it_refuses_scenes_given_twice() -> None:
    document = a_storyboard()
    said = problems({**document, "video_inputs": document["scenes"]})
    assert said == {"video_inputs": "Send the scenes once: as scenes or as video_inputs."}


@pytest.mark.parametrize("scenes", [None, [], {}, "x", 7, {"0": {}}], ids=repr)
@pytest.mark.parametrize("name", ["scenes", "video_inputs"])
def test_it_always_says_scenes(name: str, scenes: Any) -> None:
    assert problems({name: scenes}) == {"scenes": "Add from 1 to 50 scenes."}
    assert list(problems({name: [{}]})) == ["scenes.0.voice"]


@pytest.mark.parametrize("document", [None, 7, "x", [], [1]], ids=repr)
def test_it_wants_an_object(document: Any) -> None:
    assert problems(document) == {"": "Send the storyboard as one JSON object."}


def test_it_counts_the_characters_of_a_long_script() -> None:
    said = problems(a_storyboard(a_scene("text", input_text="x" * 5214)))
    assert said == {"scenes.0.voice.input_text": "Shorten the script to 5,000 characters; it has 5,214."}


def test_it_says_which_texts_cannot_be_stored() -> None:
    document = a_storyboard(a_scene("text", input_text="a\0"), title="\ud800")
    unreadable = "Remove the unreadable characters; they can't be stored."
    assert problems(document) == {"title": unreadable, "scenes.0.voice.input_text": unreadable}


@pytest.mark.parametrize("name", ["\ud800", 7], ids=ascii)
def test_it_survives_names_that_are_no_text(name: Any) -> None:
    assert len(problems({**a_storyboard(), name: 1})) == 1
    assert len(problems(a_storyboard({"voice": {**TEXT, name: 1}}))) == 1
