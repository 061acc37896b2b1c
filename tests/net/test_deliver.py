"""Telling a server something: what came of it, with its reason in words, and never an error."""

from __future__ import annotations

import pytest

from studio.net import deliver, guard
from studio.net.deliver import Told, Untold
from tests.net.site import Site, drips, reply

LOOPBACK = guard.Rules.read(["127.0.0.1/32"])


def test_it_sends_what_it_was_given_and_reads_no_answer_to_its_end(site: Site) -> None:
    site.pages["/a"] = drips(b"HTTP/1.1 204 OK\r\nContent-Length: 1000\r\n\r\n", b"x", every=0.1)
    told = deliver.post(site("/a"), b'{"a": 1}', {"Signature": "s1"}, rules=LOOPBACK)
    assert isinstance(told, Told) and told.status == 204 and told.took < 10_000
    head, _, body = site.asked[0].partition("\r\n\r\n")
    assert head.startswith("POST /a ") and body == '{"a": 1}'
    for line in ("Content-Type: application/json", "User-Agent: Understudy (webhooks)", "Signature: s1"):
        assert line in head.split("\r\n")


def test_it_asks_whether_somebody_is_there(site: Site) -> None:
    site.pages["/a"] = reply()
    assert isinstance(deliver.probe(site("/a"), rules=LOOPBACK, seconds=5), Told)
    assert site.asked[0].startswith("OPTIONS /a ")
    assert deliver.probe(site("/a"), rules=guard.Rules(), seconds=5) == Untold(
        "This address is not on the public internet.", pytest.approx(0, abs=4000)
    )


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://10.0.0.1/", "This address is not on the public internet."),
        ("http://nobody.invalid/", "There is no such host."),
        (f"http://{'a' * 64}.example/", "There is no such host."),
        ("http://127.0.0.1:9/", "The server could not be reached."),
        ("ftp://127.0.0.1/", "This is not an address of the web."),
        ("http://a.example/\0", "This is not an address of the web."),
        ("http://a.example/\ud800", "This is not an address of the web."),
    ],
)
def test_it_says_why_nobody_was_told(url: str, said: str) -> None:
    told = deliver.post(url, b"{}", {}, rules=LOOPBACK)
    assert isinstance(told, Untold) and told.sentence == said


def test_an_answer_that_drips_comes_too_late(site: Site) -> None:
    site.pages["/a"] = drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", every=0.05)
    told = deliver.probe(site("/a"), rules=LOOPBACK, seconds=0.2)
    assert isinstance(told, Untold) and told.sentence == "No answer in time."
    assert 200 <= told.took < 4000


@pytest.mark.parametrize(("status", "good"), [(199, False), (200, True), (299, True), (300, False), (410, False)])
def test_only_what_was_taken_is_good(status: int, good: bool) -> None:
    assert Told(status, 3).good == good
