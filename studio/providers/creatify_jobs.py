"""How a job at Creatify goes. Its id here names its family, too: "lipsyncs_v2/<uuid>"."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from studio.net.client import Answered, Client
from studio.providers import creatify_words as words
from studio.providers import replies
from studio.providers.base import (
    Forged,
    HookNews,
    NoNews,
    Standing,
    Submitted,
    TakeNews,
    TakeOrder,
)

TEMPLATES, SCENES = "custom_template_jobs", "lipsyncs_v2"
FAMILIES: Final = (TEMPLATES, SCENES)
FIRST_POLL, NEXT_POLL = 30.0, 10.0
MOST_WORDS: Final = 20_000
MOST_CREDITS: Final = 1_000_000
"""A larger number is nobody's price, and no ledger keeps the largest: it tells nothing of what the job cost."""
STANDINGS: Final = {
    "pending": Standing.RUNNING, "in_queue": Standing.RUNNING, "running": Standing.RUNNING,
    "done": Standing.DONE, "failed": Standing.FAILED, "rejected": Standing.FAILED,
}  # fmt: skip
REJECTED: Final = "Creatify rejected it in its review and gave no reason."
GONE: Final = "Creatify knows no such video any more."


def family_of(board: Mapping[str, Any]) -> str:
    return TEMPLATES if board.get("template") else SCENES


def address(external_id: str) -> str:
    """Where a job is asked about; "" for an id that is none of ours."""
    family, _, job = external_id.partition("/")
    return f"/api/{family}/{job}/" if family in FAMILIES and words.safe_id(job) else ""


def known_as(job: str) -> tuple[str, ...]:
    """A webhook doesn't say which family its job is of."""
    return tuple(f"{family}/{job}" for family in FAMILIES)


def accepted(reply: Answered, family: str) -> Submitted | None:
    job = words.safe_id(reply.member("id"))
    return Submitted(f"{family}/{job}", FIRST_POLL) if job else None


async def found(client: Client, orders: Sequence[TakeOrder]) -> dict[str, Submitted]:
    """The one job whose name ends with each token. That there are such lists was never documented; {} without them."""
    jobs = dict[str, Submitted]()
    for family in sorted({family_of(order.storyboard) for order in orders}):
        tokens = [order.token for order in orders if family_of(order.storyboard) == family]
        listed = await words.listed(client, f"/api/{family}/")
        named = () if isinstance(listed, NoNews) else [(str(job.get("name") or ""), job.get("id")) for job in listed]
        for token in tokens:
            ours = {words.safe_id(job) for name, job in named if name.endswith(token)}
            if len(ours) == 1 and "" not in ours:
                jobs[token] = Submitted(f"{family}/{ours.pop()}", FIRST_POLL)
    return jobs


async def fetch(client: Client, external_id: str) -> TakeNews | NoNews:
    path = address(external_id)
    if not path:
        return TakeNews(Standing.GONE, "no id", reason=GONE)
    reply = await client.call("GET", path)
    if isinstance(reply, Answered) and reply.status == 404 and words.said(reply):
        return TakeNews(Standing.GONE, "404", reason=GONE)
    job = reply.json() if isinstance(reply, Answered) and reply.good else None
    if not isinstance(job, dict) or not isinstance(job.get("status"), str):
        return words.no_news(reply)
    return news(job)


def news(job: Mapping[str, Any]) -> TakeNews:
    """`done` comes twice in the life of a job that was previewed: only a video's address says that it is there."""
    word = str(job["status"])
    standing = STANDINGS.get(word.lower(), Standing.RUNNING)
    url = replies.address(job.get("video_output")) or replies.address(job.get("output"))
    if standing is Standing.DONE and not url:
        standing = Standing.RUNNING
    reason = job.get("failed_reason")
    reason = reason.strip() if isinstance(reason, str) else ""
    if word.lower() == "rejected":
        reason = reason or REJECTED
    done = standing is Standing.DONE
    return TakeNews(
        standing, word, progress=replies.percent(_number(job.get("progress"))), video_url=url if done else "",
        poster_url=replies.address(job.get("video_thumbnail")), seconds=_number(job.get("duration")) or None,
        cost=_cost(job) if done else None, reason=reason[: replies.LONGEST_REASON],
        words=_words(job.get("word_alignments")) if done else (), mark=replies.mark(job.get("name")),
        next_poll=NEXT_POLL, raw={name: value for name, value in job.items() if name != "word_alignments"},
    )  # fmt: skip


def _cost(job: Mapping[str, Any]) -> int | None:
    """In hundredths of a credit; None where the job doesn't say."""
    cost = _number(job.get("credits_used"))
    return None if cost is None or cost > MOST_CREDITS else round(cost * 100)


def _words(given: Any) -> tuple[tuple[str, float, float], ...]:
    """When each word is said, one after the other: only scenes have it, and only where a single job is asked for."""
    found: list[tuple[str, float, float]] = []
    for each in given[:MOST_WORDS] if isinstance(given, list) else []:
        told = each if isinstance(each, dict) else {}
        text, start, lasts = told.get("text"), _number(told.get("start")), _number(told.get("duration"))
        text = " ".join(text.replace("\0", "").split()) if isinstance(text, str) else ""
        if text and start is not None and lasts and start >= (found[-1][1] if found else 0.0):
            if found:
                found[-1] = (*found[-1][:2], min(found[-1][2], start))
            found.append((text, start, start + lasts))
    return tuple(found)


def _number(found: Any) -> float | None:
    """A number, or a text that is one; None for anything else, and for what is below 0."""
    value = replies.number(found)
    return value if value is not None and value >= 0 else None


def heard(body: bytes) -> HookNews | Forged:
    """Nothing is signed, so the address alone says whose it is: what it tells is only taken for a hint to ask."""
    try:
        told = json.loads(body)
        job, word = words.safe_id(told["id"]), told["status"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return Forged("It names no job and status.")
    if not job or not isinstance(word, str):
        return Forged("It names no job and status.")
    return HookNews(f"{job}:{word}"[:128], word, job)
