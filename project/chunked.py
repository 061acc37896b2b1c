"""Bodies that come without their length (`Transfer-Encoding: chunked`), as programs send what they stream. Django reads
as many bytes as CONTENT_LENGTH says, here none: such a body is read to its end before, on the disk when it is large.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from typing import IO, Any

MOST = 32 * 2**20
"""Bytes of such a body. A larger file can come with its length."""
MEMORY = 2**16
PIECE = 2**16
TOO_BIG = "413 Content Too Large", f"Send at most {MOST // 2**20} MB in chunks, or say the length of what you send."
BROKEN = "400 Bad Request", "The chunks of this request could not be read to their end."

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


def measured(application: Application) -> Application:
    """A WSGI application that is told the length of every body."""

    def answer(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
        if not chunked or not environ.get("wsgi.input_terminated"):
            return application(environ, start_response)
        with tempfile.SpooledTemporaryFile(MEMORY) as body:
            try:
                length = _copied(environ["wsgi.input"], body)
            except OSError:  # what gunicorn raises is one, too
                return _refused(start_response, *BROKEN)
            if length > MOST:
                return _refused(start_response, *TOO_BIG)
            body.seek(0)
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
            return application(environ, start_response)

    return answer


def _copied(source: Any, to: IO[bytes]) -> int:
    """How many bytes came; a few more than MOST when there are more than that."""
    length = 0
    while length <= MOST and (piece := source.read(PIECE)):
        length += to.write(piece)
    return length


def _refused(start_response: Start, status: str, sentence: str) -> Iterable[bytes]:
    said = json.dumps({"error": sentence}).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(said))), ("Connection", "close")]
    start_response(status, headers)
    return [said]
