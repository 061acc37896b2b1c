"""A team that asks for a lot, from many places, keeps another's only question waiting for one of its own at most."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from studio.actions import assets, cast, fair, previews
from studio.errors import Busy
from studio.models.ids import new_id
from studio.providers.child import Warm
from tests.processes import until

MANY = 20


class Engine:
    """Answers a question when told to, and knows whose it answered."""

    def __init__(self) -> None:
        self.heard = list[str]()
        self._go = threading.Semaphore(0)

    def answer(self, whose: str) -> None:
        self.heard.append(whose)
        assert self._go.acquire(timeout=60), "nobody let the engine go on"

    def goes_on(self, times: int = 1) -> None:
        self._go.release(times)


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def people() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(MANY + 1, initializer=connections.close_all) as threads:
        yield threads


def heard(engine: Engine, count: int) -> list[str]:
    """Whose questions came, as soon as there are so many."""
    until(lambda: len(engine.heard) >= count, seconds=60)
    return engine.heard


def in_line(line: fair.Line, count: int) -> None:
    def waiting() -> int:
        with line._changed:
            return sum(len(team.waiting) for team in line._teams.values())

    until(lambda: waiting() == count, seconds=60)


def ended(asked: list[Future[Any]], engine: Engine) -> None:
    engine.goes_on(len(asked))
    for each in asked:
        each.result(60)


def test_pictures_of_scenes_take_turns_among_teams(
    engine: Engine, people: ThreadPoolExecutor, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(self: Warm, op: str, *, whose: str, out: str, **question: Any) -> dict[str, Any]:
        engine.answer(whose)
        Path(out).write_bytes(b"a picture")
        return {"ok": True}

    def ask(whose: str, number: int) -> Future[Path]:
        question = {"whose": whose, "number": number}
        return people.submit(previews._picture, "stills", question, cast.NO_PROPS, team=whose)

    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(Warm, "ask", draw)
    asked = [ask("theirs", number) for number in range(MANY)]
    in_line(previews._line, MANY - 1)
    mine = ask("mine", 0)
    in_line(previews._line, MANY)
    engine.goes_on()
    assert heard(engine, 2) == ["theirs", "mine"]
    engine.goes_on()
    assert heard(engine, 3) == ["theirs", "mine", "theirs"]
    ended([*asked, mine], engine)


def test_lengths_of_scenes_are_measured_and_words_said_in_turn_among_teams(
    engine: Engine, people: ThreadPoolExecutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams = {name: new_id() for name in ("theirs", "mine", "another's")}

    def answer(self: Warm, op: str, *, storyboard: dict[str, Any], **question: Any) -> dict[str, Any]:
        engine.answer(storyboard["scenes"][0]["voice"]["input_text"].split()[-1])
        return {"ok": True, "durations": [1.0], "words": [[]]}

    def said(whose: str, number: int = 0) -> dict[str, Any]:
        voice = {"type": "text", "voice_id": "nora", "input_text": f"This is number {number} of {whose}"}
        return {"scenes": [{"voice": voice}]}

    def ask(whose: str, number: int = 0) -> Future[Any]:
        return people.submit(previews.check, said(whose, number), paths={}, team=teams[whose])

    monkeypatch.setattr(Warm, "ask", answer)
    asked = [ask("theirs", number) for number in range(MANY - 1)]
    in_line(previews._speaking, MANY - 2)
    asked.append(ask("mine"))
    in_line(previews._speaking, MANY - 1)
    asked.append(people.submit(previews.say, said("another's"), out=tmp_path / "a.mp3", team=teams["another's"]))
    in_line(previews._speaking, MANY)
    for number, whose in enumerate(("theirs", "mine", "another's", "theirs"), start=1):
        assert heard(engine, number)[-1] == whose
        engine.goes_on()
    ended(asked, engine)


def test_files_are_looked_at_in_turn_among_teams(
    engine: Engine, people: ThreadPoolExecutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Kept:
        def __init__(self, team_id: str) -> None:
            self.team_id, self.file = team_id, type("File", (), {"path": team_id})

    def look(file: Path, *args: Any, **more: Any) -> dict[str, Any]:
        engine.answer(file.name)
        return {"seconds": 1.0, "width": 1, "height": 1}

    def ask(whose: str) -> Future[Any]:
        return people.submit(assets.look_into, Kept(whose), "clip", folder=tmp_path)  # type: ignore[arg-type]

    monkeypatch.setattr(assets, "_looked_into", look)
    asked = [ask("theirs") for _ in range(MANY)]
    in_line(assets._INSPECTING, MANY - 1)
    assert heard(engine, 1) == ["theirs"]
    mine = ask("mine")
    assert heard(engine, 2) == ["theirs", "mine"]  # at the other place, which one team alone never has
    ended([*asked, mine], engine)


def test_who_waits_too_long_for_their_own_is_told_so() -> None:
    line = fair.Line(places=2)
    with line.place("a team", wait=1, otherwise="Later."):
        with line.place("another", wait=0, otherwise="Later."):
            pass
        with pytest.raises(Busy, match="Later"), line.place("a team", wait=0.05, otherwise="Later."):
            pass
    with line.place("a team", wait=0, otherwise="Later."):
        pass
    assert not line._teams, "nothing is kept of who is gone"


def test_teams_take_turns_and_each_in_the_order_of_its_own(people: ThreadPoolExecutor, engine: Engine) -> None:
    line = fair.Line()

    def ask(whose: str) -> None:
        with line.place(whose[0], wait=60, otherwise=""):
            engine.answer(whose)

    asked = []
    for count, whose in enumerate(("a1", "a2", "a3", "b1", "b2", "c1")):
        asked.append(people.submit(ask, whose))
        in_line(line, count)
    ended(asked, engine)
    assert engine.heard == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_who_gives_up_holds_up_nobody(people: ThreadPoolExecutor, engine: Engine) -> None:
    line = fair.Line()

    def ask(whose: str, wait: float) -> None:
        with line.place(whose, wait=wait, otherwise="Later."):
            engine.answer(whose)

    first = people.submit(ask, "a", 60)
    assert heard(engine, 1) == ["a"]
    impatient = people.submit(ask, "b", 0.2)
    last = people.submit(ask, "c", 60)
    with pytest.raises(Busy, match="Later"):
        impatient.result(60)
    ended([first, last], engine)
    assert engine.heard == ["a", "c"]
    assert not line._teams, "nothing is kept of who gave up"


def test_a_place_that_is_not_free_in_time_is_told_of_and_comes_free_whatever_happens() -> None:
    places = threading.Semaphore(1)

    def turn() -> AbstractContextManager[None]:
        return fair.turn(places, wait=0, otherwise="Later.")

    with pytest.raises(Busy, match=r"^Later\.$"), turn(), turn():
        pass
    with pytest.raises(ValueError, match="no"), turn():
        raise ValueError("no")
    with turn():
        pass
