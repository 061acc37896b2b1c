"""People and their teams."""

from __future__ import annotations

from django.contrib import admin

from studio import models
from studio.admin.base import Page, PeoplePage, ReadOnly, Rows


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
