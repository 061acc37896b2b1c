"""People, the teams they belong to, and the one-time link that makes the first owner."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from studio.models.ids import new_id
from studio.vocabulary import Permission, Role


class People(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email or "")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address. `zone` is an IANA time zone; "" follows the browser."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=120, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    theme = models.CharField(max_length=5, blank=True, choices=[("light", "Light"), ("dark", "Dark")])
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        words = (self.name or self.email.partition("@")[0]).replace(".", " ").split()
        return "".join(word[0] for word in words[:2]).upper()


class Team(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    brand_color = models.CharField(max_length=7, blank=True, help_text="#rrggbb; dresses presenters who wear it.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    people = models.ManyToManyField(User, through="Member", related_name="teams")

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """One person's place in one team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices(), default=Role.EDITOR)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="member_once"),
            models.CheckConstraint(condition=models.Q(role__in=list(Role)), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"

    def may(self, permission: Permission) -> bool:
        return Role(self.role).may(permission)


class Guess(models.Model):
    """How often something was tried since a moment. `key` is a digest: who tries what from where is not kept."""

    key = models.CharField(max_length=64, unique=True)
    tries = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "guesses"

    def __str__(self) -> str:
        return f"{self.tries} since {self.since:%H:%M}"

    @staticmethod
    def count(key: str, *, most: int, within: timedelta) -> bool:
        """Count one more try; False, and nothing counted, when there were `most` already since the first one.

        One UPDATE decides it: however many ask at the same moment, no more than `most` hear True.
        """
        now = timezone.now()
        Guess.objects.bulk_create([Guess(key=key, since=now)], ignore_conflicts=True)
        over = models.Q(since__lt=now - within)
        open_ = Guess.objects.filter(over | models.Q(tries__lt=most), key=key)
        return bool(
            open_.update(
                tries=models.Case(models.When(over, then=models.Value(1)), default=models.F("tries") + 1),
                since=models.Case(models.When(over, then=models.Value(now)), default=models.F("since")),
            )
        )


class OwnerLink(models.Model):
    """The address printed on the first run. Works once, for a day; only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    LIFE = timedelta(days=1)

    def __str__(self) -> str:
        return f"Owner link of {self.created_at:%Y-%m-%d %H:%M}"

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def issue(cls) -> str:
        """Make a new link and return its token; earlier unused ones stop working."""
        cls.objects.filter(used_at=None).delete()
        token = secrets.token_urlsafe(24)
        cls.objects.create(digest=cls.digest_of(token))
        return token

    @classmethod
    def open(cls, token: str) -> models.QuerySet[OwnerLink]:
        """The row behind `token` while it may still be used, as a queryset of none or one."""
        return cls.objects.filter(digest=cls.digest_of(token), used_at=None, created_at__gt=timezone.now() - cls.LIFE)
