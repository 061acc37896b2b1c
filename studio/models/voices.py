"""Voices, as one account offers them."""

from __future__ import annotations

from django.db import models

from studio.models.accounts import Account
from studio.models.assets import Asset
from studio.models.ids import new_id


class Voice(models.Model):
    """`external_id` is the provider's own id; `language` an English name, `locale` a BCP 47 tag.

    `sample_url` is where the provider lets one hear it; `sample` the same, brought here when somebody first wanted to.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="voices")
    external_id = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=60, blank=True)
    locale = models.CharField(max_length=20, blank=True)
    gender = models.CharField(max_length=20, blank=True)
    sample_text = models.TextField(blank=True)
    sample = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sample_url = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="voice_once")]

    def __str__(self) -> str:
        return self.name
