"""Fetching: whole files of the right kind within bounds, and a sentence for everything else."""

from __future__ import annotations

import gzip
import hashlib
import socket
import ssl
import threading
import time
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from studio import kinds
from studio.net import guard
from studio.net.fetch import AGENT, ELSEWHERE, Fetched, Refused, Why, fetch
from tests.net.site import Site, drips, reply, sends

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 5000
RULES = guard.Rules.read(["127.0.0.1/32"])


def get(url: str, folder: Path, *, most: int = 100_000, seconds: float = 3.0,
        expected: kinds.Expected | None = kinds.PICTURE) -> Fetched | Refused:  # fmt: skip
    found = fetch(url, folder, most_bytes=most, seconds=seconds, expected=expected, rules=RULES)
    if isinstance(found, Refused):
        assert not folder.exists() or not list(folder.iterdir()), "nothing is left behind"
    return found


def refused(url: str, folder: Path, **more: float) -> Refused:
    found = get(url, folder, **more)  # type: ignore[arg-type]
    assert isinstance(found, Refused)
    return found


def test_it_fetches_a_file_and_tells_what_it_is(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = reply(PNG, Content_Type="text/html", Location="/b")
    found = get(site("/a"), tmp_path)
    assert isinstance(found, Fetched)
    assert (found.size, found.kind, found.path.suffix) == (len(PNG), "image/png", ".png")
    assert found.path.read_bytes() == PNG and found.sha256 == hashlib.sha256(PNG).hexdigest()
    assert [path.name for path in tmp_path.iterdir()] == [found.path.name]
    assert "Accept-Encoding: identity" in site.asked[0] and f"User-Agent: {AGENT}" in site.asked[0]
    anything = get(site("/a"), tmp_path / "b", expected=None)
    assert isinstance(anything, Fetched) and anything.path.suffix == ".bin"


@pytest.mark.parametrize(("answer", "why", "words"), [
    (reply(status="404 Not Found"), Why.MISSING, "There is nothing at this address (404)"),
    (reply(status="410 Gone"), Why.MISSING, "(410)"),
    (reply(status="403 Forbidden"), Why.FORBIDDEN, "is not for everybody (403)"),
    (reply(status="401 Unauthorized"), Why.FORBIDDEN, "sign-in"),
    (reply(status="407 Proxy Authentication Required"), Why.FORBIDDEN, "(407)"),
    (reply(status="503 Busy"), Why.BUSY, "has a problem of its own (503)"),
    (reply(status="500 Oh"), Why.BUSY, "(500)"),
    (reply(status="408 Request Timeout"), Why.BUSY, "(408)"),
    (reply(status="425 Too Early"), Why.BUSY, "(425)"),
    (reply(status="429 Slow down"), Why.BUSY, "Try again later"),
    (reply(status="204 No Content", Content_Length=""), Why.BROKEN, "answers 204 instead of a file"),
    (reply(status="302 Found"), Why.BROKEN, "302"),
    (reply(status="304 Not Modified"), Why.BROKEN, "304"),
    (reply(b""), Why.BROKEN, "is empty"),
    (reply(b"<!DOCTYPE html><title>Sign in</title>", Content_Type="image/png"), Why.WRONG_KIND,
     "This address gives a web page, not a picture. Use PNG, JPEG, WebP or GIF."),
    (reply(b"%PDF-1.7 ..."), Why.WRONG_KIND, "gives a PDF, not a picture"),
    (reply(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Why.WRONG_KIND, "an SVG drawing"),
    (reply(b"RIFF\0\0\0\0WAVEfmt "), Why.WRONG_KIND, "a recording, not a picture"),
    (reply(PNG, Content_Length="9999"), Why.BROKEN, "broke off"),
    (reply(PNG, Content_Length="99999999999"), Why.TOO_LARGE, "95,367 MB. The most is 0 MB"),
    (sends(b"SSH-2.0-OpenSSH_9.2\r\n"), Why.BROKEN, "answers in no way that can be read"),
    (sends(b""), Why.BROKEN, "broke off"),
    (sends(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000), Why.BROKEN, "broke off"),
    (reply(b"xx", Content_Encoding="br"), Why.BROKEN, "packs its files"),
    (reply(b"not gzip at all", Content_Encoding="gzip"), Why.BROKEN, "damaged"),
    (reply(gzip.compress(PNG)[:40], Content_Encoding="gzip"), Why.BROKEN, "too early"),
])  # fmt: skip
def test_it_says_in_words_why_there_is_no_file(
    site: Site, tmp_path: Path, answer: object, why: Why, words: str
) -> None:
    site.pages["/a"] = answer  # type: ignore[assignment]
    found = refused(site("/a"), tmp_path)
    assert found.why == why and words in found.sentence


@pytest.mark.parametrize("url", ["ftp://example.org/a.png", "file:///etc/passwd", "http://", "http://[1/", "gopher://x",
                                 "//x/y", "http://x:0/", "http://x:99999/"])  # fmt: skip
def test_it_opens_nothing_but_the_web(tmp_path: Path, url: str) -> None:
    assert refused(url, tmp_path) == Refused(ELSEWHERE, Why.ADDRESS)


@pytest.mark.parametrize("url", ["http://xn--/", "http://127.0.0.1/\0", " http://127.0.0.1/"])
def test_it_opens_nothing_that_is_written_oddly(tmp_path: Path, url: str) -> None:
    assert refused(url, tmp_path) == Refused("This is not an address of the web.", Why.ADDRESS)


@pytest.mark.parametrize("target", ["http://[1/", "//[1/", "http://xn--/", "http://x:99999/", "http:"])
def test_it_is_led_to_nothing_but_the_web(site: Site, tmp_path: Path, target: str) -> None:
    site.pages["/a"] = reply(status="302 Found", Location=target)
    assert refused(site("/a"), tmp_path).why == Why.ADDRESS


def test_it_reaches_nothing_private(site: Site, tmp_path: Path) -> None:
    found = fetch(site("/a"), tmp_path, most_bytes=10, seconds=2)
    assert isinstance(found, Refused) and found.why == Why.CLOSED
    assert "not on the public internet" in found.sentence and site.asked == []


def test_it_judges_every_hop(site: Site, tmp_path: Path) -> None:
    for number, target in enumerate(["http://127.0.0.2/", "http://[::1]/", "http://169.254.169.254/latest/meta-data"]):
        site.pages[f"/{number}"] = reply(status="302 Found", Location=target)
        assert refused(site(f"/{number}"), tmp_path).why == Why.CLOSED
    site.pages["/file"] = reply(status="301 Moved", Location="file:///etc/passwd")
    assert refused(site("/file"), tmp_path).why == Why.ADDRESS


def test_it_follows_five_redirects_and_no_more(site: Site, tmp_path: Path) -> None:
    for hop, status in enumerate((302, 301, 302, 303, 307, 308)):
        site.pages[f"/{hop}"] = reply(b"moved", status=f"{status} Moved", Location=f"/{hop + 1}")
    site.pages["/6"] = reply(PNG)
    found = get(site("/1"), tmp_path)
    assert isinstance(found, Fetched) and found.url == site("/6")
    assert "more than 5 times" in refused(site("/0"), tmp_path / "b").sentence
    assert len(site.paths) == 12


def test_it_stops_at_the_size_it_was_given(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = reply(PNG)
    assert isinstance(get(site("/a"), tmp_path / "a" / "whole", most=len(PNG)), Fetched)
    assert refused(site("/a"), tmp_path / "more", most=len(PNG) - 1).why == Why.TOO_LARGE
    endless = drips(b"HTTP/1.1 200 OK\r\n\r\n" + PNG, b"\0" * 50_000, every=0)
    site.pages["/a"] = endless
    found = refused(site("/a"), tmp_path / "endless")
    assert found == Refused("The file at this address is too large. The most is 0 MB.", Why.TOO_LARGE)
    site.pages["/a"] = reply(PNG, Content_Length="99999999999")
    assert "has 95,367 MB. The most is 5 MB." in refused(site("/a"), tmp_path / "b", most=5 << 20).sentence


def test_it_judges_a_kind_by_the_whole_head_and_by_no_more(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = drips(b"HTTP/1.1 200 OK\r\nContent-Length: 5008\r\n\r\n" + PNG[:2], PNG[2:], every=0.05, times=1)
    assert isinstance(get(site("/a"), tmp_path), Fetched)
    page = b"<!DOCTYPE html>".ljust(kinds.HEAD)
    site.pages["/b"] = drips(b"HTTP/1.1 200 OK\r\n\r\n" + page, b"x", every=0.05)
    assert refused(site("/b"), tmp_path / "b", seconds=20).why == Why.WRONG_KIND


def test_it_counts_what_is_unpacked_and_unpacks_no_bomb(site: Site, tmp_path: Path) -> None:
    site.pages["/good"] = reply(gzip.compress(PNG), Content_Encoding="gzip")
    assert isinstance(get(site("/good"), tmp_path / "good"), Fetched)
    site.pages["/deflated"] = reply(zlib.compress(PNG), Content_Encoding="deflate")
    assert isinstance(get(site("/deflated"), tmp_path / "deflated"), Fetched)
    bomb = gzip.compress(PNG + b"\0" * 30_000_000)
    assert len(bomb) < 50_000
    site.pages["/bomb"] = reply(bomb, Content_Encoding="gzip")
    assert refused(site("/bomb"), tmp_path / "bomb").why == Why.TOO_LARGE


@pytest.mark.parametrize("answer", [
    drips(b"", b"H", every=0.05),
    drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", every=0.05),
    drips(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n\x89PNG", b"\0", every=0.05),
    None,
], ids=["status", "headers", "body", "silence"])  # fmt: skip
def test_it_waits_no_longer_than_it_was_told(site: Site, tmp_path: Path, answer: object) -> None:
    site.pages["/a"] = answer or site.silence  # type: ignore[assignment]
    begun = time.monotonic()
    found = refused(site("/a"), tmp_path, seconds=0.4)
    assert time.monotonic() - begun < 8, "every one of them goes on for longer"
    assert found.why in (Why.SLOW, Why.BROKEN)


def test_it_says_how_long_it_waited_for_a_silent_server(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that says nothing is waited for less long than a file that comes slowly."""
    site.pages["/a"] = site.silence
    monkeypatch.setattr(guard.client, "__kwdefaults__", {"seconds": None, "read": 0.1})
    assert refused(site("/a"), tmp_path, seconds=600).sentence.endswith("did not come within 1 second.")


def test_it_tells_a_server_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert refused(f"http://127.0.0.1:{port}/", tmp_path).why == Why.UNREACHABLE

    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    for url in ("http://nobody.invalid/", "http://a b/"):
        assert "no such server" in refused(url, tmp_path).sentence
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.3) or [])
    monkeypatch.setattr(guard, "CONNECT", 0.1)
    assert refused("http://slow.example/", tmp_path).why == Why.UNREACHABLE


def test_it_trusts_no_certificate_of_its_own_making_but_those_of_an_authority_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(2):
                with suppress(OSError), context.wrap_socket(server.accept()[0], server_side=True) as secure:
                    secure.recv(100)
                    reply(b"secret")(secure)

        def found() -> Fetched | Refused:
            address = f"https://127.0.0.1:{server.getsockname()[1]}/"
            return fetch(address, tmp_path / "in", most_bytes=10, seconds=3, rules=RULES)

        thread = threading.Thread(target=answer)
        thread.start()
        refused, given = found(), ssl.create_default_context(cafile=made)
        monkeypatch.setattr(guard, "certificates", lambda: given)
        assert isinstance(found(), Fetched)
        thread.join()
    assert isinstance(refused, Refused) and "certificate" in refused.sentence


def test_it_says_when_the_disk_cannot_be_written(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = reply(PNG)
    (tmp_path / "file").write_text("")
    found = fetch(site("/a"), tmp_path / "file", most_bytes=100_000, seconds=2, rules=RULES)
    assert found == Refused("The server's disk can't be written: File exists.", Why.DISK)


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "server.pem").write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return folder / "server.pem"
