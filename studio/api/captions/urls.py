"""Captions' addresses. All are asked by POST."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from studio.api.captions import creator, twin, webhooks
from studio.api.captions.manner import MANNER
from studio.api.door import refused, unlocked
from studio.api.refusals import Unknown


@unlocked
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Neighbours that this server doesn't have, in Captions' own words."""
    return refused(MANNER, request, Unknown())


urlpatterns = [
    path("api/creator/list", creator.listed, name="captions_creators"),
    path("api/creator/submit", creator.submit, name="captions_submit"),
    path("api/creator/poll", creator.poll, name="captions_poll"),
    path("api/twin/supported-languages", twin.languages, name="captions_languages"),
    path("api/twin/script", twin.script, name="captions_script"),
    path("api/twin/list", twin.listed, name="captions_twins"),
    path("api/twin/create", twin.create, name="captions_twin"),
    path("api/twin/status", twin.status, name="captions_twin_status"),
    path("api/twin/delete", twin.delete, name="captions_twin_delete"),
    path("api/webhooks/events", webhooks.events, name="captions_events"),
    path("api/webhooks/register", webhooks.register, name="captions_register"),
    path("api/webhooks/list", webhooks.listed, name="captions_webhooks"),
    path("api/webhooks/update", webhooks.update, name="captions_update"),
    path("api/webhooks/delete", webhooks.delete, name="captions_unregister"),
    re_path("^(?P<rest>.*)$", nothing_here, name="captions_nothing"),
]
