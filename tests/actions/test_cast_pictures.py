"""The cast's pictures are there before anybody asks for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.actions import cast_pictures, previews
from studio.errors import Busy
from studio.queue import depth
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> list[str]:
    """A cast of two, and an empty cache."""
    settings.DATA_DIR = tmp_path
    cast = [each for each in cast_pictures.local.presenters() if each.id in ("maya", "kofi")]
    monkeypatch.setattr(cast_pictures.local, "presenters", lambda: tuple(cast))
    monkeypatch.setattr(cast_pictures, "SHOWN", (("half", 64),))
    return [each.id for each in cast]


def test_it_draws_one_after_another_until_all_are_there(two: list[str]) -> None:
    for name, woken in zip(two, (1, 1), strict=True):
        assert not previews.has_avatar_picture(name, height=64, crop="half")
        cast_pictures.draw()
        assert previews.has_avatar_picture(name, height=64, crop="half")
        assert depth()["render"] == woken
    cast_pictures.draw()
    assert depth()["render"] == 1


def test_it_leaves_a_picture_that_fails_for_the_next_start(two: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any, **__: Any) -> Path:
        raise Busy("Later.")

    monkeypatch.setattr(previews, "avatar_picture", busy)
    cast_pictures.draw()
    assert depth()["render"] == 0


def test_a_page_is_told_to_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.pages.asking import as_

    def busy(*_: Any, **__: Any) -> Path:
        raise Busy("It comes in a moment.")

    monkeypatch.setattr(previews, "avatar_picture", busy)
    reply = as_(people.vera(people.team())).get("/avatars/maya.jpg")
    assert (reply.status_code, reply["Retry-After"]) == (503, "2")
