"""Every limit: at it, inside it, outside it; every closed set of words; every wrong type."""

from __future__ import annotations

import time
from typing import Any, get_args

import pytest

from studio.storyboard import limits, problems, scene
from studio.storyboard.sentences import PARTS, SENTENCES
from studio.storyboard.template import SOURCES
from studio.storyboard.values import writable
from tests.storyboards import PARTS as SCENE_PARTS
from tests.storyboards import PRONUNCIATION, SILENCE, VARIABLE, with_value

INFINITY, NAN = float("inf"), float("nan")

RANGES: dict[str, tuple[float, float, float]] = {
    "dimension.width": (limits.SIDE_MIN, limits.SIDE_MAX, 2),
    "dimension.height": (limits.SIDE_MIN, limits.SIDE_MAX, 2),
    "subtitles.font_size": (limits.FONT_SIZE_MIN, limits.FONT_SIZE_MAX, 1),
    "subtitles.alignment": (limits.ALIGNMENT_MIN, limits.ALIGNMENT_MAX, 1),
    "subtitles.position.x": (limits.POSITION_MIN, limits.POSITION_MAX, 0.01),
    "subtitles.position.y": (limits.POSITION_MIN, limits.POSITION_MAX, 0.01),
    "music.volume": (0, 1, 0.01),
    "music.fade": (0, 10, 0.01),
    "avatar.scale": (0, 5, 0.01),
    "avatar.offset.x": (-5, 5, 0.01),
    "avatar.offset.y": (-5, 5, 0.01),
    "talking_photo.scale": (0, 2, 0.01),
    "talking_photo.offset.x": (-5, 5, 0.01),
    "talking_photo.offset.y": (-5, 5, 0.01),
    "text.speed": (0.5, 1.5, 0.01),
    "text.pitch": (-50, 50, 1),
    "text.elevenlabs_settings.similarity_boost": (0, 1, 0.01),
    "text.elevenlabs_settings.stability": (0, 1, 0.01),
    "text.elevenlabs_settings.style": (0, 1, 0.01),
    "silence.duration": (1, 100, 0.01),
}
"""Lowest and highest value, and the step by which a value is just outside."""

LENGTHS: dict[str, tuple[int, int]] = {
    "title": (0, 255),
    "callback_id": (0, limits.CALLBACK_ID_MAX),
    "folder_id": (1, limits.ID_MAX),
    "subtitles.preset_name": (1, limits.PRESET_NAME_MAX),
    "music.audio_asset_id": (1, limits.ID_MAX),
    "template.template_id": (1, limits.ID_MAX),
    "pronunciation.written": (1, limits.SPELLING_MAX),
    "pronunciation.spoken": (1, limits.SPELLING_MAX),
    "avatar.avatar_id": (1, limits.ID_MAX),
    "talking_photo.talking_photo_id": (1, limits.ID_MAX),
    "text.voice_id": (1, limits.ID_MAX),
    "text.input_text": (1, 5000),
    "audio.audio_asset_id": (1, limits.ID_MAX),
    "image.image_asset_id": (1, limits.ID_MAX),
    "video.video_asset_id": (1, limits.ID_MAX),
}

WORDS: dict[str, tuple[Any, ...]] = {
    "aspect_ratio": ("16:9", "9:16", "1:1", "4:5"),
    "caption_mode": ("file_only", "burn_in"),
    "fps": (25, 30),
    "output_format": ("mp4", "webm"),
    "resolution": ("fhd", "4k"),
    "model_version": ("standard", "aurora_v1", "aurora_v1_fast"),
    "avatar.avatar_style": ("normal", "circle", "square", "closeUp"),
    "talking_photo.talking_photo_style": ("square", "circle"),
    "talking_photo.talking_style": ("stable", "expressive"),
    "talking_photo.expression": ("default", "happy"),
    "text.emotion": ("Excited", "Friendly", "Serious", "Soothing", "Broadcaster"),
    "text.elevenlabs_settings.model": get_args(scene.ElevenLabsModel),
    "image.fit": ("cover", "crop", "contain", "none"),
    "video.fit": ("cover", "crop", "contain", "none"),
    "video.play_style": ("fit_to_scene", "freeze", "loop", "once"),
}
FLAGS = (
    "caption",
    "enable_watermark",
    "test",
    "subtitles.disable_highlight",
    "music.ducking",
    "music.loop",
    "avatar.matting",
    "talking_photo.matting",
    "talking_photo.super_resolution",
)
COLORS = (
    "color.value",
    "avatar.circle_background_color",
    "avatar.brand_color",
    "talking_photo.circle_background_color",
)
ADDRESSES = ("callback_url", "music.url", "audio.audio_url", "image.url", "video.url")
WHOLE = ("dimension.width", "dimension.height", "subtitles.font_size", "subtitles.alignment", "text.pitch")
TEXTS = (*LENGTHS, *WORDS, *COLORS, *ADDRESSES, "text.locale", "pronunciation.locale")


