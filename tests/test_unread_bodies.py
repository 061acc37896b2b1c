"""What nobody read of a request, sent to the real web server."""

from __future__ import annotations

import contextlib
import http.client

import pytest

from tests.test_web_server import port

__all__ = ["port"]


@pytest.mark.parametrize("size", [1_000, 60_000, 65_535, 65_536, 70_000, 1_000_000])
def test_an_answer_says_whether_the_connection_ends_with_it(port: int, size: int) -> None:
    """The web server throws little away and ends the connection when there is more."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(asked):
        for body in (b"x" * size, b""):
            asked.request("POST", "/static/none.css", body, headers={"Host": "localhost"})
            answer = asked.getresponse()
            assert answer.read()
            assert answer.will_close == (len(body) >= 65_536)
