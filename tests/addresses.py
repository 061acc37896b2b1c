"""Who may open which address of the server, by its name. A new address without a line here fails test_access.py.

Each is one of: PUBLIC (works signed out), PERSONAL (shows only what the visitor may see), KEYED (a program's key), or
it belongs to a team (TEAMS): then a stranger gets 404 and a viewer can't change anything, but what is their own (OWN).
Django's admin, for superusers, stands beside.
"""

from __future__ import annotations

from typing import Any

PUBLIC = {
    "signin", "signout", "welcome", "welcome_sample", "welcome_stage", "healthz", "password_reset",
    "password_reset_done", "password_reset_confirm", "signed_file", "invitation",
    "cast_picture", "cast_clip", "cast_voice", "captions_nothing", "creatify_nothing", "heygen_nothing", "hook",
    "shared", "shared_file", "api_docs", "api_document", "api_openapi",
}  # fmt: skip
PERSONAL = {
    "library", "new_video", "videos_trash", "videos_restore", "trash", "videos_where", "videos_move",
    "videos_move_back", "videos_download", "videos_again", "videos_remake", "folder_new", "credits", "ledger_csv",
    "credits_grant", "credits_budget",
    "team_switch", "team_new", "team_make", "team_leave", "theme", "backstage", "avatar_picture", "avatars",
    "photo_new", "photo_add", "signin_token",
    "twins", "twin_new", "twin_begin", "templates", "settings", "activity", "team_save", "members", "accounts",
    "account_new", "account_connect",
    "pronunciation_add", "pronunciation_said", "webhooks", "webhooks_orders",
}  # fmt: skip
KEYED = {
    "api_check", "api_order", "api_video", "api_media", "captions_creators", "captions_submit", "captions_poll",
    "captions_events", "captions_register", "captions_webhooks", "captions_update", "captions_unregister",
    "heygen_generate", "heygen_clips", "heygen_webm", "heygen_status", "heygen_list", "heygen_delete", "heygen_share",
    "heygen_caption", "heygen_videos", "heygen_video", "heygen_avatars", "heygen_avatar", "heygen_groups",
    "heygen_looks", "heygen_voices", "heygen_locales", "heygen_v1_avatars", "heygen_v1_voices", "heygen_photos",
    "heygen_quota", "heygen_me", "heygen_events", "heygen_endpoint_add", "heygen_endpoints", "heygen_endpoint_update",
    "heygen_endpoint_delete", "heygen_folders", "heygen_folder_create", "heygen_folder_rename", "heygen_folder_trash",
    "heygen_folder_restore", "heygen_templates", "heygen_template", "heygen_template_generate",
    "heygen_photo_upload", "heygen_photo_delete", "heygen_upload", "heygen_assets", "heygen_asset_delete",
    "heygen_v3_videos", "heygen_v3_statuses", "heygen_v3_video", "heygen_v3_assets", "heygen_v3_asset",
    "heygen_v3_templates", "heygen_v3_template", "heygen_v3_template_older", "heygen_v3_told",
    "heygen_v3_avatars", "heygen_v3_looks", "heygen_v3_look", "heygen_v3_avatar", "heygen_v3_voices", "heygen_v3_voice",
    "heygen_v3_me", "heygen_v3_events", "heygen_v3_endpoints", "heygen_v3_endpoint", "heygen_v3_rotate",
    "captions_languages", "captions_script", "captions_twins", "captions_twin", "captions_twin_status",
    "captions_twin_delete",
    "creatify_templates", "creatify_legacy_preview", "creatify_legacy_preview_async", "creatify_template",
    "creatify_legacy_render", "creatify_template_jobs", "creatify_template_preview",
    "creatify_template_preview_async", "creatify_template_job", "creatify_template_render", "creatify_lipsyncs",
    "creatify_lipsync_preview", "creatify_lipsync_preview_async", "creatify_lipsync", "creatify_lipsync_render",
    "creatify_lipsyncs_v2", "creatify_lipsync_v2_preview", "creatify_lipsync_v2_preview_async",
    "creatify_lipsync_v2", "creatify_lipsync_v2_render", "creatify_personas", "creatify_personas_paginated",
    "creatify_personas_count", "creatify_persona", "creatify_personas_v2", "creatify_personas_v2_paginated",
    "creatify_personas_v2_count", "creatify_persona_v2", "creatify_voices", "creatify_voices_paginated",
    "creatify_speeches", "creatify_speech", "creatify_musics", "creatify_music_categories", "creatify_credits",
}  # fmt: skip

