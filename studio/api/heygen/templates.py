"""Templates: which there are, what varies in them, and videos made from them."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import casting, links, media, template_variables, templates
from studio.api.door import as_json, body_of, origin_of
from studio.api.heygen.manner import heygen_door
from studio.api.heygen.videos import TEMPLATE, folder_of, ordered
from studio.api.operations import GET, ORDERING, POST
from studio.dialects import heygen
from studio.dialects.heygen import templates as words
from studio.errors import BadInput, NotFound
from studio.models import ApiKey, Job, Template


@heygen_door(GET(gives=heygen.in_v2(words.TEMPLATES)))
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v2/templates`: every template."""
    pictures = {
        performer.id: casting.picture_url(performer, origin=origin_of(request))
        for performer in casting.performers(key.account)
    }
    found = [_line(template, request, pictures) for template in templates.of(key.team, account=key.account)]
    return as_json(heygen.v2({"templates": found}))


@heygen_door(GET(gives=heygen.in_v2(words.VARIABLES)))
def shown(request: HttpRequest, key: ApiKey, template_id: str) -> HttpResponse:
    """`GET /v2/template/{id}`: what varies in a template."""
    return as_json(heygen.v2({"variables": words.variables(variables_of(_found(key, template_id)))}))


def variables_of(template: Template) -> dict[str, dict[str, Any]]:
    """Its variables, with what the template shows as their default."""
    return {
        name: {**variable, "default": template_variables.shown(template.storyboard, variable)}
        for name, variable in template.variables.items()
    }


@heygen_door(POST(takes=words.FromTemplate, gives=heygen.in_v2(heygen.status.ORDERED), refuses=ORDERING))
def generate(request: HttpRequest, key: ApiKey, template_id: str) -> HttpResponse:
    """`POST /v2/template/{id}/generate`: a template filled in becomes a video."""
    template = _found(key, template_id)
    order = heygen.read(words.FromTemplate, heygen.json_body(body_of(request)))
    return as_json(heygen.v2({"video_id": made_of(request, key, template, order).external_id}))


def made_of(request: HttpRequest, key: ApiKey, template: Template, order: words.FromTemplate) -> Job:
    """The job of a template filled in. What is wrong with a value is told by its variable's name."""
    values = words.values_of(order)
    try:
        storyboard = words.changed(templates.filled(template, values), order)
    except BadInput as error:
        raise words.refusal(error, template.storyboard, order) from None
    return ordered(
        request, key, order, storyboard, kind=TEMPLATE, folder=folder_of(key, order.folder_id), template=template,
        refusal=lambda error, board: words.later_refusal(
            error, board, blamed=lambda path: templates.blamed(template, values, path)
        ),
    )  # fmt: skip


def _found(key: ApiKey, name: str) -> Template:
    try:
        return templates.find(key.team, uuid.UUID(name), account=key.account)
    except (ValueError, NotFound):
        raise heygen.not_found("Template", name, code="resource_not_found", status=404) from None


def _line(template: Template, request: HttpRequest, pictures: dict[str, str]) -> dict[str, object]:
    """Without a picture of its own it shows who is seen first."""
    size = media.part(template.storyboard, "dimension")
    seen = [media.part(scene, "character") for scene in template.storyboard.get("scenes") or []]
    faces = [pictures.get(str(each.get("avatar_id") or each.get("talking_photo_id")), "") for each in seen]
    first = next((face for face in faces if face), next(iter(pictures.values()), origin_of(request)))
    return words.line(
        template.pk.hex, name=template.name,
        picture=links.to(template.picture, origin=origin_of(request)) if template.picture else first,
        width=size.get("width") or 1920, height=size.get("height") or 1080,
    )  # fmt: skip
