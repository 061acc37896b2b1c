"""What became of an order, as every dialect needs to know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from studio.vocabulary import RenderState


@dataclass(frozen=True, slots=True)
class JobNews:
    """One order at one moment.

    `progress` is 0–100; `seconds` the finished video's length, None before; `spent` hundredths of a credit settled.
    Addresses are absolute and can be opened without a key; None while there is nothing behind them. `request` is what
    was asked, as it was sent. A finished draft lies at `preview_url`.
    """

    id: str
    kind: str
    state: RenderState
    created_at: datetime
    updated_at: datetime
    progress: int = 0
    error: str = ""
    title: str = ""
    seconds: float | None = None
    spent: int = 0
    callback_id: str = ""
    callback_url: str = ""
    folder_id: str = ""
    video_url: str | None = None
    poster_url: str | None = None
    srt_url: str | None = None
    vtt_url: str | None = None
    preview_url: str | None = None
    words: tuple[tuple[str, float, float], ...] = ()
    """(text, start, end) of every spoken word, in seconds of the whole video."""
    request: dict[str, Any] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        return self.state.finished
