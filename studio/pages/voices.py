"""How voices sound."""

from __future__ import annotations

import uuid

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from studio.actions import voice_samples
from studio.pages import access


@require_safe
def voice_sample(request: HttpRequest, voice_id: uuid.UUID) -> FileResponse:
    """The provider's own sample of a voice, fetched the first time."""
    sample = voice_samples.of(access.voice_for(request, voice_id))
    return FileResponse(sample.file.open("rb"), content_type=sample.mime)
