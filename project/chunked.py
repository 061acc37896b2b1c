"""Bodies that come without their length (`Transfer-Encoding: chunked`), as programs send what they stream. Django reads
as many bytes as CONTENT_LENGTH says, here none: such a body is read to its end before, on the disk when it is large.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from typing import IO, Any

from gunicorn.http.errors import ParseException

MOST, STRANGERS = 32 * 2**20, 5 * 2**20
"""Bytes of such a body, with and without a key beside it. A larger file can come with its length."""
KEYS = "HTTP_AUTHORIZATION", "HTTP_X_API_KEY"
MEMORY = 2**16
PIECE = 2**16
TOO_BIG = "413 Content Too Large", "Send at most {} MB in chunks, or say the length of what you send."
BROKEN = "400 Bad Request", "The chunks of this request could not be read to their end."

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


def measured(application: Application) -> Application:
    """A WSGI application that is told the length of every body."""

    def answer(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
        if not chunked or not environ.get("wsgi.input_terminated"):
            return application(environ, start_response)
        most = MOST if any(name in environ for name in KEYS) else STRANGERS
        with tempfile.SpooledTemporaryFile(MEMORY) as body:
            try:
                length = _copied(environ["wsgi.input"], body, most)
            except _Broken:
                return _refused(start_response, *BROKEN)
            if length > most:
                return _refused(start_response, TOO_BIG[0], TOO_BIG[1].format(most // 2**20))
            body.seek(0)
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
            return application(environ, start_response)

    return answer


class _Broken(Exception):
    """The client's fault; what can't be written is ours."""


def _copied(source: Any, to: IO[bytes], most: int) -> int:
    """How many bytes came; a few more than `most` when there are more than that."""
    length = 0
    while length <= most and (piece := _read(source)):
        length += to.write(piece)
    return length


def _read(source: Any) -> bytes:
    try:
        return bytes(source.read(PIECE))
    except (OSError, ParseException):
        raise _Broken from None


def _refused(start_response: Start, status: str, sentence: str) -> Iterable[bytes]:
    said = json.dumps({"error": sentence}).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(said)))]
    start_response(status, headers)
    return [said]
