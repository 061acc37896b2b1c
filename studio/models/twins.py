"""Twins: a team's own people, made from calibration media."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.models.accounts import Account
from studio.models.assets import Asset
from studio.models.avatars import Avatar
from studio.models.ids import new_id
from studio.models.teams import Team
from studio.vocabulary import TwinState

MADE_HERE = (TwinState.QUEUED, TwinState.CHECKING)
ELSEWHERE = (TwinState.CHECKED, TwinState.ORDERING, TwinState.UNKNOWN, TwinState.TRAINING)
SENT = (TwinState.ORDERING, TwinState.UNKNOWN, TwinState.TRAINING)
"""States in which the provider has its order, or may have it."""


class TwinQuerySet(models.QuerySet["Twin"]):
    def due(self, now: datetime) -> TwinQuerySet:
        """Twins that nobody works on and whose time has come. What was sent is followed to its end, deleted or not."""
        free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        wanted = models.Q(deleted_at=None, state__in=[*MADE_HERE, *ELSEWHERE]) | models.Q(state__in=SENT)
        return self.filter(free, wanted, wake_at__lte=now)

    def kept(self) -> TwinQuerySet:
        return self.filter(deleted_at=None)


class Twin(models.Model):
    """`external_name` is what programs call it: twin-<number>-<name>, unique in its account; of one that a provider
    makes, the provider's own name, and before it is known an id of ours. `problem` says what is wrong: {"video" or
    "images.N": sentence} of its media, {"": sentence} of itself. `known` are the provider's twins of `ordered_name`
    that there were before the order; `misses` counts answers in a row that brought nothing. `silent_since` is since
    when its provider could not be asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="twins")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="twins")
    name = models.CharField(max_length=120)
    external_name = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=60, default="English")
    script = models.TextField(blank=True, help_text="What the person read.")
    state = models.CharField(max_length=12, choices=TwinState.choices(), default=TwinState.DRAFT)
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.JSONField(default=dict, blank=True)
    avatar = models.ForeignKey(Avatar, null=True, blank=True, on_delete=models.SET_NULL, related_name="twins")
    addresses = models.JSONField(default=dict, blank=True, help_text="Where a program said its media lies.")
    external_id = models.CharField(max_length=200, blank=True, help_text="The provider's operation.")
    ordered_name = models.CharField(max_length=200, blank=True, help_text="The name in the order to the provider.")
    ordered_at = models.DateTimeField(null=True, blank=True)
    known = models.JSONField(default=list, blank=True)
    misses = models.PositiveSmallIntegerField(default=0)
    silent_since = models.DateTimeField(null=True, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    consent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    consent_text = models.TextField(blank=True, help_text="What they agreed to, word for word.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    erase_at = models.DateTimeField(null=True, blank=True, help_text="When a deleted one goes for good, media and all.")
    lease_holder = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    starts = models.PositiveSmallIntegerField(default=0)
    wake_at = models.DateTimeField(default=timezone.now)

    objects = TwinQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="twin_number_once"),
            models.UniqueConstraint(fields=["account", "external_name"], name="twin_name_once"),
            models.CheckConstraint(condition=models.Q(state__in=list(TwinState)), name="twin_state_known"),
        ]

    def __str__(self) -> str:
        return self.name


class TwinMedia(models.Model):
    """One file a twin is made from. `pose` is video, neutral, ooh, teeth, aah or pursed."""

    twin = models.ForeignKey(Twin, on_delete=models.CASCADE, related_name="media")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")
    pose = models.CharField(max_length=12)
    rig = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "twin media"
        constraints = [models.UniqueConstraint(fields=["twin", "pose"], name="twin_pose_once")]

    def __str__(self) -> str:
        return f"{self.pose} of {self.twin_id}"
