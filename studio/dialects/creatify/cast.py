"""Personas and voices in Creatify's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from studio.dialects.shapes import (
    FLAG,
    LINK,
    MOMENT,
    TEXT,
    UUID,
    WHOLE,
    Schema,
    many,
    nullable,
    said,
    shape,
    whole,
    word,
)

GENDERS: Final = {"female": "f", "male": "m"}
AGES: Final = ("child", "teen", "senior")
"""Ours that Creatify has, too; everybody else is an adult."""
ACCENTS: Final = {
    "en-US": "American English", "en-GB": "British English", "en-AU": "Australian English", "en-IN": "Indian English",
    "es-ES": "Castilian Spanish", "es-MX": "Mexican Spanish", "pt-BR": "Brazilian Portuguese", "pt-PT": "Portuguese",
}  # fmt: skip
FILTERS: Final = ("gender", "age_range", "location", "style")
_RATIOS = ("16_9", "1_1", "9_16")
PERSONA: Final = shape(
    "Persona", id=UUID, created_at=MOMENT, updated_at=MOMENT, gender=word("f", "m", "nb"), creator_name=TEXT,
    suitable_industries=many(TEXT),
    **{f"preview_image_{ratio}": LINK for ratio in _RATIOS},
    **{f"preview_video_{ratio}": nullable(LINK) for ratio in _RATIOS},
    landscape_preview_video=nullable(LINK), squared_preview_video=nullable(LINK),
    portrait_preview_video=nullable(LINK), is_active=FLAG,
    process_status=TEXT, failed_reason=TEXT, type=word("byoa", "stock"), age_range=TEXT, location=TEXT, style=TEXT,
    video_scene=TEXT, keywords=TEXT,
)  # fmt: skip
PERSONAS_ASKED: Final = {
    **{name: said(TEXT, "Several with commas between.") for name in (*FILTERS, "suitable_industries")},
    "keyword": TEXT,
}  # fmt: skip
COUNT: Final = shape("PersonaCount", max_count=WHOLE, current_count=WHOLE)
VOICE: Final = shape(
    "Voice", name=TEXT, gender=TEXT, accents=many(shape("Accent", id=UUID, accent_name=TEXT, preview_url=LINK))
)  # fmt: skip
MUSICS: Final = shape("Musics", page=whole(1), page_size=WHOLE, count=WHOLE, results=many(TEXT, most=0))
PAGE_ASKED: Final = {"page": whole(1, default=1), "page_size": whole(1, 100, default=10)}


def in_pages(item: Schema) -> Schema:
    """The shape of one page of a list, for that of an item."""
    return shape(count=WHOLE, next=nullable(LINK), previous=nullable(LINK), results=many(item))


def persona(
    *, uuid: str, created_at: str, name: str, gender: str, age: str, tags: list[str], own: bool, scene: str,
    picture: str, clip: str,
) -> dict[str, Any]:  # fmt: skip
    """`own`: the team's own photo or twin, which stands nowhere in particular; else a presenter in a studio. `clip` ""
    for none.
    """
    film = clip or None
    return {
        "id": uuid, "created_at": created_at, "updated_at": created_at,
        "gender": GENDERS.get(gender, "nb"), "creator_name": name, "suitable_industries": list(tags),
        **{f"preview_image_{ratio}": picture for ratio in _RATIOS},
        **{f"preview_video_{ratio}": film for ratio in _RATIOS},
        "landscape_preview_video": film, "squared_preview_video": film, "portrait_preview_video": film,
        "is_active": True, "process_status": "done", "failed_reason": "", "type": "byoa" if own else "stock",
        "age_range": age if age in AGES else "adult", "location": "other" if own else "indoor",
        "style": "other" if own else "presenter", "video_scene": scene, "keywords": ", ".join(tags),
    }  # fmt: skip


def wanted(found: Mapping[str, Any], asked: Mapping[str, str]) -> bool:
    """Whether a persona passes the filters of a query; each takes several words with commas between."""
    for name in FILTERS:
        words = _words(asked.get(name, ""))
        if words and str(found[name]) not in words:
            return False
    industries = _words(asked.get("suitable_industries", ""))
    if industries and not industries & {each.lower() for each in found["suitable_industries"]}:
        return False
    searched = f"{found['creator_name']} {found['keywords']} {found['video_scene']}".casefold()
    return asked.get("keyword", "").strip().casefold() in searched


def _words(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",") if word.strip()}


def voice(*, uuid: str, name: str, gender: str, language: str, locale: str, preview: str) -> dict[str, Any]:
    """A voice has one accent here; its id is what names the voice everywhere."""
    accent = ACCENTS.get(locale, language or locale or "Neutral")
    return {
        "name": name, "gender": gender or "neutral",
        "accents": [{"id": uuid, "accent_name": f"{accent} accent", "preview_url": preview}],
    }  # fmt: skip


def page_of(found: list[Any], *, page: int, size: int, address: str, filters: str = "") -> dict[str, Any] | None:
    """One page in the shape of Django REST framework; None when there is no such page.

    `address` is the list's own; `filters` what else its query says, which the next page's says, too.
    """
    last, kept = max(1, -(-len(found) // size)), f"{filters}&" if filters else ""
    if not 1 <= page <= last:
        return None

    def link(number: int) -> str | None:
        return f"{address}?{kept}page={number}&page_size={size}" if 1 <= number <= last else None

    return {
        "count": len(found), "next": link(page + 1), "previous": link(page - 1),
        "results": found[(page - 1) * size : page * size],
    }  # fmt: skip
