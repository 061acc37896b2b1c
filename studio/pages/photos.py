"""Talking photos: a new one, its points, name and voice, its pictures, and taking it away."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from studio.actions import cast, photos, portraits
from studio.errors import BadInput, Conflict, NotFound, StudioError
from studio.models import Avatar, Voice
from studio.models.ids import id_in, new_id
from studio.pages import access, stills
from studio.pages.onward import go, offer
from studio.pages.stills import drawn, picture
from studio.vocabulary import AvatarKind, Permission

LABELS = {
    "left_eye": gettext_lazy("Left eye"),
    "right_eye": gettext_lazy("Right eye"),
    "mouth_left": gettext_lazy("Left corner of the mouth"),
    "mouth_right": gettext_lazy("Right corner of the mouth"),
    "mouth_top": gettext_lazy("Top of the upper lip"),
    "mouth_bottom": gettext_lazy("Bottom of the lower lip"),
    "inner_top": gettext_lazy("Lower edge of the upper lip"),
    "inner_bottom": gettext_lazy("Upper edge of the lower lip"),
    "chin": gettext_lazy("Chin"),
}
"""Left and right are the picture's."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point on the page: percent of the picture, as text that templates don't localize."""

    name: str
    label: str
    x: str
    y: str
    by_hand: bool

    @property
    def inner(self) -> bool:
        return self.name.startswith("inner")


@require_safe
def photo_new(request: HttpRequest) -> HttpResponse:
    access.team(request, Permission.EDIT)
    return render(request, "studio/avatars/new.html", {"page": "avatars", "key": new_id()})


@require_POST
def photo_add(request: HttpRequest) -> HttpResponse:
    """Take a picture in; on to its points. What is wrong is told beside its field; htmx keeps the chosen file."""
    team = access.team(request, Permission.EDIT)
    try:
        photo = photos.add(
            team, actor=access.user(request), file=request.FILES.get("file"), name=request.POST.get("name", ""),
            consent=request.POST.get("consent") == "on", key=id_in(request.POST.get("key", "")),
        )  # fmt: skip
    except BadInput as error:
        return _refused(request, error.problems)
    except Conflict as error:
        return _refused(request, {"file": str(error)})
    request.session["added_photo"] = True
    return go(request, reverse("avatar", args=[photo.pk]))


@require_POST
def photo_points(request: HttpRequest, avatar_id: uuid.UUID) -> HttpResponse:
    """Keep the points as they were placed; `reset` puts all back to what was found, `right` says that they are."""
    photo = _photo(request, avatar_id, Permission.EDIT)
    problem, status = "", 200
    try:
        placed = {} if "reset" in request.POST else _placed(request)
        seen = request.POST.get("seen") or None
        sure = "right" in request.POST
        photos.place_points(photo, actor=access.user(request), placed=placed, seen_before=seen, sure=sure)
    except BadInput as error:
        problem, status = error.first_sentence, 422
    except Conflict as error:
        photo.refresh_from_db()
        problem, status = str(error), 409
    frame = photo_context(photo) | {"avatar": photo, "problem": problem, "may_edit": True, "fragment": True}
    frame["apply"] = status != 422
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "studio/avatars/_placed.html", frame, status=status)
    return _back(request, photo, problem)


@require_POST
def photo_name(request: HttpRequest, avatar_id: uuid.UUID) -> HttpResponse:
    photo = _photo(request, avatar_id, Permission.EDIT)
    return _change(
        request, photo, "name",
        lambda: photos.rename(photo, actor=access.user(request), name=request.POST.get("name", "")),
    )  # fmt: skip


@require_POST
def photo_voice(request: HttpRequest, avatar_id: uuid.UUID) -> HttpResponse:
    photo = _photo(request, avatar_id, Permission.EDIT)
    return _change(
        request, photo, "voice",
        lambda: photos.give_voice(photo, actor=access.user(request), voice=request.POST.get("voice", "")),
    )  # fmt: skip


@require_POST
def photo_remove(request: HttpRequest, avatar_id: uuid.UUID) -> HttpResponse:
    """Take it away; the list of avatars offers to undo it."""
    photo = _photo(request, avatar_id, Permission.EDIT)
    photos.remove(photo, actor=access.user(request))
    offer(request, "avatars", "studio/avatars/_undo.html", photo=str(photo.pk), name=photo.name)
    return redirect("avatars")


@require_POST
def photo_put_back(request: HttpRequest, avatar_id: uuid.UUID) -> HttpResponse:
    photo = access.avatar_for(request, avatar_id, Permission.EDIT)
    _is_photo(photo)
    photos.put_back(photo, actor=access.user(request))
    return redirect("avatar", photo.pk)


@require_safe
def portrait(request: HttpRequest, avatar_id: uuid.UUID) -> HttpResponse:
    """A JPEG of an avatar that has a picture: "half", "face" or "whole"."""
    photo = access.avatar_for(request, avatar_id)
    try:
        height = int(request.GET.get("height", 240))
    except ValueError:
        raise NotFound(_("There is no such picture.")) from None
    return stills.portrait(request, photo, height=height, crop=request.GET.get("crop", "half"))


@require_safe
def photo_speaking(request: HttpRequest, avatar_id: uuid.UUID, strip: int) -> HttpResponse:
    """A JPEG of the photo at three words of a sentence; a refusal is drawn."""
    photo = _photo(request, avatar_id)
    if strip >= len(portraits.STRIPS):
        raise NotFound(_("There is no such picture."))
    try:
        return picture(request, portraits.speaking(photo, strip=strip))
    except NotFound:
        raise
    except StudioError as error:
        return drawn(request, error.first_sentence, 900, 300)


def photo_context(photo: Avatar) -> dict[str, Any]:
    """What the page of a photo and the fragments of it show of its points."""
    at, hand, rig = photos.points(photo), photos.by_hand(photo), photo.rig or {}
    shown = [
        Point(name, str(label), _percent(at[name][0]), _percent(at[name][1]), name in hand)
        for name, label in LABELS.items()
    ]
    seen = photos.seen(photo)
    speaking = [
        (portraits.words(strip), f"{reverse('photo_speaking', args=[photo.pk, strip])}?v={seen}")
        for strip in range(len(portraits.STRIPS))
    ]
    return {
        "points": shown, "seen": seen, "hand": len(hand), "was_found": bool(rig.get("confidence")),
        "is_placed": cast.is_placed(photo.rig), "is_doubtful": photos.is_doubtful(photo),
        "is_sure": bool(rig.get("sure")),
        "is_open": bool(rig.get("open")) or any(name.startswith("inner") for name in hand),
        "speaking": speaking, "positions": json.dumps({each.name: [each.x, each.y] for each in shown}),
        "face": portraits.face(photo),
        "large_picture": f"{reverse('portrait', args=[photo.pk])}?crop=whole&height=1200&v=1",
        "voices": Voice.objects.filter(account=photo.account_id, retired_at=None), "name_max": photos.NAME_MAX,
    }  # fmt: skip


def _photo(request: HttpRequest, avatar_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Avatar:
    photo = access.avatar_for(request, avatar_id, permission)
    _is_photo(photo)
    if photo.retired_at:
        raise NotFound(_("This talking photo was deleted."))
    return photo


def _is_photo(photo: Avatar) -> None:
    if photo.kind != AvatarKind.TALKING_PHOTO or not photo.picture:
        raise NotFound(_("This avatar is not a talking photo."))


def _placed(request: HttpRequest) -> dict[str, photos.Point]:
    """The points that were posted, as parts of the picture. Raises BadInput for one that is no number."""
    placed = {}
    for name, label in LABELS.items():
        typed = [request.POST.get(f"{name}.{axis}", "").strip().replace(",", ".") for axis in "xy"]
        if not any(typed):
            continue
        try:
            x, y = (float(value) / 100 for value in typed)
        except ValueError:
            x = y = math.nan
        if not (math.isfinite(x) and math.isfinite(y)):
            raise BadInput({"points": _("%(point)s: write two numbers from 0 to 100.") % {"point": label}})
        placed[name] = (x, y)
    if not placed:
        raise BadInput({"points": _("Place the points first.")})
    return placed


def _change(request: HttpRequest, photo: Avatar, field: str, change: Callable[[], object]) -> HttpResponse:
    problem = ""
    try:
        change()
    except BadInput as error:
        problem = error.problems.get(field, str(error))
    if not request.htmx:  # type: ignore[attr-defined]
        return _back(request, photo, problem)
    frame = {"field": field, "problem": problem, "avatar": photo}
    return render(request, "studio/_said.html", frame, status=422 if problem else 200)


def _back(request: HttpRequest, photo: Avatar, problem: str) -> HttpResponse:
    """To its page again, for browsers without scripts. A problem is told there."""
    if problem:
        messages.error(request, problem)
    return redirect("avatar", photo.pk)


def _refused(request: HttpRequest, problems: dict[str, str]) -> HttpResponse:
    frame = {
        "page": "avatars", "problems": problems, "key": id_in(request.POST.get("key", "")) or new_id(),
        "name": request.POST.get("name", ""),
        "consent": request.POST.get("consent") == "on",
    }  # fmt: skip
    template = "studio/avatars/_new_problems.html" if request.htmx else "studio/avatars/new.html"  # type: ignore[attr-defined]
    return render(request, template, frame, status=422)


def _percent(value: float) -> str:
    return f"{100 * value:.2f}"
