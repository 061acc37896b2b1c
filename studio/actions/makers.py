"""Who makes a video: the embedded engine, or a provider through its adapter. What is asked of either, in one place.

A draft is always drawn by the engine, with stand-ins for a provider's avatars and voices: it is free and quick.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings

from studio.actions import cast, media, reach, standins
from studio.models import Account, Take, Video
from studio.models.fields import Locked
from studio.net.client import Client, finish
from studio.net.guard import Rules
from studio.providers import local, registry
from studio.providers.base import Adapter, Connection
from studio.vocabulary import Provider, RenderKind

LOCKED_WAIT = timedelta(minutes=5)
"""Until an order looks again whether its account's key can be read."""
LOCKED = "This server can't read the key of {account} any more. Enter it again under Settings, Accounts."
NO_TEMPLATES = "{provider} has no templates that the studio could fill. Choose the account of the one that has it."
NO_LINKS = (
    "{provider} fetches files from this server, and can't reach {public}. Set PUBLIC_URL to an address that opens from "
    "outside, or leave the file out."
)
T = TypeVar("T")
Question = Callable[[Adapter, Client, Connection], Awaitable[T]]
"""Something that one of an adapter's coroutines answers."""
NO_ADAPTER = "Videos can't be ordered from {provider} yet: choose another account. Drafts work."
_SAYS_NOTHING = ("title", "callback_id", "callback_url", "folder_id", "music", "pronunciations")
"""Members that change nothing of what a provider makes."""


def embedded(account: Account, kind: str = RenderKind.FINAL) -> bool:
    """Whether the engine draws a version of this kind for this account."""
    return account.provider == Provider.LOCAL or kind == RenderKind.DRAFT


def adapter(account: Account) -> Adapter:
    return registry.adapter(account.provider, account.options)


def orders_from(account: Account) -> bool:
    """Whether the studio can order from this account's provider."""
    return registry.speaks_to(account.provider)


def connection(account: Account) -> Connection:
    return Connection({name: str(value) for name, value in account.credentials.items()}, account.options)


def makes_twins(account: Account) -> bool:
    """Whether the account's provider makes people's doubles itself; those of the embedded account are made here."""
    return orders_from(account) and adapter(account).features.twins


def client(account: Account) -> Client:
    """A client that talks to the account's provider, with its key, within the site's limits."""
    rules = Rules.read(settings.FETCH_ALLOW)
    return registry.client(adapter(account), connection(account), rules=rules, seconds=settings.PROVIDER_SECONDS)


def is_locked(account: Account) -> bool:
    """Whether the account's key can't be read here: nothing is ordered or taken for gone without it."""
    return isinstance(account.credentials, Locked)


def ask(account: Account, question: Question[T]) -> T:
    """Ask the account's provider over the network, once. Never in a transaction."""
    return finish(asking(account, question))


async def asking(account: Account, question: Question[T]) -> T:
    """The same for a caller with a loop."""
    async with client(account) as opened:
        return await question(adapter(account), opened, connection(account))


def problems(account: Account, storyboard: Mapping[str, Any]) -> dict[str, str]:
    """What the account's maker can't honour of a right storyboard, by dotted path. The engine says so when it plans."""
    if embedded(account):
        return {}
    if not orders_from(account):
        return {"account": NO_ADAPTER.format(provider=Provider(account.provider).label)}
    if is_locked(account):
        return {"account": LOCKED.format(account=account)}
    maker = adapter(account)
    wrong = maker.problems(storyboard)
    if storyboard.get("test") and not maker.features.tests:
        wrong["test"] = f"{Provider(account.provider).label} has no free tests. Press Draft instead: it costs nothing."
    if storyboard.get("template") and not maker.features.templates:
        wrong["template"] = NO_TEMPLATES.format(provider=Provider(account.provider).label)
    if maker.features.needs_links and not reach.from_outside(account):
        wrong |= _out_of_reach(account, storyboard)
    return wrong


def _out_of_reach(account: Account, storyboard: Mapping[str, Any]) -> dict[str, str]:
    """The files that the provider would have to fetch here. Music is laid under the finished video, by the join."""
    told = NO_LINKS.format(provider=Provider(account.provider).label, public=settings.PUBLIC_URL)
    files = [*media.named(dict(storyboard)), *media.addresses(dict(storyboard))]
    return {path: told for path, _, _ in files if not path.startswith("music.")}


def split(account: Account, kind: str, storyboard: Mapping[str, Any]) -> tuple[tuple[int, ...], ...]:
    """Which scenes make up which take."""
    if embedded(account, kind) or not orders_from(account):
        return local.split(len(storyboard["scenes"]))
    return adapter(account).split(storyboard)


def part(storyboard: Mapping[str, Any], scenes: Sequence[int]) -> dict[str, Any]:
    """The storyboard with only these scenes."""
    return {**storyboard, "scenes": [storyboard["scenes"][index] for index in scenes]}


def quote(account: Account, kind: str, storyboard: Mapping[str, Any], seconds: float, *, price: int) -> int:
    """Hundredths of a credit for a take of this (part of a) storyboard at `price` a second."""
    if embedded(account, kind) or not orders_from(account):
        return local.quote(seconds, price=price)
    return adapter(account).quote(storyboard, seconds, price=price)


def hashes(video: Video, kind: str, storyboard: dict[str, Any]) -> list[str]:
    """The content hash of each take of a right storyboard: takes with one hash show the same."""
    account = video.account
    digests = cast.gather(video.team, account.pk, storyboard).digests
    if not embedded(account, kind):
        takes = split(account, kind, storyboard)
        return [_hash(account, part(storyboard, scenes), digests) for scenes in takes]
    height = local.DRAFT_HEIGHT if kind == RenderKind.DRAFT else None
    drawn = standins.drawable(account, storyboard)
    return [local.scene_hash(drawn, index, digests, height) for index in range(len(drawn["scenes"]))]


def _hash(account: Account, storyboard: dict[str, Any], digests: Mapping[str, str]) -> str:
    """Of a provider's take: its maker, its scenes, and the files it names by their content."""
    said = {name: value for name, value in storyboard.items() if name not in _SAYS_NOTHING}
    text = json.dumps([account.provider, account.options.get("version"), said], sort_keys=True, ensure_ascii=False)
    for name, digest in digests.items():
        text = text.replace(json.dumps(name), json.dumps(digest))
    return hashlib.sha256(text.encode()).hexdigest()


def drawing_of(take: Take) -> dict[str, Any]:
    """The storyboard of a take as the engine can draw it."""
    return standins.drawable(take.account, take.render.storyboard)


def shared(amount: int, seconds: Sequence[float]) -> list[int]:
    """`amount` shared out over scenes by their length, to the last hundredth."""
    whole = sum(seconds)
    if not whole:
        return [amount if index == 0 else 0 for index in range(len(seconds))]
    done, found = 0.0, list[int]()
    for each in seconds:
        done += each
        found.append(math.floor(amount * done / whole + 1e-9) - sum(found))
    return found
