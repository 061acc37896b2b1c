"""Addresses that open a file without a key: a signature instead of a session."""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.core import signing
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from studio.errors import NotFound
from studio.models import Asset, Render, Scene, Take, Template, Video
from studio.names import for_download

_SIGNER = signing.TimestampSigner(salt="studio.files")
_PATH = re.compile(r"(?P<place>/files/)[0-9a-f]{32}:[^/]+/(?P<name>[^/]+)")
GONE = "This link does not open a file: it is mistyped, too old, or the file was deleted."


def to(asset: Asset, *, origin: str) -> str:
    """An absolute address of the file below `origin` ("https://host"). It lasts for settings.LINK_DAYS, 0 for ever."""
    name = for_download(asset.name, stored=asset.file.name or "")
    token = _SIGNER.sign(asset.pk.hex)
    return origin.rstrip("/") + reverse("signed_file", args=[token, name])


def opened(token: str) -> Asset:
    """The file behind a link's token. Raises NotFound, also while the video that it was made for is in the trash.

    Players ask for one range after the other: this is one query, unless the video is.
    """
    days = settings.LINK_DAYS
    made_for = Render.objects.filter(_gives(OuterRef("pk")))
    thrown_away = Exists(made_for.filter(video__trashed_at__isnull=False))
    try:
        found = _SIGNER.unsign(token, max_age=days * 86_400 if days else None)
        asset = Asset.objects.annotate(thrown_away=thrown_away).get(pk=uuid.UUID(hex=found))
    except (signing.BadSignature, Asset.DoesNotExist):
        raise NotFound(GONE) from None
    if asset.thrown_away and not _is_shown_elsewhere(asset):
        raise NotFound(GONE)
    return asset


def shut(path: str) -> str:
    """The path of a link without what opens its file; "" for any other path."""
    found = _PATH.fullmatch(path)
    return f"{found['place']}…/{found['name']}" if found else ""


def _gives(asset: OuterRef) -> Q:
    """The versions that give out this file."""
    return Q(file=asset) | Q(poster=asset) | Q(srt=asset) | Q(vtt=asset)


def _is_shown_elsewhere(asset: Asset) -> bool:
    """Whether something that is not in the trash shows it, too, or an order that a provider may fetch it for."""
    kept, mine = Q(video__trashed_at=None), Q(video__team=asset.team_id)
    templates = Template.objects.filter(team=asset.team_id, trashed_at=None)
    open_takes = Take.objects.open().filter(render=OuterRef("pk"))
    shown_in = (
        (Scene.objects.filter(kept, mine), "document"),
        (Video.objects.kept().filter(team=asset.team_id), "setup"),
        (Render.objects.filter(kept | Exists(open_takes), mine), "storyboard"),
        (templates, "storyboard"),
        (templates, "variables"),
    )
    named = (
        rows.annotate(text=Cast(field, TextField())).filter(text__contains=str(asset.pk)) for rows, field in shown_in
    )
    return templates.filter(picture=asset).exists() or any(rows.exists() for rows in named)
