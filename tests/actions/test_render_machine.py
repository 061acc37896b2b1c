"""Hypothesis plays the renders' days in any order: presses, crashes, lost leases, cancels, and one steady reconciler.

The drawing is replaced by workers that stop in the middle of it until they are told how it goes on (tests/halting.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django_q.models import OrmQ
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)  # fmt: skip

from studio.actions import credits, joins, leases, ledger, renders, scenes, takes
from studio.errors import BadInput, Conflict, EngineFailed, NotEnoughCredits
from studio.models import Asset, Attempt, Render, Take, Transfer, Video
from studio.models.renders import OPEN_TAKES
from studio.vocabulary import RenderState, TakeState, TransferKind
from tests import drawing, halting, people
from tests.examples import ends, played
from tests.halting import Died
from tests.writes import Writes

WORDS = ("One.", "Two.", "Three.")
LONG_AGO = timedelta(hours=1)
STEPS = [
    "claim", "claim", "claim", "claim", "take_over", "take_over", "progress", "finish", "finish", "finish",
    "fail", "crash", "generate", "edit", "cancel", "retry", "retry", "time_passes", "reconcile", "work_off",
    "lose_the_queue",
]  # fmt: skip
ERRORS = [
    EngineFailed("Broke.", permanent=False), BadInput({"scenes.0": "No."}), ValueError("bug"), EngineFailed("Never.")
]  # fmt: skip


Order = Callable[[Path, Any], dict[str, Any] | None]
"""Answers the drawing's result, None to draw on, or raises."""


class Worker(halting.Worker[Order]):
    """`takes.work` or `joins.join` of one row, stopped in the middle of the drawing. `holder` is its lease's name."""

    patience = 120.0

    def __init__(self, row: Take | Render) -> None:
        self.kind, self.pk, self.holder = type(row), row.pk, ""
        super().__init__()
        if self.busy:
            self.holder = self.row().lease_holder

    def work(self) -> None:
        if self.kind is Take:
            takes.work(str(self.pk), draw=self._draw)
        else:
            joins.join(str(self.pk), join=self._join)

    def row(self) -> Any:
        return self.kind._default_manager.get(pk=self.pk)

    def lost(self) -> bool:
        return bool(self.row().lease_holder != self.holder)

    def _draw(self, storyboard: dict[str, Any], *, folder: Path, on_progress: Any, **_: Any) -> dict[str, Any]:
        while (answer := self.pause()(folder, on_progress)) is None:
            pass
        return answer

    def _join(self, storyboard: dict[str, Any], *, segments: Any, folder: Path, on_progress: Any, **_: Any) -> Any:
        self._segments = segments
        return self._draw(storyboard, folder=folder, on_progress=on_progress)

    def finish(self) -> None:
        def order(folder: Path, _: Any) -> dict[str, Any]:
            return drawing.drawn(folder, "x") if self.kind is Take else drawing.joined(folder, self._segments)

        self.tell(order)

    def fail(self, error: BaseException) -> None:
        def order(folder: Path, _: Any) -> None:
            raise error

        self.tell(order)

    def progress(self, done: float) -> None:
        def order(_: Path, on_progress: Any) -> None:
            drawing.tell(on_progress, done)

        self.tell(order)


