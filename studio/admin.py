"""The back office: search anything, retry, cancel, grant. Thin doors on actions; the ledger can only be read here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from studio import models
from studio.actions import accounts, credits, renders
from studio.errors import StudioError
from studio.models.ids import new_id

if TYPE_CHECKING:  # Django's own classes take no type arguments at run time
    Page = admin.ModelAdmin[Any]
    Rows = admin.TabularInline[Any, Any]
    PeoplePage = UserAdmin[Any]
    Form = forms.ModelForm[Any]
else:
    Page, Rows, PeoplePage, Form = admin.ModelAdmin, admin.TabularInline, UserAdmin, forms.ModelForm

admin.site.site_header = "Understudy"
admin.site.site_title = "Understudy"
admin.site.index_title = "Back office"
admin.site.unregister(Group)


class ReadOnly(Page):
    """Rows that nobody edits by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def each(request: HttpRequest, chosen: QuerySet[Any], verb: Callable[[Any], object], *, done: str) -> None:
    """Do `verb` to every chosen row and tell, in words, how many went well and why the others didn't."""
    went_well = 0
    for row in chosen:
        try:
            verb(row)
            went_well += 1
        except StudioError as error:
            messages.error(request, f"{row}: {error}")
    if went_well:
        messages.success(request, f"{went_well} {done}.")


@admin.register(models.User)
class People(PeoplePage):
    list_display = ("email", "name", "is_active", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name", "teams__name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "zone", "theme")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)
    filter_horizontal = ()


class Members(Rows):
    model = models.Member
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(models.Team)
class Teams(Page):
    list_display = ("name", "created_at")
    search_fields = ("name", "people__email")
    inlines = (Members,)


@admin.register(models.Member)
class Memberships(Page):
    list_display = ("user", "team", "role", "joined_at")
    list_filter = ("role",)
    list_select_related = ("user", "team")
    search_fields = ("user__email", "user__name", "team__name")
    autocomplete_fields = ("user", "team")


class AccountForm(Form):
    class Meta:
        model = models.Account
        fields = ("team", "provider", "name", "price", "closed_at")


@admin.register(models.Account)
class Accounts(Page):
    form = AccountForm  # credentials are never shown
    list_display = ("name", "team", "provider", "price", "created_at", "closed_at")
    list_filter = ("provider",)
    list_select_related = ("team",)
    search_fields = ("name", "team__name")
    autocomplete_fields = ("team",)
    actions = ("sync",)

    @admin.action(description="Bring avatars and voices up to date")
    def sync(self, request: HttpRequest, chosen: QuerySet[models.Account]) -> None:
        each(request, chosen, accounts.sync_cast, done="brought up to date")


@admin.register(models.ApiKey)
class ApiKeys(ReadOnly):
    list_display = ("name", "start", "team", "account", "created_by", "used_at", "revoked_at")
    list_select_related = ("team", "account", "created_by")
    search_fields = ("name", "start", "team__name")
    exclude = ("digest",)
    actions = ("revoke",)

    @admin.action(description="Revoke", permissions=["view"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[models.ApiKey]) -> None:
        each(request, chosen, accounts.revoke_key, done="revoked")


@admin.register(models.Avatar)
class Avatars(ReadOnly):
    list_display = ("name", "external_id", "kind", "gender", "age", "account", "retired_at")
    list_filter = ("kind", "gender", "age", "account__provider")
    list_select_related = ("account",)
    search_fields = ("name", "external_id", "tags")


@admin.register(models.Voice)
class Voices(ReadOnly):
    list_display = ("name", "external_id", "language", "locale", "gender", "account", "retired_at")
    list_filter = ("gender", "language", "account__provider")
    list_select_related = ("account",)
    search_fields = ("name", "external_id", "language", "locale")


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
    list_display = ("__str__", "team", "account", "created_by", "updated_at", "trashed_at", "last_number")
    list_filter = ("account__provider", "sample", "updated_at")
    list_select_related = ("team", "account", "created_by")
    search_fields = ("title", "words", "team__name", "created_by__email")
    inlines = (Scenes,)


class Takes(Rows):
    model = models.Take
    fields = readonly_fields = ("position", "state", "progress", "starts", "quote", "error", "reused_from")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Render)
