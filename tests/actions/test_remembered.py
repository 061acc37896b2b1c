"""What is kept by content: answers and refusals for good, failures for a while, and only so many of them."""

from __future__ import annotations

import pytest

from studio.actions import remembered
from studio.actions.remembered import FAILED, Remembered
from studio.errors import BadInput, Conflict, EngineFailed, StudioError


@pytest.fixture
def now() -> list[float]:
    """The clock: its last entry is the time."""
    return [1000.0]


@pytest.fixture
def known(now: list[float]) -> Remembered[str]:
    made = Remembered[str]()
    made._clock = lambda: now[-1]
    return made


def test_answers_are_kept_until_all_are_forgotten(known: Remembered[str], now: list[float]) -> None:
    assert known.get("a") is None
    assert known.keep("a", "found") == "found"
    now.append(1e9)
    assert (known.get("a"), known.get("b")) == ("found", None)
    known.forget()
    assert known.get("a") is None


@pytest.mark.parametrize(("error", "for_good"), [(EngineFailed("broke"), False), (BadInput({"a": "no"}), True)])
def test_failures_are_tried_again_and_refusals_are_not(
    known: Remembered[str], now: list[float], error: StudioError, for_good: bool
) -> None:
    def raised() -> bool:
        try:
            return known.get("a") is not None
        except type(error) as again:
            return again is error

    with pytest.raises(type(error)), known.remembering("a", EngineFailed, BadInput):
        raise error
    asked = []
    for later in (0, FAILED, FAILED + 1):
        now.append(1000.0 + later)
        asked.append(raised())
    assert asked == [True, True, for_good]


def test_errors_of_other_kinds_are_not_known(known: Remembered[str]) -> None:
    with pytest.raises(Conflict), known.remembering("a", BadInput):
        raise Conflict("not now")
    assert known.get("a") is None


def test_the_one_not_asked_for_the_longest_goes_first(known: Remembered[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 2)
    for name in "ab":
        known.keep(name, name)
    assert known.get("a") == "a"
    known.keep("c", "c")
    assert [known.get(name) for name in "abc"] == ["a", None, "c"]
