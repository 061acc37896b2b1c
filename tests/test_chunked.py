"""Bodies without a length, sent to the real web server."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import socket
from collections.abc import Iterator

import pytest

from project import chunked
from tests import processes


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder, found = tmp_path_factory.mktemp("web"), processes.free_port()
    command = ("-m", "gunicorn", "-c", "python:project.gunicorn", "--bind", f"127.0.0.1:{found}", "tests.echo")
    with processes.started(*command, log=folder / "log", WEB_WORKERS="1", WEB_THREADS="4", DATA_DIR=str(folder)):
        processes.until(lambda: sent(found, [b"x"])[0] == 200, seconds=60)
        yield found


def sent(port: int, pieces: list[bytes], **headers: str) -> tuple[int, str]:
    """Status and words of the answer; (0, "") when nobody is there."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asked):
        asked.request("POST", "/", body=iter(pieces), headers={"Host": "localhost", **headers}, encode_chunked=True)
        answer = asked.getresponse()
        return answer.status, answer.read().decode()
    return 0, ""


@pytest.mark.parametrize("sizes", [(5,), (1, 1, 1), (70_000, 200_000, 3)], ids=["one", "three", "larger than memory"])
def test_a_streamed_body_comes_whole(port: int, sizes: tuple[int, ...]) -> None:
    pieces = [os.urandom(size) for size in sizes]
    whole = b"".join(pieces)
    assert sent(port, pieces) == (200, f"{len(whole)} {hashlib.sha256(whole).hexdigest()}")


def test_one_with_its_length_is_passed_on_as_it_is(port: int) -> None:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with contextlib.closing(asked):
        asked.request("POST", "/", body=b"hello", headers={"Host": "localhost"})
        assert asked.getresponse().read().decode().startswith("5 ")


@pytest.mark.parametrize(("key", "most"), [("", chunked.STRANGERS), ("X-Api-Key: k\r\n", chunked.MOST)])
def test_too_much_is_refused(port: int, key: str, most: int) -> None:
    piece = bytes(2**20)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
        slow.sendall(f"POST / HTTP/1.1\r\nHost: localhost\r\n{key}Transfer-Encoding: chunked\r\n\r\n".encode())
        with contextlib.suppress(OSError):  # the server may end it while we go on
            for _ in range(most // len(piece) + 1):
                slow.sendall(b"100000\r\n" + piece + b"\r\n")
        answer = slow.recv(1000)
        assert answer.startswith(b"HTTP/1.1 413") and b"Connection: close" in answer, "the rest is thrown away with it"


@pytest.mark.parametrize("rest", [b"zz\r\nhello\r\n", b"5\r\nhel"], ids=["no number", "no end"])
def test_what_breaks_off_is_refused(port: int, rest: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as broken:
        broken.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + rest)
        broken.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: broken.recv(1000), b""))
        assert answer.startswith(b"HTTP/1.1 400") and chunked.BROKEN[1].encode() in answer
