"""Captions' AI Creator, AI Twin and webhooks (api.captions.ai): what programs send, and what they are told.

What was firm and what was chosen: docs/providers/captions.md.
"""

from studio.dialects.captions import creator, twin, webhooks, words
from studio.dialects.captions.creator import LONGEST, CreatorOrder, creator_order, storyboard_of
from studio.dialects.captions.twin import TwinOrder, language_of, name_of, status_answer, twin_order
from studio.dialects.captions.words import (
    EVENTS,
    FAILURE,
    REFUSAL,
    SUCCESS,
    Refused,
    event_of,
    json_body,
    operation_id,
    poll_answer,
)

__all__ = [
    "EVENTS",
    "FAILURE",
    "LONGEST",
    "REFUSAL",
    "SUCCESS",
    "CreatorOrder",
    "Refused",
    "TwinOrder",
    "creator",
    "creator_order",
    "event_of",
    "json_body",
    "language_of",
    "name_of",
    "operation_id",
    "poll_answer",
    "status_answer",
    "storyboard_of",
    "twin",
    "twin_order",
    "webhooks",
    "words",
]
