"""What a reply means, whoever it comes from."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.net.client import Answered, Lost, NotSent, Reply
from studio.providers import replies
from studio.providers.base import Later, NoNews, Outcome, Refused, Submitted, Unknown

UNSAID = "Acme answered {} without saying whether it took the order."
TOKEN = "7a1b0c52-4d3e-4f60-8a9b-0c1d2e3f4a5b"


def answered(status: int, **body: Any) -> Answered:
    return Answered(status, {"retry-after": "7"}, json.dumps(body).encode())


def said(reply: Answered) -> str:
    return str(reply.member("no") or "")


def accepted(reply: Answered) -> Submitted | None:
    return Submitted(reply.member("id")) if reply.member("id") is not None else None


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (NotSent("Nobody there."), Later("Nobody there.")), (Lost("Cut off."), Unknown("Cut off.")),
        (answered(429, no="No.", id="j"), Later("Acme asks for patience.", 7.0)),
        (answered(400, no="No."), Refused("No.", raw={"status": 400, "detail": "No."})),
        (answered(499, no="No.", id="j"), Refused("No.", raw={"status": 499, "detail": "No."})),
        *((answered(status, no="No.", id="j"), Unknown(UNSAID.format(status)))
          for status in (302, 399, 408, 500, 503)),
        *((answered(status, id="j"), Unknown(UNSAID.format(status)))
          for status in (199, 300, 404)),
        (answered(200, id="j", no="No."), Submitted("j")), (answered(201, id="0" * 200), Submitted("0" * 200)),
        *((answered(200, **body), Unknown(UNSAID.format(200)))
          for body in ({}, {"id": ""}, {"id": "0" * 201}, {"id": 7})),
    ],
)  # fmt: skip
def test_an_order_ends_in_one_way(reply: Reply, outcome: Outcome) -> None:
    assert replies.outcome(reply, "Acme", said=said, accepted=accepted) == outcome


@pytest.mark.parametrize(
    ("reply", "news"),
    [
        (NotSent("Nobody there."), NoNews("Nobody there.")), (Lost("Cut off."), NoNews("Cut off.")),
        (answered(500), NoNews("Acme answered 500 without news.", 7.0)), (answered(404, no="No."), NoNews("No.", 7.0)),
        (answered(401, no="No."), NoNews("No.", 7.0, denied=True)),
        (answered(403, no="No."), NoNews("No.", 7.0, denied=True)),
    ],
)  # fmt: skip
def test_no_news_say_why(reply: Reply, news: NoNews) -> None:
    assert replies.no_news(reply, "Acme", said=said) == news


@pytest.mark.parametrize(
    ("read", "given", "found"),
    [
        *((replies.text, *row) for row in ((" a ", "a"), (7, ""), (None, ""))),
        *((replies.number, *row) for row in (
            (1, 1.0), ("1.5", 1.5), (-2, -2.0), (True, None), ("x", None), (None, None), ([], None), ("nan", None),
            ("inf", None), (10**400, None),
        )),
        *((replies.amount, *row) for row in (
            (1, "1"), (1.5, "1.5"), (0, "0"), (10, "10"), (1_200_000, "1200000"), (0.126, "0.13"), ("7", ""),
            (None, ""),
            (float("nan"), ""),
        )),
        *((replies.percent, *row) for row in (
            (0, 0), (1, 1), (0.5, 50), (0.004, 0), (45, 45), (45.6, 46), (100, 100), (100.5, None), (-0.1, None),
            (True, None), ("45", None), (None, None),
        )),
        *((replies.mark, *row) for row in (
            (TOKEN, TOKEN), (f"Spring · {TOKEN}", TOKEN), (f"{TOKEN} copy", ""), (f"x{TOKEN}", ""), (TOKEN.upper(), ""),
            ("Spring (0c1d2e3f4a5b)", "0c1d2e3f4a5b"), ("(0c1d2e3f4a5)", ""), ("0c1d2e3f4a5b", ""), (None, ""), (7, ""),
        )),
        *((replies.address, *row) for row in (
            ("http://x", "http://x"), ("https://x", "https://x"), ("ftp://x", ""), ("", ""), (None, ""),
            (["https://x"], ""),
        )),
        *((replies.job_id, *row) for row in (("j", "j"), ("0" * 200, "0" * 200), ("0" * 201, ""), (7, ""), (None, ""))),
    ],
)  # fmt: skip
def test_it_is_read_or_passed_over(read: Any, given: Any, found: Any) -> None:
    assert read(given) == found
    assert type(read(given)) is type(found)
