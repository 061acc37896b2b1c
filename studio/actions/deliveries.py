"""Webhooks out: written down with what they tell of, sent later, tried again for a day, given up in words."""

from __future__ import annotations

import logging
import random
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from studio.actions import endpoints, events, job_news, leases, waking
from studio.dialects.messages import Message, message_of
from studio.errors import Conflict, NotFound
from studio.models import Delivery, DeliveryTry, Endpoint, Job, Render, User
from studio.models.fields import Locked
from studio.net import deliver, signature
from studio.net.deliver import Told, Untold
from studio.net.guard import Rules
from studio.queue import later
from studio.vocabulary import DeliveryState, Dialect

WAITS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600, 24 * 3600))
"""Between tries; behind the last one it is given up."""
SHAKEN = 0.2
"""By how much of itself a wait may be longer: a thousand failures must not come back in step."""
LEASE = timedelta(seconds=60)
PATIENCE = timedelta(days=5)
"""An endpoint that has failed for so long is told nothing more."""
GONE = 410
LOCKED_WAIT = timedelta(minutes=5)
"""Until it is looked again whether a webhook's secret can be read: it was saved with another of CREDENTIALS_KEYS."""
TURN = 2.0
"""Seconds after which a worker that sends looks again what else there is to do."""
UNTOLD = (
    "A program that waits to hear of this was not told: its webhook could not be written. The server's log says why."
)
STOPPED = "This webhook is stopped. Start it again; then send the message."
NOT_KEPT = "This message is not kept any more: it was done with a month ago, or its webhook was deleted."
_LOCK = 0x7718
"""The number of an advisory lock, which nothing else takes."""
Post = Callable[..., Told | Untold]
log = logging.getLogger(__name__)


def render_ended(render: Render) -> None:
    """Write down who is to be told of a render's end. Called in the transaction that ends it."""
    told = Job.objects.filter(Q(render=render) | Q(preview=render), deleted_at=None)
    jobs = list(told.order_by().values_list("pk", flat=True))  # mostly none: all that a job needs is much to ask
    for job in Job.objects.filter(pk__in=jobs).select_related(*job_news.NEEDED, "endpoint") if jobs else ():
        job_ended(job, of=render.pk)


def job_ended(job: Job, *, of: uuid.UUID) -> None:
    """Write down who is to be told that a job has ended, once for what it became (`of`: the id of its row).

    What was made must not be lost because telling of it failed: that is logged, and noted where people look.
    """
    try:
        with transaction.atomic():
            _write_down(job, of)
    except Exception:
        log.exception("webhooks about job %s", job.pk)
        if job.video:
            render = next((each for each in (job.render, job.preview) if each and each.pk == of), None)
            events.note(job.video, "webhook.untold", UNTOLD, render=render)
        else:
            events.tell(job.team, "webhook.untold", UNTOLD)


def _write_down(job: Job, of: uuid.UUID) -> None:
    dialect = Dialect(job.dialect)
    message = message_of(dialect, job_news.news(job))
    for endpoint in endpoints.kept(_listeners(job, dialect, message.event)):
        _write(job, endpoint.url, message, key=f"{message.event}:{of}:{endpoint.pk}", endpoint=endpoint)
    if job.callback_url:
        _write(job, job.callback_url, message, key=f"{message.event}:{of}:callback:{job.pk}")


def _listeners(job: Job, dialect: Dialect, event: str) -> list[Endpoint]:
    """Captions tells only the webhook that an order named; the others tell every one that wants the event."""
    if dialect == Dialect.CAPTIONS:
        named = [job.endpoint] if job.endpoint else []
    else:
        named = list(Endpoint.objects.filter(team=job.team_id, dialect=dialect))
    return [each for each in named if each.disabled_at is None and (not each.events or event in each.events)]


def _write(job: Job, url: str, message: Message, *, key: str, endpoint: Endpoint | None = None) -> None:
    fields = {"team_id": job.team_id, "endpoint": endpoint, "dialect": job.dialect, "event": message.event, "url": url,
              "body": message.body}  # fmt: skip
    if Delivery.objects.get_or_create(key=key, defaults=fields)[1]:
        wake_due(wait=False)


