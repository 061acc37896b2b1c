"""Writing at the storyboard page: where it is, what is typed there, and what is kept of it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from studio.models import Video

SCRIPT = "#f-voice-input-text"


def edit(video: Video) -> str:
    return f"/videos/{video.pk}/edit/"


def saved(page: Page) -> None:
    """Wait until all that was typed is kept."""
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def typed(video: Video, position: int = 0) -> str:
    """The script of a scene, as it is kept."""
    return str(video.scenes.get(position=position).document["voice"]["input_text"])


def write(page: Page, words: str) -> None:
    """At the end of the script."""
    page.locator(SCRIPT).press("Control+End")
    page.keyboard.type(words)
