"""Batches: every row becomes one video and one version, whatever happens meanwhile, or says why it doesn't."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import batches, credits, folders, previews, renders, takes, template_videos, templates, videos
from studio.actions.batches import Filled
from studio.actions.templates import Value
from studio.amounts import credits_of
from studio.errors import BadInput, Busy, Conflict, NotEnoughCredits, OverBudget, StudioError
from studio.models import Account, Batch, BatchRow, BudgetMonth, Event, Render, Template, User, Video
from studio.providers.child import Ended, Slow
from tests import people
from tests.meanwhile import meanwhile
from tests.rush import rush

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NAMES = ("Ana", "Björn", "مريم")


@pytest.fixture
def template(account: Account, alice: User) -> Template:
    video = people.video(account, by=alice, title="For {{name}}", scripts=("Hello {{name}}!",))
    return templates.save(video, actor=alice, name="Welcome")


def brought(template: Template, *names: str, by: User | None = None, measured: bool = True) -> Batch:
    rows = [Filled([name], {"name": Value("text", text=name)} if name else {}) for name in names or NAMES]
    batch = batches.add(template, actor=by, name="guests", columns=["name"], rows=rows)
    if measured:
        batches.measure(batch, seconds=60)
    return batch


def ordered(template: Template, *names: str, by: User | None = None) -> Batch:
    batch = brought(template, *names, by=by)
    batches.order(batch, actor=by)
    return batch


def priced(template: Template, price: int, *, credit: int) -> None:
    wallet = people.wallet(template.account)
    credits.adjust(wallet, credit - wallet.available, key="test", actor=None, note="test")
    Account.objects.filter(pk=template.account_id).update(price=price)
    template.account.refresh_from_db()


def made(batch: Batch) -> Iterator[tuple[int, str, list[int]]]:
    for row in batch.rows.select_related("video").order_by("number"):
        versions = list(row.video.renders.values_list("number", flat=True)) if row.video else []
        yield row.number, row.video.title if row.video else "", versions


ALL = [(1, "For Ana", [1]), (2, "For Björn", [1]), (3, "For مريم", [1])]


def test_it_makes_a_video_of_every_row_in_a_folder_of_its_own(template: Template, alice: User) -> None:
    batch = ordered(template, by=alice)
    batches.work(str(batch.pk))
    assert list(made(batch)) == ALL
    batch.refresh_from_db()
    assert batch.wake_at is None and batch.ordered_by == alice
    assert {row.video.folder for row in batch.rows.all() if row.video} == {batch.folder}
    assert batch.folder and batch.folder.name == "guests"
    assert Event.objects.get(kind="batch.ordered").text == "3 videos of “Welcome” ordered by “guests”"
    assert {each.created_by for each in Render.objects.all()} == {alice}


def test_nothing_is_made_or_held_before_it_is_ordered(template: Template) -> None:
    priced(template, 50, credit=10_000)
    batch, before = brought(template), Video.objects.count()
    found = batches.sums(batch)
    assert (found.ready_to_order, found.unmeasured, found.wrong) == (3, 0, 0)
    assert found.amount == sum(batch.rows.values_list("amount", flat=True)) > 0
    assert Video.objects.count() == before
    assert people.wallet(template.account).available == 10_000


def test_it_holds_what_it_said(template: Template) -> None:
    priced(template, 50, credit=10_000)
    batch = brought(template)
    amount = batches.sums(batch).amount
    batches.order(batch, actor=None)
    batches.work(str(batch.pk))
    assert people.wallet(template.account).available == 10_000 - amount


def test_another_price_is_told_before_anything_is_ordered(template: Template) -> None:
    batch = brought(template)
    priced(template, 50, credit=10_000)
    batch = Batch.objects.get(pk=batch.pk)
    assert (batches.sums(batch).unmeasured, batches.sums(batch).amount) == (3, 0)
    with pytest.raises(Conflict, match="measured yet"):
        batches.order(batch, actor=None)
    batches.measure(batch)
    batches.order(batch, actor=None)
    batches.work(str(batch.pk))
    assert list(made(batch)) == ALL
    priced(template, 70, credit=10_000)
    assert batches.sums(Batch.objects.get(pk=batch.pk)).unmeasured == 0


def test_what_would_cost_more_than_was_told_is_not_made(template: Template) -> None:
    batch = ordered(template)
    priced(template, 50, credit=10_000)
    batches.work(str(batch.pk))
    assert people.wallet(template.account).available == 10_000
    assert set(batch.rows.values_list("refused", "video")) == {(batches.PRICE_CHANGED, None)}
    batch = Batch.objects.get(pk=batch.pk)
    batches.measure(batch)
    batches.order(batch, actor=None)
    batches.work(str(batch.pk))
    assert list(made(batch)) == ALL


def test_what_would_cost_less_than_was_told_is_made(template: Template) -> None:
    priced(template, 50, credit=10_000)
    batch = ordered(template)
    told = sum(batch.rows.values_list("amount", flat=True))
    priced(template, 20, credit=10_000)
    batches.work(str(batch.pk))
    assert list(made(batch)) == ALL
    assert 0 < 10_000 - people.wallet(template.account).available < told


def test_a_price_that_changes_while_a_row_is_ordered_is_not_paid(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the price and the hold."""
    batch, begin = ordered(template, "Ana"), template_videos.begin

    def begun(found: Template, **asked: Any) -> Video:
        priced(template, 50, credit=10_000)
        return begin(found, **asked)

    monkeypatch.setattr(template_videos, "begin", begun)
    batches.work(str(batch.pk))
    row, batch = batch.rows.get(), Batch.objects.get(pk=batch.pk)
    assert (row.refused, row.price, row.amount) == (batches.PRICE_CHANGED, 50, batches.sums(batch).amount)
    assert row.video and not row.video.renders.exists() and people.wallet(template.account).available == 10_000
    batches.order(batch, actor=None)
    batches.work(str(batch.pk))
    assert list(made(batch)) == [(1, "For Ana", [1])]
    assert people.wallet(template.account).available == 10_000 - (row.amount or 0) < 10_000


