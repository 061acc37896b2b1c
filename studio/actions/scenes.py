"""Editing a video's scenes. What was typed is kept even when it is invalid: Generate is where it must be right."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.db.models import F

from studio.actions import media, typed, videos
from studio.errors import BadInput, Conflict, NotFound
from studio.models import Scene, Video
from studio.storyboard import limits

FULL = f"A video has at most {limits.SCENES_MAX} scenes."
GONE = "This scene is gone: somebody removed it."
PARTS = ("character", "voice", "background")
LONGEST_SCRIPT, LONGEST_SCENE = 100_000, 1_000_000
"""Characters that are kept, however wrong they are: of a script, and of a whole scene as JSON."""
MOST_PARTS = 1_000
"""Values that are kept of a scene, one within another; a right one has fewer than sixty. A million characters may be a
hundred thousand lists, and every page of the video reads all its scenes.
"""


class TooLong(BadInput):
    """More than is kept: nothing was stored."""

    code = "too_long"
    status = 413


@transaction.atomic
def save(scene: Scene, *, version: int, document: dict[str, Any]) -> Scene:
    """Keep `document` as the scene. Raises Conflict, changing nothing, when it was changed since `version`.

    Raises BadInput for what is no scene at all, TooLong for what nobody writes.
    """
    _check_shape(document)
    _hold(scene.video)  # the video before its scenes, like every other verb here: an autosave may meet a reorder
    changed = Scene.objects.filter(pk=scene.pk, version=version).update(version=F("version") + 1, document=document)
    if not changed:
        raise Conflict(videos.CHANGED)
    scene.refresh_from_db()
    videos.touch(scene.video)
    return scene


@transaction.atomic
def add(video: Video, *, after: Scene | None = None, document: dict[str, Any] | None = None) -> Scene:
    """A new scene behind `after`, or at the end; without `document` it stands like its neighbour and says nothing."""
    _hold(video)
    position = _behind(video, after) if after else video.scenes.count()
    return put_back(video, position=position, document=document or _like_the_one_before(video, position))


def duplicate(scene: Scene) -> Scene:
    return add(scene.video, after=scene, document=scene.document)


@transaction.atomic
def remove(scene: Scene) -> dict[str, Any]:
    """Take the scene out; returns what `put_back` needs to undo it. Raises NotFound when somebody else did."""
    video = scene.video
    _hold(video)
    found = video.scenes.filter(pk=scene.pk).first()
    if found is None:
        raise NotFound(GONE)
    if video.scenes.count() <= 1:
        raise BadInput({"scenes": "A video keeps at least one scene. Change this one instead."})
    found.delete()
    _number(video)
    videos.touch(video)
    return {"position": found.position, "document": found.document}


@transaction.atomic
def put_back(video: Video, *, position: int, document: dict[str, Any]) -> Scene:
    """Insert a scene so that it stands at `position` (clamped); later ones move down. Raises what `save` raises."""
    _check_shape(document)
    _hold(video)
    count = video.scenes.count()
    if count >= limits.SCENES_MAX:
        raise BadInput({"scenes": FULL})
    position = min(max(0, position), count)
    video.scenes.filter(position__gte=position).update(position=F("position") + 1)
    scene = Scene.objects.create(video=video, position=position, document=document)
    videos.touch(video)
    return scene


@transaction.atomic
def move(scene: Scene, *, to: int) -> None:
    """Make the scene stand at position `to` (clamped); the others keep their order. Raises NotFound for one that is
    gone.
    """
    video = scene.video
    _hold(video)
    if not video.scenes.filter(pk=scene.pk).exists():
        raise NotFound(GONE)
    order = list(video.scenes.exclude(pk=scene.pk).order_by("position", "pk"))
    order.insert(min(max(0, to), len(order)), scene)
    _number(video, order)
    videos.touch(video)


def _number(video: Video, order: list[Scene] | None = None) -> None:
    for position, scene in enumerate(order or video.scenes.order_by("position", "pk")):
        if scene.position != position or order:
            Scene.objects.filter(pk=scene.pk).update(position=position)


def _behind(video: Video, scene: Scene) -> int:
    """The place behind a scene, wherever it stands by now; its own when it is gone."""
    position = video.scenes.filter(pk=scene.pk).values_list("position", flat=True).first()
    return scene.position if position is None else position + 1


def _hold(video: Video) -> None:
    """Let one reorder of a video finish before the next begins (a row lock on PostgreSQL; SQLite has one writer).
    Raises NotFound for one that went with its refused order.
    """
    if not Video.objects.filter(pk=video.pk).update(version=F("version")):
        raise NotFound(videos.DELETED)


def _like_the_one_before(video: Video, position: int) -> dict[str, Any]:
    before = video.scenes.filter(position__lt=position).order_by("-position").first()
    if before is None:
        return videos.first_scene(video.account)
    voice = media.part(before.document, "voice")
    return {**before.document, "voice": {**voice, "type": "text", "input_text": ""}}


def _check_shape(document: dict[str, Any]) -> None:
    """Wrong values are kept for the author to put right; a part that is no object has no field to do that in."""
    for name in PARTS:
        if not isinstance(document.get(name) or {}, dict):
            raise BadInput({name: f"Send the {name} as an object with a type."})
    if typed.values_in(document) > MOST_PARTS:
        raise TooLong({"": f"Make the scene smaller: no more than {MOST_PARTS:,} values are kept."})
    if len(media.script(document)) > LONGEST_SCRIPT:
        raise TooLong({"voice.input_text": f"Shorten the script: no more than {LONGEST_SCRIPT:,} characters are kept."})
    if len(json.dumps(document, ensure_ascii=False)) > LONGEST_SCENE:
        raise TooLong({"": f"Make the scene smaller: no more than {LONGEST_SCENE:,} characters are kept."})
