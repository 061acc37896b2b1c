"""Templates that lie at a provider, kept here as rows, so that pages and programs fill them as they fill our own.

A row's storyboard names the template and holds its gaps; one scene stands for it, so that its length can be guessed.
What the template shows where nothing is said stays the provider's affair.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from studio import storyboard as boards
from studio.actions import casting, headshots, media, typed
from studio.actions.events import tell
from studio.actions.template_variables import LABEL_MAX, PARTS
from studio.models import Account, Template, User
from studio.providers.base import TemplateOffer
from studio.storyboard import gaps
from studio.storyboard.limits import DIMENSIONS, ID_MAX, SCRIPT_MAX, TITLE_MAX

MOST: Final = 500
"""Templates of one account that are taken in."""
STANDS_FOR: Final = 30.0
"""Seconds that stand for a template in which nothing is said."""
SAID: Final = 40
"""Texts that are said by the scene that stands for a template."""
UNNAMED: Final = "Template"
_SIGNS = re.compile(r"[{}<>]")
_NO_NAME = re.compile(r"[^\w-]+")


@transaction.atomic
def take_in(account: Account, offers: Sequence[TemplateOffer], *, actor: User | None = None) -> None:
    """Make the account's templates what its provider offers now: known by its ids, retired when no longer offered.

    What the trash holds stays there. One that can't be filled here is left out.
    """
    wanted = {row["external_id"]: row for row in (_row(account, offer) for offer in offers[:MOST]) if row}
    theirs = account.templates.exclude(external_id="")
    have = {row.external_id: row for row in theirs.select_for_update()}
    for external_id, fields in wanted.items():
        if known := have.get(external_id):
            _update(known, fields)
        else:
            Template.objects.create(team_id=account.team_id, account=account, created_by=actor, **fields)
    _show(theirs.all(), offers)
    gone = [row.pk for external_id, row in have.items() if external_id not in wanted and row.retired_at is None]
    Template.objects.filter(pk__in=gone).update(retired_at=timezone.now())
    if came := len(wanted.keys() - have.keys()):
        what = "1 new template" if came == 1 else f"{came} new templates"
        tell(account.team, "template.offered", f"{account} offers {what}", actor=actor)


def _show(theirs: QuerySet[Template], offers: Iterable[TemplateOffer]) -> None:
    """Note where pictures are to be fetched from. Another picture makes no other version of a template."""
    shown = headshots.kept(theirs, "picture")
    urls = {offer.id: headshots.wanted(offer.picture_url, shown.get(offer.id, "")) for offer in offers}
    changed = [row for row in theirs if urls.get(row.external_id, row.picture_url) != row.picture_url]
    for row in changed:
        row.picture_url = urls[row.external_id]
    Template.objects.bulk_update(changed, ["picture_url"])


def _update(row: Template, fields: Mapping[str, Any]) -> None:
    if all(getattr(row, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(row, name, value)
    row.version, row.updated_at = row.version + 1, timezone.now()
    row.save(update_fields=[*fields, "version", "updated_at"])


@dataclass(frozen=True, slots=True)
class _Gap:
    """A variable: the name by which it is filled here, the one that it has at the provider, its type and default."""

    name: str
    theirs: str
    kind: str
    default: str

    def variable(self) -> dict[str, Any]:
        """As a template's row holds it: a text has its gap where it is said, all else a path."""
        path = "" if self.kind == "text" else f"{media.TEMPLATE}{self.theirs}"
        label = typed.line(self.theirs)[:LABEL_MAX].replace("_", " ").capitalize()
        return {"type": self.kind, "label": label, "path": path, "default": self.default}


def _row(account: Account, offer: TemplateOffer) -> dict[str, Any] | None:
    """The fields of the template's row; None for one that could not be used here."""
    name, found = typed.line(offer.name)[:TITLE_MAX] or UNNAMED, _gaps(offer)
    texts = {gap.theirs: "{{" + gap.name + "}}" for gap in found if gap.kind == "text"}
    storyboard = {
        "title": name,
        **({"aspect_ratio": offer.aspect_ratio} if offer.aspect_ratio in DIMENSIONS else {}),
        "template": {
            "template_id": offer.id,
            "variables": {theirs: {"type": "text", "properties": {"content": gap}} for theirs, gap in texts.items()},
        },
        "scenes": [_scene(account, name, list(texts.values()))],
    }
    if offer.id != typed.line(offer.id) or boards.problems(storyboard):
        return None
    return {
        "external_id": offer.id, "name": name, "storyboard": storyboard, "retired_at": None,
        "variables": {gap.name: gap.variable() for gap in found},
    }  # fmt: skip


def _gaps(offer: TemplateOffer) -> list[_Gap]:
    found: dict[str, _Gap] = {}
    for theirs, spec in offer.variables.items():
        kind, default = str(spec.get("type")), spec.get("default")
        if kind in PARTS and typed.line(theirs) and len(theirs) <= ID_MAX:
            name = _name(theirs, taken=found)
            said = typed.script(default)[:SCRIPT_MAX] if kind == "text" and isinstance(default, str) else ""
            found[name] = _Gap(name, theirs, kind, said)
    return list(found.values())


def _name(theirs: str, *, taken: Container[str]) -> str:
    """A name that {{…}} can hold, as like the provider's as can be."""
    made = _NO_NAME.sub("_", theirs)[: gaps.NAME_MAX - 4]
    made = made if gaps.is_name(made) else f"_{made.strip('_') or 'variable'}"
    name, number = made, 2
    while name in taken:
        name, number = f"{made}-{number}", number + 1
    return name


def _scene(account: Account, name: str, texts: list[str]) -> dict[str, Any]:
    """What stands for the template: its name and its texts, said by the account's first voice; a pause without any."""
    voice = next(iter(casting.voices(account)), None)
    if voice is None or not texts:
        return {"voice": {"type": "silence", "duration": STANDS_FOR}}
    script = " ".join(f"{text}." for text in [_SIGNS.sub("", name).strip() or UNNAMED, *texts[:SAID]])
    return {"voice": {"type": "text", "voice_id": voice.external_id, "input_text": script}}
