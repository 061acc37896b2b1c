"""Which message tells, in each dialect, that a job has ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from studio.dialects import captions, creatify, heygen, studio
from studio.dialects.news import JobNews
from studio.dialects.shapes import Schema
from studio.vocabulary import Dialect


@dataclass(frozen=True, slots=True)
class Message:
    """One event and the bytes that are signed and sent."""

    event: str
    body: str


_SAYERS: dict[Dialect, Callable[[JobNews], tuple[str, dict[str, Any]]]] = {
    Dialect.CAPTIONS: captions.event_of,
    Dialect.CREATIFY: creatify.event_of,
    Dialect.HEYGEN: heygen.event_of,
    Dialect.STUDIO: studio.event_of,
}


SHAPES: dict[Dialect, Schema] = {
    Dialect.CAPTIONS: captions.words.MESSAGE,
    Dialect.CREATIFY: creatify.words.MESSAGE,
    Dialect.HEYGEN: heygen.status.MESSAGE,
    Dialect.STUDIO: studio.MESSAGE,
}
"""What `message_of` writes."""


def message_of(dialect: Dialect, news: JobNews) -> Message:
    """The message about a job that has ended."""
    event, body = _SAYERS[dialect](news)
    return Message(event, json.dumps(body, ensure_ascii=False, separators=(",", ":")))
