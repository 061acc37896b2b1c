"""Asking somebody into a team by a link that works once."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from studio.models.ids import new_id
from studio.models.teams import Team
from studio.vocabulary import Role

_SALT = "studio.invitation"


class Invitation(models.Model):
    """A place in a team that waits for whoever has this address. Accepting or withdrawing it deletes the row.

    Of the link only a digest is kept. Its token comes of `nonce` and the server's key, so that the task that mails it
    needs no secret; the database alone opens nothing.
    """

    LIFE = timedelta(days=7)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail")
    role = models.CharField(max_length=10, choices=Role.choices(), default=Role.EDITOR)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    nonce = models.CharField(max_length=32, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    issued_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("team", Lower("email"), name="invitation_once"),
            models.CheckConstraint(condition=models.Q(role__in=list(Role)), name="invitation_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.team}"

    @property
    def token(self) -> str:
        """What the link carries. Known to whoever has the server's key, and shown on one page only."""
        return urlsafe_b64encode(salted_hmac(_SALT, self.nonce, algorithm="sha256").digest()).decode().rstrip("=")

    @property
    def ends_at(self) -> datetime:
        return self.issued_at + self.LIFE

    @property
    def ended(self) -> bool:
        return self.ends_at <= timezone.now()

    def issue(self) -> None:
        """A new link for the next seven days; the one before stops working once this is saved."""
        self.nonce, self.issued_at = secrets.token_hex(16), timezone.now()
        self.digest = self.digest_of(self.token)

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def open(cls, token: str) -> models.QuerySet[Invitation]:
        """The row behind `token` while it may still be accepted, as a queryset of none or one."""
        return cls.objects.filter(digest=cls.digest_of(token), issued_at__gt=timezone.now() - cls.LIFE)
