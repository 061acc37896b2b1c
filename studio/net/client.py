"""JSON over HTTP to a provider, under the guard; every ending is told apart: answered, never sent, lost on the way.

Nothing here sends twice, follows a redirect or raises for what the other side does. A key that an answer repeats is
struck out of it: it would end up in a log, a row or a page.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import socket
import time
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, TypeVar

import httpcore
import httpx

from studio.net import guard
from studio.net.unpack import CHUNK, Damaged, UnknownCoding, Unpacker

T = TypeVar("T")
CONNECT, READ, WHOLE = 5.0, 60.0, 75.0
"""Seconds to be connected, for each wait for more, and for everything: an answer that drips may not outlast a lease."""
MOST = 8 * 2**20
"""Bytes of an answer that are read; a provider's list of avatars has a few."""
AT_ONCE = 10
"""Connections to one provider. The pool looks at each for every question, so more of them cost more than they bring."""
LONGEST_WAIT = 3600.0
"""Seconds: who asks for more patience is asked again after so many."""
STRUCK = b"[key]"
SHORTEST_KEY = 8
"""Characters of a header's word from which it is taken for a key."""
LATE = "The provider did not answer in time."
BAD_KEY = "The account's key has signs that no key has. Copy it anew."
_ODD = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\xed[\xa0-\xbf]")
"""What can become NUL or half a surrogate pair. A pair is found, too: that costs a look at every text."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The other side said something, whatever it was."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body's JSON; None for anything else, as a gateway's HTML page is, and in place of numbers that are none
        (NaN, Infinity, 1e999). Its texts are without NUL, and with "?" for half a surrogate pair, as of an emoji that
        was cut in two. Some servers write all of these, and no database keeps them.
        """
        try:
            found = json.loads(self.body, parse_constant=lambda word: None, parse_float=_finite)
            return _storable(found) if _ODD.search(self.body) else found
        except (ValueError, RecursionError):
            return None

    def member(self, *path: str) -> Any:
        """What stands at a path of names in the JSON; None when anything on the way is missing."""
        found = self.json()
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    @property
    def retry_after(self) -> float | None:
        """Seconds, from Retry-After as a number or a date (RFC 9110 §10.2.3); an hour at most."""
        said = self.headers.get("retry-after", "").strip()
        if not said:
            return None
        try:
            seconds = float(said)
        except ValueError:
            try:
                seconds = parsedate_to_datetime(said).timestamp() - time.time()
            except (ValueError, TypeError, OverflowError):
                return None
        return min(LONGEST_WAIT, max(0.0, seconds)) if not math.isnan(seconds) else None


@dataclass(frozen=True, slots=True)
class NotSent:
    """No connection was made: nobody has heard of it."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Lost:
    """It was sent, or may have been, and there is no whole answer."""

    sentence: str


Reply = Answered | NotSent | Lost


class Client:
    """Asks one provider. Use as an asynchronous context manager; it keeps its connections while it is open."""

    def __init__(
        self, base_url: str, *, headers: Mapping[str, str], rules: guard.Rules | None = None,
        seconds: float = WHOLE,
    ) -> None:  # fmt: skip
        """`seconds`: for everything about one question that doesn't say otherwise."""
        self.base_url, self._seconds = base_url.rstrip("/"), seconds
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        self._http = httpx.AsyncClient(
            transport=_Transport(rules or guard.Rules(), limits), follow_redirects=False, trust_env=False,
            timeout=httpx.Timeout(READ, connect=CONNECT), headers={"Accept-Encoding": "gzip, deflate"},
        )  # fmt: skip
        self._headers = dict(headers)
        words = {word for value in headers.values() for word in value.split()}
        self._keys = [word.encode() for word in sorted(words, key=len, reverse=True) if len(word) >= SHORTEST_KEY]

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def call(
        self, method: str, path: str, *, body: Any = None, content: bytes | AsyncIterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None, seconds: float | None = None,
    ) -> Reply:  # fmt: skip
        """Ask once, within `seconds` (the client's, when left out). `body` is sent as JSON, `content` as it is; `path`
        may be a whole address.
        """
        url = path if path.startswith(("http://", "https://")) else self.base_url + path
        more: dict[str, Any] = {"json": body} if body is not None else {"content": content} if content else {}
        try:
            every = httpx.Headers({**self._headers, **(headers or {})}, encoding="ascii")
        except ValueError:
            return NotSent(BAD_KEY)
        try:
            request = self._http.build_request(method, url, headers=every, params=query, **more)
        except (httpx.InvalidURL, ValueError):
            return NotSent("The provider's address is not one of the web.")
        try:
            async with asyncio.timeout(self._seconds if seconds is None else seconds):
                return await self._ask(request)
        except TimeoutError:
            return Lost(LATE)

    async def _ask(self, request: httpx.Request) -> Reply:
        try:
            answer = await self._http.send(request, stream=True)
        except httpx.LocalProtocolError:
            return NotSent(BAD_KEY)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            return NotSent(_told(error))
        except httpx.HTTPError as error:
            return Lost(_told(error))
        try:
            return self._without_keys(await _whole(answer))
        except httpx.HTTPError as error:
            return Lost(_told(error))
        finally:
            await answer.aclose()

    def _without_keys(self, reply: Reply) -> Reply:
        if not isinstance(reply, Answered) or not any(key in reply.body for key in self._keys):
            return reply
        body = reply.body
        for key in self._keys:
            body = body.replace(key, STRUCK)
        return replace(reply, body=body)


