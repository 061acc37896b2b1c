"""Who may open what, over every address of the server. A new address without a line here fails the suite.

Each pattern is one of: PUBLIC (works signed out), PERSONAL (shows only what the visitor may see), BACK_OFFICE (Django
admin: superusers), KEYED (a program's key), or it belongs to a team: then a stranger gets 404 and a viewer can't change
anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from studio.actions import accounts, endpoints, gifs, templates, twin_says
from studio.models import (
    Account,
    ApiKey,
    Asset,
    Avatar,
    Endpoint,
    Folder,
    Invitation,
    Member,
    Pronunciation,
    Render,
    Scene,
    Template,
    Twin,
    User,
    Video,
    Voice,
)
from studio.vocabulary import Dialect, TwinState
from tests import doubles, faces, people

pytestmark = pytest.mark.django_db

PUBLIC = {
    "signin", "signout", "welcome", "welcome_sample", "welcome_stage", "healthz", "password_reset",
    "password_reset_done", "password_reset_confirm", "signed_file", "invitation",
    "cast_picture", "cast_clip", "cast_voice", "captions_nothing", "creatify_nothing", "heygen_nothing", "hook",
    "shared", "api_docs", "api_document", "api_openapi",
}  # fmt: skip
PERSONAL = {
    "library", "new_video", "videos_trash", "videos_restore", "trash", "videos_where", "videos_move",
    "videos_move_back", "folder_new", "credits", "ledger_csv", "credits_grant",
    "team_switch", "team_new", "team_make", "team_leave", "theme", "backstage", "avatar_picture", "avatars",
    "photo_new", "photo_add",
    "twins", "twin_new", "twin_begin", "templates", "settings", "activity", "team_save", "members", "accounts",
    "account_new", "account_connect",
    "pronunciation_add", "pronunciation_said", "webhooks",
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
    "creatify_personas_count", "creatify_persona", "creatify_voices", "creatify_voices_paginated",
    "creatify_speeches", "creatify_speech", "creatify_musics", "creatify_music_categories", "creatify_credits",
}  # fmt: skip

READ, CHANGE = "get", "post"
TEAMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    # name: (method that works, id it takes, its other arguments)
    "video": (READ, "video_id", {}),
    "video_card": (READ, "video_id", {}),
    "video_duplicate": (CHANGE, "video_id", {}),
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
    "quote": (READ, "video_id", {}),
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
    "template_new": (READ, "video_id", {}),
    "template_save": (CHANGE, "video_id", {}),
    "template_file": (CHANGE, "template_id", {"name": "hero"}),
    **{
        f"template_{verb}": (CHANGE, "template_id", {})
        for verb in ("make", "open", "price", "rename", "trash", "restore", "change")
    },
}
CHANGES = [name for name, (method, _, _) in TEAMS.items() if method == CHANGE]
EDITORS_ONLY_PAGES = {"storyboard", "folder_where", "template_new", "template_variables"}


@dataclass(frozen=True)
class Belongings:
    """One of everything that belongs to Alice's team."""

    video: Video
    scene: Scene
    render: Render
    asset: Asset
    photo: Avatar
    entry: Pronunciation
    key: ApiKey
    twin: Twin
    voice: Voice
    template: Template
    member: Member
    invitation: Invitation
    folder: Folder
    endpoint: Endpoint

    def address(self, name: str) -> str:
        _, key, more = TEAMS[name]
        ids = {
            "video_id": self.video.pk,
            "scene_id": self.scene.pk,
            "render_id": self.render.pk,
            "asset_id": self.asset.pk,
            "avatar_id": self.photo.pk,
            "account_id": self.video.account_id,
            "entry_id": self.entry.pk,
            "key_id": self.key.pk,
            "twin_id": self.twin.pk,
            "voice_id": self.voice.pk,
            "template_id": self.template.pk,
            "team_id": self.video.team_id,
            "member_id": self.member.pk,
            "invitation_id": self.invitation.pk,
            "folder_id": self.folder.pk,
            "endpoint_id": self.endpoint.pk,
        }
        return reverse(name, kwargs={key: ids[key], **more})


