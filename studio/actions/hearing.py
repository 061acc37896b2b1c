"""Hearing words before a video is made: how a scene's script begins, and how an entry of the list is said."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

from studio import storyboard as boards
from studio.actions import caches, media, previews, pronunciations
from studio.errors import BadInput
from studio.models import Scene, Voice

LONGEST = 300
"""Characters of a script that are said: some twenty seconds."""
NO_SCRIPT = "Write a script first; then its voice can be heard."
NO_VOICE = "This team has no embedded voice to say it with."
_ENDS = re.compile(r"[.!?…。!?]+[\"'”’»)]*(?=\s|$)|[。!?]")


def script(scene: Scene) -> Path:
    """An MP3 of the scene's first sentences in its own voice, kept by content.

    Raises BadInput by the dotted path within the scene, Busy, or EngineFailed.
    """
    voice = media.part(scene.document, "voice")
    if voice.get("type") != "text" or not str(voice.get("input_text") or "").strip():
        raise BadInput({"voice.input_text": NO_SCRIPT})
    opening = {"scenes": [{"voice": {**voice, "input_text": beginning(str(voice["input_text"]))}}]}
    own = scene.video.setup.get("pronunciations")
    document = pronunciations.told(scene.video.team_id, {**opening, **({"pronunciations": own} if own else {})})
    if any(path.startswith("pronunciations") for path in boards.problems(document)):
        document = opening  # the list is being written: what is wrong with it is told beside it
    try:
        return _kept(document, scene.video.team_id)
    except BadInput as error:
        raise BadInput({path.removeprefix("scenes.0."): text for path, text in error.problems.items()}) from None


def entry(
    account_id: uuid.UUID, *, written: str, spoken: str, locale: str = "", voice: str = "",
    team: uuid.UUID | None = None,
) -> Path:  # fmt: skip
    """An MP3 of one word as an entry of the list would have it said: in `voice` if it speaks the entry's language, else
    in the account's first voice that does. Raises BadInput for written, spoken or locale, Busy, or EngineFailed.
    """
    listed = {"written": written.strip(), "spoken": spoken.strip(), **({"locale": locale.strip()} if locale else {})}
    heard = {"type": "text", "voice_id": _voice(account_id, locale, voice), "input_text": written.strip() or "-"}
    try:
        return _kept({"pronunciations": [listed], "scenes": [{"voice": heard}]}, team)
    except BadInput as error:
        told = {path.rpartition(".")[2].replace("input_text", "written"): text for path, text in error.problems.items()}
        raise BadInput(told) from None


def beginning(text: str) -> str:
    """Whole sentences of a script, or at least whole words, up to LONGEST characters; never half a pause."""
    if len(text) <= LONGEST:
        return text
    cut = text[:LONGEST]
    if cut.rfind("<") > cut.rfind(">"):
        cut = cut[: cut.rfind("<")]
    ends = [found.end() for found in _ENDS.finditer(cut)]
    if ends:
        return cut[: ends[-1]]
    return cut.rpartition(" ")[0] or cut


def _voice(account_id: uuid.UUID, locale: str, wanted: str) -> str:
    language = locale.strip().partition("-")[0].lower()
    offered = list(Voice.objects.filter(account_id=account_id, retired_at=None).values_list("external_id", "locale"))
    fitting = [key for key, spoken in offered if not language or spoken.partition("-")[0].lower() == language]
    if not offered:
        raise BadInput({"voice": NO_VOICE})
    return wanted if wanted in fitting else (fitting or [offered[0][0]])[0]


def _kept(document: dict[str, Any], team: uuid.UUID | None) -> Path:
    """The only scene's voice as an MP3, said once for each content."""
    boards.parse(document)
    path = caches.place("said", f"{previews.name_of(document)}.mp3")
    if caches.there(path):
        return path
    with caches.making(path) as draft:
        previews.say(document, out=draft, team=team)
    return path
