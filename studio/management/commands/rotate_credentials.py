"""`manage.py rotate_credentials`: encrypts anew what was encrypted with an older key. Secrets are never printed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from studio.actions import sealing
from studio.management import database

HELP = (
    "Encrypt every account's key, every webhook's secret and what programs were answered anew with the first of "
    "CREDENTIALS_KEYS, so that the others can be dropped. All of it or nothing; it may be said again."
)
CURE = (
    "Put the missing key behind the others in CREDENTIALS_KEYS; or, when it is lost, say --leave-unreadable, and enter "
    "those anew."
)


class Command(BaseCommand):
    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--leave-unreadable", action="store_true", help="leave what no key can read as it is")

    @database.usable()
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = sealing.renew(leave=options["leave_unreadable"])
        except sealing.NoKey as error:
            for name in error.names:
                self.stderr.write(f"Can't be read: {name}")
            raise CommandError(f"{error} {CURE}") from None
        for name in done.unread:
            self.stderr.write(f"Left as it is: {name}")
        anew = f"accounts {done.accounts}, webhooks {done.webhooks}, answers to programs {done.answers}"
        self.stdout.write(f"Encrypted anew: {anew}. With the first key already: {done.before}.")
        if len(settings.CREDENTIALS_KEYS) > 1:
            self.stdout.write("Nothing needs the other keys any more.")
