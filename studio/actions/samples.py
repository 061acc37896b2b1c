"""The first-run sample: a finished video that is already there when the owner arrives."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from studio.actions import accounts, renders, videos
from studio.models import Team, Video
from studio.vocabulary import RenderKind

TITLE = "Meet Understudy"


def _scene(avatar: str, voice: str, text: str, color: str, **character: Any) -> dict[str, Any]:
    return {
        "character": {"type": "avatar", "avatar_id": avatar, **character},
        "voice": {"type": "text", "voice_id": voice, "input_text": text},
        "background": {"type": "color", "value": color},
    }


STORYBOARD: dict[str, Any] = {
    "title": TITLE,
    "dimension": {"width": 1080, "height": 1920},
    "caption_mode": "burn_in",
    "fps": 30,
    "scenes": [
        _scene("maya", "nora", "Hello, and welcome! I'm Maya. I was drawn and spoken on your own machine.", "#f6e3cf"),
        _scene(
            "kofi", "paul", "Write your words, choose who says them, and press Generate. That is all it takes.",
            "#1f4a4a", avatar_style="circle", circle_background_color="#f3d9b4",
        ),
        _scene("rosie", "emma", "Open this video, change a line, and make it yours. See you on stage!", "#e4e9dc"),
    ],
}  # fmt: skip


def make() -> None:
    """Order the sample when there is no video yet. The team without people that it is made in becomes the owner's.

    A sample that was written down but never ordered, because the engine was not ready, is ordered now.
    """
    video = Video.objects.filter(sample=True, last_number=0).first()
    if video is None and Video.objects.exists():
        return
    renders.generate(video or _write(), actor=None, kind=RenderKind.TEST, request_key="sample")


def _write() -> Video:
    with transaction.atomic():
        team = Team.objects.order_by("created_at").first() or Team.objects.create(name="Your team")
        account = accounts.open_embedded(team)
        return videos.create(team, actor=None, storyboard=STORYBOARD, account=account, sample=True)
