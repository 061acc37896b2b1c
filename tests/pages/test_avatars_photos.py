"""Talking photos on the pages: brought in, placed, named, taken away and put back."""

from __future__ import annotations

import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from studio.actions import photos, portraits
from studio.models import Account, Asset, Avatar, User, Video
from tests import faces
from tests.actions.test_photos import speaking
from tests.pages.asking import HTMX, as_, is_fragment

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(account: Account) -> Avatar:
    return faces.photo(account)


def send(client: Client, body: bytes | None = None, *, htmx: bool = False, **fields: Any) -> Any:
    form = {"consent": "on", "name": "", "key": str(uuid.uuid4()), **fields}
    form["file"] = SimpleUploadedFile("لينا.png", faces.png() if body is None else body)
    return client.post("/avatars/photos/", form, headers=HTMX if htmx else {})


def posted(photo: Avatar, **changed: tuple[float, float]) -> dict[str, str]:
    """The form of the points as a browser sends it."""
    at = {name: photos.points(photo)[name] for name in faces.PLACED} | changed
    form = {f"{name}.{axis}": f"{100 * at[name][i]:.2f}" for name in at for i, axis in enumerate("xy")}
    return {**form, "seen": photos.seen(photo)}


@pytest.mark.slow
def test_it_takes_a_picture_in_and_shows_its_points(account: Account, bob: User) -> None:
    client = as_(bob)
    key = str(uuid.uuid4())
    reply = send(client, key=key)
    assert reply.status_code == 302
    page = client.get(reply["Location"]).content.decode()
    assert "لينا" in page and 'data-point="left_eye"' in page
    again = send(client, key=key, htmx=True)
    assert (again.status_code, again["HX-Redirect"]) == (204, reply["Location"])
    assert Avatar.objects.filter(kind="talking_photo").count() == Asset.objects.count() == 1


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_it_says_what_is_wrong_beside_the_field(account: Account, bob: User, htmx: bool) -> None:
    reply = send(as_(bob), faces.huge_png(20_000), htmx=htmx, name="Großmutter")
    assert reply.status_code == 422 and is_fragment(reply.content) == htmx
    assert "more pixels than can be used" in reply.content.decode()
    assert htmx or 'value="Großmutter"' in reply.content.decode()
    unasked = send(as_(bob), htmx=htmx, consent="")
    assert unasked.status_code == 422 and photos.CONSENT[:20] in unasked.content.decode()
    nothing = as_(bob).post("/avatars/photos/", {"key": "no key"}, headers=HTMX if htmx else {})
    assert nothing.status_code == 422 and photos.NO_FILE in nothing.content.decode()
    assert not Asset.objects.exists()


def test_only_editors_bring_pictures(account: Account, vera: User, charlie: User) -> None:
    assert as_(vera).get("/avatars/photos/new/").status_code == 403
    assert send(as_(vera)).status_code == 403
    assert send(as_(charlie)).status_code == 422, "a team without an embedded account is told so"
    assert not Asset.objects.exists()


def test_it_takes_nothing_from_other_sites(account: Account, photo: Avatar, bob: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    assert send(client).status_code == 403
    assert client.post(f"/avatars/{photo.pk}/points/", posted(photo)).status_code == 403
    assert client.post(f"/avatars/{photo.pk}/remove/").status_code == 403
    assert Avatar.objects.get(pk=photo.pk).retired_at is None


def test_it_keeps_what_was_moved(photo: Avatar, bob: User) -> None:
    client = as_(bob)
    reply = client.post(f"/avatars/{photo.pk}/points/", posted(photo, chin=(0.5, 0.8)), headers=HTMX)
    assert reply.status_code == 200 and is_fragment(reply.content)
    assert "1 point placed by hand" in reply.content.decode() and "80.00" in reply.content.decode()
    kept = Avatar.objects.get(pk=photo.pk)
    assert kept.rig is not None and kept.rig["hand"] == {"chin": [0.5, 0.8]}
    reply = client.post(f"/avatars/{photo.pk}/points/", {"reset": "1", "seen": photos.seen(kept)})
    assert reply["Location"] == f"/avatars/{photo.pk}/"
    assert Avatar.objects.get(pk=photo.pk).rig == faces.FOUND


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"chin.y": "10"}, 422, "From top to bottom"),
        ({"chin.y": "low"}, 422, "two numbers from 0 to 100"),
        ({"chin.y": "nan"}, 422, "two numbers from 0 to 100"),
        ({"chin.y": ""}, 422, "two numbers from 0 to 100"),
        ({"chin.y": "80", "seen": "older"}, 409, "Somebody else moved"),
    ],
)
def test_it_refuses_points_with_words(
    photo: Avatar, bob: User, changed: dict[str, str], status: int, words: str
) -> None:
    client, form = as_(bob), {**posted(photo), **changed}
    reply = client.post(f"/avatars/{photo.pk}/points/", form, headers=HTMX)
    assert (reply.status_code, is_fragment(reply.content)) == (status, True)
    assert words in reply.content.decode()
    plain = client.post(f"/avatars/{photo.pk}/points/", form, follow=True)
    assert words in plain.content.decode()
    assert client.post(f"/avatars/{photo.pk}/points/", {}, headers=HTMX).status_code == 422
    assert Avatar.objects.get(pk=photo.pk).rig == faces.FOUND


