"""Whether videos can be made, in words; the heartbeats behind it; the clock that sends them."""

from __future__ import annotations

import errno
import logging
import os
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import health
from studio.actions.health import Facts, Health, Pulse
from studio.management.commands.tick import Clock
from studio.models import Beat, Take, Team, Twin
from studio.vocabulary import Provider, TwinState
from tests import doubles, people

GB = 1024**3


def facts(*, age: float = 1, render: float | None = None, renewed: datetime | None = None) -> Facts:
    """Everything seen `age` seconds ago, the render queue `render` seconds ago."""
    now = timezone.now()
    seen = {"tick": age, "queue:default": age, "queue:render": age if render is None else render}
    beats = {name: now - timedelta(seconds=each) for name, each in seen.items()}
    return Facts("sqlite", "3", "wal", beats=beats, waiting={"default": 0, "render": 4}, renewed=renewed)


def look(said: Facts, *, free: int = GB) -> Health:
    return health.look(ask=lambda: said, free=free)


@pytest.fixture
def up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(health.STARTED, str(time.time() - 3600))


@pytest.fixture
def just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(health.STARTED, str(time.time() - 5))


def test_it_is_ok_when_everything_was_seen_lately(up_for_long: None) -> None:
    found = look(facts(age=20))
    assert (found.status, found.problems) == ("ok", [])
    assert found.queue["render"] == {"beat_age_s": pytest.approx(20, abs=1), "waiting": 4}
    assert found.database == {"ok": True, "vendor": "sqlite", "version": "3", "journal_mode": "wal"}
    assert {"understudy", "python", "django", "av"} <= set(found.versions)
    assert found.engine == {"network": "closed"}


def test_it_is_bad_when_a_queue_was_silent_for_a_minute(up_for_long: None) -> None:
    found = look(facts(render=75))
    assert found.status == "bad"
    assert found.problems == ["The queue “render” was last seen to work 75 seconds ago."]


def test_what_was_seen_before_the_clock_was_set_back_proves_nothing(up_for_long: None) -> None:
    found = look(facts(age=-3600, renewed=timezone.now() + timedelta(hours=1)))
    assert found.status == "bad" and len(found.problems) == 3
    assert found.queue["render"]["beat_age_s"] is None
    assert look(facts(age=-30)).status == "ok", "another machine's clock may be a little ahead"


def test_it_takes_a_renewed_lease_for_a_sign_of_life(up_for_long: None) -> None:
    """While every render worker draws a long video, the heartbeat waits behind them: that is work, not silence."""
    found = look(facts(render=300, renewed=timezone.now() - timedelta(seconds=9)))
    assert found.status == "ok"
    assert found.queue["render"]["beat_age_s"] == pytest.approx(9, abs=1)


def test_a_lease_of_the_render_queues_alone_is_its_sign_of_life(team: Team) -> None:
    """Neither one that an order's worker holds, nor one that only keeps everybody away for a while."""
    here, there = people.account(team), people.account(team, provider=Provider.HEYGEN)
    drawn, ordered = (people.take(people.render(people.video(account))) for account in (here, there))
    in_an_hour = timezone.now() + timedelta(hours=1)
    Take.objects.filter(pk=ordered.pk).update(lease_holder="w", lease_until=in_an_hour)
    Take.objects.filter(pk=drawn.pk).update(lease_holder="", lease_until=in_an_hour)
    assert health.read().renewed is None
    Take.objects.filter(pk=drawn.pk).update(lease_holder="w", lease_until=in_an_hour)
    assert health.read().renewed == in_an_hour - Take.LEASE


def test_a_twin_that_is_being_made_is_a_sign_of_life(team: Team) -> None:
    """Its media may take a render worker longer than a minute."""
    made = doubles.twin(people.account(team), state=TwinState.CHECKING)
    then = timezone.now() + timedelta(seconds=80)
    Twin.objects.filter(pk=made.pk).update(lease_holder="w", lease_until=then)
    assert health.read().renewed == then - Take.LEASE
    Twin.objects.filter(pk=made.pk).update(state=TwinState.ORDERING)
    assert health.read().renewed is None, "that is another queue's"


def test_it_is_starting_until_everything_was_seen_since_the_start(just_started: None) -> None:
    found = look(facts(age=1, render=30))
    assert found.status == "starting"
    assert found.problems == ["The queue “render” has not been seen to work yet."]
    assert look(facts(age=1)).status == "ok"


def test_it_is_bad_when_the_disk_is_nearly_full(just_started: None) -> None:
    found = look(facts(age=30), free=312 * 1024**2)
    assert found.status == "bad"
    assert "Only 312 MB are free where the videos are kept; 500 MB are needed." in found.problems


