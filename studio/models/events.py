"""What happened, in order: the timeline of a video, and signs of life."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.models.ids import new_id
from studio.models.renders import Render
from studio.models.teams import Team
from studio.models.videos import Video


class Event(models.Model):
    """One line of the timeline. `kind` is for programs (area.verb), `text` for people. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="events")
    video = models.ForeignKey(Video, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    render = models.ForeignKey(Render, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["video", "-at"], name="event_of_video"),
            models.Index(fields=["team", "-id"], name="event_of_team"),
        ]

    def __str__(self) -> str:
        return self.text


class Beat(models.Model):
    """A sign of life: when the named thing was last seen to work from end to end."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    pid = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%H:%M:%S}"

    @classmethod
    def strike(cls, name: str, *, pid: int) -> None:
        cls.objects.update_or_create(name=name, defaults={"at": timezone.now(), "pid": pid})
