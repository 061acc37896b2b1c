"""Where webhooks are written down: together, when many come at once.

A commit waits for the disk, which takes longer than all else about a webhook. So whoever finds nobody writing writes
for all who have come by then, while the next ones gather. Alone nobody waits; in a storm one commit serves dozens.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from studio.models import Account, Hook

MOST = 200
"""Letters that one commit serves."""
PATIENCE = 30.0
"""Seconds that a letter waits for those before it."""


@dataclass(slots=True)
class Letter:
    """What came for an account: a hook to keep, or None for one that was forged."""

    account: Any
    hook: Hook | None
    done: threading.Event = field(default_factory=threading.Event)
    known: bool = False
    error: Exception | None = None


class Mailroom:
    """One for all threads of a process."""

    def __init__(self) -> None:
        self._writing, self._waiting = threading.Lock(), list[Letter]()

    def keep(self, letter: Letter) -> bool:
        """Have it written down: when this returns, it is. Whether the same one was there already.

        Raises what the database raises; then nothing of it is kept.
        """
        self._waiting.append(letter)
        while not letter.done.is_set():
            if self._writing.acquire(timeout=PATIENCE):
                try:
                    self._write_some(letter)
                finally:
                    self._writing.release()
        if letter.error is not None:
            raise letter.error
        return letter.known

    def _write_some(self, mine: Letter) -> None:
        if mine.done.is_set():  # somebody wrote it while this thread waited for its turn
            return
        some = self._waiting[:MOST]
        del self._waiting[: len(some)]  # what came since then stands behind them
        try:
            write(some)
        except Exception:  # one of them may be to blame, or the database: each for itself
            for letter in some:
                _write_alone(letter)
        for letter in some:
            letter.done.set()


def _write_alone(letter: Letter) -> None:
    try:
        write([letter])
    except Exception as error:
        letter.error = error


@transaction.atomic
def write(letters: Sequence[Letter]) -> None:
    """Keep each hook once, and count the forged ones, in one transaction."""
    for account, count in sorted(Counter(letter.account for letter in letters if letter.hook is None).items()):
        Account.objects.filter(pk=account).update(forged=F("forged") + count)
    hooks = [letter.hook for letter in letters if letter.hook is not None]
    if not hooks:
        return
    named = Hook.objects.filter(account__in={hook.account_id for hook in hooks}, key__in={hook.key for hook in hooks})
    there = set(named.order_by().values_list("account", "key"))
    fresh: dict[tuple[Any, str], Hook] = {}
    for letter in letters:
        if letter.hook is not None:
            name = (letter.hook.account_id, letter.hook.key)
            letter.known = name in there or name in fresh
            fresh.setdefault(name, letter.hook)
    Hook.objects.bulk_create([hook for name, hook in sorted(fresh.items()) if name not in there], ignore_conflicts=True)
