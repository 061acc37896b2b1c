"""Asking the engine's warm child: whose fault an error is, and never another question's answer."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.errors import BadInput, EngineFailed
from studio.providers.child import Warm, run
from tests.storyboards import AVATAR, TEXT

pytestmark = pytest.mark.slow
BOARD: dict[str, Any] = {"scenes": [{"character": dict(AVATAR), "voice": dict(TEXT)}]}
SILENT: dict[str, Any] = {"scenes": [{"voice": {"type": "silence", "duration": 2.0}}]}


@pytest.fixture(scope="module")
def engine() -> Iterator[Warm]:
    warm = Warm()
    yield warm
    warm.close()


def test_it_tells_a_bug_from_bad_input(engine: Warm) -> None:
    bad = {"scenes": [{"character": dict(AVATAR), "voice": {**TEXT, "voice_id": "nobody"}}]}
    with pytest.raises(BadInput) as refused:
        engine.ask("measure", storyboard=bad, media={})
    assert set(refused.value.problems) == {"scenes.0.voice.voice_id"}
    with pytest.raises(EngineFailed, match="The engine broke: KeyError"):
        engine.ask("still", storyboard=BOARD, media={})  # without a place to draw to


def test_it_never_takes_another_questions_answer(engine: Warm) -> None:
    def interrupt(number: int, frame: object) -> None:
        raise TimeoutError

    engine.close()  # the next question waits for the engine to start, and is interrupted there
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(TimeoutError):
            engine.ask("measure", storyboard=BOARD, media={})
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert engine.ask("measure", storyboard=SILENT, media={})["durations"] == [2.0]


def test_it_tells_of_a_job_that_is_at_fault(tmp_path: Path) -> None:
    job = {"storyboard": {"scenes": []}, "scene": 0, "media": {}, "height": 64}
    with pytest.raises(BadInput):
        run("take", job, tmp_path / "take", limit=60, on_progress=lambda news: True)
