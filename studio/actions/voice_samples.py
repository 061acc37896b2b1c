"""How a provider's voice sounds: its own sample, brought here when somebody first wants to hear it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from studio import kinds
from studio.actions import assets, headshots
from studio.errors import NotFound, ProviderError
from studio.models import Asset, Voice
from studio.net.fetch import Refused, fetch
from studio.net.guard import Rules
from studio.vocabulary import AssetKind

MOST_BYTES = 8 * 2**20
SECONDS = 15.0
NONE = "{account} has no sample of this voice."
REFUSED = "The sample of {name} can't be heard: {sentence}"


def of(voice: Voice, *, fetch: headshots.Fetch = fetch) -> Asset:
    """The sample; another one when it lies elsewhere now. Ask for the voice's account, its team and the sample with it.

    Not inside a transaction. Raises NotFound when the provider has none, and ProviderError or what `assets.take_in`
    raises when it can't be brought.
    """
    here = voice.sample
    if here and (not voice.sample_url or headshots.place(voice.sample_url) == here.source_url) and _is_there(here):
        return here
    if not voice.sample_url:
        raise NotFound(NONE.format(account=voice.account))
    found: Any = fetch(
        voice.sample_url, Path(settings.DATA_DIR) / "work" / "samples", most_bytes=MOST_BYTES, seconds=SECONDS,
        expected=kinds.RECORDING, rules=Rules.read(settings.FETCH_ALLOW),
    )  # fmt: skip
    if isinstance(found, Refused):
        raise ProviderError(REFUSED.format(name=voice.name, sentence=found.sentence), permanent=False)
    place = headshots.place(voice.sample_url)
    name = urlsplit(place).path.rpartition("/")[2] or voice.name
    try:
        asset = assets.take_in(voice.account.team, found.path, kind=AssetKind.AUDIO, url=place, name=name)
    finally:
        found.path.unlink(missing_ok=True)
    Voice.objects.filter(pk=voice.pk).update(sample=asset)
    return asset


def _is_there(asset: Asset) -> bool:
    return Path(asset.file.path).is_file()
