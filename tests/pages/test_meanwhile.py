"""The storyboard page while somebody else, or its other tab, changes the same video."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from studio.actions import media, renders
from studio.errors import BadInput
from studio.models import Account, User, Video
from tests import people
from tests.pages.asking import as_


@pytest.fixture
def long(account: Account) -> Video:
    """A video of three scenes."""
    return people.video(account, scripts=("One.", "Two.", "Three."))


def _fewer(video: Video) -> None:
    video.scenes.order_by("position").last().delete()


def _more(video: Video) -> None:
    last = video.scenes.order_by("position").last()
    video.scenes.create(position=last.position + 1, document=last.document)


@pytest.mark.parametrize("change", [_fewer, _more])
@pytest.mark.parametrize("place", [(renders, "problems"), (media, "found")])
def test_it_opens_while_scenes_come_and_go(
    alice: User, long: Video, monkeypatch: pytest.MonkeyPatch, place: tuple[Any, str], change: Callable[[Video], None]
) -> None:
    module, name = place
    real, left = getattr(module, name), [change]

    def meanwhile(*given: Any) -> Any:
        found = real(*given)
        if left:
            left.pop()(long)
        return found

    monkeypatch.setattr(module, name, meanwhile)
    reply = as_(alice).get(f"/videos/{long.pk}/edit/")
    assert reply.status_code == 200
    assert not left


def test_it_says_what_is_wrong_with_a_scene_that_is_gone(
    alice: User, long: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: Any, **more: Any) -> None:
        _fewer(long)
        raise BadInput({"scenes.2.voice.speed": "Choose a speed from 0.5 to 1.5."})

    monkeypatch.setattr(renders, "generate", refuse)
    reply = as_(alice).post(f"/videos/{long.pk}/generate/", {"kind": "final"})
    assert reply.status_code == 422
    assert "Nothing was made and nothing was charged." in reply.content.decode()
