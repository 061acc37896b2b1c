"""Make an owner, a team with its embedded account, and an API key, for scripts. Running it again changes nothing."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from studio.actions import accounts, teams
from studio.errors import BadInput, StudioError
from studio.management import database

_OPTIONS = {"name": "team", "team_name": "team"}
"""What fields are called here."""


class Command(BaseCommand):
    help = "Make an owner, a team with its embedded account and, with --api-key-out, one API key. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--password", required=True)
        parser.add_argument("--team", required=True)
        parser.add_argument("--api-key-out", type=Path, help="File for the API key; kept as it is if its key works.")

    @database.usable()
    def handle(self, *args: Any, **options: Any) -> None:
        with database.alone():  # on a new machine this comes before the first start, or with it
            call_command("migrate", interactive=False, verbosity=0)
        try:
            made = teams.bootstrap(email=options["email"], password=options["password"], team_name=options["team"])
        except BadInput as error:
            said = [f"--{_OPTIONS.get(field, field)}: {sentence}" for field, sentence in error.problems.items()]
            raise CommandError(" ".join(said)) from None
        except StudioError as error:
            raise CommandError(str(error)) from None
        if out := options["api_key_out"]:
            try:
                write_key(made, out)
            except OSError as error:
                raise CommandError(f"The API key can't be written to {out}: {error.strerror}.") from None
        self.stdout.write(f"{made.user.email} owns {made.team.name}.")


def write_key(made: teams.Founded, out: Path) -> None:
    """Have a key of this team in the file. One that can't be written down is not made."""
    held = accounts.use_key(out.read_text(errors="replace").strip()) if out.exists() else None
    if held and held.team_id != made.team.pk:
        raise CommandError(f"{out} holds the key of another team. Name another file.")
    if held:
        return
    with transaction.atomic():
        secret = accounts.make_key(made.account, name="bootstrap", actor=made.user)
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secret + "\n")
