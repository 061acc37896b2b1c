"""`custom_templates`: the catalogue; and the older way to order, at the same addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import casting, links, templates
from studio.actions.template_variables import shown
from studio.api.creatify import orders
from studio.api.creatify.manner import MANNER, asked
from studio.api.creatify.template_jobs import order_filled
from studio.api.door import as_json, door, origin_of
from studio.api.operations import GET, ORDERING, POST
from studio.dialects import creatify
from studio.dialects.creatify import templates as shapes
from studio.dialects.creatify.words import NOTHING_ASKED
from studio.errors import NotFound
from studio.models import ApiKey, Asset, Job, Template
from studio.storyboard import DIMENSIONS

Find = Callable[[str], casting.Performer | None]
"""Who has this id, if anybody."""
LEGACY = orders.Family("custom_template", creatify.legacy_job, lambda path: f"data.{path}")


@door(
    MANNER,
    GET("Every template.", gives=shapes.CATALOGUE),
    POST(
        "Order a template by its name, as of early 2025.", takes=shapes.LEGACY_ORDER, gives=shapes.LEGACY_ANSWER,
        status=201, refuses=ORDERING,
    ),
)  # fmt: skip
def catalogue(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """GET: every template. POST, as of early 2025: order one by its `visual_style`."""
    if request.method == "POST":
        return orders.created(LEGACY, _ordered(request, key, draft=False))
    known = cache(partial(casting.by_ids, key.account))  # read once, if anybody's picture is needed
    found = templates.of(key.team, account=key.account)
    return as_json([_entry(each, lambda name: known().get(name), request) for each in found])


@door(MANNER, POST(takes=shapes.LEGACY_ORDER, gives=shapes.LEGACY_ANSWER, status=201, refuses=ORDERING))
def preview(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """A small, free draft; answered when it is there, or after 25 seconds. `Prefer: wait=3` waits less."""
    return orders.waited(request, LEGACY, _ordered(request, key, draft=True))


@door(MANNER, POST(takes=shapes.LEGACY_ORDER, gives=shapes.LEGACY_ANSWER, status=201, refuses=ORDERING))
def preview_async(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """A small, free draft; answered at once."""
    return orders.created(LEGACY, _ordered(request, key, draft=True))


@door(MANNER, GET(gives={"anyOf": [shapes.DETAIL, shapes.LEGACY_ANSWER]}))
def entry(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    """A template with its variables; or, under a job's id, the job, as it was in early 2025."""
    try:
        template = templates.find(key.team, name, account=key.account)
    except NotFound:
        return orders.shown(key, LEGACY, name)
    variables = {
        each: creatify.variable_detail(variable["type"], _default(template, variable, request))
        for each, variable in template.variables.items()
    }
    return as_json({**_entry(template, partial(casting.by_id, key.account), request), "variables": variables})


@door(MANNER, POST(takes=NOTHING_ASKED, gives=shapes.LEGACY_ANSWER, refuses=ORDERING))
def render(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    """The final version of a previewed job, once."""
    return orders.rendered(key, LEGACY, name)


def _ordered(request: HttpRequest, key: ApiKey, *, draft: bool) -> Job:
    order = creatify.legacy_order(asked(request))
    template = _styled(key, order.visual_style)
    types = {name: variable["type"] for name, variable in template.variables.items()}
    values = creatify.legacy_values(order.data, types)
    return order_filled(
        request, key, LEGACY, template, values, echo=order.echo(), common=order.common, draft=draft
    )  # fmt: skip


def _styled(key: ApiKey, style: str) -> Template:
    """The template of this name, in any case, or of this id."""
    wanted = style.strip().casefold()
    for template in templates.of(key.team, account=key.account):
        if wanted in (template.name.casefold(), template.name.casefold().replace(" ", "_"), str(template.pk)):
            return template
    raise creatify.Refused({"visual_style": f'"{style[:100]}" is not a valid choice.'})


def _entry(template: Template, find: Find, request: HttpRequest) -> dict[str, Any]:
    board, origin = template.storyboard, origin_of(request)
    size = board.get("dimension") or {}
    width, height = DIMENSIONS.get(str(board.get("aspect_ratio")), DIMENSIONS["16:9"])
    return {
        "template_id": str(template.pk),
        "name": template.name,
        "preview": _picture(template, find, origin),
        "aspect_ratio": creatify.aspect(size.get("width") or width, size.get("height") or height),
        "created_at": creatify.when(template.created_at),
        "updated_at": creatify.when(template.updated_at),
    }


def _picture(template: Template, find: Find, origin: str) -> str:
    """Its own picture, else that of who is seen in it first."""
    if template.picture:
        return links.to(template.picture, origin=origin)
    for scene in template.storyboard["scenes"]:
        character = scene.get("character") or {}
        if seen := find(character.get("avatar_id") or character.get("talking_photo_id") or ""):
            return casting.picture_url(seen, origin=origin)
    return origin


def _default(template: Template, variable: dict[str, Any], request: HttpRequest) -> str:
    """What the template shows when nobody says otherwise; "" when there is nothing, or only a provider knows it."""
    found = shown(template.storyboard, variable)
    if variable["type"] in ("avatar", "voice"):
        return str(casting.stable_uuid(variable["type"], found)) if found else ""
    if not isinstance(found, dict):
        return str(found)
    return str(found.get("url") or _link(template, found.get("asset_id"), origin_of(request)))


def _link(template: Template, asset_id: Any, origin: str) -> str:
    asset = Asset.objects.filter(team=template.team_id, pk=asset_id).first() if asset_id else None
    return links.to(asset, origin=origin) if asset else ""
