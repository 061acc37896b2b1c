"""Which twins are seen to next. Those that are made here take a worker of those who draw, and wait for strangers."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from studio.actions import waking
from studio.models import Twin
from studio.models.twins import MADE_HERE
from studio.queue import later

WAKE_AGAIN = timedelta(minutes=1)
_LOCK = 0x7717
"""The number of an advisory lock, which nothing else takes."""


def most_at_once() -> int:
    """Twins that are made here at the same time: videos need a worker, too."""
    return max(1, int(settings.RENDER_WORKERS) - 1)


def wake_due() -> None:
    """Wake twins whose time has come and that nobody sees to; each once a minute."""
    wake_makers()
    now = timezone.now()
    elsewhere = Twin.objects.due(now).exclude(state__in=MADE_HERE)
    for pk, state in list(elsewhere.values_list("pk", "state")[:50]):
        if Twin.objects.due(now).filter(pk=pk, state=state).update(wake_at=now + WAKE_AGAIN):
            later("order_twin", pk)


@transaction.atomic
def wake_makers() -> None:
    """Wake those that are to be made here, as many as there may be at once; teams draw lots."""
    waking.count_alone(_LOCK)
    now = timezone.now()
    due = Twin.objects.due(now).filter(state__in=MADE_HERE)
    awake = Twin.objects.kept().filter(state__in=MADE_HERE, wake_at__gt=now)
    under_way = awake.exclude(lease_holder="", lease_until__gt=now)  # those only rest
    for _ in range(most_at_once() - under_way.count()):
        pk = waking.by_lot(due, oldest_first="created_at")
        if pk and due.filter(pk=pk).update(wake_at=now + WAKE_AGAIN):
            later("make_twin", pk, cluster="render")
