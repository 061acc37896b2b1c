"""Everything that can go wrong on purpose, with words for the person who meets it.

StudioError                 any of the below; str(error) is fit for a page
├── BadInput                what was typed or uploaded can't be used; carries field paths      422
├── NotAllowed              the member's role does not include it                             403
├── NotFound                no such thing, or not theirs                                      404
│   └── NoTeam              whoever asks is in no team at all                                  404
├── Conflict                somebody else changed it first, or it is in the wrong state        409
├── NotEnoughCredits        the wallet's available credits don't cover the hold               402
│   └── OverBudget          a monthly budget doesn't                                          402
├── Busy                    it takes a moment longer than anybody wants to wait; asking again soon helps  503
└── ProviderError           a provider (or the engine) said no; `permanent` tells if asking again helps
    └── EngineFailed        the embedded engine ended without a video
"""

from __future__ import annotations

import errno
import os

FULL = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT))
"""How every program here says that there is no room: the system's own words."""


class StudioError(Exception):
    """A refusal with a sentence that says what to do. `code` is stable, for programs."""

    code = "error"
    status = 400

    @property
    def first_sentence(self) -> str:
        """What to say where there is room for one sentence: no names of fields, and of many problems the first."""
        return str(self)


class BadInput(StudioError):
    """Input that can't be used. `problems` maps a dotted field path to one sentence."""

    code = "invalid"
    status = 422

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(f"{path}: {text}" if path else text for path, text in problems.items()))

    @property
    def first_sentence(self) -> str:
        return next(iter(self.problems.values()), "")


class NotAllowed(StudioError):
    code = "not_allowed"
    status = 403


class NotFound(StudioError):
    code = "not_found"
    status = 404


class NoTeam(NotFound):
    code = "no_team"


class Conflict(StudioError):
    code = "conflict"
    status = 409


class NotEnoughCredits(StudioError):
    """The wallet can't cover it. `needed` and `available` are hundredths of a credit."""

    code = "not_enough_credits"
    status = 402

    def __init__(self, message: str, *, needed: int, available: int) -> None:
        self.needed, self.available = needed, available
        super().__init__(message)


class OverBudget(NotEnoughCredits):
    code = "over_budget"


class Busy(StudioError):
    code = "busy"
    status = 503


class ProviderError(StudioError):
    """`permanent`: asking again with the same input can't help."""

    code = "provider_error"
    status = 502

    def __init__(self, message: str, *, permanent: bool = True) -> None:
        self.permanent = permanent
        super().__init__(message)


class EngineFailed(ProviderError):
    code = "engine_failed"
    status = 500


def unwritable(error: OSError) -> str:
    """What to say when a file can't be written. No path: a member can't do anything about it."""
    return f"The server's disk can't be written: {error.strerror or error}. Tell the person who runs this server."


def disk_is_full(reason: str) -> bool:
    """Whether it failed for want of room, by what is said of it: the engine's processes can send no more than words."""
    return any(words in reason for words in FULL)
