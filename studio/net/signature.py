"""Signatures of webhooks: making ours, and judging others'. Compared in constant time.

Sources: HeyGen's "write your endpoint to process webhook events" (v1: hex HMAC-SHA256 of the body in `Signature`; v3:
the same in `Heygen-Signature` with `Heygen-Timestamp`); standardwebhooks.com (base64 HMAC-SHA256 of
"id.timestamp.body"), whose package would bring five others for these few lines.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

WINDOW = 300
"""Seconds by which a webhook's own time may differ from ours."""
PREFIX = "whsec_"


def hex_of(secret: str, body: bytes) -> str:
    """Lower-case hex HMAC-SHA256 of the body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def same(given: str, wanted: str) -> bool:
    """Whether two signatures or secrets are the same, in a time that doesn't tell where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def standard(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """The `webhook-signature` header of Standard Webhooks. A secret is whsec_ and base64."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def fresh(timestamp: str, *, now: float) -> bool:
    """Whether a webhook's own time (Unix seconds) is within the window around ours."""
    return timestamp.isascii() and timestamp.isdigit() and abs(now - int(timestamp[:12])) <= WINDOW
