"""What programs ordered, whom they want told, and what providers told us; templates, twins and folders."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from studio import models
from studio.actions import deliveries, endpoints
from studio.admin.base import ReadOnly, Rows, actor_of, each, in_credits
from studio.errors import Conflict

AMOUNT = in_credits("amount")


@admin.register(models.Job)
class Jobs(ReadOnly):
    list_display = ("external_id", "dialect", "kind", "team", "account", "video", "created_at", "deleted_at")
    list_filter = ("dialect", "kind")
    list_select_related = ("team", "account", "video")
    search_fields = ("external_id", "title", "callback_id", "team__name")


@admin.register(models.Answer)
class Answers(ReadOnly):
    list_display = ("key", "api_key", "status", "created_at")
    list_select_related = ("api_key",)
    search_fields = ("key", "api_key__name")
    exclude = ("body",)


@admin.register(models.Endpoint)
class Endpoints(ReadOnly):
    list_display = ("url", "team", "dialect", "failing_since", "disabled_at", "disabled_why")
    list_filter = ("dialect",)
    list_select_related = ("team",)
    search_fields = ("url", "external_id", "team__name")
    exclude = ("secret",)
    actions = ("disable",)

    @admin.action(description="Tell it nothing more", permissions=["view"])
    def disable(self, request: HttpRequest, chosen: QuerySet[models.Endpoint]) -> None:
        each(request, chosen, lambda row: endpoints.disable(row, actor=actor_of(request)), done="disabled")


class Tries(Rows):
    model = models.DeliveryTry
    extra = 0
    can_delete = False
    fields = readonly_fields = ("number", "at", "status", "took", "error")


@admin.register(models.Delivery)
class Deliveries(ReadOnly):
    list_display = ("event", "url", "team", "dialect", "state", "tries", "next_at", "delivered_at")
    list_filter = ("state", "dialect", "event")
    list_select_related = ("team", "endpoint")
    search_fields = ("url", "key", "team__name")
    inlines = (Tries,)
    actions = ("redeliver",)

    @admin.action(description="Send again now", permissions=["view"])
    def redeliver(self, request: HttpRequest, chosen: QuerySet[models.Delivery]) -> None:
        each(request, chosen, lambda row: _again(row, actor_of(request)), done="will be sent again")


def _again(delivery: models.Delivery, actor: models.User | None) -> None:
    if not deliveries.redeliver(delivery, actor=actor):
        raise Conflict("It is on its way already.")


@admin.register(models.Hook)
class Hooks(ReadOnly):
    list_display = ("event", "account", "external_id", "take", "received_at", "handled_at")
    list_filter = ("account__provider", "event")
    list_select_related = ("account", "take")
    search_fields = ("external_id", "key")


@admin.register(models.Template)
class Templates(ReadOnly):
    list_display = ("name", "team", "account", "sample", "created_by", "updated_at", "trashed_at")
    list_select_related = ("team", "account", "created_by")
    search_fields = ("name", "team__name")


class BatchRows(Rows):
    model = models.BatchRow
    extra = 0
    can_delete = False
    fields = readonly_fields = ("number", "title", "seconds", AMOUNT, "problems", "refused", "video")


@admin.register(models.Batch)
class Batches(ReadOnly):
    list_display = ("name", "template", "team", "created_by", "created_at", "ordered_by", "ordered_at", "wake_at")
    list_select_related = ("template", "team", "created_by", "ordered_by")
    search_fields = ("name", "template__name", "team__name")
    inlines = (BatchRows,)


class Media(Rows):
    model = models.TwinMedia
    extra = 0
    can_delete = False
    fields = readonly_fields = ("pose", "asset")


@admin.register(models.Twin)
class Twins(ReadOnly):
    list_display = ("name", "external_name", "team", "account", "language", "state", "created_at", "deleted_at")
    list_filter = ("state", "language", "account__provider")
    list_select_related = ("team", "account")
    search_fields = ("name", "external_name", "team__name")
    inlines = (Media,)


@admin.register(models.Folder)
class Folders(ReadOnly):
    list_display = ("name", "team", "parent", "created_by", "updated_at", "trashed_at")
    list_select_related = ("team", "parent", "created_by")
    search_fields = ("name", "team__name")
