"""How Captions lets programs in: POST everywhere, x-api-key, {"detail": …} for whatever is wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from studio.api.door import Manner, as_json
from studio.dialects import captions
from studio.errors import BadInput, StudioError
from studio.vocabulary import Dialect

_SAME = {400, 401, 402, 403, 404, 405, 409, 413, 429}
"""Statuses that go out as they are; what else we can't use is a bad request."""


def refuse(request: HttpRequest, error: StudioError) -> HttpResponse:
    """{"detail": a sentence}. What a storyboard got wrong is told without our own field names."""
    status = error.status if error.status in _SAME or error.status >= 500 else 400
    detail = " ".join(dict.fromkeys(error.problems.values())) if isinstance(error, BadInput) else str(error)
    return as_json({"detail": detail}, status=status)


MANNER = Manner(
    Dialect.CAPTIONS, lambda request: request.headers.get("x-api-key", ""), refuse, no_key="Unauthorized API key",
    keys=(("x-api-key",),), refusal=lambda path: captions.REFUSAL,
)  # fmt: skip