def test_nothing_is_measured_anew_while_it_is_ordered(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is looked at meanwhile would have the worker pay what nobody agreed to."""
    batch = ordered(template)
    priced(template, 50, credit=10_000)
    batches.measure(Batch.objects.get(pk=batch.pk))
    batches.work(str(batch.pk))
    assert set(batch.rows.values_list("refused", "video")) == {(batches.PRICE_CHANGED, None)}
    assert people.wallet(template.account).available == 10_000


def test_who_saw_another_price_orders_nothing(template: Template) -> None:
    """Somebody else's page had the rows measured anew."""
    batch = brought(template)
    priced(template, 50, credit=10_000)
    batch = Batch.objects.get(pk=batch.pk)
    batches.measure(batch)
    amount = batches.sums(batch).amount
    with pytest.raises(Conflict, match=rf"now {credits_of(amount)}\."):
        batches.order(batch, actor=None, seen=amount - 1)
    assert not Batch.objects.exclude(wake_at=None).exists()
    batches.order(batch, actor=None, seen=amount)


def test_what_is_wrong_with_a_row_is_told_and_the_others_are_made(template: Template) -> None:
    batch = brought(template, "Ana", "", "x" * 6000)
    problems = dict(batch.rows.values_list("number", "problems"))
    assert problems[1] == {} and set(problems[2]) == {"name"} and set(problems[3]) == {"name"}
    batches.order(batch, actor=None)
    batches.work(str(batch.pk))
    assert list(made(batch)) == [(1, "For Ana", [1]), (2, "", []), (3, "", [])]


def test_a_table_that_nothing_can_be_made_of_is_not_ordered(template: Template) -> None:
    with pytest.raises(Conflict, match="no row left"):
        batches.order(brought(template, ""), actor=None)
    unmeasured = brought(template, measured=False)
    with pytest.raises(Conflict, match="measured yet"):
        batches.order(unmeasured, actor=None)
    measured = brought(template)
    templates.trash(template, actor=None)
    with pytest.raises(Conflict, match="in the trash"):
        batches.order(Batch.objects.get(pk=measured.pk), actor=None)


def test_what_was_ordered_goes_on_when_its_template_is_thrown_away(template: Template) -> None:
    batch = brought(template, "Ana", "Björn")
    batches.order(batch, actor=None)
    templates.trash(template, actor=None)
    batches.work(str(batch.pk))
    assert list(made(batch)) == [(1, "For Ana", [1]), (2, "For Björn", [1])]


def test_all_of_it_can_be_paid_or_nothing_is_ordered(template: Template) -> None:
    priced(template, 50, credit=1)
    batch, before = brought(template), Video.objects.count()
    with pytest.raises(NotEnoughCredits):
        batches.order(batch, actor=None)
    credits.grant(people.wallet(template.account), 10_000, key="more")
    credits.set_budget(template.team, 1)
    with pytest.raises(OverBudget):
        batches.order(Batch.objects.get(pk=batch.pk), actor=None)
    batch.refresh_from_db()
    assert batch.ordered_at is None and batch.wake_at is None and Video.objects.count() == before
    assert not OrmQ.objects.exists() or not any("order_batch" in str(each.task()) for each in OrmQ.objects.all())


def test_who_orders_can_pay_all_of_it_of_their_own_budget_or_nothing_is_ordered(template: Template, bob: User) -> None:
    priced(template, 50, credit=10_000)
    batch = brought(template)
    one = batch.rows.get(number=1).amount
    credits.set_budget(template.team, one, member=people.member(bob, team=template.team))
    with pytest.raises(OverBudget, match="Bob's budget"):
        batches.order(batch, actor=bob)
    batch.refresh_from_db()
    assert batch.wake_at is None
    batches.order(batch, actor=None)


@pytest.mark.django_db(transaction=True)
def test_two_tables_of_one_person_at_the_same_moment_stay_within_the_budget(
    template: Template, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are told that there is enough, as there is for either: what is held decides, row by row."""
    priced(template, 50, credit=100_000)
    first, second = brought(template), brought(template)
    limit = batches.sums(first).amount + 1
    credits.set_budget(template.team, limit, member=people.member(bob, team=template.team))
    other = meanwhile(monkeypatch, batches, "_give_folder", lambda: batches.order(second, actor=bob))
    batches.order(first, actor=bob)
    other.join()
    for batch in (first, second):
        batches.work(str(batch.pk))
    refused = BatchRow.objects.exclude(refused="").values_list("batch", "refused")
    assert {batch for batch, _ in refused} == {second.pk} and len(refused) == 3
    assert all("of Bob's budget" in said for _, said in refused)
    assert BudgetMonth.objects.get().used == limit - 1


def test_pressing_twice_orders_once(template: Template) -> None:
    batch = ordered(template)
    with pytest.raises(Conflict, match="already"):
        batches.order(batch, actor=None)
    batches.work(str(batch.pk))
    with pytest.raises(Conflict, match="no row left"):
        batches.order(batch, actor=None)


def test_it_goes_on_where_its_worker_died(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between a video and its row, and between a row and its version."""
    batch, generate, calls = ordered(template), renders.generate, list[Video]()

    def dies(video: Video, **order: Any) -> Render:
        calls.append(video)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return generate(video, **order)

    monkeypatch.setattr(renders, "generate", dies)
    with pytest.raises(KeyboardInterrupt):
        batches.work(str(batch.pk))
    BatchRow.objects.filter(batch=batch).update(video=None)
    OrmQ.objects.all().delete()
    batches.wake_due()
    assert not OrmQ.objects.exists(), "somebody may still be at it"
    Batch.objects.update(wake_at=timezone.now() - timedelta(seconds=1))
    batches.wake_due()
    batches.wake_due()
    assert OrmQ.objects.count() == 1
    batches.work(str(batch.pk))
    assert list(made(batch)) == ALL
    assert Video.objects.count() == 4, "the template's own and three"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_video_a_row(template: Template) -> None:
    batch = ordered(template)
    assert rush([[{"do": "batch", "batch": str(batch.pk)}]] * 3) == ["done"] * 3
    assert list(made(batch)) == ALL
    assert Video.objects.count() == 4


def test_what_was_refused_is_told_and_ordered_when_asked_for_again(template: Template) -> None:
    priced(template, 50, credit=10_000)
    batch = brought(template)
    batches.order(batch, actor=None)
    wallet = people.wallet(template.account)
    credits.adjust(wallet, -wallet.available, key="spent", actor=None, note="spent meanwhile")
    batches.work(str(batch.pk))
    refused = list(batch.rows.values_list("refused", flat=True))
    assert all("none are left" in each for each in refused) and batches.sums(batch).refused == 3
    assert [video for _, video, _ in made(batch)] == [video for _, video, _ in ALL], "they are there, to be looked at"
    credits.grant(wallet, 10_000, key="more")
    batches.order(batch, actor=None)
    batches.work(str(batch.pk))
    assert list(made(batch)) == ALL and batches.sums(batch).refused == 0


def test_a_video_in_the_trash_is_not_ordered(template: Template) -> None:
    batch = ordered(template, "Ana")
    video = template_videos.begin(template, actor=None, values={"name": Value("text", text="Ana")})
    batch.rows.update(video=video)
    videos.trash(video, actor=None)
    batches.work(str(batch.pk))
    assert "trash" in batch.rows.get().refused and not video.renders.exists()


def test_it_comes_back_to_what_takes_a_moment(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    batch, generate = ordered(template), renders.generate

    def busy(video: Video, **order: Any) -> Render:
        if video.title == "For Ana":
            raise Busy("The file is still being fetched.")
        return generate(video, **order)

    monkeypatch.setattr(renders, "generate", busy)
    batches.work(str(batch.pk))
    assert [versions for _, _, versions in made(batch)] == [[], [1], [1]]
    batch.refresh_from_db()
    assert batch.wake_at and batch.wake_at > timezone.now()
    monkeypatch.undo()
    batches.work(str(batch.pk))
    assert list(made(batch)) == ALL


def test_measuring_goes_on_where_it_stopped(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = brought(template, measured=False)
    batches.measure(batch, seconds=0)
    assert batches.sums(batch).unmeasured == 2
    estimate = template_videos.estimate
    monkeypatch.setattr(template_videos, "estimate", lambda *_, **__: (_ for _ in ()).throw(Busy("in a moment")))
    batches.measure(batch, seconds=60)
    assert batches.sums(batch).unmeasured == 2
    monkeypatch.setattr(template_videos, "estimate", estimate)
    batches.measure(batch, seconds=60)
    assert batches.sums(batch).unmeasured == 0


@pytest.mark.parametrize("error", [Ended("The engine ended twice."), Slow("The server is too slow.")])
def test_a_row_that_the_engine_fails_at_says_why_and_is_looked_at_again(
    template: Template, monkeypatch: pytest.MonkeyPatch, error: StudioError
) -> None:
    """It counted no seconds and cost nothing."""
    ask = previews._measures.ask

    def fails(question: str, **asked: Any) -> Any:
        if "Björn" in str(asked):
            raise error
        return ask(question, **asked)

    previews._lengths.forget()
    monkeypatch.setattr(previews._measures, "ask", fails)
    batch = brought(template)
    told = dict(batch.rows.values_list("number", "problems"))
    assert told == {1: {}, 2: {"": str(error)}, 3: {}} and batches.sums(batch).wrong == 1
    monkeypatch.undo()
    previews._lengths.forget()
    row = batch.rows.get(number=2)
    batches.again(row, actor=None)
    assert batches.sums(batch).unmeasured == 1
    batches.measure(batch, seconds=60)
    assert batches.sums(batch).ready_to_order == 3 and batch.rows.get(number=2).seconds


@pytest.mark.parametrize("error", [Ended("The engine ended twice."), BadInput({"first_name": "Too long."})])
def test_what_can_not_be_measured_anew_has_no_length_and_no_price(
    template: Template, monkeypatch: pytest.MonkeyPatch, error: StudioError
) -> None:
    batch = brought(template)
    priced(template, 50, credit=10_000)
    monkeypatch.setattr(template_videos, "estimate", lambda *_, **__: (_ for _ in ()).throw(error))
    batches.measure(Batch.objects.get(pk=batch.pk), seconds=60)
    assert batches.sums(batch).wrong == 3
    assert set(batch.rows.values_list("seconds", "amount", "price")) == {(None, None, None)}


def test_what_is_wrong_with_a_table_is_not_forgotten(template: Template) -> None:
    batch = brought(template, "Ana", "")
    for row in batch.rows.all():
        with pytest.raises(Conflict, match="nothing to try again"):
            batches.again(row, actor=None)
    assert batches.sums(batch).wrong == 1


def test_one_that_failed_is_made_again_for_no_more_than_its_row_says(template: Template, alice: User) -> None:
    priced(template, 50, credit=10_000)
    batch = ordered(template)
    batches.work(str(batch.pk))
    row = batch.rows.get(number=2)
    assert row.video and row.video.latest_render
    takes.fail_render(row.video.latest_render, "No luck.")
    left = people.wallet(template.account).available
    priced(template, 70, credit=left)
    with pytest.raises(Conflict, match="price changed"):
        batches.again(batch.rows.get(number=2), actor=alice)
    now = batch.rows.get(number=2)
    assert (now.price, people.wallet(template.account).available) == (70, left) and now.amount > row.amount
    for _ in range(2):
        batches.again(now, actor=alice)
        batches.again(batch.rows.get(number=2), actor=alice)
    assert list(made(batch)) == [(1, "For Ana", [1]), (2, "For Björn", [2, 1]), (3, "For مريم", [1])]
    assert people.wallet(template.account).available == left - now.amount
    assert row.video.renders.first().created_by == alice


def test_a_template_that_changes_has_what_is_not_made_yet_measured_anew(template: Template, alice: User) -> None:
    priced(template, 50, credit=10_000)
    batch = ordered(template, "Ana")
    batches.work(str(batch.pk))
    waiting = brought(template, "Björn", "")
    templates.name_variables(template, actor=alice, version=1, variables={"name": {"default": "you and all of yours"}})
    for each in (batch, waiting):
        each.refresh_from_db()
    assert batches.sums(batch).unmeasured == 0, "what is made is made"
    assert (batches.sums(waiting).unmeasured, batches.sums(waiting).wrong) == (1, 1)
    with pytest.raises(Conflict, match="measured yet"):
        batches.order(waiting, actor=None)


def test_a_removed_table_leaves_its_videos(template: Template) -> None:
    batch = ordered(template)
    batches.work(str(batch.pk))
    batches.remove(batch, actor=None)
    batches.work(str(batch.pk))
    assert Video.objects.count() == 4 and Event.objects.filter(kind="batch.removed").count() == 1


def test_one_removed_while_it_is_ordered_stops(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    batch, generate = ordered(template), renders.generate

    def removed(video: Video, **order: Any) -> Render:
        batches.remove(batch, actor=None)
        return generate(video, **order)

    monkeypatch.setattr(renders, "generate", removed)
    batches.work(str(batch.pk))
    assert Video.objects.count() == 2


def test_where_no_folder_fits_they_lie_among_all_videos(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST", 0)
    batch = ordered(template, "Ana")
    batches.work(str(batch.pk))
    row = batch.rows.get()
    assert row.video and row.video.folder is None and row.video.renders.count() == 1
