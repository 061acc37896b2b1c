"""A team's list of how words are said, and bringing it into a video's storyboard."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction

from studio import storyboard as boards
from studio.actions import media
from studio.actions.members import lock
from studio.errors import BadInput
from studio.models import Pronunciation, Team
from studio.storyboard.limits import PRONUNCIATIONS_MAX

TWICE = "“{written}” is in the list already. Change that entry, or take it out first."
FULL = f"The list is full: it holds {PRONUNCIATIONS_MAX} entries. Take one out first."


@transaction.atomic
def add(team: Team, *, written: str, spoken: str, locale: str = "") -> Pronunciation:
    """A new entry, checked as the storyboard checks it. Raises BadInput for written, spoken or locale."""
    written, spoken, locale = _checked(written, spoken, locale)
    lock(team)
    if team.pronunciations.count() >= PRONUNCIATIONS_MAX:
        raise BadInput({"written": FULL})
    try:
        with transaction.atomic():
            return Pronunciation.objects.create(team=team, written=written, spoken=spoken, locale=locale)
    except IntegrityError:
        raise BadInput({"written": TWICE.format(written=written)}) from None


def change(entry: Pronunciation, *, written: str, spoken: str, locale: str = "") -> Pronunciation:
    """The entry said in another way. Raises what `add` raises."""
    entry.written, entry.spoken, entry.locale = _checked(written, spoken, locale)
    try:
        with transaction.atomic():
            entry.save(update_fields=["written", "spoken", "locale"])
    except IntegrityError:
        raise BadInput({"written": TWICE.format(written=entry.written)}) from None
    return entry


def remove(entry: Pronunciation) -> None:
    Pronunciation.objects.filter(pk=entry.pk).delete()


def told(team_id: uuid.UUID, document: dict[str, Any]) -> dict[str, Any]:
    """The storyboard with those entries of the team's list that its scripts need, behind its own, which win."""
    own = document.get("pronunciations") or []
    if not isinstance(own, list):
        return document
    scripts = "\n".join(map(media.script, document.get("scenes") or [])).casefold()
    had = {(_folded(entry, "written"), _folded(entry, "locale")) for entry in own if isinstance(entry, dict)}
    listed = Pronunciation.objects.filter(team_id=team_id).values("written", "spoken", "locale")
    more = [
        {name: value for name, value in entry.items() if value}
        for entry in listed
        if entry["written"].casefold() in scripts
        and (entry["written"].casefold(), entry["locale"].casefold()) not in had
    ]
    return {**document, "pronunciations": [*own, *more]} if more else document


def _checked(written: str, spoken: str, locale: str) -> tuple[str, str, str]:
    entry = {"written": written.strip(), "spoken": spoken.strip(), "locale": locale.strip() or None}
    scene = {"voice": {"type": "silence"}}
    wrong = boards.problems({"scenes": [scene], "pronunciations": [entry]})
    if wrong:
        raise BadInput({path.removeprefix("pronunciations.0."): text for path, text in wrong.items()})
    return str(entry["written"]), str(entry["spoken"]), entry["locale"] or ""


def _folded(entry: dict[str, Any], name: str) -> str:
    return str(entry.get(name) or "").casefold()
