"""Accounts on pages: connected, looked after and closed by those who manage the team; secrets never come back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.actions import accounts
from studio.models import Account, ApiKey, Avatar, Event, Team, User, Video
from studio.vocabulary import Provider
from tests import creators, faces, people
from tests.net.site import Site, open_site
from tests.pages.asking import HTMX, as_, is_fragment

pytestmark = pytest.mark.django_db
LIST, NEW, CONNECT = "/settings/accounts/", "/settings/accounts/new/", "/settings/accounts/connect/"


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.FETCH_ALLOW = creators.LOOPBACK
    settings.PUBLIC_URL = "https://studio.example.com"
    with open_site() as opened:
        opened.pages[creators.LIST] = creators.offers("Kate", "Luke")
        yield opened


@pytest.fixture
def made(team: Team, account: Account, site: Site) -> Account:
    return creators.connected(team, site)


def at(account: Account, verb: str = "") -> str:
    return f"{LIST}{account.pk}/{verb and f'{verb}/'}"


def test_it_lists_them_for_everybody_and_lets_managers_connect(
    account: Account, alice: User, bob: User, vera: User
) -> None:
    for person in (alice, bob, vera):
        page = as_(person).get(LIST).content.decode()
        assert "Embedded" in page and "The embedded cast needs no key." in page
        assert (f'href="{NEW}"' in page) == (person == alice)
        assert as_(person).get(NEW).status_code == (200 if person == alice else 403)
        assert as_(person).get("/settings/").content.decode().count(f'href="{LIST}"') == 1


def test_it_connects(alice: User, account: Account, site: Site) -> None:
    reply = as_(alice).post(CONNECT, creators.typed(site, price="0,5"))
    made = Account.objects.get(provider=Provider.CAPTIONS)
    assert reply["Location"] == at(made)
    assert (made.price, made.team) == (50, account.team)
    page = as_(alice).get(LIST).content.decode()
    assert "2 avatars" in page and "not told" in page
    fragment = as_(alice).post(CONNECT, creators.typed(site, name="Second"), headers=HTMX)
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, at(Account.objects.get(name="Second")))


@pytest.mark.parametrize("htmx", [False, True])
def test_a_refused_key_is_told_beside_it_and_nothing_typed_is_lost(
    alice: User, account: Account, site: Site, htmx: bool
) -> None:
    site.pages[creators.LIST] = creators.refuses(f"Unknown key {creators.KEY}")
    typed = creators.typed(site, name="Ads at Captions", price="0.75")
    reply = as_(alice).post(CONNECT, typed, headers=HTMX if htmx else {})
    html = reply.content.decode()
    assert reply.status_code == 422
    assert "Captions refuses it: Unknown key [key]" in html.partition('id="f-api_key-error"')[2].partition("</p>")[0]
    assert creators.KEY not in html
    assert is_fragment(reply.content) == htmx
    assert ("<input" in html) != htmx  # a fragment leaves what was typed where it is
    if not htmx:
        assert 'value="Ads at Captions"' in html and 'value="0.75"' in html and f'value="{site("")}"' in html
    assert not Account.objects.filter(provider=Provider.CAPTIONS).exists()


def test_what_is_wrong_is_told_at_once_and_who_is_away_at_the_end(alice: User, account: Account, site: Site) -> None:
    client = as_(alice)
    html = client.post(CONNECT, {"provider": "captions", "price": "x", "server": "y"}, headers=HTMX).content.decode()
    for field in ("api_key", "name", "price", "server"):
        assert "<span>" in html.partition(f'id="f-{field}-error"')[2].partition("</p>")[0]
    site.pages[creators.LIST] = creators.refuses("", "503 Busy")
    html = client.post(CONNECT, creators.typed(site), headers=HTMX).content.decode()
    assert "could not be asked, so nothing was kept" in html.partition('id="f-whole-error"')[2]
    assert client.post(CONNECT, {"provider": "nobody"}).status_code == 422
    whole = client.post(CONNECT, {"provider": "captions", "price": "x"}).content.decode()
    assert f'href="{NEW}?provider=heygen"' in whole, "from here, too, another provider can be chosen"


def test_it_shows_one_without_its_secrets(made: Account, alice: User, bob: User, vera: User) -> None:
    made.credentials = {**made.credentials, "webhook_secret": "hook-secret"}
    made.options = {**made.options, "webhook_id": "wh-1"}
    made.save()
    people.key(made)
    for person in (alice, bob, vera):
        html = as_(person).get(at(made)).content.decode()
        assert creators.KEY not in html and "hook-secret" not in html and ApiKey.objects.get().digest not in html
        assert "2<" in html and "A scene of 0:21 costs 21 credits, one of 0:42 costs 42 credits." in html
        assert (str(made.hook_token) in html) == (person == alice)
        assert ("Replace the key" in html, "Make a key" in html) == (person == alice, person == alice)
        assert "style=" not in html


def test_every_act_is_the_managers_own(made: Account, bob: User, vera: User, charlie: User) -> None:
    key = people.key(made)
    acts = ("sync", "check", "match", "name", "price", "version", "key", "webhook", "close", "keys")
    for address in [*(at(made, act) for act in acts), f"/settings/keys/{key.pk}/revoke/"]:
        for person, status in ((bob, 403), (vera, 403), (charlie, 404)):
            assert as_(person).post(address, {"name": "x", "price": "9"}).status_code == status, address
        assert as_(bob).get(address).status_code == 405
    for person in (bob, vera):
        assert as_(person).post(CONNECT, {}).status_code == 403
    assert as_(charlie).get(at(made)).status_code == 404
    before = made.name, made.price, made.closed_at
    made.refresh_from_db()
    assert (made.name, made.price, made.closed_at) == before


def test_it_brings_the_cast_and_says_what_went_wrong(made: Account, alice: User, site: Site) -> None:
    site.pages[creators.LIST] = creators.offers("Kate", "Luke", "Mia")
    reply = as_(alice).post(at(made, "sync"), headers=HTMX)
    html = reply.content.decode()
    assert (reply.status_code, is_fragment(reply.content)) == (200, True)
    assert 'id="account"' in html and "Up to date" in html and "Something went wrong" not in html
    assert as_(alice).post(at(made, "sync"))["Location"] == at(made)
    site.pages[creators.LIST] = creators.refuses("Key expired")
    reply = as_(alice).post(at(made, "sync"), headers=HTMX)
    assert reply.status_code == 409
    assert reply.content.decode().count("Key expired") == 2  # now, and as the last thing that went wrong
    assert "Key expired" in as_(alice).get(LIST).content.decode()


def test_it_asks_for_the_balance_and_sets_the_books_right(made: Account, alice: User) -> None:
    refused = as_(alice).post(at(made, "check"), headers=HTMX)
    assert refused.status_code == 409
    assert "Captions doesn&#x27;t tell what is left." in refused.content.decode()
    Account.objects.filter(pk=made.pk).update(balance="82.5 credits", balance_at=made.created_at)
    html = as_(alice).get(at(made)).content.decode()
    assert "Captions has 17.5 credits fewer than the books." in html
    assert "17.5 credits fewer there" in as_(alice).get(LIST).content.decode()
    html = as_(alice).post(at(made, "match"), headers=HTMX).content.decode()
    assert "fewer than the books" not in html
    assert people.wallet(made).available == 8250


@pytest.mark.parametrize(
    ("verb", "typed", "said"),
    [
        ("name", {"name": ""}, "Give the account a name"),
        ("name", {"name": "Embedded"}, "Another account of this team is called that"),
        ("price", {"price": "free"}, "Write credits a second"),
        ("keys", {"key_name": " "}, "Say what the key is for"),
    ],
)
def test_what_cant_be_kept_is_told_beside_its_field(
    made: Account, alice: User, verb: str, typed: dict[str, str], said: str
) -> None:
    for headers in ({}, HTMX):
        reply = as_(alice).post(at(made, verb), typed, headers=headers)
        html = reply.content.decode()
        assert reply.status_code == 422
        assert said in html and is_fragment(reply.content) == bool(headers)
        assert f'value="{next(iter(typed.values()))}"' in html
        assert html.count('aria-invalid="true"') == 1


def test_it_keeps_name_and_price(made: Account, alice: User) -> None:
    as_(alice).post(at(made, "name"), {"name": "Ads"})
    html = as_(alice).post(at(made, "price"), {"price": "0.5"}, headers=HTMX).content.decode()
    assert "one of 0:42 costs 21 credits." in html
    made.refresh_from_db()
    assert (made.name, made.price) == ("Ads", 50)
    assert set(Event.objects.filter(actor=alice).values_list("kind", flat=True)) == {"account.renamed", "account.price"}


def test_it_replaces_the_key_once_the_new_one_has_worked(made: Account, alice: User, site: Site) -> None:
    site.pages[creators.LIST] = creators.refuses()
    for headers in ({}, HTMX):
        reply = as_(alice).post(at(made, "key"), {"api_key": "another-key-1"}, headers=headers)
        assert reply.status_code == 422
        assert b"another-key-1" not in reply.content and b"Captions refuses it" in reply.content
    site.pages[creators.LIST] = creators.offers("Kate")
    assert as_(alice).post(at(made, "key"), {"api_key": "another-key-2"}, headers=HTMX)["HX-Redirect"] == at(made)
    made.refresh_from_db()
    assert made.credentials["api_key"] == "another-key-2"


def test_it_registers_a_webhook_and_says_why_not(made: Account, alice: User, site: Site, settings: Any) -> None:
    site.pages[creators.REGISTER] = creators.answers({"id": "wh-1", "secret": "hook-secret"})
    html = as_(alice).post(at(made, "webhook"), headers=HTMX).content.decode()
    made.refresh_from_db()
    assert f"https://studio.example.com/hooks/captions/{made.hook_token}" in html
    assert "Registered" in html and "hook-secret" not in html
    Account.objects.filter(pk=made.pk).update(options={}, forged=7)
    settings.PUBLIC_URL = "http://localhost:8000"
    html = as_(alice).get(at(made)).content.decode()
    assert "Captions can&#x27;t reach http://localhost:8000" in html and "Turned away" in html
    assert "Register a webhook" not in html
    assert as_(alice).post(at(made, "webhook"), headers=HTMX).status_code == 409


def test_a_program_s_key_is_shown_once_and_revoked(made: Account, alice: User) -> None:
    client = as_(alice)
    reply = client.post(at(made, "keys"), {"key_name": "Shop"}, headers=HTMX)
    secret = reply.content.decode().partition('id="secret" value="')[2].partition('"')[0]
    key = accounts.use_key(secret)
    assert key and key.account == made
    assert "no-store" in reply["Cache-Control"]
    page = client.get(at(made)).content.decode()
    assert secret not in page and key.start in page
    assert 'href="/api/docs"' in page, "what programs can ask"
    assert not [each for each in Event.objects.values_list("text", flat=True) if secret in each]
    html = client.post(f"/settings/keys/{key.pk}/revoke/", headers=HTMX).content.decode()
    assert "“Shop” can&#x27;t open anything any more" in html
    assert accounts.use_key(secret) is None
    assert client.post(f"/settings/keys/{key.pk}/revoke/")["Location"] == at(made)


def test_it_closes(made: Account, account: Account, alice: User) -> None:
    html = as_(alice).post(at(made, "close"), headers=HTMX).content.decode()
    assert "Nothing is ordered from this account any more." in html and "Close this account" not in html
    listed = as_(alice).get(LIST).content.decode()
    assert "1 closed account" in listed
    assert as_(alice).post(at(made, "close"), headers=HTMX).status_code == 409
    assert "/price/" in html and "Save" not in html
    assert as_(alice).post(at(made, "price"), {"price": "2"}, headers=HTMX).status_code == 409
    refused = as_(alice).post(at(account, "close"), headers=HTMX)
    assert refused.status_code == 409 and "The embedded account stays" in refused.content.decode()
    assert "Close this account" not in as_(alice).get(at(account)).content.decode()


def test_it_asks_the_database_as_often_for_many(team: Team, account: Account, alice: User) -> None:
    counts = []
    for first in (0, 3):
        for number in range(first, first + 3):
            people.account(team, provider=Provider.CAPTIONS, name=f"Captions {number}")
        with CaptureQueriesContext(connection) as asked:
            as_(alice).get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_avatars_are_found_by_account_and_shown_by_their_picture(made: Account, vera: User) -> None:
    picture = faces.photo(made).picture
    Avatar.objects.filter(external_id="Kate").update(headshot=picture)
    every = as_(vera).get("/avatars/").content.decode()
    assert "Kate" in every and "Maya" in every and f"account={made.pk}" in every
    found = as_(vera).get(f"/avatars/?account={made.pk}").content.decode()
    assert "Kate" in found and "Maya" not in found and "Presenter · Captions" in found
    kate = Avatar.objects.get(external_id="Kate")
    assert f"/avatars/{kate.pk}/portrait.jpg?crop=half" in found
    shown = as_(vera).get(f"/avatars/{kate.pk}/portrait.jpg?crop=face&height=128")
    assert shown["Content-Type"] == "image/jpeg" and b"".join(shown)
    page = as_(vera).get(f"/avatars/{kate.pk}/").content.decode()
    assert f'href="{at(made)}"' in page


def test_a_new_video_is_made_by_whom_one_chooses(made: Account, account: Account, bob: User, charlie: User) -> None:
    client = as_(bob)
    assert client.get("/").content.decode().count(f'name="account" value="{made.pk}"') == 2  # in the head, on the stage
    client.post("/videos/new/", {"account": made.pk})
    video = Video.objects.get()
    assert (video.account, video.scenes.get().document["character"]["avatar_id"]) == (made, "Kate")
    client.post("/videos/new/")
    assert Video.objects.filter(account=made).count() == 2  # as the last one
    made.closed_at = made.created_at
    made.save()
    client.post("/videos/new/")
    assert Video.objects.filter(account=account).count() == 1
    assert client.post("/videos/new/", {"account": made.pk}).status_code == 422
    assert as_(charlie).post("/videos/new/", {"account": account.pk}).status_code == 422


def test_the_editor_greys_what_the_account_cant_do(made: Account, account: Account, bob: User) -> None:
    video = people.video(account, by=bob)
    client, place = as_(bob), f"/videos/{video.pk}/edit/"
    assert "it can&#x27;t place them" not in client.get(place).content.decode()
    setup = f"/videos/{video.pk}/setup/"
    html = client.post(setup, {"account": made.pk, "version": video.version}, headers=HTMX).content.decode()
    video.refresh_from_db()
    assert video.account == made
    for said in ("it can&#x27;t place them", "it takes no recordings", "it can&#x27;t change what is behind them"):
        assert said in html
    assert "/ 800</span>" in html and "A stand-in: Captions makes the real picture" in html
    box = html.partition('id="f-character-offset-x"')[2].partition(">")[0]
    assert "disabled" in box
    scene = video.scenes.get()
    scene.document["character"] |= {"avatar_id": "Kate", "offset": {"x": 0.2, "y": 0}}
    scene.document["voice"]["voice_id"] = "creator"
    scene.save()
    html = client.get(place).content.decode()
    assert "disabled" not in html.partition('id="f-character-offset-x"')[2].partition(">")[0]


def test_the_editor_keeps_the_account_while_a_version_is_made_and_names_a_closed_one(
    made: Account, account: Account, bob: User
) -> None:
    video = people.video(made, by=bob)
    render = people.render(video)
    client, setup = as_(bob), f"/videos/{video.pk}/setup/"
    refused = client.post(setup, {"account": account.pk, "version": video.version}, headers=HTMX)
    assert refused.status_code == 409
    assert "A version is being made by Captions" in refused.content.decode()
    render.state = "completed"
    render.save()
    made.closed_at = made.created_at
    made.save()
    html = client.get(f"/videos/{video.pk}/edit/").content.decode()
    assert f'value="{made.pk}" selected disabled>Captions (closed)' in html
    assert "Captions is closed. Choose another account" in html


def test_it_says_once_why_a_maker_refuses_many_things(made: Account, alice: User) -> None:
    page = as_(alice).get(at(made)).content.decode()
    assert page.count("Captions speaks one script with one creator:") == 1
    assert "<li>it takes no recordings.</li>" in page
    assert "<li>Captions makes no transparent videos: choose MP4.</li>" in page
