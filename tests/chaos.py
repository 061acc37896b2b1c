"""Kill every kind of process of a working studio, one after another, and see that nobody notices: `make chaos`.

Three videos are ordered through the API. While they are made, each kind of process is killed with SIGKILL in turn.
After each kill everything must be healthy again within a minute; at the end all videos are there, each take was paid
for exactly once, the ledger is right, and no process was left behind. Prints a table; exits with 1 on any miss.

Three starts without an end fail a take by design ("kept crashing the worker"). So a kill waits while that would happen.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests import processes

LIMIT = 600.0
RECOVERY = 60.0
MOST_STARTS = 3
SCENES = 4
LINE = "Scene {scene} of film {film} is long enough to be interrupted, and every word of it must survive. "
PRICE = """
from studio.actions import credits
from studio.models import Account
account = Account.objects.get(team__name="Chaos")
account.price = 50
account.save()
credits.grant(account.wallet, 1_000_000, key="chaos", note="for the test")
"""


@dataclass(slots=True)
class Studio:
    """The running tree, seen from outside."""

    process: psutil.Process
    run: str
    port: int
    folder: Path
    environment: dict[str, str]
    misses: list[str] = field(default_factory=list)

    def ask(self, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> tuple[int, dict[str, Any]]:
        """Status and JSON of an address; (0, {}) when nothing answers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if key:
            request.add_header("Authorization", f"Bearer {key}")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"{}")
        except OSError:
            return 0, {}

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=processes.ROOT, env=self.environment,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"manage.py {arguments[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Read the studio's database, from outside."""
        database = sqlite3.connect(f"file:{self.folder / 'understudy.sqlite3'}?mode=ro", uri=True, timeout=20)
        with contextlib.closing(database):
            return database.execute(question).fetchall()

    def main(self, part: str) -> psutil.Process:
        """The leader of a part: web, default, render, tick."""
        words = {"web": "gunicorn", "tick": "manage.py tick"}.get(part, f"manage.py cluster {part}")
        return next(each for each in self.process.children() if words in " ".join(each.cmdline()))

    def inside(self, part: str, name: str) -> list[psutil.Process]:
        return [each for each in self.main(part).children(recursive=True) if each.name() == name]

    def strangers(self) -> set[int]:
        """Processes of this run outside its living tree."""
        tree = {self.process.pid, *(each.pid for each in self.process.children(recursive=True))}
        return {each.pid for each in processes.marked(self.run)} - tree


@dataclass(frozen=True, slots=True)
class Victim:
    part: str
    name: str
    pick: Callable[[Studio], psutil.Process]


def victims() -> list[Victim]:
    """One of each kind; the parts take turns, so that each has lived a while before it is hit again."""

    def inside(part: str, name: str, number: int = 0) -> Victim:
        return Victim(part, f"{part} {name}{f' {number + 1}' if name == 'worker' else ''}",
                      lambda studio: studio.inside(part, name)[number])  # fmt: skip

    def leader(part: str, name: str) -> Victim:
        return Victim(part, f"{part} {name}", lambda studio: studio.main(part))

    web = Victim("web", "web worker", lambda studio: studio.main("web").children()[0])
    engine = Victim("engine", "engine (render child)", _engine)
    kinds = [("sentinel", 0), ("monitor", 0), ("pusher", 0), ("worker", 0), ("worker", 1)]
    others = [leader("web", "master"), web, leader("tick", "clock"), engine]
    turns: list[Victim] = []
    for number, kind in enumerate(kinds):
        turns += [inside("render", *kind), inside("default", *kind), *others[number : number + 1]]
    return [*turns, leader("render", "leader"), leader("default", "leader")]


def engines(studio: Studio) -> set[int]:
    """The engine's processes that draw a take right now."""
    below = studio.main("render").children(recursive=True)
    return {each.pid for each in below if "studio.render take" in _line(each)}


def _engine(studio: Studio) -> psutil.Process:
    return psutil.Process(min(engines(studio), default=0))


