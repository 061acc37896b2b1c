"""Templates, as v3 lists them and has them filled in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import model_validator

from studio.dialects.heygen import templates as v2
from studio.dialects.shapes import LINK, SECONDS, TEXT, many, more, nullable, shape, word

LINE: Final = shape(
    "V3Template", id=TEXT, name=TEXT, aspect_ratio=TEXT, thumbnail_url=LINK, created_at=SECONDS, updated_at=SECONDS
)  # fmt: skip
_USED: Final = shape(name=TEXT, variable_type=word("text", "image", "video", "audio", "character", "voice"))
DETAIL: Final = more(
    LINE, "V3TemplateDetail", variables=v2.VARIABLES["properties"]["variables"], scene_ids=many(TEXT),
    scenes=many(shape("V3TemplateScene", scene_id=TEXT, script=nullable(TEXT), variables=many(_USED))),
)  # fmt: skip


class V3FromTemplate(v2.FromTemplate):
    """`POST /v3/templates/{id}`: as v2's, but that the variables have to be there, and subtitles mean captions."""

    variables: v2.Variables

    @model_validator(mode="before")
    @classmethod
    def _subtitles_are_seen(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("subtitles") and given.get("caption") is None:
            return {**given, "caption": True}
        return given


def line(
    id: str, *, name: str, picture: str, width: int, height: int, created: int, updated: int
) -> dict[str, Any]:  # fmt: skip
    """One template of the list."""
    unit = math.gcd(width, height)
    return {
        "id": id, "name": name, "aspect_ratio": f"{width // unit}:{height // unit}", "thumbnail_url": picture,
        "created_at": created, "updated_at": updated,
    }  # fmt: skip


def scene(number: int, *, script: str | None, variables: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """One scene; `variables` are those it uses, each with its type of ours."""
    used = [{"name": name, "variable_type": v2.type_of(kind)} for name, kind in variables]
    return {"scene_id": v2.scene_id(number), "script": script, "variables": used}


def detail(
    line: dict[str, Any], *, variables: Mapping[str, Mapping[str, Any]], scenes: list[dict[str, Any]]
) -> dict[str, Any]:  # fmt: skip
    """One template by itself, with what varies in it and where."""
    return {
        **line, "variables": v2.variables(variables), "scene_ids": [each["scene_id"] for each in scenes],
        "scenes": scenes,
    }  # fmt: skip