@pytest.fixture
def belongings(video: Video, account: Account, alice: User) -> Belongings:
    accounts.sync_cast(account)
    asset = Asset(team=video.team, kind="video", name="film.mp4", mime="video/mp4", size=4, sha256="0" * 64)
    asset.file.save("film.mp4", ContentFile(b"film"), save=False)
    asset.save(force_insert=True)
    gifs.place(asset).parent.mkdir(parents=True, exist_ok=True)
    gifs.place(asset).write_bytes(b"GIF89a")
    render = Render.objects.create(
        video=video, account=account, number=1, storyboard={"scenes": []}, state="completed", file=asset, poster=asset,
        created_by=alice,
    )  # fmt: skip
    Video.objects.filter(pk=video.pk).update(latest_render=render, finished_render=render, last_number=1)
    entry = Pronunciation.objects.create(team=video.team, written="Nguyen", spoken="win")
    twin = doubles.twin(account, state=TwinState.READY)
    film = twin_says.place(twin, "0" * 32)
    film.parent.mkdir(parents=True, exist_ok=True)
    film.write_bytes(b"film")
    key = people.key(account)
    voice = account.voices.all()[0]
    Voice.objects.filter(pk=voice.pk).update(sample=asset)
    template = templates.save(video, actor=alice, name="Spring, by name")
    member, invitation = people.member(alice, team=video.team), people.invitation(video.team, by=alice)
    folder = Folder.objects.create(team=video.team, name="Spring, all of it")
    endpoint = endpoints.add(key, Dialect.CAPTIONS, url="https://example.org/hook", events=[])
    return Belongings(
        video, video.scenes.get(), render, asset, faces.photo(account), entry, key, twin, voice, template, member,
        invitation, folder, endpoint,
    )  # fmt: skip


def patterns(resolver: URLResolver | None = None, *, space: str = "") -> Iterator[tuple[str, str]]:
    """(namespace, name) of every address the server has."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, space=entry.namespace or space)
        elif isinstance(entry, URLPattern):
            yield space, entry.name or str(entry.pattern)


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_it_knows_every_address() -> None:
    found = {name for space, name in patterns() if space != "admin"}
    known = PUBLIC | PERSONAL | KEYED | set(TEAMS)
    assert found - known == set(), "say in tests/test_access.py who may open these"
    assert known - found == set(), "these are gone: take them out of tests/test_access.py"


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_it_is_404_to_a_stranger(belongings: Belongings, charlie: User, htmx: bool) -> None:
    client, headers = signed_in(charlie), {"HX-Request": "true"} if htmx else {}
    for name, (method, _, _) in TEAMS.items():
        answer = getattr(client, method)(belongings.address(name), headers=headers)
        assert answer.status_code == 404, name
        assert belongings.video.title not in answer.content.decode(), name


def test_it_asks_who_is_there(belongings: Belongings) -> None:
    for name in sorted(set(TEAMS) | PERSONAL):
        address = belongings.address(name) if name in TEAMS else _personal(name)
        answer = getattr(Client(), TEAMS[name][0] if name in TEAMS else READ)(address)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith(reverse("signin")), name


def test_it_shows_a_viewer_what_there_is(belongings: Belongings, vera: User) -> None:
    client = signed_in(vera)
    for name in (name for name, (method, _, _) in TEAMS.items() if method == READ):
        answer = client.get(belongings.address(name))
        answer.getvalue()  # reads the file to its end, which closes it
        assert answer.status_code in ({200, 403} if name in EDITORS_ONLY_PAGES else {200, 286}), name


def test_it_lets_a_viewer_change_nothing(belongings: Belongings, vera: User) -> None:
    client, before = signed_in(vera), belongings.video.document()
    for name in CHANGES:
        assert client.post(belongings.address(name)).status_code == 403, name
        assert Video.objects.get(pk=belongings.video.pk).document() == before, name


def test_it_changes_nothing_by_a_link(belongings: Belongings, alice: User) -> None:
    client = signed_in(alice)
    for name in CHANGES:
        assert client.get(belongings.address(name)).status_code == 405, name


def test_it_keeps_the_back_office_to_superusers(bob: User, alice: User) -> None:
    names = [name for space, name in patterns() if space == "admin" and name.endswith("_changelist")]
    assert len(names) >= 19
    for name in names:
        assert signed_in(bob).get(reverse(f"admin:{name}")).status_code == 302
    alice.is_staff = alice.is_superuser = True
    alice.save()
    for name in names:
        address = reverse(f"admin:{name}")
        assert signed_in(alice).get(address, {"q": "spring"}).status_code == 200, address


def _personal(name: str) -> str:
    return reverse(name, kwargs={"avatar_id": "maya"} if name == "avatar_picture" else {})
