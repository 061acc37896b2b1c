"""A web site on this machine that answers as strangers' servers do, well and badly."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answer = Callable[[socket.socket], None]


def reply(body: bytes = b"", *, status: str = "200 OK", **headers: str) -> Answer:
    """A whole answer, and the last one on its connection. `Content_Length=""` leaves that header out."""
    given = {
        "Content-Length": str(len(body)),
        "Connection": "close",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in given.items() if value)]
    return sends("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def sends(content: bytes) -> Answer:
    return lambda connection: connection.sendall(content)


def drips(beginning: bytes, piece: bytes, *, every: float, times: int = 200) -> Answer:
    """The beginning at once, then a piece every so many seconds."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(beginning)
        for _ in range(times):
            time.sleep(every)
            connection.sendall(piece)

    return answer


@dataclass
class Site:
    """`pages` maps a path to its answer; `asked` lists the requests as they came."""

    host: str
    port: int
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def silence(self, connection: socket.socket) -> None:
        """An answer that never comes: longer than any test waits, and no longer than the site is there."""
        self.over.wait(60)

    def __call__(self, path: str) -> str:
        return f"http://{self.host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [request.split(" ")[1] for request in self.asked]

    def serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (piece := connection.recv(65536)):
                head += piece
            if not head:
                return
            head, _, body = head.partition(b"\r\n\r\n")
            wanted = next(
                (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0
            )
            while len(body) < wanted and (piece := connection.recv(65536)):
                body += piece
            self.asked.append(f"{head.decode()}\r\n\r\n{body.decode(errors='replace')}")
            path = head.decode().split(" ")[1]
            self.pages.get(path, reply(b"nothing here", status="404 Not Found"))(connection)


@contextmanager
def open_site(host: str = "127.0.0.1") -> Iterator[Site]:
    """A site on a free port of loopback, one thread a connection, gone at the end."""
    with socket.create_server((host, 0)) as server:
        site = Site(host, server.getsockname()[1])

        def listen() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=site.serve, args=(connection,), daemon=True).start()

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        yield site
        site.over.set()
        server.shutdown(socket.SHUT_RDWR)
        listener.join(10)  # else it might yet accept on the next site's socket, which may get this one's number
