"""What a provider offers and what is left there, brought home: cast, voices, templates and balance of an account.

The network comes first, then one transaction. A day later it is done again by itself, each account at its own hour.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from studio.actions import accounts, headshots, makers, provider_templates, typed
from studio.actions.events import tell
from studio.errors import Conflict, ProviderError
from studio.models import Account, Avatar, Take, Twin, User, Voice
from studio.models.twins import SENT
from studio.net.client import finish
from studio.net.guard import Rules
from studio.providers import registry
from studio.providers.base import Adapter, Connection, NoNews, Offer, TemplateOffer
from studio.queue import later
from studio.vocabulary import AvatarKind, Provider, TwinState

log = logging.getLogger(__name__)
PATIENCE = 45.0
"""Seconds that a provider has for all that it is asked at once: somebody waits for it."""
MOST = 5000
"""Avatars, or voices, of one account that are taken in."""
DAILY, SHAKEN = timedelta(hours=24), 0.15
AGAIN, AFTER_FAILURE = timedelta(minutes=15), timedelta(hours=1)
"""When it is tried again: after a worker that died, and after a provider that could not be asked."""
AT_ONCE = 2
"""Accounts that one turn of the clock wakes."""
SLOW = NoNews("It did not answer in time. Try again in a moment.")
NOBODY = "{provider} offers nobody: its list is empty. Whom it offered before is kept."
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider said. NoNews of one thing keeps what is known of it."""

    cast: tuple[Offer, ...] | NoNews
    voices: tuple[Offer, ...] | NoNews
    balance: str | NoNews
    templates: tuple[TemplateOffer, ...] | NoNews = ()


Ask = Callable[[Adapter, Connection], Told]
AskBalance = Callable[[Adapter, Connection], str | NoNews]


def ask(maker: Adapter, connection: Connection) -> Told:
    """Ask for everything at once, over the network. Never raises for what the other side does."""

    async def everything() -> Told:
        async with registry.client(maker, connection, rules=Rules.read(settings.FETCH_ALLOW)) as client:
            return Told(*await asyncio.gather(
                _within(maker.cast(client, connection)), _within(maker.voices(client, connection)),
                _within(maker.balance(client, connection)), _within(maker.templates(client, connection)),
            ))  # fmt: skip

    return finish(everything())


def ask_balance(maker: Adapter, connection: Connection) -> str | NoNews:
    """Ask only for what is left."""

    async def once() -> str | NoNews:
        async with registry.client(maker, connection, rules=Rules.read(settings.FETCH_ALLOW)) as client:
            return await _within(maker.balance(client, connection))

    return finish(once())


async def _within(question: Awaitable[Answer]) -> Answer | NoNews:
    try:
        async with asyncio.timeout(PATIENCE):
            return await question
    except TimeoutError:
        return SLOW
    except Exception as error:  # an adapter that stumbles over an answer it never saw
        log.exception("asking a provider")
        return NoNews(f"Its answer can't be read ({type(error).__name__}).")


def sync(account: Account, *, actor: User | None = None, ask: Ask = ask) -> Account:
    """Bring cast, voices and balance up to date. Not inside a transaction.

    Raises Conflict for a closed account, and ProviderError in words, noted on the account, when the cast doesn't come.
    """
    if account.provider == Provider.LOCAL:
        accounts.sync_cast(account)
        return account
    told = ask(*_asked(account))
    if isinstance(told.cast, NoNews):
        raise _failed(account, told.cast)
    return take_in(account, told, actor=actor)


def check(account: Account, *, ask: AskBalance = ask_balance) -> Account:
    """Ask what is left at the provider and keep its words. Raises ProviderError when it doesn't say."""
    found = ask(*_asked(account))
    if isinstance(found, NoNews):
        raise ProviderError(found.sentence, permanent=False)
    Account.objects.filter(pk=account.pk).update(balance=_cut(found, 80), balance_at=timezone.now())
    account.refresh_from_db()
    return account


def _asked(account: Account) -> tuple[Adapter, Connection]:
    if account.closed_at:
        raise Conflict(f"{account} is closed: nobody asks there any more.")
    if not makers.orders_from(account):
        raise Conflict(makers.NO_ADAPTER.format(provider=Provider(account.provider).label))
    return makers.adapter(account), makers.connection(account)


def _failed(account: Account, news: NoNews) -> ProviderError:
    accounts.trouble(account, news.sentence)
    return ProviderError(f"{account}: {news.sentence}", permanent=news.denied)


@transaction.atomic
def take_in(account: Account, told: Told, *, actor: User | None = None) -> Account:
    """Keep what a provider said. Rows are known by its ids; whom it no longer offers is retired, what is ours stays."""
    row = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    now = timezone.now()
    came = went = 0
    if not isinstance(told.cast, NoNews):
        came, went = _take_cast(row, told.cast, now)
    if not isinstance(told.voices, NoNews):
        _take_voices(row, told.voices, now)
    else:
        accounts.trouble(row, told.voices.sentence)
    if makers.adapter(row).features.templates and not isinstance(told.templates, NoNews):
        provider_templates.take_in(row, told.templates, actor=actor)
    if not isinstance(told.balance, NoNews):
        row.balance, row.balance_at = _cut(told.balance, 80), now
    row.synced_at, row.sync_at = now, now + DAILY * random.uniform(1 - SHAKEN, 1 + SHAKEN)
    row.save(update_fields=["balance", "balance_at", "synced_at", "sync_at"])
    if came or went:
        tell(row.team, "account.synced", f"Cast of {row}: {came} came, {went} went", actor=actor)
    if headshots.lacking(row):
        later("fetch_headshots", row.pk)
    return row


