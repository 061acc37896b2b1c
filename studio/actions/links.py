"""Addresses that open a file without a key: a signature instead of a session."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core import signing
from django.urls import reverse

from studio.errors import NotFound
from studio.models import Asset
from studio.names import for_download

_SIGNER = signing.TimestampSigner(salt="studio.files")
GONE = "This link does not open a file: it is mistyped, too old, or the file was deleted."


def to(asset: Asset, *, origin: str) -> str:
    """An absolute address of the file below `origin` ("https://host"). It lasts for settings.LINK_DAYS, 0 for ever."""
    name = for_download(asset.name, stored=asset.file.name or "")
    token = _SIGNER.sign(asset.pk.hex)
    return origin.rstrip("/") + reverse("signed_file", args=[token, name])


def opened(token: str) -> Asset:
    """The file behind a link's token. Raises NotFound."""
    days = settings.LINK_DAYS
    try:
        found = _SIGNER.unsign(token, max_age=days * 86_400 if days else None)
        return Asset.objects.get(pk=uuid.UUID(hex=found))
    except (signing.BadSignature, ValueError, Asset.DoesNotExist):
        raise NotFound(GONE) from None
