"""A team that asks in a loop, from many places, keeps another's only question waiting for one of its own at most."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from studio.actions import assets, cast, fair, previews
from studio.errors import Busy
from studio.providers.child import Warm

TAKES = 0.2
"""Seconds that each question keeps the engine."""
MANY = 20


@contextmanager
def asking(question: Callable[[int], object]) -> Iterator[None]:
    """MANY ask again and again meanwhile."""
    over, numbers = threading.Event(), iter(range(1_000_000))

    def ask(_: int) -> None:
        while not over.is_set():
            with suppress(Busy):
                question(next(numbers))
        connections.close_all()

    with ThreadPoolExecutor(MANY) as threads:
        threads.map(ask, range(MANY))
        time.sleep(5 * TAKES)
        try:
            yield
        finally:
            over.set()


def took(question: Callable[[], object]) -> float:
    began = time.monotonic()
    question()
    return time.monotonic() - began


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(self: Warm, op: str, *, out: str, **question: Any) -> dict[str, Any]:
        time.sleep(TAKES)
        Path(out).write_bytes(b"a picture")
        return {"ok": True}

    monkeypatch.setattr(Warm, "ask", draw)
    monkeypatch.setattr(previews, "STILL_WAIT", 6.0)


def test_pictures_of_scenes_take_turns_among_teams(engine: None, tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    with asking(lambda number: previews._picture("stills", {"number": number}, cast.NO_PROPS, team="theirs")):
        for number in range(5):
            seconds = took(
                lambda number=number: previews._picture("stills", {"mine": number}, cast.NO_PROPS, team="mine")
            )
            assert seconds < 6 * TAKES


@pytest.mark.django_db(transaction=True)
def test_files_are_looked_at_in_turn_among_teams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(*args: Any, **more: Any) -> dict[str, Any]:
        time.sleep(TAKES)
        return {"seconds": 1.0, "width": 1, "height": 1}

    monkeypatch.setattr(assets, "_looked_into", look)

    class Kept:
        def __init__(self, team_id: str) -> None:
            self.team_id, self.file = team_id, type("File", (), {"path": "a"})

    with asking(lambda number: assets.look_into(Kept("theirs"), "clip", folder=tmp_path)):  # type: ignore[arg-type]
        for _ in range(5):
            assert took(lambda: assets.look_into(Kept("mine"), "clip", folder=tmp_path)) < 3 * TAKES  # type: ignore[arg-type]


def test_who_waits_too_long_for_their_own_is_told_so() -> None:
    line = fair.Line()
    with line.place("a team", wait=1, otherwise="Later.") as left:
        assert 0.5 < left <= 1
        with line.place("another", wait=0, otherwise="Later."):
            pass
        with pytest.raises(Busy, match="Later"), line.place("a team", wait=0.05, otherwise="Later."):
            pass
    with line.place("a team", wait=0, otherwise="Later."):
        pass
