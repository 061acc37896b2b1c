"""Speech alone: a text that a program wants to hear, made at once and kept as a file of the team."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from studio.actions import assets, auditions, deliveries, jobs
from studio.errors import BadInput
from studio.models import Account, ApiKey, Asset, Job
from studio.models.ids import new_id
from studio.vocabulary import AssetKind, Dialect, Provider

KIND = "text_to_speech"
ELSEWHERE = "Only the embedded engine speaks a text alone. Use a key of its account."


def order(
    key: ApiKey, dialect: Dialect, *, external_id: str, origin: str, request: dict[str, Any], request_key: str,
    text: str, voice_id: str, callback_url: str = "",
) -> Job:  # fmt: skip
    """Speak `text` in an embedded voice and keep it: a job that is done. The same `request_key` speaks once.

    Raises BadInput by "scenes.0.voice.…" or for another account than the embedded one, Busy, or EngineFailed; then
    nothing was kept.
    """
    same = jobs.ordered_with(key, request_key)
    if made := same.first():
        return made
    if key.account.provider != Provider.LOCAL:
        raise BadInput({"": ELSEWHERE})
    asset = _spoken(key.account, text, voice_id)
    try:
        with transaction.atomic():
            job = Job.objects.create(
                team=key.team, account=key.account, api_key=key, dialect=dialect, kind=KIND, external_id=external_id,
                origin=origin, request=request, title=" ".join(text.split())[:60], callback_url=callback_url,
                asset=asset, request_key=request_key or None,
            )  # fmt: skip
            deliveries.job_ended(job, of=asset.pk)
    except IntegrityError:  # the same request came twice at once
        assets.discard(asset)
        return same.get()
    return job


def _spoken(account: Account, text: str, voice_id: str) -> Asset:
    folder = Path(settings.DATA_DIR) / "work" / f"speech-{new_id()}"
    folder.mkdir(parents=True)
    try:
        heard = auditions.sentence(voice_id, text, out=folder / "speech.mp3", team=account.team_id)
        return assets.keep(
            account.team, folder / "speech.mp3", kind=AssetKind.AUDIO, name="speech.mp3", mime="audio/mpeg",
            duration=heard["duration"],
        )  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)
