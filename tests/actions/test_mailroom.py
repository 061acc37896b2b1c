"""Webhooks written down together: none is lost, none is kept twice, and one that can't be kept harms no other."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import IntegrityError, connection

from studio.actions.mailroom import Letter, Mailroom, write
from studio.models import Account, Hook
from tests import people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
THREADS, EACH = 12, 8


def letter(account: Account, key: str) -> Letter:
    return Letter(account.pk, Hook(account=account, key=key, body="{}"))


def test_what_many_threads_bring_is_kept_once_each(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    room, known, commits = Mailroom(), list[bool](), list[int]()

    def counted(letters: Sequence[Letter]) -> None:
        commits.append(len(letters))
        write(letters)

    monkeypatch.setattr("studio.actions.mailroom.write", counted)
    start = threading.Barrier(THREADS)

    def bring(number: int) -> None:
        try:
            start.wait(30)
            for turn in range(EACH):
                known.append(room.keep(letter(account, f"{number // 2}-{turn}")))  # two threads bring the same
                room.keep(Letter(account.pk, None))
        finally:
            connection.close()

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(known) == [False] * (THREADS * EACH // 2) + [True] * (THREADS * EACH // 2)
    assert Hook.objects.count() == THREADS * EACH // 2
    account.refresh_from_db()
    assert account.forged == THREADS * EACH
    assert sum(commits) == 2 * THREADS * EACH > len(commits)


def test_a_letter_that_comes_while_others_are_taken_waits_for_the_next_turn(account: Account) -> None:
    room, late = Mailroom(), letter(account, "late")

    class Waiting(list[Letter]):
        def __getitem__(self, which: Any) -> Any:
            found = super().__getitem__(which)
            if late not in self and not late.done.is_set():
                self.append(late)
            return found

    room._waiting = Waiting()
    room.keep(letter(account, "first"))
    assert (list(room._waiting), late.done.is_set()) == ([late], False)


def test_the_same_twice_in_one_commit_is_kept_once(account: Account) -> None:
    first, second = letter(account, "same"), letter(account, "same")
    write([first, second])
    assert (first.known, second.known, Hook.objects.count()) == (False, True, 1)


def test_one_that_can_not_be_kept_harms_no_other(account: Account) -> None:
    room, good = Mailroom(), letter(account, "good")
    bad = Letter(uuid.uuid4(), Hook(account_id=uuid.uuid4(), key="bad", body="{}"))
    room._waiting.append(bad)
    assert room.keep(good) is False
    assert list(Hook.objects.values_list("key", flat=True)) == ["good"]
    assert isinstance(bad.error, IntegrityError)
    with pytest.raises(IntegrityError):
        room.keep(Letter(uuid.uuid4(), Hook(account_id=uuid.uuid4(), key="worse", body="{}")))
    people.account(account.team, name="Another")  # and the connection goes on
