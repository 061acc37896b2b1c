"""Settings of the test run, and the people in it."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests import people, template

# The same examples every time: a change is to blame for a failure, not the dice. `--hypothesis-profile=default` throws
# them, to look for what nobody has met yet.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.load_profile("suite")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a shell's background job: the programs under test would be, too
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure() -> None:
    """What tests do differently; tests/postgres.py has chosen the folder and the database before."""
    from django.conf import settings

    gc.disable()  # until all is collected: what is imported and collected stays
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Nobody has run collectstatic: the manifest's names would all be missing.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns when it is missing
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, so that other processes can meet in it.
        database.setdefault("TEST", {})["NAME"] = str(settings.DATA_DIR / "test.sqlite3")
        # A test database may be lost with the machine, or with this process, which nobody kills. Other processes
        # open it with the studio's own settings.
        database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;"


def pytest_collection() -> None:
    """At its first example Hypothesis makes its dice and asks the garbage collector who holds them. Later it would
    learn of nobody, and warn: from Python 3.14 on, what holds them is frozen with the rest."""

    @hypothesis.given(hypothesis.strategies.none())
    def first(nothing: None) -> None: ...

    first()


def pytest_collection_finish() -> None:
    """What thousands of collected tests are made of stays: the garbage collector need not look through it."""
    gc.enable()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, django_db_blocker: Any) -> bool:
    """On SQLite the database is there already: a copy."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return False
    with django_db_blocker.unblock():
        template.lay_out(Path(connection.settings_dict["TEST"]["NAME"]))
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Emptying the test database is the one time that ledger rows may go."""
    from django.db import connection
    from django.db.models.signals import post_migrate

    from studio.models import append_only

    # On the class: under Playwright's greenlet, Django opens another connection than this one.
    operations = type(connection.ops)
    flush: Callable[[Any, Any], None] = operations.execute_sql_flush

    def flush_with_ledger(self: Any, statements: Any) -> None:
        append_only.lift(self.connection)
        flush(self, statements)
        append_only.install(self.connection)

    operations.execute_sql_flush = flush_with_ledger  # type: ignore[method-assign]
    # After every test that empties it, Django would fill in the permissions again, which nothing here asks for.
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


@pytest.fixture(scope="session", autouse=True)
def no_hurry() -> None:
    """On a machine that is busy with other things, the engine may take longer than people would wait for a preview.

    Tests of that haste set limits of their own."""
    from studio.actions import previews

    previews.SPEECH_LIMIT = previews.PATIENCE = previews.STILL_WAIT = previews._stills._limit = 120.0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Playwright's loop counts as running in this thread for as long as its browser is open, also while it sleeps: work
    that would start a loop of its own refuses to, and Django has another connection. Only the tests that use a browser
    need it; for all others it is put aside before any fixture asks for the database."""
    running = None if "chromium" in getattr(item, "fixturenames", ()) else asyncio._get_running_loop()
    if running:
        asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        if running:
            asyncio._set_running_loop(running)


@pytest.fixture
def apart(settings: Any, tmp_path: Path) -> None:
    """Files of its own, for a test that tidies up: workers share a folder and not their rows, so that what others'
    twins are just saying would look left behind."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def team(db: None) -> people.Team:
    return people.team()


@pytest.fixture
def alice(team: people.Team) -> people.User:
    """Owner of the team."""
    return people.alice(team)


@pytest.fixture
def bob(team: people.Team) -> people.User:
    """Editor in the team."""
    return people.bob(team)


@pytest.fixture
def vera(team: people.Team) -> people.User:
    """Viewer in the team."""
    return people.vera(team)


@pytest.fixture
def charlie(db: None) -> people.User:
    """A stranger: owner of another team."""
    return people.charlie()


@pytest.fixture
def account(team: people.Team) -> people.Account:
    """The team's embedded account, with 100 credits in its wallet."""
    return people.account(team)


@pytest.fixture
def wallet(account: people.Account) -> people.Wallet:
    return people.wallet(account)


@pytest.fixture
def key(account: people.Account, alice: people.User) -> people.ApiKey:
    """Alice's, for programs at the embedded account."""
    return people.key(account, by=alice)


@pytest.fixture
def video(account: people.Account, alice: people.User) -> people.Video:
    """Alice's video of one scene that can be generated."""
    return people.video(account, by=alice)
