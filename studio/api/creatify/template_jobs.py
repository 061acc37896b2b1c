"""`custom_template_jobs`: a template with its variables filled in becomes a video."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import templates
from studio.api.creatify import orders
from studio.api.creatify.manner import MANNER, asked, no_such
from studio.api.door import door
from studio.api.operations import GET, ORDERING, POST
from studio.dialects import creatify
from studio.dialects.creatify import templates as shapes
from studio.dialects.creatify.words import NOTHING_ASKED
from studio.dialects.shapes import many
from studio.errors import BadInput, NotFound
from studio.models import ApiKey, Job, Template
from studio.storyboard.gaps import Value

FAMILY = orders.Family("custom_template_job", creatify.template_job, lambda path: f"variables.{path}")


@door(
    MANNER,
    GET("The newest hundred jobs.", asks=orders.LIST_ASKED, gives=many(shapes.ANSWER)),
    POST("Order a template filled in.", takes=shapes.ORDER, gives=shapes.ANSWER, status=201, refuses=ORDERING),
)  # fmt: skip
def jobs(request: HttpRequest, key: ApiKey) -> HttpResponse:
    if request.method == "POST":
        return orders.created(FAMILY, _ordered(request, key, draft=False))
    return orders.listed(request, key, FAMILY)


@door(MANNER, POST(takes=shapes.ORDER, gives=shapes.ANSWER, status=201, refuses=ORDERING))
def preview(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """A small, free draft; answered when it is there, or after 25 seconds. `Prefer: wait=3` waits less."""
    return orders.waited(request, FAMILY, _ordered(request, key, draft=True))


@door(MANNER, POST(takes=shapes.ORDER, gives=shapes.ANSWER, status=201, refuses=ORDERING))
def preview_async(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """A small, free draft; answered at once."""
    return orders.created(FAMILY, _ordered(request, key, draft=True))


@door(MANNER, GET(gives=shapes.ANSWER))
def job(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    """One job."""
    return orders.shown(key, FAMILY, name)


@door(MANNER, POST(takes=NOTHING_ASKED, gives=shapes.ANSWER, refuses=ORDERING))
def render(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    """The final version of a previewed job, once."""
    return orders.rendered(key, FAMILY, name)


def _ordered(request: HttpRequest, key: ApiKey, *, draft: bool) -> Job:
    order = creatify.template_order(asked(request))
    try:
        template = templates.find(key.team, order.template_id, account=key.account)
    except NotFound:
        raise creatify.Refused({"template_id": no_such(order.template_id)}) from None
    return order_filled(
        request, key, FAMILY, template, order.values, echo=order.echo(), common=order.common, draft=draft
    )  # fmt: skip


def order_filled(
    request: HttpRequest, key: ApiKey, family: orders.Family, template: Template, values: Mapping[str, Value], *,
    echo: dict[str, Any], common: creatify.Common, draft: bool,
) -> Job:  # fmt: skip
    """Fill the template in and order it. Names that it doesn't have are passed over."""
    try:
        storyboard = templates.filled(template, values, strangers="ignore")
    except BadInput as error:
        raise creatify.Refused({family.field_of(name): text for name, text in error.problems.items()}) from None
    storyboard["model_version"] = common.model_version
    if common.name:
        storyboard["title"] = common.name
    named = replace(family, field_of=lambda path: family.field_of(templates.blamed(template, values, path)))
    return orders.place(
        request, key, named, storyboard=storyboard, echo=echo, common=common, draft=draft, template=template
    )  # fmt: skip
