"""The guard: nothing private is reached, however it is written, and the address judged is the address connected to."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from typing import Any

import httpcore
import httpx
import pytest

from studio.net import guard
from tests.net.site import Site, open_site, reply

LOOPBACK = guard.Rules.read(["127.0.0.1/32"])


@pytest.mark.parametrize("text", [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.31.196.1", "192.52.193.1", "192.175.48.1",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:0:a00:1::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1",
    "2620:4f:8000::1", "3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1",
])  # fmt: skip
def test_it_takes_nothing_for_public_that_is_not(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = guard.judged(text)
    assert address is not None and not guard.public(address)
    assert not guard.Rules().permit("a.example", address, 443)
    monkeypatch.setattr(type(address), "is_global", True)
    assert not guard.public(address), "our own list says so, whatever Python's does"


@pytest.mark.parametrize("text", ["1.1.1.1", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111",
                                  "2a00:1450:4001::1", "::ffff:8.8.8.8"])  # fmt: skip
def test_it_lets_the_public_internet_be_reached_on_two_ports(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = guard.judged(text)
    assert address is not None
    assert [port for port in (22, 80, 443, 8080) if guard.Rules().permit("a.example", address, port)] == [80, 443]
    monkeypatch.setattr(type(address), "is_global", False)
    assert not guard.public(address), "Python may learn of one that our list has not"


def test_it_never_judges_an_address_of_one_link() -> None:
    assert guard.judged("fe80::1%eth0") is None


@pytest.mark.parametrize("written", [
    "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/",
    "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://0/",
    "http://LOCALHOST./", "http://①②⑦.⓪.⓪.①/", "https://127.0.0.1/", "http://user@127.0.0.1/",
])  # fmt: skip
def test_it_is_not_deceived_by_the_way_an_address_is_written(written: str) -> None:
    with guard.client(guard.Rules()) as client, pytest.raises((guard.Closed, guard.NoSuchHost, httpx.InvalidURL)):
        client.get(written)


def test_it_reaches_what_was_allowed_on_any_port(site: Site) -> None:
    site.pages["/a"] = reply(b"here")
    with guard.client(LOOPBACK) as client:
        assert client.get(site("/a")).content == b"here"
    with guard.client(guard.Rules.read(["localhost"])) as client:
        assert client.get(f"http://localhost:{site.port}/a").content == b"here"
        with pytest.raises(guard.Closed):
            client.get(site("/a"))


def test_it_connects_to_the_address_that_it_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that says 127.0.0.2 when it is judged and 127.0.0.1 afterwards."""
    real, looked = socket.getaddrinfo, list[str]()

    def rebinding(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        if host != "rebind.example":
            return real(host, port, *args, **more)
        looked.append(host)
        return real("127.0.0.2" if len(looked) == 1 else "127.0.0.1", port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with open_site("127.0.0.2") as site, guard.client(guard.Rules.read(["127.0.0.2"])) as client:
        site.pages["/"] = reply(b"the right one")
        assert client.get(f"http://rebind.example:{site.port}/").content == b"the right one"
        assert looked == ["rebind.example"]
        with guard.client(guard.Rules.read(["127.0.0.2"])) as again, pytest.raises(guard.Closed):
            again.get(f"http://rebind.example:{site.port}/")


def test_it_passes_over_private_addresses_of_a_name_that_has_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(host: Any, port: int, *_: Any, **__: Any) -> Any:
        texts = ["fe80::1%eth0", "10.0.0.1", "127.0.0.1"] if host == "both.example" else [host]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port)) for text in texts]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    site.pages["/"] = reply(b"here")
    with guard.client(LOOPBACK) as client:
        assert client.get(f"http://both.example:{site.port}/").content == b"here"


def test_it_tries_a_names_next_address_when_nobody_is_at_the_first(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def two(host: Any, port: int, *_: Any, **__: Any) -> Any:
        time.sleep(0.1)  # as a name server may take
        texts = ["127.0.0.3", "127.0.0.1"] if host == "two.example" else [host]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port)) for text in texts]

    monkeypatch.setattr(socket, "getaddrinfo", two)
    site.pages["/"] = reply(b"here")
    with guard.client(guard.Rules.read(["127.0.0.0/8"])) as client:
        assert client.get(f"http://two.example:{site.port}/").content == b"here"


