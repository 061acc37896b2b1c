"""The embedded cast's pictures, drawn ahead: whoever opens the avatars for the first time sees everybody at once.

One picture a task, each waking the next, so that a video that is ordered meanwhile waits for one picture at most.
"""

from __future__ import annotations

import logging

from studio.actions import previews
from studio.errors import StudioError
from studio.providers import local
from studio.queue import later

log = logging.getLogger(__name__)
SHOWN = (("half", 480), ("face", 128))
"""What pages show of everybody: the cards, and the faces to pick from."""


def draw() -> None:
    """Draw the next picture that is missing, and have the one after it drawn. A failure waits for the next start."""
    missing = [
        (presenter.id, crop, height)
        for crop, height in SHOWN
        for presenter in local.presenters()
        if not previews.has_avatar_picture(presenter.id, height=height, crop=crop)
    ]
    if not missing:
        return
    avatar_id, crop, height = missing[0]
    try:
        previews.avatar_picture(avatar_id, height=height, crop=crop)
    except StudioError as error:
        log.warning("the picture of %s can't be drawn ahead: %s", avatar_id, error)
        return
    if len(missing) > 1:
        later("draw_cast", cluster="render")
