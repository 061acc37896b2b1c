"""The files that go with an order to a provider: what its storyboard names of the team's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from studio.actions import cast, links, media
from studio.models import Asset, Take
from studio.providers.base import File


def files(take: Take, storyboard: dict[str, Any]) -> dict[str, File]:
    """Each by the id that the storyboard says, with a link that opens if this server can be reached from outside."""
    assets = media.found(take.render.video.team, storyboard)
    for external_id, photo in cast.photos(take.account_id, storyboard).items():
        if photo.picture and external_id == str(photo.pk):  # added here: the provider has never seen it
            assets[external_id] = photo.picture
    return {name: _file(asset) for name, asset in assets.items()}


def _file(asset: Asset) -> File:
    return File(links.to(asset, origin=settings.PUBLIC_URL), Path(asset.file.path), asset.mime)
