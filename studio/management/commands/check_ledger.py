"""`manage.py check_ledger`: proves that the books are right. Exits with 1 and a sentence for everything that is not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio.actions import ledger
from studio.management import database
from studio.models import Transfer, Wallet


class Command(BaseCommand):
    help = "Checks every wallet, transfer, entry and budget. Changes nothing."

    @database.usable()
    def handle(self, *args: Any, **options: Any) -> None:
        found = ledger.problems()
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"The ledger is not right: {len(found)} problem{'s' if len(found) > 1 else ''}.")
        wallets, transfers = Wallet.objects.count(), Transfer.objects.count()
        self.stdout.write(f"The ledger is right. Wallets: {wallets}, transfers: {transfers}.")
