"""Batches: a table of values becomes many videos of one template. Nothing is made or held before somebody orders it.

Rows are measured first, a few at a time, so that the price is known. An ordered batch is worked through by a worker;
the clock wakes it again should that die, and a row has one video and one version however often it is come to.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from studio.actions import budgets, folders, renders, template_videos, typed
from studio.actions.events import tell
from studio.amounts import credits_of
from studio.errors import BadInput, Busy, Conflict, EngineFailed, StudioError
from studio.models import Account, Batch, BatchRow, Folder, Render, Template, User
from studio.models.ids import id_of
from studio.queue import later
from studio.storyboard.gaps import Value
from studio.storyboard.limits import TITLE_MAX
from studio.vocabulary import RenderState

TITLE = "title"
"""The column that names the videos, unless a variable is called so."""
MEASURED_FOR = 1.5
"""Seconds for which rows are measured at once: a page waits for it."""
AT_ONCE = 200
"""Rows that are read for it: more are not measured in that time."""
WAKE_AGAIN = timedelta(seconds=120)
ASK_AGAIN = timedelta(seconds=5)
WHOLE = ""
"""What a problem is called that is no column's: where there is no other, the engine failed."""
NOT_AGAIN = "There is nothing to try again in this row."
NOTHING = "There is no row left of which a video could be made."
UNMEASURED = "Not all rows are measured yet. Wait a moment, then try again."
PRICE_CHANGED = "The price changed after it was ordered. Look at the new one, then order it again."
DEARER = "The price changed since this page was loaded: it is now {amount}. Look at it, then order again."
UNDER_WAY = "This batch is being ordered already."
ENDED = (RenderState.FAILED, RenderState.CANCELED)
_UNTOLD = {"seconds": None, "amount": None, "price": None}
_KEPT = Q(video__trashed_at=None)
_ORDERABLE = Q(problems={}) & (Q(video=None) | Q(video__latest_render=None))


@dataclass(frozen=True, slots=True)
class Filled:
    """One row as it was brought: `cells` as typed, `values` what they mean by variable, `title` of its video.
    `problems` by variable.
    """

    cells: Sequence[str]
    values: Mapping[str, Value]
    title: str = ""
    problems: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sums:
    """What there is of a batch's rows. Seconds and hundredths of a credit are of those that would be ordered now."""

    rows: int
    wrong: int
    unmeasured: int
    ready_to_order: int
    seconds: float
    amount: int
    refused: int
    making: int
    finished: int
    failed: int

    @property
    def measured(self) -> int:
        return self.rows - self.unmeasured

    @property
    def ordered(self) -> int:
        return self.making + self.finished + self.failed

    @property
    def possible(self) -> int:
        """Rows of which there is a video, or can be one."""
        return self.rows - self.wrong


@transaction.atomic
def add(
    template: Template, *, actor: User | None, name: str, columns: Sequence[str], rows: Iterable[Filled]
) -> Batch:  # fmt: skip
    """Keep a table. Raises Conflict when nothing can be made of the template."""
    if why := template_videos.obstacle(template):
        raise Conflict(why)
    batch = Batch.objects.create(team=template.team, template=template, name=typed.line(name)[:255] or template.name,
                                 columns=list(columns), created_by=actor)  # fmt: skip
    BatchRow.objects.bulk_create(
        BatchRow(batch=batch, number=number, cells=list(row.cells), title=typed.line(row.title)[:TITLE_MAX],
                 problems=dict(row.problems), values={name: _plain(value) for name, value in row.values.items()})
        for number, row in enumerate(rows, start=1)
    )  # fmt: skip
    return batch


