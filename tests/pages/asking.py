"""Asking for pages as somebody."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from studio.models import Asset, Render, User, Video
from studio.vocabulary import AssetKind
from tests import people

HTMX = {"HX-Request": "true"}


def as_(user: User) -> Client:
    """A browser in which `user` has signed in."""
    client = Client()
    client.force_login(user)
    return client


def is_fragment(html: bytes) -> bool:
    """Part of a page, to be put into one."""
    return b"<html" not in html and b"<body" not in html


FILM = bytes(range(256)) * 8


def film(video: Video, *, made: Render | None = None, sample: bool = False, **fields: Any) -> Render:
    """A version (a new one, or `made`) that can be watched. Its files hold no film: pages only hand them out."""

    def asset(kind: AssetKind, name: str, mime: str) -> Asset:
        digest = uuid.uuid4().hex * 2
        made = Asset(team_id=video.team_id, kind=kind, name=name, mime=mime, size=len(FILM), sha256=digest)
        made.file.save(name, ContentFile(FILM), save=False)
        made.save(force_insert=True)
        return made

    render = made or people.render(video, by=video.created_by, **fields)
    render.state, render.progress, render.duration = "completed", 100, 42
    render.file = asset(AssetKind.VIDEO, "film.mp4", "video/mp4")
    render.poster = asset(AssetKind.IMAGE, "poster.jpg", "image/jpeg")
    render.srt = asset(AssetKind.SUBTITLES, "film.srt", "application/x-subrip")
    render.vtt = asset(AssetKind.SUBTITLES, "film.vtt", "text/vtt")
    render.finished_at = timezone.now()
    render.save()
    video.finished_render, video.sample = render, sample
    video.save()
    return render
