"""HeyGen's two envelopes, and its words for what goes wrong.

v2 (and v1's folders) say {"error", "data"} with codes that are strings; the rest of v1 says {"code", "data", "message"}
with codes that are integers. They are never mixed. A v1 number that was never published is the HTTP status.
"""

from __future__ import annotations

from typing import Any, Final

from studio.dialects.shapes import NOTHING, TEXT, WHOLE, Schema, always, shape
from studio.errors import StudioError

SUCCESS: Final = 100
WHOLE_BODY: Final = "body"
"""Where it is that something is wrong when no member is to blame."""
ADDED: Final = {"msg": None, "message": None}
"""What uploads, webhooks and the user's own routes say instead of a message."""

NUMBERS: Final[dict[str, int]] = {
    "unauthorized": 400112,
    "forbidden": 400562,
    "invalid_parameter": 400175,
    "invalid_query_parameter": 400128,
    "missing_parameter": 40001,
    "avatar_not_found": 40065,
    "video_not_found": 40031,
    "rate_limit_exceeded": 400123,
    "invalid_webhook_url": 400542,
    "webhook_not_found": 400131,
}
"""v1's published numbers, by the word that v2 says."""

_WORDS: Final[dict[str, tuple[str, int]]] = {
    "unauthorized": ("unauthorized", 401),
    "not_enough_credits": ("insufficient_credit", 402),
    "over_budget": ("insufficient_credit", 402),
    "not_allowed": ("forbidden", 403),
    "not_found": ("not_found", 404),
    "method_not_allowed": ("method_not_allowed", 405),
    "conflict": ("conflict", 409),
    "too_big": ("payload_too_large", 413),
    "idempotency_key_reused": ("invalid_parameter", 422),
    "idempotency_key_too_long": ("invalid_parameter", 400),
    "rate_limited": ("rate_limit_exceeded", 429),
    "busy": ("service_unavailable", 503),
    "invalid": ("invalid_parameter", 400),
}
"""Our errors' codes in HeyGen's words, each with its HTTP status."""


V1_ERROR: Final = shape("V1Refusal", code=WHOLE, message=TEXT, data=NOTHING)
V2_ERROR: Final = shape("V2Refusal", data=NOTHING, error=shape(code=TEXT, message=TEXT))


class Refused(StudioError):
    """A request that HeyGen would refuse. `code` is v2's word for it; `param`, which v3 tells, the wrong member."""

    def __init__(self, code: str, message: str, *, status: int = 400, param: str = "") -> None:
        self.code, self.status, self.param = code, status, param
        super().__init__(message)


def not_found(what: str, name: str, *, code: str, status: int = 400, param: str = "") -> Refused:
    return Refused(code, f"{what} {name} not found or no longer available.", status=status, param=param)


def invalid(path: str, text: str) -> Refused:
    """A wrong member of a body, in the words of HeyGen's validator: "title is invalid: Field required"."""
    return Refused("invalid_parameter", f"{path} is invalid: {text}", param="" if path == WHOLE_BODY else path)


def told(error: StudioError) -> Refused:
    """Any error of ours as HeyGen would tell it."""
    if isinstance(error, Refused):
        return error
    code, status = _WORDS.get(error.code, ("internal_error", max(error.status, 500)))
    return Refused(code, str(error), status=status)


def v2_error(error: Refused) -> dict[str, Any]:
    return {"data": None, "error": {"code": error.code, "message": str(error)}}


def v1_error(error: Refused) -> dict[str, Any]:
    return {"code": NUMBERS.get(error.code, error.status), "message": str(error), "data": None}


def v2(found: Any) -> dict[str, Any]:
    """A success of v2."""
    return {"error": None, "data": found}


def v1(found: Any) -> dict[str, Any]:
    """A success of v1."""
    return {"code": SUCCESS, "data": found, "message": "Success"}


def v1_plain(found: Any) -> dict[str, Any]:
    """A success of v1's uploads, webhooks and user."""
    return {"code": SUCCESS, "data": found, **ADDED}


def in_v2(data: Schema) -> Schema:
    """The shape of a success of v2, for that of its data."""
    return shape(error=NOTHING, data=data)


def in_v1(data: Schema) -> Schema:
    return shape(code=always(SUCCESS), data=data, message=always("Success"))


def in_v1_plain(data: Schema) -> Schema:
    return shape(code=always(SUCCESS), data=data, msg=NOTHING, message=NOTHING)
