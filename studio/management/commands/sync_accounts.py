"""`manage.py sync_accounts`: brings cast, voices and balance up to date. Exits with 1 when a provider refused."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio.actions import syncing
from studio.errors import StudioError
from studio.management import choosing, database


class Command(BaseCommand):
    help = "Ask providers for the cast, the voices and the balance of accounts, now instead of at their daily hour."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choosing.add_arguments(parser)

    @database.usable()
    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for account in choosing.accounts(options, embedded=True):
            try:
                row = syncing.sync(account)
            except StudioError as error:
                failed += 1
                self.stderr.write(f"{account.team} · {account}: {error}")
                continue
            left = f", {row.balance} left there" if row.balance else ""
            self.stdout.write(f"{account.team} · {account}: {row.avatars.offered().count()} avatars{left}")
        if failed:
            raise CommandError(f"{failed} could not be brought up to date.")
