"""Templates: a storyboard with named gaps, and what may fill them."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from studio.models.accounts import Account
from studio.models.assets import Asset
from studio.models.ids import new_id
from studio.models.teams import Team


class Template(models.Model):
    """`storyboard` is a document in which {{name}} stands for a text variable.

    `variables` is {name: {"type", "label", "path", "default"}}: a text variable is filled wherever {{name}} stands,
    any other (image, video, audio, avatar, voice) at its dotted `path`; null as default means that it must be given.
    `external_id` is that of a template which lies at the provider: its storyboard only names it and stands for it, and
    `picture_url` is where the provider's picture of it still has to be fetched from.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="templates")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="templates")
    name = models.CharField(max_length=255)
    storyboard = models.JSONField(encoder=DjangoJSONEncoder)
    variables = models.JSONField(default=dict, blank=True)
    picture = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    picture_url = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    sample = models.BooleanField(default=False, help_text="Made by the studio on its first run.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    trashed_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=255, blank=True, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, help_text="When the provider stopped offering it.")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "external_id"], condition=~models.Q(external_id=""), name="template_of_provider_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
