"""The exported JSON Schema and the page of fields say what the model does; documents survive the way through JSON."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from studio.management.commands.storyboard_schema import SCHEMA, Command
from studio.storyboard import Storyboard, parse, problems, schema_text
from studio.storyboard.script import is_blank
from studio.storyboard.sentences import PARTS
from tests.storyboards import PARTS as KINDS
from tests.storyboards import a_scene, a_storyboard, with_value
from tests.test_storyboard_limits import COLORS, FLAGS, LENGTHS, RANGES, WORDS

SCHEMA_VALIDATOR = Draft202012Validator(json.loads(schema_text()))
PAGE = (SCHEMA.parent / "storyboard.md").read_text(encoding="utf-8")


def fits(document: dict[str, Any]) -> bool:
    return bool(SCHEMA_VALIDATOR.is_valid(document))


def test_it_is_current() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_it_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA_VALIDATOR.schema)


def test_its_command_writes_and_checks(tmp_path: Path) -> None:
    path, said = tmp_path / "schema.json", StringIO()
    with pytest.raises(CommandError, match="out of date"):
        call_command(Command(), path, check=True, stdout=said)
    call_command(Command(), path, stdout=said)
    call_command(Command(), path, check=True, stdout=said)
    assert path.read_text(encoding="utf-8") == schema_text()
    assert said.getvalue() == f"Wrote {path}.\n{path} is current.\n"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match=f"storyboard_schema {path}"):
        call_command(Command(), path, check=True, stdout=said)
    assert path.read_text(encoding="utf-8") == "{}"


def test_its_command_tells_of_files_that_it_can_not_use(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be written: Is a directory"):
        call_command(Command(), tmp_path)
    with pytest.raises(CommandError, match="can't be written: No such file or directory"):
        call_command(Command(), tmp_path / "missing" / "schema.json")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    with pytest.raises(CommandError, match="out of date"):
        call_command(Command(), tmp_path / "picture.png", check=True)


@pytest.mark.parametrize("key", RANGES)
def test_it_has_the_same_ranges(key: str) -> None:
    low, high, step = RANGES[key]
    assert [fits(with_value(key, value)[0]) for value in (low - step, low, high, high + step)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("key", LENGTHS)
def test_it_has_the_same_lengths(key: str) -> None:
    low, high = LENGTHS[key]
    assert [fits(with_value(key, "x" * length)[0]) for length in (low, high, high + 1)] == [True, True, False]
    assert fits(with_value(key, "")[0]) == (low == 0)


@pytest.mark.parametrize("key", [*WORDS, *COLORS, *FLAGS, "callback_url", "music.url", "video.url"])
def test_it_refuses_the_same_words(key: str) -> None:
    for value in ("", "other", 7, "#12"):
        document, path = with_value(key, value)
        assert not fits(document)
        assert list(problems(document)) == [path]
    assert all(fits(with_value(key, word)[0]) for word in WORDS.get(key, ()))


@pytest.mark.parametrize("kind", KINDS)
def test_it_agrees_about_the_least_form_of_each_part(kind: str) -> None:
    assert fits(a_storyboard(a_scene(kind)))
    assert not fits(a_storyboard(a_scene(kind, unknown=1)))


@pytest.mark.parametrize("kind", ["audio", "image", "video"])
def test_it_wants_exactly_one_source(kind: str) -> None:
    url, file = ("audio_url" if kind == "audio" else "url"), f"{kind}_asset_id"
    least = KINDS[kind][1]
    for sources in ({}, {url: "https://example.org/a", file: "a"}, {url: None, file: None}):
        part = {name: value for name, value in least.items() if name == "type"} | sources
        document = a_storyboard({"voice": KINDS["silence"][1], KINDS[kind][0]: part})
        assert not fits(document)
        assert problems(document)


def test_its_page_names_every_field() -> None:
    names = {name for _, model in PARTS.values() for name in model.model_fields} - {"width", "height", "x", "y", "type"}
    shown = set(re.findall(r"^\|(?: [^|]*\|)? `(\w+)` \|", PAGE, re.MULTILINE)) | {
        "model",
        "similarity_boost",
        "stability",
        "style",
    }
    assert shown == names
    assert re.search(r"`\{model, similarity_boost, stability, style\}`", PAGE)


def test_its_page_shows_a_storyboard_that_works() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert problems(json.loads(example)) == {}
    assert fits(json.loads(example))


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0<"), max_size=40)
VISIBLE = TEXTS.filter(lambda text: not is_blank(text))
ADDRESS = st.from_regex(r"https?://[a-z]{1,9}\.example/[!-\[\]-~]{0,9}", fullmatch=True)
COLOR = st.from_regex(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", fullmatch=True)
PAUSED = st.lists(VISIBLE, min_size=1, max_size=3).map('<break time="1.5s"/>'.join)


def _values(key: str) -> st.SearchStrategy[Any]:
    """Values that the field `key` accepts."""
    if key in RANGES:
        low, high, step = RANGES[key]
        if step < 1:
            return st.floats(low, high)
        return st.integers(int(low // step), int(high // step)).map(lambda count: int(count * step))
    if key in WORDS:
        return st.sampled_from(WORDS[key])
    if key in FLAGS:
        return st.booleans()
    if key in COLORS:
        return COLOR
    if key.endswith("url"):
        return ADDRESS
    if key == "text.input_text":
        return PAUSED
    return st.sampled_from(["en", "pt-BR"]) if key.endswith("locale") else VISIBLE


def _objects(owner: str, *left_out: str, **fixed: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of the part `owner`: its required fields, and any of the others."""
    strategies: dict[str, st.SearchStrategy[Any]] = {name: st.just(value) for name, value in fixed.items()}
    for name in PARTS[owner][1].model_fields:
        key = f"{owner}.{name}"
        if name not in (*fixed, *left_out):
            strategies[name] = _objects(key) if key in PARTS else _values(key)
    fields = PARTS[owner][1].model_fields
    required = {name for name in strategies if name in fixed or fields[name].is_required()}
    return st.fixed_dictionaries(
        {name: strategies[name] for name in required},
        optional={name: strategy for name, strategy in strategies.items() if name not in required},
    )


