"""The empty SQLite database, made once for all workers of a test run: migrations take seconds, a copy none."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

from django.db import connection


def lay_out(database: Path) -> None:
    """Have a migrated, empty database there. The first worker to ask makes it; the others wait, and copy."""
    template = database.with_name("template.sqlite3")
    with template.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            _make(template.with_suffix(".new")).rename(template)
    shutil.copyfile(template, database)


def _make(file: Path) -> Path:
    named = connection.settings_dict["TEST"]
    mine, named["NAME"] = named["NAME"], str(file)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    named["NAME"] = mine
    return file
