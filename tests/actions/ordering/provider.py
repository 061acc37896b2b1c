"""A provider that says what it is told to: to an order, and to a question about one."""

from __future__ import annotations

from django.utils import timezone

from studio.actions import orders, polls, questions
from studio.actions.ledger import problems
from studio.models import Take, Wallet
from studio.providers.base import Outcome, Standing, Submitted, TakeNews, TakeOrder


def order(take: Take, outcome: Outcome) -> list[TakeOrder]:
    """Work on the take, with a provider that says `outcome`; what was sent."""
    sent: list[TakeOrder] = []

    def submit(_: Take, order: TakeOrder) -> Outcome:
        sent.append(order)
        return outcome

    orders.work(str(take.pk), submit=submit)
    take.refresh_from_db()
    return sent


def poll(take: Take, answer: questions.Answer) -> None:
    Take.objects.filter(pk=take.pk).update(poll_at=timezone.now())
    polls.work(str(take.account_id), ask=lambda _, due: [answer] * len(due))
    take.refresh_from_db()


def held(take: Take) -> tuple[int, int]:
    wallet = Wallet.objects.get(account=take.account)
    assert list(problems()) == []
    return wallet.available, wallet.held


OP = Submitted("op-1", 30.0)
RUNNING = TakeNews(Standing.RUNNING, "PROCESSING", progress=45)
DONE = TakeNews(Standing.DONE, "COMPLETE", video_url="https://example.org/v.mp4")
FAILED = TakeNews(Standing.FAILED, "FAILED", reason="No luck.")
