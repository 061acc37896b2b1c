"""Everything that a storyboard can say is said, rendered, read by the engine and told in docs/fields.md."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from studio.render.plan import canvas_of
from studio.render.presets import PRESETS
from studio.storyboard import parse
from tests import test_storyboard_limits as limits
from tests.render import golden, sounds
from tests.render.golden import ENGINE, GOLDENS, ROOT, Made

WATCHED = ("main", "subtitles pop", "music", "music alone", "webm", "watermark", "test", "elsewhere", "aurora")
"""Goldens that between them give every field."""
NOT_OURS = "not the engine's: "
ROW = re.compile(r"^\| `([a-z_.]+)` \| (.*) \| (.+) \|$", re.MULTILINE)
TABLE = {field: (how, where) for field, how, where in ROW.findall((ROOT / "docs" / "fields.md").read_text())}
Media = tuple[dict[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    return golden.files(tmp_path_factory.mktemp("media"))


def said(*names: str) -> tuple[dict[str, set[Any]], set[str]]:
    """(every value of every field in these goldens, the fields that somewhere are not as when left out)."""
    values, given = defaultdict[str, set[Any]](set), set[str]()
    for name in names:
        for key, value, meant in golden.fields(parse(GOLDENS[name].document)):
            values[key].add(value)
            given |= {key} if meant else set()
    return values, given


def test_it_says_every_word_and_switch_and_gives_every_field() -> None:
    values, given = said(*GOLDENS)
    assert {key: set(words) - values[key] for key, words in limits.WORDS.items() if set(words) - values[key]} == {}
    assert [key for key in limits.FLAGS if values[key] != {True, False}] == []
    assert given == limits._fields()
    assert values["subtitles.preset_name"] == set(PRESETS)
    assert values["subtitles.alignment"] == set(range(1, 10))
    assert {0, 5} < values["avatar.scale"] and {0, 2} < values["talking_photo.scale"]
    assert said(*WATCHED)[1] == limits._fields()


@pytest.mark.slow
@pytest.mark.parametrize("name", GOLDENS)
def test_it_renders(name: str, media: Media, tmp_path: Path) -> None:
    files, rigs = media
    made = golden.made(GOLDENS[name], tmp_path, media=files, rigs=rigs)
    assert sorted(text.partition(":")[0] for text in made.warnings) == sorted(GOLDENS[name].warnings)
    canvas = canvas_of(made.board, GOLDENS[name].height)
    for index, take in enumerate(made.takes):
        assert (take["width"], take["height"], take["fps"]) == (canvas.width, canvas.height, made.board.fps)
        assert take["frames"] == round(take["duration"] * canvas.fps) >= 0.4 * canvas.fps
        assert frames(tmp_path / f"scene-{index}" / take["file"]) == take["frames"]
    assert made.joined["duration"] == pytest.approx(sum(take["duration"] for take in made.takes))
    assert frames(made.film) == sum(take["frames"] for take in made.takes)
    check_streams(made, (canvas.width, canvas.height))
    if name == "main":
        check_pictures(made)
    spoken = any(take["words"] for take in made.takes)
    assert [(made.folder / f"subtitles.{kind}").exists() for kind in ("srt", "vtt")] == [spoken] * 2


def frames(file: Path) -> int:
    """How many pictures can be decoded."""
    with av.open(str(file)) as container:
        return sum(1 for _ in container.decode(video=0))


def check_streams(made: Made, size: tuple[int, int]) -> None:
    with av.open(str(made.film)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        webm = made.board.output_format == "webm"
        assert (picture.codec_context.name, sound.codec_context.name) == (("vp9", "opus") if webm else ("h264", "aac"))
        assert (picture.width, picture.height, picture.average_rate) == (*size, made.board.fps)
        assert sound.channels == (2 if made.board.music else 1)
        assert {key.lower(): text for key, text in container.metadata.items()}.get("title", "") == made.board.title
    heard = sounds.heard(made.film).shape[1] / 48_000
    assert abs(heard - made.joined["duration"]) < 1 / made.board.fps


def check_pictures(made: Made) -> None:
    """Each scene shows something else, but for the last, which shows nobody, as the one before."""
    shown = []
    for index in range(len(made.takes) - 1):
        with av.open(str(made.folder / f"scene-{index}" / "segment.mp4")) as container:
            pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        shown.append(pictures[len(pictures) // 2].astype(float))
    assert min(np.abs(one - other).mean() for at, one in enumerate(shown) for other in shown[:at]) > 2


def test_it_tells_of_every_field_and_of_no_other() -> None:
    assert set(TABLE) == limits._fields()
    for how, where in TABLE.values():
        assert (how == "—") == where.startswith(NOT_OURS)
        assert where.startswith(NOT_OURS) or all((ENGINE / file).is_file() for file in where.split(", "))


@pytest.mark.slow
def test_it_reads_every_field_where_the_table_says(media: Media, tmp_path: Path) -> None:
    files, rigs = media
    readers = golden.Readers()
    with readers.watching():
        for number, name in enumerate(WATCHED):
            golden.made(GOLDENS[name], tmp_path / str(number), media=files, rigs=rigs)
    ours = {field: where.split(", ") for field, (_, where) in TABLE.items() if not where.startswith(NOT_OURS)}
    assert {field: where for field, where in ours.items() if not set(where) & readers.found[field]} == {}
    assert {field for field in TABLE if readers.found[field]} == set(ours)