def send(delivery_id: str, *, post: Post = deliver.post, seconds: float = TURN) -> None:
    """One try at a delivery that is due, if nobody else is at it, and then at whatever is drawn, for so many seconds:
    fetching each from the queue would take longer than most take to send. Behind them comes the next one.
    """
    end, pk = time.monotonic() + seconds, delivery_id
    while pk and _is_ours(pk):
        _try(Delivery.objects.select_related("endpoint").get(pk=pk), post)
        pk = _drawn() if time.monotonic() < end else ""
    wake_due()


def _is_ours(pk: str) -> bool:
    now = timezone.now()
    due = Delivery.objects.due(now).filter(pk=pk)
    return bool(due.update(lease_until=now + LEASE, woken_at=now, tries=F("tries") + 1))


def _try(delivery: Delivery, post: Post) -> None:
    if delivery.endpoint and delivery.endpoint.disabled_at:
        _end(delivery, DeliveryState.GIVEN_UP)
        return
    if delivery.endpoint and isinstance(delivery.endpoint.secret, Locked):
        _wait_for_the_key(delivery)
        return
    body = delivery.body.encode()
    outcome = post(delivery.url, body, _headers(delivery, body), rules=Rules.read(settings.FETCH_ALLOW))
    _note(delivery, outcome)


def _headers(delivery: Delivery, body: bytes) -> Mapping[str, str]:
    """What shows that it is us. Addresses that came with an order have no secret, so nothing is signed for them."""
    secret = delivery.endpoint.secret.get("value", "") if delivery.endpoint else ""
    if delivery.dialect == Dialect.CAPTIONS and secret:
        return {"Authorization": f"Bearer {secret}"}
    if delivery.dialect == Dialect.HEYGEN and secret:
        return _as_heygen(delivery, signature.hex_of(secret, body))
    if delivery.dialect == Dialect.STUDIO:
        now, name = int(time.time()), f"msg_{delivery.pk.hex}"
        signed = signature.standard(secret, message_id=name, timestamp=now, body=body) if secret else ""
        return {"webhook-id": name, "webhook-timestamp": str(now)} | ({"webhook-signature": signed} if signed else {})
    return {}


def _as_heygen(delivery: Delivery, signed: str) -> Mapping[str, str]:
    """v1's header and v3's: both sign the body alone, and programs of either look for their own."""
    return {
        "Signature": signed, "Heygen-Signature": signed, "Heygen-Timestamp": str(int(time.time())),
        "Heygen-Event-Id": delivery.pk.hex,
    }  # fmt: skip


def _wait_for_the_key(delivery: Delivery) -> None:
    """It is ours that is missing: this was no try, and says nothing about the endpoint."""
    later = timezone.now() + LOCKED_WAIT
    Delivery.objects.filter(pk=delivery.pk).update(
        next_at=later, lease_until=None, woken_at=None, tries=F("tries") - 1
    )  # fmt: skip


@transaction.atomic
def _note(delivery: Delivery, outcome: Told | Untold) -> None:
    """What came of a try; nothing of one that was removed with its webhook, which is locked first, meanwhile."""
    if told := delivery.endpoint_id:
        list(Endpoint.objects.select_for_update(no_key=True).filter(pk=told).values_list("pk"))
    if not list(Delivery.objects.select_for_update().filter(pk=delivery.pk).values_list("pk")):
        return
    status = outcome.status if isinstance(outcome, Told) else None
    error = "" if isinstance(outcome, Told) else outcome.sentence
    number = _tried(delivery) + 1
    DeliveryTry.objects.create(delivery=delivery, number=number, status=status, took=outcome.took, error=error[:500])
    if isinstance(outcome, Told) and outcome.good:
        _end(delivery, DeliveryState.DELIVERED, delivered_at=timezone.now())
        Endpoint.objects.filter(deliveries=delivery.pk).exclude(failing_since=None).update(failing_since=None)
        return
    _failed(delivery, gone=status == GONE)