def _finite(typed: str) -> float | None:
    value = float(typed)
    return value if math.isfinite(value) else None


def _storable(found: Any) -> Any:
    if isinstance(found, str):
        return found.encode("utf-8", "replace").decode().replace("\0", "")
    if isinstance(found, list):
        return [_storable(each) for each in found]
    if isinstance(found, dict):
        return {_storable(name): _storable(each) for name, each in found.items()}
    return found


async def together(work: Iterable[Awaitable[T]]) -> list[T]:
    """What all of them come to, in their order, as many at once as there are connections."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(each: Awaitable[T]) -> T:
        async with turns:
            return await each

    return list(await asyncio.gather(*map(one, work)))


def finish(work: Coroutine[Any, Any, T]) -> T:
    """What a coroutine comes to. It runs in a loop and a thread of its own, wherever this is called from."""
    with ThreadPoolExecutor(1, thread_name_prefix="ask") as thread:
        return thread.submit(asyncio.run, work).result()


async def _whole(answer: httpx.Response) -> Reply:
    read = bytearray()
    try:
        async for part in _plain(answer):
            read += part
            if len(read) > MOST:
                return Lost("The provider's answer is longer than any that makes sense.")
    except (UnknownCoding, Damaged):
        return Lost("The provider's answer is packed in a way that can't be read.")
    return Answered(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, bytes(read))


async def _plain(answer: httpx.Response) -> AsyncIterator[bytes]:
    """The body's bytes. httpx would unpack all that comes at once, and what is packed twice without end."""
    unpacker = Unpacker(answer.headers.get("content-encoding", ""))
    async for packed in answer.aiter_raw(CHUNK):
        for piece in unpacker.feed(packed):
            yield piece
    for piece in unpacker.close():
        yield piece


def _told(error: Exception) -> str:
    """What went wrong in words, without anything of the request: a key may stand in it."""
    if isinstance(error, guard.Closed):
        return "The provider's address is not on the public internet."
    if isinstance(error, httpx.TimeoutException):
        return LATE
    if isinstance(error, httpx.ConnectError):
        return "The provider could not be reached."
    return "The connection to the provider broke."


class _Transport(httpx.AsyncHTTPTransport):
    def __init__(self, rules: guard.Rules, limits: httpx.Limits) -> None:
        super().__init__(verify=guard.certificates(), limits=limits, retries=0, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=guard.certificates(), max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections, keepalive_expiry=15.0, retries=0,
            network_backend=_Backend(rules),
        )  # fmt: skip


class _Backend(httpcore.AsyncNetworkBackend):
    """Looks a name up, judges every address found, and connects to the one that was judged."""

    def __init__(self, rules: guard.Rules) -> None:
        self._rules = rules
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except TimeoutError:
            raise httpcore.ConnectTimeout("the name was not found in time") from None
        except (OSError, UnicodeError):
            raise httpcore.ConnectError("no such host") from None
        judged = [guard.judged(str(place[0])) for *_, place in found]
        allowed = [address for address in dict.fromkeys(judged) if address and self._rules.permit(host, address, port)]
        if not allowed:
            raise guard.Closed(f"{host}:{port} is not on the public internet")
        last: Exception = httpcore.ConnectError("no address")
        tried = allowed[: guard.TRIED]
        share = timeout / len(tried) if timeout else timeout
        for address in tried:
            try:
                return await self._sockets.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last
