"""How a team's names and words are said."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from studio.models.ids import new_id
from studio.models.teams import Team
from studio.storyboard.limits import LOCALE_MAX, SPELLING_MAX


class Pronunciation(models.Model):
    """One entry of a team's list; every video of the team is spoken with it. `locale` "" means every language."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="pronunciations")
    written = models.CharField(max_length=SPELLING_MAX)
    spoken = models.CharField(max_length=SPELLING_MAX)
    locale = models.CharField(max_length=LOCALE_MAX, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["written", "locale"]
        constraints = [models.UniqueConstraint(fields=["team", "written", "locale"], name="pronunciation_once")]

    def __str__(self) -> str:
        return f"{self.written} → {self.spoken}"
