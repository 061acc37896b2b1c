"""The bytes of an asset over HTTP, with byte ranges (RFC 9110 §14) so that players can seek. Who may see it is asked
before; memory stays flat however long the file is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, http_date, parse_etags, parse_http_date_safe

from studio.errors import NotFound
from studio.models import Asset
from studio.names import for_download

CHUNK = 256 * 1024
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})$")


def serve(request: HttpRequest, asset: Asset, *, download: bool = False) -> HttpResponseBase:
    """The asset's bytes, whole (200) or the asked range (206); 416 when the range lies outside. Memory stays flat."""
    if not asset.file.storage.exists(asset.file.name or ""):
        raise NotFound("This file is gone from the server's disk. Generate the video again to get it back.")
    etag = f'"{asset.sha256[:32]}"'
    if _has(request, asset, etag):
        return _finish(HttpResponse(status=304), asset, etag)
    asked = request.headers.get("Range") if _is_still(request.headers.get("If-Range", etag), asset, etag) else None
    span = _span(asked, asset.size)
    if span is None:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{asset.size}"
        return _finish(refused, asset, etag)
    first, last, partial = span
    body: Iterator[bytes] = iter(()) if request.method == "HEAD" else _read(asset, first, last)
    answer = StreamingHttpResponse(body, status=206 if partial else 200, content_type=asset.mime)
    answer["Content-Length"] = str(last - first + 1)
    if partial:
        answer["Content-Range"] = f"bytes {first}-{last}/{asset.size}"
    if header := content_disposition_header(download, for_download(asset.name, stored=asset.file.name or "")):
        answer["Content-Disposition"] = header
    return _finish(answer, asset, etag)


def _has(request: HttpRequest, asset: Asset, etag: str) -> bool:
    """Whether the asker has these bytes already (RFC 9110 §13.1.2 and §13.1.3)."""
    names = request.headers.get("If-None-Match")
    if names is not None:
        return any(name == "*" or name.removeprefix("W/") == etag for name in parse_etags(names))
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and since >= int(asset.created_at.timestamp())


def _is_still(known: str, asset: Asset, etag: str) -> bool:
    """Whether If-Range names these bytes: by their strong tag, or by the very date they have (RFC 9110 §13.1.5)."""
    return known == etag or parse_http_date_safe(known) == int(asset.created_at.timestamp())


def _finish(answer: HttpResponseBase, asset: Asset, etag: str) -> HttpResponseBase:
    """Bytes under an id never change, but who may see them can: the browser keeps them and asks first."""
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(asset.created_at.timestamp())
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _span(asked: str | None, size: int) -> tuple[int, int, bool] | None:
    """First and last byte to send, and whether that is a part. None: the range can't be satisfied.

    A header that isn't one plain byte range is ignored, as the RFC allows.
    """
    found = _RANGE.fullmatch(asked or "")
    if not found or found.groups() == ("", ""):
        return 0, max(size - 1, -1), False
    start, end = found.groups()
    if start == "":
        first, last = max(0, size - int(end)), size - 1
        return (first, last, True) if int(end) > 0 and size else None
    first, last = int(start), min(int(end) if end else size - 1, size - 1)
    return (first, last, True) if first <= last else None


def _read(asset: Asset, first: int, last: int) -> Iterator[bytes]:
    """Opened at the first byte that is asked for: an answer that is never sent opens nothing."""
    with asset.file.storage.open(asset.file.name or "") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
