"""Long lists of people and voices: their parts as htmx asks for them, and as pages to choose on without scripts."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from studio.actions import makers
from studio.actions.typed import line
from studio.models import Scene, User
from studio.pages import access, board_cast
from studio.pages.board_fields import at
from studio.pages.storyboards import address, may_edit


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def scene_people(request: HttpRequest, scene_id: uuid.UUID) -> HttpResponse:
    """Who can present in a scene."""
    scene = access.scene_for(request, scene_id)
    kind, account = request.GET.get("kind", ""), scene.video.account
    choices, page = board_cast.find_people(
        account, access.user(request), words=_words(request), kind=kind, number=request.GET.get("page")
    )
    return _shown(request, scene, "people", page, {"choices": choices, "kind": kind})


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def scene_voices(request: HttpRequest, scene_id: uuid.UUID) -> HttpResponse:
    """What voice a scene can have."""
    scene = access.scene_for(request, scene_id)
    language, account = line(request.GET.get("language", "")), scene.video.account
    groups, page = board_cast.find_voices(
        account, words=_words(request), language=language, number=request.GET.get("page")
    )
    return _shown(request, scene, "voices", page, {"groups": groups})


def _words(request: HttpRequest) -> str:
    return line(request.GET.get("q", ""))[:100]


def _shown(request: HttpRequest, scene: Scene, what: str, page: Any, found: dict[str, Any]) -> HttpResponse:
    video = scene.video
    frame = {
        "what": what, "scene": scene, "video": video, "results": page, "q": _words(request),
        "embedded": makers.embedded(video.account), **found,
    }  # fmt: skip
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "studio/storyboards/_found.html", frame)
    frame |= {
        "back": address(video, scene),
        "may_edit": may_edit(request, video),
        **_chosen(scene, access.user(request)),
    }
    return render(request, "studio/storyboards/picking.html", frame)


def _chosen(scene: Scene, person: User) -> dict[str, Any]:
    """Who presents, in which look, and the voice, by the values of their fields; and what they are called."""
    held = str(at(scene.document, "character.avatar_id"))
    choices = board_cast.cast(scene.video, scene.document, person).choices
    presenter = next((each for each in choices if each.chosen), None)
    voice = scene.video.account.voices.filter(external_id=str(at(scene.document, "voice.voice_id"))).first()
    return {
        "presenter": presenter.value if presenter else "", "chosen_voice": voice.external_id if voice else "",
        "look": "" if presenter and presenter.value == held else held,
        "now": {"people": presenter and presenter.name, "voices": voice and voice.name},
    }  # fmt: skip
