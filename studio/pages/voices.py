"""How voices sound."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from studio.actions import voice_samples
from studio.pages import access
from studio.ranges import serve


@require_GET
def voice_sample(request: HttpRequest, voice_id: uuid.UUID) -> HttpResponseBase:
    """The provider's own sample of a voice, fetched the first time."""
    voice = access.voice_for(request, voice_id)
    return serve(request, voice_samples.of(voice))
