"""A team's accounts at providers, and the keys with which programs use a team."""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.models.fields import EncryptedJSONField
from studio.models.ids import new_id
from studio.models.teams import Team
from studio.vocabulary import Provider


class Account(models.Model):
    """A team's account at one provider. `price` is in hundredths of a credit a second of finished video.

    `options` are the adapter's own (which version of the provider's API, whom to ask for what); `hook_token` names the
    address at which the provider tells us news. `balance` is what the provider last said is left, in its own words.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="accounts")
    provider = models.CharField(max_length=20, choices=Provider.choices())
    name = models.CharField(max_length=120)
    credentials = EncryptedJSONField(default=dict, blank=True)
    price = models.PositiveIntegerField(default=0, help_text="Hundredths of a credit a second of finished video.")
    options = models.JSONField(default=dict, blank=True)
    hook_token = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    forged = models.PositiveIntegerField(default=0, editable=False, help_text="Webhooks refused as not the provider's.")
    balance = models.CharField(max_length=80, blank=True, editable=False)
    balance_at = models.DateTimeField(null=True, blank=True, editable=False)
    failure = models.TextField(blank=True, editable=False, help_text="The last thing that went wrong, in words.")
    failed_at = models.DateTimeField(null=True, blank=True, editable=False)
    free_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When it may be asked again.")
    poll_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Till when somebody asks for it."
    )
    synced_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When its cast was last brought.")
    sync_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When it is brought next.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="account_name_once"),
            models.CheckConstraint(condition=models.Q(provider__in=list(Provider)), name="account_provider_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> bool:
        """Whether the provider has said, at a registered address, that it will tell us news."""
        return bool(self.options.get("webhook_id"))

    @property
    def troubled(self) -> bool:
        """Whether something went wrong since its cast was last brought."""
        return self.failed_at is not None and (self.synced_at is None or self.failed_at > self.synced_at)


class ApiKey(models.Model):
    """A program's key to one team through one account. The key itself is shown once and never stored."""

    PREFIX: ClassVar[str] = "us_"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="api_keys")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=120)
    start = models.CharField(max_length=12, help_text="The first characters, to tell keys apart.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    @staticmethod
    def digest_of(key: str) -> str:
        """Keys carry 256 random bits, so a plain fast hash can't be searched backwards."""
        return hashlib.sha256(key.encode()).hexdigest()

    @classmethod
    def new_secret(cls) -> str:
        return cls.PREFIX + secrets.token_urlsafe(32)
