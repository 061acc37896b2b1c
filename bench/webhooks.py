"""A storm of webhooks over real HTTP: how many a second are taken in, how long each waits for its answer, what is lost.

Ten thousand, of which four in ten are repeats, one is forged, and the rest come out of order, late, or about jobs that
nobody knows. The studio's web server, cluster and clock are the product's own processes; every five seconds one of a
web worker and a queue worker is killed. What gets no answer is sent again, as providers do. At the end every job has
ended once, and every webhook that was answered 200 is there once.

`python -m bench.webhooks FOLDER` is the site (see site.py) and leaves rows.json.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bench import polling, site
from bench.realtime import ROOT
from bench.report import Row

WEBHOOKS = 10_000
JOBS, FILMS = 1500, 50
"""Jobs that end, and how many of them with a film to fetch; the others end by their news alone."""
LATE, STRANGE = 500, 500
"""About jobs that ended long ago, and about jobs of somebody else's."""
FORGED, REPEATED = 0.1, 0.4
TOKEN, NOBODYS = "storm", "wrong"
LINES = 32
"""Connections of the provider."""
KILL_EVERY = 5.0
PATIENCE = 900.0


def measure(runs: int, folder: Path) -> list[Row]:
    """One run a database, whatever `runs` says. PostgreSQL is the tests' own; without it there is SQLite alone."""
    return site.on_both("bench.webhooks", folder, **polling.ALLOWED)


@dataclass(slots=True)
class Post:
    """What the provider sent and heard. `answers` by kind of webhook and status; `waits` in milliseconds."""

    port: int
    path: str
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    unanswered: int = 0

    async def send(self, letters: list[tuple[str, bytes]]) -> None:
        waiting = iter(letters)
        await asyncio.gather(*(self._line(waiting) for _ in range(LINES)))

    async def _line(self, letters: Iterator[tuple[str, bytes]]) -> None:
        streams = None
        for kind, request in letters:
            while True:
                begin = time.perf_counter()
                try:
                    streams = streams or await asyncio.open_connection("127.0.0.1", self.port)
                    status = await _told(*streams, request)
                except (OSError, EOFError, ValueError):
                    self.unanswered += 1
                    streams = None
                    await asyncio.sleep(0.2)
                    continue
                break
            self.waits.append(1000 * (time.perf_counter() - begin))
            self.answers[kind, status] += 1


async def _told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    writer.write(request)
    await writer.drain()
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith("content-length:")), 0)
    await reader.readexactly(length)
    return int(lines[0].split(" ")[1])


def letters(shop: Any, path: str, jobs: list[Any], dice: random.Random) -> list[tuple[str, bytes]]:
    """The storm: (kind, request), in the order in which it is sent."""
    from tests.storm.crew import SECRET
    from tests.storm.manner import Job, Manner

    manner: Manner = shop.manners[0]

    def request(job: Job, *, secret: str = SECRET) -> bytes:
        headers, body = manner.webhook(job, secret=secret, now=time.time())
        lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/json",
                 f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items())]  # fmt: skip
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    unique = [("true", request(Job(job.id, job.text, stage=stage))) for job in jobs for stage in ("failed", "done")]
    unique += [("late", request(Job(f"old-{number}", "", stage="done"))) for number in range(LATE)]
    unique += [("strange", request(Job(f"strange-{number}", "", stage="done"))) for number in range(STRANGE)]
    forged, repeats = int(WEBHOOKS * FORGED), int(WEBHOOKS * REPEATED)
    other = [("true", request(Job(job.id, job.text, stage="running", url=str(number))))
             for number, job in enumerate(dice.choices(jobs, k=WEBHOOKS - len(unique) - forged - repeats))]  # fmt: skip
    found = unique + other + dice.choices(unique, k=repeats)
    found += [("forged", request(dice.choice(jobs), secret=NOBODYS)) for _ in range(forged)]
    dice.shuffle(found)
    return found


@contextmanager
def running(folder: Path, port: int) -> Iterator[psutil.Process]:
    """The whole tree, as `manage.py studio` runs it."""
    with (folder / "log").open("wb") as log:
        tree = subprocess.Popen([sys.executable, "manage.py", "studio"], cwd=ROOT, stdout=log, stderr=log,
                                env={**os.environ, "PORT": str(port), "QUEUE_WORKERS": "2"})  # fmt: skip
    try:
        yield psutil.Process(tree.pid)
    finally:
        tree.terminate()
        with suppress(subprocess.TimeoutExpired):
            tree.wait(30)
        if tree.poll() is None:
            tree.kill()


