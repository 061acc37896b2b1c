"""Addresses for programs."""

from django.urls import path

from studio.api import videos

urlpatterns = [
    path("storyboards/check", videos.check, name="api_check"),
    path("videos", videos.order, name="api_order"),
    path("videos/<uuid:video_id>", videos.show, name="api_video"),
    path("media/<uuid:asset_id>", videos.media, name="api_media"),
]
