"""Hypothesis plays the days of a twin at a provider: replies that are lost, late or plain, dead workers, decisions.

The provider keeps its own books. Nobody sends an order while an earlier one may have been taken, but a person says so.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from studio.actions import erasures, leases, twin_drafts, twin_orders, twins
from studio.errors import Conflict
from studio.models import Twin
from studio.providers.base import Later, NoNews, Outcome, Refused, Standing, Submitted, TwinNews, Unknown
from studio.vocabulary import Provider, TwinState
from tests import people
from tests.actions.test_twin_orders import Shop, checked, step
from tests.examples import ends, played

REPLIES = ("accepted", "lost, taken", "lost", "died, taken", "died", "later", "refused")


class Died(BaseException):
    """The worker's process is gone: it writes nothing any more."""


class Days(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop()
        self.twin = checked(people.account(people.team(), provider=Provider.CAPTIONS))
        self.jobs: list[str] = []
        """Operations that the provider took and still works on."""
        self.taken = 0
        self.unsure = False
        """An order may have been taken, and nobody has decided since."""
        self.sent_blindly = False
        self.dead: list[tuple[str, str]] = []
        """Workers that died with a job of theirs taken: (their name, the operation)."""

    def reply(self, how: str) -> Outcome:
        self.sent_blindly = self.sent_blindly or self.unsure
        if how in ("accepted", "lost, taken", "died, taken"):
            self.taken += 1
            self.jobs.append(f"op-{self.taken}")
        self.unsure = how not in ("later", "refused")
        if how.startswith("died"):
            if how == "died, taken":
                self.dead.append((Twin.objects.get(pk=self.twin.pk).lease_holder, self.jobs[-1]))
            raise Died
        if how.startswith("lost"):
            return Unknown("Half a reply.")
        return {"later": Later("Slow down."), "refused": Refused("No.")}.get(how) or Submitted(self.jobs[-1])

    @rule(how=st.sampled_from(REPLIES))
    def clock(self, how: str) -> None:
        self.clock_turns(how)

    def clock_turns(self, how: str) -> None:
        self.shop.outcome = lambda: self.reply(how)
        running = bool(self.jobs) or not self.shop.listed
        done = TwinNews(Standing.DONE, "COMPLETE", avatar_id=self.shop.listed[-1] if self.shop.listed else "")
        self.shop.news = TwinNews(Standing.RUNNING, "PROCESSING", 40) if running else done
        with suppress(Died):
            step(self.twin, self.shop)

    @rule(taken=st.booleans(), noticed=st.booleans(), how=st.sampled_from(REPLIES))
    def worker_dies(self, taken: bool, noticed: bool, how: str) -> None:
        """Its lease runs out or its death is noticed, the clock says so, and another worker comes by."""
        self.clock_turns("died, taken" if taken else "died")
        if noticed:
            self.death_is_noticed()
        else:
            self.lease_runs_out()
        self.clock_turns(how)
        self.clock_turns(how)

    @rule(how=st.sampled_from(["away", "failed", "gone"]))
    def trouble(self, how: str) -> None:
        self.shop.outcome, self.shop.away = lambda: self.reply("later"), how == "away"
        failed = TwinNews(Standing.FAILED, "FAILED", reason="No voice.")
        self.shop.news = {"failed": failed, "gone": TwinNews(Standing.GONE, "404")}.get(how) or NoNews("Away.")
        step(self.twin, self.shop)
        self.shop.away = False

    @precondition(lambda self: self.jobs)
    @rule()
    def provider_finishes(self) -> None:
        self.shop.listed.append(f"twin-{len(self.shop.listed) + 1}-sam")
        self.jobs.pop(0)

    def lease_runs_out(self) -> None:
        Twin.objects.filter(pk=self.twin.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    def death_is_noticed(self) -> None:
        """Its process is no more, on this machine."""
        name = Twin.objects.get(pk=self.twin.pk).lease_holder
        gone = f"{leases.HOST}|999999999|1|{name.rpartition('|')[2]}"
        Twin.objects.filter(pk=self.twin.pk).exclude(lease_holder="").update(lease_holder=gone)
        self.dead = [(gone if held == name else held, job) for held, job in self.dead]
        leases.free_the_dead()

    @precondition(lambda self: self.dead)
    @rule()
    def dead_one_lived(self) -> None:
        name, job = self.dead.pop()
        twin_orders.hear(self.twin, name, Submitted(job))

    @rule(again=st.booleans())
    def person_decides(self, again: bool) -> None:
        with suppress(Conflict):
            if again:
                twin_orders.send_again(self.twin, actor=None)
                self.unsure = False
            else:
                twin_orders.give_up(self.twin, actor=None)

    @rule()
    def person_makes_it_again(self) -> None:
        failed = Twin.objects.filter(pk=self.twin.pk, state=TwinState.FAILED, deleted_at=None)
        if failed.exists():
            twin_drafts.make(self.twin, actor=None)
            Twin.objects.filter(pk=self.twin.pk).update(state=TwinState.CHECKED)
            self.unsure = False

    @rule(how=st.sampled_from(REPLIES), behind=st.booleans())
    def person_deletes_it_for_a_while(self, how: str, behind: bool) -> None:
        """Perhaps on a page that was read before the clock's last turn."""
        seen = Twin.objects.get(pk=self.twin.pk)
        if behind:
            self.clock_turns(how)
        twins.remove(seen, actor=None)
        self.clock_turns(how)
        erasures.put_back(self.twin, actor=None)

    @invariant()
    def nothing_is_sent_while_an_earlier_order_may_have_been_taken(self) -> None:
        assert not self.sent_blindly

    @invariant()
    def what_is_ready_is_there(self) -> None:
        now = Twin.objects.get(pk=self.twin.pk)
        if now.state == TwinState.READY:
            assert now.external_name in self.shop.listed
            assert now.avatar is not None
            assert (now.avatar.external_id, bool(now.avatar.retired_at)) == (now.external_name, bool(now.deleted_at))
        if now.state == TwinState.TRAINING:
            assert now.external_id

    @invariant()
    def what_goes_on_is_found_by_the_clock(self) -> None:
        later = Twin.objects.due(timezone.now() + timedelta(days=1))
        now = Twin.objects.get(pk=self.twin.pk)
        if not TwinState(now.state).finished and (now.deleted_at is None or now.state in twins.SENT):
            assert later.filter(pk=now.pk).exists()
        if now.state == TwinState.ORDERING:
            assert now.lease_until, "when it is over, its worker is taken for dead"


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_is_sent_twice_and_none_is_lost() -> None:
    rules = played(20, steps=20, unhealthy=(HealthCheck.too_slow, HealthCheck.data_too_large))
    assert ends(Days, rules) >= rules.max_examples
