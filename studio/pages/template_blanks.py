"""The variables of a template as a form asks for them, and what was typed into it as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from studio.actions.typed import line, script
from studio.models import Asset, Template
from studio.models.ids import id_in
from studio.pages.template_cast import Cast, Roll
from studio.pages.template_parts import Kind, place_name
from studio.storyboard.gaps import Value

FILES = ("image", "video", "audio")
MOST_FILES = 48
LONG = 60
"""Characters of a default from which on a text gets more than one line."""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """One variable: what it asks for, what was typed or chosen, and what is wrong with that.

    `roll` names the list on the page that it is chosen from, where that is too long for every field; `words` are
    then a label of that list.
    """

    name: str
    kind: str
    label: str
    must: bool
    place: str = ""
    words: str = ""
    url: str = ""
    options: tuple[Option, ...] = ()
    roll: str = ""
    problem: str = ""

    @property
    def id(self) -> str:
        return f"v-{self.name}"

    @property
    def kind_name(self) -> str:
        return Kind(self.kind).label

    @property
    def accept(self) -> str:
        return {"image": "image/*", "video": "video/*,.mp4,.mov,.webm", "audio": "audio/*,.mp3,.wav,.m4a,.ogg,.flac"}[
            self.kind
        ]

    @property
    def is_long(self) -> bool:
        return len(self.words) > LONG or "\n" in self.words


class Files:
    """What the members of a team brought; each kind is read once, however many variables ask for it."""

    def __init__(self, team_id: UUID) -> None:
        self._team_id, self._newest = team_id, dict[str, list[Asset]]()

    def of(self, kind: str, chosen: str) -> list[Asset]:
        """The newest of a kind; before them the chosen one, where it is none of these."""
        ours = Asset.objects.filter(team_id=self._team_id, kind=kind)
        if kind not in self._newest:
            self._newest[kind] = list(ours.filter(uploaded=True).order_by("-created_at", "-id")[:MOST_FILES])
        newest, key = self._newest[kind], id_in(chosen)
        if key is None or any(asset.pk == key for asset in newest):
            return newest
        return [*ours.filter(pk=key), *newest]


def blanks(
    template: Template, *, posted: Mapping[str, str] | None, problems: Mapping[str, str], cast: Cast
) -> list[Blank]:
    """Every variable, in the template's order. `posted` is None before anything was typed."""
    files = Files(template.team_id)
    return [
        blank(template, name, posted=posted, problem=problems.get(name, ""), cast=cast, files=files)
        for name in template.variables
    ]


def blank(
    template: Template, name: str, *, posted: Mapping[str, str] | None, cast: Cast, files: Files, problem: str = ""
) -> Blank:  # fmt: skip
    variable = template.variables[name]
    kind, default, field = str(variable["type"]), variable["default"], f"value.{name}"
    held: dict[str, Any] = {"words": "", "url": "", "options": ()}
    if kind == Kind.TEXT:
        held["words"] = (default or "") if posted is None else posted.get(field, "")
    elif kind in FILES:
        source = default if isinstance(default, Mapping) else {}
        given = {"asset": source.get("asset_id", ""), "url": source.get("url", "")}
        if posted is not None:
            given = {part: posted.get(f"{field}.{part}", "") for part in given}
        held |= {"url": given["url"], "options": _files(files, kind, given["asset"], must=default is None)}
    else:
        chosen = (default or "") if posted is None else posted.get(field, "")
        held |= _people(cast.of(kind), chosen, must=default is None)
    return Blank(
        name=name, kind=kind, label=str(variable["label"]), must=default is None, place=place_name(variable["path"]),
        problem=problem, **held,
    )  # fmt: skip


def typed_values(template: Template, posted: Mapping[str, str], *, cast: Cast | None = None) -> dict[str, Value]:
    """What was given. What was left empty is left to the template, except a text that may be empty."""
    found, cast = {}, cast or Cast(template.account)
    for name, variable in template.variables.items():
        kind, field = str(variable["type"]), f"value.{name}"
        if kind == Kind.TEXT:
            words = script(posted.get(field, ""))
            if words.strip() or (variable["default"] is not None and field in posted):
                found[name] = Value(kind, text=words)
        elif kind in FILES:
            asset, url = line(posted.get(f"{field}.asset", "")), line(posted.get(f"{field}.url", ""))
            kept = isinstance(variable["default"], Mapping) and url == variable["default"].get("url")
            if url and not (asset and kept):
                found[name] = Value(kind, url=url)
            elif asset:
                found[name] = Value(kind, asset_id=asset)
        elif chosen := line(posted.get(field, "")):
            known = cast.of(kind).find(chosen)
            found[name] = Value(kind, id=known.id if known else chosen)
    return found


def _unchanged(*, must: bool) -> Option:
    return Option("", _("Choose…") if must else _("As in the template"))


def _files(files: Files, kind: str, chosen: str, *, must: bool) -> tuple[Option, ...]:
    """The newest ones; the chosen one first."""
    listed = (Option(str(each.pk), each.name, str(each.pk) == chosen) for each in files.of(kind, chosen))
    return (_unchanged(must=must), *listed)


def _people(roll: Roll, chosen: str, *, must: bool) -> dict[str, Any]:
    """A menu of them, or the name of the list that they stand in; a default may name them by the UUID of programs."""
    known = roll.find(chosen)
    if roll.is_long:
        return {"roll": roll.kind, "words": known.label if known else chosen}
    listed = (Option(each.id, each.label, each is known) for each in roll.choices)
    return {"options": (_unchanged(must=must), *listed)}
