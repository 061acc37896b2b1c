"""Who and what a storyboard puts on screen: the people it names, and all files that drawing it needs."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studio.actions import media
from studio.models import Account, Avatar, Team
from studio.render.photo.rig import NEEDED, digestible
from studio.vocabulary import AvatarKind

PICTURED = (AvatarKind.TALKING_PHOTO, AvatarKind.TWIN)
"""Avatars that a picture is made to speak for; a twin is drawn from its neutral photo."""
GONE = "This avatar isn't offered any more. Choose another."
SILENT = "This voice isn't offered any more. Choose another."
UNPLACED = "Nobody has placed the points of “{name}” yet. Open it under Avatars and put them on eyes, mouth and chin."


@dataclass(frozen=True, slots=True)
class Props:
    """What drawing a storyboard needs beside it, each by the id that the storyboard says: where a file lies, what its
    content is known by, and where the face of a talking photo is."""

    paths: dict[str, str]
    digests: dict[str, str]
    rigs: dict[str, Any]


NO_PROPS = Props({}, {}, {})


def photos_named(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each talking photo of a storyboard: (dotted path of the field, id)."""
    for index, scene in enumerate(document.get("scenes") or []):
        character = media.part(scene, "character")
        if character.get("type") == "talking_photo" and (asked := character.get("talking_photo_id")):
            yield f"scenes.{index}.character.talking_photo_id", str(asked)


def photos(account_id: uuid.UUID, document: Mapping[str, Any]) -> dict[str, Avatar]:
    """The account's own talking photos among those named, by id; also removed ones, for what was ordered before."""
    ids = {asked for _, asked in photos_named(document)}
    if not ids:
        return {}
    found = Avatar.objects.filter(account_id=account_id, kind__in=PICTURED, external_id__in=ids)
    return {photo.external_id: photo for photo in found.select_related("picture")}


def gather(team: Team, account_id: uuid.UUID, document: dict[str, Any]) -> Props:
    """The files of the team, and the talking photos of the account, that a storyboard names."""
    files = media.found(team, document)
    faces = {key: photo for key, photo in photos(account_id, document).items() if photo.picture}
    return Props(
        paths=media.paths(files) | {key: photo.picture.file.path for key, photo in faces.items() if photo.picture},
        digests=media.digests(files) | {key: digest(photo) for key, photo in faces.items()},
        rigs={key: photo.rig for key, photo in faces.items() if photo.rig},
    )


def lost(team: Team, account_id: uuid.UUID, document: dict[str, Any]) -> str:
    """What to do about a file or a face that an ordered storyboard names and that was deleted since; "" when all are
    there. Those that are only offered no more go on.
    """
    have = photos(account_id, document)
    faces = [GONE for _, asked in photos_named(document) if asked not in have]
    return next(iter([*media.problems(team, document).values(), *faces]), "")


def alone(photo: Avatar) -> Props:
    """What drawing a scene takes in which nothing but this photo is shown."""
    assert photo.picture
    name = photo.external_id
    return Props({name: photo.picture.file.path}, {name: digest(photo)}, {name: photo.rig} if photo.rig else {})


def problems(account: Account, document: dict[str, Any]) -> dict[str, str]:
    """What is wrong with the avatars, talking photos and voices a storyboard names, by dotted path."""
    return {**_photo_problems(account, document), **_people_problems(account, document)}


def _photo_problems(account: Account, document: dict[str, Any]) -> dict[str, str]:
    have, wrong = photos(account.pk, document), {}
    for path, asked in photos_named(document):
        photo = have.get(asked)
        if photo is None or photo.retired_at:
            wrong[path] = GONE
        elif photo.picture and not is_placed(photo.rig):
            wrong[path] = UNPLACED.format(name=photo.name)
    return wrong


def _people_problems(account: Account, document: dict[str, Any]) -> dict[str, str]:
    people = [(media.part(scene, "character"), media.part(scene, "voice")) for scene in document["scenes"]]
    named = ids_among(str(character.get("avatar_id") or "") for character, _ in people)
    offered = {each.external_id: each for each in account.avatars.presenting().filter(external_id__in=named)}
    spoken = {str(voice.get("voice_id") or "") for _, voice in people}
    voices = account.voices.filter(retired_at=None, external_id__in=spoken)
    heard, wrong = set(voices.values_list("external_id", flat=True)), {}
    for index, (character, voice) in enumerate(people):
        if character.get("type", "avatar") == "avatar" and (asked := character.get("avatar_id")):
            name, _, look = str(asked).partition(".")
            looks = {item["id"] for item in offered[name].looks} if name in offered else set()
            if str(asked) not in offered and (name not in offered or (look and look not in looks)):
                wrong[f"scenes.{index}.character.avatar_id"] = GONE
        if (asked := voice.get("voice_id")) and str(asked) not in heard:
            wrong[f"scenes.{index}.voice.voice_id"] = SILENT
    return wrong


def ids_among(asked: Iterable[str]) -> set[str]:
    """The ids among which those are that were asked for: an avatar by its own, or by its look's, behind a dot."""
    return {name for each in asked for name in (each, each.partition(".")[0])}


def digest(photo: Avatar) -> str:
    """Changes with the picture and with every point of the rig."""
    picture = photo.picture.sha256 if photo.picture else ""
    return hashlib.sha256(f"{picture} {digestible(photo.rig)}".encode()).hexdigest()


def is_placed(rig: Mapping[str, Any] | None) -> bool:
    """Whether it can be made to speak: a face was found, or somebody has placed the points that it takes."""
    if not rig:
        return False
    return bool(rig.get("confidence")) or set(NEEDED) <= set(rig.get("hand") or {})
