"""The log of a studio whose database is away: read by somebody in a hurry."""

from __future__ import annotations

import logging

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory

from project.logs import SHORT, TOLD, Once
from studio.pages import problems


def told(once: Once, error: Exception, path: str = "/") -> str | None:
    """What is left of Django's line about a page that broke: the line, and whether its traceback follows."""
    info = (type(error), error, None)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", ("Broke", path), info)
    if not once.filter(record):
        return None
    return record.getMessage() + (" +traceback" if record.exc_info else "")


def test_it_tells_a_trouble_of_the_database_once_with_its_traceback_then_in_lines() -> None:
    now = [100.0]
    once, gone = Once(clock=lambda: now[0]), OperationalError("connection refused\n\tIs the server running?")
    assert told(once, gone) == "Broke: / +traceback"
    assert told(once, OperationalError("deadlock detected")) == "Broke: / +traceback", "another is told, too"
    assert [told(once, gone) for _ in range(3)] == [None] * 3
    now[0] += SHORT
    assert told(once, gone, "/credits/") == "Broke: /credits/: connection refused (and 3 more like this)"
    assert told(once, gone) is None
    now[0] += TOLD
    assert told(once, gone) == "Broke: / +traceback"


def test_it_leaves_every_other_line_alone() -> None:
    once = Once()
    assert [told(once, ValueError("a bug")) for _ in range(3)] == ["Broke: / +traceback"] * 3
    assert once.filter(logging.LogRecord("studio", logging.INFO, "", 0, "said", (), None))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", "a=1&" * 2100),
        ("multipart/form-data", "no boundary"),
        (
            "multipart/form-data; boundary=x",
            '--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n.\r\n' * 110,
        ),
    ],
    ids=["fields", "no end", "files"],
)
def test_a_strangers_form_is_told_in_a_line(kind: str, body: str, caplog: pytest.LogCaptureFixture) -> None:
    """Each would leave a hundred, for whoever likes to send some."""
    stranger = Client(enforce_csrf_checks=True)
    stranger.get("/signin/")
    assert stranger.post("/signin/", body, content_type=kind).status_code == 400
    assert len(caplog.records) == 1 and "Traceback" not in caplog.text


@pytest.mark.parametrize(("error", "status"), [(OperationalError("gone"), 503), (ValueError("a bug"), 500)])
def test_a_page_says_that_it_is_away_while_the_database_is(error: Exception, status: int, rf: RequestFactory) -> None:
    def answer(request: HttpRequest) -> int:
        try:
            raise error
        except Exception:
            return problems.broken(request).status_code

    assert [answer(rf.get("/", headers={"accept": kind})) for kind in ("text/html", "text/plain")] == [status] * 2
