"""Wake-ups that commit with their rows, and a cluster of real processes that dies whole and comes back clean."""

from __future__ import annotations

import signal
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django_q.models import Failure, OrmQ, Task

from studio import queue
from studio.models import Beat
from tests import processes
from tests.processes import until


class Regret(Exception):
    """Rolls a transaction back."""


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_it_leaves_no_wake_up_behind_a_rolled_back_transaction() -> None:
    with pytest.raises(Regret), transaction.atomic():
        queue.later("beat", "default")
        raise Regret
    assert not OrmQ.objects.exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_it_shows_a_wake_up_only_after_the_commit() -> None:
    with transaction.atomic():
        queue.later("work_take", "x", cluster="render")
        seen_elsewhere = _count_in_another_connection()
    assert seen_elsewhere == 0
    assert _count_in_another_connection() == 1


def test_it_carries_strings_only(db: None) -> None:
    number = uuid.uuid4()
    queue.later("work_take", number, cluster="render")
    row = OrmQ.objects.get()
    assert row.key == "render"
    assert row.task["func"] == "studio.tasks.work_take"
    assert row.task["args"] == (str(number),)


def test_it_counts_what_waits_by_cluster(db: None) -> None:
    queue.later("beat", "default")
    queue.later("beat", "render", cluster="render")
    queue.later("beat", "render", cluster="render")
    OrmQ.objects.filter(pk=OrmQ.objects.last().pk).update(lock=timezone.now() + timedelta(hours=1))
    assert queue.depth() == {"default": 1, "render": 1}


def test_it_prunes_what_is_stale_and_nothing_else(db: None) -> None:
    now = timezone.now()
    for age in (timedelta(hours=1), timedelta(days=2)):
        OrmQ.objects.create(key="default", payload="x", lock=now - age)
    for age in (timedelta(days=1), timedelta(days=20)):
        stopped = now - age
        Task.objects.create(
            id=uuid.uuid4().hex, name=str(age), func="x", started=stopped, stopped=stopped, success=False
        )
    assert queue.prune() == 2
    assert OrmQ.objects.count() == Failure.objects.count() == 1


def test_it_outlasts_its_prefetch_before_it_tries_again() -> None:
    """`retry` counts from the fetch: everything fetched before must be able to run out its time first."""
    for layout in (settings.Q_CLUSTER, *settings.Q_CLUSTER["ALT_CLUSTERS"].values()):
        rounds = 1 + -(-(layout["queue_limit"] + layout["bulk"]) // layout["workers"])
        assert layout["retry"] >= (layout["timeout"] + 3) * rounds + 30


@pytest.fixture
def cluster(transactional_db: None, tmp_path: Path) -> Iterator[tuple[psutil.Process, str]]:
    """A running cluster on the test database: its main process and the run's mark.

    It shares DATA_DIR with the test run, and so the secret key that wake-ups are signed with.
    """
    environment = {"DATABASE_URL": _address(), "Q_CLUSTER_NAME": "default", "QUEUE_WORKERS": "2"}
    with processes.started("manage.py", "cluster", "default", log=tmp_path / "log", **environment) as (process, run):
        until(lambda: len(processes.marked(run)) == 6, seconds=60)
        yield psutil.Process(process.pid), run
        process.send_signal(signal.SIGKILL)


@pytest.mark.both
@pytest.mark.slow
def test_it_runs_a_task_and_ends_in_order(cluster: tuple[psutil.Process, str]) -> None:
    main, run = cluster
    queue.later("beat", "a name of its own")
    until(Beat.objects.filter(name="queue:a name of its own").exists, seconds=60)
    main.terminate()
    assert main.wait(timeout=60) == 0
    until(lambda: not processes.marked(run), seconds=20)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sentinel", "worker", "monitor", "pusher"])
def test_it_dies_as_a_whole_when_one_of_it_is_killed(cluster: tuple[psutil.Process, str], name: str) -> None:
    main, run = cluster
    until(lambda: name in [process.name() for process in main.children(recursive=True)], seconds=30)
    next(process for process in main.children(recursive=True) if process.name() == name).kill()
    assert main.wait(timeout=30) == -signal.SIGKILL
    until(lambda: not processes.marked(run), seconds=20)


@pytest.mark.slow
def test_it_leaves_nothing_when_its_main_process_is_killed(cluster: tuple[psutil.Process, str]) -> None:
    main, run = cluster
    main.kill()
    until(lambda: not processes.marked(run), seconds=20)
    assert not processes.marked(run)


def test_it_names_the_clusters_there_are_when_asked_for_another(tmp_path: Path) -> None:
    with processes.started("manage.py", "cluster", "nonsense", log=tmp_path / "log") as (process, _):
        assert process.wait(timeout=60) == 1
    assert "There are: default, render." in (tmp_path / "log").read_text()


def _address() -> str:
    """The test database as another process may open it."""
    to = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{to['NAME']}"
    return f"postgres://{to['USER']}:{to['PASSWORD']}@{to['HOST']}:{to['PORT']}/{to['NAME']}"


def _count_in_another_connection() -> int:
    """Rows that a second connection sees right now."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM django_q_ormq")
            return int(cursor.fetchone()[0])
    finally:
        other.close()