def refused(key: str, value: Any) -> bool:
    """Whether this field is refused, and no other: at its own path and nowhere else."""
    document, path = with_value(key, value)
    said = problems(document)
    assert set(said) <= {path}, said
    return bool(said)


@pytest.mark.parametrize("key", RANGES)
def test_it_keeps_numbers_in_their_range(key: str) -> None:
    low, high, step = RANGES[key]
    middle = (low + high) // 2 // 2 * 2 or 1
    assert not any(refused(key, value) for value in (low, middle, high))
    assert all(refused(key, value) for value in (low - step, high + step, NAN, INFINITY, -INFINITY, 10**400))


@pytest.mark.parametrize("key", RANGES)
@pytest.mark.parametrize("value", ["1", True, [], {}], ids=repr)
def test_it_takes_only_numbers_for_numbers(key: str, value: Any) -> None:
    assert refused(key, value)


@pytest.mark.parametrize("key", WHOLE)
def test_it_takes_only_whole_numbers_where_halves_mean_nothing(key: str) -> None:
    low, _, step = RANGES[key]
    assert refused(key, low + step + 0.5)
    assert not refused(key, float(low + step))


@pytest.mark.parametrize("key", ["dimension.width", "dimension.height"])
def test_it_refuses_odd_sides(key: str) -> None:
    assert refused(key, 1081)


@pytest.mark.parametrize("key", LENGTHS)
def test_it_keeps_texts_in_their_length(key: str) -> None:
    low, high = LENGTHS[key]
    assert not any(refused(key, "x" * length) for length in (low, low + 1, high - 1, high))
    assert refused(key, "x" * (high + 1))
    assert refused(key, "") == (low > 0)


@pytest.mark.parametrize("key", [key for key, (low, _) in LENGTHS.items() if low])
@pytest.mark.parametrize("blank", [" ", "\n\t ", "\u200b", "\u00a0\u2060"], ids=ascii)
def test_it_refuses_texts_that_show_nothing(key: str, blank: str) -> None:
    assert refused(key, blank)


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("value", [7, True, ["x"], {"x": 1}], ids=repr)
def test_it_takes_only_texts_for_texts(key: str, value: Any) -> None:
    assert refused(key, value)


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("sign", ["\0", "\ud800"], ids=ascii)
def test_it_refuses_characters_that_cannot_be_stored(key: str, sign: str) -> None:
    start = "https://example.org/" if key in ADDRESSES else "a"
    assert refused(key, start + sign)


@pytest.mark.parametrize("key", WORDS)
def test_it_knows_its_words_and_no_others(key: str) -> None:
    assert not any(refused(key, word) for word in WORDS[key])
    others = (word.swapcase() if isinstance(word, str) and word.isalpha() else f"{word}x" for word in WORDS[key])
    assert all(refused(key, word) for word in (*others, "", "full_body"))


@pytest.mark.parametrize("key", FLAGS)
def test_it_takes_only_true_and_false_for_switches(key: str) -> None:
    assert not refused(key, True)
    assert not refused(key, False)
    others: tuple[Any, ...] = ("true", "yes", 1, 0, [])
    assert all(refused(key, value) for value in others)


@pytest.mark.parametrize("key", COLORS)
def test_it_takes_hexadecimal_colours(key: str) -> None:
    assert not any(refused(key, color) for color in ("#fff", "#F6F6FC", "#0a1B2c"))
    wrong = ("", "#", "fff", "#ffff", "#fffff", "#fffffff", "#ggg", "red", "#fff\n", " #fff", "#ｆｆｆ")
    assert all(refused(key, color) for color in wrong)


@pytest.mark.parametrize("key", ADDRESSES)
def test_it_takes_web_addresses(key: str) -> None:
    longest = "https://example.org/".ljust(limits.URL_MAX, "a")
    right = (
        "http://a.b",
        "HTTPS://example.org:8443/x?y=z&sig=%2F#f",
        "https://[::1]/",
        "https://bücher.example/ä",
        longest,
    )
    assert [address for address in right if refused(key, address)] == []
    wrong = (
        *("", "example.org", "//example.org", "ftp://example.org", "file:///etc/passwd", "data:image/png;base64,AA"),
        *(
            "javascript:alert(1)",
            "https://",
            "https:///path",
            "https://:80",
            "https://a b",
            "https://a\n",
            " https://a",
        ),
        *("https://a\\@b", "https://a:99999", "https://a:0", "https://[::1", "https://a:port", longest + "a"),
    )
    assert [address for address in wrong if not refused(key, address)] == []


def test_it_takes_language_tags() -> None:
    key = "text.locale"
    assert not any(refused(key, tag) for tag in ("en", "fil", "en-US", "zh-Hant-TW", "es-419", "pt-br"))
    assert all(
        refused(key, tag) for tag in ("", "e", "en_US", "english", "en-", "en-U", "-US", "en US", "en-" + "a" * 40)
    )
    assert not refused(key, "en-abcdefgh-abcdefgh-abcdefgh-abcde")
    assert refused(key, "en-abcdefgh-abcdefgh-abcdefgh-abcdef")


