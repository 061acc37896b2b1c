"""Connecting an account at a provider, changing what holds for it, and closing it. A key is tried before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone

from studio.actions import callbacks, credits, makers, syncing, team_settings, typed
from studio.actions.accounts import NAME_MAX
from studio.actions.events import tell
from studio.errors import BadInput, Conflict
from studio.models import Account, ApiKey, Take, Team, User
from studio.providers import registry
from studio.providers.base import Connection, NoNews
from studio.vocabulary import Provider

LONGEST_KEY = 500
CREDENTIALS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType({
    Provider.CAPTIONS: (("api_key", "API key"),),
    Provider.HEYGEN: (("api_key", "API key"),),
    Provider.CREATIFY: (("api_id", "API ID"), ("api_key", "API key")),
})  # fmt: skip
"""What a provider wants to be shown: the names in `credentials`, and what it calls them itself."""
VERSIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({Provider.HEYGEN: ("auto", "v3", "v2", "v1")})
"""Versions of its API that an account may be kept to; the first one is used where nothing is said."""
NO_NAME = f"Give the account a name, in at most {NAME_MAX} characters."
TAKEN = "Another account of this team is called that. Give this one another name."
NO_PROVIDER = "Choose who makes the videos."
NO_KEY = "Copy the {label} from {provider} and paste it here."
STRANGE_KEY = "This {label} has spaces or signs that no key has. Copy it anew."
NO_SERVER = "Give the server's address as https:// or http:// and a host, or leave it empty."
REFUSED = "{provider} refuses it: {sentence}"
SILENT = "{provider} could not be asked, so nothing was kept: {sentence}"
UNDER_WAY = (
    "{n} of its takes are under way and have to be asked about as they were ordered. Change it when they are done."
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody wrote about an account, checked as far as that goes without asking anybody."""

    provider: Provider
    name: str
    credentials: dict[str, str]
    options: dict[str, Any]
    price: int


def providers() -> list[Provider]:
    """Those that accounts can be connected at."""
    return [each for each in Provider if registry.speaks_to(each)]


def free_name(team: Team, provider: Provider) -> str:
    """A name for the next account at this provider that no other account has: HeyGen, HeyGen 2."""
    names, number = set(team.accounts.values_list("name", flat=True)), 1
    while (name := provider.label if number == 1 else f"{provider.label} {number}") in names:
        number += 1
    return name


def connect(
    team: Team, *, actor: User | None, provider: str, name: str, credentials: Mapping[str, str], price: str = "",
    version: str = "", server: str = "", ask: syncing.Ask = syncing.ask,
) -> Account:  # fmt: skip
    """Ask the provider with this key, and keep account, cast and voices when it answers. Not inside a transaction.

    `price` as written, in credits a second; "" is the provider's own. `server` leads to one that speaks the same.
    Raises BadInput by field, "" for a provider that can't be asked; then nothing was kept.
    """
    wanted = _checked(team, provider, credentials, name=name, price=price, version=version, server=server)
    told = _tried(wanted.provider, wanted.credentials, wanted.options, ask)
    try:
        with transaction.atomic():
            account = Account(
                team=team, provider=wanted.provider, name=wanted.name, options=wanted.options, price=wanted.price,
                hook_token=callbacks.new_token(), credentials=wanted.credentials,  # type: ignore[misc]
            )  # fmt: skip
            account.save(force_insert=True)
            credits.open_wallet(account)
            tell(team, "account.connected", f"{account} connected to {wanted.provider.label}", actor=actor)
            return syncing.take_in(account, told, actor=actor)
    except IntegrityError:
        raise BadInput({"name": TAKEN}) from None


def change_key(
    account: Account, *, actor: User | None, credentials: Mapping[str, str], server: str | None = None,
    ask: syncing.Ask = syncing.ask,
) -> Account:  # fmt: skip
    """Ask with another key, and use it from now on when the provider answers. Not inside a transaction.

    Another `server` takes a key, too: nobody can have the old one sent elsewhere. Raises what `connect` raises.
    """
    _open(account)
    provider, problems = Provider(account.provider), dict[str, str]()
    shown = _credentials(provider, credentials, problems)
    options = dict(account.options)
    if server is not None:
        options.pop("base_url", None)
        options |= _server(server, problems)
    if problems:
        raise BadInput(problems)
    told = _tried(provider, shown, options, ask)
    with transaction.atomic():
        row = _locked(account)
        gone = ("base_url", "webhook_id") if makers.is_locked(row) else ("base_url",)  # with the key its secret is lost
        row.credentials = {**row.credentials, **shown}
        row.options = {**{k: v for k, v in row.options.items() if k not in gone}, **_only(options, "base_url")}
        row.save(update_fields=["credentials", "options"])
        tell(row.team, "account.key", f"{row} has a new key", actor=actor)
        return syncing.take_in(row, told, actor=actor)


