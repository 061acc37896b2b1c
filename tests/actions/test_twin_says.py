"""What a twin said is kept for a while, and never longer than the twin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from studio.actions import accounts, auditions, caches, erasures, housekeeping, twin_says, twins
from studio.errors import NotFound
from studio.models import Account, Team, Twin, User
from studio.vocabulary import TwinState
from tests import doubles

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(team: Team, settings: Any, tmp_path: Path) -> Account:
    settings.DATA_DIR = tmp_path
    return accounts.open_embedded(team)


@pytest.fixture
def twin(account: Account, alice: User) -> Twin:
    return doubles.twin(account, by=alice, state=TwinState.READY, media=("neutral",))


def drawn(document: dict[str, Any], draft: Path, **_: Any) -> None:
    draft.write_bytes(b"film")


def films() -> list[Path]:
    return list(caches.folder().glob("twin-*"))


def test_deleting_for_good_takes_its_films_along(twin: Twin, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditions, "film", drawn)
    digest = twin_says.say(twin, "Hello.")
    twins.remove(twin, actor=alice)
    housekeeping.tidy()
    assert twin_says.film(twin, digest).is_file(), "it can be put back"
    erasures.hurry(twin, actor=alice)
    erasures.work(str(twin.pk))
    assert not Twin.objects.exists() and films() == []


def test_a_crash_between_leaves_its_films_to_the_sweep(
    twin: Twin, account: Account, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditions, "film", drawn)
    other = doubles.twin(account, by=alice, name="Ada", state=TwinState.READY, media=("neutral",))
    digests = [twin_says.say(each, "Hello.") for each in (twin, other)]
    Twin.objects.filter(pk=twin.pk).delete()
    housekeeping.tidy()
    assert films() == [twin_says.place(other, digests[1]).parent]


def test_one_deleted_while_it_speaks_leaves_no_film(twin: Twin, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def delete(document: dict[str, Any], draft: Path, **_: Any) -> None:
        Twin.objects.filter(pk=twin.pk).update(deleted_at=timezone.now(), erase_at=timezone.now())
        erasures.work(str(twin.pk))
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(b"film")

    monkeypatch.setattr(auditions, "film", delete)
    with pytest.raises(NotFound):
        twin_says.say(twin, "Hello.")
    assert films() == []
