"""Hypothesis plays the days of takes that a provider makes: replies that are lost, late or plain, crashes, decisions.

The provider here keeps its own books: every order it was sent, and every job it took; some make no second job of the
same token, and are sent it again. Workers stop between T1 and T2,
first while files are uploaded and then with the order on its way, until they are told how it ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.utils import timezone
from django_q.models import OrmQ
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from studio.actions import (
    arrivals,
    cast,
    decisions,
    housekeeping,
    joins,
    ledger,
    makers,
    orders,
    polls,
    questions,
    renders,
    takes,
    videos,
)
from studio.errors import Conflict, NotEnoughCredits, NotFound
from studio.models import Account, Attempt, Render, Take, Transfer, User, Video
from studio.net.fetch import Fetched, Refused, Why
from studio.providers.base import Later, NoNews, Outcome, Standing, Submitted, TakeNews, TakeOrder, Unknown, Unsent
from studio.providers.base import Refused as SaidNo
from studio.providers.captions import Captions
from studio.vocabulary import Provider, RenderState, TakeState, TransferKind
from tests import drawing, halting, people
from tests.examples import ends, played
from tests.halting import Died
from tests.writes import Writes

LONG_AGO = timedelta(hours=1)
STEPS = [
    "order", "order", "order", "order", "order", "prepare", "prepare", "uploaded", "uploaded",
    "accept", "accept", "lose", "lose", "refuse", "busy", "busy", "busy",
    "mix_up", "mix_up", "crash", "overtake", "overtake", "send_again", "cancel", "story", "story", "story",
    "poll", "poll", "poll", "race", "arrive", "arrive", "join", "generate", "cancel", "retry", "send_again", "forget",
    "trash", "purge", "time_passes", "reconcile", "ask_a_person", "vanish",
]  # fmt: skip
STORIES = [
    ("generate", "order", "lose", "cancel", "order"),
    ("generate", "order", "lose", "order", "cancel", "busy"),
    ("generate", "order", "cancel", "busy", "order"),
    ("generate", "order", "overtake", "send_again", "order", "refuse", "accept"),
    ("generate", "order", "overtake", "send_again", "accept", "order"),
    ("order", "cancel", "accept", "purge", "poll"),
    ("order", "order", "lose", "mix_up", "poll", "poll"),
    ("generate", "order", "lose", "vanish", "order", "accept"),
    ("generate", "prepare", "cancel", "uploaded"),
    ("generate", "prepare", "overtake", "uploaded", "order", "accept"),
    ("generate", "prepare", "overtake", "send_again", "order", "uploaded", "accept"),
]
RANK = {
    TakeState.READY: 0, TakeState.SUBMITTING: 0, TakeState.UNKNOWN: 0, TakeState.SUBMITTED: 1, TakeState.PROCESSING: 2,
    TakeState.FETCHING: 2, TakeState.COMPLETED: 3, TakeState.FAILED: 3, TakeState.CANCELED: 3,
}  # fmt: skip
"""States only go up. Fetching may fall back to processing, for a fresh address."""


@dataclass
class Shop:
    """The provider: what it was sent by token, and the jobs that it took. `unwanted`: orders that nobody waited for."""

    resends_safely: bool = False
    unwanted: list[str] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)
    jobs: dict[str, str] = field(default_factory=dict)

    def takes_it(self, token: str) -> str:
        if self.resends_safely and (job := self.found(token)):
            return job
        job = f"op-{len(self.jobs) + 1}"
        self.jobs[job] = token
        return job

    def found(self, token: str) -> str:
        return next((job for job, of in self.jobs.items() if of == token), "")


class Worker(halting.Worker[Callable[[], Outcome | None]]):
    """`orders.work` of one take, stopped while its files are uploaded, and again while its order is on its way."""

    def __init__(self, take: Take, shop: Shop) -> None:
        self.pk, self.shop, self.token, self.uploads = str(take.pk), shop, "", False
        super().__init__()

    def work(self) -> None:
        orders.work(self.pk, submit=self._submit)

    def go_on(self) -> None:
        """The files are there."""
        self.tell(lambda: None)

    def _submit(self, take: Take, order: TakeOrder) -> Outcome:
        self.token, self.uploads = order.token, True
        self.pause()
        self.uploads = False
        if not async_to_sync(order.wanted)():
            return Unsent()
        now = Take.objects.select_related("render").get(pk=take.pk)
        wanted = now.state == TakeState.SUBMITTING and not now.render.finished
        if self.shop.resends_safely:
            wanted |= now.attempts.filter(outcome="unknown").exists()  # to learn what is to be paid
        else:
            wanted &= str(now.attempts.last().token) == order.token
        if not wanted:
            self.shop.unwanted.append(order.token)
        self.shop.sent[order.token] += 1
        outcome = self.pause()()
        assert outcome is not None
        return outcome


class Orders(RuleBasedStateMachine):
    """Each example runs in a savepoint that is rolled back at its end."""

    @initialize(scenes=st.integers(1, 3), finds=st.booleans(), safe=st.booleans())
    def begin(self, scenes: int, finds: bool, safe: bool) -> None:
        self.around = transaction.atomic()
        self.around.__enter__()
        connection.inc_thread_sharing()
        self.writes = Writes()
        team = people.team()
        self.alice: User = people.alice(team)
        self.account: Account = people.account(team, provider=Provider.CAPTIONS, price=100, credit=40_00)
        self.video: Video = people.video(self.account, by=self.alice, scripts=("One.", "Two.", "Three.")[:scenes])
        self.shop, self.finds, self.workers = Shop(resends_safely=safe), finds, list[Worker]()
        self.decided = set[Any]()
        maker = Captions()
        maker.features = replace(Captions.features, resends_safely=safe)  # type: ignore[misc]
        self.maker = mock.patch.object(makers, "adapter", lambda _: maker)
        self.maker.start()
        self.seen: dict[Any, str] = {}
        self.ids: dict[Any, str] = {}
        self.proven = 0
        self.generate(0)

    def teardown(self) -> None:
        if not hasattr(self, "around"):
            return
        try:
            self.the_end()
        finally:
            for worker in self.workers:
                if worker.busy:
                    worker.tell(_dies)
            self.writes.stop()
            self.maker.stop()
            connection.dec_thread_sharing()
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    @rule(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 59)), min_size=6, max_size=12))
    def hour(self, steps: list[tuple[str, int]]) -> None:
        for what, number in steps:
            getattr(self, what)(number)
            self.everything_adds_up()

    # What people do

    def generate(self, number: int) -> None:
        with suppress(Conflict, NotEnoughCredits, NotFound):
            renders.generate(self.video, actor=self.alice)

    def cancel(self, number: int) -> None:
        if render := self.pick(Render.objects.open(), number):
            assert renders.cancel(render, actor=self.alice)

    def retry(self, number: int) -> None:
        ended = Render.objects.filter(state__in=[RenderState.FAILED, RenderState.CANCELED])
        if render := self.pick(ended, number):
            with suppress(Conflict, NotEnoughCredits):
                renders.retry(render, actor=self.alice)

    def send_again(self, number: int) -> None:
        if take := self.pick(Take.objects.filter(state=TakeState.UNKNOWN), number):
            try:
                decisions.send_again(take, actor=self.alice)
                self.decided.add(take.pk)
            except Conflict:
                assert take.render.finished

    def forget(self, number: int) -> None:
        if take := self.pick(Take.objects.filter(state=TakeState.UNKNOWN), number):
            decisions.forget(take, actor=self.alice)
            assert Take.objects.get(pk=take.pk).state == TakeState.FAILED

    def trash(self, number: int) -> None:
        if number > 40 and Video.objects.exists():
            videos.trash(self.video, actor=self.alice)

    def purge(self, number: int) -> None:
        """A month later. What is under way or unknown at the provider keeps its video, and with it the hold."""
        if number % 2 and Video.objects.update(trashed_at=timezone.now() - housekeeping.TRASH_LIFE * 2):
            waits = Take.objects.open().exists() or Render.objects.open().exists()
            assert housekeeping.empty_trash() == (not waits)
        Video.objects.update(trashed_at=None)

    def story(self, number: int) -> None:
        """A few steps that meet seldom by chance; what comes before and after them is up to it."""
        for step in STORIES[number % len(STORIES)]:
            getattr(self, step)(number // len(STORIES))

    # What workers and their provider do

    def order(self, number: int) -> None:
        """Sent at once, as there is nothing to upload."""
        if worker := self.prepare(number):
            worker.go_on()
            assert worker.busy, "nothing has happened meanwhile"

    def prepare(self, number: int) -> Worker | None:
        """A worker uploads the files of an order."""
        if take := self.pick(Take.objects.open(), number):
            Account.objects.update(free_at=None)
            Take.objects.filter(state=TakeState.READY).update(lease_until=None)
            worker = Worker(take, self.shop)
            if worker.busy:
                self.workers.append(worker)
                assert not Render.objects.get(pk=take.render_id).finished, "nothing is ordered for nobody"
                return worker
        return None

    def vanish(self, number: int) -> None:
        """A picture that it shows is deleted before it is ordered."""
        waiting = [take.pk for take in Take.objects.open() if takes.may_be_ordered(take)]
        with mock.patch.object(cast, "lost", return_value="This picture is gone."):
            assert self.prepare(number) is None, "nothing is ordered without it"
        assert not Take.objects.filter(pk__in=waiting, state=TakeState.FAILED).exists(), "it may have to be paid"

    def uploaded(self, number: int) -> None:
        """The files are there; whether the order is sent now is the studio's own decision, whatever has happened."""
        waits = [worker for worker in self.workers if worker.busy and worker.uploads]
        if waits:
            worker = waits[number % len(waits)]
            take = Take.objects.filter(pk=worker.pk).first()
            newest = Attempt.objects.filter(take__pk=worker.pk).order_by("-number").first()
            worker.go_on()
            if not worker.busy and take and newest and str(newest.token) == worker.token:
                now = TakeState(Take.objects.get(pk=worker.pk).state)
                assert now in (TakeState.READY, TakeState.CANCELED, TakeState.FAILED), "known not to have been sent"

    def reply(self, number: int, outcome: Callable[[Worker], Outcome]) -> None:
        busy = [worker for worker in self.workers if worker.busy and not worker.uploads]
        if busy:
            worker = busy[number % len(busy)]
            before = Take.objects.filter(pk=worker.pk).values().first()
            newest = Attempt.objects.filter(take__pk=worker.pk).order_by("-number").first()
            jobs, one_token = len(self.shop.jobs), self.shop.resends_safely
            worker.tell(lambda: outcome(worker))
            if newest and str(newest.token) != worker.token and len(self.shop.jobs) == jobs and not one_token:
                assert Take.objects.filter(pk=worker.pk).values().first() == before, "another order counts by now"

    def accept(self, number: int) -> None:
        self.reply(number, lambda worker: Submitted(self.shop.takes_it(worker.token), 0))

    def lose(self, number: int) -> None:
        """No reply; every other time the provider had taken it."""

        def lost(worker: Worker) -> Outcome:
            if number % 2:
                self.shop.takes_it(worker.token)
            return Unknown("No answer in time.")

        self.reply(number, lost)

    def mix_up(self, number: int) -> None:
        """It is taken, and the reply has the number of another job, whose own reply was lost."""

        def mixed(worker: Worker) -> Outcome:
            self.shop.takes_it(worker.token)
            ours = set(Take.objects.values_list("external_id", flat=True))
            lost = [job for job, token in self.shop.jobs.items() if token != worker.token and job not in ours]
            return Submitted(lost[number % len(lost)], 0) if lost else Unknown("No answer in time.")

        self.reply(number, mixed)

    def refuse(self, number: int) -> None:
        self.reply(number, lambda _: SaidNo("No."))

    def busy(self, number: int) -> None:
        self.reply(number, lambda _: Later("Busy.", None if number % 2 else 1.0))

    def crash(self, number: int) -> None:
        def dies(worker: Worker) -> Outcome:
            if number % 2:
                self.shop.takes_it(worker.token)
            raise Died

        self.reply(number, dies)

    def overtake(self, number: int) -> None:
        """A worker's lease runs out while its order is on its way, and others come."""
        under_way = Take.objects.filter(state=TakeState.SUBMITTING)
        under_way.update(lease_until=timezone.now() - LONG_AGO)
        for take in under_way:
            assert not Worker(take, self.shop).busy, "nobody sends what may be on its way"

    def poll(self, number: int) -> None:
        Take.objects.filter(poll_at__isnull=False).update(poll_at=timezone.now())
        polls.work(str(self.account.pk), ask=lambda _, due: [self.answer(take, number) for take in due])

    def race(self, number: int) -> None:
        """While a provider is asked, other things happen; then its answer is heard."""

        def ask(_: Account, due: Any) -> list[questions.Answer]:
            answers = [self.answer(take, number) for take in due]
            for step in ("send_again", "order", "accept", "forget", "poll", "arrive", "overtake")[number % 5 :][:3]:
                if step == "poll":
                    Account.objects.update(poll_until=None)
                getattr(self, step)(number)
            return answers

        Take.objects.filter(poll_at__isnull=False).update(poll_at=timezone.now())
        polls.work(str(self.account.pk), ask=ask)

    def answer(self, take: Take, number: int) -> questions.Answer:
        if take.state == TakeState.UNKNOWN:
            job = self.shop.found(str(self.sent_by(take.attempts.latest("number")))) if self.finds else ""
            return Submitted(job, 0) if job else None
        mark = self.shop.jobs[take.external_id]
        answers: tuple[questions.Answer, ...] = (
            TakeNews(Standing.RUNNING, "PROCESSING", progress=number, mark=mark), NoNews("Away."),
            TakeNews(Standing.GONE, "404"), TakeNews(Standing.FAILED, "FAILED", mark=mark),
            *(3 * [TakeNews(Standing.DONE, "COMPLETE", video_url="https://x/v", mark=mark)]),
        )  # fmt: skip
        return answers[number % len(answers)]

    def arrive(self, number: int) -> None:
        take = self.pick(Take.objects.filter(state=TakeState.FETCHING), number)
        if take is None:
            return
        Take.objects.filter(pk=take.pk).update(lease_until=None)

        def fetch(url: str, folder: Path, **_: Any) -> Fetched | Refused:
            if number % 4 == 0:
                return Refused("Nothing there.", Why.MISSING)
            if number % 9 == 0:
                raise Died
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "v.mp4").write_bytes(b"v")
            return Fetched(folder / "v.mp4", 1, "", "video/mp4", url)

        with suppress(Died):
            arrivals.work(str(take.pk), fetch=fetch)

    def join(self, number: int) -> None:
        for render in Render.objects.filter(state=RenderState.JOINING):
            joins.join(str(render.pk), join=drawing.join)

    # What time and the studio do

    def time_passes(self, number: int) -> None:
        Take.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now() - LONG_AGO)
        Take.objects.update(wake_at=timezone.now() - LONG_AGO)

    def ask_a_person(self, number: int) -> None:
        Take.objects.filter(state=TakeState.UNKNOWN).update(submitted_at=timezone.now() - LONG_AGO)
        self.poll(1)

    def reconcile(self, number: int) -> None:
        takes.reconcile()
        polls.wake_due()
        OrmQ.objects.all().delete()

    def the_end(self) -> None:
        """However it stood: what is on its way is lost, a person decides, and everything ends."""
        for worker in self.workers:
            if worker.busy:
                worker.tell(_dies)
        for _ in range(40):
            if not Take.objects.open().exists() and not Render.objects.open().exists():
                break
            self.time_passes(0)
            self.overtake(0)
            for step, number in (("order", 0), ("accept", 0), ("poll", 4), ("forget", 0), ("arrive", 1), ("join", 0)):
                getattr(self, step)(number)
            takes.reconcile()
        self.everything_adds_up()
        self.it_adds_up()
        assert not Take.objects.open().exists()
        assert not Render.objects.open().exists()
        assert people.wallet(self.account).held == 0
        holds = Transfer.objects.filter(kind=TransferKind.HOLD)
        assert all(Transfer.objects.filter(pending=hold).count() == 1 for hold in holds)

    def pick(self, rows: Any, which: int) -> Any:
        count = rows.count()
        return rows.order_by("created_at", "pk")[which % count] if count else None

    # What is always true

    @invariant()
    def everything_adds_up(self) -> None:
        if not hasattr(self, "around"):
            return
        most = orders.MOST_RESENDS + len(self.decided) if self.shop.resends_safely else 1
        assert all(count <= most for count in self.shop.sent.values()), "each attempt is sent once"
        assert not self.shop.unwanted, "nothing is sent for a version that has ended, nor by a worker taken for dead"
        if self.writes.since_asked():
            self.it_adds_up()

    def it_adds_up(self) -> None:
        transfers = Transfer.objects.count()
        if transfers != self.proven:
            assert ledger.problems() == []
            self.proven = transfers
        moved = Counter(Transfer.objects.filter(take_id__isnull=False).values_list("take_id", "kind"))
        for take in Take.objects.all():
            self.one_take(take, moved)

    def one_take(self, take: Take, moved: Counter[tuple[Any, str]]) -> None:
        before, now = TakeState(self.seen.get(take.pk, TakeState.READY)), TakeState(take.state)
        known = self.ids.get(take.pk, "")
        if known != take.external_id and known and not self.owns(take, known):
            before = TakeState.READY  # it was another's, and that was found out
        elif known:
            assert take.external_id == known, "an id is never lost"
        assert now == before if before.finished else RANK[now] >= RANK[before], (before, now)
        self.seen[take.pk], self.ids[take.pk] = now, take.external_id
        if now in (TakeState.FETCHING, TakeState.COMPLETED) and not take.reused_from_id:
            assert self.owns(take, take.external_id), "nobody is given another's video"
        if take.reused_from_id:
            return
        ends = moved[take.pk, TransferKind.SETTLE], moved[take.pk, TransferKind.VOID]
        made = now == TakeState.COMPLETED
        assert moved[take.pk, TransferKind.HOLD] == 1
        assert ends == ((int(made), int(not made)) if now.finished else (0, 0))
        assert (take.poll_at is not None) == (now in polls.POLLED), "it waits for a question or for a worker"
        self.told(take)

    def told(self, take: Take) -> None:
        """Every job that a reply told of stands somewhere: as the take's id, or in words."""
        for attempt in Attempt.objects.filter(take=take, outcome="ordered"):
            job = self.shop.found(str(self.sent_by(attempt)))
            mixed_up = take.external_id and not self.owns(take, take.external_id)
            assert take.external_id == job or job in attempt.error or mixed_up

        if take.state == TakeState.CANCELED and take.pk not in self.decided:
            made = [job for job in self.shop.jobs if self.owns(take, job)]
            words = " ".join(take.attempts.values_list("error", flat=True))
            assert all(job in words for job in made), "nothing is given back for what may have to be paid"

    def sent_by(self, attempt: Attempt) -> Any:
        """The token of its order: where a resend is safe, that of the first."""
        every = Attempt.objects.filter(take=attempt.take_id).order_by("number")
        return every[0].token if self.shop.resends_safely else attempt.token

    def owns(self, take: Take, job: str) -> bool:
        """Whether the provider made this job for one of the take's orders."""
        return take.attempts.filter(token=self.shop.jobs[job]).exists()


def _dies() -> Outcome:
    raise Died


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.django_db
def test_every_order_is_sent_once_and_paid_once_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.providers.local.inspect", lambda *_: {"seconds": 1.5})
    rules = played(8, steps=6)
    assert ends(Orders, rules) >= rules.max_examples
