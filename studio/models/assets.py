"""Files a team owns: what was uploaded, and what was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.models.ids import new_id
from studio.models.teams import Team
from studio.vocabulary import AssetKind

if TYPE_CHECKING:
    import uuid


def path_of(asset: Asset, filename: str) -> str:
    """Under the team's own folder, by id: two uploads of one name never meet, and no name reaches the disk."""
    suffix = filename.rpartition(".")[2].lower()[:5]
    team: uuid.UUID = asset.team_id
    return f"{team}/{asset.id.hex[-2:]}/{asset.id}.{suffix}"


class Asset(models.Model):
    """One file. `sha256` is of its bytes; `duration` is in seconds, 0 for a still."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="assets")
    kind = models.CharField(max_length=12, choices=AssetKind.choices())
    name = models.CharField(max_length=255)
    file = models.FileField(upload_to=path_of, max_length=255)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    duration = models.FloatField(default=0)
    uploaded = models.BooleanField(default=False, help_text="A member brought it; otherwise the studio made it.")
    source_url = models.TextField(blank=True, help_text="The address it was fetched from.")
    fetched_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["team", "kind", "-created_at", "-id"], condition=models.Q(uploaded=True), name="asset_brought"
            )
        ]

    def __str__(self) -> str:
        return self.name
