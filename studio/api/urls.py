"""Addresses for programs."""

from django.urls import path, register_converter
from django.urls.converters import UUIDConverter

from studio.api import videos
from studio.api.openapi import views as docs


class AnyUUID(UUIDConverter):
    """However a program writes it: some know UUIDs in capitals only, others without hyphens."""

    regex = "[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}"


register_converter(AnyUUID, "any_uuid")

urlpatterns = [
    path("docs", docs.index, name="api_docs"),
    path("docs/<str:name>.json", docs.openapi, name="api_openapi"),
    path("docs/<str:name>", docs.page, name="api_document"),
    path("storyboards/check", videos.check, name="api_check"),
    path("videos", videos.order, name="api_order"),
    path("videos/<any_uuid:video_id>", videos.show, name="api_video"),
    path("media/<any_uuid:asset_id>", videos.media, name="api_media"),
]
