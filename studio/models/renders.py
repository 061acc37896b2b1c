"""Renders (one press of Generate), their takes (one provider job each) and every attempt at a take."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from studio.models.accounts import Account
from studio.models.assets import Asset
from studio.models.ids import new_id
from studio.models.videos import Video
from studio.vocabulary import Provider, RenderKind, RenderState, TakeState

OPEN_RENDERS = [state for state in RenderState if not state.finished]
OPEN_TAKES = [state for state in TakeState if not state.finished]
ORDERED_TAKES = [
    TakeState.SUBMITTING, TakeState.SUBMITTED, TakeState.PROCESSING, TakeState.FETCHING, TakeState.UNKNOWN,
]  # fmt: skip


class Leased(models.Model):
    """Work that one worker holds at a time.

    A worker claims it by one conditional UPDATE, renews the lease while it works, and ends it in a transaction
    guarded by `lease_holder`. `wake_at` is when the reconciler wakes it (again) if nobody has.
    """

    LEASE = timedelta(seconds=settings.LEASE_SECONDS)
    MOST_STARTS = 3

    lease_holder = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    starts = models.PositiveSmallIntegerField(default=0)
    wake_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class RenderQuerySet(models.QuerySet["Render"]):
    def open(self) -> RenderQuerySet:
        return self.filter(state__in=OPEN_RENDERS)

    def presentable(self) -> RenderQuerySet:
        """Those that strangers may be shown: they can be watched, and are no drafts."""
        return self.filter(state=RenderState.COMPLETED, file__isnull=False).exclude(kind=RenderKind.DRAFT)

    def due(self, now: datetime) -> RenderQuerySet:
        """Joins that nobody works on and whose time has come."""
        free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        return self.filter(free, state=RenderState.JOINING, wake_at__lte=now)


class Render(Leased):
    """A frozen, numbered version of a video. `storyboard` never changes once written.

    `progress` is 0–100; `left` the seconds still needed, if known; `cost` the hundredths of a credit settled so far.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="renders")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="renders")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=RenderKind.choices(), default=RenderKind.FINAL)
    storyboard = models.JSONField(encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=12, choices=RenderState.choices(), default=RenderState.QUEUED)
    stage = models.CharField(max_length=120, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    left = models.PositiveIntegerField(null=True, blank=True)
    error = models.TextField(blank=True)
    warnings = models.JSONField(default=list, blank=True)
    cost = models.PositiveBigIntegerField(default=0)
    request_key = models.CharField(max_length=80, null=True, blank=True)
    duration = models.FloatField(default=0)
    file = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    poster = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    srt = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    vtt = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RenderQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["video", "number"], name="render_number_once"),
            models.UniqueConstraint(fields=["video", "request_key"], name="render_request_once"),
            models.CheckConstraint(condition=models.Q(state__in=list(RenderState)), name="render_state_known"),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="render_progress_percent"),
        ]
        indexes = [models.Index(fields=["state", "wake_at"], name="render_due")]

    def __str__(self) -> str:
        return f"{self.video}, v{self.number}"

    @property
    def finished(self) -> bool:
        return RenderState(self.state).finished


class TakeQuerySet(models.QuerySet["Take"]):
    def open(self) -> TakeQuerySet:
        return self.filter(state__in=OPEN_TAKES)

    def due(self, now: datetime) -> TakeQuerySet:
        """Open takes that nobody works on and whose time has come; those that wait for a provider are polled."""
        free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        return self.open().filter(free, wake_at__lte=now, poll_at=None)

    def drawn_here(self) -> TakeQuerySet:
        """Those that the embedded engine draws: all of its own accounts', and every draft."""
        return self.filter(models.Q(account__provider=Provider.LOCAL) | models.Q(render__kind=RenderKind.DRAFT))

    def made_elsewhere(self) -> TakeQuerySet:
        """Those that a provider makes."""
        return self.exclude(account__provider=Provider.LOCAL).exclude(render__kind=RenderKind.DRAFT)


class Take(Leased):
    """One provider job of a render. `scenes` are the indices into the render's storyboard that it covers.

    `content_hash` names what it shows: a completed take of the same team and hash can be reused.
    `result` is what the maker said of it (duration in seconds, words with times, warnings).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    render = models.ForeignKey(Render, on_delete=models.CASCADE, related_name="takes")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="takes")
    position = models.PositiveIntegerField()
    scenes = models.JSONField()
    content_hash = models.CharField(max_length=64, db_index=True)
    price = models.PositiveIntegerField(default=0, help_text="Hundredths of a credit a second, when it was ordered.")
    seconds = models.FloatField(default=0, help_text="How long it will be, as measured when it was ordered.")
    quote = models.PositiveBigIntegerField(default=0, help_text="Hundredths of a credit expected.")
    state = models.CharField(max_length=12, choices=TakeState.choices(), default=TakeState.READY)
    stage = models.CharField(max_length=120, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    left = models.PositiveIntegerField(null=True, blank=True)
    error = models.TextField(blank=True)
    external_id = models.CharField(max_length=200, blank=True, db_index=True, help_text="The provider's job.")
    submitted_at = models.DateTimeField(null=True, blank=True)
    poll_at = models.DateTimeField(null=True, blank=True, help_text="When the provider is asked next.")
    polls = models.PositiveIntegerField(default=0)
    raw = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    segment = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reused_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = TakeQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["render", "position"], name="take_position_once"),
            models.CheckConstraint(condition=models.Q(state__in=list(TakeState)), name="take_state_known"),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="take_progress_percent"),
        ]
        indexes = [
            models.Index(fields=["state", "wake_at"], name="take_due"),
            models.Index(fields=["poll_at"], name="take_poll", condition=models.Q(poll_at__isnull=False)),
            models.Index(fields=["created_at"], name="take_reused", condition=models.Q(reused_from__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Take {self.position + 1} of {self.render_id}"

    @property
    def drawn_here(self) -> bool:
        """Whether the embedded engine draws it; else a provider makes it."""
        return self.account.provider == Provider.LOCAL or self.render.kind == RenderKind.DRAFT

    @property
    def ordered(self) -> bool:
        """Whether a provider was asked to make it, or may have been: from then on only the provider can undo it."""
        return not self.drawn_here and self.state in ORDERED_TAKES


class Attempt(models.Model):
    """One start of a take by one worker. `outcome` is "" while it runs."""

    take = models.ForeignKey(Take, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    token = models.UUIDField(default=new_id, unique=True, help_text="Sent along, so that a lost reply can be found.")
    holder = models.CharField(max_length=120)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["take", "number"], name="attempt_number_once")]

    def __str__(self) -> str:
        return f"Attempt {self.number} at {self.take_id}"
