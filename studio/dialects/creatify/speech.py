"""`text_to_speech`: a script becomes sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from studio.dialects.creatify.fields import Fields
from studio.dialects.creatify.words import COMMON, JOB, WEBHOOK_MAX, answer
from studio.dialects.news import JobNews
from studio.dialects.shapes import FLAG, LINK, TEXT, asked, nullable, said, shape, text
from studio.storyboard.limits import SCRIPT_MAX

LONGEST: Final = SCRIPT_MAX
"""Characters. Creatify's own limit was 4,000, then 8,000."""
ORDER: Final = asked(
    "Speech", "script", script=text(least=1, most=LONGEST),
    accent=said(TEXT, "An accent's id; the account's first voice without one."), webhook_url=COMMON["webhook_url"],
)  # fmt: skip
_KEPT: Final = ("id", "created_at", "updated_at", "media_job", "status", "credits_used", "duration")
ANSWER: Final = shape(
    "SpeechJob", **{name: JOB["properties"][name] for name in _KEPT}, failed_reason=nullable(TEXT), is_hidden=FLAG,
    output=nullable(LINK), script=TEXT, accent=nullable(TEXT), webhook_url=nullable(LINK),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpeechOrder:
    """`accent` "" means the account's first voice."""

    script: str
    accent: str
    webhook_url: str

    def echo(self) -> dict[str, Any]:
        return {"script": self.script, "accent": self.accent or None, "webhook_url": self.webhook_url or None}


def speech_order(body: Mapping[str, Any]) -> SpeechOrder:
    """Raises Refused with every wrong field."""
    fields = Fields(body)
    order = SpeechOrder(
        script=fields.text("script", most=LONGEST, required=True),
        accent=fields.text("accent"),
        webhook_url=fields.address("webhook_url", most=WEBHOOK_MAX),
    )
    fields.check()
    return order


def speech_job(news: JobNews) -> dict[str, Any]:
    told = answer(news)
    return {
        **{name: told[name] for name in _KEPT}, "failed_reason": told["failed_reason"] or None, "is_hidden": False,
        "output": news.video_url, **news.request,
    }  # fmt: skip
