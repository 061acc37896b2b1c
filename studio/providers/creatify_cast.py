"""What Creatify offers: personas, voices, and the templates that were made in its editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from studio.dialects.creatify.cast import ACCENTS, GENDERS
from studio.net.client import Answered, Client, together
from studio.providers import creatify_words as words
from studio.providers import replies
from studio.providers.base import NoNews, Offer, TemplateOffer
from studio.providers.replies import text
from studio.vocabulary import AvatarKind

MOST_TEMPLATES: Final = 100
"""Templates whose variables are asked for."""
STOCK: Final = ("", "stock", "public", "official")
"""Types of personas that everybody has; any other is somebody's own."""
_GENDERS: Final = {short: word for word, short in GENDERS.items()}
_LOCALES: Final = {name.casefold(): locale for locale, name in ACCENTS.items()}
_LANGUAGES: Final = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en", "finnish": "fi",
    "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu",
    "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko", "norwegian": "no", "polish": "pl",
    "portuguese": "pt", "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "thai": "th",
    "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip
_TYPES: Final = {
    "text": "text", "image": "image", "video": "video", "audio": "audio", "avatar": "avatar", "voiceover": "voice",
}  # fmt: skip
_DEFAULTS: Final = {"text": "content", "avatar": "avatar_id", "voice": "voice_id"}


async def personas(client: Client) -> tuple[Offer, ...] | NoNews:
    found = await words.listed(client, "/api/personas/")
    if isinstance(found, NoNews):
        return found
    return tuple(_persona(each) for each in found if words.safe_id(each.get("id")) and _is_there(each))


def _is_there(persona: Mapping[str, Any]) -> bool:
    """Own personas take a day or two, and some are refused."""
    return persona.get("is_active") is not False and not text(persona.get("failed_reason"))


def _persona(given: Mapping[str, Any]) -> Offer:
    kind = AvatarKind.PRESENTER if text(given.get("type")).lower() in STOCK else AvatarKind.TWIN
    tags = [*_list(given.get("suitable_industries")), *(text(given.get(name)) for name in ("location", "style"))]
    pictures = ("preview_image_9_16", "preview_image_16_9", "preview_image_1_1")
    clips = ("preview_video_9_16", "portrait_preview_video", "preview_video_16_9", "landscape_preview_video",
             "preview_video_1_1", "squared_preview_video")  # fmt: skip
    return Offer(
        given["id"], text(given.get("creator_name")) or "Persona", kind.value,
        _GENDERS.get(text(given.get("gender")).lower(), ""),
        tags=tuple(dict.fromkeys(tag for tag in tags if tag and tag != "other")),
        picture_url=_first(given, pictures), sample_url=_first(given, clips),
    )  # fmt: skip


async def voices(client: Client) -> tuple[Offer, ...] | NoNews:
    """An accent of a voice is what an order names."""
    found = await words.listed(client, "/api/voices/")
    if isinstance(found, NoNews):
        return found
    return tuple(offer for voice in found for offer in _accents(voice))


def _accents(voice: Mapping[str, Any]) -> Iterator[Offer]:
    accents = voice.get("accents")
    for accent in accents if isinstance(accents, list) else []:
        if isinstance(accent, dict) and words.safe_id(accent.get("id")):
            spoken = text(accent.get("accent_name")).removesuffix("accent").strip()
            name = text(voice.get("name")) or "Voice"
            gender = text(voice.get("gender")).lower()
            yield Offer(
                accent["id"], f"{name} ({spoken})" if spoken else name, gender=_GENDERS.get(gender, gender),
                language=spoken, locale=_locale(spoken), sample_url=replies.address(accent.get("preview_url")),
            )  # fmt: skip


def _locale(spoken: str) -> str:
    """Of "British English"; "" when no language is named in it."""
    last = spoken.casefold().rpartition(" ")[2]
    return _LOCALES.get(spoken.casefold()) or _LANGUAGES.get(last, "")


async def templates(client: Client) -> tuple[TemplateOffer, ...] | NoNews:
    """With their variables. One that was deleted meanwhile is left out; without an answer there is none at all."""
    listed = await words.listed(client, "/api/custom_templates/")
    if isinstance(listed, NoNews):
        return listed
    ids = [id for each in listed if (id := words.safe_id(each.get("template_id")))][:MOST_TEMPLATES]
    answers = await together(client.call("GET", f"/api/custom_templates/{id}/") for id in ids)
    made = []
    for reply in answers:
        found = reply.json() if isinstance(reply, Answered) and reply.good else None
        if isinstance(found, dict) and words.safe_id(found.get("template_id")):
            made.append(_template(found))
        elif not (isinstance(reply, Answered) and reply.status == 404 and words.said(reply)):
            return words.no_news(reply)
    return tuple(made)


def _template(found: Mapping[str, Any]) -> TemplateOffer:
    given = found.get("variables")
    variables = {
        name: {"type": kind, "default": _default(kind, each)}
        for name, each in (given.items() if isinstance(given, dict) else ())
        if isinstance(each, dict) and (kind := _TYPES.get(text(each.get("type")).lower()))
    }
    name, shape = text(found.get("name")) or "Template", text(found.get("aspect_ratio")).replace("x", ":")
    return TemplateOffer(found["template_id"], name, shape, variables, replies.address(found.get("preview")))


def _default(kind: str, variable: Mapping[str, Any]) -> Any:
    """The inner names of a template's variables were never documented: those of an order, or beside the type."""
    inside = variable.get("properties")
    inside = inside if isinstance(inside, dict) else variable
    if name := _DEFAULTS.get(kind):
        value = inside.get(name)
        return value if isinstance(value, str) else ""
    url = replies.address(inside.get("url"))
    return {"url": url} if url else ""


def _list(found: Any) -> list[str]:
    """A list of words, or one text with commas between them: pages and answers differ."""
    every = found.split(",") if isinstance(found, str) else found if isinstance(found, list) else []
    return [each.strip() for each in every if isinstance(each, str) and each.strip()]


def _first(given: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((url for name in names if (url := replies.address(given.get(name)))), "")
