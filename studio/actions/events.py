"""Writing the timeline. Call it in the transaction of the change it tells of."""

from __future__ import annotations

from studio.models import Event, Render, User, Video


def note(video: Video, kind: str, text: str, *, render: Render | None = None, actor: User | None = None) -> None:
    """Add one line to the video's timeline. `kind` is area.verb; `text` a sentence for people."""
    Event.objects.create(team_id=video.team_id, video=video, render=render, actor=actor, kind=kind, text=text[:500])