def _line(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


def storyboard(film: int) -> dict[str, Any]:
    scenes = [
        {
            "character": {"type": "avatar", "avatar_id": "maya"},
            "voice": {"type": "text", "voice_id": "nora", "input_text": LINE.format(scene=scene, film=film) * 2},
            "background": {"type": "color", "value": f"#{film}{scene}80a0"},
        }
        for scene in range(1, SCENES + 1)
    ]
    return {"title": f"Film {film}", "dimension": {"width": 1080, "height": 1920}, "scenes": scenes, "generate": True}


def hit(studio: Studio, victim: Victim) -> tuple[int, float | None]:
    """Kill one process; returns how many takes were being drawn and the seconds to recovery, None for never."""
    wait_until_it_may(studio, victim)
    drawn = len(studio.rows("SELECT 1 FROM studio_take WHERE state = 'processing' AND lease_holder != ''"))
    target = victim.pick(studio)
    before = {each.pid for each in studio.process.children(recursive=True)}
    moment = time.time()
    target.kill()
    try:
        return drawn, processes.until(lambda: recovered(studio, victim, target.pid, moment, before), seconds=RECOVERY)
    except AssertionError:
        studio.misses.append(f"{victim.name}: not healthy within {RECOVERY:.0f} s")
        return drawn, None


def wait_until_it_may(studio: Studio, victim: Victim) -> None:
    """Until something is being drawn, the victim is there, and no take in work is at its last start."""

    def ready() -> bool:
        states = studio.rows("SELECT starts FROM studio_take WHERE state = 'processing' AND lease_holder != ''")
        if victim.part in ("render", "engine") and any(starts >= MOST_STARTS for (starts,) in states):
            return False
        with contextlib.suppress(psutil.Error, StopIteration, IndexError):
            return bool(states or all_done(studio)) and victim.pick(studio).is_running()
        return False

    processes.until(ready, seconds=RECOVERY * 2)


def recovered(studio: Studio, victim: Victim, pid: int, moment: float, before: set[int]) -> bool:
    """Healthy, whole, and seen to work since the kill."""
    status, health = studio.ask("/healthz")
    with contextlib.suppress(psutil.Error, StopIteration):
        if status != 200 or (psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE):
            return False
        if victim.part == "engine":
            return all_done(studio) or bool(engines(studio) - before)
        if victim.part in ("default", "render"):
            names = {each.name() for each in studio.main(victim.part).children(recursive=True)}
            age = health["queue"][victim.part]["beat_age_s"]
            whole = {"sentinel", "worker", "monitor", "pusher"} <= names and studio.main(victim.part).pid not in before
            return whole and time.time() - age > moment
        if victim.part == "tick":
            return studio.main("tick").pid not in before
        return len({each.pid for each in studio.main("web").children()} - {pid}) >= 2
    return False


def all_done(studio: Studio) -> bool:
    return not studio.rows("SELECT 1 FROM studio_render WHERE state NOT IN ('completed', 'failed', 'canceled')")


def order(studio: Studio, key: str) -> list[str]:
    found = []
    for film in range(1, 4):
        status, answer = studio.ask("/api/videos", storyboard(film), key=key)
        if status != 201:
            raise SystemExit(f"POST /api/videos answered {status}: {answer}")
        found.append(answer["id"])
    return found


def judge(studio: Studio, films: list[str], key: str, *, seconds: float) -> None:
    """Everything that must be true at the end."""
    with contextlib.suppress(AssertionError):
        processes.until(lambda: all_done(studio), seconds=max(1.0, seconds), every=1)
    for film in films:
        _, answer = studio.ask(f"/api/videos/{film}", key=key)
        render = answer.get("render") or {}
        if render.get("state") != "completed":
            studio.misses.append(f"video {film}: {render.get('state')}: {render.get('error') or render.get('stage')}")
    settles = studio.rows(
        "SELECT take.id, COUNT(transfer.id) FROM studio_take take"
        " JOIN studio_render render ON render.id = take.render_id"
        " LEFT JOIN studio_transfer transfer ON transfer.take_id = take.id AND transfer.kind = 'settle'"
        " WHERE render.kind = 'final' GROUP BY take.id"
    )
    studio.misses += [f"take {take}: {count} settles" for take, count in settles if count != 1]
    print(f"\n{len(settles)} takes, each settled once" if settles and not studio.misses else "")
    print(studio.manage("check_ledger").strip())
    with contextlib.suppress(AssertionError):
        processes.until(lambda: not studio.strangers(), seconds=5)
    if studio.strangers():
        studio.misses.append(f"left behind while running: {studio.strangers()}")


@contextlib.contextmanager
def running() -> Iterator[Studio]:
    """A fresh studio, ready for orders; stopped with Ctrl-C, after which no process may be left."""
    with tempfile.TemporaryDirectory(prefix="understudy-chaos-") as name:
        folder, port = Path(name), processes.free_port()
        environment = {"DATA_DIR": str(folder / "data"), "PORT": str(port), "QUEUE_WORKERS": "2", "RENDER_WORKERS": "2"}
        os.environ.pop("DATABASE_URL", None)
        with processes.started("manage.py", "studio", log=folder / "log", **environment) as (process, run):
            studio = Studio(
                psutil.Process(process.pid),
                run,
                port,
                folder / "data",
                os.environ | environment | {processes.MARK: run},
            )
            processes.until(lambda: studio.ask("/healthz")[0] == 200, seconds=RECOVERY)
            yield studio
            if (code := processes.stop(process)) != 0:
                studio.misses.append(f"Ctrl-C ended with {code}")
            with contextlib.suppress(AssertionError):
                processes.until(lambda: not processes.marked(run), seconds=3)
            studio.misses += [f"left behind after the end: {each}" for each in processes.marked(run)]
        if studio.misses:
            print((folder / "log").read_text(), file=sys.stderr)


def main() -> int:
    end = time.monotonic() + LIMIT
    with running() as studio:
        key_file = studio.folder / "chaos.key"
        password = os.urandom(12).hex()
        studio.manage("bootstrap", "--email", "chaos@example.com", "--password", password, "--team", "Chaos",
                      "--api-key-out", str(key_file))  # fmt: skip
        studio.manage("shell", "-c", PRICE)
        key = key_file.read_text().strip()
        films = order(studio, key)
        print(f"{'killed':<24}{'in work':>8}{'recovered':>12}", flush=True)
        for victim in victims():
            drawn, seconds = hit(studio, victim)
            print(f"{victim.name:<24}{drawn:>8}{'never' if seconds is None else f'{seconds:.1f} s':>12}", flush=True)
        judge(studio, films, key, seconds=end - time.monotonic())
    for miss in studio.misses:
        print(f"MISS  {miss}")
    print("Nothing was lost." if not studio.misses else f"{len(studio.misses)} misses.")
    return 1 if studio.misses else 0


if __name__ == "__main__":
    raise SystemExit(main())
