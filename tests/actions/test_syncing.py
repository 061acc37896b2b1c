"""Cast, voices and balance brought home: by id, in one go, whatever the other side answers; and once a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.actions import accounts, balances, ledger, syncing, templates
from studio.errors import Conflict, ProviderError
from studio.models import Account, Avatar, Event, Team, Transfer, Twin, User
from studio.providers.base import NoNews, Offer, TemplateOffer
from studio.providers.captions import Captions
from studio.queue import depth
from studio.vocabulary import Provider
from tests import creators, faces, people
from tests.net.site import Site, open_site

pytestmark = pytest.mark.django_db
LIST = creators.LIST


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.FETCH_ALLOW = creators.LOOPBACK
    with open_site() as opened:
        yield opened


@pytest.fixture
def made(team: Team, site: Site) -> Account:
    return creators.connected(team, site)


def told(cast: Any, voices: Any = ()) -> syncing.Ask:
    return lambda maker, key: syncing.Told(cast, voices, NoNews(""))


def offered(account: Account) -> list[str]:
    return list(account.avatars.offered().values_list("external_id", flat=True))


def test_it_keeps_who_stays_retires_who_goes_and_takes_back_who_returns(made: Account, site: Site, bob: User) -> None:
    luke = made.avatars.get(external_id="Luke")
    site.pages[LIST] = creators.offers("Mia", "Kate")
    syncing.sync(made, actor=bob)
    assert offered(made) == ["Mia", "Kate"]
    luke.refresh_from_db()
    assert luke.retired_at
    assert Event.objects.filter(actor=bob).get().text == "Cast of Captions: 1 came, 1 went"
    site.pages[LIST] = creators.offers("Luke", "Mia", "Kate")
    syncing.sync(made)
    luke.refresh_from_db()
    assert (luke.retired_at, offered(made)) == (None, ["Luke", "Mia", "Kate"])


def test_nothing_is_written_where_nothing_changed(made: Account, site: Site) -> None:
    before = Event.objects.count()
    with CaptureQueriesContext(connection) as asked:
        syncing.sync(made)
    assert not [each for each in asked if "studio_avatar" in each["sql"] and not each["sql"].startswith("SELECT")]
    assert Event.objects.count() == before


def test_what_is_ours_stays_as_it_is(made: Account) -> None:
    photo = faces.photo(made, name="Lena")
    avatar = Avatar.objects.create(account=made, external_id="twin-1-sam", kind="twin", name="Sam himself")
    Twin.objects.create(
        team=made.team, account=made, name="Sam", external_name="twin-1-sam", number=1, avatar=avatar, state="ready"
    )
    syncing.sync(made, ask=told([Offer("Kate", "Kate"), Offer("twin-1-sam", "sam", "twin")]))
    avatar.refresh_from_db()
    assert avatar.name == "Sam himself"
    syncing.sync(made, ask=told([Offer("Kate", "Kate")]))
    assert set(offered(made)) == {"Kate", "twin-1-sam", photo.external_id}


def test_an_empty_list_empties_nothing(made: Account) -> None:
    syncing.sync(made, ask=told((), ()))
    made.refresh_from_db()
    assert offered(made) == ["Kate", "Luke"]
    assert made.voices.filter(retired_at=None).count() == 1
    assert "offers nobody" in made.failure


def test_odd_offers_are_kept_as_far_as_they_can_be(made: Account) -> None:
    cast = [
        Offer("x" * 201, "Too long"), Offer("nul\0", "No id"), Offer("", "None"),
        Offer("Kate", "K\0a\nte" * 90, "ghost"),
        Offer("Kate", "Kate", "talking_photo", gender="FEMALE" * 9, picture_url="javascript:alert(1)"),
        Offer("Zoë", "", looks=(("red", "Red" * 90),), tags=("a" * 90,)),
    ]  # fmt: skip
    syncing.sync(made, ask=told(cast, [Offer("v", "V" * 300, language="L" * 99, locale="x" * 40)]))
    kate, zoe = made.avatars.get(external_id="Kate"), made.avatars.get(external_id="Zoë")
    assert offered(made) == ["Kate", "Zoë"]
    assert (kate.kind, kate.headshot_url, len(kate.gender)) == ("talking_photo", "", 20)
    assert (zoe.name, zoe.kind, len(zoe.looks[0]["name"])) == ("Zoë", "presenter", 100)
    assert made.voices.get(retired_at=None).external_id == "v"


@pytest.mark.parametrize("status", ["401 Unauthorized", "502 Bad Gateway"])
def test_it_notes_in_words_why_it_did_not_come(made: Account, site: Site, status: str) -> None:
    site.pages[LIST] = creators.refuses("Not today", status)
    with pytest.raises(ProviderError, match="Captions: Not today"):
        syncing.sync(made)
    made.refresh_from_db()
    assert (made.failure, made.troubled, offered(made)) == ("Not today", True, ["Kate", "Luke"])
    site.pages[LIST] = creators.offers("Kate")
    syncing.sync(made)
    made.refresh_from_db()
    assert not made.troubled


def test_an_adapter_that_stumbles_is_an_answer_that_cant_be_read(made: Account) -> None:
    class Stumbling(Captions):
        async def cast(self, client: Any, connection: Any) -> Any:
            raise KeyError("members")

    found = syncing.ask(Stumbling(), syncing.makers.connection(made))
    assert isinstance(found.cast, NoNews)
    assert "can't be read (KeyError)" in found.cast.sentence
    assert not isinstance(found.voices, NoNews)


def test_the_embedded_cast_is_synced_too(account: Account) -> None:
    syncing.sync(account)
    assert account.avatars.offered().filter(external_id="kofi").exists()


def test_it_asks_for_the_balance_alone_and_books_are_matched_once(made: Account, alice: User) -> None:
    checked = syncing.check(made, ask=lambda maker, key: "120.5 credits")
    assert (checked.balance, checked.balance_at is not None) == ("120.5 credits", True)
    balances.match(checked, actor=alice)
    balances.match(checked, actor=alice)
    assert people.wallet(made).available == 12050
    assert Transfer.objects.filter(kind="adjust").get().note == "As Captions said: 120.5 credits"
    assert ledger.problems() == []
    with pytest.raises(ProviderError, match="doesn't tell"):
        syncing.check(made)
    syncing.check(made, ask=lambda maker, key: "plenty")
    made.refresh_from_db()
    with pytest.raises(Conflict):
        balances.match(made, actor=alice)


def test_it_books_no_balance_that_no_book_holds(made: Account, alice: User) -> None:
    checked = syncing.check(made, ask=lambda maker, key: f"{'9' * 30} credits")
    with pytest.raises(Conflict, match="has not told a number"):
        balances.match(checked, actor=alice)


def test_a_closed_account_is_not_asked(made: Account) -> None:
    made.closed_at = timezone.now()
    for verb in (syncing.sync, syncing.check):
        with pytest.raises(Conflict, match="closed"):
            verb(made)


def test_a_day_later_it_is_done_again_a_few_at_a_time(team: Team, made: Account, account: Account) -> None:
    assert made.sync_at
    assert timedelta(hours=20) < made.sync_at - timezone.now() < timedelta(hours=28)
    for number in range(3):
        people.account(team, provider=Provider.CAPTIONS, name=f"Late {number}")
    before = depth()["default"]
    syncing.wake_due()
    assert depth()["default"] == before + syncing.AT_ONCE
    syncing.wake_due()
    syncing.wake_due()
    assert depth()["default"] == before + 3
    assert not Account.objects.filter(sync_at=None).exclude(pk=account.pk).exists()


def test_the_daily_round_notes_what_goes_wrong_and_comes_back(made: Account, site: Site) -> None:
    for status, least, most in (("401 Unauthorized", 20, 28), ("500 Oh", 0.8, 1.2)):
        site.pages[LIST] = creators.refuses("No", status)
        syncing.work(str(made.pk))
        made.refresh_from_db()
        assert made.sync_at
        assert timedelta(hours=least) < made.sync_at - timezone.now() < timedelta(hours=most)
        assert made.failure == "No"
    syncing.work("00000000-0000-7000-8000-000000000000")
    accounts.trouble(made, "Later")


def test_it_asks_the_database_as_often_for_a_large_cast(made: Account) -> None:
    counts = []
    for many in (40, 400):
        cast = [Offer(f"{many}-{number}", f"Name {number}") for number in range(many)]
        with CaptureQueriesContext(connection) as asked:
            syncing.take_in(made, syncing.Told(cast, NoNews("x"), NoNews("")))
        counts.append(len(asked))
    assert counts[1] - counts[0] < 10  # a statement for every fifty rows or so: SQLite takes no more at once


def test_templates_come_with_the_cast_where_a_provider_has_them(team: Team) -> None:
    creatify = people.account(team, provider=Provider.CREATIFY)
    reel = TemplateOffer("t1", "Listing reel", "9x16", {"name": {"type": "text", "default": "Acme"}})
    everything = syncing.Told((Offer("a1", "Ann", "presenter"),), (), "12 credits", (reel,))
    syncing.sync(creatify, ask=lambda maker, key: everything)
    assert [row.external_id for row in templates.of(team, account=creatify)] == ["t1"]
    syncing.sync(creatify, ask=lambda maker, key: replace(everything, templates=NoNews("Later.")))
    assert templates.of(team, account=creatify).exists(), "no answer retires nothing"
    syncing.sync(creatify, ask=lambda maker, key: replace(everything, templates=()))
    assert not templates.of(team, account=creatify).exists()
