"""Money: grants and budgets go through the ledger's verbs; the ledger itself can only be read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from studio import models
from studio.actions import credits, decisions
from studio.admin.base import CreditsField, Form, Page, ReadOnly, actor_of, each, in_credits
from studio.amounts import show
from studio.models.ids import new_id

AVAILABLE, HELD, AMOUNT = in_credits("available"), in_credits("held"), in_credits("amount")


class GrantForm(Form):
    """Grants go through the ledger: the balances themselves can't be typed."""

    grant = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2, help_text="Credits to add to this wallet."
    )
    note = forms.CharField(required=False, max_length=300, help_text="What for; shown in the ledger.")
    key = forms.CharField(required=False, max_length=36, initial=new_id, widget=forms.HiddenInput)

    class Meta:
        model = models.Wallet
        fields = ()


@admin.register(models.Wallet)
class Wallets(ReadOnly):
    form = GrantForm
    list_display = ("account", "team", AVAILABLE, HELD)
    list_select_related = ("account", "team")
    search_fields = ("team__name", "account__name")
    readonly_fields = ("team", "account", AVAILABLE, HELD)
    fields = ("team", "account", AVAILABLE, HELD, "grant", "note", "key")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def save_model(self, request: HttpRequest, obj: models.Wallet, form: Any, change: bool) -> None:
        """A second click adds nothing, as on the credits page."""
        typed, amount = form.cleaned_data, form.cleaned_data["grant"]
        if amount:
            key = f"grant:{obj.pk}:{typed['key'] or new_id()}:{int(amount * 100)}"
            credits.grant(obj, int(amount * 100), key=key, actor=actor_of(request), note=typed["note"])
            messages.success(request, f"Credits granted: {show(int(amount * 100))}.")


@admin.register(models.Transfer)
class Transfers(ReadOnly):
    amounts = ("amount", "overage")
    list_display = ("created_at", "kind", AMOUNT, in_credits("overage"), "wallet", "actor", "note")
    list_filter = ("kind", "created_at", "wallet__account__provider")
    list_select_related = ("wallet__account", "actor")
    search_fields = ("note", "key", "render_id", "take_id", "actor__email")
    actions = ("void",)

    @admin.action(description="Give back what is held, where nothing is being made for it", permissions=["view"])
    def void(self, request: HttpRequest, chosen: QuerySet[models.Transfer]) -> None:
        each(request, chosen, lambda row: decisions.give_back(row, actor=actor_of(request)), done="given back")


@admin.register(models.Entry)
class Entries(ReadOnly):
    amounts = ("amount",)
    list_display = ("transfer", "wallet", "pocket", AMOUNT)
    list_filter = ("pocket",)
    list_select_related = ("transfer", "wallet__account")
    search_fields = ("transfer__key",)


class BudgetForm(Form):
    limit = CreditsField(max_digits=12, help_text="Credits a month.")

    class Meta:
        model = models.Budget
        fields = ("team", "member", "limit")

    def clean(self) -> dict[str, Any]:
        """A limit for somebody of another team would never hold; and there is one limit each."""
        found = super().clean() or self.cleaned_data
        team, member = found.get("team"), found.get("member")
        if team and member and member.team_id != team.pk:
            self.add_error("member", f"{member.user} is another team's member. Choose one of {team}.")
        elif team and models.Budget.objects.filter(team=team, member=member).exists():
            self.add_error("member" if member else "team", f"{member or team} has a budget already. Change that one.")
        return found


@admin.register(models.Budget)
class Budgets(Page):
    """Limits are set through the ledger's own verb, so that holds under way are counted."""

    form = BudgetForm

    list_display = ("team", "member", in_credits("limit"))
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
    amounts = ("used",)
    list_display = ("budget", "month", in_credits("used"))
    list_select_related = ("budget__team", "budget__member__user", "budget__member__team")
