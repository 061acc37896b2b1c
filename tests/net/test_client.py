"""Asking a provider: answered, never sent and lost are never taken for one another."""

from __future__ import annotations

import asyncio
import email.utils
import gzip
import socket
import struct
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import httpcore
import pytest

from studio.net import client as clients
from studio.net import guard
from studio.net.client import Answered, Client, Lost, NotSent, Reply
from tests.net.site import Site, drips, reply, sends

LOOPBACK = guard.Rules.read(["127.0.0.1/32"])
SECRET = "sk-very-secret"


def ask(
    url: str, path: str = "/x", *, rules: guard.Rules | None = LOOPBACK, seconds: float = clients.WHOLE, **what: Any
) -> Reply:
    async def once() -> Reply:
        async with Client(url, headers={"X-Api-Key": SECRET}, rules=rules, seconds=seconds) as client:
            return await client.call("POST", path, **what)

    return clients.finish(once())


def resets(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def test_it_is_answered(site: Site) -> None:
    site.pages["/x"] = reply(b'{"data": {"id": "7"}}', status="201 Created", X_Request_Id="r1")
    answer = ask(site("/"), body={"é": 1})
    assert isinstance(answer, Answered) and site.paths == ["/x"]
    assert (answer.status, answer.good, answer.member("data", "id")) == (201, True, "7")
    assert answer.headers["x-request-id"] == "r1"
    assert answer.member("data", "id", "deeper") is None
    assert f"X-Api-Key: {SECRET}" in site.asked[0]
    assert [status for status in (199, 200, 299, 300) if Answered(status, {}, b"").good] == [200, 299]


@pytest.mark.parametrize("body", [b"<html>502</html>", b"", b'{"cut": ', b"\xff\xfe", b"[" * 5000])
def test_what_is_no_json_is_none(site: Site, body: bytes) -> None:
    site.pages["/x"] = reply(body, status="502 Bad Gateway")
    answer = ask(site(""))
    assert isinstance(answer, Answered)
    assert (answer.good, answer.json(), answer.member("data")) == (False, None, None)


def test_a_number_that_is_none_is_nothing(site: Site) -> None:
    site.pages["/x"] = reply(b'{"id": "7", "a": NaN, "b": [-Infinity, 1e999, 1.5e3]}')
    answer = ask(site(""))
    assert isinstance(answer, Answered)
    assert answer.json() == {"id": "7", "a": None, "b": [None, None, 1500.0]}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (rb'{"detail": "Too long: Hello \ud83d"}', {"detail": "Too long: Hello ?"}),
        (rb'{"a": ["x\u0000y", {"\uDE00": 1}]}', {"a": ["xy", {"?": 1}]}),
        (b'{"a": "\xed\xa0\xbd"}', {"a": "?"}),
        (rb'{"a": "\ud83d\ude00", "b": "\\u0000"}', {"a": "\U0001f600", "b": "\\u0000"}),
    ],
)
def test_its_texts_are_some_that_can_be_kept(site: Site, body: bytes, found: dict[str, Any]) -> None:
    site.pages["/x"] = reply(body, status="400 Bad Request")
    answer = ask(site(""))
    assert isinstance(answer, Answered)
    assert answer.json() == found


def test_no_connection_means_never_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert ask(f"http://127.0.0.1:{port}") == NotSent("The provider could not be reached.")
    assert isinstance(ask("http://no-such-host.invalid"), NotSent)
    assert isinstance(ask(f"http://{'a' * 64}.example"), NotSent)
    assert isinstance(ask("not an address"), NotSent)
    assert isinstance(ask("ftp://127.0.0.1"), NotSent)


def test_a_private_address_is_never_sent_to(site: Site) -> None:
    for rules in (guard.Rules(), None):
        assert ask(site(""), rules=rules) == NotSent("The provider's address is not on the public internet.")
    assert not site.asked


def test_a_name_is_only_asked_where_it_is_allowed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(host: Any, port: int, *_: Any, **__: Any) -> Any:
        texts = ["fe80::1%eth0", "10.0.0.1", "127.0.0.1"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port)) for text in texts]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    site.pages["/x"] = reply(b"{}")
    assert isinstance(ask(f"http://some.example:{site.port}"), Answered)


def test_a_name_that_is_not_found_in_time_was_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "CONNECT", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.3) or [])
    assert ask("http://slow.example") == NotSent("The provider did not answer in time.")


