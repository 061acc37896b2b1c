"""Performers a team can put on screen, as one account offers them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from studio.models.accounts import Account
from studio.models.assets import Asset
from studio.models.ids import new_id
from studio.models.teams import User
from studio.vocabulary import AvatarKind, Provider


class AvatarQuerySet(models.QuerySet["Avatar"]):
    def offered(self) -> AvatarQuerySet:
        return self.filter(retired_at=None)

    def presenting(self) -> AvatarQuerySet:
        """Those a scene names by `avatar_id`: everybody offered but talking photos, and twins that the engine makes."""
        drawn = models.Q(picture__isnull=False, account__provider=Provider.LOCAL)
        return self.offered().exclude(drawn).exclude(kind=AvatarKind.TALKING_PHOTO)

    def pictured(self) -> AvatarQuerySet:
        """Those a scene names by `talking_photo_id`: talking photos, also a provider's own of which there is no more
        than a headshot here, and twins that the engine makes."""
        drawn = models.Q(picture__isnull=False, account__provider=Provider.LOCAL)
        theirs = models.Q(kind=AvatarKind.TALKING_PHOTO) & ~models.Q(account__provider=Provider.LOCAL)
        return self.offered().filter(drawn | theirs)

    def favourites_of(self, person: User) -> AvatarQuerySet:
        return self.filter(favourites__user=person)


class Avatar(models.Model):
    """`external_id` is the provider's own id. `looks` is a list of {"id", "name"}; `tags` a list of words.

    A talking photo of this studio has a `picture` and a `rig`: where its eyes, mouth and chin are, as
    `studio.render.photo` reads it; null when nothing was found and nobody has placed the points. `headshot` is the
    provider's own picture of somebody whom it puts on screen, brought here; `headshot_url` is where it still has to be
    fetched from.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="avatars")
    external_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AvatarKind.choices(), default=AvatarKind.PRESENTER)
    name = models.CharField(max_length=200)
    gender = models.CharField(max_length=20, blank=True)
    age = models.CharField(max_length=20, blank=True)
    locale = models.CharField(max_length=20, blank=True)
    voice = models.CharField(max_length=200, blank=True, help_text="The voice that suits it, by the provider's id.")
    looks = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    picture = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rig = models.JSONField(null=True, blank=True)
    headshot = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    headshot_url = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True, help_text="When the provider stopped offering it.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AvatarQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="avatar_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_pictured(self) -> bool:
        """Whether a scene names it by `talking_photo_id`: its picture is made to speak. Ask for its account with it."""
        here = self.account.provider == Provider.LOCAL
        return self.picture_id is not None if here else self.kind == AvatarKind.TALKING_PHOTO


class Favourite(models.Model):
    """A person's star at an avatar, and nobody else's business. It stays while the avatar isn't offered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    avatar = models.ForeignKey(Avatar, on_delete=models.CASCADE, related_name="favourites")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "avatar"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.avatar} for {self.user}"
