"""Creatify (api.creatify.ai): custom templates, lipsyncs, personas, voices and what stands around them.

What was firm and what was chosen: docs/providers/creatify.md.
"""

from studio.dialects.creatify.cast import page_of, persona, voice, wanted
from studio.dialects.creatify.fields import Fields, Refused
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
from studio.dialects.creatify.words import Common, event_of, shape, when

__all__ = [
    "Common", "Fields", "LegacyOrder", "LipsyncOrder", "LipsyncV2Order", "Refused", "SpeechOrder", "TemplateOrder",
    "event_of", "legacy_job", "legacy_order", "legacy_values", "lipsync_job", "lipsync_order", "lipsync_storyboard",
    "lipsync_v2_job", "lipsync_v2_order", "lipsync_v2_storyboard", "page_of", "persona", "scene_of", "shape", "shares",
    "speech_job", "speech_order", "template_job", "template_order", "variable_detail", "voice", "wanted", "when",
    "word_alignments",
]  # fmt: skip
