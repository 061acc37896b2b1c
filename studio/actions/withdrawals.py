"""Orders of a version that has ended, withdrawn from a provider that is not known to have begun with them.

What it has begun is paid for: it stays open, and is kept for the next version that shows the same. A withdrawal that
never comes through loses nothing but the chance.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from studio.actions import makers, orders, takes
from studio.actions.events import note
from studio.actions.videos import record
from studio.models import Render, Take
from studio.models.renders import OPEN_RENDERS
from studio.providers.base import Standing, TakeNews
from studio.vocabulary import TakeState

WITHDRAWN = "Withdrawn from {account} before it began"
Withdraw = Callable[[Take], bool]


def ask(take: Take) -> bool:
    """Whether the provider has no such job any more. One that is ready by now is paid for, and one that turns out to
    be another order's is none of ours: neither is touched."""
    job = take.external_id
    news = makers.ask(take.account, lambda maker, client, there: maker.fetch(client, there, job))
    if not isinstance(news, TakeNews) or news.standing is Standing.DONE or orders.is_of_another(take, news.mark):
        return False
    return makers.ask(take.account, lambda maker, client, there: maker.cancel(client, there, job))


def work(take_id: str, *, withdraw: Withdraw = ask) -> None:
    """Ask for it once. Where the provider says yes, the take has ended and what is held comes back."""
    wanted = Take.objects.made_elsewhere().filter(pk=take_id, state=TakeState.SUBMITTED).exclude(external_id="")
    take = wanted.exclude(render__state__in=OPEN_RENDERS).select_related("account", "render__video__team").first()
    if take is None or not makers.adapter(take.account).features.cancels or not withdraw(take):
        return
    with transaction.atomic():
        takes.lock(Render.objects.filter(pk=take.render_id))
        take.refresh_from_db(fields=["state"])
        told = WITHDRAWN.format(account=take.account)
        if take.state in (TakeState.SUBMITTED, TakeState.PROCESSING) and record(take, TakeState.CANCELED, poll_at=None):
            takes.release(take, note=told)
            note(take.render.video, "take.withdrawn", told, render=take.render)
