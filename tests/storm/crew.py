"""The studio's side of a storm: accounts, what waits to be ordered, who works on it, and a clock that runs ahead."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from studio import storyboard as boards
from studio.actions import arrivals, credits, decisions, joins, makers, orders, polls
from studio.models import Account, Render, Take, Team
from studio.providers import registry
from studio.vocabulary import Provider, RenderKind, RenderState, TakeState
from tests import people
from tests.storm.captions import Captions
from tests.storm.creatify import Creatify
from tests.storm.heygen import HeyGenV1, HeyGenV2
from tests.storm.heygen_v3 import HeyGenV3
from tests.storm.manner import Manner

SECRET = "sk-storm-9f2c7d5e-never-in-a-log"
"""In every credential of every account; what follows it differs."""
SCRIPT = "Storm {number} is on its way."
PROMISED = 2.0
"""Seconds that every take was measured to have."""
PRICE = 100
AN_ACCOUNT = 25
"""Takes of one account."""
DEAREST = 100_00
"""Hundredths that any provider charges for such a job at most."""
HEYGEN: tuple[Manner, ...] = (HeyGenV1(), HeyGenV2(), HeyGenV3())


@dataclass(frozen=True, slots=True)
class Troupe:
    """A provider in one of its versions: how an account of it is set up, and how it speaks."""

    name: str
    provider: Provider
    manners: tuple[Manner, ...]
    options: dict[str, Any] = field(default_factory=dict)
    kind: str = ""

    @property
    def here(self) -> bool:
        """Whether the studio has an adapter that speaks to it."""
        return registry.speaks_to(self.provider)


TROUPES = (
    Troupe("Captions", Provider.CAPTIONS, (Captions(),)),
    Troupe("HeyGen v2", Provider.HEYGEN, HEYGEN, {"version": "v2"}),
    Troupe("HeyGen v1", Provider.HEYGEN, HEYGEN, {"version": "v1"}),
    Troupe("HeyGen v3", Provider.HEYGEN, HEYGEN, {"version": "v3"}),
    Troupe("HeyGen auto", Provider.HEYGEN, HEYGEN, {"version": "auto"}),
    Troupe("Creatify", Provider.CREATIFY, (Creatify(),)),
)


def account(team: Team, troupe: Troupe, url: str, *, name: str = "", credit: int = 0) -> Account:
    """An account at the shop at `url`."""
    made = people.account(team, provider=troupe.provider, price=PRICE, credit=credit, name=name or troupe.name)
    made.options = {**troupe.options, "base_url": url, "upload_url": url}
    key = f"{SECRET}-{made.pk}"
    made.credentials = {"api_key": key, "api_id": key, "webhook_secret": SECRET}
    made.save()
    return made


def take(account: Account, number: int, **fields: Any) -> Take:
    """A take of one scene that waits to be ordered, with what it will cost held."""
    video = people.video(account, title=f"Storm {number}", scripts=(SCRIPT.format(number=number),))
    storyboard = boards.parse(video.document()).plain()
    render = people.render(video, storyboard=storyboard)
    quote = makers.quote(account, RenderKind.FINAL, storyboard, PROMISED, price=PRICE)
    made = people.take(render, seconds=PROMISED, price=PRICE, quote=quote, **fields)
    credits.hold(credits.open_wallet(account), quote, key=f"hold:{made.pk}", render_id=render.pk, take_id=made.pk)
    return made


@transaction.atomic
def order(troupes: Sequence[tuple[Troupe, str]], jobs: int) -> None:
    """So many takes, shared out over the troupes and their accounts. Each has its number in its script."""
    team = people.team("Storm")
    share = -(-jobs // len(troupes))
    for number in range(jobs):
        troupe, url = troupes[number // share]
        if number % share % AN_ACCOUNT == 0:
            place = number % share // AN_ACCOUNT + 1
            of = account(team, troupe, url, name=f"{troupe.name} {place}", credit=AN_ACCOUNT * DEAREST)
        take(of, number + 1)


def work(dice: random.Random) -> int:
    """Some of everything that is due, in no order. Returns how much there was to do."""
    now = timezone.now()
    due = list(Take.objects.due(now).made_elsewhere().values_list("pk", "state")[:200])
    for pk, state in dice.sample(due, min(4, len(due))):
        (arrivals if state == TakeState.FETCHING else orders).work(str(pk))
    accounts = list(Take.objects.open().filter(poll_at__lte=now).values_list("account", flat=True).distinct())
    for account in dice.sample(accounts, min(2, len(accounts))):
        polls.work(str(account))
    ready = list(Render.objects.due(now).values_list("pk", flat=True)[:50])
    for pk in dice.sample(ready, min(4, len(ready))):
        joins.join(str(pk), join=join)
    return len(due) + len(accounts) + len(ready)


def join(_: Any, *, segments: list[dict[str, Any]], folder: Path, on_progress: Any, **__: Any) -> dict[str, Any]:
    """A join that costs nothing: each render has one scene, which is its video."""
    on_progress(None)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(segments[0]["path"], folder / "video.mp4")
    (folder / "poster.jpg").write_bytes(b"poster")
    return {"duration": segments[0]["duration"], "width": 32, "height": 32, "warnings": []}


def pass_by(time: timedelta) -> None:
    """Let so much time pass for all that only waits. What a worker holds is held in its own time."""
    open_takes, unheld = Take.objects.open(), {"lease_holder": ""}
    moved: list[tuple[Any, tuple[str, ...]]] = [
        (open_takes.filter(poll_at__isnull=False), ("poll_at",)),
        (open_takes.filter(state=TakeState.UNKNOWN), ("submitted_at",)),
        (open_takes.filter(lease_until__isnull=False, **unheld), ("lease_until",)),
        (open_takes.filter(**unheld), ("wake_at",)),
        (Render.objects.filter(state=RenderState.JOINING, lease_until__isnull=False, **unheld), ("lease_until",)),
        (Render.objects.filter(state=RenderState.JOINING, **unheld), ("wake_at",)),
        (Account.objects.filter(free_at__isnull=False), ("free_at",)),
        (Account.objects.filter(poll_until__isnull=False), ("poll_until",)),
    ]
    for rows, names in moved:
        try:
            rows.update(**{name: F(name) - time for name in names})
        except OperationalError:  # a deadlock's victim: the next turn is soon
            continue


def waiting() -> int:
    """Takes and joins that will still move by themselves."""
    decided = Take.objects.open().exclude(state=TakeState.UNKNOWN, stage=polls.WANTS_A_PERSON)
    return decided.count() + Render.objects.filter(state=RenderState.JOINING).count()


def decide() -> int:
    """A person gives up every second order that nobody knows of. Returns how many were."""
    given_up = list(Take.objects.filter(state=TakeState.UNKNOWN).order_by("created_at"))[::2]
    for each in given_up:
        decisions.forget(each, actor=None)
    return len(given_up)