def test_it_asks_kindly_when_no_face_was_found(account: Account, bob: User, vera: User) -> None:
    mascot = faces.photo(account, name="Mascot", rig=faces.GUESSED)
    page = as_(bob).get(f"/avatars/{mascot.pk}/").content.decode()
    assert "No face was found here. That is usual for drawings, mascots and pets" in page
    assert "Place its points" in as_(bob).get("/avatars/").content.decode()
    reply = as_(bob).post(f"/avatars/{mascot.pk}/points/", posted(mascot), headers=HTMX)
    answer = reply.content.decode()
    assert "Placed by hand. Check every point." in answer and "/speaking/0.jpg" in answer
    seen = as_(vera).get(f"/avatars/{mascot.pk}/").content.decode()
    assert "disabled" in seen and "Points in numbers" not in seen and "Delete" not in seen


def test_it_asks_to_look_when_a_face_was_hard_to_find(account: Account, bob: User) -> None:
    doubtful = "Eyes or lips were hard to find. Check every point."
    photo = faces.photo(account, rig={**faces.FOUND, "confidence": 0.4})
    assert doubtful in as_(bob).get(f"/avatars/{photo.pk}/").content.decode()
    moved = as_(bob).post(f"/avatars/{photo.pk}/points/", posted(photo, chin=(0.5, 0.9)), headers=HTMX)
    assert "1 point placed by hand" in moved.content.decode() and doubtful not in moved.content.decode()
    assert "The points are right" not in moved.content.decode()
    sure = faces.photo(account, name="Sure")
    assert doubtful not in as_(bob).get(f"/avatars/{sure.pk}/").content.decode()


def test_whoever_has_looked_says_that_the_points_are_right(account: Account, bob: User, vera: User) -> None:
    photo = faces.photo(account, rig={**faces.FOUND, "confidence": 0.4})
    address, right = f"/avatars/{photo.pk}/points/", {**posted(photo), "right": "1"}
    assert as_(vera).post(address, right).status_code == 403
    assert "The points are right" not in as_(vera).get(f"/avatars/{photo.pk}/").content.decode()
    assert as_(bob).post(address, right)["Location"] == f"/avatars/{photo.pk}/"
    page = as_(bob).get(f"/avatars/{photo.pk}/").content.decode()
    assert "Looked at: the points are right." in page and "hard to find" not in page and 'name="right"' not in page
    again = as_(bob).post(address, right, headers=HTMX)
    assert (again.status_code, is_fragment(again.content)) == (200, True)
    moved = as_(bob).post(address, posted(photo, chin=(0.5, 0.9)), headers=HTMX).content.decode()
    assert "1 point placed by hand" in moved and "Looked at" not in moved
    assert as_(bob).post(address, {**right, "chin.y": "80"}, headers=HTMX).status_code == 409


def test_what_was_typed_counts_more_than_that_all_is_right(account: Account, bob: User) -> None:
    photo = faces.photo(account, rig={**faces.FOUND, "confidence": 0.4})
    form = {**posted(photo, chin=(0.5, 0.9)), "right": "1"}
    assert (
        "1 point placed by hand" in as_(bob).post(f"/avatars/{photo.pk}/points/", form, headers=HTMX).content.decode()
    )


