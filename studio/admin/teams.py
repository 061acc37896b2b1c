"""People and their teams."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from studio import models
from studio.actions import accounts, members
from studio.actions.members import LAST_OWNER
from studio.admin.base import Page, PeoplePage, ReadOnly, Rows, actor_of
from studio.vocabulary import Role

LAST_TO_RUN = "Nobody else runs this server. Give somebody else all three rights first."


class OneAddress:
    """Nobody else signs in with the address, whatever its capitals."""

    def clean_email(self: Any) -> str:
        address: str = self.cleaned_data["email"]
        if models.User.objects.filter(email__iexact=address).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Somebody else has this address. Write another one.")
        return address


class NewPerson(OneAddress, AdminUserCreationForm):  # type: ignore[type-arg]
    pass


class ChangedPerson(OneAddress, UserChangeForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        """Somebody stays who can come in here and let others in."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        runs = models.User.objects.filter(is_active=True, is_staff=True, is_superuser=True)
        stays = all(found.get(right) for right in ("is_active", "is_staff", "is_superuser"))
        if not stays and runs.filter(pk=self.instance.pk).exists() and not runs.exclude(pk=self.instance.pk).exists():
            raise ValidationError(LAST_TO_RUN)
        return found


@admin.register(models.User)
class People(PeoplePage):
    form, add_form = ChangedPerson, NewPerson
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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Somebody who left is made inactive: deleting them could leave a team without an owner."""
        return False


class OwnedTeam(BaseInlineFormSet):  # type: ignore[type-arg]
    def add_fields(self, form: Any, index: int | None) -> None:
        """Each field says what it is: in a row, only the column's head would."""
        super().add_fields(form, index)
        for field in form.fields.values():
            inner = getattr(field.widget, "widget", field.widget)  # a select lies in a wrapper
            inner.attrs.setdefault("aria-label", field.label)

    def clean(self) -> None:
        """Some owner stays among the rows."""
        super().clean()
        rows = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        if not any(row.get("role") == Role.OWNER and not row.get("DELETE") for row in rows):
            raise ValidationError(LAST_OWNER)


class Members(Rows):
    model = models.Member
    formset = OwnedTeam
    extra = 0
    autocomplete_fields = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Member]:
        """With what each row is called."""
        return super().get_queryset(request).select_related("user", "team")


@admin.register(models.Team)
class Teams(Page):
    list_display = ("name", "created_at")
    search_fields = ("name", "people__email")
    ordering = ("name",)
    inlines = (Members,)

    def get_formset_kwargs(self, request: HttpRequest, obj: models.Team, inline: Any, prefix: str) -> dict[str, Any]:
        """The rows that are checked are those that are kept: until then nobody leaves the team."""
        if request.method == "POST" and not obj._state.adding:
            members.lock(obj)
        found: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        return found

    def save_model(self, request: HttpRequest, obj: models.Team, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            accounts.open_embedded(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """What follows from it follows here, too."""
        actor = actor_of(request)
        formset.save(commit=False)
        for gone in formset.deleted_objects:
            members.take_out(gone, actor=actor)
        for place in (*formset.new_objects, *(place for place, _ in formset.changed_objects)):
            members.put_in(place, actor=actor)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its ledger stays for good, and it with the ledger."""
        return False


@admin.register(models.Member)
class Memberships(ReadOnly):
    """To look up who is where; changed on the team's page, which knows all of its members."""

    list_display = ("user", "team", "role", "joined_at")
    list_filter = ("role",)
    list_select_related = ("user", "team")
    ordering = ("user__email", "pk")
    search_fields = ("user__email", "user__name", "team__name")


@admin.register(models.OwnerLink)
class OwnerLinks(ReadOnly):
    list_display = ("created_at", "used_at")
    exclude = ("digest",)


@admin.register(models.Invitation)
class Invitations(ReadOnly):
    list_display = ("email", "team", "role", "invited_by", "issued_at")
    list_filter = ("role",)
    list_select_related = ("team", "invited_by")
    search_fields = ("email", "team__name", "invited_by__email")
    exclude = ("nonce", "digest")


@admin.register(models.Pronunciation)
class Pronunciations(ReadOnly):
    list_display = ("written", "spoken", "locale", "team", "created_at")
    list_filter = ("locale",)
    list_select_related = ("team",)
    search_fields = ("written", "spoken", "team__name")
