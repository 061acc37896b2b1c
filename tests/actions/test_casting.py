"""One of an account's cast by any of its names, without looking through all of it."""

from __future__ import annotations

import tracemalloc
import uuid
from typing import Any

import pytest

from studio.actions import casting
from studio.models import Account, Avatar, Voice
from tests import people

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-4000-8000-000000000000"
LOOKS = [{"id": "day", "name": "By day"}, {"id": "late.night", "name": "Late"}]


@pytest.fixture
def account() -> Account:
    made = people.account(people.team())
    Avatar.objects.create(account=made, kind="presenter", external_id="dr.who", name="Doctor", looks=LOOKS)
    Voice.objects.create(account=made, external_id="deep", name="Deep", language="en")
    return made


@pytest.mark.parametrize(
    ("given", "found"),
    [("maya", "maya"), ("dr.who", "dr.who"), ("dr.who.day", "dr.who"), ("dr.who.late.night", "dr.who.late.night")],
)
def test_somebody_is_found_by_every_name(account: Account, given: str, found: str) -> None:
    performer = casting.by_id(account, given)
    assert performer and performer.id == found
    for written in (str(performer.uuid), str(performer.uuid).upper(), performer.uuid.hex):
        again = casting.by_id(account, written)
        assert again and again.id == found


@pytest.mark.parametrize("given", ["", ".", "dr", "dr.who.", "dr.who.noon", "Maya", NOBODY])
def test_nobody_is_found_by_another(account: Account, given: str) -> None:
    assert casting.by_id(account, given) is None


def test_who_is_offered_no_more_is_not_found(account: Account) -> None:
    Avatar.objects.update(retired_at=account.created_at)
    Voice.objects.update(retired_at=account.created_at)
    assert casting.by_id(account, "maya") is None and casting.voice_id(account, "deep") == ""


def test_an_endless_name_is_looked_for_by_as_much_as_an_id_has(account: Account) -> None:
    tracemalloc.start()
    assert casting.by_id(account, "." * 10_000) is None
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000


def test_a_voice_is_found_by_id_and_uuid(account: Account) -> None:
    assert casting.voice_id(account, "deep") == "deep"
    assert casting.voice_id(account, str(casting.stable_uuid("voice", "deep"))) == "deep"
    assert casting.voice_id(account, str(uuid.uuid4())) == casting.voice_id(account, "dee") == ""


def test_a_long_cast_is_not_looked_through(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def all_of_it(account: Account) -> Any:
        raise AssertionError("all of them were asked for")

    monkeypatch.setattr(casting, "performers", all_of_it)
    monkeypatch.setattr(casting, "voices", all_of_it)
    assert casting.by_id(account, "dr.who.day") and casting.by_id(account, "nobody") is None
    assert casting.voice_id(account, "deep") and not casting.voice_id(account, "none")


def test_a_long_cast_reads_its_accounts_key_never(account: Account, django_assert_num_queries: Any) -> None:
    people.catalogue(account, 20)
    with django_assert_num_queries(1) as asked:
        assert {performer.avatar.account for performer in casting.performers(account)} == {account}
    assert "credentials" not in asked.captured_queries[0]["sql"]
