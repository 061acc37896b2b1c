"""Creatify (api.creatify.ai): custom templates, lipsyncs, personas, voices and what stands around them.

What was firm and what was chosen: docs/providers/creatify.md.
"""

from studio.dialects.creatify import cast, lipsyncs, lipsyncs_v2, speech, templates
from studio.dialects.creatify.cast import in_pages, page_of, persona, voice, wanted
from studio.dialects.creatify.fields import REFUSAL, Fields, Refused
from studio.dialects.creatify.lipsyncs import LipsyncOrder, lipsync_job, lipsync_order, lipsync_storyboard, shares
from studio.dialects.creatify.lipsyncs_v2 import (
    LipsyncV2Order,
    lipsync_v2_job,
    lipsync_v2_order,
    lipsync_v2_storyboard,
    scene_of,
    word_alignments,
)
from studio.dialects.creatify.speech import SpeechOrder, speech_job, speech_order
from studio.dialects.creatify.templates import (
    LegacyOrder,
    TemplateOrder,
    legacy_job,
    legacy_order,
    legacy_values,
    template_job,
    template_order,
    variable_detail,
)
from studio.dialects.creatify.words import Common, aspect, event_of, when

__all__ = [
    "REFUSAL", "Common", "Fields", "LegacyOrder", "LipsyncOrder", "LipsyncV2Order", "Refused", "SpeechOrder",
    "TemplateOrder", "aspect", "cast", "event_of", "in_pages", "legacy_job", "legacy_order", "legacy_values",
    "lipsync_job", "lipsync_order", "lipsync_storyboard", "lipsync_v2_job", "lipsync_v2_order",
    "lipsync_v2_storyboard", "lipsyncs", "lipsyncs_v2", "page_of", "persona", "scene_of", "shares", "speech",
    "speech_job", "speech_order", "template_job", "template_order", "templates", "variable_detail", "voice",
    "wanted", "when", "word_alignments",
]  # fmt: skip
