"""Writing the timeline. Call it in the transaction of the change it tells of."""

from __future__ import annotations

from studio.models import Event, Render, Team, User, Video


def note(video: Video, kind: str, text: str, *, render: Render | None = None, actor: User | None = None) -> None:
    """Add one line to the video's timeline. `kind` is area.verb; `text` a sentence for people."""
    Event.objects.create(team_id=video.team_id, video=video, render=render, actor=actor, kind=kind, text=text[:500])


def tell(team: Team, kind: str, text: str, *, actor: User | None = None) -> None:
    """Add one line about what belongs to the team and to no video. What is told twice in a row is written once."""
    last = Event.objects.filter(team=team).order_by("-id").values_list("kind", "text", "actor").first()
    if last != (kind, text[:500], actor.pk if actor else None):
        Event.objects.create(team=team, actor=actor, kind=kind, text=text[:500])
