"""What the door refuses, whichever dialect says it."""

from __future__ import annotations

from studio.errors import Busy, StudioError

KEY_MAX = 255
"""Characters of an Idempotency-Key."""


class NoKey(StudioError):
    code = "unauthorized"
    status = 401


class WrongMethod(StudioError):
    code = "method_not_allowed"
    status = 405

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed
        super().__init__(f"Ask for this address with {' or '.join(allowed)}.")


class TooBig(StudioError):
    code = "too_big"
    status = 413


class KeyTooLong(StudioError):
    """Cut, it would be another request's, too, whose answer would be this one's."""

    code = "idempotency_key_too_long"
    status = 400

    def __init__(self) -> None:
        super().__init__(f"Send an Idempotency-Key of at most {KEY_MAX} characters.")


class TooFast(StudioError):
    """`wait`: seconds after which the next request is welcome."""

    code = "rate_limited"
    status = 429

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(f"Too many requests. Send the next one in {wait} s.")


class Unknown(StudioError):
    """An address that this server doesn't have."""

    code = "not_found"
    status = 404

    def __init__(self) -> None:
        super().__init__("This server has nothing at this address.")


class Broken(StudioError):
    code = "internal_error"
    status = 500

    def __init__(self) -> None:
        super().__init__("Something went wrong on this server. Its log says more; try again later.")


class Away(StudioError):
    """The database is away, locked or full: asking again later helps."""

    code = "unavailable"
    status = 503

    def __init__(self) -> None:
        super().__init__("This server can't use its database. Try again in a moment.")


RETRIED = (TooFast.status, Busy.status)
"""Statuses that come with Retry-After."""
