"""Templates: a storyboard with named gaps, made from a video, filled in by pages and programs alike."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from studio import storyboard as boards
from studio.actions import renders, typed
from studio.actions.events import tell
from studio.actions.filling import blamed, filled
from studio.actions.template_variables import named
from studio.errors import BadInput, Conflict, NotFound
from studio.models import Account, Asset, BatchRow, Team, Template, User, Video
from studio.models.ids import id_of, new_id
from studio.storyboard.gaps import Value

__all__ = ["Value", "blamed", "create", "filled", "find", "name_variables", "of", "rename", "restore", "save", "trash"]

UNKNOWN = "There is no such template."
THERE = "This template lies at {account}: change it there, and it changes here with the next look at it."
CHANGED = "Somebody else changed this template meanwhile. Look at it again."
NAMELESS = "Give the template a name."
_OF_ONE_VIDEO = ("callback_id", "callback_url", "folder_id")


def save(
    video: Video, *, actor: User | None, name: str, variables: Mapping[str, Any] | None = None,
    key: uuid.UUID | None = None,
) -> Template:  # fmt: skip
    """A template of the video as it stands. The same `key` and the same wishes give the same one.

    Every {{name}} in a script or the title is a text variable. Of those, `variables` may give label and default
    (null: it must be given); others it names by type and path ({"hero": {"type": "image", "path":
    "scenes.0.background"}}), `scenes.*.character` for all scenes. Without a default, what the template shows stays.
    Raises BadInput by the storyboard's dotted paths or as `variables.<name>`.
    """
    wanted = id_of(key, [str(video.pk), name, variables]) if key else None
    if wanted and (made := Template.objects.filter(pk=wanted, team=video.team).first()):
        return made
    if wrong := renders.problems(video):
        raise BadInput(wrong)
    picture = video.finished_render.poster if video.finished_render else None
    try:
        return create(
            video.account, actor=actor, name=name or video.title, storyboard=video.document(), variables=variables,
            picture=picture, key=wanted,
        )  # fmt: skip
    except IntegrityError:
        if wanted and (made := Template.objects.filter(pk=wanted, team=video.team).first()):
            return made
        raise


@transaction.atomic
def create(
    account: Account, *, actor: User | None, name: str, storyboard: dict[str, Any],
    variables: Mapping[str, Any] | None = None, picture: Asset | None = None, sample: bool = False,
    key: uuid.UUID | None = None,
) -> Template:  # fmt: skip
    """A template of a storyboard that may not be any video's. Raises what `save` raises."""
    document = {field: value for field, value in storyboard.items() if field not in _OF_ONE_VIDEO}
    found, wrong = named(document, variables or {})
    if wrong := {**boards.problems(document), **wrong}:
        raise BadInput(wrong)
    made = Template.objects.create(
        id=key or new_id(), team_id=account.team_id, account=account, name=_name(name), storyboard=document,
        variables=found, picture=picture, sample=sample, created_by=actor,
    )  # fmt: skip
    tell(made.team, "template.saved", f"Template “{made.name}” saved", actor=actor)
    return made


def of(team: Team, *, account: Account | None = None) -> QuerySet[Template]:
    """The team's templates that can be used, newest first; with `account`, those that it makes."""
    usable = Template.objects.filter(team=team, trashed_at=None, retired_at=None)
    found = usable.select_related("account", "picture", "team")
    return found.filter(account=account) if account else found


def find(team: Team, template_id: object, *, account: Account | None = None) -> Template:
    """Raises NotFound, also for another team's, for one in the trash and for one that the provider stopped offering."""
    try:
        return of(team, account=account).get(pk=str(template_id))
    except (Template.DoesNotExist, ValidationError, ValueError):
        raise NotFound(UNKNOWN) from None


@transaction.atomic
def rename(template: Template, *, actor: User | None, name: str) -> Template:
    """Raises Conflict for one that lies at a provider."""
    _ours(template)
    before, template.name = template.name, _name(name)
    template.updated_at = timezone.now()
    template.save(update_fields=["name", "updated_at"])
    tell(template.team, "template.renamed", f"Template “{before}” is now “{template.name}”", actor=actor)
    return template


@transaction.atomic
def name_variables(
    template: Template, *, actor: User | None, version: int, variables: Mapping[str, Any]
) -> Template:  # fmt: skip
    """Say anew which variables there are, as for `save`; rows of tables that are not made yet are measured anew.
    Raises Conflict when it was changed since `version`, and for one that lies at a provider.
    """
    _ours(template)
    found, wrong = named(template.storyboard, variables)
    if wrong:
        raise BadInput(wrong)
    now = timezone.now()
    mine = Template.objects.filter(pk=template.pk, version=version)
    if not mine.update(version=F("version") + 1, variables=found, updated_at=now):
        raise Conflict(CHANGED)
    waiting = BatchRow.objects.filter(batch__template=template, problems={}, video__latest_render=None)
    waiting.update(seconds=None, amount=None)
    template.refresh_from_db()
    tell(template.team, "template.changed", f"Variables of template “{template.name}” changed", actor=actor)
    return template


@transaction.atomic
def trash(template: Template, *, actor: User | None) -> None:
    """Put it into the trash: programs don't find it any more. What was ordered with it goes on."""
    if Template.objects.filter(pk=template.pk, trashed_at=None).update(trashed_at=timezone.now()):
        tell(template.team, "template.trashed", f"Template “{template.name}” moved to the trash", actor=actor)


@transaction.atomic
def restore(template: Template, *, actor: User | None) -> None:
    if Template.objects.filter(pk=template.pk, trashed_at__isnull=False).update(trashed_at=None):
        tell(template.team, "template.restored", f"Template “{template.name}” restored", actor=actor)


def _ours(template: Template) -> None:
    if template.external_id:
        raise Conflict(THERE.format(account=template.account))


def _name(name: str) -> str:
    found = typed.line(name)[:255]
    if not found:
        raise BadInput({"name": NAMELESS})
    return found
