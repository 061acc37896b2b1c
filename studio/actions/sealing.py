"""Giving all that is kept encrypted a new key, so that nothing needs the old ones any more.

The first of CREDENTIALS_KEYS encrypts and all of them decrypt. So the studio may run meanwhile, when each of its
processes has both keys: it reads what is sealed with either, and seals what it saves with the new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from studio.errors import Conflict
from studio.models import Account, Answer, Endpoint
from studio.models.fields import Locked, Unreadable, renewed, sealed
from studio.vocabulary import Provider

AT_ONCE = 200
Row = Account | Endpoint | Answer


@dataclass(slots=True)
class Renewed:
    """How many were sealed anew, how many the first key had sealed before, and whose no key opens, in words."""

    accounts: int = 0
    webhooks: int = 0
    answers: int = 0
    before: int = 0
    unread: list[str] = field(default_factory=list)


class NoKey(Conflict):
    """None of the keys opens what belongs to `names`, which hold no secret."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        some = "one of them" if len(names) == 1 else f"{len(names)} of them"
        super().__init__(f"None of this server's keys reads {some}, so nothing was changed.")


@transaction.atomic
def renew(*, leave: bool = False) -> Renewed:
    """Seal everything with the first key; what that one sealed stays as it is. Raises NoKey, having changed nothing,
    when something can't be read, unless it is to be left as it is.
    """
    done = Renewed()
    done.accounts = _renew(Account.objects.select_related("team"), "credentials", done)
    done.webhooks = _renew(Endpoint.objects.select_related("team"), "secret", done)
    done.answers = _renew(Answer.objects.all(), "body", done)
    if done.unread and not leave:
        raise NoKey(done.unread)
    return done


def _renew(rows: QuerySet[Row], name: str, done: Renewed) -> int:
    """How many of them were sealed anew. They are locked: what is saved meanwhile waits, and is not undone."""
    ids, anew = list(rows.order_by("pk").values_list("pk", flat=True)), 0
    told = rows.annotate(kept=Cast(name, TextField())).defer(name).order_by("pk")
    for start in range(0, len(ids), AT_ONCE):
        some = told.filter(pk__in=ids[start : start + AT_ONCE]).select_for_update(of=("self",), no_key=True)
        anew += rows.model._default_manager.bulk_update([row for row in some if _is_new(row, name, done)], [name])
    return anew


def _is_new(row: Row, name: str, done: Renewed) -> bool:
    """Whether the row, whose field holds it then, has to be written."""
    kept = str(row.kept)  # type: ignore[union-attr]
    try:
        found = renewed(kept) if kept else ""
    except Unreadable:
        found = sealed("{}") if isinstance(row, Account) and row.provider == Provider.LOCAL else ""  # it has no key
        if not found and not isinstance(row, Answer):  # which is kept for a day only, and refused meanwhile
            done.unread.append(_whose(row))
    if found == kept:
        done.before += bool(kept)
    if found in ("", kept):
        return False
    setattr(row, name, found if isinstance(row, Answer) else Locked(found))
    return True


def _whose(row: Account | Endpoint) -> str:
    what = row.name if isinstance(row, Account) else f"webhook to {row.address}"
    return f"{row.team} · {what} ({row.pk})"