class Killer:
    """Kills a worker of the web server and one of the queue by turns. `spent`: processor time of what died of it."""

    def __init__(self, tree: psutil.Process) -> None:
        self.tree, self.kills, self.spent = tree, 0, 0.0

    async def work(self) -> None:
        while True:
            await asyncio.sleep(KILL_EVERY)
            with suppress(psutil.Error, StopIteration):
                self._kill(web=self.kills % 2 == 0)

    def _kill(self, *, web: bool) -> None:
        """With a queue's worker its whole cluster goes."""
        words = "gunicorn" if web else "manage.py cluster default"
        part = next(each for each in self.tree.children() if words in " ".join(each.cmdline()))
        below = part.children(recursive=True)
        victim = next(each for each in below if web or each.name() == "worker")
        self.spent += sum(sum(each.cpu_times()[:2]) for each in ([victim] if web else [part, *below]))
        victim.kill()
        self.kills += 1


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from studio.models import Account
    from tests.processes import free_port, until
    from tests.storm import shop
    from tests.storm.captions import Captions
    from tests.storm.manner import Order

    folder, port, dice = Path(sys.argv[1]), free_port(), random.Random(3)
    with shop.opened(shop.Shop((Captions(),))) as opened:

        def ends(number: int) -> str:
            made = opened.make(Order(f"Storm {number + 1}"), ends=time.time())
            made.fate = "done" if number < FILMS else "failed"
            return str(made.job.id)

        (account,) = polling.in_flight(opened.url, 1, ends, takes=JOBS, first_poll=3600)
        Account.objects.filter(pk=account.pk).update(hook_token=TOKEN)
        path = f"/hooks/captions/{TOKEN}"
        post = Post(port, path)
        with running(folder, port) as tree:
            until(lambda: _answers(port), seconds=120, every=0.5)
            storm = letters(opened, path, [made.job for made in opened.jobs.values()], dice)
            site.keep(list(_gone_through(tree, post, storm)), folder / "rows.json")


def _answers(port: int) -> bool:
    import socket

    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.settimeout(5)
        line.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
        return b" 200 " in line.recv(200)
    return False


def _gone_through(tree: psutil.Process, post: Post, storm: list[tuple[str, bytes]]) -> Iterator[Row]:
    from studio.models import Take

    killer, before, begin = Killer(tree), polling.spent({"tree": tree}), time.monotonic()

    async def all_of_it() -> None:
        killing = asyncio.create_task(killer.work())
        await post.send(storm)
        killing.cancel()

    asyncio.run(all_of_it())
    taken = time.monotonic() - begin
    used = polling.spent({"tree": tree}) + killer.spent - before
    while Take.objects.open().exists() and time.monotonic() < begin + PATIENCE:
        time.sleep(0.25)
    ended = time.monotonic() - begin
    waits = statistics.quantiles(post.waits, n=100)
    yield Row("webhooks answered", (len(post.waits) / taken,), "a second", note=f"{killer.kills} workers were killed")
    for share in (50, 95, 99):
        yield Row(f"wait for the answer, {share} of 100", (waits[share - 1],), "ms")
    yield Row("until all takes have ended", (ended,), "s", note=f"{JOBS} takes, {FILMS} with a film")
    yield Row("processor time of a webhook, the whole tree", (1000 * used / len(post.waits),), "ms")
    yield Row("sent again for want of an answer", (float(post.unanswered),), "")
    yield from _misses(post.answers, storm)


def _misses(answers: Counter[tuple[str, int]], storm: list[tuple[str, bytes]]) -> Iterator[Row]:
    """What must be none."""
    from django.db.models import Count

    from studio.actions import ledger
    from studio.models import Account, Hook, Take, Transfer

    wrong = sum(count for (kind, status), count in answers.items() if status != (401 if kind == "forged" else 200))
    counted, different = Account.objects.get(hook_token=TOKEN).forged, _keys(storm)
    twice = Transfer.objects.exclude(pending=None).values("pending").annotate(n=Count("pk")).filter(n__gt=1).count()
    none = {
        "answered otherwise than they should be": wrong,
        "lost or kept twice": abs(Hook.objects.count() - different),
        "forged ones that were not counted": max(0, answers["forged", 401] - counted),
        "takes that have not ended": Take.objects.open().count(),
        "paid twice, or wrong in the ledger": twice + len(ledger.problems()),
    }
    for name, count in none.items():
        yield Row(name, (float(count),), "", 0, least=False)


def _keys(storm: list[tuple[str, bytes]]) -> int:
    """Webhooks that differ in what Captions tells repeats apart by: the job and the event."""
    import json

    bodies = [json.loads(request.partition(b"\r\n\r\n")[2]) for kind, request in storm if kind != "forged"]
    return len({(body["operationId"], body["event"]) for body in bodies})


if __name__ == "__main__":
    main()
