"""v3's one envelope for what goes wrong, as developers.heygen.com/docs/error-codes shows it (2026)."""

from __future__ import annotations

from typing import Any, Final

from studio.dialects.heygen.refusals import Refused, told
from studio.dialects.shapes import TEXT, perhaps, shape
from studio.errors import StudioError

DOCS: Final = "https://developers.heygen.com/docs/error-codes#"
_CODES: Final = {
    "invalid_query_parameter": "invalid_parameter", "missing_parameter": "invalid_parameter",
    "invalid_webhook_url": "invalid_parameter",
}  # fmt: skip
"""v1's and v2's words that v3 doesn't have."""
REUSED: Final = "idempotency_key_reused"
V3_ERROR: Final = shape("V3Refusal", error=perhaps(shape(code=TEXT, message=TEXT, doc_url=TEXT), param=TEXT))


def not_found(what: str, name: str, *, code: str, param: str = "") -> Refused:
    """v3 says 404 of whatever isn't there, in an order, too."""
    return Refused(code, f"{what} {name} not found or no longer available.", status=404, param=param)


def v3_error(error: StudioError) -> tuple[dict[str, Any], int]:
    """The body and the HTTP status of any error of ours. `param` is there when one member of the request is wrong."""
    said = told(error)
    code = REUSED if error.code == REUSED else _CODES.get(said.code, said.code)
    body = {"code": code, "message": str(said), "doc_url": DOCS + code.replace("_", "-")}
    status = 404 if code.endswith("_not_found") or code == "asset_not_available" else said.status
    return {"error": body | ({"param": said.param} if said.param else {})}, status
