"""Addresses for programs."""

from django.urls import path

from studio.api import videos
from studio.api.openapi import views as docs

urlpatterns = [
    path("docs", docs.index, name="api_docs"),
    path("docs/<str:name>.json", docs.openapi, name="api_openapi"),
    path("docs/<str:name>", docs.page, name="api_document"),
    path("storyboards/check", videos.check, name="api_check"),
    path("videos", videos.order, name="api_order"),
    path("videos/<uuid:video_id>", videos.show, name="api_video"),
    path("media/<uuid:asset_id>", videos.media, name="api_media"),
]
