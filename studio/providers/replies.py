"""What a reply means, the same for every provider: the table of replies in docs/architecture.md."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

from studio.net.client import Answered, Lost, NotSent, Reply
from studio.providers.base import Later, NoNews, Outcome, Refused, Submitted, Unknown

LONGEST_REASON = 500
LONGEST_ID = 200
"""Characters of a job's id, as long as one is kept."""
DENIED = (401, 403)
"""What is answered to a key that is wrong, or that may not do this."""
_MARK: Final = re.compile(r"(?:\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|\(([0-9a-f]{12})\))$")
Said = Callable[[Answered], str]
"""The provider's own words in a bad answer; "" for a gateway's page."""


def outcome(
    reply: Reply, provider: str, *, said: Said, accepted: Callable[[Answered], Submitted | None]
) -> Outcome:  # fmt: skip
    """What a reply to a paid order means. `accepted` reads the job's id out of a good answer; None: it has none."""
    if isinstance(reply, NotSent):
        return Later(reply.sentence)
    if isinstance(reply, Lost):
        return Unknown(reply.sentence)
    if reply.status == 429:
        return Later(f"{provider} asks for patience.", reply.retry_after)
    reason = said(reply)
    if 400 <= reply.status < 500 and reply.status != 408 and reason:
        return Refused(reason, raw={"status": reply.status, "detail": reason})
    made = accepted(reply) if reply.good else None
    if made and job_id(made.external_id):
        return made
    return Unknown(f"{provider} answered {reply.status} without saying whether it took the order.")


def no_news(reply: Reply, provider: str, *, said: Said) -> NoNews:
    """What is told of an answer that brings nothing."""
    if not isinstance(reply, Answered):
        return NoNews(reply.sentence)
    told = said(reply) or f"{provider} answered {reply.status} without news."
    return NoNews(told, reply.retry_after, denied=reply.status in DENIED)


def job_id(found: Any) -> str:
    """A job's id; "" for anything else, and for one that is too long to be kept."""
    return found if isinstance(found, str) and len(found) <= LONGEST_ID else ""


def text(found: Any) -> str:
    """A text without space around it; "" for anything else."""
    return found.strip() if isinstance(found, str) else ""


def number(found: Any) -> float | None:
    """A number, or a text that is one; None for anything else."""
    try:
        value = math.nan if isinstance(found, bool) else float(found)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def amount(found: Any) -> str:
    """A number as it is told of money: to the hundredth, never shortened to 1.2e+06. "" for what is none; a text may
    count anything."""
    value = None if isinstance(found, str) else number(found)
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def percent(progress: Any) -> int | None:
    """0–100, from that or from 0–1: services differ, and some don't say which one they mean."""
    if isinstance(progress, bool) or not isinstance(progress, int | float) or not 0 <= progress <= 100:
        return None
    return round(progress * 100) if 0 < progress < 1 else round(progress)


def mark(found: Any) -> str:
    """The token of ours at the end of what a provider repeats: whole, or its last part in brackets. "" for neither:
    a person may have changed a title, and another program says what it likes."""
    told = _MARK.search(found) if isinstance(found, str) else None
    return (told[1] or told[2]) if told else ""


def address(found: Any) -> str:
    """A web address, or "" for anything else."""
    return found if isinstance(found, str) and found.startswith(("http://", "https://")) else ""
