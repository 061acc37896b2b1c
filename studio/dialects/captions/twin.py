"""`/twin/*`: what a program sends to have a twin made, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from studio.dialects.captions.words import COMPLETE, FAILED, FAILURE_TOLD, PROCESSING, QUEUED, RUNNING, Refused
from studio.dialects.shapes import LINK, PERCENT, TEXT, always, asked, many, said, shape, text
from studio.vocabulary import TwinState

DEFAULT_LANGUAGE: Final = "English"
_STATES: Final = {
    TwinState.CHECKING: PROCESSING, TwinState.CHECKED: PROCESSING,
    TwinState.ORDERING: PROCESSING, TwinState.UNKNOWN: PROCESSING, TwinState.TRAINING: PROCESSING,
    TwinState.READY: COMPLETE, TwinState.FAILED: FAILED,
}  # fmt: skip
_LANGUAGE: Final = said({**TEXT, "default": DEFAULT_LANGUAGE}, "One of /api/twin/supported-languages.")
ORDER: Final = asked(
    "TwinOrder", "name", "videoUrl", "calibrationImageUrls",
    name=text(least=1), language=_LANGUAGE, videoUrl=LINK,
    calibrationImageUrls=said(many(LINK, least=1), "Five photos: neutral, ooh, teeth, aah, lips pressed."),
)  # fmt: skip
IN_LANGUAGE: Final = asked("InLanguage", language=_LANGUAGE)
NAMED: Final = asked("TwinName", "name", name=said(text(least=1), "twin-<id>-<name>, as /api/twin/list tells it."))
LANGUAGES: Final = shape("Languages", supportedLanguages=many(TEXT))
SCRIPT: Final = shape("Script", script=TEXT)
TWINS: Final = shape("Twins", twins=many(TEXT))
STATUS: Final = {
    "anyOf": [RUNNING, shape("TwinReady", state=always(COMPLETE), progress=PERCENT), FAILURE_TOLD]
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TwinOrder:
    """A checked request. `images` are addresses in Captions' order of poses."""

    name: str
    language: str
    video: str
    images: tuple[str, ...]


def twin_order(body: dict[str, Any]) -> TwinOrder:
    """The order in a request's body; raises Refused with the detail to send."""
    images = body.get("calibrationImageUrls")
    if not isinstance(images, list) or not images or not all(isinstance(url, str) and url for url in images):
        raise Refused("calibrationImageUrls must be a list of web addresses.")
    return TwinOrder(_required(body, "name"), language_of(body), _required(body, "videoUrl"), tuple(images))


def language_of(body: dict[str, Any]) -> str:
    language = body.get("language")
    if language is None:
        return DEFAULT_LANGUAGE
    if not isinstance(language, str):
        raise Refused("language must be a string.")
    return language or DEFAULT_LANGUAGE


def name_of(body: dict[str, Any]) -> str:
    """The twin-<id>-<name> that a program means."""
    return _required(body, "name")


def status_answer(state: TwinState, progress: int, problems: dict[str, str]) -> dict[str, Any]:
    """{"state", "progress"}; why it failed stands in `error`, `message` and `detail`, as for videos."""
    answer: dict[str, Any] = {"state": _STATES.get(state, QUEUED), "progress": progress}
    if state == TwinState.FAILED:
        reason = " ".join(f"{_called(place)}{text}" for place, text in problems.items()) or "It could not be made."
        answer |= {"error": reason, "message": reason, "detail": reason}
    return answer


def _called(place: str) -> str:
    """A place of our own in the words of the request."""
    if place == "video":
        return "videoUrl: "
    return f"calibrationImageUrls[{place.partition('.')[2]}]: " if place.startswith("images.") else ""


def _required(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"{name} is required.")
    return value.strip()