@pytest.mark.parametrize("name", ["cache", "media", "work"])
def test_it_is_bad_when_a_folder_cannot_be_written(
    just_started: None, settings: Any, tmp_path: Path, client: Client, db: None, name: str
) -> None:
    settings.DATA_DIR = tmp_path
    assert look(facts()).status == "ok"
    (tmp_path / name).rmdir()
    (tmp_path / name).write_text("in the way")
    found = look(facts())
    assert found.status == "bad"
    assert [f"“{name}” in DATA_DIR can't be written" in problem for problem in found.problems] == [True]
    assert str(tmp_path) not in str(found), "a stranger reads it"
    answer = client.get("/healthz")
    assert (answer.status_code, name in str(answer.json()["problems"])) == (503, True)


def test_a_folder_on_a_full_disk_wants_room(
    just_started: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path

    def no_room(**_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(health.tempfile, "TemporaryFile", no_room)
    assert (
        "The folder “media” in DATA_DIR can't be written: No space left on device. Make room there."
        in look(facts()).problems
    )


def test_it_is_bad_when_the_whole_disk_is_gone(just_started: None, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.DATA_DIR = tmp_path / "file" / "var"
    found = health.look(ask=facts)
    assert (found.status, len(found.problems)) == ("bad", 4)


def test_it_is_bad_when_the_database_refuses(up_for_long: None, caplog: pytest.LogCaptureFixture) -> None:
    def refuse() -> Facts:
        raise OperationalError("connection to 10.0.0.5 refused\nmore")

    found = health.look(ask=refuse)
    assert (found.status, found.database["ok"]) == ("bad", False)
    assert found.queue["default"] == {"beat_age_s": None, "waiting": None}
    assert "10.0.0.5" not in str(found), "a stranger reads it: where the database is, is not theirs to know"
    assert "10.0.0.5 refused" in caplog.text


def test_it_does_not_wait_for_a_database_that_hangs(up_for_long: None) -> None:
    """And it does not pile up threads: the next asker waits for the same look."""
    release, asked = threading.Event(), []

    def hang() -> Facts:
        asked.append(1)
        release.wait(60)
        return facts()

    start = time.monotonic()
    assert [health.look(ask=hang, wait=0.2).status for _ in range(3)] == ["bad"] * 3
    assert time.monotonic() - start < 20
    assert len(asked) == 1
    release.set()
    deadline = time.monotonic() + 30
    while look(facts()).status != "ok" and time.monotonic() < deadline:
        time.sleep(0.01)
    assert look(facts()).status == "ok"


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_it_answers_strangers_with_503_and_then_200(client: Client, just_started: None) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "starting")
    for name in ("tick", "queue:default", "queue:render"):
        health.strike(name)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert "no-store" in answer["Cache-Control"]


def test_it_is_only_read(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_it_sends_a_heartbeat_through_every_queue_and_the_next_one_when_it_came_back(db: None) -> None:
    now, pulse = timezone.now(), Pulse()
    assert pulse.send(now) == ["default", "render"]
    assert pulse.send(now + Pulse.EVERY) == [], "the first may still arrive"
    Beat.objects.create(name="queue:default", at=now + timedelta(seconds=1))
    assert pulse.send(now + timedelta(seconds=5)) == []
    assert pulse.send(now + Pulse.EVERY) == ["default"]
    assert pulse.send(now + Pulse.LOST) == ["render"], "lost on the way: one more"
    assert OrmQ.objects.filter(key="render").count() == 2


def test_it_sends_heartbeats_when_the_clock_was_set_back(db: None) -> None:
    now, pulse = timezone.now(), Pulse()
    pulse.send(now)
    assert pulse.send(now - timedelta(hours=1)) == ["default", "render"]
    assert pulse.send(now - timedelta(hours=1) + Pulse.EVERY) == [], "the first may still arrive"


def test_it_does_not_pile_heartbeats_up_before_a_dead_queue(db: None) -> None:
    now, pulse = timezone.now(), Pulse()
    for turn in range(100):
        pulse.send(now + turn * Pulse.LOST)
    assert OrmQ.objects.filter(key="render").count() == Pulse.MOST_WAITING


class TestClock:
    def test_it_shows_its_life_and_sends_heartbeats(self, db: None) -> None:
        Clock().turn(0)
        assert Beat.objects.filter(name="tick").exists()
        assert set(OrmQ.objects.values_list("key", flat=True)) == {"default", "render"}

    def test_it_logs_an_absent_database_once_and_goes_on(self, caplog: pytest.LogCaptureFixture) -> None:
        away = [True]

        def step() -> None:
            if away[0]:
                raise OperationalError("gone")

        clock = Clock(steps=[(0.0, step)])
        with caplog.at_level(logging.WARNING):
            clock.turn(0)
            clock.turn(2)
            away[0] = False
            clock.turn(4)
            clock.turn(6)
        assert [record.message for record in caplog.records] == [
            "The database is away, trying again: gone",
            "The database is back",
        ]

    def test_it_goes_on_behind_a_step_that_breaks(self, caplog: pytest.LogCaptureFixture) -> None:
        done = []

        def broken() -> None:
            raise RuntimeError("a bug")

        Clock(steps=[(0.0, broken), (0.0, lambda: done.append(1))]).turn(0)
        assert done == [1]
        assert "a bug" in caplog.text
