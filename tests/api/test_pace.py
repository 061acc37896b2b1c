"""How often one key may ask: in windows of a minute, which are forgotten."""

from __future__ import annotations

import pytest
from django.test import override_settings

from studio.api import pace as paces
from studio.api.refusals import TooFast


@override_settings(API_RATE=2)
def test_a_minute_begins_with_a_keys_first_request(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, pace = [1000.0], paces.Pace()
    monkeypatch.setattr(paces.time, "monotonic", lambda: clock[0])
    waits = []
    for moment in (0.0, 10.0, 10.2, 59.9, 60.0, 60.0, 61.0):
        clock[0] = 1000.0 + moment
        try:
            pace.go("a")
            waits.append(0)
        except TooFast as error:
            waits.append(error.wait)
    assert waits == [0, 0, 50, 1, 0, 0, 59]


def test_keys_that_are_quiet_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, pace = [1000.0], paces.Pace()
    monkeypatch.setattr(paces.time, "monotonic", lambda: clock[0])
    for number in range(10_000):
        pace.go(str(number))
    clock[0] += paces.MINUTE
    assert len(pace._seen) == 10_000
    pace.go("new")
    assert [*pace._seen] == ["new"]
