"""The triggers that keep ledger rows as they were written, on SQLite and PostgreSQL.

Migrations install them. SQLite drops a table's triggers when a migration rebuilds the table: every later migration
that changes Transfer or Entry there ends with `install`. `manage.py check_ledger` says when they are missing.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("studio_transfer", "studio_entry")
REFUSAL = "The ledger is append-only: add a transfer that corrects it."
_FUNCTION = "studio_refuse_change"


def install(connection: BaseDatabaseWrapper) -> None:
    """Refuse UPDATE, DELETE and (PostgreSQL) TRUNCATE of ledger rows with an IntegrityError. Safe to repeat."""
    lift(connection)
    _run(connection, _postgres_install() if connection.vendor == "postgresql" else _sqlite_install())


def lift(connection: BaseDatabaseWrapper) -> None:
    """Let the rows be changed again: for going back a migration, and for emptying a test database."""
    if connection.vendor == "postgresql":
        drops = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table in _names(connection).items()]
        _run(connection, [*drops, f"DROP FUNCTION IF EXISTS {_FUNCTION}()"])
    else:
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in _names(connection)])


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that should be there and are not (or, on PostgreSQL, are disabled)."""
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND tgrelid IN (%s::regclass, %s::regclass)"
        )
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(query, TABLES)
        found = {name for (name,) in cursor.fetchall()}
    return sorted(set(_names(connection)) - found)


def _names(connection: BaseDatabaseWrapper) -> dict[str, str]:
    verbs = ("update", "delete", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
    return {f"{table}_no_{verb}": table for table in TABLES for verb in verbs}


def _sqlite_install() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table in TABLES
        for verb in ("update", "delete")
    ]


def _postgres_install() -> list[str]:
    """Row by row for UPDATE and DELETE, so that a statement that meets no row is let through, as on SQLite."""
    statements = [
        f"CREATE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    ]
    for table in TABLES:
        for verb, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
            statements.append(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION {_FUNCTION}()"
            )
    return statements


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
