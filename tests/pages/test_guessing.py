"""One door, and nobody tries it for long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from studio.actions import guesses, housekeeping
from studio.models import Guess, User
from studio.pages import doors
from tests import people
from tests.pages.asking import as_


def test_it_makes_a_guesser_wait(client: Client, alice: User, bob: User) -> None:
    guess = {"email": "alice@example.org", "password": "guess"}
    assert [client.post("/signin/", guess).status_code for _ in range(11)] == [422] * 10 + [429]
    right = {**guess, "email": "ALICE@example.org", "password": people.PASSWORD}
    answer = client.post("/signin/", right)
    assert answer.status_code == 429
    assert "Wait ten minutes" in answer.content.decode()
    assert client.post("/signin/", right, REMOTE_ADDR="192.0.2.7").status_code == 302, "she herself is elsewhere"


def _guess(email: str, *, place: str = "192.0.2.9", **more: str) -> int:
    return Client().post("/signin/", {"email": email, "password": "guess"}, REMOTE_ADDR=place, **more).status_code


def test_it_counts_before_it_looks(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[list[int]] = []
    monkeypatch.setattr("studio.pages.doors.authenticate", lambda *_, **__: counted.append(_tries()))
    for _ in range(2):
        assert _guess("alice@example.org") == 422
    assert counted == [[1, 1, 1], [2, 2, 2]]


def _tries() -> list[int]:
    return list(Guess.objects.values_list("tries", flat=True))


def test_it_makes_one_place_wait_that_tries_many_addresses(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guesses.MOST, "signin", (3, 4, 5))
    assert [_guess(f"{number}@example.org") for number in range(6)] == [422] * 5 + [429]
    assert _guess("6@example.org", place="192.0.2.10") == 422
    assert [_guess(f"{number}@example.org", place=f"2001:db8::{number}") for number in range(7, 13)][-1] == 429


def test_it_makes_many_places_wait_that_try_one_address(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guesses.MOST, "signin", (3, 4, 5))
    assert [_guess("Alice@example.org", place=f"192.0.2.{number}") for number in range(5)] == [422] * 4 + [429]


def test_it_takes_one_address_for_one_however_its_letters_are_written(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setitem(guesses.MOST, "signin", (2, 100, 100))
    ways = ("alice@example.org", " ALICE@Example.org", "al\u0131ce@example.org")  # PostgreSQL finds her by all of them
    assert [guesses.Guesser("signin", way, "192.0.2.9").may_try() for way in ways] == [True, True, False]


def test_it_believes_a_proxy_of_this_machine_alone(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guesses.MOST, "signin", (1, 100, 100))
    for place, statuses in (("127.0.0.1", [422, 422]), ("192.0.2.9", [422, 429])):
        said = [
            _guess("alice@example.org", place=place, HTTP_X_FORWARDED_FOR=f"1.1.1.1, {place[:3]}.0.0.{number}")
            for number in (2, 3)
        ]
        assert said == statuses


def test_it_tells_ipv4_apart_in_ipv6s_writing(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guesses.MOST, "signin", (1, 100, 100))
    places = ("::ffff:192.0.2.7", "::ffff:192.0.2.8", "192.0.2.7")
    assert [_guess("alice@example.org", place=place) for place in places] == [422, 422, 429]
    forwarded = [
        _guess("alice@example.org", place="::ffff:127.0.0.1", HTTP_X_FORWARDED_FOR=place)
        for place in ("192.0.2.9", "::ffff:192.0.2.10", "::ffff:192.0.2.9")
    ]
    assert forwarded == [422, 422, 429]


@pytest.mark.parametrize(
    ("at", "forwarded", "place"),
    [
        ("192.0.2.7", "192.0.2.8", "192.0.2.7"), ("127.0.0.1", "", "127.0.0.1"), ("127.0.0.1", "nobody", ""),
        ("2001:db8:1:2:ffff::4", "", "2001:db8:1:2::/64"), ("::1", "2001:db8:1:3:8000::", "2001:db8:1:3::/64"),
        ("", "192.0.2.8", ""), ("a.socket", "", ""),
    ],
)  # fmt: skip
def test_a_place_is_an_address_or_the_network_of_one_customer(at: str, forwarded: str, place: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=at, headers={"X-Forwarded-For": forwarded})
    assert doors.place(request) == place


@pytest.mark.parametrize(("size", "kept"), [(doors.LONGEST_ADDRESS, True), (doors.LONGEST_ADDRESS + 1, False)])
def test_it_goes_on_to_an_address_that_is_not_too_long(size: int, kept: bool) -> None:
    wanted = "/".ljust(size, "a")
    for request in (RequestFactory().get("/", {"next": wanted}), RequestFactory().post("/?next=/b", {"next": wanted})):
        assert doors.next_page(request) == (wanted if kept else "/")


@pytest.mark.usefixtures("apart")
def test_it_forgets_the_tries_of_who_was_right_and_of_ten_minutes_ago(client: Client, alice: User) -> None:
    right = {"email": "alice@example.org", "password": people.PASSWORD}
    for _ in range(12):
        assert client.post("/signin/", right).status_code == 302
        client.logout()
    guess = {**right, "password": "guess"}
    assert [client.post("/signin/", guess).status_code for _ in range(11)][-1] == 429
    Guess.objects.update(since=timezone.now() - timedelta(minutes=11))
    assert client.post("/signin/", guess).status_code == 422
    Guess.objects.update(since=timezone.now() - timedelta(minutes=11))
    housekeeping.tidy()
    assert not Guess.objects.exists()


def test_it_has_no_other_door_to_the_back_office(client: Client, alice: User, bob: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    door = client.get("/admin/studio/video/", follow=True).redirect_chain
    assert door[-1] == ("/signin/?next=/admin/studio/video/", 302)
    tried = client.post("/admin/login/", {"username": "alice@example.org", "password": people.PASSWORD})
    assert tried["Location"] == "/signin/?next=%2Fadmin%2F"
    right = {"email": "alice@example.org", "password": people.PASSWORD, "next": "/admin/studio/video/"}
    assert client.post("/signin/", right)["Location"] == "/admin/studio/video/"
    assert client.get("/admin/login/?next=/admin/", follow=True).status_code == 200
    turned_away = as_(bob).get("/admin/", follow=True)
    assert turned_away.status_code == 403
    assert "those who run this server" in turned_away.content.decode()
