"""`manage.py webhooks`: where providers tell their news, and registering it. Secrets are never printed."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio.actions import callbacks
from studio.errors import StudioError
from studio.management import choosing, database
from studio.models import Account


class Command(BaseCommand):
    help = "List the webhooks of accounts; register those that have none; or give them new addresses and secrets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choosing.add_arguments(parser)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="say how things are (as without any of these)")
        what.add_argument("--register", action="store_true", help="register accounts that have no webhook yet")
        what.add_argument("--rotate", action="store_true", help="new address and secret for those that have one")

    @database.usable()
    def handle(self, *args: Any, **options: Any) -> None:
        chosen = choosing.accounts(options)
        if options["register"]:
            self._do([each for each in chosen if not _has_one(each)], self._register)
        elif options["rotate"]:
            self._do([each for each in chosen if _has_one(each)], self._register)
        else:
            self._do(chosen, _state)

    def _do(self, accounts: list[Account], verb: Callable[[Account], str]) -> None:
        failed = 0
        for account in accounts:
            try:
                self.stdout.write(f"{account.team} · {account}: {verb(account)}")
            except StudioError as error:
                failed += 1
                self.stderr.write(f"{account.team} · {account}: {error}")
        if not accounts:
            self.stdout.write("There is nothing to do.")
        if failed:
            raise CommandError(f"{failed} could not be registered.")

    @staticmethod
    def _register(account: Account) -> str:
        return f"registered at {callbacks.address(callbacks.register(account, actor=None))}"


def _has_one(account: Account) -> bool:
    return account.told or bool(callbacks.of_order(account))


def _state(account: Account) -> str:
    if account.told:
        turned = f"; {account.forged} turned away" if account.forged else ""
        return f"registered at {callbacks.address(account)}{turned}"
    if carried := callbacks.of_order(account):
        return f"every order carries {carried}"
    return callbacks.why_not(account) or "not registered; asked instead"
