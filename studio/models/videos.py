"""A video as it is being written: its settings and its scenes, as typed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.models.accounts import Account
from studio.models.folders import Folder
from studio.models.ids import new_id
from studio.models.teams import Team


class VideoQuerySet(models.QuerySet["Video"]):
    def of(self, team: Team) -> VideoQuerySet:
        return self.filter(team=team)

    def kept(self) -> VideoQuerySet:
        return self.filter(trashed_at=None)

    def for_cards(self) -> VideoQuerySet:
        """With all that a library card shows, in one query."""
        return self.select_related(
            "account", "created_by", "folder", "latest_render", "latest_render__poster", "finished_render__poster"
        )


class Video(models.Model):
    """`setup` is the storyboard without its scenes, as typed (it may still be invalid).

    `version` rises by one with every change to `title` or `setup`: editors send the one they saw. `words` is what a
    search looks through: the title and every script, in lower case. `last_number` is the newest render's.
    `latest_render` and `finished_render` (the newest one that can be watched) save a list a query a row. `share_key` is
    what the address ends in at which strangers watch it; none while it is not shared.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="videos")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="videos")
    folder = models.ForeignKey(Folder, null=True, blank=True, on_delete=models.SET_NULL, related_name="videos")
    title = models.CharField(max_length=255, blank=True)
    setup = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    words = models.TextField(blank=True, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    sample = models.BooleanField(default=False, help_text="Made by the studio on its first run.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    trashed_at = models.DateTimeField(null=True, blank=True)
    share_key = models.CharField(max_length=32, null=True, unique=True, editable=False)
    latest_render = models.ForeignKey(
        "Render", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    finished_render = models.ForeignKey(
        "Render", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = VideoQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["team", "trashed_at", "-updated_at", "-id"], name="video_newest"),
            models.Index(fields=["folder", "trashed_at", "-updated_at", "-id"], name="video_in_folder"),
        ]

    def __str__(self) -> str:
        return self.title or "Untitled video"

    def document(self) -> dict[str, Any]:
        """The storyboard as typed so far; studio.storyboard.parse says whether it can be made."""
        scenes = self.scenes.order_by("position", "id").values_list("document", flat=True)
        return {**self.setup, "title": self.title, "scenes": list(scenes)}


class Scene(models.Model):
    """One scene as typed. `position` orders the scenes of a video from 0; `version` rises with every change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="scenes")
    position = models.PositiveIntegerField()
    document = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["video", "position"], name="scene_in_order")]

    def __str__(self) -> str:
        return f"Scene {self.position + 1} of {self.video_id}"
