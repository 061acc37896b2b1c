"""v3's addresses. What else is asked for below /v3/ is answered by the room next door."""

from __future__ import annotations

from django.urls import path, re_path

from studio.api.heygen.nothing import nothing_here
from studio.api.heygen_v3 import account, assets, cast, endpoints, templates, videos

LACKING = "videos/batches|assets/(?:direct-uploads|search|statuses)|voices/(?:clone|speech)"
"""Addresses of v3's own, where an id stands in those that are served."""

urlpatterns = [
    re_path(f"^(?P<rest>{LACKING})$", nothing_here, name="heygen_nothing"),
    path("videos", videos.videos, name="heygen_v3_videos"),
    path("videos/statuses", videos.statuses, name="heygen_v3_statuses"),
    path("videos/<str:video_id>", videos.video, name="heygen_v3_video"),
    path("assets", assets.listed, name="heygen_v3_assets"),
    path("assets/<str:asset_id>", assets.asset, name="heygen_v3_asset"),
    path("avatars", cast.avatars, name="heygen_v3_avatars"),
    path("avatars/looks", cast.looks, name="heygen_v3_looks"),
    path("avatars/looks/<str:look_id>", cast.look, name="heygen_v3_look"),
    path("avatars/<str:group_id>", cast.avatar, name="heygen_v3_avatar"),
    path("voices", cast.voices, name="heygen_v3_voices"),
    path("voices/<str:voice_id>", cast.voice, name="heygen_v3_voice"),
    path("templates", templates.listed, name="heygen_v3_templates"),
    path("templates/<str:template_id>", templates.template, name="heygen_v3_template"),
    path("template/<str:template_id>", templates.older, name="heygen_v3_template_older"),
    path("users/me", account.me, name="heygen_v3_me"),
    path("webhooks/event-types", endpoints.events, name="heygen_v3_events"),
    path("webhooks/events", endpoints.told, name="heygen_v3_told"),
    path("webhooks/endpoints", endpoints.endpoints, name="heygen_v3_endpoints"),
    path("webhooks/endpoints/<str:endpoint_id>", endpoints.endpoint, name="heygen_v3_endpoint"),
    path("webhooks/endpoints/<str:endpoint_id>/rotate-secret", endpoints.rotate, name="heygen_v3_rotate"),
]
