"""Our own JSON: what else an order may name, what a check knows, and how ids are written."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from studio.actions import accounts, folders
from studio.models import Account, Delivery, Render, User, Video
from tests import people
from tests.api.test_videos import NOBODY, fetch, send
from tests.storyboards import a_storyboard

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(account: Account, alice: User) -> str:
    return accounts.make_key(account, name="site", actor=alice)


def test_it_has_the_named_address_told_of_the_end(key: str) -> None:
    told = {"callback_url": "https://example.org/hook", "callback_id": "order-7"}
    answer = send("/api/videos", {**a_storyboard(), "title": "Hi", **told}, key).json()
    assert answer["callback_id"] == fetch(f"/api/videos/{answer['id']}", key).json()["callback_id"] == "order-7"
    people.made(Render.objects.get())
    message = Delivery.objects.get()
    assert (message.url, message.event, message.endpoint) == (told["callback_url"], "video.completed", None)
    said = json.loads(message.body)["data"]
    assert (said["id"], said["title"], said["callback_id"]) == (answer["id"], "Hi", "order-7")
    assert Client().get(said["video_url"]).status_code == 200


def test_it_tells_nobody_unless_asked_to(key: str) -> None:
    assert send("/api/videos", a_storyboard(callback_id="order-7"), key).status_code == 201
    people.made(Render.objects.get())
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("spelled", [str, lambda pk: pk.hex])
def test_it_puts_a_video_into_the_named_folder(
    key: str, account: Account, alice: User, spelled: Callable[[uuid.UUID], str]
) -> None:
    folder = folders.create(account.team, name="Spring", actor=alice)
    answer = send("/api/videos", a_storyboard(folder_id=spelled(folder.pk), generate=False), key)
    assert (answer.status_code, Video.objects.get().folder) == (201, folder)


@pytest.mark.parametrize("path", ["/api/storyboards/check", "/api/videos"])
def test_it_knows_folders_that_are_there(key: str, account: Account, alice: User, path: str) -> None:
    thrown = folders.create(account.team, name="Spring", actor=alice)
    folders.trash(thrown, actor=alice)
    for name in ("spring", NOBODY, str(thrown.pk)):
        answer = send(path, a_storyboard(folder_id=name), key)
        assert (answer.status_code, list(answer.json()["problems"])) == (422, ["folder_id"])
    assert not Video.objects.exists()


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ({"character": {"type": "avatar", "avatar_id": "nobody"}}, "character.avatar_id"),
        ({"voice": {"type": "text", "voice_id": "nobody", "input_text": "Hi."}}, "voice.voice_id"),
        ({"background": {"type": "image", "image_asset_id": NOBODY}}, "background.image_asset_id"),
    ],
)
def test_it_checks_who_and_what_is_there(key: str, part: dict[str, Any], path: str) -> None:
    board = a_storyboard({**a_storyboard()["scenes"][0], **part})
    checked, ordered = send("/api/storyboards/check", board, key), send("/api/videos", board, key)
    assert (checked.status_code, checked.json()) == (422, ordered.json())
    assert list(checked.json()["problems"]) == [f"scenes.0.{path}"]


@pytest.mark.parametrize("spelled", [lambda name: name.replace("-", ""), str.upper, str])
def test_it_knows_a_video_and_a_file_however_their_ids_are_spelled(key: str, spelled: Callable[[str], str]) -> None:
    name = send("/api/videos", a_storyboard(), key).json()["id"]
    file = people.made(Render.objects.get()).file
    assert file and fetch(f"/api/media/{spelled(str(file.pk))}", key).status_code == 200
    assert fetch(f"/api/videos/{spelled(name)}", key).json()["id"] == name
