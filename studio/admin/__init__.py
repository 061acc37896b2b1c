"""The back office: search anything, retry, cancel, grant. Thin doors on actions; the ledger can only be read here."""

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group

from studio.admin import accounts, credits, programs, teams, videos

__all__ = ["accounts", "credits", "programs", "teams", "videos"]

admin.site.site_header = "Understudy"
admin.site.site_title = "Understudy"
admin.site.index_title = "Back office"
admin.site.unregister(Group)
for unused in ("Schedule", "Success", "Failure"):  # wake-ups are ours, and none is kept when it is done
    admin.site.unregister(apps.get_model("django_q", unused))