def _failed(delivery: Delivery, *, gone: bool) -> None:
    """Wait and try again, or give up; an endpoint that answers 410 or fails for days is disabled."""
    now = timezone.now()
    mine = Endpoint.objects.filter(deliveries=delivery.pk)
    mine.filter(failing_since=None).update(failing_since=now)
    if gone:
        mine.update(disabled_at=now, disabled_why="It answered 410: gone.")
    else:
        worn_out = mine.filter(failing_since__lt=now - PATIENCE, disabled_at=None)
        worn_out.update(disabled_at=now, disabled_why=f"Every try failed for {PATIENCE.days} days.")
    if gone or delivery.tries > len(WAITS):
        _end(delivery, DeliveryState.GIVEN_UP)
        return
    wait = WAITS[delivery.tries - 1] * random.uniform(1, 1 + SHAKEN)
    Delivery.objects.filter(pk=delivery.pk).update(next_at=now + wait, lease_until=None, woken_at=None)


def _end(delivery: Delivery, state: DeliveryState, **fields: Any) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, lease_until=None, **fields)


def most_at_once() -> int:
    """Addresses that are told at the same time. Each may take its time, and what else there is needs a worker, too."""
    layout: dict[str, Any] = settings.Q_CLUSTER
    return max(1, int(layout["workers"]) - 1)


def wake_due(*, wait: bool = True) -> None:
    """Wake deliveries whose time has come and that nobody sends, each once a minute; teams draw lots. Who holds rows
    must not wait for others who do the same: then the clock wakes what is left.
    """
    while _woken(wait=wait):
        pass


@transaction.atomic
def _woken(*, wait: bool) -> bool:
    pk = _drawn(wait=wait)
    if pk:
        later("deliver", pk)
    return bool(pk)


@transaction.atomic
def _drawn(*, wait: bool = True) -> str:
    """The id of the one whose turn it is, which is nobody else's for a minute; "" when there is none, or no room."""
    now = timezone.now()
    if not waking.count_alone(_LOCK, wait=wait) or _under_way(now) >= most_at_once():
        return ""
    due = Delivery.objects.due(now).filter(Q(woken_at=None) | Q(woken_at__lt=now - LEASE))
    pk = waking.by_lot(due, oldest_first="next_at")
    free = due.filter(pk=pk).select_for_update(skip_locked=not wait).values_list("pk")
    return str(pk) if pk and list(free) and due.filter(pk=pk).update(woken_at=now) else ""


def free_the_late() -> None:
    """Make due what would wait for longer than anything does: the machine's clock was ahead when it was written."""
    now = timezone.now()
    waiting, late = Delivery.objects.filter(state=DeliveryState.WAITING), now + LEASE + leases.SLACK
    waiting.filter(woken_at__gt=late).update(woken_at=None)
    waiting.filter(lease_until__gt=late).update(lease_until=None)
    longest = (LOCKED_WAIT, *(max(LOCKED_WAIT, wait * (1 + SHAKEN)) for wait in WAITS))
    for tries, wait in enumerate(longest):
        waiting.filter(tries=tries, next_at__gt=now + wait + leases.SLACK).update(next_at=now)


def _under_way(now: datetime) -> int:
    return Delivery.objects.filter(state=DeliveryState.WAITING, woken_at__gte=now - LEASE).count()


@transaction.atomic
def redeliver(delivery: Delivery, *, actor: User | None = None, seen: int | None = None) -> bool:
    """Send it now, whatever became of it, to where its endpoint is by now, and with all tries before it.

    False, and nothing is done, when it is on its way already, or was tried since its try number `seen` (0 for none):
    of two clicks on one page the second comes late. Raises Conflict when its endpoint is disabled, NotFound when it is
    gone.
    """
    locked = Delivery.objects.select_for_update(of=("self",)).select_related("endpoint", "team")
    row = locked.filter(pk=delivery.pk).first()
    if row is None:
        raise NotFound(NOT_KEPT)
    if row.endpoint and row.endpoint.disabled_at:
        raise Conflict(STOPPED)
    if row.on_its_way or (seen is not None and _tried(row) > seen):
        return False
    row.url = row.endpoint.url if row.endpoint else row.url
    row.state, row.next_at, row.woken_at, row.tries = DeliveryState.WAITING, timezone.now(), None, 0
    row.save(update_fields=["url", "state", "next_at", "woken_at", "tries"])
    events.tell(row.team, "webhook.again", f"{row.event} sent to {row.host} again", actor=actor)
    wake_due(wait=False)
    return True


def _tried(delivery: Delivery) -> int:
    """The number of its latest try; 0 before the first."""
    return delivery.attempts.aggregate(last=Max("number"))["last"] or 0
