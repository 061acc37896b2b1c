"""Batches: many videos of one template, one a row of a table."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.models.folders import Folder
from studio.models.ids import new_id
from studio.models.teams import Team
from studio.models.templates import Template
from studio.models.videos import Video


class BatchQuerySet(models.QuerySet["Batch"]):
    def due(self, now: datetime) -> BatchQuerySet:
        """Those that somebody ordered, of which rows are still to be made videos, and nobody was woken for."""
        return self.filter(wake_at__lte=now)


class Batch(models.Model):
    """A table as somebody brought it. `columns` are the names of variables, and "title"; the rows hold their cells.

    `wake_at` is set from the order on until every row has become a video or was refused.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="batches")
    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="batches")
    name = models.CharField(max_length=255)
    columns = models.JSONField(default=list)
    folder = models.ForeignKey(Folder, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ordered_at = models.DateTimeField(null=True, blank=True)
    wake_at = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["template", "-created_at"], name="batch_of_template"),
            models.Index(fields=["wake_at"], condition=models.Q(wake_at__isnull=False), name="batch_due"),
        ]

    def __str__(self) -> str:
        return self.name


class BatchRow(models.Model):
    """One row. `cells` as they were typed, one a column; `values` what they mean, as a template is filled with.

    `seconds` and `amount` (hundredths of a credit) are None until it was measured, when a second cost `price`.
    `problems` says by column, or by "" for the whole row, why no video can be made of it; `refused` why one that could
    be made was not ordered.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    title = models.CharField(max_length=255, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    amount = models.PositiveBigIntegerField(null=True, blank=True)
    price = models.PositiveIntegerField(null=True, blank=True)
    problems = models.JSONField(default=dict, blank=True)
    refused = models.CharField(max_length=500, blank=True)
    video = models.OneToOneField(Video, null=True, blank=True, on_delete=models.SET_NULL, related_name="batch_row")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="batch_row_once")]

    def __str__(self) -> str:
        return f"Row {self.number} of {self.batch}"
