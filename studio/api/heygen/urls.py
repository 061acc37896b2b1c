"""HeyGen's addresses, those of its upload host among them."""

from __future__ import annotations

from django.urls import include, path, re_path

from studio.api.heygen import account, cast, folders, media, status, templates, videos, webhooks
from studio.api.heygen.nothing import nothing_here

urlpatterns = [
    path("v2/video/generate", videos.generate, name="heygen_generate"),
    path("v1/video.generate", videos.clips, name="heygen_clips"),
    path("v1/video.webm", videos.webm, name="heygen_webm"),
    path("v1/video_status.get", status.status, name="heygen_status"),
    path("v1/video.list", status.listed, name="heygen_list"),
    path("v1/video.delete", status.delete, name="heygen_delete"),
    path("v1/video/share", status.share, name="heygen_share"),
    path("v1/video/caption.get", status.caption, name="heygen_caption"),
    path("v2/videos", status.videos, name="heygen_videos"),
    path("v2/videos/<str:video_id>", status.video, name="heygen_video"),
    path("v2/avatars", cast.avatars, name="heygen_avatars"),
    path("v2/avatar/<str:avatar_id>/details", cast.details, name="heygen_avatar"),
    path("v2/avatar_group.list", cast.groups, name="heygen_groups"),
    path("v2/avatar_group/<str:group_id>/avatars", cast.looks, name="heygen_looks"),
    path("v2/voices", cast.voices, name="heygen_voices"),
    path("v2/voices/locales", cast.locales, name="heygen_locales"),
    path("v1/avatar.list", cast.v1_avatars, name="heygen_v1_avatars"),
    path("v1/voice.list", cast.v1_voices, name="heygen_v1_voices"),
    path("v1/talking_photo.list", cast.v1_photos, name="heygen_photos"),
    path("v1/talking_photo", media.talking_photo, name="heygen_photo_upload"),
    path("v2/talking_photo/<str:photo_id>", cast.delete_photo, name="heygen_photo_delete"),
    path("v1/asset", media.upload, name="heygen_upload"),
    path("v1/asset/list", media.listed, name="heygen_assets"),
    path("v1/asset/<str:asset_id>/delete", media.delete, name="heygen_asset_delete"),
    path("v2/user/remaining_quota", account.quota, name="heygen_quota"),
    path("v1/user/me", account.me, name="heygen_me"),
    path("v1/webhook/webhook.list", webhooks.events, name="heygen_events"),
    path("v1/webhook/endpoint.add", webhooks.add, name="heygen_endpoint_add"),
    path("v1/webhook/endpoint.list", webhooks.listed, name="heygen_endpoints"),
    path("v1/webhook/endpoint.update", webhooks.update, name="heygen_endpoint_update"),
    path("v1/webhook/endpoint.delete", webhooks.delete, name="heygen_endpoint_delete"),
    path("v1/folders", folders.listed, name="heygen_folders"),
    path("v1/folders/create", folders.create, name="heygen_folder_create"),
    path("v1/folders/<str:folder_id>", folders.rename, name="heygen_folder_rename"),
    path("v1/folders/<str:folder_id>/trash", folders.trash, name="heygen_folder_trash"),
    path("v1/folders/<str:folder_id>/restore", folders.restore, name="heygen_folder_restore"),
    path("v2/templates", templates.listed, name="heygen_templates"),
    path("v2/template/<str:template_id>", templates.shown, name="heygen_template"),
    path("v2/template/<str:template_id>/generate", templates.generate, name="heygen_template_generate"),
    path("v3/", include("studio.api.heygen_v3.urls")),
    re_path("^(?P<rest>.*)$", nothing_here, name="heygen_nothing"),
]
