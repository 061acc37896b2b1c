"""A WSGI application that tells what it was sent, read as Django reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from project.chunked import measured


def _told(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    said = f"{length} {hashlib.sha256(environ['wsgi.input'].read(length)).hexdigest()}".encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]


application = measured(_told)
