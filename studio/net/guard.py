"""HTTP to addresses that a stranger chose, which never reach this machine, its network or what only it can reach.

A host's name is looked up here, every address found is judged, and the connection goes to the address that was judged:
a name that says something else a moment later (DNS rebinding) gains nothing. The list is our own: Python's `is_global`
lets NAT64 (64:ff9b::/96), 6to4 (2002::/16) and its relay (192.88.99.0/24) pass, which lead back to private addresses.
Proxies of the environment are not used.
"""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

CONNECT = 5.0
"""Seconds to look a name up and be connected."""
PORTS = frozenset({80, 443})
TRIED = 4
"""Addresses of one name that are tried."""
_V4 = tuple(map(ipaddress.IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
)))  # fmt: skip
"""What is not the public internet (iana.org/assignments/iana-ipv4-special-registry)."""
_V6_PUBLIC = ipaddress.IPv6Network("2000::/3")
"""All that is handed out; outside of it lie ::1, 64:ff9b::/96, fc00::/7, fe80::/10, ff00::/8 and mapped addresses."""
_V6 = tuple(map(ipaddress.IPv6Network, (
    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
)))  # fmt: skip

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Closed(httpx.ConnectError):
    """The guard refuses to connect there."""


class NoSuchHost(httpx.ConnectError):
    """The name leads to no address."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be reached besides the public internet on ports 80 and 443: these networks and hosts, on any port."""

    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()

    @classmethod
    def read(cls, entries: Iterable[str]) -> Rules:
        """From "10.1.0.0/16", "192.168.1.7" or "files.intranet". Raises ValueError for what is none of them."""
        networks, hosts = list[Network](), set[str]()
        for entry in filter(None, (each.strip().lower().rstrip(".") for each in entries)):
            try:
                networks.append(ipaddress.ip_network(entry, strict=False))
            except ValueError:
                # 10.1 and 10.1.0.0/33 are slips: no host ends in a number.
                if not all(sign.isalnum() or sign in "-._" for sign in entry) or entry.rpartition(".")[2].isdigit():
                    raise ValueError(f"“{entry}” is neither a host nor a network such as 10.1.0.0/16.") from None
                hosts.add(entry)
        return cls(tuple(networks), frozenset(hosts))

    def permit(self, host: str, address: Address, port: int) -> bool:
        """Whether a connection to this address, found under this name, may be opened."""
        if host.lower().rstrip(".") in self.hosts or any(address in network for network in self.networks):
            return True
        return port in PORTS and public(address)


def judged(text: str) -> Address | None:
    """An address as it will be judged and connected to: IPv4 in IPv6 unwrapped. None for a link's (fe80::1%eth0)."""
    if "%" in text:
        return None
    address = ipaddress.ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def public(address: Address) -> bool:
    """Whether this is an address of the public internet."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not any(address in network for network in _V4)
    return address.is_global and address in _V6_PUBLIC and not any(address in network for network in _V6)


class Transport(httpx.BaseTransport):
    """One connection at a time under the guard. `seconds` bounds everything together, answers that drip included."""

    def __init__(self, rules: Rules, *, seconds: float | None = None) -> None:
        end = None if seconds is None else time.monotonic() + seconds
        self._pool = httpcore.ConnectionPool(
            ssl_context=certificates(), network_backend=_Backend(rules, end), http2=False, retries=0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw, content=request.stream, extensions=request.extensions,
        )  # fmt: skip
        with _as_httpx():
            answer = self._pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        self._pool.close()


def client(rules: Rules, *, seconds: float | None = None, read: float = 15.0) -> httpx.Client:
    """An HTTP client that reaches nothing but what the rules permit, and follows no redirect by itself.

    `seconds` bounds everything it ever does (None: nothing), `read` each wait for more.
    """
    return httpx.Client(
        transport=Transport(rules, seconds=seconds), timeout=httpx.Timeout(read, connect=CONNECT),
        follow_redirects=False, trust_env=False,
    )  # fmt: skip


class _Backend(httpcore.NetworkBackend):
    def __init__(self, rules: Rules, end: float | None) -> None:
        self._rules, self._end = rules, end
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        end = time.monotonic() + _within(CONNECT if timeout is None else timeout, self._end)
        found = [judged(text) for text in _looked_up(host, port, end - time.monotonic())]
        allowed = [address for address in found if address and self._rules.permit(host, address, port)]
        if not allowed:
            raise Closed(f"{host}:{port} is not on the public internet")
        tried = allowed[:TRIED]
        for left, address in zip(range(len(tried), 0, -1), tried, strict=True):
            share = max(0.05, (end - time.monotonic()) / left)
            try:
                opened = self._sockets.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if left == 1:
                    raise
            else:
                return _Stream(opened, self._end)
        raise AssertionError("unreachable")


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends when the time for everything is over."""

    def __init__(self, inner: httpcore.NetworkStream, end: float | None) -> None:
        self._inner, self._end = inner, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _within(timeout, self._end, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _within(timeout, self._end, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _within(timeout, self._end)), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._stream

    def close(self) -> None:
        self._stream.close()


@contextlib.contextmanager
def _as_httpx() -> Iterator[None]:
    """httpcore's errors as httpx's of the same name; what holds httpx needn't know that there is another library."""
    try:
        yield
    except (
        httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol
    ) as error:  # fmt: skip
        raise getattr(httpx, type(error).__name__, httpx.TransportError)(str(error)) from error


def _within(timeout: float | None, end: float | None, over: type[Exception] = httpcore.ConnectTimeout) -> float:
    """Seconds that a wait may last. Raises `over` when there are none left."""
    left = min(3600.0 if timeout is None else timeout, 3600.0 if end is None else end - time.monotonic())
    if left <= 0:
        raise over("the time is over")
    return left


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name, or the address itself. The system's lookup has no time limit: a thread waits for it."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(place[0]) for *_, place in found)))
        except (OSError, ValueError) as error:  # a name that can't be encoded is a ValueError
            answers.put(error)

    threading.Thread(target=look, name="lookup", daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.05, seconds))
    except queue.Empty:
        raise httpcore.ConnectTimeout(f"{host} was not found in time") from None
    if isinstance(answer, Exception):
        raise NoSuchHost(f"{host} leads nowhere")
    return answer


@functools.cache
def certificates() -> ssl.SSLContext:
    """Those of certifi, or of SSL_CERT_FILE: an intranet's own authority."""
    return httpx.create_ssl_context()
