"""Two thousand takes in flight at a provider: what asking after them costs, and how soon each end is noticed.

The provider is a server on loopback (tests/storm/shop.py) that drops every webhook. Clock and cluster are the product's
own processes, at its own intervals; their processor time is measured over two minutes in which every take is asked
after twice and none ends. Then every job ends within a minute, each at a moment of its own, and what passes until the
studio has heard of it is compared with the longest interval.

`python -m bench.polling FOLDER` is the site (see site.py) and leaves rows.json.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil

from bench import site
from bench.realtime import ROOT
from bench.report import Row

TAKES = 2000
SPREADS = (1, 100)
"""Accounts that they are shared out over."""
OLDEST = 600.0
"""Seconds: they were ordered at any time in the last ten minutes."""
SETTLE, MEASURED = 75.0, 120.0
"""Seconds. Accounts that began together still have their turns nearly together: less than two rounds tell little."""
ENDING = 60.0
"""Seconds over which the jobs end."""
GOAL = 25.0
INTERVAL = 60.0 * 1.15 + 2.4
"""The longest time between two questions about one take, with the turn of the clock before it."""
ALLOWED = {"FETCH_ALLOW": "127.0.0.1", "LOG_LEVEL": "WARNING"}
"""The environment of a site whose provider is on loopback."""


def measure(runs: int, folder: Path) -> list[Row]:
    """One run, whatever `runs` says: it takes some minutes."""
    found = []
    for accounts in SPREADS:
        room = folder / f"polling-{accounts}"
        (room / "data").mkdir(parents=True)
        command = [sys.executable, "-m", "bench.polling", str(room), str(accounts)]
        subprocess.run(command, cwd=ROOT, env=site.environment(room / "data") | ALLOWED, check=True)
        name = f"{TAKES} takes at {accounts} account{'s' if accounts > 1 else ''}"
        found += [replace(row, name=f"{name}: {row.name}") for row in site.rows(room / "rows.json")]
    return found


def in_flight(url: str, accounts: int, ends: Any, *, takes: int = TAKES, first_poll: float = 30.0) -> list[Any]:
    """Takes that were ordered at some time in the last minutes, and their jobs at the shop. Returns the accounts."""
    from django.db import transaction
    from django.utils import timezone

    from tests import people
    from tests.storm import crew

    dice, now, share = random.Random(1), timezone.now(), takes // accounts
    made: list[Any] = []
    with transaction.atomic():
        team = people.team("Bench")
        for number in range(takes):
            if number % share == 0:
                of = crew.account(team, crew.TROUPES[0], url, name=f"Captions {len(made) + 1}", credit=share * 1000)
                made.append(of)
            age = timedelta(seconds=dice.uniform(0, OLDEST))
            job = ends(number)
            crew.take(
                of, number + 1, state="processing", external_id=job, submitted_at=now - age, polls=3,
                poll_at=now + timedelta(seconds=dice.uniform(first_poll / 2, first_poll)),
            )  # fmt: skip
    return made


@contextmanager
def processes(folder: Path) -> Iterator[dict[str, psutil.Process]]:
    """The product's clock and its cluster for short work."""
    started = {name: site.started(*command, log=folder / "log")
               for name, command in {"tick": ("tick",), "cluster": ("cluster", "default")}.items()}  # fmt: skip
    try:
        yield {name: psutil.Process(each.pid) for name, each in started.items()}
    finally:
        for each in started.values():
            each.terminate()
        for each in started.values():
            each.wait(30)


def spent(running: dict[str, psutil.Process]) -> float:
    """Seconds of processor time so far of these processes and all below them."""
    found = 0.0
    for leader in running.values():
        for each in (leader, *leader.children(recursive=True)):
            used = each.cpu_times()
            found += used.user + used.system
    return found


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.storm import shop
    from tests.storm.captions import Captions
    from tests.storm.manner import Order

    folder, accounts = Path(sys.argv[1]), int(sys.argv[2])
    with shop.opened(shop.Shop((Captions(),))) as opened:
        far = time.time() + OLDEST

        def ends(number: int) -> str:
            made = opened.make(Order(f"Storm {number + 1}"), ends=far)
            made.fate = "failed"  # it ends by its news alone: no film is fetched
            return str(made.job.id)

        in_flight(opened.url, accounts, ends)
        site.keep(list(_measured(opened, folder)), folder / "rows.json")


def _measured(opened: Any, folder: Path) -> Iterator[Row]:
    from studio.models import Take

    with processes(folder) as running:
        time.sleep(SETTLE)
        before, asked, begin = spent(running), opened.requests["questions"], time.monotonic()
        time.sleep(MEASURED)
        used, passed = spent(running) - before, time.monotonic() - begin
        questions = opened.requests["questions"] - asked
        yield Row("share of one core, clock and cluster", (100 * used / passed,), "%", GOAL, least=False,
                  note=f"{used:.1f} s in {passed:.0f} s")  # fmt: skip
        yield Row("questions", (questions / passed,), "a second")
        yield Row("processor time of a question, all told", (1000 * used / max(1, questions),), "ms")
        dice, now = random.Random(2), time.time()
        for made in opened.jobs.values():
            made.ends = now + dice.uniform(0, ENDING)
        end = time.monotonic() + ENDING + 3 * INTERVAL
        while Take.objects.open().exists() and time.monotonic() < end:
            time.sleep(0.5)
        lags = [take.finished_at.timestamp() - opened.jobs[take.external_id].ends
                for take in Take.objects.filter(state="failed") if take.finished_at]  # fmt: skip
        yield Row("takes whose end was heard of", (float(len(lags)),), "", TAKES)
        if lags:
            yield Row("from an end to the news of it, median", (statistics.median(lags),), "s")
            yield Row("the same, the slowest", (max(lags),), "s", INTERVAL, least=False)


if __name__ == "__main__":
    main()
