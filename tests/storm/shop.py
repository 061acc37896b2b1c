"""The provider itself: an HTTP server on loopback with books of its own about every order, question and fetch."""

from __future__ import annotations

import asyncio
import email.utils
import json
import socket
import struct
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from tests.storm import films
from tests.storm.faults import FAILURE, FINE, REFUSAL, Weather
from tests.storm.manner import Asked, Catalogue, Job, Manner, Order, Question, Said

PAGE = b"<!doctype html><html><body><h1>Something went wrong.</h1></body></html>"
UNREAD = 47
"""Every so many connections one is reset before anything was read of it."""
LISTED = 100
"""Jobs in a list, the newest first."""
WORDS = {200: "OK", 201: "Created", 403: "Forbidden"}


@dataclass(frozen=True, slots=True)
class Sent:
    """One order as it came. `no` says that the studio was told in so many words that it was not taken."""

    token: str
    fault: str
    job: str = ""
    no: bool = False


@dataclass(slots=True)
class Made:
    """A job in the books. `ends`: the moment it is ready at; None: after `needs` answers."""

    job: Job
    fate: str
    film: int
    needs: int
    key: str = ""
    """Of the account that ordered it."""
    ends: float | None = None
    asked: int = 0
    told: int = 0
    given: int = 0
    heard: float | None = None
    """When its end was first told of."""


