"""What is already there when the owner arrives: a finished video, and a template for programs to fill in."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from studio.actions import accounts, renders, templates, videos
from studio.errors import StudioError
from studio.models import Account, Team, Template, Video
from studio.queue import later
from studio.vocabulary import RenderKind

log = logging.getLogger(__name__)

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

WELCOME = "Welcome, by name"
TEMPLATE: dict[str, Any] = {
    "title": "Welcome, {{first_name}}",
    "dimension": {"width": 1080, "height": 1920},
    "caption_mode": "burn_in",
    "fps": 30,
    "scenes": [
        _scene("maya", "nora", "Welcome, {{first_name}}! How lovely to have you at {{company_name}}.", "#f6e3cf"),
        _scene(
            "kofi", "paul", "Have a look around, {{first_name}}. Everyone at {{company_name}} is happy to help.",
            "#1f4a4a", avatar_style="circle", circle_background_color="#f3d9b4",
        ),
    ],
}  # fmt: skip
VARIABLES: dict[str, Any] = {
    "first_name": {"default": "friend"},
    "company_name": {"default": "our company"},
    "background": {"type": "image", "path": "scenes.0.background", "label": "Picture behind the first scene"},
}


def make() -> None:
    """Make the sample template, and order the sample video when there is no video yet.

    The team without people that they are made in becomes the owner's. A sample that was written down but never ordered,
    because the engine was not ready or too slow, is ordered now.
    """
    make_template()
    video = _not_ordered().first()
    if video is None and Video.objects.exists():
        return
    try:
        renders.generate(video or _write(), actor=None, kind=RenderKind.TEST, request_key="sample")
    except StudioError as error:
        log.warning("The sample video is not ordered yet, trying again: %s", error)


def wake_due() -> None:
    """Have a sample that could not be ordered at first ordered now."""
    if _not_ordered().exists():
        later("make_sample")


def _not_ordered() -> QuerySet[Video]:
    return Video.objects.filter(sample=True, last_number=0, trashed_at=None)


@transaction.atomic
def make_template() -> None:
    """Make it once: also one that lies in the trash is not made again."""
    if not Template.objects.filter(sample=True).exists():
        templates.create(
            _account(), actor=None, name=WELCOME, storyboard=TEMPLATE, variables=VARIABLES, sample=True
        )  # fmt: skip


@transaction.atomic
def _write() -> Video:
    account = _account()
    return videos.create(account.team, actor=None, storyboard=STORYBOARD, account=account, sample=True)


def _account() -> Account:
    """The embedded account of the first team, which is opened when there is none."""
    team = Team.objects.order_by("created_at").first() or Team.objects.create(name="Your team")
    return accounts.open_embedded(team)
