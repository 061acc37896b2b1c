"""`/v3/templates`: which there are, what varies in them and where, and videos made from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import jobs, template_variables, templates
from studio.api.door import as_json, body_of
from studio.api.heygen.manner import heygen_door
from studio.api.heygen.status import PAGE_ASKED
from studio.api.heygen.templates import found_at, made_of, picture_of, pictures_of, size_of, variables_of
from studio.api.heygen_v3.paging import page
from studio.api.operations import GET, NOT_THERE, ORDERING, POST
from studio.dialects import heygen, heygen_v3
from studio.dialects.heygen_v3 import templates as words
from studio.models import ApiKey, Template
from studio.storyboard import gaps

PAGE = 20
"""Templates of one answer, unless told."""


@heygen_door(GET(asks=PAGE_ASKED, gives=heygen_v3.in_page(words.LINE)))
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v3/templates?limit=&token=`: every template, newest first."""
    pictures = pictures_of(request, key)
    found = [_line(template, request, pictures) for template in templates.of(key.team, account=key.account)]
    return as_json(page(request, found, usual=PAGE))


@heygen_door(
    GET("One template, with what varies in it.", gives=heygen_v3.in_v3(words.DETAIL)),
    POST(
        "Have a video made of it.", takes=words.V3FromTemplate, gives=heygen_v3.in_v3(heygen_v3.status.VIDEO),
        refuses=(*ORDERING, NOT_THERE),
    ),
)  # fmt: skip
def template(request: HttpRequest, key: ApiKey, template_id: str) -> HttpResponse:
    """`GET` and `POST /v3/templates/{id}`."""
    found = found_at(key, template_id)
    if request.method == "POST":
        order = heygen_v3.read(words.V3FromTemplate, heygen.json_body(body_of(request)))
        return as_json(heygen_v3.v3(heygen_v3.video_of(jobs.news(made_of(request, key, found, order)))))
    return _shown(request, key, found)


@heygen_door(GET(gives=heygen_v3.in_v3(words.DETAIL)))
def older(request: HttpRequest, key: ApiKey, template_id: str) -> HttpResponse:
    """`GET /v3/template/{id}`: one template, at the address that v2's programs know."""
    return _shown(request, key, found_at(key, template_id))


def _shown(request: HttpRequest, key: ApiKey, found: Template) -> HttpResponse:
    line = _line(found, request, pictures_of(request, key))
    return as_json(heygen_v3.v3(words.detail(line, variables=variables_of(found), scenes=_scenes(found))))


def _line(template: Template, request: HttpRequest, pictures: dict[str, str]) -> dict[str, Any]:
    width, height = size_of(template)
    return words.line(
        template.pk.hex, name=template.name, picture=picture_of(template, request, pictures), width=width,
        height=height, created=int(template.created_at.timestamp()), updated=int(template.updated_at.timestamp()),
    )  # fmt: skip


def _scenes(template: Template) -> list[dict[str, Any]]:
    """Its scenes; none of a template that lies at a provider, where ours only stand for its."""
    scenes = [] if template.external_id else template.storyboard.get("scenes") or []
    return [
        words.scene(
            number, script=(scene.get("voice") or {}).get("input_text"), variables=_used(template, number)
        )
        for number, scene in enumerate(scenes)
    ]  # fmt: skip


def _used(template: Template, number: int) -> Iterator[tuple[str, str]]:
    """The variables of a scene, each with its type."""
    said = dict(template_variables.texts(template.storyboard)).get(f"scenes.{number}.voice.input_text", "")
    for name, variable in template.variables.items():
        kind = variable["type"]
        there = template_variables.places(template.storyboard, variable["path"], kind) if variable["path"] else ()
        if name in gaps.names_in(said) or any(place.startswith(f"scenes.{number}.") for place in there):
            yield name, kind
