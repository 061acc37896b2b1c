"""A file from an address, within bounds: so many bytes, so many seconds, only of the kinds that are wanted."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from studio import kinds
from studio.net import guard
from studio.net.unpack import CutShort, Damaged, UnknownCoding, Unpacker

HOPS = 5
AGENT = "Understudy (fetches what a storyboard names)"
ELSEWHERE = "This address leads to one that is not of the web (http or https)."
_REDIRECTS = {301, 302, 303, 307, 308}


class Why(StrEnum):
    """Why there is no file."""

    ADDRESS = "address"
    CLOSED = "closed"
    UNKNOWN_HOST = "unknown_host"
    UNREACHABLE = "unreachable"
    SLOW = "slow"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    BUSY = "busy"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    DISK = "disk"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file. `kind` is its content type by its bytes, `sha256` of them; `url` where the redirects ended."""

    path: Path
    size: int
    sha256: str
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Refused:
    """No file; `sentence` is fit for a page."""

    sentence: str
    why: Why


class _Stop(Exception):
    def __init__(self, why: Why, sentence: str) -> None:
        self.refused = Refused(sentence, why)


_ERRORS: tuple[tuple[type[Exception], Why, str], ...] = (
    (guard.Closed, Why.CLOSED, "This address is not on the public internet. Upload the file instead."),
    (guard.NoSuchHost, Why.UNKNOWN_HOST, "There is no such server. Check the spelling of the address."),
    (httpx.ConnectTimeout, Why.UNREACHABLE, "The server at this address can't be reached. Try again later."),
    (httpx.ConnectError, Why.UNREACHABLE, "The server at this address can't be reached. Try again later."),
    (httpx.TimeoutException, Why.SLOW, "The file at this address did not come within {waited}."),
    (httpx.InvalidURL, Why.ADDRESS, "This is not an address of the web."),
    (UnicodeError, Why.ADDRESS, "This is not an address of the web."),
    (httpx.UnsupportedProtocol, Why.ADDRESS, "This is not an address of the web."),
)


def fetch(
    url: str, folder: Path, *, most_bytes: int, seconds: float, expected: kinds.Expected | None = None,
    rules: guard.Rules | None = None,
) -> Fetched | Refused:  # fmt: skip
    """Fetch `url` into a new file in `folder`, which is there whole or not at all.

    It takes `seconds` at most, redirects (5 at most, each judged anew) included. `expected`: refuse anything else by
    its first bytes. Never raises for what the other side does.
    """
    draft, begun = folder / f"{secrets.token_hex(8)}.part", time.monotonic()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with guard.client(rules or guard.Rules(), seconds=seconds) as client:
            return _follow(client, url, draft, most_bytes=most_bytes, expected=expected)
    except _Stop as stop:
        return stop.refused
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:  # a host that is no name
        return _told(error, waited=time.monotonic() - begun)
    except OSError as error:
        return Refused(f"The server's disk can't be written: {error.strerror or error}.", Why.DISK)
    finally:
        with suppress(OSError):
            draft.unlink()


def _follow(
    client: httpx.Client, url: str, draft: Path, *, most_bytes: int, expected: kinds.Expected | None
) -> Fetched:  # fmt: skip
    for _ in range(HOPS + 1):
        _usable(url)
        with client.stream("GET", url, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"}) as answer:
            if answer.status_code in _REDIRECTS and (target := answer.headers.get("location")):
                url = _led_to(url, target)
                continue
            _good(answer, most_bytes)
            size, digest, head = _write(_plain(answer), draft, most_bytes=most_bytes, expected=expected)
        kind = kinds.kind_of(head)
        suffix = (expected.suffixes.get(kind) if expected else None) or "bin"
        return Fetched(draft.replace(draft.with_suffix(f".{suffix}")), size, digest, kind, url)
    raise _Stop(Why.ADDRESS, f"This address leads on to others more than {HOPS} times.")


def _led_to(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise _Stop(Why.ADDRESS, ELSEWHERE) from None


def _usable(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _Stop(Why.ADDRESS, ELSEWHERE)


def _good(answer: httpx.Response, most_bytes: int) -> None:
    """Raises for anything but a file that may be small enough."""
    status = answer.status_code
    if status in (404, 410):
        raise _Stop(Why.MISSING, f"There is nothing at this address ({status}). Check it, or upload the file.")
    if status in (401, 403, 407):
        raise _Stop(
            Why.FORBIDDEN, f"This address asks for a sign-in or is not for everybody ({status}). Upload the file."
        )
    if status in (408, 425, 429) or status >= 500:
        raise _Stop(Why.BUSY, f"The server at this address has a problem of its own ({status}). Try again later.")
    if status != 200:
        raise _Stop(Why.BROKEN, f"The server at this address answers {status} instead of a file.")
    length = answer.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most_bytes:
        raise _too_large(most_bytes, int(length))


def _plain(answer: httpx.Response) -> Iterator[bytes]:
    """The body's bytes, unpacked when the server packs them though it was asked not to."""
    try:
        unpacker = Unpacker(answer.headers.get("content-encoding", ""))
        for packed in answer.iter_raw():  # as it comes: in even pieces, a head would wait for the first one to be full
            yield from unpacker.feed(packed)
        yield from unpacker.close()
    except UnknownCoding:
        raise _Stop(Why.BROKEN, "The server at this address packs its files in a way that can't be read.") from None
    except CutShort:
        raise _Stop(Why.BROKEN, "What this address gives ends too early. Try again later.") from None
    except Damaged:
        raise _Stop(Why.BROKEN, "What this address gives is damaged.") from None


def _write(
    body: Iterator[bytes], draft: Path, *, most_bytes: int, expected: kinds.Expected | None
) -> tuple[int, str, bytes]:
    """(size, SHA-256, first bytes) of what was written. The kind is judged before more than its head is fetched."""
    size, digest, head, judged = 0, hashlib.sha256(), b"", False
    with draft.open("xb") as file:
        for piece in body:
            size += len(piece)
            if size > most_bytes:
                raise _too_large(most_bytes)
            if not judged:
                head = (head + piece)[: kinds.HEAD]
                judged = len(head) == kinds.HEAD and _expected(head, expected)
            digest.update(piece)
            file.write(piece)
        if size == 0:
            raise _Stop(Why.BROKEN, "The file at this address is empty.")
        judged = judged or _expected(head, expected)
    return size, digest.hexdigest(), head


def _expected(head: bytes, expected: kinds.Expected | None) -> bool:
    if expected and (refusal := expected.refusal(head, subject="This address gives")):
        raise _Stop(Why.WRONG_KIND, refusal)
    return True


def _too_large(most_bytes: int, size: int = 0) -> _Stop:
    has = f"has {size / 2**20:,.0f} MB" if size else "is too large"
    return _Stop(Why.TOO_LARGE, f"The file at this address {has}. The most is {most_bytes / 2**20:,.0f} MB.")


def _told(error: Exception, *, waited: float) -> Refused:
    """A server that says nothing is given up before the time for the whole file is over: `waited` is what it was."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Refused("The server at this address shows a certificate that can't be trusted.", Why.UNREACHABLE)
    for kind, why, sentence in _ERRORS:
        if isinstance(error, kind):
            whole = max(1, round(waited))
            return Refused(sentence.format(waited=f"{whole} second{'s' * (whole > 1)}"), why)
    return Refused("The server at this address broke off or answers in no way that can be read.", Why.BROKEN)
