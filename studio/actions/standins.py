"""Stand-ins: a provider's avatars and voices replaced by the embedded cast, for drafts, stills and lengths.

The engine has no picture of a provider's avatar and no copy of its voice. Somebody who resembles them by gender and
language takes their place, always the same one, so that placing, timing and price can be seen before money is spent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from studio.actions import media
from studio.actions.cast import ids_among
from studio.models import Account, Avatar, Voice
from studio.providers import local
from studio.vocabulary import Provider

_SHARED = ("avatar_style", "scale", "offset", "matting", "circle_background_color")


def drawable(account: Account, document: dict[str, Any]) -> dict[str, Any]:
    """The storyboard with every avatar and voice one that the engine has; as it is for the embedded account."""
    if account.provider == Provider.LOCAL:
        return document
    scenes = list(document.get("scenes") or [])
    parts = [(media.part(scene, "character"), media.part(scene, "voice")) for scene in scenes]
    avatars = account.avatars.filter(external_id__in=ids_among(_asked(character) for character, _ in parts))
    voices = account.voices.filter(external_id__in={str(voice.get("voice_id") or "") for _, voice in parts})
    known = {avatar.external_id: avatar for avatar in avatars}, {voice.external_id: voice for voice in voices}
    return {**document, "scenes": [_scene(scene, *known) for scene in scenes]}


def _asked(character: dict[str, Any]) -> str:
    return str(character.get("avatar_id") or character.get("talking_photo_id") or "")


def _scene(scene: Any, avatars: dict[str, Avatar], voices: dict[str, Voice]) -> Any:
    if not isinstance(scene, dict):
        return scene
    made = dict(scene)
    character, voice = scene.get("character"), scene.get("voice")
    avatar = None
    if isinstance(character, dict):
        asked = _asked(character)
        avatar = avatars.get(asked) or avatars.get(asked.partition(".")[0])
        kept = {name: value for name, value in character.items() if name in _SHARED}
        made["character"] = {"type": "avatar", "avatar_id": presenter(asked, avatar), **kept}
    if isinstance(voice, dict) and voice.get("type") == "text":
        asked = str(voice.get("voice_id") or "")
        made["voice"] = {**voice, "voice_id": speaker(asked, voices.get(asked), avatar)}
    return made


def presenter(asked: str, avatar: Avatar | None) -> str:
    """The member of the embedded cast who stands in for an avatar."""
    cast = local.presenters()
    alike = [each.id for each in cast if avatar and avatar.gender and each.gender == avatar.gender.lower()]
    return _chosen(asked, alike or [each.id for each in cast])


def speaker(asked: str, voice: Voice | None, avatar: Avatar | None) -> str:
    """The embedded voice that stands in: of the same language and gender, where they are known."""
    offered = local.voices()
    locale = ((voice.locale if voice else "") or (avatar.locale if avatar else "") or "en").lower()
    gender = ((voice.gender if voice else "") or (avatar.gender if avatar else "")).lower()
    alike = [each for each in offered if each.locale.lower() == locale]
    alike = alike or [each for each in offered if each.locale.partition("-")[0] == locale.partition("-")[0]]
    alike = alike or [each for each in offered if each.locale.startswith("en")]
    same = [each.id for each in alike if each.gender == gender]
    return _chosen(asked, same or [each.id for each in alike])


def _chosen(asked: str, among: Sequence[str]) -> str:
    """Always the same one for the same id."""
    return among[int.from_bytes(hashlib.sha256(asked.encode()).digest()[:4], "big") % len(among)]
