"""Connecting an account: its key is tried first, what is wrong is said beside it, and nothing secret ever comes out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from studio.actions import accounts, connecting, renders, syncing, twins, videos
from studio.errors import BadInput, Conflict
from studio.models import Account, ApiKey, Event, Take, Team, Twin, User, Wallet
from studio.vocabulary import Provider, RenderKind, TwinState
from tests import creators, doubles, people
from tests.net.site import Answer, Site, drips, open_site, reply

pytestmark = pytest.mark.django_db
LIST = creators.LIST


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.FETCH_ALLOW = creators.LOOPBACK
    with open_site() as opened:
        opened.pages[LIST] = creators.offers("Kate", "Luke", "twin-1-sam")
        yield opened


def connect(team: Team, site: Site, **more: str) -> Account:
    asked = {"provider": "captions", "name": "Captions", "server": site(""), **more}
    key = asked.pop("api_key", creators.KEY)
    return connecting.connect(team, actor=None, credentials={"api_key": key}, **asked)


def problems(team: Team, site: Site, **more: str) -> dict[str, str]:
    with pytest.raises(BadInput) as refused:
        connect(team, site, **more)
    assert not Account.objects.filter(provider=Provider.CAPTIONS).exists()
    return refused.value.problems


def test_it_keeps_what_answers_with_cast_voices_and_wallet(team: Team, alice: User, site: Site) -> None:
    made = connecting.connect(
        team, actor=alice, provider="captions", name=" Cap\ttions ", credentials={"api_key": f" {creators.KEY}\n"},
        server=site("") + "/",
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.name, made.price, made.credentials) == ("Cap tions", 100, {"api_key": creators.KEY})
    assert made.options == {"base_url": site("")}
    assert [(each.external_id, each.name, each.kind) for each in made.avatars.all()] == [
        ("Kate", "Kate", "presenter"), ("Luke", "Luke", "presenter"), ("twin-1-sam", "sam", "twin"),
    ]  # fmt: skip
    assert [each.external_id for each in made.voices.all()] == ["creator"]
    assert (made.wallet.available, made.hook_token is not None, made.synced_at is not None) == (0, True, True)
    assert f"x-api-key: {creators.KEY}" in site.asked[0].lower()
    kinds = list(Event.objects.filter(actor=alice).values_list("kind", flat=True))
    assert sorted(kinds) == ["account.connected", "account.synced"]


@pytest.mark.parametrize(
    ("answer", "field", "said"),
    [
        (creators.refuses(), "api_key", "Captions refuses it: Unauthorized API key"),
        (creators.refuses(f"No key {creators.KEY}", "403 Forbidden"), "api_key", "Captions refuses it: No key [key]"),
        (reply(b"<html>", status="401 Unauthorized"), "api_key", "Captions refuses it: Captions answered 401"),
        (reply(b"<html>bad gateway", status="502 Bad Gateway"), "", "Captions answered 502 without news."),
        (creators.answers({"supportedCreators": "all"}), "", "Captions answered 200 without news."),
        (creators.answers([[[]]]), "", "could not be asked, so nothing was kept"),
        (drips(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b"", every=0, times=0), "", "connection"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_nothing(team: Team, site: Site, answer: Answer, field: str, said: str) -> None:
    site.pages[LIST] = answer
    found = problems(team, site)
    assert list(found) == [field]
    assert said in found[field]


def test_it_says_that_nobody_is_there(team: Team, site: Site, settings: Any) -> None:
    with open_site() as closed:
        away = closed("")
    assert "could not be reached" in problems(team, site, server=away)[""]
    settings.FETCH_ALLOW = []
    assert "not on the public internet" in problems(team, site)[""]


def test_it_gives_up_on_one_that_never_answers(team: Team, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "PATIENCE", 0.3)
    site.pages[LIST] = site.silence
    assert "did not answer in time" in problems(team, site)[""]


def test_it_says_everything_that_is_wrong_with_what_was_typed_and_asks_nobody(team: Team, site: Site) -> None:
    found = problems(team, site, name=" ", api_key="two words", price="free", server="ftp://x")
    assert sorted(found) == ["api_key", "name", "price", "server"]
    assert "Copy the API key from Captions" in problems(team, site, api_key="")["api_key"]
    assert "provider" in problems(team, site, provider="local")
    assert "name" in problems(team, site, name=people.account(team, name="Mine").name)
    assert site.asked == []


def test_two_of_one_provider_have_names_of_their_own(team: Team, site: Site) -> None:
    assert connecting.free_name(team, Provider.CAPTIONS) == "Captions"
    connect(team, site)
    assert connecting.free_name(team, Provider.CAPTIONS) == "Captions 2"


def test_nothing_secret_comes_out(team: Team, alice: User, site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = creators.connected(team, site, by=alice)
    site.pages[LIST] = creators.refuses(f"Bad key: {creators.KEY}")
    with pytest.raises(Exception, match=r"\[key\]"):
        syncing.sync(made)
    made.refresh_from_db()
    told = [made.failure, repr(made), caplog.text, *Event.objects.values_list("text", flat=True)]
    assert not [text for text in told if creators.KEY in text]
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM studio_account WHERE provider = 'captions'")
        assert creators.KEY not in cursor.fetchone()[0]


def test_another_key_is_tried_first(team: Team, site: Site) -> None:
    made = creators.connected(team, site)
    made.credentials = {**made.credentials, "webhook_secret": "kept"}
    made.save()
    site.pages[LIST] = creators.refuses()
    with pytest.raises(BadInput, match="refuses it"):
        connecting.change_key(made, actor=None, credentials={"api_key": "another-key"})
    made.refresh_from_db()
    assert made.credentials["api_key"] == creators.KEY
    site.pages[LIST] = creators.offers("Kate", "Mia")
    made = connecting.change_key(made, actor=None, credentials={"api_key": "another-key"})
    assert made.credentials == {"api_key": "another-key", "webhook_secret": "kept"}
    assert made.options == {"base_url": site("")}
    assert set(made.avatars.offered().values_list("name", flat=True)) == {"Kate", "Mia"}


def test_another_server_takes_a_key(team: Team, site: Site) -> None:
    made = creators.connected(team, site)
    with open_site() as other, pytest.raises(BadInput):
        connecting.change_key(made, actor=None, credentials={"api_key": ""}, server=other(""))
    made.refresh_from_db()
    assert made.options == {"base_url": site("")}


def test_it_renames(team: Team, account: Account, site: Site) -> None:
    made = creators.connected(team, site)
    connecting.rename(made, actor=None, name="Ads")
    made.refresh_from_db()
    assert made.name == "Ads"
    for name in ("", "x" * 121, account.name):
        with pytest.raises(BadInput):
            connecting.rename(made, actor=None, name=name)
    with pytest.raises(Conflict):
        connecting.rename(account, actor=None, name="Ours")


def test_a_version_stays_while_takes_are_under_way(team: Team, site: Site, bob: User) -> None:
    made = people.account(team, provider=Provider.HEYGEN)
    connecting.use_version(made, actor=bob, version="v2")
    take = people.take(people.render(people.video(made)))
    with pytest.raises(Conflict, match="1 of its takes"):
        connecting.use_version(made, actor=bob, version="v3")
    Take.objects.filter(pk=take.pk).update(state="completed")
    assert connecting.use_version(made, actor=bob, version="v3").options == {"version": "v3"}
    with pytest.raises(BadInput):
        connecting.use_version(made, actor=bob, version="v9")


def test_closing_lets_nothing_new_in_and_forgets_the_key(team: Team, site: Site, bob: User) -> None:
    made = creators.connected(team, site)
    key, video = people.key(made), people.video(made, by=bob)
    closed = connecting.close(made, actor=bob)
    assert (closed.credentials, closed.sync_at, closed.closed_at is not None) == ({}, None, True)
    assert accounts.use_key(key.secret) is None  # type: ignore[attr-defined]
    assert ApiKey.objects.get().revoked_at
    video.refresh_from_db()
    for kind in (RenderKind.FINAL, RenderKind.DRAFT):
        with pytest.raises(BadInput, match="Captions is closed"):
            renders.generate(video, actor=bob, kind=kind)
    with pytest.raises(Conflict):
        connecting.close(made, actor=bob)
    with pytest.raises(Conflict):
        accounts.make_key(closed, name="Late")


def test_what_is_under_way_ends_before_the_key_is_forgotten(team: Team, site: Site) -> None:
    made = creators.connected(team, site)
    take = people.take(people.render(people.video(made)), state="processing")
    closed = connecting.close(made, actor=None)
    assert (closed.credentials["api_key"], closed.sync_at is not None) == (creators.KEY, True)
    syncing.work(str(made.pk))
    Take.objects.filter(pk=take.pk).update(state="completed")
    syncing.work(str(made.pk))
    closed.refresh_from_db()
    assert (closed.credentials, closed.sync_at) == ({}, None)


@pytest.mark.parametrize("state", [TwinState.TRAINING, TwinState.READY])
def test_a_twin_that_is_followed_or_deleted_there_keeps_the_key(team: Team, site: Site, state: TwinState) -> None:
    made = creators.connected(team, site)
    twin = doubles.twin(made, state=state)
    if state == TwinState.READY:
        twins.remove(twin, actor=None)
    closed = connecting.close(made, actor=None)
    assert (closed.credentials["api_key"], closed.sync_at is not None) == (creators.KEY, True)
    Twin.objects.all().delete()
    syncing.work(str(made.pk))
    closed.refresh_from_db()
    assert (closed.credentials, closed.sync_at) == ({}, None)


def test_the_embedded_account_stays(account: Account) -> None:
    with pytest.raises(Conflict):
        connecting.close(account, actor=None)
    account.refresh_from_db()
    assert account.closed_at is None


def test_a_video_s_account_changes_while_nothing_is_under_way(team: Team, account: Account, site: Site) -> None:
    made, video = creators.connected(team, site), people.video(account)
    render = people.render(video)
    with pytest.raises(Conflict, match="being made"):
        videos.use_account(video, version=video.version, account=made)
    render.state = "completed"
    render.save()
    assert videos.use_account(video, version=video.version, account=made).account == made
    assert Event.objects.filter(video=video, kind="video.account").count() == 1
    assert Wallet.objects.filter(team=team).count() == 2
