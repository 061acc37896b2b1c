"""A thousand orders at providers that fail in every way, by workers that are killed: `make chaos-providers`.

    python -m tests.chaos_providers [--jobs 1000] [--seed 7] [--workers 3] [--only Captions]

Each provider that the studio has an adapter for is played by a server on loopback (tests/storm) that resets, cuts,
delays, lies and forgets; the same seed brings the same faults to the same orders. Several processes work on what is
due through the studio's own actions, and every few seconds one of them is killed. Only the clock is helped along: what
waits for a minute waits for a second. At the end the servers' books and ours must agree (tests/storm/verdict.py).
Prints what happened; exits with 1 and the list when anything is wrong.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil

from studio import lifeline

FORKS = multiprocessing.get_context("forkserver")
LIMIT = 600.0
"""Seconds after which what has not ended is counted as lost."""
PATIENCE = 1.0
TURN, PASSES = 0.5, timedelta(seconds=30)
"""Every so often so much time passes for all that waits."""
KILL_EVERY = 6.0
WORKERS, THREADS = 3, 2


@dataclass(slots=True)
class Workers:
    """Processes that work on what is due until they are killed, each with a log of its own. The oldest goes first."""

    count: int
    folder: Path
    running: list[BaseProcess] = field(default_factory=list)
    started: int = 0
    killed: int = 0
    spent: float = 0.0
    """Seconds of processor time of those that have ended, and of the engines that looked into their films."""

    def fill(self) -> None:
        while len(self.running) < self.count:
            self.started += 1
            log = str(self.folder / f"worker-{self.started}.log")
            process = FORKS.Process(target=worker, args=(self.started, log), daemon=True)
            process.start()
            self.running.append(process)

    def kill(self) -> None:
        self._end(self.running.pop(0))
        self.killed += 1
        self.fill()

    def stop(self) -> None:
        while self.running:
            self._end(self.running.pop())

    def _end(self, process: BaseProcess) -> None:
        with suppress(psutil.Error):
            used = psutil.Process(process.pid).cpu_times()
            self.spent += used.user + used.system + used.children_user + used.children_system
        process.kill()
        process.join()


@contextmanager
def place() -> Iterator[Path]:
    """A folder for everything, in memory where there is some: what a disk adds here is only its waits."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**31
    with tempfile.TemporaryDirectory(prefix="understudy-storm-", dir=memory if roomy else None) as name:
        folder = Path(name)
        (folder / "logs").mkdir()
        os.environ |= {
            "DATA_DIR": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "project.settings",
            "FETCH_ALLOW": "127.0.0.1", "PROVIDER_SECONDS": str(PATIENCE),
        }  # fmt: skip
        os.environ.pop("DATABASE_URL", None)
        yield folder


def worker(number: int, log: str) -> None:
    """Work on what is due, in several threads, for ever. A whole process dies at once, with all that it does."""
    from django.db import connection

    from tests.storm import crew

    lifeline.tie_to(os.getppid())
    with Path(log).open("wb", buffering=0) as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)

    def go_on(dice: random.Random) -> None:
        try:
            while True:
                if not crew.work(dice):
                    time.sleep(0.1)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=go_on, args=(random.Random(number * THREADS + each),)) for each in range(THREADS)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def storm(jobs: int, seed: int, count: int, only: Sequence[str], folder: Path) -> list[str]:
    """Go through one; what is wrong at its end."""
    from django.core.management import call_command

    from tests.storm import ready

    call_command("migrate", verbosity=0)
    from tests.storm import crew, shop, verdict

    FORKS.set_forkserver_preload([ready.__name__])
    from tests.storm.faults import Weather

    here = [each for each in crew.TROUPES if each.here and (not only or each.name in only)]
    if missing := sorted({each.name for each in crew.TROUPES} - {each.name for each in here}):
        print(f"Left out, as there is no adapter or nobody asked for it: {', '.join(missing)}")
    workers = Workers(count, folder / "logs")
    with ExitStack() as stack:
        shops = [shop.Shop(each.manners, Weather(seed), PATIENCE) for each in here]
        for each in shops:
            stack.enter_context(shop.opened(each))
        stack.callback(workers.stop)
        crew.order([(troupe, each.url) for troupe, each in zip(here, shops, strict=True)], jobs)
        print(f"{jobs} orders at {', '.join(each.name for each in here)}; seed {seed}", flush=True)
        go_through(workers, random.Random(seed))
        workers.stop()
        report(dict(zip((each.name for each in here), shops, strict=True)), workers)
        return verdict.misses({each.url: each for each in shops}, folder / "logs")


def go_through(workers: Workers, dice: random.Random) -> None:
    """Until everything has ended or waits for a person, who then decides about every second one."""
    from studio.actions import leases
    from tests.storm import crew

    end, next_kill, decided = time.monotonic() + LIMIT, time.monotonic() + KILL_EVERY, False
    workers.fill()
    while time.monotonic() < end:
        time.sleep(TURN)
        leases.free_the_dead()
        crew.pass_by(PASSES)
        if time.monotonic() > next_kill:
            workers.kill()
            next_kill = time.monotonic() + KILL_EVERY * dice.uniform(0.5, 1.5)
        if not crew.waiting():
            if decided:
                return
            print(f"{crew.decide()} orders that nobody knew of were given up by a person", flush=True)
            decided = True


def report(shops: Mapping[str, object], workers: Workers) -> None:
    from django.db.models import Count

    from studio.models import Take
    from tests.storm.shop import Shop

    for name, shop in shops.items():
        assert isinstance(shop, Shop)
        print(f"\n{name}: {sum(map(len, shop.orders.values()))} orders came, {len(shop.jobs)} were taken; "
              f"{shop.requests['questions']} questions, {shop.requests['films']} fetches")  # fmt: skip
        for fault, times in sorted(shop.faults.items()):
            print(f"    {fault:<32}{times:>6}")
    states = Take.objects.values_list("account__provider", "state").annotate(count=Count("pk")).order_by()
    print("\n" + "; ".join(f"{provider} {state} {count}" for provider, state, count in sorted(states)))
    reasons = Counter(Take.objects.exclude(error="").exclude(state="completed").values_list("state", "error"))
    for (state, error), count in reasons.most_common():
        print(f"    {count:>4} {state}: {error}")
    own = sum(os.times()[:2])
    print(f"{workers.killed} of {workers.started} workers were killed; they took {workers.spent:.0f} s of processor "
          f"time, the servers and the clock {own:.0f} s")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos_providers", description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--only", action="append", default=[], metavar="PROVIDER")
    given = parser.parse_args()
    begin = time.monotonic()
    with place() as folder:
        misses = storm(given.jobs, given.seed, given.workers, given.only, folder)
    print(f"{time.monotonic() - begin:.0f} s on the clock in all")
    for miss in misses:
        print(f"MISS  {miss}")
    print("Nothing was lost, and nothing was paid twice." if not misses else f"{len(misses)} misses.")
    return 1 if misses else 0


if __name__ == "__main__":
    raise SystemExit(main())
