"""The team's settings: who may change what, what is kept, and how the list of pronunciations is written and heard."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.actions import pronunciations
from studio.models import Account, Pronunciation, Team, User
from tests import people
from tests.pages.asking import HTMX, as_, is_fragment

PAGE, TEAM, LIST = "/settings/", "/settings/team/", "/settings/pronunciations/"
NGUYEN = {"written": "Nguyen", "spoken": "win", "locale": "en"}


@pytest.fixture
def nguyen(team: Team) -> Pronunciation:
    return pronunciations.add(team, **NGUYEN)


def test_it_shows_everybody_what_there_is(
    alice: User, bob: User, vera: User, account: Account, nguyen: Pronunciation
) -> None:
    for person, buttons in ((alice, (True, True)), (bob, (False, True)), (vera, (False, False))):
        page = as_(person).get(PAGE).content.decode()
        assert 'value="Acme"' in page
        assert 'value="Nguyen"' in page
        assert (">Rename</button>" in page, ">Add</button>" in page) == buttons
        assert page.count("readonly") == (0 if person == alice else 2 if person == bob else 6)
        assert "style=" not in page


def test_it_is_reached_from_every_page(alice: User, account: Account) -> None:
    assert as_(alice).get("/").content.decode().count('href="/settings/"') == 2


def test_it_changes_name_brand_and_price(alice: User, account: Account) -> None:
    client = as_(alice)
    assert client.post(TEAM, {"name": "Northlight"})["Location"] == f"{PAGE}#f-name"
    assert client.post(TEAM, {"brand_color": "#1F6F5C"})["Location"] == f"{PAGE}#f-brand-color"
    saved = client.post(f"/settings/prices/{account.pk}/", {"price": "0,5"})
    assert saved["Location"] == f"{PAGE}#f-price-{account.pk}"
    account.refresh_from_db()
    account.team.refresh_from_db()
    assert (account.team.name, account.team.brand_color, account.price) == ("Northlight", "#1f6f5c", 50)


def test_it_keeps_what_was_typed_and_says_what_is_wrong(alice: User, account: Account) -> None:
    client = as_(alice)
    for address, typed, said in (
        (TEAM, {"name": "x" * 121}, "Shorten the team&#x27;s name"),
        (TEAM, {"brand_color": "mauve"}, "Write the colour"),
        (f"/settings/prices/{account.pk}/", {"price": "free"}, "Write credits a second"),
    ):
        reply = client.post(address, typed)
        html = reply.content.decode()
        assert reply.status_code == 422
        assert said in html
        assert f'value="{next(iter(typed.values()))}"' in html
        assert html.count('aria-invalid="true"') == 1


def test_a_refused_price_stands_in_its_accounts_field_alone(alice: User, account: Account) -> None:
    people.account(account.team, name="Second")
    html = as_(alice).post(f"/settings/prices/{account.pk}/", {"price": "free"}).content.decode()
    assert (html.count('name="price"'), html.count('value="free"'), html.count('aria-invalid="true"')) == (2, 1, 1)


def test_it_leaves_name_and_price_to_managers_and_the_rest_to_editors(
    bob: User, vera: User, account: Account, nguyen: Pronunciation
) -> None:
    price = f"/settings/prices/{account.pk}/"
    assert [as_(bob).post(*each).status_code for each in ((TEAM, {"name": "B"}), (price, {"price": "9"}))] == [403, 403]
    assert as_(bob).post(TEAM, {"brand_color": "#fff"}).status_code == 302
    for address in (TEAM, price, LIST, f"{LIST}{nguyen.pk}/", f"{LIST}{nguyen.pk}/remove/"):
        assert as_(vera).post(address, {**NGUYEN, "brand_color": "#000"}).status_code == 403
    account.team.refresh_from_db()
    assert (account.team.name, account.team.brand_color, account.price) == ("Acme", "#ffffff", 0)


def test_it_is_another_teams_business(charlie: User, account: Account, nguyen: Pronunciation) -> None:
    client = as_(charlie)
    for address in (f"/settings/prices/{account.pk}/", f"{LIST}{nguyen.pk}/", f"{LIST}{nguyen.pk}/remove/"):
        assert client.post(address, {**NGUYEN, "price": "1"}).status_code == 404
    assert 'value="Nguyen"' not in client.get(PAGE).content.decode()
    assert Pronunciation.objects.get().spoken == "win"


def test_it_writes_the_list(bob: User, account: Account) -> None:
    client = as_(bob)
    assert "Every name as its owner says it." in client.get(PAGE).content.decode()
    reply = client.post(LIST, NGUYEN, headers=HTMX)
    assert is_fragment(reply.content)
    assert 'id="say-it-like"' in reply.content.decode()
    entry = Pronunciation.objects.get()
    changed = client.post(f"{LIST}{entry.pk}/", {**NGUYEN, "spoken": "/wɪn/"}, headers=HTMX)
    assert changed.status_code == 200
    assert 'value="/wɪn/"' in changed.content.decode()
    gone = client.post(f"{LIST}{entry.pk}/remove/", headers=HTMX).content.decode()
    assert "“Nguyen” taken out" in gone
    assert not Pronunciation.objects.exists()
    notice = gone.partition("taken out")[2]
    undo = {name: notice.partition(f'name="{name}" value="')[2].partition('"')[0] for name in NGUYEN}
    assert client.post(LIST, undo).status_code == 302
    assert Pronunciation.objects.get().spoken == "/wɪn/"


def test_it_says_what_is_wrong_with_an_entry_and_keeps_it(bob: User, account: Account, nguyen: Pronunciation) -> None:
    client, other = as_(bob), pronunciations.add(nguyen.team, written="SQL", spoken="sequel")
    for address, typed, said in (
        (LIST, {"written": "Lee", "spoken": ""}, "Write how the word is said"),
        (LIST, NGUYEN, "is in the list already"),
        (f"{LIST}{other.pk}/", {"written": "SQL", "spoken": "x" * 101}, "in at most 100 characters"),
    ):
        reply = client.post(address, typed, headers=HTMX)
        html = reply.content.decode()
        assert reply.status_code == 422
        assert said in html
        assert f'value="{typed["written"]}"' in html
        assert client.post(address, typed).status_code == 422
    other.refresh_from_db()
    assert other.spoken == "sequel"


def test_it_lets_an_entry_be_heard(vera: User, account: Account) -> None:
    reply = as_(vera).get(f"{LIST}said.mp3", {**NGUYEN, "voice": "nora"})
    assert reply["Content-Type"] == "audio/mpeg"
    assert len(b"".join(reply)) > 1000
    asked = as_(vera).get(f"{LIST}said.mp3", {"written": "Lee"}, headers={"Accept": "application/json"})
    assert asked.status_code == 422
    assert "Write how the word is said" in asked.json()["problems"]["spoken"]


def test_it_asks_the_database_as_often_for_a_long_list(alice: User, account: Account) -> None:
    counts = []
    for first in (0, 12):
        for number in range(first, first * 2 + 1):
            pronunciations.add(account.team, written=f"Word {number}", spoken="word")
        with CaptureQueriesContext(connection) as asked:
            page = as_(alice).get(PAGE).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert 'id="say-search"' in page
