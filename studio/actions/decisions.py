"""What a person decides: about an order whose reply nobody knows, and about credits held for nothing any more."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from studio.actions import credits, leases, takes
from studio.actions.events import note, tell
from studio.actions.videos import record
from studio.amounts import credits_of
from studio.errors import Conflict
from studio.models import Render, Take, Transfer, User
from studio.vocabulary import TakeState, TransferKind

DECIDED = "This is decided already: its reply is known now."
ENDED = "This version has ended: give this order up, or make the version again."
NO_HOLD = "Only credits on hold can be given back."
STILL_MADE = "Something is still being made for it. Cancel that version first."


@transaction.atomic
def send_again(take: Take, *, actor: User | None) -> None:
    """A person's decision about an unknown reply: order it once more, though it may cost twice."""
    _be_undecided(take)
    if not Render.objects.open().filter(pk=take.render_id).exists():
        raise Conflict(ENDED)
    _tell(take, "ordered again, though it may cost twice", actor=actor)
    record(
        take, TakeState.READY, poll_at=None, stage="Waiting to order", error="", wake_at=timezone.now(),
        **leases.no_lease(),
    )  # fmt: skip


@transaction.atomic
def forget(take: Take, *, actor: User | None) -> None:
    """A person's decision about an unknown reply: give the take up. What was held goes back."""
    _be_undecided(take)
    _tell(take, "given up", actor=actor)
    takes.give_up(take, None, "It was given up: the provider never said whether it was ordered.")


def _be_undecided(take: Take) -> None:
    """Lock its render; from then on nobody else decides. Raises Conflict when the reply is known by now."""
    takes.lock(Render.objects.filter(pk=take.render_id))
    take.refresh_from_db()
    if take.state != TakeState.UNKNOWN:
        raise Conflict(DECIDED)


def _tell(take: Take, what: str, *, actor: User | None) -> None:
    note(take.render.video, "take.decided", f"Scene {take.position + 1} {what}", render=take.render, actor=actor)


@transaction.atomic
def give_back(hold: Transfer, *, actor: User | None) -> bool:
    """An administrator's decision about credits that are held for nothing any more. False when they are free already.

    Raises Conflict while something is being made for them, and when they were spent.
    """
    if hold.kind != TransferKind.HOLD:
        raise Conflict(NO_HOLD)
    if hold.take_id and Take.objects.open().filter(pk=hold.take_id).exists():
        raise Conflict(STILL_MADE)
    if Transfer.objects.filter(pending=hold, kind=TransferKind.VOID).exists():
        return False
    credits.void(hold, note="Given back by hand")
    tell(hold.wallet.team, "hold.returned", f"{credits_of(hold.amount)} on hold given back by hand", actor=actor)
    return True
