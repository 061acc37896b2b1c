"""Creatify's addresses, each with and without the slash at its end."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, re_path

from studio.api.creatify import cast, lipsyncs, template_jobs, templates, workspace


def at(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """`<id>` in a route is passed to the view as `name`."""
    pattern = route.replace("<id>", r"(?P<name>[\w.-]+)")
    kept: Any = re_path(rf"^api/{pattern}/?$", view, name=f"creatify_{name}")
    found: URLPattern = kept
    return found


urlpatterns = [
    at("custom_templates", templates.catalogue, "templates"),
    at("custom_templates/preview", templates.preview, "legacy_preview"),
    at("custom_templates/preview_async", templates.preview_async, "legacy_preview_async"),
    at("custom_templates/<id>", templates.entry, "template"),
    at("custom_templates/<id>/render", templates.render, "legacy_render"),
    at("custom_template_jobs", template_jobs.jobs, "template_jobs"),
    at("custom_template_jobs/preview", template_jobs.preview, "template_preview"),
    at("custom_template_jobs/preview_async", template_jobs.preview_async, "template_preview_async"),
    at("custom_template_jobs/<id>", template_jobs.job, "template_job"),
    at("custom_template_jobs/<id>/render", template_jobs.render, "template_render"),
    at("lipsyncs", lipsyncs.lipsyncs, "lipsyncs"),
    at("lipsyncs/preview", lipsyncs.lipsync_preview, "lipsync_preview"),
    at("lipsyncs/preview_async", lipsyncs.lipsync_preview_async, "lipsync_preview_async"),
    re_path("^(?P<rest>api/lipsyncs/multi_avatar)(?:/.*)?$", workspace.nothing_here, name="creatify_nothing"),
    at("lipsyncs/<id>", lipsyncs.lipsync, "lipsync"),
    at("lipsyncs/<id>/render", lipsyncs.lipsync_render, "lipsync_render"),
    at("lipsyncs_v2", lipsyncs.lipsyncs_v2, "lipsyncs_v2"),
    at("lipsyncs_v2/preview", lipsyncs.v2_preview, "lipsync_v2_preview"),
    at("lipsyncs_v2/preview_async", lipsyncs.v2_preview_async, "lipsync_v2_preview_async"),
    at("lipsyncs_v2/<id>", lipsyncs.v2, "lipsync_v2"),
    at("lipsyncs_v2/<id>/render", lipsyncs.v2_render, "lipsync_v2_render"),
    at("personas", cast.personas, "personas"),
    at("personas/paginated", cast.personas_paginated, "personas_paginated"),
    at("personas/count", cast.count, "personas_count"),
    at("personas/<id>", cast.persona, "persona"),
    at("personas_v2", cast.personas, "personas_v2"),
    at("personas_v2/paginated", cast.personas_paginated, "personas_v2_paginated"),
    at("personas_v2/count", cast.count, "personas_v2_count"),
    at("personas_v2/<id>", cast.persona, "persona_v2"),
    at("voices", cast.voices, "voices"),
    at("voices/paginated", cast.voices_paginated, "voices_paginated"),
    at("text_to_speech", workspace.text_to_speech, "speeches"),
    at("text_to_speech/<id>", workspace.speech, "speech"),
    at("musics", workspace.musics, "musics"),
    at("music_categories", workspace.music_categories, "music_categories"),
    at("remaining_credits", workspace.remaining_credits, "credits"),
    re_path("^(?P<rest>.*)$", workspace.nothing_here, name="creatify_nothing"),
]
