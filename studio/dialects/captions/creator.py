"""`/creator/submit`: a script and a name become a storyboard of one scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from studio.dialects.captions.words import Refused
from studio.dialects.shapes import LINK, TEXT, asked, each, many, said, shape, text, word

DEFAULT_CREATOR: Final = "Kate"
LONGEST: Final = 800
"""Characters of a script."""
Resolution = Literal["fhd", "4k"]
SIZES: Final[dict[Resolution, tuple[int, int]]] = {"fhd": (1080, 1920), "4k": (2160, 3840)}
ORDER: Final = asked(
    "CreatorOrder", "script",
    script=text(least=1, most=LONGEST),
    creatorName=said({**TEXT, "default": DEFAULT_CREATOR}, "A name of /api/creator/list."),
    resolution=word(*SIZES, default="4k"),
    webhookId=said(TEXT, "Who is told of the end: an id of /api/webhooks/register."),
)  # fmt: skip
CREATORS: Final = shape(
    "Creators", supportedCreators=many(TEXT), thumbnails=each(shape("Thumbnails", imageUrl=LINK, videoUrl=LINK))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CreatorOrder:
    """A checked request. `creator` is a name of the creator list; `webhook_id` "" when nobody is to be told."""

    script: str
    creator: str
    resolution: Resolution
    webhook_id: str


def creator_order(body: dict[str, Any]) -> CreatorOrder:
    """The order in a request's body. Unknown members are passed over; null is as good as leaving one out.

    Raises Refused with the detail to send.
    """
    script = _text(body, "script", "")
    if not script.strip():
        raise Refused("script is required.")
    if len(script) > LONGEST:
        raise Refused(f"script must be at most {LONGEST} characters; it has {len(script)}.")
    resolution = _text(body, "resolution", "4k")
    if resolution not in SIZES:
        raise Refused("resolution must be 'fhd' or '4k'.")
    return CreatorOrder(
        script, _text(body, "creatorName", "") or DEFAULT_CREATOR, resolution,
        _text(body, "webhookId", ""),
    )  # fmt: skip


def _text(body: dict[str, Any], name: str, otherwise: str) -> str:
    value = body.get(name)
    if value is None:
        return otherwise
    if not isinstance(value, str):
        raise Refused(f"{name} must be a string.")
    return value


def storyboard_of(order: CreatorOrder, *, character: dict[str, Any], voice_id: str, backdrop: str) -> dict[str, Any]:
    """One upright scene: the creator before their own backdrop, saying the script."""
    width, height = SIZES[order.resolution]
    return {
        "title": " ".join(order.script.split())[:60],
        "dimension": {"width": width, "height": height},
        "resolution": order.resolution,
        "fps": 30,
        "scenes": [
            {
                "character": character,
                "voice": {"type": "text", "voice_id": voice_id, "input_text": order.script},
                "background": {"type": "color", "value": backdrop},
            }
        ],
    }