READ, CHANGE = "get", "post"
TEAMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    # name: (method that works, id it takes, its other arguments)
    "video": (READ, "video_id", {}),
    "video_compare": (READ, "video_id", {}),
    "video_card": (READ, "video_id", {}),
    "video_duplicate": (CHANGE, "video_id", {}),
    "video_share": (CHANGE, "video_id", {}),
    "video_unshare": (CHANGE, "video_id", {}),
    "folder_rename": (CHANGE, "folder_id", {}),
    "folder_where": (READ, "folder_id", {}),
    "folder_move": (CHANGE, "folder_id", {}),
    "folder_trash": (CHANGE, "folder_id", {}),
    "folder_restore": (CHANGE, "folder_id", {}),
    "render_progress": (READ, "render_id", {}),
    "render_gif": (READ, "render_id", {}),
    "render_cancel": (CHANGE, "render_id", {}),
    "render_retry": (CHANGE, "render_id", {}),
    "render_send_again": (CHANGE, "render_id", {}),
    "render_forget": (CHANGE, "render_id", {}),
    "render_put_back": (CHANGE, "render_id", {}),
    "render_duplicate": (CHANGE, "render_id", {}),
    "media": (READ, "asset_id", {"name": "film.mp4"}),
    "storyboard": (READ, "video_id", {}),
    "video_setup": (CHANGE, "video_id", {}),
    "generate": (CHANGE, "video_id", {}),
    "still": (READ, "video_id", {"scene": 0}),
    "scene_add": (CHANGE, "video_id", {}),
    "scene_put_back": (CHANGE, "video_id", {}),
    "scene_save": (CHANGE, "scene_id", {}),
    "scene_remove": (CHANGE, "scene_id", {}),
    "scene_duplicate": (CHANGE, "scene_id", {}),
    "scene_measured": (READ, "scene_id", {}),
    "scene_move": (CHANGE, "scene_id", {}),
    "scene_image": (CHANGE, "scene_id", {}),
    "scene_recording": (CHANGE, "scene_id", {}),
    "scene_clip": (CHANGE, "scene_id", {}),
    "scene_said": (READ, "scene_id", {}),
    "scene_people": (READ, "scene_id", {}),
    "scene_voices": (READ, "scene_id", {}),
    "voice_sample": (READ, "voice_id", {}),
    "video_music": (CHANGE, "video_id", {}),
    "price_save": (CHANGE, "account_id", {}),
    "account": (READ, "account_id", {}),
    **{
        f"account_{verb}": (CHANGE, "account_id", {})
        for verb in ("sync", "check", "match", "rename", "price", "version", "key", "webhook", "close")
    },
    "key_make": (CHANGE, "account_id", {}),
    "key_revoke": (CHANGE, "key_id", {}),
    "webhook": (READ, "endpoint_id", {}),
    "delivery": (READ, "delivery_id", {}),
    "delivery_again": (CHANGE, "delivery_id", {}),
    **{f"webhook_{verb}": (CHANGE, "endpoint_id", {}) for verb in ("stop", "start", "remove")},
    "pronunciation_change": (CHANGE, "entry_id", {}),
    "pronunciation_remove": (CHANGE, "entry_id", {}),
    "invite": (CHANGE, "team_id", {}),
    "invitation_renew": (CHANGE, "invitation_id", {}),
    "invitation_withdraw": (CHANGE, "invitation_id", {}),
    "member_role": (CHANGE, "member_id", {}),
    "member_remove": (CHANGE, "member_id", {}),
    "avatar": (READ, "avatar_id", {}),
    "avatar_use": (CHANGE, "avatar_id", {}),
    "avatar_star": (CHANGE, "avatar_id", {}),
    "portrait": (READ, "avatar_id", {}),
    "photo_points": (CHANGE, "avatar_id", {}),
    "photo_speaking": (READ, "avatar_id", {"strip": 0}),
    "photo_name": (CHANGE, "avatar_id", {}),
    "photo_voice": (CHANGE, "avatar_id", {}),
    "photo_remove": (CHANGE, "avatar_id", {}),
    "photo_put_back": (CHANGE, "avatar_id", {}),
    "twin": (READ, "twin_id", {}),
    "twin_progress": (READ, "twin_id", {}),
    "twin_picture": (READ, "twin_id", {"pose": "neutral"}),
    "twin_says": (READ, "twin_id", {"digest": "0" * 32}),
    "twin_language": (CHANGE, "twin_id", {}),
    "twin_file": (CHANGE, "twin_id", {"pose": "aah"}),
    "twin_file_remove": (CHANGE, "twin_id", {"pose": "aah"}),
    "twin_make": (CHANGE, "twin_id", {}),
    "twin_decide": (CHANGE, "twin_id", {}),
    "twin_say": (CHANGE, "twin_id", {}),
    "twin_remove": (CHANGE, "twin_id", {}),
    "twin_put_back": (CHANGE, "twin_id", {}),
    "twin_erase": (CHANGE, "twin_id", {}),
    "template": (READ, "template_id", {}),
    "template_variables": (READ, "template_id", {}),
    "batches": (READ, "template_id", {}),
    "batch_add": (CHANGE, "template_id", {}),
    "batch_table": (READ, "template_id", {}),
    "batch": (READ, "batch_id", {}),
    "batch_order": (CHANGE, "batch_id", {}),
    "batch_remove": (CHANGE, "batch_id", {}),
    "batch_links": (READ, "batch_id", {}),
    "batch_archive": (READ, "batch_id", {}),
    "template_new": (READ, "video_id", {}),
    "template_save": (CHANGE, "video_id", {}),
    "template_file": (CHANGE, "template_id", {"name": "hero"}),
    **{
        f"template_{verb}": (CHANGE, "template_id", {})
        for verb in ("make", "open", "price", "rename", "trash", "restore", "change")
    },
}

OWN = {"avatar_star"}
"""Those of TEAMS by which everybody, viewers too, changes something of their own and nothing of the team's."""