def test_it_shares_its_time_among_four_of_a_names_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = list[tuple[str, float]]()

    def many(*_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{number}", 80)) for number in range(1, 7)]

    def nobody(self: Any, host: str, port: int, timeout: float, *_: Any) -> Any:
        tried.append((host, timeout))
        raise httpcore.ConnectTimeout

    monkeypatch.setattr(socket, "getaddrinfo", many)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", nobody)
    rules = guard.Rules.read(["127.0.0.0/8"])
    with guard.client(rules) as client, pytest.raises(httpx.ConnectTimeout):
        client.get("http://many.example/")
    hosts, shares = zip(*tried, strict=True)
    assert hosts == ("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4")
    assert shares == pytest.approx([5 / 4, 5 / 3, 5 / 2, 5], abs=0.4)
    for timeout, most in ((None, guard.CONNECT), (2, 2)):
        with pytest.raises(httpcore.ConnectTimeout):
            guard._Backend(rules, None).connect_tcp("many.example", 80, timeout)
        assert tried[-1][1] == pytest.approx(most, abs=0.4)


def test_it_asks_anew_where_a_server_has_hung_up(site: Site) -> None:
    hung_up = threading.Event()

    def answer(connection: socket.socket) -> None:
        reply(b"here", Connection="")(connection)
        connection.close()
        hung_up.set()

    site.pages["/a"] = answer
    with guard.client(LOOPBACK) as client:
        for _ in range(2):
            assert client.get(site("/a")).content == b"here"
            assert hung_up.wait(30)
            hung_up.clear()


def test_it_leaves_nothing_open(site: Site) -> None:
    def answer(connection: socket.socket) -> None:
        reply(b"here" * 20_000, Connection="")(connection)
        site.silence(connection)

    site.pages["/a"] = answer
    with guard.client(LOOPBACK) as client:
        pool = client._transport._pool
        client.get(site("/a"))
        assert len(pool.connections) == 1
    assert not pool.connections
    with guard.client(LOOPBACK) as client:
        pool = client._transport._pool
        with client.stream("GET", site("/a")):
            pass
        assert not pool.connections, "half an answer is of no use to another request"


def test_it_follows_no_redirect_and_no_proxy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.pages["/a"] = reply(status="302 Found", Location="/b")
    with guard.client(LOOPBACK) as client:
        assert client.get(site("/a")).status_code == 302
    assert site.paths == ["/a"]


def test_it_gives_up_on_a_name_that_nobody_answers_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def nobody(*_: Any, **__: Any) -> Any:
        over.wait(60)
        raise socket.gaierror("no answer")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    monkeypatch.setattr(guard, "CONNECT", 60.0)
    begun = time.monotonic()
    with guard.client(guard.Rules(), seconds=0.3) as client, pytest.raises(httpx.ConnectTimeout):
        client.get("http://slow.example/")
    assert time.monotonic() - begun < 20
    waiting = [each for each in threading.enumerate() if each.name == "lookup"]
    assert waiting and all(each.daemon for each in waiting), "a server that is stopped doesn't wait for them"
    over.set()


def test_it_waits_for_more_no_longer_than_it_was_told(site: Site) -> None:
    site.pages["/a"], begun = site.silence, time.monotonic()
    with guard.client(LOOPBACK, read=0.1) as client, pytest.raises(httpx.ReadTimeout):
        client.get(site("/a"))
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    ("timeout", "left", "seconds"), [(None, None, 3600), (5, None, 5), (None, 20, 20), (5, 20, 5), (20, 5, 5)]
)
def test_a_wait_ends_with_the_time_for_everything(timeout: float | None, left: float | None, seconds: float) -> None:
    end = None if left is None else time.monotonic() + left
    assert guard._within(timeout, end) == pytest.approx(seconds, abs=0.5)
    with pytest.raises(httpcore.WriteTimeout):
        guard._within(timeout, time.monotonic(), httpcore.WriteTimeout)


def test_it_reads_networks_hosts_and_addresses() -> None:
    rules = guard.Rules.read(["10.1.2.3/16", " Files.Intranet. ", "192.168.1.7", "fd00::/8", ""])
    inside = ipaddress.ip_address("10.1.9.9")
    assert rules.permit("x.example", inside, 8080) and rules.permit("FILES.intranet.", ipaddress.ip_address("::1"), 1)
    assert not rules.permit("x.example", ipaddress.ip_address("10.2.0.1"), 80)


@pytest.mark.parametrize("slip", ["http://10.0.0.1/", "10.1", "10.1.", "10.1.0.0/33", "300.1.1.1", "a b"])
def test_it_reads_no_slips(slip: str) -> None:
    with pytest.raises(ValueError, match="neither a host nor a network"):
        guard.Rules.read([slip])
