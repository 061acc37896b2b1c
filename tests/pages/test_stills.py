"""Pictures from the engine, for the editor."""

from __future__ import annotations

import io
import re
import uuid
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from studio.actions import previews, scenes
from studio.errors import Busy
from studio.models import Account, User, Video
from tests import people
from tests.pages.asking import as_


def test_it_draws_a_moment_of_a_scene(alice: User, vera: User, video: Video) -> None:
    for person in (alice, vera):
        reply = as_(person).get(f"/videos/{video.pk}/still/0.jpg?at=0.2&height=160&v=1")
        picture = Image.open(io.BytesIO(b"".join(reply)))
        assert (reply.status_code, picture.format, picture.size) == (200, "JPEG", (90, 160))
        assert reply["Cache-Control"] == "private, max-age=31536000, immutable"


def test_the_stage_begins_where_nobody_blinks(alice: User, video: Video) -> None:
    page = as_(alice).get(f"/videos/{video.pk}/edit/").content.decode()
    (address,) = re.findall(r'id="still" src="([^"]*)"', page)
    assert "&near=" in unescape(address)
    assert b"".join(as_(alice).get(unescape(address)))[:2] == b"\xff\xd8"
    for wrong, status in (("x", 422), ("", 422), ("nan", 200), ("-1", 200), ("1e9", 200)):
        reply = as_(alice).get(f"/videos/{video.pk}/still/0.jpg?near={wrong}&height=160")
        assert (reply.status_code, bool(b"".join(reply))) == (status, True)


def test_it_draws_the_scene_that_is_meant_wherever_it_stands_by_now(alice: User, account: Account) -> None:
    video, client = people.video(account, scripts=("One.", "Two.")), as_(alice)
    for scene, color in zip(video.scenes.all(), ("#ff0000", "#00ff00"), strict=True):
        scene.document["background"] = {"type": "color", "value": color}
        scene.save()
    page = client.get(f"/videos/{video.pk}/edit/").content.decode()
    (address,) = re.findall(r'src="(/videos/[^"]*/still/1.jpg[^"]*)"', page)
    before = b"".join(client.get(unescape(address)))
    scenes.move(video.scenes.get(position=1), to=0)
    assert b"".join(client.get(unescape(address))) == before
    assert b"".join(client.get(f"/videos/{video.pk}/still/1.jpg?height=240")) != before


def test_it_does_not_send_again_what_a_browser_has(alice: User, video: Video) -> None:
    client, path = as_(alice), f"/videos/{video.pk}/still/0.jpg?at=0.2&height=160"
    first = client.get(path)
    assert b"".join(first)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "private, no-cache"


def test_it_draws_the_refusal_when_it_cannot(alice: User, video: Video, caplog: pytest.LogCaptureFixture) -> None:
    scene = video.scenes.get()
    scene.document["background"] = {"type": "image", "image_asset_id": str(uuid.uuid4())}
    scene.document["character"]["avatar_id"] = "<nobody>"
    scene.save()
    reply = as_(alice).get(f"/videos/{video.pk}/still/0.jpg")
    assert (reply.status_code, reply["Content-Type"]) == (422, "image/svg+xml; charset=utf-8")
    assert reply.content.decode().startswith("<svg")
    assert "<nobody>" not in reply.content.decode()
    assert as_(alice).get(f"/videos/{video.pk}/still/7.jpg").status_code == 422
    assert as_(alice).get(f"/videos/{video.pk}/still/0.jpg?at=x").status_code == 422
    assert caplog.messages == [], "whoever writes the scene reads it; a library of drafts would fill the log"


def test_it_says_later_where_a_picture_asks_again(
    alice: User, video: Video, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(*args: object, **options: object) -> Path:
        raise Busy("The preview is busy; it comes in a moment.")

    monkeypatch.setattr(previews, "still", busy)
    again = as_(alice).get(f"/videos/{video.pk}/still/0.jpg?again=1")
    assert (again.status_code, again["Retry-After"]) == (503, "2")
    assert caplog.messages == [], "nothing is wrong"
    assert as_(alice).get(f"/videos/{video.pk}/still/0.jpg")["Content-Type"].startswith("image/svg+xml")


def test_it_shows_who_can_present(vera: User) -> None:
    client = as_(vera)
    for crop, shape in (("half", (80, 100)), ("face", (100, 100))):
        reply = client.get(f"/avatars/maya.jpg?crop={crop}&height=100")
        assert (reply.status_code, Image.open(io.BytesIO(b"".join(reply))).size) == (200, shape)
    assert client.get("/avatars/nobody.jpg").status_code == 404
    assert client.get("/avatars/maya.jpg?height=tall").status_code == 404
    assert client.post("/avatars/maya.jpg").status_code == 405


def test_it_shows_nothing_to_who_has_not_signed_in(client: object, video: Video) -> None:
    for path in (f"/videos/{video.pk}/still/0.jpg", "/avatars/maya.jpg"):
        assert client.get(path).status_code == 302  # type: ignore[attr-defined]