def use_version(account: Account, *, actor: User | None, version: str) -> Account:
    """Keep an account to one version of its provider's API. Raises BadInput for version, Conflict while takes of it
    are under way."""
    if version not in VERSIONS.get(account.provider, ()):
        raise BadInput({"version": f"{Provider(account.provider).label} has no such version to choose."})
    with transaction.atomic():
        row = _locked(account)
        if version == row.options.get("version"):
            return row
        if n := under_way(row):
            raise Conflict(UNDER_WAY.format(n=n))
        row.options = {**row.options, "version": version}
        row.save(update_fields=["options"])
        tell(row.team, "account.version", f"{row} is asked in version {version}", actor=actor)
    return row


def rename(account: Account, *, actor: User | None, name: str) -> Account:
    """Raises BadInput for name."""
    _open(account)
    name = _name(account.team, name, besides=account)
    if name == account.name:
        return account
    try:
        with transaction.atomic():
            Account.objects.filter(pk=account.pk).update(name=name)
            tell(account.team, "account.renamed", f"{account} is called {name} now", actor=actor)
    except IntegrityError:
        raise BadInput({"name": TAKEN}) from None
    account.name = name
    return account


def close(account: Account, *, actor: User | None) -> Account:
    """Order nothing from it any more, let no program in by it. What is under way ends; then the key is forgotten."""
    if account.provider == Provider.LOCAL:
        raise Conflict("The embedded account stays: drafts are drawn by it.")
    with transaction.atomic():
        row = _locked(account)
        now = timezone.now()
        row.closed_at = row.sync_at = now
        row.save(update_fields=["closed_at", "sync_at"])
        ApiKey.objects.filter(account=row, revoked_at=None).update(revoked_at=now)
        tell(row.team, "account.closed", f"{row} closed", actor=actor)
    syncing.forget(row)
    row.refresh_from_db()
    return row


def under_way(account: Account) -> int:
    """How many of its takes are not done."""
    return Take.objects.open().filter(account=account).count()


def _tried(provider: Provider, credentials: dict[str, str], options: dict[str, Any], ask: syncing.Ask) -> syncing.Told:
    """What the provider says to this key. Raises BadInput beside the key when it opens nothing."""
    told = ask(registry.adapter(provider, options), Connection(credentials, options))
    if isinstance(told.cast, NoNews):
        said, field = (REFUSED, CREDENTIALS[provider][-1][0]) if told.cast.denied else (SILENT, "")
        raise BadInput({field: said.format(provider=provider.label, sentence=told.cast.sentence)})
    return told


def _checked(
    team: Team, provider: str, credentials: Mapping[str, str], *, name: str, price: str, version: str, server: str
) -> Typed:  # fmt: skip
    """Raises BadInput with everything that is wrong, at once."""
    if provider not in providers():
        raise BadInput({"provider": NO_PROVIDER})
    at, problems, amount = Provider(provider), dict[str, str](), 0
    shown = _credentials(at, credentials, problems)
    options = _server(server, problems)
    if versions := VERSIONS.get(at):
        options["version"] = version if version in versions else versions[0]
    try:
        default = registry.adapter(at, options).default_price
        amount = team_settings.price_of(price) if typed.line(price) else default
    except BadInput as error:
        problems |= error.problems
    try:
        name = _name(team, name)
    except BadInput as error:
        problems |= error.problems
    if problems:
        raise BadInput(problems)
    return Typed(at, name, shown, options, amount)


def _credentials(provider: Provider, given: Mapping[str, str], problems: dict[str, str]) -> dict[str, str]:
    found = {}
    for field, label in CREDENTIALS[provider]:
        found[field] = key = given.get(field, "").strip()
        if not key:
            problems[field] = NO_KEY.format(label=label, provider=provider.label)
        elif len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
            problems[field] = STRANGE_KEY.format(label=label)
    return found


def _server(given: str, problems: dict[str, str]) -> dict[str, Any]:
    given = given.strip().rstrip("/")
    try:
        parts = urlsplit(given)
        right = parts.scheme in ("http", "https") and parts.hostname and not (parts.username or parts.query)
    except ValueError:
        right = False
    if given and (not right or not given.isprintable() or len(given) > LONGEST_KEY):
        problems["server"] = NO_SERVER
    return {"base_url": given} if given else {}


def _name(team: Team, given: str, *, besides: Account | None = None) -> str:
    name = typed.line(given)
    if not name or len(name) > NAME_MAX:
        raise BadInput({"name": NO_NAME})
    if any(name == other for pk, other in team.accounts.values_list("pk", "name") if not besides or pk != besides.pk):
        raise BadInput({"name": TAKEN})
    return name


def _only(options: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {name: options[name]} if name in options else {}


def _locked(account: Account) -> Account:
    """The row as it is now, until the transaction ends. Raises Conflict for a closed one."""
    row = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    _open(row)
    return row


def _open(account: Account) -> None:
    if account.provider == Provider.LOCAL:
        raise Conflict("The embedded account is as it is: it needs no key, and its name stays.")
    if account.closed_at:
        raise Conflict(callbacks.CLOSED.format(account=account))
