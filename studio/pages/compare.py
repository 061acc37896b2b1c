"""Two versions of one video side by side, and what differs between them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from studio.actions import casting
from studio.models import Render, Video
from studio.pages import access
from studio.pages.compare_facts import compared
from studio.pages.videos import VERSIONS, numbered, picture_size
from studio.vocabulary import Permission


@dataclass(frozen=True, slots=True)
class Side:
    """A version as it is shown: `key` is "a" or "b", `name` "v3", `spoken` the language of its subtitles."""

    key: str
    version: Render
    spoken: str
    width: int
    height: int
    shape: str
    fps: int

    @property
    def name(self) -> str:
        return f"v{self.version.number}"


@require_safe
def video_compare(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """The versions that `?a=` and `?b=` name, also such that can't be watched; the two newest that can, otherwise.

    Where there is one version only it says so; a video that was never made goes to its storyboard.
    """
    found = access.video_for(request, video_id)
    asked = [_asked(request, found, name) for name in ("a", "b")]
    offered = list(_versions(found).defer("storyboard")[:VERSIONS])
    if not offered:
        return redirect("storyboard", found.pk)
    frame = {"page": "videos", "video": found, "may_edit": access.may(request, found.team_id, Permission.EDIT)}
    if len(offered) == 1:
        return render(request, "studio/videos/compare.html", frame | {"only": offered[0]})
    first, second = _both(asked, offered)
    offered += [each for each in {first, second} if each not in offered]
    sides = [_side("a", first), _side("b", second)]
    return render(request, "studio/videos/compare.html", frame | {
        "sides": sides, "offered": offered, "found": compared(first, second), "shape": _shape(sides),
        "together": all(side.version.file for side in sides), "subtitled": any(side.version.vtt for side in sides),
    })  # fmt: skip


def _versions(found: Video) -> QuerySet[Render]:
    """The newest first."""
    return found.renders.select_related("account", "file", "poster", "vtt", "video__team")


def _asked(request: HttpRequest, found: Video, name: str) -> Render | None:
    """The version with the number that was asked for; None when none was. Raises NotFound when there is no such one."""
    wanted = request.GET.get(name, "")
    return numbered(_versions(found), wanted) if wanted else None


def _both(asked: Sequence[Render | None], offered: Sequence[Render]) -> tuple[Render, Render]:
    """Those asked for; for one that wasn't, the newest other one, which can be watched if any can: the older first."""
    first, second = asked
    second = second or _rival(offered, first)
    if first is None:
        older = [each for each in offered if each.number < second.number]
        first = _rival(older or offered, second)
    return first, second


def _rival(offered: Sequence[Render], other: Render | None) -> Render:
    among = [each for each in offered if each != other] or list(offered)
    return next((each for each in among if each.file_id), among[0])


def _side(key: str, version: Render) -> Side:
    fps = version.storyboard.get("fps")
    return Side(key, version, casting.spoken_in(version), fps=fps if fps in (25, 30) else 25, **picture_size(version))


def _shape(sides: Sequence[Side]) -> str:
    """Both are "wide" and stand above one another on a phone, or one is ("mixed"), or none ("upright")."""
    wide = [side.shape == "wide" for side in sides]
    return "wide" if all(wide) else "mixed" if any(wide) else "upright"
