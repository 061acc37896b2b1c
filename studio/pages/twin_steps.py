"""What the pages of a twin show, step by step: consent, language, reading, five poses, and meeting it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.actions import calibration, favourites, makers, twin_drafts, twin_media, twin_news, twin_says
from studio.errors import ProviderError
from studio.models import Asset, Avatar, Team, Twin, TwinMedia
from studio.models.twins import ELSEWHERE, MADE_HERE
from studio.pages import access
from studio.vocabulary import Permission, TwinState

LANGUAGE, READING, POSES, MEET = "language", "reading", "poses", "meet"
STEPS = {
    "consent": gettext_lazy("Consent"), LANGUAGE: gettext_lazy("Language"), READING: gettext_lazy("Reading"),
    POSES: gettext_lazy("Five poses"), MEET: gettext_lazy("Meet your twin"),
}  # fmt: skip
WORDS = {
    "neutral": (gettext_lazy("Calm face"), gettext_lazy("Lips together, nothing to prove"), gettext_lazy("Be calm")),
    "ooh": (gettext_lazy("“Ooh”"), gettext_lazy("Lips round and forward"), gettext_lazy("Say “ooh”")),
    "teeth": (gettext_lazy("Teeth"), gettext_lazy("Both rows seen, as for “ee”"), gettext_lazy("Show your teeth")),
    "aah": (gettext_lazy("“Aah”"), gettext_lazy("Mouth wide open, eyes on the lens"), gettext_lazy("Say “aah”")),
    "pursed": (gettext_lazy("Lips pressed"), gettext_lazy("As for “mmm”"), gettext_lazy("Press your lips")),
}
"""Of each pose: its name, what to do, and what is asked in front of the camera."""
STAGES = {
    TwinState.QUEUED: gettext_lazy("Waiting for a worker"),
    TwinState.CHECKING: gettext_lazy("Looking at the video and the photos"),
    TwinState.CHECKED: gettext_lazy("Waiting to be ordered"),
    TwinState.ORDERING: gettext_lazy("Being ordered"),
    TwinState.UNKNOWN: gettext_lazy("No reply came: it may have been ordered or not"),
    TwinState.TRAINING: gettext_lazy("Being made"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A twin in the list. `faced`: its calm photo is here, to be shown until it can be used."""

    twin: Twin
    faced: bool

    @property
    def working(self) -> bool:
        return self.twin.state in (*MADE_HERE, *ELSEWHERE)

    @property
    def asks(self) -> bool:
        return twin_news.wants_a_person(self.twin)


def cards(twins: Iterable[Twin]) -> list[Card]:
    """Those twins, in two queries. Ask for their accounts and avatars with them."""
    shown = list(twins)
    faced = set(TwinMedia.objects.filter(twin__in=shown, pose="neutral").values_list("twin_id", flat=True))
    return [Card(twin, twin.pk in faced) for twin in shown]


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one file. `problem` is what is wrong with the last one that was brought."""

    pose: str
    number: int
    name: str
    how: str
    ask: str
    asset: Asset | None
    problem: str
    picture: str

    @property
    def state(self) -> str:
        return "bad" if self.problem else "ok" if self.asset else "empty"


def new_frame(team: Team) -> dict[str, Any]:
    """The first step, consent: who can make a twin, and what is agreed to."""
    accounts, steps = twin_drafts.able(team), _steps("consent", "")
    return {"page": "twins", "accounts": accounts, "words": twin_drafts.CONSENT, "steps": steps}


def frame_of(request: HttpRequest, twin: Twin, wanted: str) -> dict[str, Any]:
    """Everything a twin's page and its fragments show. A step that doesn't fit its state gives way to the right one."""
    slots = slots_of(twin)
    video, photos = slots[0], slots[1:]
    step = _step(twin, wanted, video)
    frame = {
        "page": "twins", "twin": twin, "step": step, "steps": _steps(step, reverse("twin", args=[twin.pk])),
        "video": video, "photos": photos, "done": sum(1 for each in photos if each.asset),
        "to_go": sum(1 for each in slots if not each.asset), "next": _next(photos),
        "elsewhere": makers.makes_twins(twin.account), "said": twin.problem.get("", ""),
        "may_edit": access.may(request, twin.team_id, Permission.EDIT),
        "script_locale": twin_news.locale_of(twin.language),
        "shortest": int(twin_media.SHORTEST), "longest": int(twin_media.LONGEST / 60), "seconds": twin_media.LONGEST,
        "film_mb": settings.UPLOAD_LIMIT_MEDIA // 2**20, "photo_mb": settings.UPLOAD_LIMIT_IMAGE // 2**20,
    }  # fmt: skip
    if step == LANGUAGE:
        frame |= _languages(twin)
    if step == MEET:
        frame |= _meet(twin)
        frame["stars"] = favourites.among(Avatar.objects.filter(twins=twin), access.user(request))
    return frame


def slots_of(twin: Twin) -> list[Slot]:
    """The video's place, then those of the photos in their order."""
    held = {each.pose: each.asset for each in twin.media.select_related("asset")}
    found = [Slot("video", 0, _("The reading"), "", "", held.get("video"), twin.problem.get("video", ""), "")]
    for number, (pose, (name, how, ask)) in enumerate(WORDS.items(), start=1):
        asset = held.get(pose)
        place = f"{reverse('twin_picture', args=[twin.pk, pose])}?v={asset.pk.hex[-8:]}" if asset else ""
        problem = twin.problem.get(twin_media.place(pose), "")
        found.append(Slot(pose, number, str(name), str(how), str(ask), asset, problem, place))
    return found


def _step(twin: Twin, wanted: str, video: Slot) -> str:
    if twin.state not in twin_drafts.OPEN:
        return MEET
    if not twin.script:
        return LANGUAGE
    if wanted in (LANGUAGE, READING, POSES):
        return wanted
    if video.asset is None or video.problem:
        return READING
    return POSES


def _steps(current: str, place: str) -> list[dict[str, Any]]:
    """The steps in order: which are behind, which one is here, and where those lead that can be gone back to."""
    names = list(STEPS)
    here = names.index(current)
    return [
        {"name": STEPS[name], "done": index < here, "current": index == here,
         "place": f"{place}?step={name}" if place and 0 < index < here and current != MEET else ""}
        for index, name in enumerate(names)
    ]  # fmt: skip


def _next(photos: list[Slot]) -> str:
    """The pose that the camera is for."""
    return next((each.pose for each in photos if each.state != "ok"), photos[-1].pose)


def _languages(twin: Twin) -> dict[str, Any]:
    try:
        known = calibration.languages(twin.account)
    except ProviderError as error:
        return {"languages": [], "problem": str(error)}
    chosen = twin.language or (calibration.DEFAULT if calibration.DEFAULT in known else "")
    return {"languages": known, "chosen": chosen}


def _meet(twin: Twin) -> dict[str, Any]:
    avatar = twin.avatar
    voices = twin.account.voices.filter(retired_at=None).order_by("position", "name")
    return {
        "stage": STAGES.get(TwinState(twin.state), ""), "asks": twin_news.wants_a_person(twin), "avatar": avatar,
        "voices": voices if avatar and not makers.makes_twins(twin.account) else None,
        "voice": twin_says.voice_of(avatar) if avatar else "", "longest_text": twin_says.LONGEST,
    }  # fmt: skip
