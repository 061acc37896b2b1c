"""What a card of the library shows of one video, worked out once for page and poll."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from studio.models import Asset, Render, Transfer, Video
from studio.vocabulary import RenderState, TransferKind

LOOKED_AT = 500
"""Places in line are counted up to here."""
ROUNDED = 0.02
"""How far even numbers of pixels may lie from a shape."""


@dataclass(frozen=True, slots=True)
class Card:
    """`look` is draft, waiting, lit (being made), bad or ready. `place` is its place in line, `came_back` the
    hundredths of a credit a failure gave back."""

    video: Video
    look: str
    place: int = 0
    came_back: int = 0

    @property
    def latest(self) -> Render | None:
        return self.video.latest_render

    @property
    def running(self) -> bool:
        return self.look in ("waiting", "lit")

    @property
    def poster(self) -> Asset | None:
        shown = self.video.finished_render
        return shown.poster if shown else None

    @property
    def length(self) -> float:
        return self.video.finished_render.duration if self.video.finished_render else 0

    @property
    def shape(self) -> str:
        """Says "16:9" for a wide video, "1:1" for a square one; nothing for the usual upright one."""
        file = self.video.finished_render.file if self.video.finished_render else None
        width, height = (file.width, file.height) if file else (0, 0)
        if not height or width < height:
            return ""
        return "1:1" if width == height else "16:9" if abs(width / height - 16 / 9) < ROUNDED else "wide"

    @property
    def changed(self) -> bool:
        """Edited since the newest version was ordered."""
        return bool(self.look == "ready" and self.latest and self.video.updated_at > self.latest.created_at)


def cards(videos: Iterable[Video]) -> list[Card]:
    """The cards of these videos (selected `for_cards`), in at most two more queries however many there are."""
    videos = list(videos)
    looks = {video.pk: _look(video) for video in videos}
    places = places_in_line() if "waiting" in looks.values() else {}
    bad = [video.latest_render_id for video in videos if looks[video.pk] == "bad" and video.latest_render_id]
    back = given_back(bad) if bad else {}
    return [
        Card(
            video, looks[video.pk],
            place=places.get(video.latest_render_id, 0) if video.latest_render_id else 0,
            came_back=back.get(video.latest_render_id, 0) if video.latest_render_id else 0,
        )
        for video in videos
    ]  # fmt: skip


def places_in_line() -> dict[uuid.UUID, int]:
    """Place by render id: all teams wait in one line, oldest first."""
    waiting = Render.objects.filter(state=RenderState.QUEUED).order_by("created_at", "pk")
    return {pk: place for place, pk in enumerate(waiting.values_list("pk", flat=True)[:LOOKED_AT], start=1)}


def given_back(renders: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Hundredths of a credit that voided holds returned, by render id."""
    voids = Transfer.objects.filter(kind=TransferKind.VOID, pending__render_id__in=list(renders))
    sums = voids.values_list("pending__render_id").annotate(total=Sum("pending__amount"))
    return {pk: total for pk, total in sums if pk}


def _look(video: Video) -> str:
    latest = video.latest_render
    if latest is None:
        return "draft"
    match RenderState(latest.state):
        case RenderState.QUEUED:
            return "waiting"
        case RenderState.PROCESSING | RenderState.JOINING:
            return "lit"
        case RenderState.FAILED:
            return "bad"
        case _:
            return "ready" if video.finished_render_id else "draft"