class Renders(ReadOnly):
    list_display = ("__str__", "state", "progress", "kind", "account", "created_by", "cost", "created_at", "error")
    list_filter = ("state", "kind", "account__provider", "created_at")
    list_select_related = ("video", "account", "created_by")
    search_fields = ("video__title", "id", "error", "created_by__email", "video__team__name")
    inlines = (Takes,)
    actions = ("retry", "cancel")

    @admin.action(description="Try again (a new version, finished scenes are free)", permissions=["view"])
    def retry(self, request: HttpRequest, chosen: QuerySet[models.Render]) -> None:
        actor = _actor(request)
        each(request, chosen, lambda row: renders.retry(row, actor=actor), done="ordered again")

    @admin.action(description="Cancel and give back what is held", permissions=["view"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[models.Render]) -> None:
        actor = _actor(request)
        each(request, chosen, lambda row: renders.cancel(row, actor=actor), done="canceled")


@admin.register(models.Take)
class TakeList(ReadOnly):
    list_display = ("__str__", "state", "progress", "starts", "quote", "account", "lease_holder", "wake_at", "error")
    list_filter = ("state", "account__provider", "created_at")
    list_select_related = ("account",)
    search_fields = ("id", "render__id", "external_id", "content_hash", "error", "render__video__title")


@admin.register(models.Attempt)
class Attempts(ReadOnly):
    list_display = ("take_id", "number", "outcome", "started_at", "ended_at", "holder", "error")
    list_filter = ("outcome", "started_at")
    search_fields = ("take__id", "token", "holder", "error")


class GrantForm(Form):
    """Grants go through the ledger: the balances themselves can't be typed."""

    grant = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2, help_text="Credits to add to this wallet."
    )
    note = forms.CharField(required=False, max_length=300, help_text="What for; shown in the ledger.")

    class Meta:
        model = models.Wallet
        fields = ()


@admin.register(models.Wallet)
class Wallets(ReadOnly):
    form = GrantForm
    list_display = ("account", "team", "available", "held")
    list_select_related = ("account", "team")
    search_fields = ("team__name", "account__name")
    readonly_fields = ("team", "account", "available", "held")
    fields = ("team", "account", "available", "held", "grant", "note")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def save_model(self, request: HttpRequest, obj: models.Wallet, form: Any, change: bool) -> None:
        amount, actor = form.cleaned_data["grant"], _actor(request)
        if amount:
            credits.grant(obj, int(amount * 100), key=f"grant:{new_id()}", actor=actor, note=form.cleaned_data["note"])
            messages.success(request, f"{amount} credits granted.")


@admin.register(models.Transfer)
class Transfers(ReadOnly):
    list_display = ("created_at", "kind", "amount", "overage", "wallet", "actor", "note")
    list_filter = ("kind", "created_at", "wallet__account__provider")
    list_select_related = ("wallet__account", "actor")
    search_fields = ("note", "key", "render_id", "take_id", "actor__email")


@admin.register(models.Entry)
class Entries(ReadOnly):
    list_display = ("transfer", "wallet", "pocket", "amount")
    list_filter = ("pocket",)
    list_select_related = ("transfer", "wallet__account")
    search_fields = ("transfer__key",)


@admin.register(models.Budget)
class Budgets(Page):
    """Limits are set through the ledger's own verb, so that holds under way are counted."""

    list_display = ("team", "member", "limit")
    list_select_related = ("team", "member__user", "member__team")
    search_fields = ("team__name", "member__user__email")
    autocomplete_fields = ("team", "member")
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: models.Budget | None = None) -> tuple[str, ...]:
        return ("team", "member") if obj else ()

    def save_model(self, request: HttpRequest, obj: models.Budget, form: Any, change: bool) -> None:
        made = credits.set_budget(obj.team, obj.limit, member=obj.member)
        obj.pk = made.pk if made else None

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A budget's months go with it, though nobody may delete one of them by itself."""
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: models.Budget) -> None:
        credits.set_budget(obj.team, None, member=obj.member)


@admin.register(models.BudgetMonth)
class BudgetMonths(ReadOnly):
    list_display = ("budget", "month", "used")
    list_select_related = ("budget__team", "budget__member__user", "budget__member__team")


@admin.register(models.Event)
class Events(ReadOnly):
    list_display = ("at", "kind", "text", "team", "actor")
    list_filter = ("kind", "at")
    list_select_related = ("team", "actor")
    search_fields = ("text", "kind", "video__title", "actor__email")


@admin.register(models.Beat)
class Beats(ReadOnly):
    list_display = ("name", "at", "pid")


@admin.register(models.OwnerLink)
class OwnerLinks(ReadOnly):
    list_display = ("created_at", "used_at")
    exclude = ("digest",)


def _actor(request: HttpRequest) -> models.User | None:
    return request.user if isinstance(request.user, models.User) else None
