"""A twin that a provider makes: ordered once whatever happens on the way, followed to its end, found again, deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from studio.actions import calibration, erasures, standins, twin_news, twin_orders, twin_turns, twins
from studio.errors import Conflict
from studio.models import Account, Asset, Avatar, Event, Twin, TwinMedia, User
from studio.net.client import finish
from studio.providers.base import (
    Adapter,
    Later,
    NoNews,
    Outcome,
    Refused,
    Standing,
    Submitted,
    TwinNews,
    TwinOrder,
    Unknown,
)
from studio.vocabulary import AssetKind, AvatarKind, Provider, TwinState
from tests import doubles, people

pytestmark = pytest.mark.django_db
ON_ITS_WAY = Unknown("The reply is on its way.")


class Shop(Adapter):
    """A provider that keeps its own books: what it was asked to make, and the twins that it has."""

    def __init__(self) -> None:
        self.orders: list[TwinOrder] = []
        self.listed: list[str] = []
        self.outcome: Callable[[], Outcome] = lambda: Submitted(f"op-{len(self.orders)}", 30.0)
        self.news: TwinNews | NoNews = TwinNews(Standing.RUNNING, "PROCESSING", 40)
        self.deletes: bool | NoNews = True
        self.deleted: list[str] = []
        self.away = False

    async def twins_named(self, *_: Any) -> tuple[str, ...] | NoNews:
        return NoNews("Away.") if self.away else tuple(self.listed)

    async def create_twin(self, client: Any, connection: Any, order: TwinOrder) -> Outcome:
        self.orders.append(order)
        return ON_ITS_WAY

    async def twin_status(self, *_: Any, name: str) -> TwinNews | NoNews:
        assert name == self.orders[-1].name
        return self.news

    async def delete_twin(self, client: Any, connection: Any, avatar_id: str) -> bool | NoNews:
        self.deleted.append(avatar_id)
        return self.deletes

    def ask(self, account: Account, question: Any) -> Any:
        answer = finish(question(self, None, None))
        return self.outcome() if answer is ON_ITS_WAY else answer


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def captions(team: people.Team) -> Account:
    return people.account(team, provider=Provider.CAPTIONS)


def checked(account: Account, name: str = "Sam") -> Twin:
    """A twin whose media were looked at here and found right."""
    return doubles.twin(account, name=name, state=TwinState.CHECKED)


def step(twin: Twin, shop: Shop, *, later: timedelta = timedelta(0)) -> Twin:
    """What the clock and a worker do when the time has come, `later` than now."""
    Account.objects.update(free_at=None)
    Twin.objects.filter(pk=twin.pk).update(wake_at=timezone.now() - timedelta(seconds=1))
    if later:
        Twin.objects.filter(pk=twin.pk).update(ordered_at=timezone.now() - later)
    Twin.objects.filter(pk=twin.pk, lease_holder="").update(lease_until=None)
    twin_orders.work(str(twin.pk), ask=shop.ask)
    twin.refresh_from_db()
    return twin


def test_it_is_ordered_followed_and_ready(captions: Account, shop: Shop) -> None:
    twin = step(checked(captions), shop)
    assert (twin.state, twin.external_id) == (TwinState.TRAINING, "op-1")
    assert twin.wake_at > timezone.now() + timedelta(seconds=25), "as the provider advises"
    order = shop.orders[0]
    assert (order.name, order.language, tuple(order.media)) == ("Sam", "English", ("video", *calibration.POSES))
    assert all(file.url.startswith("http") and file.path.is_file() for file in order.media.values())
    assert (step(twin, shop).progress, twin.state) == (40, TwinState.TRAINING)
    shop.news = TwinNews(Standing.DONE, "COMPLETE", 100, "twin-7-Sam")
    step(twin, shop)
    assert (twin.state, twin.progress, twin.external_name) == (TwinState.READY, 100, "twin-7-Sam")
    avatar = Avatar.objects.get(external_id="twin-7-Sam")
    assert (avatar.kind, avatar.name, avatar.locale, twin.avatar) == (AvatarKind.TWIN, "Sam", "en-US", avatar)
    assert avatar.picture == twin.media.get(pose="neutral").asset
    document = {"scenes": [{"character": {"type": "avatar", "avatar_id": "twin-7-Sam"}}]}
    assert standins.drawable(captions, document)["scenes"][0]["character"]["avatar_id"]
    assert len(shop.orders) == 1


def test_it_is_ordered_once_however_often_it_is_woken(captions: Account, shop: Shop) -> None:
    twin = checked(captions)

    def meanwhile() -> Outcome:
        Account.objects.update(free_at=None)
        twin_orders.work(str(twin.pk), ask=shop.ask)
        return Submitted("op-1")

    shop.outcome = meanwhile
    step(twin, shop)
    twin_orders.work(str(twin.pk), ask=shop.ask)
    assert (len(shop.orders), twin.state) == (1, TwinState.TRAINING)


def test_it_waits_its_turn(captions: Account, shop: Shop) -> None:
    first, second = checked(captions), checked(captions, "Anna")
    step(first, shop)
    twin_orders.work(str(second.pk), ask=shop.ask)
    second.refresh_from_db()
    assert (second.state, len(shop.orders)) == (TwinState.CHECKED, 1)
    assert second.wake_at > timezone.now() + timedelta(seconds=5)


def test_an_order_may_be_answered_with_what_was_there(captions: Account, shop: Shop) -> None:
    """Some servers give the same twin for the same photo and name."""
    shop.listed, shop.outcome = ["sam-1"], lambda: Submitted("sam-1")
    twin = step(checked(captions), shop)
    shop.news = TwinNews(Standing.DONE, "completed", 100, "sam-1")
    assert step(twin, shop).state == TwinState.READY


def test_a_longer_wait_that_was_asked_for_stands(captions: Account, shop: Shop) -> None:
    in_an_hour = timezone.now() + timedelta(hours=1)

    def busy() -> Outcome:
        Account.objects.update(free_at=in_an_hour)  # by an order of a video, meanwhile
        return Later("Patience.", 5.0)

    shop.outcome = busy
    step(checked(captions), shop)
    captions.refresh_from_db()
    assert captions.free_at == in_an_hour


def test_one_name_is_ordered_once(captions: Account, shop: Shop) -> None:
    names = [step(checked(captions, name), shop).ordered_name for name in ("Sam", "S.A.M.", "Anna")]
    assert names == ["Sam", "S.A.M. 2", "Anna"]


@pytest.mark.parametrize("outcome", [Later("Slow down.", 40.0), Later("Nobody is there.")])
def test_what_was_not_accepted_is_ordered_again(captions: Account, shop: Shop, outcome: Later) -> None:
    twin = checked(captions)
    shop.outcome = lambda: outcome
    step(twin, shop)
    assert (twin.state, twin.problem) == (TwinState.CHECKED, {"": outcome.sentence})
    assert twin.wake_at > timezone.now() + timedelta(seconds=4)
    shop.outcome = lambda: Submitted("op-2")
    assert (step(twin, shop).state, twin.problem, len(shop.orders)) == (TwinState.TRAINING, {}, 2)


def test_nothing_is_sent_while_nobody_can_say_what_there_is(captions: Account, shop: Shop) -> None:
    twin, shop.away = checked(captions), True
    for _ in range(twin_orders.MOST_TRIES):
        step(twin, shop)
    assert (twin.state, twin.problem, shop.orders) == (TwinState.FAILED, {"": "Away."}, [])


def test_a_refusal_fails_in_the_providers_words(captions: Account, shop: Shop) -> None:
    shop.outcome = lambda: Refused("The voice is not authentic.")
    twin = step(checked(captions), shop)
    assert (twin.state, twin.problem) == (TwinState.FAILED, {"": "The voice is not authentic."})


def test_a_refused_key_is_told_with_what_to_do(captions: Account, shop: Shop) -> None:
    shop.outcome = lambda: Refused("Unauthorized", raw={"status": 401})
    twin = step(checked(captions), shop)
    captions.refresh_from_db()
    assert twin.problem[""].startswith("The account's key is refused: Unauthorized. Put in a new one")
    assert captions.failure == twin.problem[""]


def test_a_lost_reply_is_looked_for_and_never_sent_again(captions: Account, shop: Shop) -> None:
    shop.outcome, shop.listed = lambda: Unknown("Half a reply."), ["twin-3-sam"]
    twin = step(checked(captions), shop)
    assert (twin.state, twin.known) == (TwinState.UNKNOWN, ["twin-3-sam"])
    assert Event.objects.filter(kind="twin.unknown").count() == 1
    for _ in range(3):
        step(twin, shop)
    assert (twin.state, len(shop.orders)) == (TwinState.UNKNOWN, 1)
    assert not twin_news.wants_a_person(twin)
    step(twin, shop, later=twin_news.ASK_AFTER * 2)
    assert twin_news.wants_a_person(twin)
    shop.listed.append("twin-4-sam")
    assert (step(twin, shop).state, twin.external_name) == (TwinState.READY, "twin-4-sam")
    assert len(shop.orders) == 1


def test_a_lost_reply_is_given_up_after_days(captions: Account, shop: Shop) -> None:
    shop.outcome = lambda: Unknown("Half a reply.")
    twin = step(checked(captions), shop)
    step(twin, shop, later=twin_news.TOO_LONG * 2)
    assert (twin.state, "given up" in twin.problem[""]) == (TwinState.FAILED, True)


def test_a_worker_that_died_sends_nothing_twice(captions: Account, shop: Shop) -> None:
    twin = checked(captions)

    def die() -> Outcome:
        raise KeyboardInterrupt

    shop.outcome = die
    with pytest.raises(KeyboardInterrupt):
        step(twin, shop)
    twin.refresh_from_db()
    name = twin.lease_holder
    assert (twin.state, bool(name)) == (TwinState.ORDERING, True)
    step(twin, shop)
    assert twin.state == TwinState.ORDERING, "its lease still runs"
    Twin.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    step(twin, shop)
    assert (twin.state, len(shop.orders)) == (TwinState.UNKNOWN, 1)
    step(twin, shop)
    twin_orders.hear(twin, name, Submitted("op-9"))
    twin.refresh_from_db()
    assert (twin.state, twin.external_id) == (TwinState.TRAINING, "op-9"), "it lived after all, and its reply counts"


@pytest.mark.parametrize(
    ("late", "state"),
    [(Refused("No."), TwinState.FAILED), (Later("Busy."), TwinState.CHECKED), (Unknown("?"), TwinState.UNKNOWN),
     (Submitted("op-1"), TwinState.TRAINING)],
)  # fmt: skip
def test_a_late_reply_counts(captions: Account, shop: Shop, late: Outcome, state: TwinState) -> None:
    twin = checked(captions)

    def late_one() -> Outcome:
        Twin.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        twin_orders.work(str(twin.pk), ask=shop.ask)
        assert Twin.objects.get().state == TwinState.UNKNOWN
        return late

    shop.outcome = late_one
    assert step(twin, shop).state == state
    assert len(shop.orders) == 1


def test_a_person_decides(captions: Account, alice: User, shop: Shop) -> None:
    shop.outcome = lambda: Unknown("?")
    twin = step(checked(captions), shop)
    lost = twin.lease_holder
    twin_orders.send_again(twin, actor=alice)
    with pytest.raises(Conflict):
        twin_orders.give_up(twin, actor=alice)
    shop.outcome = lambda: Submitted("op-2")
    assert (step(twin, shop).external_id, len(shop.orders)) == ("op-2", 2)
    twin_orders.hear(twin, lost, Submitted("op-1"))
    twin.refresh_from_db()
    assert twin.external_id == "op-2"
    assert Event.objects.filter(kind="twin.twice", text__contains="op-1").exists()


def test_ordering_again_finds_what_was_taken_after_all(captions: Account, alice: User, shop: Shop) -> None:
    shop.outcome = lambda: Unknown("?")
    twin = step(checked(captions), shop)
    twin_orders.send_again(twin, actor=alice)
    shop.listed = ["twin-1-sam"]
    assert (step(twin, shop).state, len(shop.orders)) == (TwinState.READY, 1)


def test_giving_up_ends_it(captions: Account, alice: User, shop: Shop) -> None:
    shop.outcome = lambda: Unknown("?")
    twin = step(checked(captions), shop)
    twin_orders.give_up(twin, actor=alice)
    twin.refresh_from_db()
    assert twin.state == TwinState.FAILED
    with pytest.raises(Conflict):
        twin_orders.send_again(twin, actor=alice)


@pytest.mark.parametrize(
    ("news", "times", "state"),
    [
        (TwinNews(Standing.FAILED, "FAILED", reason="No voice."), 1, TwinState.FAILED),
        (TwinNews(Standing.GONE, "404", reason="No such twin."), 3, TwinState.TRAINING),
        (TwinNews(Standing.GONE, "404", reason="No such twin."), 4, TwinState.FAILED),
        (NoNews("Away.", 9.0), 9, TwinState.TRAINING),
        (TwinNews(Standing.DONE, "COMPLETE", avatar_id="twin-1-sam"), 2, TwinState.TRAINING),  # an older one
    ],
)  # fmt: skip
def test_it_hears_news(captions: Account, shop: Shop, news: TwinNews, times: int, state: TwinState) -> None:
    shop.listed = ["twin-1-sam"]
    twin = step(checked(captions), shop)
    shop.news = news
    for _ in range(times):
        step(twin, shop)
    assert twin.state == state
    if state == TwinState.FAILED:
        assert "No" in twin.problem[""]


def test_it_is_not_asked_about_for_ever(captions: Account, shop: Shop) -> None:
    twin = step(checked(captions), shop)
    step(twin, shop, later=timedelta(hours=2))
    assert twin.wake_at > timezone.now() + timedelta(seconds=45), "less often with time"
    step(twin, shop, later=timedelta(days=4))
    assert twin.problem == {"": "Captions took longer than 3 days."}


@pytest.mark.parametrize("lost", [False, True], ids=["followed", "looked for"])
def test_it_is_not_given_up_at_the_first_silence_after_days(captions: Account, shop: Shop, lost: bool) -> None:
    """The studio was off for a week, and the provider is away for a moment."""
    shop.outcome = (lambda: Unknown("Half a reply.")) if lost else shop.outcome
    twin = step(checked(captions), shop)
    under_way, shop.news, shop.away = twin.state, NoNews("Away."), True
    assert step(twin, shop, later=timedelta(days=7)).state == under_way
    Twin.objects.update(silent_since=timezone.now() - twin_news.TOO_LONG * 2)
    late = timezone.now() - twin_news.OFF * 2
    Twin.objects.filter(pk=twin.pk).update(wake_at=late, lease_until=None)
    twin_orders.work(str(twin.pk), ask=shop.ask)
    twin.refresh_from_db()
    assert twin.state == under_way, "nobody was asked while it was off"
    Twin.objects.update(silent_since=timezone.now() - twin_news.TOO_LONG * 2)
    assert step(twin, shop).state == TwinState.FAILED


def test_an_answer_ends_the_silence(captions: Account, shop: Shop) -> None:
    twin = step(checked(captions), shop)
    told, shop.news = shop.news, NoNews("Away.")
    assert step(twin, shop).silent_since
    shop.news = told
    assert step(twin, shop).silent_since is None


def test_one_deleted_before_it_was_ordered_is_not(captions: Account, alice: User, shop: Shop) -> None:
    twin = checked(captions)
    twins.remove(twin, actor=alice)
    step(twin, shop)
    assert (twin.state, shop.orders) == (TwinState.CHECKED, [])
    erasures.put_back(twin, actor=alice)
    assert step(twin, shop).state == TwinState.TRAINING


def test_one_deleted_while_it_is_made_is_deleted_there_when_it_is_known(
    captions: Account, alice: User, shop: Shop
) -> None:
    twin = checked(captions)

    def ordered() -> Outcome:
        erasures.hurry(twin, actor=alice)
        erasures.work(str(twin.pk), ask=shop.ask)
        return Submitted("op-1")

    shop.outcome = ordered
    step(twin, shop)
    assert (twin.state, twin.media.count()) == (TwinState.TRAINING, 0)
    assert not Asset.objects.filter(kind=AssetKind.IMAGE).exists()
    shop.news = TwinNews(Standing.DONE, "COMPLETE", avatar_id="twin-5-sam")
    step(twin, shop)
    assert twin.state == TwinState.READY
    assert twin.avatar is not None and twin.avatar.retired_at is not None, "nobody is offered it"
    Twin.objects.update(erase_at=timezone.now())
    erasures.work(str(twin.pk), ask=shop.ask)
    assert shop.deleted == ["twin-5-sam"]
    assert not Twin.objects.exists() and not Avatar.objects.filter(kind=AvatarKind.TWIN).exists()


def ready(account: Account, shop: Shop) -> Twin:
    twin = step(checked(account), shop)
    shop.news = TwinNews(Standing.DONE, "COMPLETE", avatar_id="twin-5-sam")
    return step(twin, shop)


def test_deleting_asks_the_provider_until_it_is_done(captions: Account, alice: User, shop: Shop) -> None:
    twin = ready(captions, shop)
    paths = [each.asset.file.path for each in twin.media.select_related("asset")]
    twins.remove(twin, actor=alice)
    erasures.work(str(twin.pk), ask=shop.ask)
    assert shop.deleted == [] and twin.media.count() == 6, "it can be put back for 30 days"
    erasures.put_back(twin, actor=alice)
    assert Avatar.objects.get(external_id="twin-5-sam").retired_at is None
    twins.remove(twin, actor=alice)
    Twin.objects.update(erase_at=timezone.now())
    shop.deletes = NoNews("Away.")
    erasures.work(str(twin.pk), ask=shop.ask)
    assert Twin.objects.get().erase_at > timezone.now()  # type: ignore[operator]
    assert not TwinMedia.objects.exists() and not any(Path(path).exists() for path in paths), (
        "the files go whatever the provider says"
    )
    with pytest.raises(Conflict):
        erasures.put_back(twin, actor=alice)
    Twin.objects.update(erase_at=timezone.now())
    shop.deletes = True
    erasures.work(str(twin.pk), ask=shop.ask)
    assert shop.deleted == ["twin-5-sam"] * 2
    assert not Twin.objects.exists()


def test_somebody_is_told_when_the_provider_never_answers(captions: Account, alice: User, shop: Shop) -> None:
    twin, shop.deletes = ready(captions, shop), False
    erasures.hurry(twin, actor=alice)
    Twin.objects.update(deleted_at=timezone.now() - timedelta(days=61))
    erasures.work(str(twin.pk), ask=shop.ask)
    assert Event.objects.filter(kind="twin.left", text__contains="twin-5-sam").exists()
    assert not Twin.objects.exists()


def test_a_key_that_can_not_be_read_is_waited_for(captions: Account, alice: User, shop: Shop, settings: Any) -> None:
    twin = ready(captions, shop)
    Account.objects.filter(pk=captions.pk).update(closed_at=timezone.now(), credentials={"api_key": "k-123"})
    keys, settings.CREDENTIALS_KEYS = settings.CREDENTIALS_KEYS, ["another"]
    shop.deletes = NoNews("The key is refused.")
    erasures.hurry(twin, actor=alice)
    erasures.work(str(twin.pk), ask=shop.ask)
    assert Twin.objects.exists(), "it is the only note of whom to delete there"
    settings.CREDENTIALS_KEYS, shop.deletes = keys, True
    Twin.objects.update(erase_at=timezone.now())
    erasures.work(str(twin.pk), ask=shop.ask)
    assert not Twin.objects.exists() and "twin-5-sam" in shop.deleted


def test_nobody_is_asked_without_a_key(captions: Account, alice: User, shop: Shop) -> None:
    """Its account was closed before."""
    twin = ready(captions, shop)
    Account.objects.filter(pk=captions.pk).update(closed_at=timezone.now())
    erasures.hurry(twin, actor=alice)
    erasures.work(str(twin.pk), ask=shop.ask)
    assert shop.deleted == [] and not Twin.objects.exists()
    assert Event.objects.filter(kind="twin.left", text__contains="twin-5-sam").exists()


def test_the_clock_wakes_what_is_due(captions: Account, alice: User, shop: Shop) -> None:
    twin = ready(captions, shop)
    checked(captions, "Anna")
    OrmQ.objects.all().delete()
    twin_turns.wake_due()
    erasures.hurry(twin, actor=alice)
    erasures.wake_due()
    called = {str(entry.task["func"]).rpartition(".")[2] for entry in OrmQ.objects.all()}
    assert called == {"order_twin", "erase_twin"}


def test_one_that_is_to_go_is_woken_once_a_minute(captions: Account, alice: User, shop: Shop) -> None:
    """However long the queue takes to hear of it."""
    twin = ready(captions, shop)
    erasures.hurry(twin, actor=alice)
    OrmQ.objects.all().delete()
    for _ in range(3):
        erasures.wake_due()
    assert OrmQ.objects.count() == 1
    erasures.work(str(twin.pk), ask=shop.ask)
    assert shop.deleted == ["twin-5-sam"] and not Twin.objects.exists()


def test_one_deleted_by_a_page_that_is_behind_is_not_lost(captions: Account, alice: User, shop: Shop) -> None:
    """The page has read it before it was ordered; then the worker that ordered it died."""
    seen = Twin.objects.get(pk=checked(captions).pk)

    def ordered() -> Outcome:
        twins.remove(seen, actor=alice)
        raise SystemExit

    shop.outcome = ordered
    with pytest.raises(SystemExit):
        step(Twin.objects.get(pk=seen.pk), shop)
    Twin.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now() - timedelta(seconds=1))
    Twin.objects.update(wake_at=timezone.now())
    twin_orders.work(str(seen.pk), ask=shop.ask)
    assert Twin.objects.get().state == TwinState.UNKNOWN, "it is looked for"


def test_none_is_ordered_from_an_account_that_was_closed(captions: Account, shop: Shop) -> None:
    twin = checked(captions)
    Account.objects.filter(pk=captions.pk).update(closed_at=timezone.now())
    step(twin, shop)
    assert (twin.state, shop.orders) == (TwinState.FAILED, [])
    assert "is closed" in twin.problem[""]
