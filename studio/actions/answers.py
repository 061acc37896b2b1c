"""Idempotency: a request with an Idempotency-Key is worked on once, and answered alike however often it is sent."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from studio.errors import Conflict, StudioError
from studio.models import Answer, ApiKey
from studio.models.fields import Unreadable, sealed, unsealed

KEPT = timedelta(hours=24)
LOST = timedelta(minutes=5)
"""After which a request that was never answered is taken for one whose server died: it is worked on again. What it had
ordered by then is found by the same key (`jobs.order`), and not ordered twice."""
IN_FLIGHT = "A request with this Idempotency-Key is being worked on. Ask again in a moment."
UNREADABLE = "This request was answered before, and the answer can't be read any more. Send it with a new key."
OTHER = "This Idempotency-Key was used for another request. Send a new key with a new request."


class OtherRequest(StudioError):
    """The same key with another request."""

    code = "idempotency_key_reused"
    status = 422


def digest_of(method: str, path: str, body: bytes) -> str:
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).hexdigest()


def begin(key: ApiKey, name: str, *, digest: str) -> Answer:
    """The row of this request: with a status when it was answered before, else ours to work on.

    Raises Conflict while another one is at work, or when what was answered can't be read any more; OtherRequest when
    the name was used for something else.
    """
    now = timezone.now()
    Answer.objects.filter(api_key=key, key=name, created_at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            return Answer.objects.create(api_key=key, key=name, digest=digest, created_at=now)
    except IntegrityError:
        found = Answer.objects.filter(api_key=key, key=name).first()
    if found is None:
        raise Conflict(IN_FLIGHT)
    if found.digest != digest:
        raise OtherRequest(OTHER)
    if found.status:
        return _readable(found)
    mine = Answer.objects.filter(pk=found.pk, status=0, created_at__lt=now - LOST).update(created_at=now)
    if not mine:
        raise Conflict(IN_FLIGHT)
    return found


def finish(answer: Answer, *, status: int, body: str, mime: str) -> None:
    """Keep what was answered. A refusal that may pass (429, 5xx) is not kept: the same request may be sent again."""
    if status == 429 or status >= 500:
        Answer.objects.filter(pk=answer.pk, status=0).delete()
    else:
        Answer.objects.filter(pk=answer.pk, status=0).update(status=status, body=sealed(body), mime=mime)


def _readable(found: Answer) -> Answer:
    try:
        found.body = unsealed(found.body)
    except Unreadable:
        raise Conflict(UNREADABLE) from None
    return found


def prune() -> None:
    Answer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
