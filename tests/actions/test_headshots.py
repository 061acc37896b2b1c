"""Pictures of a provider's avatars: fetched once, kept, shown; what is none is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from studio.actions import headshots, housekeeping, portraits, syncing
from studio.models import Account, Asset, Avatar, Team, Template
from studio.providers.base import NoNews, Offer, TemplateOffer
from studio.queue import depth
from studio.vocabulary import Provider
from tests import creators, faces, people
from tests.net.site import Site, open_site, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.FETCH_ALLOW = creators.LOOPBACK
    with open_site() as opened:
        opened.pages["/kate.png"] = opened.pages["/kate.png?sig=1"] = opened.pages["/kate.png?sig=2"] = reply(
            faces.png((60, 90))
        )
        yield opened


@pytest.fixture
def made(team: Team, site: Site) -> Account:
    return creators.connected(team, site)


def cast(account: Account, **pictures: str) -> None:
    offers = [Offer(name, name, picture_url=url) for name, url in pictures.items()]
    syncing.take_in(account, syncing.Told(offers, NoNews("x"), NoNews("")))


def test_it_brings_a_picture_once_though_its_signature_changes(made: Account, site: Site) -> None:
    before, asked = depth()["default"], len(site.asked)
    cast(made, Kate=site("/kate.png?sig=1"), Luke="")
    assert depth()["default"] == before + 1
    headshots.work(str(made.pk))
    kate = made.avatars.get(external_id="Kate")
    assert kate.headshot
    assert (kate.headshot_url, kate.headshot.source_url, kate.picture) == ("", site("/kate.png"), None)
    assert (kate.headshot.width, kate.headshot.height, kate.headshot.uploaded) == (60, 90, False)
    cast(made, Kate=site("/kate.png?sig=2"), Luke="")
    headshots.work(str(made.pk))
    assert len(site.asked) == asked + 1
    for crop, shape in (("half", (4, 5)), ("face", (1, 1)), ("whole", (2, 3))):
        with Image.open(portraits.portrait(kate, height=80, crop=crop)) as shown:
            assert shown.width / shown.height == pytest.approx(shape[0] / shape[1], abs=0.03)


def test_another_address_is_another_picture(made: Account, site: Site) -> None:
    cast(made, Kate=site("/kate.png"))
    headshots.work(str(made.pk))
    site.pages["/new.png"] = reply(faces.png((80, 90)))
    cast(made, Kate=site("/new.png"))
    headshots.work(str(made.pk))
    assert made.avatars.get(external_id="Kate").headshot.width == 80  # type: ignore[union-attr]


@pytest.mark.parametrize("body", [b"<html>gone</html>", b"", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_left_until_the_cast_comes_again(made: Account, site: Site, body: bytes) -> None:
    site.pages["/kate.png"] = reply(body)
    cast(made, Kate=site("/kate.png"), Luke=site("/luke.png"))
    headshots.work(str(made.pk))
    assert not Asset.objects.exists()
    assert set(Avatar.objects.values_list("headshot_url", flat=True)) == {""}
    site.pages["/kate.png"] = reply(faces.png((60, 90)))
    cast(made, Kate=site("/kate.png"), Luke="")
    headshots.work(str(made.pk))
    assert made.avatars.get(external_id="Kate").headshot


def test_templates_are_shown_by_the_providers_picture(team: Team, site: Site) -> None:
    made = people.account(team, provider=Provider.HEYGEN)

    def offered(url: str) -> Template:
        offer = TemplateOffer("t1", "Launch", picture_url=url)
        syncing.take_in(made, syncing.Told(NoNews("x"), NoNews("x"), NoNews(""), (offer,)))
        headshots.work(str(made.pk))
        return made.templates.get()

    first = offered(site("/kate.png?sig=1"))
    assert first.picture and first.picture.source_url == site("/kate.png")
    again = offered(site("/kate.png?sig=2"))
    assert (again.picture, again.picture_url, again.version, len(site.asked)) == (first.picture, "", 1, 1)
    site.pages["/film.mp4"] = reply(b"\0\0\0\x20ftypisom")
    assert offered(site("/film.mp4")).picture == first.picture, "no picture is no reason to take another away"


def test_there_are_bounds(made: Account, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    cast(made, Kate=site("/kate.png"), Luke=site("/kate.png"))
    monkeypatch.setattr(headshots, "TURN", -1)
    before = depth()["default"]
    headshots.work(str(made.pk))
    assert depth()["default"] == before + 1
    assert not Asset.objects.exists()
    monkeypatch.setattr(headshots, "TURN", 20)
    monkeypatch.setattr(headshots, "MOST", 1)
    headshots.work(str(made.pk))
    assert Avatar.objects.exclude(headshot=None).count() == 1
    headshots.work("00000000-0000-7000-8000-000000000000")


def test_it_is_not_swept_while_somebody_is_shown_by_it(made: Account, site: Site) -> None:
    cast(made, Kate=site("/kate.png"))
    headshots.work(str(made.pk))
    Asset.objects.update(fetched_at="2026-01-01T00:00:00Z")
    assert housekeeping.sweep_fetched() == 0
    Avatar.objects.update(headshot=None)
    assert housekeeping.sweep_fetched() == 1
