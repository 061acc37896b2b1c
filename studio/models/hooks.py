"""Webhooks: what providers tell us, whom we tell, and every try at telling."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from django.db import models
from django.utils import timezone

from studio.models.accounts import Account, ApiKey
from studio.models.fields import EncryptedJSONField
from studio.models.ids import new_id
from studio.models.teams import Team
from studio.vocabulary import DeliveryState, Dialect

if TYPE_CHECKING:
    from studio.models.renders import Take  # noqa: F401


class Hook(models.Model):
    """A provider's webhook, verified and kept raw before anything is done about it. `key` tells repeats apart."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="hooks")
    key = models.CharField(max_length=128)
    body = models.TextField()
    event = models.CharField(max_length=80, blank=True)
    external_id = models.CharField(max_length=200, blank=True, help_text="The provider's id of the job it is about.")
    take = models.ForeignKey("Take", null=True, blank=True, on_delete=models.SET_NULL, related_name="hooks")
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="hook_once")]
        indexes = [
            models.Index(fields=["received_at"], name="hook_waiting", condition=models.Q(handled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.event or 'webhook'} of {self.received_at:%Y-%m-%d %H:%M}"


class Endpoint(models.Model):
    """An address that wants to be told. `events` [] means all. The secret is shown once and kept encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="endpoints")
    api_key = models.ForeignKey(ApiKey, null=True, blank=True, on_delete=models.SET_NULL, related_name="endpoints")
    dialect = models.CharField(max_length=12, choices=Dialect.choices())
    external_id = models.CharField(max_length=40, unique=True)
    url = models.TextField()
    events = models.JSONField(default=list, blank=True)
    secret = EncryptedJSONField(default=dict, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_why = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.url

    @property
    def address(self) -> str:
        """As people may see it."""
        return plain(self.url)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def plain(url: str) -> str:
    """An address as people may see it: names, passwords and queries in it can be secrets."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "…" if parts.query else "", ""))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> DeliveryQuerySet:
        free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        return self.filter(free, state=DeliveryState.WAITING, next_at__lte=now)


class Delivery(models.Model):
    """One message to one address: to an endpoint, or to the address that came with an order. `key` makes it single."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries")
    dialect = models.CharField(max_length=12, choices=Dialect.choices())
    event = models.CharField(max_length=80)
    url = models.TextField()
    body = models.TextField(help_text="The very bytes that are signed and sent.")
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=12, choices=DeliveryState.choices(), default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    woken_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=list(DeliveryState)), name="delivery_state_known")
        ]
        indexes = [
            models.Index(fields=["state", "team", "next_at"], name="delivery_turn"),
            models.Index(fields=["state", "woken_at"], name="delivery_under_way"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.url}"

    @property
    def address(self) -> str:
        """Where it goes, as people may see it."""
        return plain(self.url)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def on_its_way(self) -> bool:
        """Whether somebody sends it at this moment, or will as soon as there is room."""
        now = timezone.now()
        taken = self.lease_until is not None and self.lease_until >= now
        return self.state == DeliveryState.WAITING and (taken or self.next_at <= now)

    @property
    def last(self) -> DeliveryTry | None:
        """Its latest try, of those that were fetched with it."""
        return max(self.attempts.all(), key=lambda each: each.number, default=None)


class DeliveryTry(models.Model):
    """One try. `status` is the HTTP status, null when there was no answer; `took` in milliseconds."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    took = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "delivery tries"
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="delivery_try_once")]

    def __str__(self) -> str:
        return f"Try {self.number} of {self.delivery_id}"
