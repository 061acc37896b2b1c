"""Ordering from a provider: sent once, never blindly again, paid once, whatever the reply was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from studio.actions import decisions, makers, orders, polls, renders, takes
from studio.errors import BadInput, Conflict
from studio.models import Account, Attempt, Render, Take, User, Video
from studio.providers import registry
from studio.providers.base import Later, NoNews, Outcome, Refused, Standing, Submitted, TakeNews, TakeOrder, Unknown
from studio.vocabulary import Provider, RenderState, TakeState
from tests import people
from tests.actions.ordering.provider import DONE, FAILED, OP, RUNNING, held, order, poll

pytestmark = pytest.mark.django_db


def test_an_order_is_written_down_before_it_is_sent(take: Take, render: Render) -> None:
    seen: list[str] = []

    def submit(row: Take, order: TakeOrder) -> Outcome:
        seen.append(Take.objects.get(pk=row.pk).state)
        assert order.token == str(Attempt.objects.get(take=row).token)
        assert order.storyboard["scenes"][0]["voice"]["input_text"] == "Hello."
        return OP

    orders.work(str(take.pk), submit=submit)
    take.refresh_from_db()
    assert seen == [TakeState.SUBMITTING]
    assert (take.state, take.external_id, take.lease_holder) == (TakeState.SUBMITTED, "op-1", "")
    assert take.poll_at
    assert 25 < (take.poll_at - timezone.now()).total_seconds() <= 30
    assert held(take)[1] == take.quote > 0
    assert order(take, OP) == [], "what was ordered is never sent again"


def test_it_holds_what_the_provider_will_charge(take: Take, video: Video) -> None:
    assert take.quote % 100 == 0
    assert take.quote >= take.seconds * 100 > take.quote - 100
    assert renders.quote(video).amount == take.quote


@pytest.mark.parametrize("wait", [None, 7.0])
def test_what_was_not_sent_is_sent_later(take: Take, wait: float | None) -> None:
    assert len(order(take, Later("No connection.", wait))) == 1
    assert (take.state, take.starts, take.error) == (TakeState.READY, 0, "No connection.")
    assert order(take, OP) == [], "not before its time"
    Take.objects.filter(pk=take.pk).update(lease_until=None, wake_at=timezone.now())
    Account.objects.update(free_at=None)
    assert len(order(take, OP)) == 1
    assert take.state == TakeState.SUBMITTED
    assert list(take.attempts.values_list("outcome", flat=True)) == ["not sent", "ordered"]


def test_nothing_is_sent_while_the_key_can_not_be_read(account: Account, take: Take, settings: Any) -> None:
    Account.objects.filter(pk=account.pk).update(credentials={"api_key": "k-123"})
    keys, settings.CREDENTIALS_KEYS = settings.CREDENTIALS_KEYS, ["another"]
    before = held(take)
    assert order(take, OP) == []
    assert (take.state, take.starts, held(take)) == (TakeState.READY, 0, before)
    assert take.wake_at > timezone.now() and "Enter it again" in Account.objects.get(pk=account.pk).failure
    settings.CREDENTIALS_KEYS = keys
    assert len(order(take, OP)) == 1


def test_a_refusal_ends_it_and_gives_the_hold_back(take: Take, render: Render) -> None:
    order(take, Refused("Creator 'Maya' is not supported."))
    render.refresh_from_db()
    assert (take.state, render.state) == (TakeState.FAILED, RenderState.FAILED)
    assert "not supported" in render.error
    assert held(take) == (people.CREDITS, 0)


def test_a_refused_key_is_told_with_what_to_do(take: Take, render: Render) -> None:
    order(take, Refused("Unauthorized.", raw={"status": 401}))
    render.refresh_from_db()
    account = Account.objects.get(pk=take.account_id)
    assert render.error.startswith("The account's key is refused: Unauthorized. Put in a new one")
    assert account.failure == render.error
    assert held(take) == (people.CREDITS, 0)


@pytest.mark.parametrize("news", [RUNNING, DONE, FAILED], ids=lambda news: str(news.standing))
def test_another_orders_number_is_not_believed(take: Take, news: TakeNews) -> None:
    """The provider answered with the number of a job whose own reply was lost: its status says whose it is."""
    sent = order(take, OP)
    poll(take, replace(news, mark="7a1b0c52-4d3e-4f60-8a9b-0c1d2e3f4a5b"))
    assert (take.state, take.external_id, take.progress, take.raw) == (TakeState.UNKNOWN, "", 0, {})
    assert "another order" in take.error
    assert take.poll_at
    assert held(take)[1] == take.quote
    assert order(take, OP) == [], "it may have been taken: nothing is sent again"
    poll(take, Submitted("op-2", 0.0))
    poll(take, replace(DONE, mark=sent[0].token))
    assert (take.state, take.external_id) == (TakeState.FETCHING, "op-2")


def test_the_end_of_a_token_is_enough(take: Take) -> None:
    sent = order(take, OP)
    poll(take, replace(DONE, mark=sent[0].token.replace("-", "")[-12:]))
    assert take.state == TakeState.FETCHING


def test_an_unknown_reply_keeps_the_hold_and_is_never_sent_again(take: Take) -> None:
    order(take, Unknown("No answer in time."))
    assert take.state == TakeState.UNKNOWN
    assert held(take)[1] == take.quote
    for _ in range(3):
        assert order(take, OP) == []
    takes.reconcile()
    assert take.state == TakeState.UNKNOWN


def test_the_number_of_another_order_is_no_reply(take: Take, account: Account, alice: User) -> None:
    order(take, OP)
    other = renders.generate(
        people.video(account, by=alice, title="Summer", scripts=("Bye.",)), actor=alice
    ).takes.get()
    Account.objects.update(free_at=None)
    order(other, OP)
    assert (other.state, other.external_id) == (TakeState.UNKNOWN, "")
    assert other.error == "Captions answered with the number of another order."
    poll(other, OP)
    assert (other.state, other.external_id) == (TakeState.UNKNOWN, "")
    assert other.stage == orders.ASKING, "it is looked for half an hour before a person is asked, whatever comes"
    assert held(other)[1] == take.quote + other.quote


def test_a_worker_that_died_while_ordering_leaves_an_unknown_reply(take: Take) -> None:
    class Died(BaseException):
        pass

    def dies(_: Take, order: TakeOrder) -> Outcome:
        raise Died

    with pytest.raises(Died):
        orders.work(str(take.pk), submit=dies)
    assert order(take, OP) == [], "its lease has not run out"
    assert take.state == TakeState.SUBMITTING
    Take.objects.filter(pk=take.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert order(take, OP) == []
    assert take.state == TakeState.UNKNOWN


def test_a_bug_while_ordering_is_an_unknown_reply(take: Take) -> None:
    def breaks(_: Take, order: TakeOrder) -> Outcome:
        raise ZeroDivisionError

    orders.work(str(take.pk), submit=breaks)
    take.refresh_from_db()
    assert take.state == TakeState.UNKNOWN


def test_a_lost_order_is_found_again(take: Take) -> None:
    order(take, Unknown("No answer in time."))
    poll(take, None)
    assert take.state == TakeState.UNKNOWN
    poll(take, OP)
    assert (take.state, take.external_id) == (TakeState.SUBMITTED, "op-1")


def test_a_person_decides_about_what_is_not_found(take: Take, alice: User, render: Render) -> None:
    order(take, Unknown("No answer in time."))
    Take.objects.filter(pk=take.pk).update(submitted_at=timezone.now() - orders.ASK_AFTER)
    poll(take, None)
    assert take.stage == polls.WANTS_A_PERSON
    decisions.send_again(take, actor=alice)
    take.refresh_from_db()
    assert (take.state, take.stage, take.error, take.poll_at) == ("ready", "Waiting to order", "", None)
    assert render.video.events.get(kind="take.decided").actor == alice
    Account.objects.update(free_at=None)
    assert len(order(take, OP)) == 1
    for decide in (decisions.send_again, decisions.forget):
        with pytest.raises(Conflict):
            decide(take, actor=alice)
    take.refresh_from_db()
    assert take.state == TakeState.SUBMITTED


def test_a_person_gives_it_up(take: Take, alice: User, render: Render) -> None:
    order(take, Unknown("No answer in time."))
    decisions.forget(take, actor=alice)
    render.refresh_from_db()
    assert render.state == RenderState.FAILED
    assert held(take) == (people.CREDITS, 0)


def test_news_moves_it_on(take: Take, render: Render) -> None:
    order(take, OP)
    poll(take, RUNNING)
    render.refresh_from_db()
    assert (take.state, take.progress, render.progress) == (TakeState.PROCESSING, 45, 42)
    poll(take, TakeNews(Standing.RUNNING, "PROCESSING", progress=10))
    assert take.progress == 45, "a bar never goes back"
    poll(take, NoNews("No answer."))
    assert (take.state, take.polls) == (TakeState.PROCESSING, 3)
    assert Account.objects.get(pk=take.account_id).failure == "No answer."
    poll(take, DONE)
    assert (take.state, take.poll_at, take.result["url"]) == (TakeState.FETCHING, None, "https://example.org/v.mp4")


def test_a_failed_job_costs_nothing(take: Take, render: Render) -> None:
    order(take, OP)
    poll(take, FAILED)
    render.refresh_from_db()
    assert (take.state, render.error) == (TakeState.FAILED, "Captions: No luck.")
    assert held(take) == (people.CREDITS, 0)
    poll(take, DONE)
    assert take.state == TakeState.FAILED, "late news is not applied"


def test_a_job_that_is_gone_fails_after_some_answers(take: Take) -> None:
    order(take, OP)
    for _ in range(polls.GONE_AFTER):
        poll(take, TakeNews(Standing.GONE, "404"))
    assert take.state == TakeState.SUBMITTED
    poll(take, TakeNews(Standing.GONE, "404"))
    assert take.state == TakeState.FAILED


def test_the_pace_slows_down(take: Take) -> None:
    order(take, OP)
    waits = []
    for age in (0, 600, 3600, 36_000):
        Take.objects.filter(pk=take.pk).update(submitted_at=timezone.now() - timedelta(seconds=age))
        poll(take, TakeNews(Standing.RUNNING, "PROCESSING", next_poll=5.0))
        assert take.poll_at
        waits.append((take.poll_at - timezone.now()).total_seconds())
    for wait, wanted in zip(waits, (5, 15, 60, 60), strict=True):
        assert wanted * 0.84 < wait < wanted * 1.16


def test_canceling_leaves_what_is_paid_for(video: Video, render: Render, take: Take, alice: User) -> None:
    order(take, OP)
    renders.cancel(render, actor=alice)
    take.refresh_from_db()
    assert (take.state, Render.objects.get(pk=render.pk).state) == (TakeState.SUBMITTED, RenderState.CANCELED)
    assert held(take)[1] == take.quote
    poll(take, DONE)
    assert take.state == TakeState.FETCHING


def test_canceling_before_it_is_sent_gives_everything_back(render: Render, take: Take, alice: User) -> None:
    renders.cancel(render, actor=alice)
    take.refresh_from_db()
    assert take.state == TakeState.CANCELED
    assert held(take) == (people.CREDITS, 0)
    assert order(take, OP) == []


def test_no_more_are_ordered_at_once_than_the_provider_takes(account: Account, alice: User) -> None:
    most = makers.adapter(account).features.most_at_once
    scripts = tuple(f"Number {number}." for number in range(most + 2))
    render = renders.generate(people.video(account, by=alice, scripts=scripts), actor=alice)
    sent = 0
    for each in render.takes.all():
        Account.objects.update(free_at=None)
        sent += len(order(each, OP))
    assert sent == most
    waiting = render.takes.filter(state=TakeState.READY)
    assert waiting.count() == 2
    assert all(row.wake_at > timezone.now() for row in waiting)


def test_orders_keep_the_providers_pace(account: Account, alice: User) -> None:
    render = renders.generate(people.video(account, by=alice, scripts=("One.", "Two.")), actor=alice)
    first, second = render.takes.all()
    assert len(order(first, OP)) == 1
    assert order(second, OP) == []
    assert 10 < (second.wake_at - timezone.now()).total_seconds() <= 12


def test_what_the_provider_can_not_do_is_said_before_money_is_spent(video: Video, alice: User) -> None:
    scene = video.scenes.get()
    scene.document["character"]["scale"] = 0.5
    scene.save()
    with pytest.raises(BadInput) as refused:
        renders.generate(video, actor=alice)
    assert list(refused.value.problems) == ["scenes.0.character.scale"]
    assert renders.generate(video, actor=alice, kind="draft").takes.get().drawn_here
    video.setup["test"] = True
    video.save()
    scene.document["character"]["scale"] = 1
    scene.save()
    with pytest.raises(BadInput) as refused:
        renders.generate(video, actor=alice)
    assert list(refused.value.problems) == ["test"]


def test_a_take_that_was_made_is_used_again(video: Video, render: Render, take: Take, alice: User) -> None:
    assert makers.hashes(video, "final", render.storyboard) == [take.content_hash]
    video.title = "Another title"
    video.save()
    assert renders.generate(video, actor=alice).takes.get().content_hash == take.content_hash
    scene = video.scenes.get()
    scene.document["voice"]["input_text"] = "Something else."
    scene.save()
    assert renders.generate(video, actor=alice).takes.get().content_hash != take.content_hash


def test_a_provider_may_have_dots_in_its_ids(video: Video) -> None:
    scene = video.scenes.get()
    scene.document["character"]["avatar_id"] = "maya.navy"
    scene.save()
    assert set(renders.problems(video)) == {"scenes.0.character.avatar_id"}, "a look that nobody has"
    video.account.avatars.update(external_id="maya.navy")
    assert renders.problems(video) == {}


def test_a_provider_that_nothing_speaks_to_is_said_in_words(
    team: people.Team, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(registry._ADAPTERS, Provider.CREATIFY)
    account = people.account(team, provider=Provider.CREATIFY, name="Creatify", price=10)
    video = people.video(account, by=alice)
    assert renders.problems(video) == {"account": makers.NO_ADAPTER.format(provider="Creatify")}
    assert renders.quote(video).amount > 0
    with pytest.raises(BadInput):
        renders.generate(video, actor=alice)
    assert renders.generate(video, actor=alice, kind="draft").takes.get().drawn_here
