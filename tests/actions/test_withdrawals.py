"""An order that was canceled in time is had back; one that had begun is kept."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from studio.actions import ledger, makers, renders, takes, withdrawals
from studio.actions.videos import record
from studio.models import Account, Render, Take, Video, Wallet
from studio.providers.base import NoNews, Standing, TakeNews
from studio.vocabulary import Provider, TakeState
from tests import people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def take(team: people.Team, bob: people.User) -> Take:
    """Ordered from a provider that cancels, and the only one of its version."""
    account = people.account(team, provider=Provider.HEYGEN, price=10)
    render = renders.generate(people.video(account, by=bob), actor=bob)
    Take.objects.filter(render=render).update(
        state=TakeState.SUBMITTED, external_id="v1", submitted_at=timezone.now(), poll_at=timezone.now()
    )
    return render.takes.get()


def available(take: Take) -> int:
    assert ledger.problems() == []
    return Wallet.objects.get(account=take.account).available


def test_it_comes_back_when_the_provider_agrees(take: Take) -> None:
    assert available(take) < people.CREDITS
    assert renders.cancel(take.render, actor=None)
    withdrawals.work(str(take.pk), withdraw=lambda each: each.external_id == "v1")
    take.refresh_from_db()
    assert (take.state, take.poll_at) == (TakeState.CANCELED, None)
    assert available(take) == people.CREDITS
    told = take.render.video.events.get(kind="take.withdrawn")
    assert (told.text, told.render) == ("Withdrawn from HeyGen before it began", take.render)
    withdrawals.work(str(take.pk), withdraw=lambda _: pytest.fail("it is withdrawn once"))


@pytest.mark.parametrize(("news", "gone"), [
    (TakeNews(Standing.RUNNING, "waiting"), True), (TakeNews(Standing.GONE, "404"), True),
    (TakeNews(Standing.DONE, "completed"), False), (TakeNews(Standing.RUNNING, "waiting", mark="0" * 12), False),
    (NoNews("No answer."), False),
])  # fmt: skip
def test_it_is_asked_for_only_while_it_is_not_ready_and_ours(
    take: Take, monkeypatch: pytest.MonkeyPatch, news: TakeNews | NoNews, gone: bool
) -> None:
    people.attempt(take)
    answers = iter([news, True])
    monkeypatch.setattr(makers, "ask", lambda *_: next(answers))
    assert withdrawals.ask(take) == gone
    assert len(list(answers)) == (not gone), "else it was deleted"


def test_it_goes_on_when_the_provider_says_no(take: Take) -> None:
    renders.cancel(take.render, actor=None)
    withdrawals.work(str(take.pk), withdraw=lambda _: False)
    take.refresh_from_db()
    assert take.state == TakeState.SUBMITTED
    assert available(take) < people.CREDITS


@pytest.mark.parametrize("state", [TakeState.PROCESSING, TakeState.FETCHING, TakeState.UNKNOWN])
def test_what_may_have_begun_is_not_withdrawn(take: Take, state: TakeState) -> None:
    Take.objects.update(state=state)
    renders.cancel(take.render, actor=None)
    withdrawals.work(str(take.pk), withdraw=lambda _: pytest.fail("it is paid for"))
    assert Take.objects.get(pk=take.pk).state == state


def test_one_without_a_number_is_not_asked_for(take: Take) -> None:
    renders.cancel(take.render, actor=None)
    Take.objects.update(external_id="")
    withdrawals.work(str(take.pk), withdraw=lambda _: pytest.fail("nobody knows it"))
    assert Take.objects.get(pk=take.pk).state == TakeState.SUBMITTED
    assert available(take) < people.CREDITS


def test_another_order_is_another_question(take: Take, bob: people.User) -> None:
    other = renders.generate(people.video(take.account, by=bob, scripts=("Another.",)), actor=bob)
    Take.objects.filter(render=other).update(state=TakeState.SUBMITTED, external_id="v2")
    for render in (take.render, other):
        renders.cancel(render, actor=None)
    asked = list[str]()
    for each in (other.takes.get(), take):
        withdrawals.work(str(each.pk), withdraw=lambda each: bool(asked.append(each.external_id)))
    assert asked == ["v2", "v1"]


@pytest.mark.django_db(transaction=True)
def test_news_that_come_while_it_is_written_down_come_too_late(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said to be canceled has its credits back: it must not be fetched as well."""
    moved = list[bool]()

    def arrive() -> None:
        with transaction.atomic():
            takes.lock(Render.objects.filter(pk=take.render_id))
            moved.append(record(Take.objects.get(pk=take.pk), TakeState.FETCHING))

    renders.cancel(take.render, actor=None)
    other = meanwhile(monkeypatch, withdrawals, "record", arrive)
    withdrawals.work(str(take.pk), withdraw=lambda _: True)
    other.join()
    assert moved == [False]
    assert available(take) == people.CREDITS


def test_a_version_that_is_wanted_is_not_withdrawn(take: Take) -> None:
    withdrawals.work(str(take.pk), withdraw=lambda _: pytest.fail("somebody waits for it"))
    assert Take.objects.get(pk=take.pk).state == TakeState.SUBMITTED


def test_captions_can_not_withdraw(take: Take, video: Video) -> None:
    renders.cancel(take.render, actor=None)
    Account.objects.filter(pk=take.account_id).update(provider=Provider.CAPTIONS)
    withdrawals.work(str(take.pk), withdraw=lambda _: pytest.fail("it has no such call"))
    assert Take.objects.get(pk=take.pk).state == TakeState.SUBMITTED


def test_it_is_withdrawn_whatever_was_said_of_it_meanwhile(take: Take) -> None:
    renders.cancel(take.render, actor=None)
    begun = Take.objects.filter(pk=take.pk)
    withdrawals.work(str(take.pk), withdraw=lambda _: bool(begun.update(state=TakeState.PROCESSING)))
    assert begun.get().state == TakeState.CANCELED
    assert available(take) == people.CREDITS


def test_news_that_came_meanwhile_wins(take: Take) -> None:
    """It was fetched between the question and its answer: then it is there, and paid."""
    renders.cancel(take.render, actor=None)

    def late(each: Take) -> bool:
        Take.objects.filter(pk=each.pk).update(state=TakeState.FETCHING)
        return True

    withdrawals.work(str(take.pk), withdraw=late)
    take.refresh_from_db()
    assert take.state == TakeState.FETCHING
    takes.reconcile()
    assert available(take) < people.CREDITS
    assert Render.objects.get(pk=take.render_id).state == "canceled"
