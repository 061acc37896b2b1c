"""Where providers tell us news: an account's address, whether anybody outside can open it, and registering it.

News only bring a question forward (`actions/polls`): without them everything works, a little later.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from studio.actions import accounts, makers, reach
from studio.actions.events import tell
from studio.errors import Conflict, ProviderError
from studio.models import Account, User
from studio.providers.base import NoNews, Refused, Registered
from studio.vocabulary import Provider

CLOSED_IN = (
    "{provider} can't reach {public}: it is not an address of the public internet. Nothing is lost: the studio asks "
    "{provider} itself how videos go. Set PUBLIC_URL to an address that opens from outside to be told sooner."
)
LOCAL = "The embedded account is drawn here: nobody has to be told."
CLOSED = "{account} is closed: nothing is ordered from it any more."
Ask = Callable[[Account, str], Registered | Refused | NoNews]


def new_token() -> str:
    """The secret part of an account's webhook address."""
    return secrets.token_urlsafe(24)


def address(account: Account, token: str = "") -> str:
    """Where the provider tells news of this account; "" while there is no such address."""
    secret = token or account.hook_token
    return f"{settings.PUBLIC_URL}/hooks/{account.provider}/{secret}" if secret else ""


def unreachable(account: Account) -> str:
    """Why the provider can't reach this server, in a sentence; "" when it can, as far as an address tells."""
    if reach.from_outside(account):
        return ""
    return CLOSED_IN.format(provider=Provider(account.provider).label, public=settings.PUBLIC_URL)


def of_order(account: Account) -> str:
    """The address that goes with an order: where there is none to register, and the provider can reach us."""
    if not makers.orders_from(account) or makers.adapter(account).features.webhooks or unreachable(account):
        return ""
    return address(account)


def ask(account: Account, url: str) -> Registered | Refused | NoNews:
    """Register the address at the provider, over the network, in place of the one that was registered before."""
    known = str(account.options.get("webhook_id") or "")
    return makers.ask(account, lambda maker, client, there: maker.register_webhook(client, there, url, known=known))


def register(account: Account, *, actor: User | None, ask: Ask = ask) -> Account:
    """Have the provider tell news at a new address of this account, with a new secret; the old ones stop working.

    Where every order carries the address, the next ones carry the new one. Not inside a transaction. Raises Conflict
    with the reason where that can't be, ProviderError when the provider won't.
    """
    if said := why_not(account):
        raise Conflict(said)
    token = new_token()
    listed = makers.adapter(account).features.webhooks
    found = ask(account, address(account, token)) if listed else Registered("")
    if not isinstance(found, Registered):
        accounts.trouble(account, found.sentence)
        raise ProviderError(f"{account} did not take the address: {found.sentence}", permanent=False)
    with transaction.atomic():
        row = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        again = row.told or not listed
        row.hook_token = token
        if listed:
            row.options = {**row.options, "webhook_id": found.webhook_id}
            row.credentials = {**row.credentials, "webhook_secret": found.secret}
        row.save(update_fields=["hook_token", "options", "credentials"])
        told = "Webhook of {} has a new address" if again else "{} tells news at a webhook now"
        tell(row.team, "account.webhook", told.format(row), actor=actor)
    return row


def why_not(account: Account) -> str:
    """Why this account can have no address for news; "" when it can."""
    if account.provider == Provider.LOCAL:
        return LOCAL
    if account.closed_at:
        return CLOSED.format(account=account)
    if not makers.orders_from(account):
        return makers.NO_ADAPTER.format(provider=Provider(account.provider).label)
    return unreachable(account)
