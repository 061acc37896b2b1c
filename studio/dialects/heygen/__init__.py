"""HeyGen's v2 and v1 (api.heygen.com): what programs send, and what they are told.

What was firm and what was chosen: docs/providers/heygen.md.
"""

from studio.dialects.heygen import account, folders, lists, status, templates, uploads, webhooks
from studio.dialects.heygen.body import json_body, read
from studio.dialects.heygen.clips import Clips, Webm, clips_place, clips_storyboard, webm_place, webm_storyboard
from studio.dialects.heygen.generate import Generate, Whole
from studio.dialects.heygen.refusals import (
    V1_ERROR,
    V2_ERROR,
    Refused,
    in_v1,
    in_v1_plain,
    in_v2,
    invalid,
    not_found,
    told,
    v1,
    v1_error,
    v1_plain,
    v2,
    v2_error,
)
from studio.dialects.heygen.status import EVENTS, caption_of, captions_of, event_of, line_of, status_of, video_of
from studio.dialects.heygen.storyboards import Cast, Known, our_id, refusal_of, storyboard_of

__all__ = [
    "EVENTS", "V1_ERROR", "V2_ERROR", "Cast", "Clips", "Generate", "Known", "Refused", "Webm", "Whole", "account",
    "caption_of", "captions_of", "clips_place", "clips_storyboard", "event_of", "folders", "in_v1", "in_v1_plain",
    "in_v2", "invalid", "json_body", "line_of", "lists", "not_found", "our_id", "read", "refusal_of", "status",
    "status_of", "storyboard_of", "templates", "told", "uploads", "v1", "v1_error", "v1_plain", "v2", "v2_error",
    "video_of", "webhooks", "webm_place", "webm_storyboard",
]  # fmt: skip
