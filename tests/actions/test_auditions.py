"""Clips and voice samples of the embedded cast: made once, then kept."""

from __future__ import annotations

import av
import pytest
from django.test import Client

from studio.actions import auditions
from studio.errors import NotFound


@pytest.mark.slow
def test_it_films_a_presenter_once() -> None:
    path = auditions.clip("kate")
    with av.open(str(path)) as clip:
        assert {stream.type for stream in clip.streams} == {"video", "audio"}
        assert 1 < clip.duration / av.time_base < 8
    before = path.stat().st_mtime_ns
    assert auditions.clip("kate").stat().st_mtime_ns == before
    assert not [each for each in path.parent.iterdir() if each.name.startswith(".")]


def test_it_records_a_voice(db: None) -> None:
    answer = Client().get("/cast/voices/de-anna.mp3")
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["Access-Control-Allow-Origin"] == "*"
    answer.close()
    with av.open(str(auditions.voice("de-anna"))) as sound:
        assert sound.streams.audio[0].codec_context.name == "mp3float"
        assert sound.duration > av.time_base


@pytest.mark.parametrize("name", ["nobody", "../kate", "kate.nothing", ""])
def test_it_knows_only_the_cast(name: str) -> None:
    with pytest.raises(NotFound):
        auditions.clip(name)
    with pytest.raises(NotFound):
        auditions.voice(name)
