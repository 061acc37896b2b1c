"""Signed links: a video in the trash is out of sight for whoever holds its links, too."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from studio.actions import jobs, links, renders, templates, videos
from studio.models import Account, Asset, Render, Template, User, Video
from studio.vocabulary import Dialect, TakeState
from tests import people

pytestmark = pytest.mark.django_db
OUTPUTS = ("file", "poster", "srt", "vtt")
WISH = jobs.Order(
    Dialect.CAPTIONS, "creator", "tg7FaiVgmGqTQfuDhyGA", "http://studio.example", people.storyboard("Hi.")
)


@pytest.fixture
def render(account: Account, alice: User) -> Render:
    video = people.video(account, by=alice)
    made = people.made(renders.generate(video, actor=alice, request_key="first"))
    made.srt, made.vtt = kept(made, "spring.srt"), kept(made, "spring.vtt")
    made.save(update_fields=["srt", "vtt"])
    return made


def kept(render: Render, name: str, **fields: Any) -> Asset:
    fields = {"kind": "subtitles", "mime": "text/plain", "size": 3, "sha256": "a" * 64, **fields}
    return Asset.objects.create(team=render.video.team, file=ContentFile(b"...", name), name=name, **fields)


def status(asset: Asset | None, **headers: str) -> int:
    assert asset
    found: int = Client(headers=headers).get(links.to(asset, origin="")).status_code
    return found


def showing(asset: Asset) -> dict[str, Any]:
    """A storyboard behind whose presenter a video plays."""
    document = people.storyboard("Look at this.")
    document["scenes"][0]["background"] = {"type": "video", "video_asset_id": str(asset.pk)}
    return document


def test_what_lies_in_the_trash_is_shut_until_it_is_restored(render: Render, alice: User) -> None:
    files = [getattr(render, name) for name in OUTPUTS]
    assert [status(each) for each in files] == [200] * 4
    videos.trash(render.video, actor=alice)
    assert [status(each) for each in files] == [404] * 4
    assert status(render.file, range="bytes=0-1") == 404
    assert status(render.file, if_none_match=f'"{render.file.sha256[:32]}"') == 404  # type: ignore[union-attr]
    videos.restore(render.video, actor=alice)
    assert [status(each) for each in files] == [200] * 4
    assert status(render.file, range="bytes=0-1") == 206


@pytest.mark.parametrize(("days", "later", "answer"), [(7, 6.9, 200), (7, 7.1, 404), (0, 9999, 200)])
def test_it_lasts_for_so_many_days(
    render: Render, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, days: int, later: float, answer: int
) -> None:
    assert render.file
    settings.LINK_DAYS, link, now = days, links.to(render.file, origin=""), time.time()
    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: now + later * 86_400))
    assert client.get(link).status_code == answer


def test_a_program_that_deletes_its_video_shuts_its_links(account: Account, alice: User, client: Client) -> None:
    job = jobs.order(people.key(account, by=alice), WISH)
    assert job.render
    people.made(job.render)
    job.refresh_from_db()
    link = urlsplit(jobs.news(job).video_url or "").path
    assert client.get(link).status_code == 200
    jobs.remove(job)
    answer = client.get(link)
    assert (answer.status_code, links.GONE in answer.text) == (404, True)


def test_what_was_brought_stays_open(render: Render, alice: User) -> None:
    """It is the team's, not one video's."""
    picture = kept(render, "x.png", kind="image", uploaded=True)
    videos.trash(render.video, actor=alice)
    assert status(picture) == 200


def test_what_is_deleted_is_not_found(render: Render) -> None:
    picture = kept(render, "x.png")
    link = links.to(picture, origin="")
    picture.delete()
    assert Client().get(link).status_code == 404


def show(field: str, asset: Asset, account: Account) -> None:
    """Have something of the account's team name the file."""
    video = videos.create(account.team, actor=None, account=account)
    if field == "scene":
        video.scenes.update(document=showing(asset)["scenes"][0])
    elif field == "render":
        Render.objects.create(video=video, account=account, number=1, storyboard=showing(asset))
    elif field == "video":
        Video.objects.filter(pk=video.pk).update(setup={"background": {"image_asset_id": str(asset.pk)}})
    else:
        named = {"storyboard": showing(asset)} if field == "template" else {"variables": [str(asset.pk)]}
        Template.objects.create(team=account.team, account=account, name="T", **{"storyboard": {}} | named)


SHOWN_IN = ["scene", "render", "video", "template", "variables"]


@pytest.mark.parametrize("field", SHOWN_IN)
def test_what_another_video_shows_stays_open(render: Render, account: Account, alice: User, field: str) -> None:
    assert render.file
    show(field, render.file, account)
    videos.trash(render.video, actor=alice)
    assert (status(render.file), status(render.vtt)) == (200, 404)
    Video.objects.update(trashed_at=timezone.now())
    Template.objects.update(trashed_at=timezone.now())
    assert status(render.file) == 404


@pytest.mark.parametrize("field", SHOWN_IN)
def test_what_another_team_names_is_shut_all_the_same(render: Render, alice: User, charlie: User, field: str) -> None:
    assert render.file
    show(field, render.file, people.account(charlie.teams.get()))
    videos.trash(render.video, actor=alice)
    assert status(render.file) == 404


def test_what_is_being_made_keeps_its_files(render: Render, account: Account, alice: User) -> None:
    """A video in the trash that was paid for is finished: its provider may still fetch what it shows."""
    assert render.file
    other = videos.create(account.team, actor=alice, account=account)
    making = Render.objects.create(video=other, account=account, number=1, storyboard=showing(render.file))
    take = making.takes.create(account=account, position=0, scenes=[0], content_hash="x", state=TakeState.SUBMITTING)
    Video.objects.update(trashed_at=timezone.now())
    assert status(render.file) == 200
    making.takes.filter(pk=take.pk).update(state=TakeState.COMPLETED)
    people.take(people.render(people.video(account)), state=TakeState.SUBMITTING)
    assert status(render.file) == 404


def test_a_templates_picture_stays_open(render: Render, alice: User) -> None:
    render.video.refresh_from_db()
    made = templates.save(render.video, actor=alice, name="Greeting")
    videos.trash(render.video, actor=alice)
    assert made.picture == render.poster
    assert (status(render.poster), status(render.file)) == (200, 404)


def test_a_file_is_found_by_one_question(render: Render, django_assert_num_queries: Any) -> None:
    assert render.file
    token = links.to(render.file, origin="").split("/")[2]
    with django_assert_num_queries(1):
        links.opened(token)
