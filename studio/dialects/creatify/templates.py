"""`custom_template_jobs`: a template and values for its variables; and the older shape, visual_style and data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from studio.dialects.creatify.fields import NO_TEXT, REQUIRED, Fields, is_address
from studio.dialects.creatify.words import COMMON, ECHOED, JOB, URL_MAX, Common, answer, common_of
from studio.dialects.news import JobNews
from studio.dialects.shapes import (
    LINK,
    MOMENT,
    TEXT,
    UUID,
    Schema,
    asked,
    each,
    many,
    more,
    nullable,
    said,
    shape,
    word,
)
from studio.storyboard.gaps import Value

OURS: Final = {
    "text": "text", "image": "image", "video": "video", "audio": "audio", "avatar": "avatar", "voiceover": "voice",
}  # fmt: skip
"""Creatify's types of variables, and the studio's."""
THEIRS: Final = {ours: theirs for theirs, ours in OURS.items()}
KEYS: Final = {
    "text": "content", "image": "url", "video": "url", "audio": "url", "avatar": "avatar_id", "voiceover": "voice_id",
}  # fmt: skip
"""The one property of each type."""


VARIABLE: Final[Schema] = {
    "title": "Variable",
    "anyOf": [shape(type=word(kind), properties=shape(**{key: TEXT})) for kind, key in KEYS.items()],
}
"""As it is sent, and as it is shown."""
ORDER: Final = asked(
    "TemplateOrder", "template_id", "variables", template_id=UUID,
    variables=said(each({"anyOf": [VARIABLE, TEXT]}), "By name. A bare text is a text's content."),
    **COMMON,
)  # fmt: skip
LEGACY_ORDER: Final = asked(
    "LegacyOrder", "visual_style", "data", visual_style=said(TEXT, "A template's name or id."),
    data=said({"type": "object"}, "Values by the names of the template's variables, at any depth."), **COMMON,
)  # fmt: skip
_MADE: Final = more(JOB, video_output=nullable(LINK), **ECHOED)
ANSWER: Final = more(_MADE, "TemplateJob", variables=said({"type": "object"}, "As they were sent."))
LEGACY_ANSWER: Final = more(_MADE, "LegacyJob", visual_style=TEXT, data=said({"type": "object"}, "As it was sent."))
ENTRY: Final = shape(
    "Template", template_id=UUID, name=TEXT, preview=LINK, aspect_ratio=TEXT, created_at=MOMENT, updated_at=MOMENT
)  # fmt: skip
CATALOGUE: Final = many(ENTRY)
DETAIL: Final = more(ENTRY, "TemplateDetail", variables=each(VARIABLE))


@dataclass(frozen=True, slots=True)
class TemplateOrder:
    """A checked order. `variables` and `data` are kept as they came, for the answers."""

    template_id: str
    variables: dict[str, Any]
    values: dict[str, Value]
    common: Common

    def echo(self) -> dict[str, Any]:
        return {"template_id": self.template_id, "variables": self.variables, **self.common.echo()}


def template_order(body: Mapping[str, Any]) -> TemplateOrder:
    """Raises Refused with every wrong field."""
    fields = Fields(body)
    template_id = fields.text("template_id", required=True)
    variables = fields.part("variables", required=True)
    values = {name: value for name in variables.body if (value := _value(variables, name)) is not None}
    order = TemplateOrder(template_id, dict(variables.body), values, common_of(fields))
    fields.check()
    return order


def _value(variables: Fields, name: str) -> Value | None:
    """One variable. A bare text is as good as a text's content; null as good as leaving it out, and so is "" of what is
    no text: the catalogue shows it where the template's own stays. Only a text may do without its type.
    """
    given = variables.body[name]
    if given is None or isinstance(given, str | int | float):
        return None if given is None else Value("text", text=str(given))
    described = variables.part(name)
    kind = described.choice("type", tuple(OURS), "text")
    key = KEYS[kind]
    holder = described if described.body.get("properties") is None else described.part("properties")
    if holder.body.get(key) is None or (kind != "text" and holder.body[key] == ""):
        if not described.body.get("type") and any(holder.body.get(each) for each in KEYS.values()):
            described.wrong("type", REQUIRED)
        return None
    if kind == "text":
        return Value("text", text=holder.text(key))
    if key == "url":
        return Value(OURS[kind], url=holder.address(key, most=URL_MAX, required=True))
    return Value(OURS[kind], id=holder.text(key, required=True))


def variable_detail(kind: str, default: str) -> dict[str, Any]:
    """A variable as the catalogue shows it, in the shape in which an order gives it. `kind` is the studio's."""
    theirs = THEIRS[kind]
    return {"type": theirs, "properties": {KEYS[theirs]: default}}


def template_job(news: JobNews, *, ordered: bool = False) -> dict[str, Any]:
    told = answer(news, ordered=ordered)
    asked = {name: value for name, value in news.request.items() if name not in ("template_id", "data")}
    return {**told, "video_output": news.video_url, "variables": {}, **asked}


@dataclass(frozen=True, slots=True)
class LegacyOrder:
    """An order of early 2025: `visual_style` names the template, `data` holds fixed fields."""

    visual_style: str
    data: dict[str, Any]
    common: Common

    def echo(self) -> dict[str, Any]:
        return {"visual_style": self.visual_style, "data": self.data, **self.common.echo()}


def legacy_order(body: Mapping[str, Any]) -> LegacyOrder:
    """Raises Refused with every wrong field."""
    fields = Fields(body)
    style = fields.text("visual_style", required=True)
    data = fields.part("data", required=True)
    order = LegacyOrder(style, dict(data.body), common_of(fields))
    fields.check()
    return order


def legacy_values(data: Mapping[str, Any], types: Mapping[str, str]) -> dict[str, Value]:
    """Values for those variables (name → the studio's type) that the data has a field for, at any depth.

    `listing_images.image_1` fills a variable `image_1` or `listing_images_image_1`. Raises Refused at "data".
    """
    fields = Fields({"data": data})
    found = {}
    for path, name, given in _flat(data):
        for variable in (path, name):
            if (kind := types.get(variable)) and given is not None and variable not in found:
                if kind in ("image", "video", "audio") and not (isinstance(given, str) and is_address(given)):
                    fields.wrong(f"data.{path}", "Enter a valid URL.")
                elif not isinstance(given, str | int | float):
                    fields.wrong(f"data.{path}", NO_TEXT)
                else:
                    found[variable] = _typed(kind, str(given))
    fields.check()
    return found


def _typed(kind: str, given: str) -> Value:
    if kind == "text":
        return Value(kind, text=given)
    return Value(kind, id=given) if kind in ("avatar", "voice") else Value(kind, url=given)


def _flat(data: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str, Any]]:
    for name, value in data.items():
        path = f"{before}_{name}" if before else name
        if isinstance(value, Mapping) and len(path) < 1000:
            yield from _flat(value, path)
        else:
            yield path, name, value


def legacy_job(news: JobNews, *, ordered: bool = False) -> dict[str, Any]:
    told = template_job(news, ordered=ordered)
    del told["variables"]
    return {**told, "data": news.request.get("data") or {}}
