"""A template's variables as rows of a form: the texts that its scripts name, and all else that can be replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from studio.actions.template_variables import texts
from studio.actions.typed import line, script
from studio.pages.template_parts import Kind, Part, part_of, place_name, replaceable
from studio.storyboard import gaps

_NEW: dict[str, Any] = {"default": ""}
"""What is not a variable yet: until somebody says otherwise it stays as it is in the video."""
_ASKED: dict[str, Any] = {"default": None}
"""A text that is one by its script: until somebody says otherwise it must be given, so that nobody greets nobody."""


@dataclass(frozen=True, slots=True)
class Row:
    """One variable, or what could become one. A text is always used: it stands in a script."""

    name: str
    path: str
    place: str
    kinds: tuple[str, ...]
    kind: str
    used: bool
    label: str
    default: str
    kept: Any
    """What stands in for it where nothing is given, when that is no text."""
    must: bool
    problem: str
    scene: str = ""

    @property
    def is_text(self) -> bool:
        return self.kind == Kind.TEXT

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(kind, Kind(kind).label) for kind in self.kinds]

    @property
    def usual_label(self) -> str:
        """What it is called where nobody says otherwise."""
        return self.place or self.name.replace("_", " ").capitalize()

    @property
    def gap(self) -> str:
        """As a script names it."""
        return "{{" + self.name + "}}"


@dataclass(frozen=True, slots=True)
class Group:
    """What can be replaced in one scene, or in all of the video."""

    heading: str
    rows: tuple[Row, ...]

    @property
    def used(self) -> int:
        return sum(row.used for row in self.rows)

    @property
    def wrong(self) -> bool:
        return any(row.problem for row in self.rows)


def rows(
    document: Mapping[str, Any], variables: Mapping[str, Any], *, posted: QueryDict | None = None,
    problems: Mapping[str, str] | None = None,
) -> list[Row]:  # fmt: skip
    """Texts first, in the order in which they are said. `posted` is None before anything was typed."""
    told: dict[str, Any] = {"posted": posted, "problems": problems or {}}
    said = dict.fromkeys(name for _, text in texts(document) for name in gaps.names_in(text))
    found = [_row(name, variables.get(name) or _ASKED, kinds=(Kind.TEXT,), used=True, **told) for name in said]
    held = {name: variable for name, variable in variables.items() if name not in said}
    taken, more = {*said, *held}, list[Row]()
    for part in replaceable(document):
        mine = [name for name, variable in held.items() if _goes_into(variable, part)]
        for name in mine:
            more.append(_row(name, held.pop(name), kinds=part.kinds, used=True, part=part, **told))
        if not mine:
            taken.add(own := _free(part.name, taken))
            more.append(_row(own, _NEW, kinds=part.kinds, used=False, part=part, **told))
    for name, variable in held.items():  # what only a program would ask for
        part = Part(part_of(variable["path"]), name, place_name(variable["path"]), (variable["type"],))
        more.append(_row(name, variable, kinds=part.kinds, used=True, part=part, **told))
    return found + sorted(more, key=lambda row: int(row.scene or 0))


def said(found: Iterable[Row], posted: QueryDict) -> dict[str, dict[str, Any]]:
    """What was typed, as templates are told it: those that are used, by name."""
    used = set(posted.getlist("use"))
    named = {}
    for row in found:
        if not row.is_text and row.name not in used:
            continue
        field = f"variable.{row.name}"
        must = posted.get(f"{field}.must") == "on"
        spec: dict[str, Any] = {"label": line(posted.get(f"{field}.label", "")) or row.place}
        if row.is_text:
            spec["default"] = None if must else script(posted.get(f"{field}.default", ""))
        else:
            kind = posted.get(f"{field}.kind", row.kind)
            spec |= {"type": kind, "path": row.path, "default": None if must else row.kept if kind == row.kind else ""}
        named[row.name] = spec
    return named


def grouped(found: Iterable[Row]) -> list[Group]:
    """By scene; what holds for the whole video first."""
    groups = groupby(found, key=lambda row: row.scene)
    return [
        Group(_("Scene %(number)s") % {"number": scene} if scene else _("The whole video"), tuple(mine))
        for scene, mine in groups
    ]


def _row(
    name: str, variable: Mapping[str, Any], *, kinds: tuple[str, ...], used: bool, posted: QueryDict | None,
    problems: Mapping[str, str], part: Part | None = None,
) -> Row:  # fmt: skip
    field, default, kind = f"variable.{name}", variable["default"], str(variable.get("type", kinds[0]))
    label, must = variable.get("label", ""), default is None
    words = default if isinstance(default, str) and part is None else ""
    if posted is not None:
        label, kind = posted.get(f"{field}.label", ""), _one_of(kinds, posted.get(f"{field}.kind"), kind)
        must, words = posted.get(f"{field}.must") == "on", posted.get(f"{field}.default", "")
        used = part is None or name in posted.getlist("use")
    return Row(
        name=name, path=str(variable.get("path") or (part.path if part else "")), place=part.label if part else "",
        kinds=kinds if kind in kinds else (kind,), kind=kind, used=used, label=label, default=words,
        kept=default or "", must=must, problem=problems.get(f"variables.{name}", ""), scene=part.scene if part else "",
    )  # fmt: skip


def _one_of(kinds: tuple[str, ...], wanted: str | None, usual: str) -> str:
    return wanted if wanted in kinds else usual


def _goes_into(variable: Mapping[str, Any], part: Part) -> bool:
    return part_of(variable["path"]) == part.path and variable["type"] in part.kinds


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
