"""HeyGen's v3 (api.heygen.com/v3): what programs send, and what they are told.

Its videos, files and endpoints are the same as v2's and v1's, by the same ids; only the words differ.
"""

from studio.dialects.heygen_v3 import assets, endpoints, lists, status, templates
from studio.dialects.heygen_v3.account import ME, me
from studio.dialects.heygen_v3.orders import Body, Order, order_of, read, sources_of
from studio.dialects.heygen_v3.refusals import V3_ERROR, not_found, v3_error
from studio.dialects.heygen_v3.status import EVENTS, created, deleted, in_page, in_v3, page, status_of, v3, video_of
from studio.dialects.heygen_v3.storyboards import Brought, refusal_of, storyboard_of

__all__ = [
    "EVENTS", "ME", "V3_ERROR", "Body", "Brought", "Order", "assets", "created", "deleted", "endpoints", "in_page",
    "in_v3", "lists", "me", "not_found", "order_of", "page", "read", "refusal_of", "sources_of", "status", "status_of",
    "storyboard_of", "templates", "v3", "v3_error", "video_of",
]  # fmt: skip