class Studio(RuleBasedStateMachine):
    """Each example runs in a savepoint that is rolled back at its end."""

    @initialize(scenes=st.integers(1, 3), credit=st.sampled_from([100_00, 3_00]))
    def begin(self, scenes: int, credit: int) -> None:
        self.around = transaction.atomic()
        self.around.__enter__()
        connection.inc_thread_sharing()
        self.writes = Writes()
        team = people.team()
        self.alice = people.alice(team)
        account = people.account(team, price=50, credit=credit)
        credits.set_budget(team, 90_00)
        credits.set_budget(team, 80_00, member=people.member(self.alice, team=team))
        self.video: Video = people.video(account, by=self.alice, scripts=WORDS[:scenes])
        self.living: list[Worker] = []
        self.seen: dict[Any, tuple[str, str]] = {}
        self.presses, self.proven = 0, list[Any]()
        self.generate(twice=False, draft=False)

    def teardown(self) -> None:
        if not hasattr(self, "around"):
            return
        try:
            self.the_end()
        finally:
            for worker in self.living:
                if worker.busy:
                    worker.fail(Died())
            self.writes.stop()
            connection.dec_thread_sharing()
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    @rule(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 59)), min_size=5, max_size=10))
    def hour(self, steps: list[tuple[str, int]]) -> None:
        """One rule of several steps: Hypothesis leaves rules out and ends early, and then nothing meets anything."""
        for what, number in steps:
            self.step(what, number)
            self.everything_adds_up()

    def step(self, what: str, number: int) -> None:
        if what == "generate":
            self.generate(twice=number % 2 == 0, draft=number > 45)
        elif what in ("edit", "cancel", "retry", "claim"):
            getattr(self, what)(number)
        elif what in ("take_over", "progress", "finish", "fail", "crash"):
            busy = [worker for worker in self.living if worker.busy]
            if busy:
                getattr(self, what)(busy[number % len(busy)], number)
        else:
            getattr(self, what)()

    # What people do

    def generate(self, twice: bool, draft: bool) -> None:
        self.presses += 1
        before = Render.objects.count()
        under_way = set(Render.objects.open().values_list("pk", flat=True))
        made = []
        for _ in range(1 + twice):
            try:
                made.append(renders.generate(
                    self.video, actor=self.alice, kind="draft" if draft else "final", request_key=f"k{self.presses}"
                ).pk)  # fmt: skip
            except NotEnoughCredits:
                assert not made
        assert len(set(made)) == (1 if made else 0)
        assert Render.objects.count() - before == len(set(made) - under_way), "what is being made is not made twice"

    def edit(self, number: int) -> None:
        word = WORDS[number % len(WORDS)]
        scene = self.video.scenes.first()
        document = {**scene.document, "voice": {**scene.document["voice"], "input_text": word}}
        scenes.save(scene, version=scene.version, document=document)

    def cancel(self, which: int) -> None:
        if render := self.pick(Render, which):
            open_before = not render.finished
            assert renders.cancel(render, actor=self.alice) == open_before
            assert not renders.cancel(render, actor=self.alice)

    def retry(self, which: int) -> None:
        render = self.pick(Render, which)
        if render is None:
            return
        if render.state not in (RenderState.FAILED, RenderState.CANCELED):
            with pytest.raises(Conflict):
                renders.retry(render, actor=self.alice)
            return
        try:
            again = renders.retry(render, actor=self.alice)
            assert again.number > render.number
            assert renders.retry(render, actor=self.alice) == again
        except NotEnoughCredits:
            pass

    # What workers do

    def claim(self, number: int) -> None:
        """A wake-up comes: due, early, twice, or (seldom) late, when there is nothing to do any more."""
        rows: list[Any] = [*Take.objects.open(), *Render.objects.filter(state=RenderState.JOINING)]
        row: Any = rows[number % len(rows)] if rows and number > 5 else self.pick((Take, Render)[number % 2], number)
        if row:
            self.start(row)

    def take_over(self, worker: Worker, number: int) -> None:
        """A worker is slow, its lease runs out, and another comes. The slow one doesn't know yet."""
        mine = worker.kind._default_manager.filter(pk=worker.pk, lease_holder=worker.holder)
        mine.update(lease_until=timezone.now() - LONG_AGO)
        self.start(worker.row())

    def start(self, row: Any) -> None:
        """Wake a worker for it; exactly who may work does."""
        free = row.lease_until is None or row.lease_until < timezone.now()
        may = free and (row.state == RenderState.JOINING if isinstance(row, Render) else row.state in OPEN_TAKES)
        worker = Worker(row)
        assert worker.busy == (may and row.starts < 3)
        self.living.append(worker)

    def progress(self, worker: Worker, number: int) -> None:
        self.unless_lost(worker, lambda: worker.progress(number / 59))

    def finish(self, worker: Worker, number: int) -> None:
        self.unless_lost(worker, worker.finish)
        assert not worker.busy

    def fail(self, worker: Worker, number: int) -> None:
        self.unless_lost(worker, lambda: worker.fail(ERRORS[number % len(ERRORS)]))
        assert not worker.busy

    def crash(self, worker: Worker, number: int) -> None:
        """The process dies and leaves its lease behind; only on this machine can that be seen."""
        worker.fail(Died())
        gone = f"{leases.HOST if number % 2 else 'elsewhere'}|999999999|1|dead"
        worker.kind._default_manager.filter(lease_holder=worker.holder).update(lease_holder=gone)

    def unless_lost(self, worker: Worker, act: Callable[[], None]) -> None:
        """Do it; who has lost the lease leaves no trace."""
        lost, before = worker.lost(), self.rows()
        act()
        if lost:
            assert self.rows() == before

    # What time and the studio do

    def time_passes(self) -> None:
        """Every lease and every wait is over."""
        for kind in (Take, Render):
            kind._default_manager.filter(lease_until__isnull=False).update(lease_until=timezone.now() - LONG_AGO)
            kind._default_manager.update(wake_at=timezone.now() - LONG_AGO)

    def reconcile(self) -> None:
        takes.reconcile()

    def work_off(self) -> None:
        """Other workers do what is in the queue, one after another."""
        for row in OrmQ.objects.order_by("pk"):
            name, (pk,) = row.task["func"], row.task["args"]
            row.delete()
            if name.endswith("work_take"):
                joins.draw_and_join(pk, draw=drawing.draw, join=drawing.join)
            else:
                assert name.endswith("join_render")
                joins.join(pk, join=drawing.join)

    def lose_the_queue(self) -> None:
        OrmQ.objects.all().delete()

    def the_end(self) -> None:
        """However it stood: the queue is lost, the leases run out, and what was begun ends."""
        self.lose_the_queue()
        for _ in range(12):
            if not Render.objects.open().exists():
                break
            self.time_passes()
            takes.reconcile()
            self.work_off()
        self.it_adds_up()
        assert not Render.objects.open().exists() and not Take.objects.open().exists()

    def pick(self, kind: Any, which: int) -> Any:
        """Newer ones rather than older ones."""
        rows = kind.objects.order_by("-created_at", "-pk")
        count = rows.count()
        return rows[which % count] if count else None

    @staticmethod
    def rows() -> list[Any]:
        kinds: tuple[Any, ...] = (Render, Take, Attempt, Transfer, Asset)
        return [list(kind._default_manager.order_by("pk").values()) for kind in kinds]

    # What is always true

    @invariant()
    def everything_adds_up(self) -> None:
        if hasattr(self, "around") and self.writes.since_asked():
            self.it_adds_up()

    def it_adds_up(self) -> None:
        transfers = list(
            Transfer.objects.order_by("pk").values("pk", "kind", "amount", "pending", "take_id", "render_id")
        )
        if transfers != self.proven:
            assert ledger.problems() == []
            self.proven = transfers
        found = list(Take.objects.all())
        for take in found:
            self.one_take(take, [row for row in transfers if row["take_id"] == take.pk])
        every = list(Render.objects.select_related("file").order_by("number"))
        for render in every:
            spent = [row["amount"] for row in transfers if row["render_id"] == render.pk and row["kind"] == "settle"]
            assert render.cost == sum(spent)
            self.one_render(render, [take for take in found if take.render_id == render.pk])
        attempts = Attempt.objects.filter(Q(ended_at=None) | Q(outcome="")).values_list("take", flat=True)
        open_takes = [take.pk for take in found if not TakeState(take.state).finished]
        assert len(set(attempts)) == len(attempts) and set(attempts) <= set(open_takes), "one attempt at a time"
        assert all(Path(asset.file.path).is_file() for asset in Asset.objects.all())
        newest = [render for render in every if render.state == RenderState.COMPLETED][-1:]
        assert [Video.objects.get().finished_render] == (newest or [None])

    def one_render(self, render: Render, made_of: list[Take]) -> None:
        self.only_forward(render, list(RenderState))
        states = {take.state for take in made_of}
        if render.state in (RenderState.JOINING, RenderState.COMPLETED):
            assert states == {TakeState.COMPLETED}
        if render.state == RenderState.COMPLETED:
            assert render.file and len(Path(render.file.file.path).read_text().split("\n")) == len(made_of)
        else:
            assert render.file is None
        if render.finished:
            assert all(TakeState(state).finished for state in states)
            assert not render.lease_holder and render.finished_at

    def one_take(self, take: Take, moved: list[dict[str, Any]]) -> None:
        self.only_forward(take, list(TakeState))
        kinds = sorted(row["kind"] for row in moved if row["kind"] != TransferKind.ADJUST)  # an overage may bring one
        if take.reused_from_id:
            assert (kinds, take.state) == ([], TakeState.COMPLETED)
        elif not TakeState(take.state).finished:
            assert kinds == [TransferKind.HOLD]
        else:
            made = take.state == TakeState.COMPLETED
            assert kinds == [TransferKind.HOLD, TransferKind.SETTLE if made else TransferKind.VOID]
        assert (take.segment_id is not None) == (take.state == TakeState.COMPLETED)

    def only_forward(self, row: Render | Take, order: list[Any]) -> None:
        before, after = self.seen.get(row.pk, (order[0], "")), (row.state, row.lease_holder)
        if type(order[0])(before[0]).finished:
            assert after == before
        elif isinstance(row, Render):
            assert order.index(row.state) >= order.index(before[0])
        self.seen[row.pk] = after


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.django_db
def test_it_ends_every_render_once_whatever_happens() -> None:
    rules = played(18, steps=6)
    assert ends(Studio, rules) >= rules.max_examples
