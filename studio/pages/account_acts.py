"""What can be done to an account and its programs' keys. Every answer is its page, or for htmx the part that moves."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from studio.actions import accounts, balances, callbacks, connecting, syncing, team_settings
from studio.errors import BadInput, Conflict, ProviderError
from studio.models import Account, User
from studio.pages import access
from studio.pages.accounts import TYPED, context, there, wrong
from studio.vocabulary import Permission

PAGE, PART = "studio/accounts/account.html", "studio/accounts/_changed.html"
Verb = Callable[[Account, User], object]


@require_POST
@never_cache
def account_sync(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    return _do(request, account_id, lambda account, actor: syncing.sync(account, actor=actor), _("Up to date"))


@require_POST
@never_cache
def account_check(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    return _do(request, account_id, lambda account, actor: syncing.check(account), _("Asked"))


@require_POST
@never_cache
def account_match(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Have our books say what the provider said is left."""
    return _do(
        request, account_id, lambda account, actor: balances.match(account, actor=actor), _("The books agree now")
    )


@require_POST
@never_cache
def account_rename(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    name = request.POST.get("name", "")
    return _do(
        request, account_id, lambda account, actor: connecting.rename(account, actor=actor, name=name), _("Saved")
    )


@require_POST
@never_cache
def account_price(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    price = request.POST.get("price", "")
    return _do(
        request, account_id, lambda account, actor: team_settings.price(account, actor=actor, credits=price), _("Saved")
    )


@require_POST
@never_cache
def account_version(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    version = request.POST.get("version", "")
    return _do(
        request, account_id, lambda account, actor: connecting.use_version(account, actor=actor, version=version),
        _("Saved"),
    )  # fmt: skip


@require_POST
@never_cache
def account_webhook(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Register the account's address, or a new one in its place."""
    return _do(
        request,
        account_id,
        lambda account, actor: callbacks.register(account, actor=actor),
        _("The address is registered"),
    )


@require_POST
@never_cache
def account_close(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    return _do(request, account_id, lambda account, actor: connecting.close(account, actor=actor), _("Closed"))


@require_POST
@never_cache
def account_key(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """Try another key and use it from now on. For htmx what was typed stays when it is refused."""
    account = access.account_for(request, account_id, Permission.MANAGE)
    keys = {name: request.POST.get(name, "") for name, _label in connecting.CREDENTIALS.get(account.provider, ())}
    server = request.POST.get("server")
    try:
        connecting.change_key(account, actor=access.user(request), credentials=keys, server=server)
    except BadInput as error:
        typed = {"server": server} if server is not None else {}
        return wrong(request, PAGE, context(request, account, typed=typed, replacing=True), error)
    except Conflict as error:
        return _shown(request, account, refused=error, status=error.status)
    messages.success(request, _("The new key works"))
    return there(request, account)


@require_POST
@never_cache
def key_make(request: HttpRequest, account_id: uuid.UUID) -> HttpResponse:
    """A key for a program. The answer is the only page that ever shows it."""
    account = access.account_for(request, account_id, Permission.MANAGE)
    name = request.POST.get("key_name", "")
    try:
        secret = accounts.make_key(account, name=name, actor=access.user(request))
    except BadInput as error:
        return _shown(request, account, typed={"key_name": name}, problems=error.problems, status=error.status)
    except Conflict as error:
        return _shown(request, account, refused=error, status=error.status)
    return _shown(request, account, secret=secret, secret_name=name)


@require_POST
@never_cache
def key_revoke(request: HttpRequest, key_id: uuid.UUID) -> HttpResponse:
    key = access.key_for(request, key_id, Permission.MANAGE)
    accounts.revoke_key(key, actor=access.user(request))
    messages.success(request, _("“%(name)s” can't open anything any more") % {"name": key.name})
    return _shown(request, key.account) if request.htmx else there(request, key.account)  # type: ignore[attr-defined]


def _do(request: HttpRequest, account_id: uuid.UUID, verb: Verb, done: str) -> HttpResponse:
    """Do it, and show the account as it is then, with what was wrong beside its field or at its top."""
    account = access.account_for(request, account_id, Permission.MANAGE)
    try:
        verb(account, access.user(request))
    except BadInput as error:
        typed = {name: request.POST[name] for name in TYPED if name in request.POST}
        return _shown(request, account, typed=typed, problems=error.problems, status=error.status)
    except (Conflict, ProviderError) as error:
        return _shown(request, account, refused=error, status=Conflict.status)
    messages.success(request, done)
    return _shown(request, account) if request.htmx else there(request, account)  # type: ignore[attr-defined]


def _shown(request: HttpRequest, account: Account, *, status: int = 200, **more: Any) -> HttpResponse:
    frame = context(request, account, fragment=bool(request.htmx), **more)  # type: ignore[attr-defined]
    return render(request, PART if request.htmx else PAGE, frame, status=status)  # type: ignore[attr-defined]