@pytest.mark.parametrize(("count", "wrong"), [(0, True), (1, False), (2, False), (49, False), (50, False), (51, True)])
def test_it_counts_the_scenes(count: int, wrong: bool) -> None:
    said = problems({"scenes": [{"voice": SILENCE}] * count})
    assert said == ({"scenes": "Add from 1 to 50 scenes."} if wrong else {})


def test_it_says_only_what_is_wrong_inside_the_scenes() -> None:
    assert list(problems({"scenes": [{}, {"voice": SILENCE}]})) == ["scenes.0.voice"]


def _fields() -> set[str]:
    """Every field that holds a value, as the keys of `SENTENCES` write it."""
    keys = {f"{owner}.{name}" if owner else name for owner, (_, model) in PARTS.items() for name in model.model_fields}
    unions = {"character", "voice", "background"}
    objects = {key for key in PARTS if key} | {"scenes", "pronunciations", *(f"scene.{name}" for name in unions)}
    objects |= {"template.variables", "avatar.offset", "talking_photo.offset", "text.elevenlabs_settings"}
    return {key for key in keys - objects if not key.endswith(".type")}


def test_it_takes_a_list_of_pronunciations_of_some_length() -> None:
    assert not refused("pronunciations", [PRONUNCIATION] * limits.PRONUNCIATIONS_MAX)
    assert refused("pronunciations", [PRONUNCIATION] * (limits.PRONUNCIATIONS_MAX + 1))
    assert refused("pronunciations", PRONUNCIATION)


def test_it_takes_so_many_variables_with_a_name() -> None:
    many = {f"v{number}": VARIABLE for number in range(limits.VARIABLES_MAX)}
    assert not refused("template.variables", many)
    assert refused("template.variables", {**many, "more": VARIABLE})
    assert not refused("template.variables", {"x" * limits.ID_MAX: VARIABLE, "Any name. At all!": VARIABLE})
    assert all(refused("template.variables", {name: VARIABLE}) for name in ("", " ", "x" * 256, "a\0"))


def test_it_takes_plain_properties_of_a_variable() -> None:
    least = VARIABLE["properties"]
    many = {f"p{number}": 1 for number in range(limits.PROPERTIES_MAX - 1)}
    for value in (many, {"content": ""}, {**least, "loop": True, "volume": 0.5, "fit": "crop", "style": None}):
        assert not refused("variable.properties", {**least, **value})
    for value in ({**many, "q": 1}, {"x": []}, {"x": {}}, {"x": NAN}, {"x": 10**400}, {"x": "\0"}, {"": 1}):
        assert refused("variable.properties", {**least, **value})
    assert refused("variable.properties", {"content": "x" * 5001})
    assert not refused("variable.properties", {"content": "x" * 5000})


@pytest.mark.parametrize("kind", SOURCES)
def test_it_wants_one_value_for_a_variable(kind: str) -> None:
    def wrong(**properties: Any) -> bool:
        document, path = with_value("variable", {"type": kind, "properties": properties})
        said = problems(document)
        assert set(said) <= {f"{path}.properties"}
        return bool(said)

    for name in SOURCES[kind]:
        value = "https://example.org/a" if name == "url" else "an id"
        assert not wrong(**{name: value})
        assert wrong(**{name: 7})
        assert wrong(**{name: " "}) == (kind != "text")
        assert wrong(**{name: "nonsense"}) == (name == "url")
        assert wrong(**dict.fromkeys(SOURCES[kind], value)) == (len(SOURCES[kind]) > 1)
    assert wrong()
    assert wrong(other="x")


@pytest.mark.parametrize("kind", ["voice", "", 7, None, "Text"])
def test_it_knows_the_types_of_variables(kind: Any) -> None:
    document, path = with_value("variable.type", kind)
    assert problems(document) == {path: SENTENCES["variable.type"]}


def test_it_is_tried_in_this_file_with_every_field() -> None:
    tried = {*RANGES, *FLAGS, *TEXTS, "variable.properties"}
    assert _fields() == tried


@pytest.mark.parametrize("key", [key for key in PARTS if key])
@pytest.mark.parametrize("value", [7, "x", [1]], ids=repr)
def test_it_takes_only_objects_for_objects(key: str, value: Any) -> None:
    if key == "scene":
        assert problems({"scenes": [value]}) == {"scenes.0": SENTENCES["scene"]}
    elif key not in SCENE_PARTS:
        assert refused(key, value)
    else:
        assert refused(f"scene.{SCENE_PARTS[key][0]}", value)


def test_a_text_is_looked_through_by_no_loop_of_ours() -> None:
    """Scripts that are far too long are kept, and looked at by every page: a letter must not cost a turn of Python."""
    began = time.process_time()
    writable("😀" * 10_000_000)
    assert time.process_time() - began < 0.4
