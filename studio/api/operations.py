"""What the addresses for programs take and give, said at each view's door and told in the documents at /api/docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from studio.dialects.shapes import Schema
from studio.errors import Busy, NotEnoughCredits, NotFound, StudioError


@dataclass(frozen=True, slots=True)
class Raw:
    """A body that is a file's bytes, of one of these media types."""

    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """multipart/form-data with a file in each of these fields."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of an address.

    `told` says what it does where the view's docstring speaks of several methods. `takes` is the JSON body, as a shape
    or as what pydantic reads it with; `asks` the query, in the same ways. `refuses` is what may be wrong beside that
    which may always be wrong: the key, the pace, the body, an id in the path.
    """

    method: str
    told: str = ""
    gives: Schema | Raw = field(kw_only=True)
    takes: Any = field(default=None, kw_only=True)
    asks: Mapping[str, Schema] | type = field(default_factory=dict, kw_only=True)
    needs: tuple[str, ...] = field(default=(), kw_only=True)
    """Those of `asks` that have to be there."""
    status: int = field(default=200, kw_only=True)
    refuses: tuple[StudioError, ...] = field(default=(), kw_only=True)
    example: Any = field(default=None, kw_only=True)
    """A body that works."""


GET, POST, PATCH, DELETE = (partial(Operation, method) for method in ("GET", "POST", "PATCH", "DELETE"))


def or_post(operation: Operation) -> tuple[Operation, Operation]:
    """For programs that know GET and POST alone, what works by another method works by POST, too."""
    return operation, replace(operation, method="POST")


NO_CREDITS = NotEnoughCredits("This needs 21 credits, and 4 are left.", needed=2100, available=400)
NOT_THERE = NotFound("There is no such thing.")
BUSY = Busy("This takes a moment longer. Ask again in a few seconds.")
ORDERING = (NO_CREDITS, BUSY)
"""What may stand in the way of an order."""
