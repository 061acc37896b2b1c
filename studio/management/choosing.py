"""Which accounts a command is about."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError

from studio.models import Account
from studio.vocabulary import Provider


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--team", help="only this team's, by its name or id")
    parser.add_argument("--account", help="only this one, by its name or id")


def accounts(options: Mapping[str, Any], *, embedded: bool = False) -> list[Account]:
    """The open accounts that were asked for, by team and age. Raises CommandError when there are none."""
    found = Account.objects.filter(closed_at=None).select_related("team").order_by("team__name", "created_at")
    if not embedded:
        found = found.exclude(provider=Provider.LOCAL)
    team, account = options.get("team"), options.get("account")
    chosen = [
        each
        for each in found
        if team in (None, each.team.name, str(each.team_id)) and account in (None, each.name, str(each.pk))
    ]
    if not chosen:
        raise CommandError("There is no such account." if team or account else "No account is connected.")
    return chosen
