"""Write docs/storyboard.schema.json from the storyboard's own definition, or with --check see that it is current."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio.storyboard import schema_text

SCHEMA = Path(__file__).resolve().parents[3] / "docs" / "storyboard.schema.json"


class Command(BaseCommand):
    """`manage.py storyboard_schema [--check] [PATH]`. With --check nothing is written and a difference is an error."""

    help = "Write the storyboard's JSON Schema, or check that it is current."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=SCHEMA, help=f"default: {SCHEMA}")
        parser.add_argument("--check", action="store_true", help="compare only; fail when the file differs")

    def handle(self, *args: Any, path: Path, check: bool, **options: Any) -> None:
        current = schema_text().encode()
        if not check:
            try:
                path.write_bytes(current)
            except OSError as error:
                raise CommandError(f"{path} can't be written: {error.strerror}.") from None
            self.stdout.write(f"Wrote {path}.")
        elif not path.is_file() or path.read_bytes() != current:
            raise CommandError(f"{path} is out of date. Run: python manage.py storyboard_schema {path}")
        else:
            self.stdout.write(f"{path} is current.")
