"""A person's decision about an order whose reply nobody knows: send it once more, or give it up."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from studio.actions import leases, takes
from studio.actions.events import note
from studio.actions.videos import record
from studio.errors import Conflict
from studio.models import Render, Take, User
from studio.vocabulary import TakeState

ENDED = "This version has ended: give this order up, or make the version again."


def send_again(take: Take, *, actor: User | None) -> None:
    """A person's decision about an unknown reply: order it once more, though it may cost twice."""
    _decide(take, actor, "ordered again, though it may cost twice", TakeState.READY, wake_at=timezone.now())


def forget(take: Take, *, actor: User | None) -> None:
    """A person's decision about an unknown reply: give the take up. What was held goes back."""
    with transaction.atomic():
        _decide(take, actor, "given up", None)


@transaction.atomic
def _decide(take: Take, actor: User | None, what: str, state: TakeState | None, **fields: Any) -> None:
    takes.lock(Render.objects.filter(pk=take.render_id))
    take.refresh_from_db()
    if take.state != TakeState.UNKNOWN:
        raise Conflict("This is decided already: its reply is known now.")
    if state and not Render.objects.open().filter(pk=take.render_id).exists():
        raise Conflict(ENDED)
    note(take.render.video, "take.decided", f"Scene {take.position + 1} {what}", render=take.render, actor=actor)
    if state is None:
        takes.give_up(take, None, "It was given up: the provider never said whether it was ordered.")
    else:
        record(take, state, poll_at=None, stage="Waiting to order", error="", **leases.no_lease(), **fields)
