"""What becomes of a deleted twin: put back, or erased: all of it here, its double at the provider, then the row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from studio.actions import makers, twin_media, twin_says
from studio.actions.events import tell
from studio.actions.twins import ERASED_AFTER
from studio.errors import Conflict
from studio.models import Account, Avatar, Team, Twin, User
from studio.models.twins import SENT, TwinMedia, TwinQuerySet
from studio.queue import later
from studio.vocabulary import TwinState

AGAIN = timedelta(minutes=15)
"""Between two requests to a provider to delete its double."""
WOKEN = timedelta(minutes=1)
"""For which one that is woken is left to whoever heard it."""
TOO_LATE = "This twin was deleted for good."
PATIENCE = timedelta(days=60)
"""From when it was deleted, with or without the month in which it could have been put back."""
LEFT = "{account} did not delete the twin “{name}”, however often it was asked: it may still be there, as {there}."
KEYLESS = "{account} has no key any more to delete the twin “{name}” with: it may still be there, as {there}."
Ask = Callable[[Account, makers.Question[Any]], Any]


def removed(team: Team) -> TwinQuerySet:
    """The team's deleted twins that can still be put back with what people brought for them, the latest first."""
    gone = Twin.objects.filter(team=team, deleted_at__isnull=False, erase_at__gt=timezone.now() + WOKEN)
    return gone.filter(Exists(TwinMedia.objects.filter(twin=OuterRef("pk")))).order_by("-deleted_at", "-pk")


@transaction.atomic
def put_back(twin: Twin, *, actor: User | None) -> None:
    """Undo `twins.remove`. Raises Conflict when it is too late: whoever erases it has set another date."""
    twin.refresh_from_db(fields=["deleted_at"])
    since, now = twin.deleted_at, timezone.now()
    if since is None or since < now - ERASED_AFTER:
        raise Conflict(TOO_LATE)
    back = Twin.objects.filter(pk=twin.pk, deleted_at=since, erase_at=since + ERASED_AFTER)
    if not back.update(deleted_at=None, erase_at=None, wake_at=now):
        raise Conflict(TOO_LATE)
    Avatar.objects.filter(twins=twin).update(retired_at=None)
    tell(twin.team, "twin.put_back", f"Twin “{twin.name}” put back", actor=actor)


@transaction.atomic
def hurry(twin: Twin, *, actor: User | None) -> None:
    """Delete it for good now, without the 30 days in which it could be put back."""
    now = timezone.now()
    if Twin.objects.kept().filter(pk=twin.pk).update(deleted_at=now):
        Avatar.objects.filter(twins=twin).update(retired_at=now)
    Twin.objects.filter(pk=twin.pk).update(erase_at=now)
    tell(twin.team, "twin.erased", f"Twin “{twin.name}” deleted for good", actor=actor)
    later("erase_twin", twin.pk)


def wake_due() -> None:
    """Wake twins that are to go for good, each once a minute."""
    now = timezone.now()
    due = Twin.objects.filter(erase_at__lte=now)
    for pk in list(due.order_by("erase_at").values_list("pk", flat=True)[:50]):
        if due.filter(pk=pk).update(erase_at=now + WOKEN):
            later("erase_twin", pk)


def work(twin_id: str, *, ask: Ask = makers.ask) -> None:
    """Erase a deleted twin whose time has come, unless somebody else does."""
    now = timezone.now()
    mine = Twin.objects.filter(pk=twin_id, deleted_at__isnull=False, erase_at__lte=now + WOKEN)
    if not mine.update(erase_at=now + AGAIN):
        return
    twin = Twin.objects.select_related("account", "team").get(pk=twin_id)
    _erase_here(twin)
    if twin.state in SENT:  # it is followed until it is known what to delete there
        return
    if twin.state == TwinState.READY and makers.makes_twins(twin.account) and not _erased_there(twin, ask):
        return
    Twin.objects.filter(pk=twin.pk, deleted_at__isnull=False).delete()


def _erase_here(twin: Twin) -> None:
    """Its files, and films of it; what shows them goes first. A provider's twin keeps its avatar, retired, until it is
    gone there.
    """
    with transaction.atomic():
        if makers.makes_twins(twin.account):
            Avatar.objects.filter(twins=twin).update(picture=None, rig=None)
        else:
            Avatar.objects.filter(twins=twin).delete()
    twin_media.erase(twin)
    twin_says.forget(twin.pk)


def _erased_there(twin: Twin, ask: Ask) -> bool:
    """Ask the provider; after PATIENCE of trying in vain, or when there is no key any more, somebody is told."""
    account, name, since = twin.account, twin.external_name, twin.deleted_at or timezone.now()
    keyless = account.closed_at is not None and not account.credentials and not makers.is_locked(account)
    gone = not keyless and ask(account, lambda maker, client, there: maker.delete_twin(client, there, name))
    if gone is not True and not keyless and timezone.now() - since < PATIENCE:
        return False
    if gone is not True:
        told = KEYLESS if keyless else LEFT
        tell(twin.team, "twin.left", told.format(account=account, name=twin.name, there=name))
    Avatar.objects.filter(twins=twin).delete()
    return True