def _take_cast(account: Account, offers: Iterable[Offer], now: datetime) -> tuple[int, int]:
    """How many came and how many went."""
    ours = account.avatars.filter(Q(picture__isnull=False) | Q(twins__isnull=False))
    theirs = account.avatars.exclude(pk__in=ours.values("pk"))
    taken = set(ours.values_list("external_id", flat=True))
    wanted = {each.id: each for each in _usable(offers) if each.id not in taken}
    offered = theirs.filter(retired_at=None)
    if not wanted and offered.exists():
        accounts.trouble(account, NOBODY.format(provider=Provider(account.provider).label))
        return 0, 0
    before = set(offered.values_list("external_id", flat=True))
    shown = headshots.kept(theirs)
    rows = {
        each.id: _avatar(each, position, headshots.wanted(each.picture_url, shown.get(each.id, "")))
        for position, each in enumerate(wanted.values())
    }
    accounts.offer(account, Avatar, rows)
    return len(wanted.keys() - before), _retire(offered, wanted, now)


def _take_voices(account: Account, offers: Iterable[Offer], now: datetime) -> None:
    wanted = {each.id: each for each in _usable(offers)}
    rows = {each.id: _voice(each, position) for position, each in enumerate(wanted.values())}
    accounts.offer(account, Voice, rows)
    if wanted:
        _retire(account.voices.filter(retired_at=None), wanted, now)


def _retire(offered: QuerySet[Any], wanted: Iterable[str], now: datetime) -> int:
    """In pieces: a statement holds only so many ids."""
    gone = sorted(set(offered.values_list("external_id", flat=True)) - set(wanted))
    for start in range(0, len(gone), 500):
        offered.filter(external_id__in=gone[start : start + 500]).update(retired_at=now)
    return len(gone)


def _usable(offers: Iterable[Offer]) -> list[Offer]:
    """Those whose id can be kept as it is, and no more than make sense."""
    return [each for each in offers if each.id and len(each.id) <= 200 and each.id == typed.line(each.id)][:MOST]


def _avatar(offer: Offer, position: int, headshot_url: str) -> dict[str, Any]:
    kind = offer.kind if offer.kind in list(AvatarKind) else AvatarKind.PRESENTER
    return {
        "kind": str(kind), "name": _cut(offer.name or offer.id, 200), "gender": _cut(offer.gender, 20).lower(),
        "locale": _cut(offer.locale, 20), "voice": _cut(offer.voice, 200), "position": position,
        "tags": [_cut(tag, 60) for tag in offer.tags], "headshot_url": headshot_url, "retired_at": None,
        "looks": [{"id": id, "name": _cut(name, 100)} for id, name in offer.looks],
    }  # fmt: skip


def _voice(offer: Offer, position: int) -> dict[str, Any]:
    return {
        "name": _cut(offer.name or offer.id, 200), "language": _cut(offer.language, 60), "position": position,
        "locale": _cut(offer.locale, 20), "gender": _cut(offer.gender, 20).lower(), "retired_at": None,
        "sample_url": headshots.wanted(offer.sample_url, ""),
    }  # fmt: skip


def _cut(text: str, most: int) -> str:
    return typed.line(text)[:most].strip()


def wake_due() -> None:
    """Wake a few accounts whose day has come, each once: they never ask all at the same time."""
    now = timezone.now()
    open_ = Account.objects.exclude(provider=Provider.LOCAL).exclude(closed_at__isnull=False, sync_at=None)
    due = open_.filter(Q(sync_at=None) | Q(sync_at__lte=now))
    for pk, when in list(due.order_by("sync_at").values_list("pk", "sync_at")[:AT_ONCE]):
        if Account.objects.filter(pk=pk, sync_at=when).update(sync_at=now + AGAIN):
            later("sync_account", pk)


def work(account_id: str, *, ask: Ask = ask) -> None:
    """The daily round of one account. What goes wrong is noted on it; of a closed one, the key is forgotten."""
    account = Account.objects.filter(pk=account_id).exclude(provider=Provider.LOCAL).first()
    if account is None:
        return
    if account.closed_at:
        forget(account)
        return
    try:
        sync(account, ask=ask)
    except (ProviderError, Conflict) as error:
        denied = getattr(error, "permanent", True)
        wait = (DAILY if denied else AFTER_FAILURE) * random.uniform(1 - SHAKEN, 1 + SHAKEN)
        Account.objects.filter(pk=account.pk).update(sync_at=timezone.now() + wait)


@transaction.atomic
def forget(account: Account) -> None:
    """Delete the key of a closed account, as soon as nothing is under way there that it takes to ask about."""
    row = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if _asks_for_its_key(row):
        row.sync_at = timezone.now() + AFTER_FAILURE
    else:
        row.credentials, row.sync_at = {}, None
    row.save(update_fields=["credentials", "sync_at"])


def _asks_for_its_key(account: Account) -> bool:
    """Whether something is under way there: takes, twins that were sent, and those that are to be deleted there."""
    followed = Q(state__in=SENT) | Q(state=TwinState.READY, erase_at__isnull=False)
    takes, twins = Take.objects.open().filter(account=account), Twin.objects.filter(followed, account=account)
    return takes.exists() or twins.exists()
