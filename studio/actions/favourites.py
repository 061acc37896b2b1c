"""Favourites: the avatars that a person has given a star. It is their own: no event tells of it, and viewers may."""

from __future__ import annotations

import uuid

from django.db import transaction

from studio.actions.cast import GONE
from studio.errors import NotFound
from studio.models import Avatar, Favourite, Member, Team, User
from studio.models.avatars import AvatarQuerySet

LEFT = "You are not in this avatar's team any more."


def among(avatars: AvatarQuerySet, person: User) -> frozenset[uuid.UUID]:
    """The ids of the person's favourites among `avatars`; one query, however many they are."""
    return frozenset(avatars.favourites_of(person).order_by().values_list("pk", flat=True))


@transaction.atomic
def add(avatar: Avatar, *, person: User) -> None:
    """Give it the person's star, if it has none yet. Raises NotFound when it isn't offered any more, or the person is
    not in its team.

    Both rows are locked: whoever takes one away at the same moment waits and takes the star along, or was first.
    """
    places = Member.objects.select_for_update(no_key=True)
    if not places.filter(user=person, team=avatar.account.team_id).first():
        raise NotFound(LEFT)
    if not Avatar.objects.offered().select_for_update(no_key=True).filter(pk=avatar.pk).first():
        raise NotFound(GONE)
    Favourite.objects.get_or_create(user=person, avatar=avatar)


def remove(avatar: Avatar, *, person: User) -> None:
    """Take the person's star from it, if it has one; also while it isn't offered."""
    Favourite.objects.filter(user=person, avatar=avatar).delete()


def forget(team: Team, *, person: User) -> None:
    """Take all of the person's stars from the team's avatars: they left."""
    Favourite.objects.filter(user=person, avatar__account__team=team).delete()
