"""Messages that wait to be sent, and those that somebody was woken for."""

from __future__ import annotations

from typing import Any

from django_q.models import OrmQ

from studio.models import Account, Delivery
from studio.vocabulary import Dialect


def waiting(account: Account, *, count: int, **fields: Any) -> None:
    same = {"team": account.team, "dialect": Dialect.STUDIO, "event": "video.completed", "url": "http://a.example/"}
    for number in range(count):
        Delivery.objects.create(key=f"{account.pk}:{number}", body="{}", **same, **fields)


def under_way() -> list[Delivery]:
    tasks = [row.task for row in OrmQ.objects.order_by("pk")]
    return [Delivery.objects.get(pk=task["args"][0]) for task in tasks if task["func"] == "studio.tasks.deliver"]
