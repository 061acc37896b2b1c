"""The storyboard page while somebody else, or its other tab, changes the same video."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from studio.actions import assets, media, renders, scenes, videos
from studio.errors import BadInput
from studio.models import Account, Asset, Scene, User, Video
from tests import people
from tests.pages.asking import HTMX, as_


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


def test_a_file_comes_while_one_writes_on(alice: User, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"team": video.team, "name": "red.png", "mime": "image/png", "size": 1, "sha256": "0" * 64}
    file = Asset.objects.create(kind="image", file="red.png", **held)
    scene = video.scenes.get()
    theirs = {**scene.document, "voice": {**scene.document["voice"], "input_text": "Written meanwhile."}}

    def looked_at(*given: Any, kind: str, **more: Any) -> Asset:
        if kind == "image":
            scenes.save(scene, version=1, document=theirs)
        else:
            videos.save_setup(video, version=1, changes={"fps": 30})
        return file

    monkeypatch.setattr(assets, "upload", looked_at)
    for place in (f"/scenes/{scene.pk}/images/", f"/videos/{video.pk}/music/"):
        reply = as_(alice).post(place, {"file": SimpleUploadedFile("file", b"-")}, headers=HTMX)
        assert reply.status_code == 200
    scene.refresh_from_db()
    video.refresh_from_db()
    assert scene.document["background"]["image_asset_id"] == video.setup["music"]["audio_asset_id"] == str(file.pk)
    assert (scene.document["voice"]["input_text"], video.setup["fps"]) == ("Written meanwhile.", 30)


def test_an_undo_that_somebody_overtook_shows_the_board_as_it_is(alice: User, video: Video) -> None:
    scene = video.scenes.get()
    before = json.dumps({**scene.document, "background": {"type": "color", "value": "#ffffff"}})
    scenes.save(scene, version=1, document={**scene.document, "voice": {"type": "silence"}})
    place = f"/scenes/{scene.pk}/save/"
    reply = as_(alice).post(place, {"document": before, "version": "1"}, headers=HTMX)
    html = reply.content.decode()
    assert reply.status_code == 409
    assert 'id="board"' in html
    assert "Somebody else changed this scene meanwhile" in html
    assert 'name="version" value="2"' in html
    scene.refresh_from_db()
    assert scene.document["voice"] == {"type": "silence"}


def test_a_scene_that_is_removed_while_it_is_saved_is_told_of(
    alice: User, long: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, real = long.scenes.get(position=0), scenes.save

    def removed(*given: Any, **more: Any) -> Scene:
        long.scenes.filter(position=0).delete()
        return real(*given, **more)

    monkeypatch.setattr(scenes, "save", removed)
    reply = as_(alice).post(f"/scenes/{scene.pk}/save/", {"version": "1", "voice.input_text": "New."}, headers=HTMX)
    assert reply.status_code == 404
    assert "This scene is gone: somebody removed it." in reply.content.decode()


def test_an_account_that_closed_meanwhile_is_not_chosen(alice: User, video: Video) -> None:
    other = people.account(video.team, name="Second")
    Account.objects.filter(pk=other.pk).update(closed_at=timezone.now())
    for headers in ({}, HTMX):
        reply = as_(alice).post(f"/videos/{video.pk}/setup/", {"version": "1", "account": other.pk}, headers=headers)
        html = reply.content.decode()
        assert reply.status_code == 422
        assert 'id="board"' in html
        assert "Choose an open account of this team." in html