def measure(batch: Batch, *, seconds: float = MEASURED_FOR) -> None:
    """Tell length, price or problems of the next rows that lack them, for about as many seconds. While the batch is
    ordered none changes: nobody would have agreed to its price.
    """
    until, waiting = time.monotonic() + seconds, batch.rows.filter(batch__wake_at=None)
    for row in waiting.filter(_ORDERABLE & ~_measured(batch)).order_by("number")[:AT_ONCE]:
        try:
            found = template_videos.estimate(batch.template, _values(row), strict=True)
            told: dict[str, Any] = {"seconds": found.seconds, "amount": found.amount, "price": _price(batch)}
        except BadInput as error:
            told = {**_UNTOLD, "problems": error.problems}
        except EngineFailed as error:
            told = {**_UNTOLD, "problems": {WHOLE: str(error)}}
        except Busy:
            return
        waiting.filter(pk=row.pk).update(**told)
        if time.monotonic() > until:
            return


def sums(batch: Batch) -> Sums:
    """Counted by the database, however many rows there are. What is in the trash is neither finished nor failed."""
    ended = Q(video__latest_render__state__in=ENDED)
    finished, ordered = Q(video__latest_render__state=RenderState.COMPLETED), Q(video__latest_render__isnull=False)
    measured = _measured(batch)
    orderable = _ORDERABLE & measured
    found = batch.rows.aggregate(
        rows=Count("pk"), wrong=Count("pk", filter=~Q(problems={})),
        unmeasured=Count("pk", filter=_ORDERABLE & ~measured), ready_to_order=Count("pk", filter=orderable),
        length=Sum("seconds", filter=orderable, default=0.0), price=Sum("amount", filter=orderable, default=0),
        refused=Count("pk", filter=_ORDERABLE & ~Q(refused="")), finished=Count("pk", filter=finished & _KEPT),
        making=Count("pk", filter=ordered & ~finished & ~ended), failed=Count("pk", filter=ended & _KEPT),
    )  # fmt: skip
    return Sums(seconds=found.pop("length"), amount=found.pop("price"), **found)


@transaction.atomic
def order(batch: Batch, *, actor: User | None, seen: int | None = None) -> None:
    """Have a video made of every row that can be one and isn't yet, in a folder of the batch's name.

    Raises Conflict when there is none, when it is being ordered already, or when all cost more by now than whoever
    orders has `seen`, NotEnoughCredits or OverBudget when not all of them could be paid; then nothing is ordered.
    """
    if why := template_videos.obstacle(batch.template):
        raise Conflict(why)
    found = sums(batch)
    if found.unmeasured:
        raise Conflict(UNMEASURED)
    if not found.ready_to_order:
        raise Conflict(NOTHING)
    if seen is not None and found.amount > seen:
        raise Conflict(DEARER.format(amount=credits_of(found.amount)))
    budgets.require(batch.team, batch.template.account, found.amount, actor=actor)
    now = timezone.now()
    if not Batch.objects.filter(pk=batch.pk, wake_at=None).update(ordered_at=now, ordered_by=actor, wake_at=now):
        raise Conflict(UNDER_WAY)
    batch.rows.exclude(refused="").update(refused="")
    _give_folder(batch, actor)
    count = found.ready_to_order
    what = "1 video" if count == 1 else f"{count} videos"
    tell(batch.team, "batch.ordered", f"{what} of “{batch.template.name}” ordered by “{batch.name}”", actor=actor)
    later("order_batch", batch.pk)


def again(row: BatchRow, *, actor: User | None) -> None:
    """Make the row's video again, which failed or was cancelled, or have the row measured anew that the engine failed
    at. What is under way or done is left alone.

    Raises Conflict when there is nothing to try again, or when it would cost more than the row says, which it says from
    then on, and what `renders.retry` raises.
    """
    if set(row.problems) == {WHOLE}:
        BatchRow.objects.filter(pk=row.pk).update(problems={}, **_UNTOLD)
        return
    render = row.video.latest_render if row.video else None
    if render is None:
        raise Conflict(NOT_AGAIN)
    try:
        if render.state in ENDED:
            renders.retry(render, actor=actor, ordered=_as_told(row))
    except _Dearer as error:
        BatchRow.objects.filter(pk=row.pk).update(**error.told)
        raise


