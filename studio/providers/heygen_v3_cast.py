"""What a HeyGen account has, as v3 lists it: avatars by their looks, voices, templates, and what is left."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from studio.net.client import Client
from studio.providers import heygen_words, replies
from studio.providers.base import NoNews, Offer, TemplateOffer
from studio.providers.heygen_cast import gender_of, voice_of
from studio.providers.heygen_templates import filled
from studio.providers.heygen_v3_words import data_of, every, text
from studio.vocabulary import AvatarKind

LOOKS_A_PAGE, VOICES_A_PAGE, TEMPLATES_A_PAGE = 50, 100, 50
MOST_TEMPLATES: Final = 500
"""Templates whose variables are asked for."""
_UNREADY: Final = ("processing", "pending_consent", "failed")


async def cast(client: Client) -> tuple[Offer, ...] | NoNews:
    """Every look is one offer: its id is what an order names. What is still being made is left out."""
    found = await every(client, "/v3/avatars/looks", limit=LOOKS_A_PAGE)
    if isinstance(found, NoNews):
        return found
    return tuple(_look(item) for item in found if item.get("id") and str(item.get("status")).lower() not in _UNREADY)


async def voices(client: Client) -> tuple[Offer, ...] | NoNews:
    found = await every(client, "/v3/voices", limit=VOICES_A_PAGE)
    if isinstance(found, NoNews):
        return found
    return tuple(offer for offer in map(voice_of, found) if offer.id)


async def templates(client: Client) -> tuple[TemplateOffer, ...] | NoNews:
    """The list, and each one's variables by its own address."""
    found = await every(client, "/v3/templates", limit=TEMPLATES_A_PAGE)
    if isinstance(found, NoNews):
        return found
    lines = [item for item in found if isinstance(item.get("id"), str) and item["id"]][:MOST_TEMPLATES]
    return await filled(
        client, lines, place=lambda line: f"/v3/templates/{quote(line['id'], safe='')}", offer=_template
    )  # fmt: skip


async def balance(client: Client) -> str | NoNews:
    reply = await client.call("GET", "/v3/users/me")
    found = data_of(reply)
    return (_left(found) if found else "") or heygen_words.no_news(reply)


def _template(line: dict[str, Any], variables: dict[str, Any]) -> TemplateOffer:
    name, title, aspect, picture = text(line, "id", "name", "aspect_ratio", "thumbnail_url")
    return TemplateOffer(name, title or name, aspect, variables, replies.address(picture))


def _look(item: dict[str, Any]) -> Offer:
    name, title, kind, voice, picture, clip = text(
        item, "id", "name", "avatar_type", "default_voice_id", "preview_image_url", "preview_video_url"
    )
    tags = item.get("tags")
    return Offer(
        name, title or name, _kind(kind, own=item.get("status") is not None).value, gender_of(item), voice=voice,
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        picture_url=replies.address(picture), sample_url=replies.address(clip),
    )  # fmt: skip


def _kind(word: str, *, own: bool) -> AvatarKind:
    """A digital twin is the account's own only when it has a status; HeyGen offers such of its actors to everybody."""
    if word == "photo_avatar":
        return AvatarKind.TALKING_PHOTO
    return AvatarKind.TWIN if word == "digital_twin" and own else AvatarKind.PRESENTER


def _left(told: dict[str, Any]) -> str:
    """In HeyGen's three ways of billing; "" when it tells nothing."""
    wallet, plan, usage = (_part(told, name) for name in ("wallet", "subscription", "usage_based"))
    if left := replies.amount(wallet.get("remaining_balance")):
        return f"{left} {'credits' if wallet.get('currency') == 'credits' else 'USD'}"
    found = (_part(_part(plan, "credits"), name).get("remaining") for name in ("premium_credits", "add_on_credits"))
    pools = [pool for pool in found if replies.amount(pool)]
    if left := replies.amount(sum(pools)) if pools else replies.amount(usage.get("remaining_credits")):
        return f"{left} credits"
    if spent := replies.amount(usage.get("spending_current_usd")):
        cap = replies.amount(usage.get("spending_cap_usd"))
        return f"{spent} USD spent" + (f" of {cap} USD" if cap else "")
    return ""


def _part(found: dict[str, Any], name: str) -> dict[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}