@dataclass
class Shop:
    """`orders` by what they say; `jobs` by number. Reading them is safe at any time, judging them at the end."""

    manners: Sequence[Manner]
    weather: Weather = FINE
    patience: float = 1.0
    """Seconds after which the studio gives up waiting."""
    port: int = 0
    orders: dict[str, list[Sent]] = field(default_factory=dict)
    jobs: dict[str, Made] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    """Requests that are none of this provider's."""
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def make(self, order: Order, *, ends: float | None = None) -> Made:
        """Take an order. Where the token is the same, so is the job."""
        if order.token and (same := next((m for m in self.jobs.values() if m.job.token == order.token), None)):
            return same
        number = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{order.text}:{len(self.orders.get(order.text, ()))}"))
        fate = self.weather.fate(order.text) if self.weather.rough else "done"
        length = films.LONGER if fate == "longer" else films.LENGTHS[len(self.jobs) % len(films.LENGTHS)]
        job = Job(number, order.text, order.token, order.title, order.echo)
        self.jobs[number] = Made(job, fate, length, self.weather.needs(order.text), ends=ends)
        return self.jobs[number]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            if self.weather.rough and self.connections % UNREAD == 0:
                self.faults["connection: reset unread"] += 1
                _reset(writer)
                return
            while (asked := await _read(reader)) and await self._answer(asked, writer):
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            with suppress(OSError):
                writer.close()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection is good for another request."""
        if asked.path.startswith("/files/"):
            return await self._film(asked, writer)
        for manner in self.manners:
            match manner.read(asked):
                case Order() as order:
                    self.requests["orders"] += 1
                    return await self._order(manner, order, writer, key=asked.headers.get("x-api-key", ""))
                case Question() as question:
                    self.requests["questions"] += 1
                    return await self._question(manner, question, writer)
                case Catalogue():
                    self.requests["lists"] += 1
                    return _send(writer, manner.listed([made.job for made in self.jobs.values()][: -LISTED - 1 : -1]))
        self.strange.append(f"{asked.method} {asked.path}")
        return _send(writer, Said({"detail": "Not found."}, 404))

    async def _order(self, manner: Manner, order: Order, writer: asyncio.StreamWriter, *, key: str) -> bool:
        sent = self.orders.setdefault(order.text, [])
        fault = self.weather.order(order.text, len(sent) + 1)
        self.faults[f"order: {fault}" if fault else "order: none"] += 1
        if fault == "refused" or fault.startswith("429"):
            sent.append(Sent(order.token, fault, no=True))
            return _send(writer, manner.refused(REFUSAL) if fault == "refused" else _patience(manner.busy(), fault))
        if fault.endswith("not taken") or fault == "reset unread":
            sent.append(Sent(order.token, fault))
            return await self._break(fault.partition(",")[0], manner.refused(""), writer)
        made = self.make(order)
        number, made.key = made.job.id, key
        sent.append(Sent(order.token, fault, job=number))
        # One that this account knows of, as it has asked about it: nobody could tell with any other.
        others = [name for name, each in self.jobs.items() if name != number and each.asked and each.key == key]
        odd = {"wrong type, taken": [7], "no number, taken": None, "empty, taken": ""}
        if fault in odd:
            return _send(writer, manner.accepted(odd[fault]))
        if fault == "another's number, taken" and others:
            return _send(writer, manner.accepted(others[-1]))
        kind = fault.partition(",")[0] if fault.endswith(", taken") else fault
        return await self._break(kind, manner.accepted(number), writer)

    async def _break(self, kind: str, said: Said, writer: asyncio.StreamWriter) -> bool:
        """Send what should have been said, as it arrives under this fault."""
        match kind:
            case "slow":
                await asyncio.sleep(self.patience * 0.2)
            case "too late":
                await asyncio.sleep(self.patience * 1.6)
                return _reset(writer)
            case "reset" | "reset unread":
                return _reset(writer)
            case "cut":
                return _send(writer, said, cut=0.5)
            case "page":
                return _send(writer, Said(PAGE, 200, {"Content-Type": "text/html"}))
            case "500" | "502" | "503":
                return _send(writer, Said(PAGE, int(kind), {"Content-Type": "text/html"}))
        return _send(writer, said)

    async def _question(self, manner: Manner, question: Question, writer: asyncio.StreamWriter) -> bool:
        made = self.jobs.get(question.job)
        if made is None:
            return _send(writer, manner.gone())
        made.asked += 1
        fault = self.weather.answer(made.job.text, made.asked)
        self.faults[f"answer: {fault}" if fault else "answer: none"] += 1
        if fault == "404":
            return _send(writer, manner.gone())
        if fault.startswith("429"):
            return _send(writer, _patience(manner.busy(), fault))
        if fault in ("nothing", "no news"):
            return _send(writer, Said(None if fault == "nothing" else {}))
        if fault == "wrong types":
            odd = Job(7, "", stage=made.job.stage, progress="much", url=[5], seconds="long", word="running")
            return _send(writer, manner.told(odd))
        if made.fate == "gone" and made.told >= made.needs:
            return _send(writer, manner.gone())
        return await self._break(fault, manner.told(self._now(made, fault)), writer)

    def _now(self, made: Made, fault: str) -> Job:
        """The job as it is told of under this fault. Only what is told counts."""
        job, whole = made.job, fault in ("", "slow")
        ended = time.time() >= made.ends if made.ends is not None else made.told >= made.needs
        if fault == "unknown word":
            return Job(job.id, job.text, job.token, job.title, word="polishing", progress=job.progress)
        if fault == "backwards":
            return Job(job.id, job.text, job.token, job.title, progress=1)
        if fault == "done without a film":
            return Job(job.id, job.text, job.token, job.title, stage="done", url=None)
        if not ended:
            made.told += whole
            job.progress = min(95, 100 * made.told // (made.needs + 1)) if made.ends is None else _share(made.ends)
            return job
        job.stage, job.progress = ("failed" if made.fate == "failed" else "done"), 100
        made.heard = made.heard or time.time()
        if job.stage == "failed":
            job.reason = FAILURE
        else:
            made.given += whole
            job.url, job.seconds = f"{self.url}/files/{job.id}/{max(1, made.given)}.mp4", made.film
        return job

    async def _film(self, asked: Asked, writer: asyncio.StreamWriter) -> bool:
        """An address is good for some time; a fresh one comes with the next answer."""
        _, _, number, name = asked.path.split("/")
        made, turn = self.jobs[number], int(name.partition(".")[0])
        fault = self.weather.file(made.job.text, turn)
        self.faults[f"film: {fault}" if fault else "film: none"] += 1
        self.requests["films"] += 1
        film = films.film(made.film)
        kind = {"Content-Type": "video/mp4"}
        match fault:
            case "403" | "404" | "500":
                return _send(writer, Said(PAGE, int(fault), {"Content-Type": "text/html"}))
            case "page" | "JSON" | "empty":
                body = {"page": PAGE, "JSON": b'{"error": "expired"}', "empty": b""}[fault]
                return _send(writer, Said(body, 200, kind))
            case "connection cut":
                return _send(writer, Said(film, 200, kind), cut=0.6)
            case "file cut":
                return _send(writer, Said(film[: len(film) * 3 // 5], 200, kind))
            case "file cut near its end":
                return _send(writer, Said(film[: len(film) - max(200, len(film) // 50)], 200, kind))
            case "reset":
                return _reset(writer)
        return _send(writer, Said(film, 200, kind))


def _share(ends: float) -> int:
    """Percent of ten minutes that have passed."""
    return max(0, min(99, round(100 - (ends - time.time()) / 6)))


def _patience(said: Said, fault: str) -> Said:
    when = email.utils.formatdate(time.time() + 20, usegmt=True) if fault.endswith("date") else "5"
    return Said(said.body, said.status, {**said.headers, "Retry-After": when})


def _send(writer: asyncio.StreamWriter, said: Said, *, cut: float = 1.0) -> bool:
    body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
    headers = {"Content-Type": "application/json", **said.headers, "Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {said.status} {WORDS.get(said.status, 'Said')}", *(f"{n}: {v}" for n, v in headers.items())]
    writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body[: int(len(body) * cut)])
    return cut == 1.0


def _reset(writer: asyncio.StreamWriter) -> bool:
    """With RST, as a machine that has died answers."""
    made = writer.get_extra_info("socket")
    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, target, _ = first.split(" ")
    body = await reader.readexactly(int(headers.get("content-length") or 0))
    parts = urlsplit(target)
    return Asked(method, parts.path, dict(parse_qsl(parts.query)), headers, body)


@contextmanager
def opened(shop: Shop) -> Iterator[Shop]:
    """The shop, served by a thread on a free port of loopback."""
    ready, loop = threading.Event(), asyncio.new_event_loop()

    async def serve() -> None:
        server = await asyncio.start_server(shop.talk, "127.0.0.1", 0, backlog=1000)
        shop.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            with suppress(asyncio.CancelledError):
                await server.serve_forever()

    thread = threading.Thread(target=_run, args=(loop, serve()), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield shop
    finally:
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
        thread.join(10)


def _run(loop: asyncio.AbstractEventLoop, main: object) -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(main)  # type: ignore[arg-type]
    loop.close()