def work(batch_id: str) -> None:
    """Make videos of an ordered batch's rows and order them, one after another."""
    waiting = Batch.objects.select_related("template__account", "template__team", "ordered_by", "folder")
    batch = waiting.filter(pk=batch_id, wake_at__isnull=False).first()
    if batch is None:
        return
    wait = False
    for row in batch.rows.filter(_ORDERABLE, refused="").select_related("video").order_by("number"):
        if not _wake(batch, timezone.now() + WAKE_AGAIN):
            return
        wait = not _ordered(batch, row) or wait
    _wake(batch, timezone.now() + ASK_AGAIN if wait else None)


def wake_due() -> None:
    """Wake ordered batches that nobody works on: their worker died, or a file was still being fetched."""
    now = timezone.now()
    for pk in list(Batch.objects.due(now).values_list("pk", flat=True)):
        with transaction.atomic():
            if Batch.objects.due(now).filter(pk=pk).update(wake_at=now + WAKE_AGAIN):
                later("order_batch", pk)


def remove(batch: Batch, *, actor: User | None) -> None:
    """Delete the table; its videos stay. What was not ordered yet won't be."""
    if Batch.objects.filter(pk=batch.pk).delete()[0]:
        tell(batch.team, "batch.removed", f"The table “{batch.name}” was removed; its videos stay", actor=actor)


def _price(batch: Batch) -> int:
    return batch.template.account.price


def _measured(batch: Batch) -> Q:
    """At the account's price as it is now: at an earlier one nobody has seen what would be paid."""
    return Q(seconds__isnull=False, price=_price(batch))


def _give_folder(batch: Batch, actor: User | None) -> None:
    """A hundred videos among all others would bury them. Where no more folders fit, they lie there all the same."""
    if batch.folder is None:
        try:
            made: Folder | None = folders.create(batch.team, actor=actor, name=batch.name, key=batch.pk)
        except (BadInput, Conflict):
            made = None
        Batch.objects.filter(pk=batch.pk).update(folder=made)


def _wake(batch: Batch, at: Any) -> bool:
    """Whether it is still there and to be worked on."""
    return bool(Batch.objects.filter(pk=batch.pk, wake_at__isnull=False).update(wake_at=at))


class _Dearer(Conflict):
    """Making the row's video would cost more than was told. `told` is how it is now."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        super().__init__(PRICE_CHANGED)


def _as_told(row: BatchRow) -> Callable[[Render], None]:
    """Raises _Dearer in the transaction that would hold more for the row than it says."""

    def look(render: Render) -> None:
        amount = sum(render.takes.values_list("quote", flat=True))
        if amount > (row.amount or 0):
            raise _Dearer({"seconds": render.duration, "amount": amount, "price": render.account.price})

    return look


def _ordered(batch: Batch, row: BatchRow) -> bool:
    """Whether nothing more is to be done for the row: its video is ordered, or was refused in words."""
    folder = batch.folder if batch.folder and not batch.folder.trashed_at else None
    try:
        if (row.price or 0) < Account.objects.values_list("price", flat=True).get(pk=batch.template.account_id):
            raise Conflict(PRICE_CHANGED)
        video = row.video or template_videos.begin(
            batch.template, actor=batch.ordered_by, values=_values(row), title=row.title,
            key=id_of(batch.pk, row.number), folder=folder, ordered=True,
        )  # fmt: skip
        BatchRow.objects.filter(pk=row.pk).update(video=video)
        key = f"batch.{batch.pk.hex}.{row.number}"
        renders.generate(video, actor=batch.ordered_by, request_key=key, ordered=_as_told(row))
    except Busy:
        return False
    except StudioError as error:
        told = error.told if isinstance(error, _Dearer) else {}
        BatchRow.objects.filter(pk=row.pk).update(refused=error.first_sentence[:500], **told)
    return True


def _plain(value: Value) -> dict[str, Any]:
    return {name: kept for name, kept in dataclasses.asdict(value).items() if kept not in ("", None)}


def _values(row: BatchRow) -> dict[str, Value]:
    return {name: Value(**kept) for name, kept in row.values.items()}
