"""Accounts at providers, what they offer, and API keys."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from studio import models
from studio.actions import accounts, callbacks, cast, connecting, credits, photos, syncing
from studio.admin.base import CreditsField, Form, Page, ReadOnly, Told, actor_of, each, in_credits
from studio.vocabulary import Provider


class AccountForm(Form):
    price = CreditsField(max_digits=9, help_text="Credits for a second of finished video.")

    class Meta:
        model = models.Account
        fields = ("team", "provider", "name", "price")


@admin.register(models.Account)
class Accounts(Page):
    form = AccountForm  # credentials are never shown
    list_display = (
        "name", "team", "provider", in_credits("price"), "balance", "synced_at", "failure", "failed_at", "closed_at",
    )  # fmt: skip
    readonly_fields = ("balance", "balance_at", "synced_at", "sync_at", "failure", "failed_at", "forged", "closed_at")
    list_filter = ("provider",)
    list_select_related = ("team",)
    search_fields = ("name", "team__name")
    autocomplete_fields = ("team",)
    actions = ("sync", "ask_balance", "rotate", "close")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The ledger names it for good: it is closed instead."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: models.Account | None = None) -> tuple[str, ...]:
        """Its wallet, videos and takes are of one team and provider; and the embedded one is found by its name."""
        if obj is None:
            return self.readonly_fields
        fixed = ("team", "provider", "name") if obj.provider == Provider.LOCAL else ("team", "provider")
        return (*self.readonly_fields, *fixed)

    def save_model(self, request: HttpRequest, obj: models.Account, form: Any, change: bool) -> None:
        """What workers note on the row meanwhile stays."""
        obj.save(update_fields=form.changed_data if change else None)
        credits.open_wallet(obj)

    @admin.action(description="Bring avatars and voices up to date")
    def sync(self, request: HttpRequest, chosen: QuerySet[models.Account]) -> None:
        each(request, chosen, lambda row: syncing.sync(row, actor=actor_of(request)), done="brought up to date")

    @admin.action(description="Ask what is left there")
    def ask_balance(self, request: HttpRequest, chosen: QuerySet[models.Account]) -> None:
        each(request, chosen, syncing.check, done="asked")

    @admin.action(description="Register a new webhook address and secret")
    def rotate(self, request: HttpRequest, chosen: QuerySet[models.Account]) -> None:
        each(request, chosen, lambda row: callbacks.register(row, actor=actor_of(request)), done="registered")

    @admin.action(description="Close: order nothing more from it, forget its key, revoke its programs' keys")
    def close(self, request: HttpRequest, chosen: QuerySet[models.Account]) -> None:
        each(request, chosen, lambda row: connecting.close(row, actor=actor_of(request)), done="closed")


@admin.register(models.ApiKey)
class ApiKeys(ReadOnly):
    list_display = ("name", "start", "team", "account", "created_by", "used_at", "revoked_at")
    list_select_related = ("team", "account", "created_by")
    search_fields = ("name", "start", "team__name")
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.action(description="Revoke", permissions=["view"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[models.ApiKey]) -> None:
        each(request, chosen, lambda key: accounts.revoke_key(key, actor=actor_of(request)), done="revoked")


@admin.register(models.Avatar)
class Avatars(ReadOnly):
    list_display = ("name", "external_id", "kind", "gender", "age", "picture", "points", "account", "retired_at")
    list_filter = ("kind", ("gender", Told), ("age", Told), "account__provider")
    list_select_related = ("account", "picture")
    search_fields = ("name", "external_id", "tags", "account__team__name")

    @admin.display(description="Points")
    def points(self, avatar: models.Avatar) -> str:
        """How a talking photo's points came to be; nothing for everybody else."""
        if not avatar.picture:
            return ""
        placed = len(photos.by_hand(avatar))
        return f"{placed} by hand" if placed else "found" if cast.is_placed(avatar.rig) else "missing"


@admin.register(models.Favourite)
class Favourites(ReadOnly):
    list_display = ("avatar", "user", "team", "created_at")
    list_select_related = ("user", "avatar__account__team")
    search_fields = ("avatar__name", "user__email", "user__name", "avatar__account__team__name")

    @admin.display(description="team", ordering="avatar__account__team__name")
    def team(self, row: models.Favourite) -> models.Team:
        return row.avatar.account.team


@admin.register(models.Voice)
class Voices(ReadOnly):
    list_display = ("name", "external_id", "language", "locale", "gender", "account", "retired_at")
    list_filter = (("gender", Told), ("language", Told), "account__provider")
    list_select_related = ("account",)
    search_fields = ("name", "external_id", "language", "locale")
