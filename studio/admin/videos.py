"""Videos and how they are made: retry, cancel, look at every attempt."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from studio import models
from studio.actions import renders, shares
from studio.admin.base import ReadOnly, Rows, actor_of, each, in_credits

COST, QUOTE = in_credits("cost"), in_credits("quote")
NEWEST = ("-pk",)  # ids are in the order of time


def name_of(take: models.Take) -> str:
    """A take as people know it, by its video; a list that shows it selects the video along."""
    return f"{take.render}, take {take.position + 1}"


@admin.register(models.Asset)
class Assets(ReadOnly):
    list_display = ("name", "kind", "team", "size", "uploaded", "created_by", "created_at")
    list_filter = ("kind", "uploaded", "created_at")
    list_select_related = ("team", "created_by")
    search_fields = ("name", "sha256", "team__name")


class Scenes(Rows):
    model = models.Scene
    extra = 0
    can_delete = False
    readonly_fields = ("position", "document", "version")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Video)
class Videos(ReadOnly):
    list_display = ("__str__", "team", "account", "created_by", "updated_at", "trashed_at", "shared", "last_number")
    list_filter = ("account__provider", "sample", ("share_key", admin.EmptyFieldListFilter), "updated_at")
    list_select_related = ("team", "account", "created_by")
    search_fields = ("title", "words", "team__name", "created_by__email")
    inlines = (Scenes,)
    actions = ("stop_sharing",)

    @admin.display(boolean=True, ordering="share_key")
    def shared(self, video: models.Video) -> bool:
        return bool(video.share_key)

    @admin.action(description="Stop sharing: the link never opens again", permissions=["view"])
    def stop_sharing(self, request: HttpRequest, chosen: QuerySet[models.Video]) -> None:
        actor = actor_of(request)

        def stop(row: models.Video) -> bool:
            return shares.stop(row, key=row.share_key or "", actor=actor)

        each(request, chosen, stop, done="no longer shared")


class Takes(Rows):
    model = models.Take
    fields = readonly_fields = ("position", "state", "progress", "starts", QUOTE, "error", "reused_from")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Render)
class Renders(ReadOnly):
    amounts = ("cost",)
    list_display = (
        "__str__", "state", "error", "progress", "kind", "account", "created_by", COST, "created_at",
    )  # fmt: skip
    list_filter = ("state", "kind", "account__provider", "created_at")
    list_select_related = ("video", "account", "created_by")
    ordering = NEWEST
    search_fields = ("video__title", "id", "error", "created_by__email", "video__team__name")
    inlines = (Takes,)
    actions = ("retry", "cancel")

    @admin.action(description="Try again (a new version, finished scenes are free)", permissions=["view"])
    def retry(self, request: HttpRequest, chosen: QuerySet[models.Render]) -> None:
        actor = actor_of(request)
        each(request, chosen, lambda row: renders.retry(row, actor=actor), done="ordered again")

    @admin.action(description="Cancel and give back what is held", permissions=["view"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[models.Render]) -> None:
        actor = actor_of(request)
        each(request, chosen, lambda row: renders.cancel(row, actor=actor), done="cancelled")


@admin.register(models.Take)
class TakeList(ReadOnly):
    amounts = ("price", "quote")
    list_display = ("take", "state", "error", "progress", "starts", QUOTE, "account", "lease_holder", "wake_at")
    list_filter = ("state", "account__provider", "created_at")
    list_select_related = ("account", "render__video")
    ordering = NEWEST
    search_fields = ("id", "render__id", "external_id", "content_hash", "error", "render__video__title")

    @admin.display(description="take")
    def take(self, take: models.Take) -> str:
        return name_of(take)


@admin.register(models.Attempt)
class Attempts(ReadOnly):
    list_display = ("of", "number", "outcome", "error", "started_at", "ended_at", "holder")
    list_filter = ("outcome", "started_at")
    list_select_related = ("take__render__video",)
    ordering = NEWEST
    search_fields = ("take__id", "token", "holder", "error")

    @admin.display(description="take")
    def of(self, attempt: models.Attempt) -> str:
        return name_of(attempt.take)


@admin.register(models.Event)
class Events(ReadOnly):
    list_display = ("at", "kind", "text", "video", "team", "actor")
    list_filter = ("kind", "at")
    list_select_related = ("video", "team", "actor")
    search_fields = ("text", "kind", "video__title", "actor__email")


@admin.register(models.Beat)
class Beats(ReadOnly):
    list_display = ("name", "at", "pid")
