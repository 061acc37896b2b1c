"""Several videos at once: taken home in one archive, made again after one look at the price."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from studio.actions import credits, renders, videos
from studio.errors import Busy
from studio.models import Account, Render, User, Video
from tests import people
from tests.pages.asking import HTMX, as_, is_fragment

pytestmark = pytest.mark.django_db
SHUT = 'btn-main" disabled'


@pytest.fixture
def three(account: Account, alice: User) -> list[Video]:
    return [people.video(account, by=alice, title=f"Take / {n}", scripts=(f"Hello {n}.",)) for n in range(3)]


def made(video: Video) -> None:
    people.made(renders.generate(video, actor=None))


def named(some: list[Video]) -> dict[str, Any]:
    return {"video": [str(each.pk) for each in some]}


def again(client: Client, some: list[Video], **more: Any) -> str:
    reply = client.get("/videos/again/", named(some), headers=HTMX, **more)
    assert reply.status_code == 200 and is_fragment(reply.content)
    return str(reply.content.decode())


def test_it_sends_what_is_ready_in_one_archive(three: list[Video], bob: User) -> None:
    for video in three[:2]:
        made(video)
    reply = as_(bob).post("/videos/download/", named(three))
    archive = zipfile.ZipFile(io.BytesIO(reply.getvalue()))
    assert archive.namelist() == ["01 Take - 0.mp4", "02 Take - 1.mp4"] and archive.testzip() is None
    assert 'filename="Acme.zip"' in reply["Content-Disposition"]


def test_where_none_is_ready_it_says_so(three: list[Video], bob: User) -> None:
    client = as_(bob)
    assert client.post("/videos/download/", named(three))["Location"] == "/"
    assert "None of these is ready yet." in client.get("/").content.decode()


def test_it_tells_the_price_and_makes_each_once(three: list[Video], bob: User) -> None:
    Account.objects.update(price=50)
    client, before = as_(bob), people.wallet(three[0].account).available
    page = again(client, three)
    assert "Make 3 versions" in page and SHUT not in page and not Render.objects.exists()
    key = page.partition('name="key" value="')[2].partition('"')[0]
    for _ in range(2):
        client.post("/videos/remake/", {**named(three), "key": key}, headers=HTMX)
    assert sorted(Render.objects.values_list("video__title", "number")) == [(f"Take / {n}", 1) for n in range(3)]
    held = before - people.wallet(three[0].account).available
    assert held > 0 and f"<b>{credits.show(held)} credits</b>" in page
    assert "3 videos are made again." in client.get("/").content.decode()


def test_who_looks_at_the_price_again_keeps_the_key(three: list[Video], bob: User, monkeypatch: Any) -> None:
    def busy(video: Video) -> Any:
        raise Busy("in a moment")

    monkeypatch.setattr(renders, "quote", busy)
    page = again(as_(bob), three)
    assert page.count("Measuring…") == 3 and 'hx-trigger="load' in page and SHUT in page
    monkeypatch.undo()
    key = page.partition('name="key" value="')[2].partition('"')[0]
    reply = as_(bob).get("/videos/again/", {**named(three), "key": key}, headers={**HTMX, "HX-Target": "again"})
    rest = reply.content.decode()
    assert f'value="{key}"' in rest and "hx-trigger" not in rest and "<form" not in rest


def test_what_cannot_be_made_says_why(three: list[Video], bob: User) -> None:
    three[0].scenes.update(document={})
    page = again(as_(bob), three)
    assert "Make 2 versions" in page and page.count('class="sm bad"') == 1
    as_(bob).post("/videos/remake/", named(three), headers=HTMX)
    assert Render.objects.count() == 2


def test_all_can_be_paid_or_the_button_is_shut(three: list[Video], bob: User) -> None:
    Account.objects.update(price=50)
    wallet = people.wallet(three[0].account)
    one = renders.quote(Video.objects.get(pk=three[0].pk)).amount
    credits.adjust(wallet, one + 1 - wallet.available, key="t", actor=None, note="t")
    assert SHUT not in again(as_(bob), three[:1])
    page = again(as_(bob), three)
    assert "are left" in page and SHUT in page
    credits.grant(wallet, 10_000, key="more")
    credits.set_budget(three[0].team, one, member=people.member(bob, team=three[0].team))
    assert SHUT not in again(as_(bob), three[:1])
    assert "of Bob&#x27;s budget" in again(as_(bob), three)


def test_those_in_the_trash_stay_there(three: list[Video], bob: User) -> None:
    videos.trash(three[0], actor=None)
    assert "Make 2 versions" in again(as_(bob), three)
    as_(bob).post("/videos/remake/", named(three), headers=HTMX)
    assert Render.objects.count() == 2


def test_where_all_are_in_the_trash_it_says_so(three: list[Video], bob: User) -> None:
    for video in three:
        videos.trash(video, actor=None)
    client = as_(bob)
    for reply in (client.get("/videos/again/", named(three)), client.post("/videos/remake/", named(three))):
        assert reply.status_code == 409 and "in the trash. Restore it first" in reply.content.decode()


def test_what_vanishes_while_the_archive_is_sent_is_left_out(three: list[Video], bob: User) -> None:
    for video in three:
        made(video)
    parts = iter(as_(bob).post("/videos/download/", named(three)).streaming_content)
    sent = next(parts)
    file = Video.objects.get(pk=three[1].pk).finished_render.file  # type: ignore[union-attr]
    file.file.storage.delete(file.file.name)
    archive = zipfile.ZipFile(io.BytesIO(sent + b"".join(parts)))
    assert archive.namelist() == ["01 Take - 0.mp4", "03 Take - 2.mp4"] and archive.testzip() is None


def test_it_is_nobody_elses(three: list[Video], charlie: User, vera: User) -> None:
    for person, status in ((charlie, 404), (vera, 403)):
        client = as_(person)
        assert client.get("/videos/again/", named(three)).status_code == status
        assert client.post("/videos/remake/", named(three)).status_code == status
        assert client.post("/videos/download/", named(three)).status_code == status
    assert not Render.objects.exists()
