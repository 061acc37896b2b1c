"""What a provider is asked about all due takes of an account in one turn: how they go, and where lost ones are."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Collection, Mapping, Sequence

from studio.actions import makers, orders
from studio.models import Account, Take
from studio.net.client import AT_ONCE, LATE, Client, finish
from studio.providers.base import Adapter, Connection, NoNews, Submitted, TakeNews, TakeOrder
from studio.vocabulary import TakeState

log = logging.getLogger(__name__)
LONGEST_TURN = 60.0
"""Seconds after which what has not been answered yet is left for the next turn."""
WORTH = 6
"""Questions for which one more connection is opened: to open it, and to look at it for each, costs a third of a few."""
KNOWN = 500
"""Jobs of an account, the newest, that are not looked at when one is missing: whose they are is known."""
NOT_ASKED = NoNews("")
"""The answer about a take whose turn did not come: it is the first one of the next."""
Answer = TakeNews | NoNews | Submitted | None
Talk = tuple[Adapter, Connection]


def ask(account: Account, due: Sequence[Take]) -> list[Answer]:
    """The provider's answer about each take, asked all at once over few connections, within LONGEST_TURN.

    A take that can't be asked about, whatever the reason, has NoNews; the others have theirs.
    """
    lost = _orders(due)
    known = _known(account) if lost else set()
    talk = makers.adapter(account), makers.connection(account)

    async def everything() -> list[Answer]:
        end = asyncio.get_running_loop().time() + LONGEST_TURN
        turns = asyncio.Semaphore(min(AT_ONCE, 1 + len(due) // WORTH))
        async with makers.client(account) as client, asyncio.TaskGroup() as group:
            looking = group.create_task(_found(talk, client, list(lost.values()), known, end=end))
            asking = {
                take.pk: group.create_task(_asked(talk, client, take, turns, end=end))
                for take in due
                if take.state != TakeState.UNKNOWN
            }
        jobs = {pk: looking.result().get(order.token) for pk, order in lost.items()}
        return [asking[take.pk].result() if take.pk in asking else jobs.get(take.pk) for take in due]

    return finish(everything())


async def _asked(talk: Talk, client: Client, take: Take, turns: asyncio.Semaphore, *, end: float) -> Answer:
    """How a take goes."""
    maker, connection = talk
    answer: Answer = NOT_ASKED
    try:
        async with asyncio.timeout_at(end), turns:
            answer = NoNews(LATE)
            return await maker.fetch(client, connection, take.external_id)
    except TimeoutError:
        return answer
    except Exception as error:
        log.exception("asking about take %s", take.pk)
        return NoNews(f"{type(error).__name__} while asking.")


async def _found(
    talk: Talk, client: Client, lost: Sequence[TakeOrder], known: Collection[str], *, end: float
) -> Mapping[str, Submitted]:
    """The jobs of orders whose replies were lost, as far as the provider can tell now."""
    maker, connection = talk
    try:
        async with asyncio.timeout_at(end):
            return await maker.find(client, connection, lost, known=known) if lost else {}
    except Exception:
        log.exception("looking for %s lost orders", len(lost))
        return {}


def _orders(due: Sequence[Take]) -> dict[uuid.UUID, TakeOrder]:
    """What was sent for those whose reply was lost, as far as it can still be told."""
    found = dict[uuid.UUID, TakeOrder]()
    for take in due:
        if take.state == TakeState.UNKNOWN:
            try:
                found[take.pk] = orders.order_of(take)
            except Exception:
                log.exception("what was ordered for take %s", take.pk)
    return found


def _known(account: Account) -> set[str]:
    """The numbers of the account's newest jobs whose takes have them."""
    mine = Take.objects.filter(account=account).exclude(external_id="").order_by("-created_at")
    return set(mine.values_list("external_id", flat=True)[:KNOWN])
