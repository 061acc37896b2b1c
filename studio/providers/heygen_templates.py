"""Templates that lie at HeyGen: which there are, what varies in them, and the variables of an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from studio.net.client import Answered, Client, Reply, together
from studio.providers import replies
from studio.providers.base import NoNews, TemplateOffer
from studio.providers.heygen_files import Uploads
from studio.providers.heygen_words import no_news, said

MOST: Final = 100
"""Templates whose variables are asked for."""
_OURS: Final = {"character": "avatar"}
_THEIRS: Final = {"avatar": "character", "voiceover": "voice"}
_SHAPES: Final = {"landscape": "16:9", "portrait": "9:16", "square": "1:1"}
_KNOWN: Final = ("text", "image", "video", "audio", "avatar", "voice")


async def offers(client: Client) -> tuple[TemplateOffer, ...] | NoNews:
    """All of them with their variables, or none: half a list would retire the other half."""
    reply = await client.call("GET", "/v2/templates")
    found = reply.member("data", "templates") if isinstance(reply, Answered) and reply.good else None
    if not isinstance(found, list):
        return no_news(reply)
    lines = [line for line in found if isinstance(line, dict) and isinstance(line.get("template_id"), str)][:MOST]
    return await filled(client, lines, place=lambda line: address(line["template_id"]), offer=_offer)


async def filled(
    client: Client, lines: Sequence[dict[str, Any]], *, place: Callable[[dict[str, Any]], str],
    offer: Callable[[dict[str, Any], dict[str, Any]], TemplateOffer],
) -> tuple[TemplateOffer, ...] | NoNews:  # fmt: skip
    """The templates of a list, each with its variables, which are told at its `place` alone. One that was deleted
    meanwhile is left out.
    """
    answers = await together(client.call("GET", place(line)) for line in lines)
    made = []
    for line, answer in zip(lines, answers, strict=True):
        variables = variables_of(answer)
        if variables is not None:
            made.append(offer(line, variables))
        elif not (isinstance(answer, Answered) and answer.status == 404 and said(answer)):
            return no_news(answer)
    return tuple(made)


def address(template_id: str) -> str:
    return f"/v2/template/{quote(template_id, safe='')}"


def variables(given: Mapping[str, Mapping[str, Any]], uploads: Uploads) -> dict[str, Any]:
    """An order's variables in HeyGen's form: ours call a character an avatar, and a voice a voiceover."""
    return {
        name: {
            "name": name, "type": _THEIRS.get(str(each["type"]), str(each["type"])),
            "properties": _properties(str(each["type"]), each.get("properties") or {}, uploads),
        }
        for name, each in given.items()
    }  # fmt: skip


def _properties(kind: str, given: Mapping[str, Any], uploads: Uploads) -> dict[str, Any]:
    made = {name: value for name, value in given.items() if value is not None}
    if kind in ("avatar", "character"):
        asked = str(made.get("avatar_id") or made.get("talking_photo_id") or made.get("character_id") or "")
        asked = uploads[asked].id if asked in uploads else asked
        photo = made.get("talking_photo_id") or made.get("type") == "talking_photo"
        return {"character_id": asked, "type": "talking_photo" if photo else "avatar"}
    if (known := uploads.get(str(made.get("asset_id")))) is not None:
        made["asset_id"] = known.id
    return made


def variables_of(reply: Reply) -> dict[str, dict[str, Any]] | None:
    """What varies in a template, as any version tells it; None when the answer doesn't."""
    found = reply.member("data", "variables") if isinstance(reply, Answered) and reply.good else None
    if not isinstance(found, dict):
        return None
    return {
        name: {"type": kind, "default": _default(kind, each.get("properties"))}
        for name, each in found.items()
        if isinstance(each, dict) and (kind := _OURS.get(str(each.get("type")), str(each.get("type")))) in _KNOWN
    }


def _default(kind: str, properties: Any) -> Any:
    """A text, an id or {"url"}; "" for none."""
    found = properties if isinstance(properties, dict) else {}
    if kind in ("text", "avatar", "voice"):
        value = found.get({"text": "content", "avatar": "character_id", "voice": "voice_id"}[kind])
        return value if isinstance(value, str) else ""
    url = replies.address(found.get("url"))
    return {"url": url} if url else str(found.get("asset_id") or "")


def _offer(line: Mapping[str, Any], found: Mapping[str, Mapping[str, Any]]) -> TemplateOffer:
    shape = str(line.get("aspect_ratio") or "")
    return TemplateOffer(
        line["template_id"], str(line.get("name") or line["template_id"]), _SHAPES.get(shape, shape), found,
        replies.address(line.get("thumbnail_image_url")),
    )  # fmt: skip