@pytest.mark.parametrize("error", [httpcore.ConnectError, httpcore.ConnectTimeout])
def test_four_of_a_names_addresses_share_its_time(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    tried = list[tuple[str, float]]()

    def many(*_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{end}", 80)) for end in (1, 1, 2, 3, 4, 5)]

    async def nobody(self: Any, host: str, port: int, timeout: float, *_: Any) -> Any:
        tried.append((host, timeout))
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", many)
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", nobody)
    assert isinstance(ask("http://many.example", rules=guard.Rules.read(["127.0.0.0/8"])), NotSent)
    assert tried == [(f"127.0.0.{end}", clients.CONNECT / 4) for end in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    "answer",
    [
        resets, sends(b""), sends(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), sends(b"nonsense\r\n\r\n"),
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    ],
    ids=["reset", "closed", "cut", "nonsense", "chunk"],
)  # fmt: skip
def test_a_broken_answer_is_lost(site: Site, answer: Any) -> None:
    site.pages["/x"] = answer
    assert isinstance(ask(site(""), body={}), Lost)
    assert len(site.asked) == 1, "nothing is sent twice"


def test_a_slow_answer_is_lost(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "READ", 0.2)
    site.pages["/x"] = drips(b"", b"", every=1.0, times=1)
    assert ask(site(""), body={}) == Lost("The provider did not answer in time.")


def test_an_endless_answer_is_lost(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "MOST", 1000)
    site.pages["/x"] = reply(b"x" * 2000)
    assert isinstance(ask(site("")), Lost)


def test_it_follows_no_redirect(site: Site) -> None:
    site.pages["/x"] = reply(status="302 Found", Location="/y")
    answer = ask(site(""))
    assert isinstance(answer, Answered)
    assert answer.status == 302
    assert site.paths == ["/x"]


def test_no_sentence_holds_a_secret(site: Site) -> None:
    site.pages["/x"] = resets
    for found in (ask(site("")), ask("http://127.0.0.1:9"), ask(site(f"/{SECRET}"), rules=guard.Rules())):
        assert SECRET not in repr(found)
    assert SECRET not in repr(Answered(200, {}, SECRET.encode()))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("", None), ("7", 7), ("0.5", 0.5), ("-3", 0), ("99999", 3600), ("soon", None), ("nan", None), ("inf", 3600)],
)
def test_it_reads_how_long_to_wait(said: str, seconds: float | None) -> None:
    assert Answered(429, {"retry-after": said}, b"").retry_after == seconds


def test_it_reads_a_date_to_wait_for() -> None:
    said = email.utils.formatdate(time.time() + 30, usegmt=True)
    assert Answered(503, {"retry-after": said}, b"").retry_after == pytest.approx(30, abs=2)


def test_many_are_asked_at_once(site: Site) -> None:
    everybody_is_here = threading.Barrier(10)

    def answer(connection: socket.socket) -> None:
        everybody_is_here.wait(30)
        reply(b"{}", Connection="close")(connection)

    site.pages["/x"] = answer

    async def all_at_once() -> list[Reply]:
        async with Client(site(""), headers={}, rules=LOOPBACK) as client:
            return await asyncio.gather(*(client.call("GET", "/x") for _ in range(10)))

    assert all(isinstance(each, Answered) for each in clients.finish(all_at_once()))


@pytest.mark.parametrize("key", ["sk-“pasted”", "sk-1\nX-Evil: 1", "sk-\0"])
def test_a_key_that_is_none_is_never_sent(site: Site, key: str) -> None:
    async def once() -> Reply:
        async with Client(site(""), headers={"X-Api-Key": key}, rules=LOOPBACK) as client:
            return await client.call("POST", "/x", body={})

    answer = clients.finish(once())
    assert answer == NotSent(clients.BAD_KEY)
    assert not site.asked


def test_an_answer_that_drips_is_lost_in_time(site: Site) -> None:
    site.pages["/x"] = drips(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x", every=0.1, times=300)
    began = time.monotonic()
    assert isinstance(ask(site(""), seconds=0.4), Lost)
    assert time.monotonic() - began < 20


def test_no_answer_brings_the_key_back(site: Site) -> None:
    site.pages["/x"] = reply(f'{{"detail": "No such key: {SECRET}"}}'.encode(), status="401 Unauthorized")
    answer = ask(site(""))
    assert isinstance(answer, Answered)
    assert answer.member("detail") == "No such key: [key]"
    keys = {"Authorization": f"Bearer {SECRET}", "X-Api-Id": "very-secret", "X-Other": "not-in-it"}
    said = Answered(401, {}, f"Bearer {SECRET} or very-secret".encode())
    found = Client("http://a.example", headers=keys)._without_keys(said)
    assert isinstance(found, Answered) and found.body == b"Bearer [key] or [key]"


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress), ("X-GZIP ", gzip.compress), ("deflate", zlib.compress), ("identity", bytes),
        ("", bytes),
    ],
)  # fmt: skip
def test_it_reads_what_is_packed(site: Site, coding: str, pack: Callable[[bytes], bytes]) -> None:
    site.pages["/x"] = reply(pack(b'{"id": "7"}' + b" " * 200_000), Content_Encoding=coding)
    answer = ask(site(""))
    assert isinstance(answer, Answered)
    assert answer.member("id") == "7"
    site.pages["/x"] = reply(status="204 No Content", Content_Encoding=coding)
    assert isinstance(ask(site("")), Answered)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", b"x"), ("gzip", gzip.compress(b"{}" * 99, mtime=0)[:-9]), ("br", b"{}"), ("gzip, gzip", b"{}"),
        ("zstd", b"{}"),
    ],
)  # fmt: skip
def test_what_cannot_be_unpacked_is_lost(site: Site, coding: str, body: bytes) -> None:
    site.pages["/x"] = reply(body, Content_Encoding=coding)
    assert isinstance(ask(site("")), Lost)


@pytest.mark.parametrize("times", [1, 2])
def test_it_unpacks_no_bomb(site: Site, times: int) -> None:
    """64 MB of nothing; packed once more they are 400 bytes."""
    body = zlib.compress(bytes(64 << 20))
    site.pages["/x"] = reply(
        zlib.compress(body) if times == 2 else body, Content_Encoding=", ".join(["deflate"] * times)
    )
    tracemalloc.start()
    try:
        assert isinstance(ask(site("")), Lost)
        assert tracemalloc.get_traced_memory()[1] < 3 * clients.MOST
    finally:
        tracemalloc.stop()