def test_it_changes_name_and_voice(photo: Avatar, bob: User) -> None:
    client = as_(bob)
    for field, good, bad, words in (
        ("name", "سلمى", " ", "Give it a name."),
        ("voice", "nora", "x", "offered any more"),
    ):
        address = f"/avatars/{photo.pk}/{field}/"
        wrong = client.post(address, {field: bad}, headers=HTMX)
        assert wrong.status_code == 422 and words in wrong.content.decode()
        right = client.post(address, {field: good}, headers=HTMX)
        assert right.status_code == 200 and is_fragment(right.content) and b"Saved" in right.content
        assert client.post(address, {field: good})["Location"] == f"/avatars/{photo.pk}/"
    photo.refresh_from_db()
    assert (photo.name, photo.voice) == ("سلمى", "nora")


def test_it_says_where_it_speaks_before_it_goes_and_comes_back(photo: Avatar, video: Video, bob: User) -> None:
    speaking(video, photo)
    client = as_(bob)
    assert "It speaks in videos of this team:" in client.get(f"/avatars/{photo.pk}/").content.decode()
    gone = client.post(f"/avatars/{photo.pk}/remove/", follow=True).content.decode()
    assert "“Lena” deleted" in gone and f"/avatars/{photo.pk}/put-back/" in gone
    for address in ("", "points/", "name/", "remove/"):
        ask = client.get if not address else client.post
        assert ask(f"/avatars/{photo.pk}/{address}").status_code == 404
    back = client.post(f"/avatars/{photo.pk}/put-back/", follow=True)
    assert back.status_code == 200 and b"Lena" in back.content


def test_it_shows_face_half_and_whole(photo: Avatar, vera: User) -> None:
    client = as_(vera)
    for crop, size in (("face", (240, 240)), ("half", (192, 240)), ("whole", (180, 240))):
        reply = client.get(f"/avatars/{photo.pk}/portrait.jpg?crop={crop}&height=240&v=1")
        assert (reply.status_code, reply["Content-Type"]) == (200, "image/jpeg")
        width, height = Image.open(io.BytesIO(b"".join(reply))).size
        assert width / height == pytest.approx(size[0] / size[1], abs=0.02) and height <= 240
    assert client.get(f"/avatars/{photo.pk}/portrait.jpg?height=tall").status_code == 404
    assert client.get(f"/avatars/{photo.pk}/speaking/9.jpg").status_code == 404
    said = client.get(f"/avatars/{photo.pk}/speaking/1.jpg")
    assert said["Content-Type"] == "image/jpeg" and b"".join(said)


def test_it_draws_why_it_does_not_speak(account: Account, vera: User) -> None:
    mascot = faces.photo(account, rig=faces.GUESSED)
    reply = as_(vera).get(f"/avatars/{mascot.pk}/speaking/0.jpg")
    assert (reply.status_code, reply["Content-Type"]) == (422, "image/svg+xml; charset=utf-8")


def test_it_says_that_a_strip_comes_when_a_piece_of_it_was_swept(
    photo: Avatar, vera: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(portraits, "SAID", "What nobody made a strip of.")
    monkeypatch.setattr(portraits, "_speaking", lambda *_: tmp_path / "swept.jpg")
    reply = as_(vera).get(f"/avatars/{photo.pk}/speaking/0.jpg")
    assert (reply.status_code, reply["Content-Type"]) == (422, "image/svg+xml; charset=utf-8")
    assert "comes in a moment" in reply.content.decode()


def test_a_presenter_is_no_photo(account: Account, bob: User) -> None:
    maya = account.avatars.get(external_id="maya")
    for address in ("points", "name", "voice", "remove", "put-back"):
        assert as_(bob).post(f"/avatars/{maya.pk}/{address}/").status_code == 404
    assert as_(bob).get(f"/avatars/{maya.pk}/portrait.jpg").status_code == 404


@pytest.mark.both
def test_it_has_no_voice_by_nul(photo: Avatar, bob: User) -> None:
    assert as_(bob).post(f"/avatars/{photo.pk}/voice/", {"voice": "\0a"}, headers=HTMX).status_code == 422


def test_it_draws_that_the_file_is_gone(photo: Avatar, vera: User) -> None:
    assert photo.picture
    Path(photo.picture.file.path).unlink()
    reply = as_(vera).get(f"/avatars/{photo.pk}/portrait.jpg?height=1200")  # a size that nobody has kept
    assert (reply.status_code, reply["Content-Type"]) == (422, "image/svg+xml; charset=utf-8")
    assert "picture is gone" in reply.content.decode()
