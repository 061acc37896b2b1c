"""Files are served to the team they belong to, whole or in ranges."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from studio.actions import links
from studio.models import Asset, Team, User
from tests.pages.asking import as_

pytestmark = pytest.mark.django_db
BODY = bytes(range(256)) * 4


@pytest.fixture
def file(team: Team) -> Asset:
    asset = Asset(team=team, kind="video", name="Ünder study.mp4", mime="video/mp4", size=len(BODY), sha256="ab" * 32)
    asset.file.save("x.mp4", ContentFile(BODY), save=False)
    asset.save(force_insert=True)
    return asset


def get(user: User, asset: Asset, path: str = "", **headers: str) -> object:
    client = Client(headers=headers)
    client.force_login(user)
    return client.get(f"/media/{asset.pk}/film.mp4{path}")


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)


def test_it_serves_the_whole_file_to_a_member(file: Asset, vera: User) -> None:
    answer = get(vera, file)
    assert answer.status_code == 200
    assert body(answer) == BODY
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Cache-Control"] == "private, no-cache"
    assert as_(vera).post(f"/media/{file.pk}/film.mp4").status_code == 405


def test_it_is_nothing_to_a_stranger(file: Asset, charlie: User) -> None:
    assert get(charlie, file).status_code == 404
    assert Client().get(f"/media/{file.pk}/film.mp4").status_code == 302


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=1000-", 1000, 1023), ("bytes=-10", 1014, 1023), ("bytes=5-99999", 5, 1023)],
)
def test_it_serves_a_range(file: Asset, alice: User, asked: str, first: int, last: int) -> None:
    answer = get(alice, file, range=asked)
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/1024"
    assert body(answer) == BODY[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=9-3", "bytes=-0"])
def test_it_says_so_when_a_range_lies_outside(file: Asset, alice: User, asked: str) -> None:
    answer = get(alice, file, range=asked)
    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=",
        "bytes=a-b",
        "bytes=0-1,5-6",
        "lines=1-2",
        "bytes=-",
        f"bytes={'9' * 4400}-",
        f"bytes=-{'9' * 4400}",
        "bytes=٠-٩",
        "bytes=0-9\n",
    ],
)
def test_it_sends_everything_for_a_range_it_does_not_know(file: Asset, alice: User, asked: str) -> None:
    assert get(alice, file, range=asked).status_code == 200


def test_it_spares_bytes_the_browser_has(file: Asset, alice: User) -> None:
    etag = get(alice, file)["ETag"]
    assert get(alice, file, if_none_match=etag).status_code == 304
    changed = get(alice, file, range="bytes=0-9", if_range='"other"')
    assert changed.status_code == 200


@pytest.mark.parametrize("known", ["*", "W/{}", '"other", {}', '"other",W/{}'])
def test_it_knows_every_way_of_saying_what_the_browser_has(file: Asset, alice: User, known: str) -> None:
    etag = get(alice, file)["ETag"]
    assert get(alice, file, if_none_match=known.format(etag)).status_code == 304
    assert get(alice, file, if_none_match='"other", W/"more"').status_code == 200


def test_it_goes_by_the_date_too(file: Asset, alice: User) -> None:
    date = get(alice, file)["Last-Modified"]
    assert get(alice, file, if_modified_since=date).status_code == 304
    assert get(alice, file, if_modified_since=date, if_none_match='"other"').status_code == 200, "the tag says more"
    assert get(alice, file, range="bytes=0-9", if_range=date).status_code == 206
    for other in ("Mon, 01 Jan 2024 00:00:00 GMT", "W/" + get(alice, file)["ETag"], "soon"):
        assert get(alice, file, range="bytes=0-9", if_range=other).status_code == 200


def test_it_saves_under_the_files_own_name(file: Asset, alice: User) -> None:
    disposition = get(alice, file, "?download")["Content-Disposition"]
    assert disposition.startswith("attachment") and "%C3%9Cnder%20study.mp4" in disposition


@pytest.mark.parametrize("name", ["24/7 and/or never v1.mp4", "/", "a\\b", "..", "50% off? #1"])
def test_a_link_opens_a_file_of_any_name(file: Asset, name: str) -> None:
    Asset.objects.filter(pk=file.pk).update(name=name)
    file.refresh_from_db()
    answer = Client().get(links.to(file, origin=""))
    assert answer.status_code == 200
    answer.close()


def test_a_link_that_opens_a_file_stands_in_no_log(file: Asset, caplog: pytest.LogCaptureFixture) -> None:
    from project.logs import WithoutTokens

    caplog.handler.addFilter(WithoutTokens())
    link = links.to(file, origin="")
    assert Client(headers={"Range": "bytes=99999-"}).get(link).status_code == 416
    assert Client().post(link).status_code == 405
    assert caplog.text.count("/files/…") == 2
    assert link.split("/")[2] not in caplog.text
