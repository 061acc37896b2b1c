"""What must be true after a storm, from the shop's books and ours. One sentence for everything that is not."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import av
import pytest

from studio.actions import ledger, makers, orders, polls
from studio.models import Asset, Render, Take, Transfer
from studio.vocabulary import AssetKind, RenderState, TakeState, TransferKind
from tests.storm import films
from tests.storm.crew import SECRET
from tests.storm.faults import FAILURE, REFUSAL
from tests.storm.manner import MARK
from tests.storm.shop import Shop

ENDED = (TakeState.COMPLETED, TakeState.FAILED, TakeState.CANCELED)


def misses(shops: Mapping[str, Shop], logs: Path) -> list[str]:
    """Everything that went wrong. `shops` by their address."""
    found = [f"A stranger's request: {each}" for shop in shops.values() for each in shop.strange]
    resolved = defaultdict[object, Counter[str]](Counter)
    for take, kind in Transfer.objects.exclude(take_id=None).values_list("take_id", "kind"):
        resolved[take][kind] += 1
    for take in Take.objects.select_related("account", "render__video", "segment"):
        shop = shops[str(take.account.options["base_url"])]
        for text in (*_state(take, shop), *_sent(take, shop), *_paid(take, resolved[take.pk]), *_kept(take, shop)):
            found.append(f"{text_of(take)} ({take.state}): {text}")
    found += [f"Ledger: {problem}" for problem in ledger.problems()]
    return [*found, *_twice(), *_orphans(), *_secrets(logs)]


def text_of(take: Take) -> str:
    said = MARK.search(take.render.storyboard["scenes"][0]["voice"]["input_text"])
    assert said
    return said[0]


def number_of(take: Take) -> str:
    """The job's number in the shop's books; ours may name its family, too ("lipsyncs_v2/…")."""
    return take.external_id.rpartition("/")[2]


def _state(take: Take, shop: Shop) -> Iterator[str]:
    """Every take has come to an end, or to a person, and says why."""
    if take.state not in ENDED and not (take.state == TakeState.UNKNOWN and take.stage == polls.WANTS_A_PERSON):
        yield f"it has come to no end: “{take.stage}”"
    elif take.state != TakeState.COMPLETED and not take.error:
        yield "nothing says why"
    if take.state == TakeState.COMPLETED and take.render.state != RenderState.COMPLETED:
        yield f"its video is {take.render.state}: {take.render.error}"
    fate = shop.jobs[number_of(take)].fate if number_of(take) in shop.jobs else ""
    if take.state == TakeState.COMPLETED and fate not in ("done", "longer"):
        yield f"it is there though the job was {fate or 'never taken'}"
    if take.state == TakeState.FAILED and fate in ("done", "longer"):
        yield f"it failed though its video was there: {take.error}"
    if fate == "failed" and FAILURE not in take.error:
        yield f"it keeps quiet about the reason: {take.error}"


def _sent(take: Take, shop: Shop) -> Iterator[str]:
    """No order was sent again while an earlier one may have been taken."""
    safe, sent = makers.adapter(take.account).features.resends_safely, shop.orders.get(text_of(take), [])
    for number, (before, after) in enumerate(pairwise(sent), start=1):
        if not before.no and not (safe and before.token and before.token == after.token):
            yield f"it was sent again after “{before.fault or 'a plain answer'}” (order {number})"
    last = take.attempts.order_by("-number").first()
    heard = last is not None and last.error != orders.DIED  # or the worker was killed with the refusal in its hand
    if sent and sent[-1].fault == "refused" and heard and REFUSAL not in take.error:
        yield f"it keeps quiet about the refusal: {take.error}"
    if len({each.job for each in sent if each.job}) > 1:
        yield f"it was taken {len(sent)} times"
    if take.external_id and number_of(take) not in {each.job for each in sent}:
        yield f"its number is {take.external_id}, which is no job of its own"


def _paid(take: Take, moved: Counter[str]) -> Iterator[str]:
    """A video is paid for once, by its true length; for everything else what was held goes back, or still waits."""
    wanted = {TakeState.COMPLETED: (1, 0), TakeState.UNKNOWN: (0, 0)}.get(TakeState(take.state), (0, 1))
    if moved[TransferKind.HOLD] != 1:
        yield f"it has {moved[TransferKind.HOLD]} holds"
    if (moved[TransferKind.SETTLE], moved[TransferKind.VOID]) != wanted:
        yield f"it was settled {moved[TransferKind.SETTLE]} times and given back {moved[TransferKind.VOID]} times"


def _kept(take: Take, shop: Shop) -> Iterator[str]:
    """What is kept is the very film of this order, whole; and its cost is that of its length."""
    if take.state != TakeState.COMPLETED:
        return
    made = shop.jobs.get(number_of(take))
    if made is None or made.job.text != text_of(take) or take.segment is None:
        yield f"its video is another's: {take.external_id}"
        return
    kept, whole = Path(take.segment.file.path).read_bytes(), films.film(made.film)
    if hashlib.sha256(kept).digest() != hashlib.sha256(whole).digest():
        yield f"{len(kept)} of {len(whole)} bytes were kept"
        return
    with av.open(take.segment.file.path) as film:
        frames = sum(1 for _ in film.decode(video=0))
    if frames != made.film * films.RATE or take.result["duration"] != pytest.approx(made.film, abs=0.2):
        yield f"its film has {frames} frames and is said to last {take.result['duration']} s, not {made.film} s"
    told = take.result.get("cost")
    storyboard = makers.part(take.render.storyboard, take.scenes)
    cost = makers.quote(take.account, take.render.kind, storyboard, take.result["duration"], price=take.price)
    if take.render.cost != (cost if told is None else told):
        yield f"it cost {take.render.cost}, not {cost if told is None else told}"


def _twice() -> Iterator[str]:
    numbers = Counter(Take.objects.exclude(external_id="").values_list("account", "external_id"))
    for (_, number), count in numbers.items():
        if count > 1:
            yield f"{count} takes have the number {number}."


def _orphans() -> Iterator[str]:
    """Files of segments and videos that belong to something, and are there."""
    used = set(Take.objects.exclude(segment=None).values_list("segment", flat=True))
    for asset in Asset.objects.filter(kind=AssetKind.SEGMENT, pk__in=used):
        if not Path(asset.file.path).is_file():
            yield f"The file of segment {asset.pk} is gone."
    for render in Render.objects.filter(state=RenderState.COMPLETED).select_related("file"):
        if render.file is None or not Path(render.file.file.path).is_file():
            yield f"The video of {render} is gone."


def _secrets(logs: Path) -> Iterator[str]:
    for file in sorted(logs.rglob("*.log")):
        if SECRET in file.read_text(errors="replace"):
            yield f"{file.name} holds a secret."
    for take in Take.objects.all():
        if SECRET in f"{take.error}{take.stage}{take.raw}{take.result}{take.render.error}":
            yield f"Take {take.pk} holds a secret."
