"""Templates: which there are, what varies in them, and videos made from them."""

from __future__ import annotations

import uuid
from functools import partial
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

ALL_OF_THEM = "This template's scenes can't be chosen; leave this out for all of them"


@heygen_door(GET(gives=heygen.in_v2(words.TEMPLATES)))
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v2/templates`: every template."""
    pictures = pictures_of(request, key)
    found = [_line(template, request, pictures) for template in templates.of(key.team, account=key.account)]
    return as_json(heygen.v2({"templates": found}))


@heygen_door(GET(gives=heygen.in_v2(words.VARIABLES)))
def shown(request: HttpRequest, key: ApiKey, template_id: str) -> HttpResponse:
    """`GET /v2/template/{id}`: what varies in a template."""
    return as_json(heygen.v2({"variables": words.variables(variables_of(found_at(key, template_id)))}))


def variables_of(template: Template) -> dict[str, dict[str, Any]]:
    """Its variables, with what the template shows as their default."""
    return {
        name: {**variable, "default": template_variables.shown(template.storyboard, variable)}
        for name, variable in template.variables.items()
    }


@heygen_door(POST(takes=words.FromTemplate, gives=heygen.in_v2(heygen.status.ORDERED), refuses=ORDERING))
def generate(request: HttpRequest, key: ApiKey, template_id: str) -> HttpResponse:
    """`POST /v2/template/{id}/generate`: a template filled in becomes a video."""
    template = found_at(key, template_id)
    order = heygen.read(words.FromTemplate, heygen.json_body(body_of(request)))
    return as_json(heygen.v2({"video_id": made_of(request, key, template, order).external_id}))


def made_of(request: HttpRequest, key: ApiKey, template: Template, order: words.FromTemplate) -> Job:
    """The job of a template filled in. What is wrong with a value is told by its variable's name."""
    if order.scene_ids and template.external_id:
        raise heygen.invalid("scene_ids", ALL_OF_THEM)
    values = words.values_of(order)
    try:
        storyboard = words.changed(templates.filled(template, values), order)
    except BadInput as error:
        raise words.refusal(error, template.storyboard, order) from None
    return ordered(
        request, key, order, storyboard, kind=TEMPLATE, folder=folder_of(key, order.folder_id), template=template,
        refusal=partial(words.later_refusal, blamed=partial(_blamed, template, order)),
    )  # fmt: skip


def _blamed(template: Template, order: words.FromTemplate, path: str) -> str:
    """The variable that a problem at a path of the order's storyboard comes of; the path itself when it's none's."""
    there = words.original(path, order.numbers(len(template.storyboard.get("scenes") or [])))
    name = templates.blamed(template, words.values_of(order), there)
    return path if name == there else name


def found_at(key: ApiKey, name: str) -> Template:
    """The account's template of this id. Raises Refused."""
    try:
        return templates.find(key.team, uuid.UUID(name), account=key.account)
    except (ValueError, NotFound):
        raise heygen.not_found("Template", name, code="resource_not_found", status=404) from None


def _line(template: Template, request: HttpRequest, pictures: dict[str, str]) -> dict[str, object]:
    width, height = size_of(template)
    picture = picture_of(template, request, pictures)
    return words.line(template.pk.hex, name=template.name, picture=picture, width=width, height=height)


def size_of(template: Template) -> tuple[int, int]:
    size = media.part(template.storyboard, "dimension")
    return size.get("width") or 1920, size.get("height") or 1080


def pictures_of(request: HttpRequest, key: ApiKey) -> dict[str, str]:
    """An address of a picture for the id of everybody the account offers."""
    return {
        performer.id: casting.picture_url(performer, origin=origin_of(request))
        for performer in casting.performers(key.account)
    }


def picture_of(template: Template, request: HttpRequest, pictures: dict[str, str]) -> str:
    """An address of its own picture, or else of one of `pictures`: who is seen first."""
    if template.picture:
        return links.to(template.picture, origin=origin_of(request))
    seen = [media.part(scene, "character") for scene in template.storyboard.get("scenes") or []]
    faces = [pictures.get(str(each.get("avatar_id") or each.get("talking_photo_id")), "") for each in seen]
    return next((face for face in faces if face), next(iter(pictures.values()), origin_of(request)))
