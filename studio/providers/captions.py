"""Captions' AI Creator (api.captions.ai) as a provider: one take a scene, a creator who says one script.

What is doubtful about the wire, and what was chosen: docs/providers/captions.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from studio.net import signature
from studio.net.client import Answered, Client, Reply
from studio.providers import captions_twins, replies
from studio.providers.base import (
    Adapter,
    Connection,
    Features,
    Forged,
    HookNews,
    NoNews,
    Offer,
    Outcome,
    Refused,
    Registered,
    Standing,
    Submitted,
    TakeNews,
    TakeOrder,
    TwinNews,
    TwinOrder,
)
from studio.providers.spoken import respelled, unusual
from studio.storyboard.script import pause_tags
from studio.vocabulary import AvatarKind

BASE_URL: Final = "https://api.captions.ai"
LONGEST_SCRIPT: Final = 800
NEXT_POLL = 5.0
EVENTS: Final = ("creator.success", "creator.failure")
PRICE: Final = 100
"""Hundredths of a credit a second of finished video: one credit."""
_SPEAKS: Final = "Captions speaks one script with one creator: {}"
REFUSES: Final = {
    "character.offset": _SPEAKS.format("it can't place them."),
    "character.scale": _SPEAKS.format("it can't scale them."),
    "character.avatar_style": _SPEAKS.format("it has no circle, square or close-up."),
    "character.matting": _SPEAKS.format("it can't cut them out."),
    "voice.audio": _SPEAKS.format("it takes no recordings."),
    "voice.silence": _SPEAKS.format("it makes no silent scenes."),
    "voice.speed": _SPEAKS.format("their speed is their own."),
    "voice.pitch": _SPEAKS.format("their pitch is their own."),
    "voice.emotion": _SPEAKS.format("their temper is their own."),
    "voice.locale": _SPEAKS.format("their accent is their own."),
    "voice.pause": _SPEAKS.format("it makes no pauses inside a script."),
    "background": _SPEAKS.format("it can't change what is behind them."),
    "output_format": "Captions makes no transparent videos: choose MP4.",
}


def headers_of(connection: Connection) -> dict[str, str]:
    return {"x-api-key": connection.credentials.get("api_key", "")}


class Captions(Adapter):
    """One take a scene, one webhook a video: its id (the option `webhook_id`) goes with every order."""

    base_url = BASE_URL
    default_price = PRICE
    features = Features(
        longest_script=LONGEST_SCRIPT, scenes_a_take=1, twins=True, webhooks=True, most_at_once=5, submits_a_minute=5,
        refuses=REFUSES,
    )  # fmt: skip

    def headers(self, connection: Connection) -> dict[str, str]:
        return headers_of(connection)

    def split(self, storyboard: Mapping[str, Any]) -> tuple[tuple[int, ...], ...]:
        return tuple((index,) for index in range(len(storyboard["scenes"])))

    def problems(self, storyboard: Mapping[str, Any]) -> dict[str, str]:
        """A colour behind them is passed over: every scene has one."""
        webm = storyboard.get("output_format") == "webm"
        found = {"output_format": REFUSES["output_format"]} if webm else {}
        entries = storyboard.get("pronunciations") or ()
        for index, scene in enumerate(storyboard["scenes"]):
            wrong = [*_of_voice(scene.get("voice") or {}, entries), *_of_what_is_seen(scene)]
            found |= {f"scenes.{index}.{field}": text for field, text in wrong}
        return found

    def quote(self, storyboard: Mapping[str, Any], seconds: float, *, price: int) -> int:
        """Whole seconds, rounded up once a take: Captions charges for a generated second."""
        return math.ceil(round(seconds, 3)) * price

    async def submit(self, client: Client, connection: Connection, order: TakeOrder) -> Outcome:
        scene = order.storyboard["scenes"][0]
        body = {
            "script": scene["voice"]["input_text"],
            "creatorName": scene["character"]["avatar_id"],
            "resolution": order.storyboard.get("resolution") or "fhd",
        }
        if webhook := connection.options.get("webhook_id"):
            body["webhookId"] = str(webhook)
        reply = await client.call("POST", "/api/creator/submit", body=body)
        return replies.outcome(reply, "Captions", said=_said, accepted=captions_twins.accepted)

    async def find(
        self, client: Client, connection: Connection, orders: Sequence[TakeOrder], *, known: Collection[str] = ()
    ) -> Mapping[str, Submitted]:
        """Captions has no list of operations: a lost reply can't be found again."""
        return {}

    async def fetch(self, client: Client, connection: Connection, external_id: str) -> TakeNews | NoNews:
        """The id goes in the body and in the header: servers of different years read the one or the other."""
        reply = await client.call(
            "POST", "/api/creator/poll", body={"operationId": external_id}, headers={"x-operation-id": external_id}
        )
        if isinstance(reply, Answered) and reply.status == 404:
            return TakeNews(Standing.GONE, "404", reason="Captions knows no such video any more.")
        found = reply.json() if isinstance(reply, Answered) and reply.good else None
        if not isinstance(found, dict) or not isinstance(found.get("state"), str):
            return replies.no_news(reply, "Captions", said=_said)
        return _news(found)

    async def cancel(self, client: Client, connection: Connection, external_id: str) -> bool:
        return False

    async def cast(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews:
        reply = await client.call("POST", "/api/creator/list", body={})
        found = reply.json() if isinstance(reply, Answered) and reply.good else None
        names = found.get("supportedCreators") if isinstance(found, dict) else None
        if not isinstance(found, dict) or not isinstance(names, list):
            return replies.no_news(reply, "Captions", said=_said)
        pictures = found.get("thumbnails")
        pictures = pictures if isinstance(pictures, dict) else {}
        return tuple(_offer(name, pictures.get(name)) for name in names if isinstance(name, str) and name)

    async def voices(self, client: Client, connection: Connection) -> tuple[Offer, ...] | NoNews:
        """A creator brings their own voice and language."""
        return (Offer("creator", "The creator's own voice"),)

    async def balance(self, client: Client, connection: Connection) -> str | NoNews:
        return NoNews("Captions doesn't tell what is left.")

    async def twin_languages(self, client: Client, connection: Connection) -> tuple[str, ...] | NoNews:
        return await captions_twins.languages(client, said=_said)

    async def twin_script(self, client: Client, connection: Connection, language: str) -> str | NoNews:
        return await captions_twins.script(client, language, said=_said)

    async def create_twin(self, client: Client, connection: Connection, order: TwinOrder) -> Outcome:
        return await captions_twins.create(client, order, said=_said)

    async def twin_status(
        self, client: Client, connection: Connection, external_id: str, *, name: str
    ) -> TwinNews | NoNews:
        return await captions_twins.status(client, external_id, name=name, said=_said)

    async def twins_named(self, client: Client, connection: Connection, name: str) -> tuple[str, ...] | NoNews:
        return await captions_twins.named(client, name, said=_said)

    async def delete_twin(self, client: Client, connection: Connection, avatar_id: str) -> bool | NoNews:
        return await captions_twins.delete(client, avatar_id, said=_said)

    async def register_webhook(
        self, client: Client, connection: Connection, url: str, *, known: str = ""
    ) -> Registered | Refused | NoNews:
        """Changing a registration gives a new secret. One that was deleted at Captions is registered anew."""
        wanted = {"url": url, "enabledEvents": list(EVENTS)}
        if known:
            reply = await client.call("POST", "/api/webhooks/update", body={"id": known, **wanted})
            if made := _registered(reply):
                return made
        reply = await client.call("POST", "/api/webhooks/register", body=wanted)
        if made := _registered(reply):
            return made
        if isinstance(reply, Answered) and 400 <= reply.status < 429 and _said(reply):
            return Refused(_said(reply))
        return replies.no_news(reply, "Captions", said=_said)

    def read_webhook(
        self, connection: Connection, headers: Mapping[str, str], body: bytes, *, now: float
    ) -> HookNews | Forged:
        """Its secret comes as a Bearer token. There is no id: the same words about the same video are the same."""
        secret = connection.credentials.get("webhook_secret", "")
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if not secret or scheme.lower() != "bearer" or not signature.same(token.strip(), secret):
            return Forged("The Bearer token is not this account's secret.")
        try:
            found = json.loads(body)
            event, operation = str(found["event"]), str(found["operationId"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return Forged("It names no event and operation.")
        return HookNews(f"{operation}:{event}", event, operation)


def _of_voice(voice: Mapping[str, Any], entries: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    if voice.get("type") != "text":
        yield "voice.type", REFUSES["voice.silence" if voice.get("type") == "silence" else "voice.audio"]
        return
    script = voice.get("input_text") or ""
    if len(script) > LONGEST_SCRIPT:
        yield "voice.input_text", f"Captions reads {LONGEST_SCRIPT} characters a scene: cut it in two."
    elif pause_tags(script):
        yield "voice.input_text", REFUSES["voice.pause"]
    elif told := respelled(script, entries, provider="Captions"):
        yield "voice.input_text", told
    for name in unusual(voice):
        yield f"voice.{name}", REFUSES[f"voice.{name}"]


def _of_what_is_seen(scene: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    character, background = scene.get("character") or {}, scene.get("background") or {}
    if character.get("type", "avatar") != "avatar" or not character.get("avatar_id"):
        yield "character.type", "Captions needs one of its creators in every scene."
    if character.get("scale", 1) != 1:
        yield "character.scale", REFUSES["character.scale"]
    if any((character.get("offset") or {}).values()):
        yield "character.offset", REFUSES["character.offset"]
    if character.get("avatar_style", "normal") != "normal":
        yield "character.avatar_style", REFUSES["character.avatar_style"]
    if character.get("matting"):
        yield "character.matting", REFUSES["character.matting"]
    if background.get("type") in ("image", "video"):
        yield "background.type", REFUSES["background"]


def _said(reply: Answered) -> str:
    """The provider's own words, shortened; "" for a gateway's page."""
    detail = reply.member("detail")
    if isinstance(detail, list):  # the newer host's way
        detail = "; ".join(str(each.get("msg", "")) for each in detail if isinstance(each, dict))
    return detail.strip()[: replies.LONGEST_REASON] if isinstance(detail, str) else ""


def _news(found: Mapping[str, Any]) -> TakeNews:
    word = str(found["state"])
    standing = captions_twins.standing_of(word)
    url = replies.address(found.get("url"))
    if standing is Standing.DONE and not url:
        standing = Standing.RUNNING  # it says it is ready and not where: the next answer may
    reason = next((str(found[name]) for name in ("error", "message", "detail") if found.get(name)), "")
    return TakeNews(
        standing, word, progress=replies.percent(found.get("progress")), reason=reason[: replies.LONGEST_REASON],
        next_poll=NEXT_POLL, video_url=url if standing is Standing.DONE else "", raw=dict(found),
    )  # fmt: skip


def _registered(reply: Reply) -> Registered | None:
    webhook, secret = ("", "")
    if isinstance(reply, Answered) and reply.good:
        webhook, secret = reply.member("id"), reply.member("secret")
    told = isinstance(webhook, str) and isinstance(secret, str) and webhook and secret
    return Registered(webhook, secret) if told else None


def _offer(name: str, pictures: Any) -> Offer:
    pictures = pictures if isinstance(pictures, dict) else {}
    kind = AvatarKind.TWIN if name.startswith("twin-") else AvatarKind.PRESENTER
    shown = name.split("-", 2)[-1] if kind is AvatarKind.TWIN else name
    return Offer(
        name, shown, kind.value, voice="creator", picture_url=str(pictures.get("imageUrl") or ""),
        sample_url=str(pictures.get("videoUrl") or ""),
    )  # fmt: skip