def _either(kind: str, url: str) -> st.SearchStrategy[dict[str, Any]]:
    file = f"{kind}_asset_id"
    by_address = ADDRESS.flatmap(lambda address: _objects(kind, file, type=kind, **{url: address}))
    return by_address | VISIBLE.flatmap(lambda name: _objects(kind, url, type=kind, **{file: name}))


SCENES = st.fixed_dictionaries(
    {"voice": _objects("text", type="text") | _either("audio", "audio_url") | _objects("silence", type="silence")},
    optional={
        "character": _objects("avatar", type="avatar") | _objects("talking_photo", type="talking_photo"),
        "background": _objects("color", type="color") | _either("image", "url") | _either("video", "url"),
    },
)
MUSIC = ADDRESS.flatmap(lambda address: _objects("music", "audio_asset_id", url=address))
VARIABLE = VISIBLE.map(lambda said: {"type": "text", "properties": {"content": said, "size": 1, "bold": True}})
OBJECTS = ("template", "scenes", "dimension", "subtitles", "music", "pronunciations")
TOP = [name for name in Storyboard.model_fields if name not in OBJECTS]
DOCUMENTS = st.fixed_dictionaries(
    {"scenes": st.lists(SCENES, min_size=1, max_size=3)},
    optional={
        **{name: _values(name) for name in TOP},
        "dimension": _objects("dimension"),
        "subtitles": _objects("subtitles"),
        "music": MUSIC | VISIBLE.flatmap(lambda name: _objects("music", "url", audio_asset_id=name)),
        "template": st.fixed_dictionaries(
            {"template_id": VISIBLE}, optional={"variables": st.dictionaries(VISIBLE, VARIABLE, max_size=2)}
        ),
        "pronunciations": st.lists(_objects("pronunciation"), max_size=2),
    },
)

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Other work on the machine is no reason to fail."""


@unhurried
@given(DOCUMENTS)
def test_it_survives_the_way_through_json(document: dict[str, Any]) -> None:
    storyboard = parse(document)
    written = storyboard.model_dump_json()
    assert parse(json.loads(written)) == storyboard
    assert Storyboard.model_validate_json(written) == storyboard
    assert parse(storyboard.model_dump()) == storyboard


@unhurried
@given(DOCUMENTS)
def test_it_describes_every_document_that_is_accepted(document: dict[str, Any]) -> None:
    assert problems(document) == {}
    assert fits(document)
    assert fits(json.loads(parse(document).model_dump_json()))
