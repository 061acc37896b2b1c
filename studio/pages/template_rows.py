"""A template's variables as rows of a form: the texts that its scripts name, and all else that can be replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from studio.actions.template_variables import texts
from studio.actions.typed import line, script
from studio.pages.template_parts import Kind, Part, part_of, replaceable
from studio.storyboard import gaps


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
        return [(kind, Kind(kind).said) for kind in self.kinds]

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
    document: Mapping[str, Any], variables: Mapping[str, Any], *, posted: Mapping[str, Any] | None = None,
    problems: Mapping[str, str] | None = None,
) -> list[Row]:  # fmt: skip
    """Texts first, in the order in which they are said. `posted` is None before anything was typed."""
    said = dict.fromkeys(name for _, text in texts(document) for name in gaps.names_in(text))
    found = [
        _row(
            name, variables.get(name, {"default": ""}), kinds=(Kind.TEXT,), used=True, posted=posted, problems=problems
        )
        for name in said
    ]
    held = {name: variable for name, variable in variables.items() if name not in said}
    taken = {*said, *held}
    for part in replaceable(document):
        names = [name for name, variable in held.items() if _goes_into(variable, part)] or [""]
        for name in names:
            variable = held.pop(name, {"default": ""})
            own = name or _free(part.name, taken)
            taken.add(own)
            kinds = part.kinds if variable.get("type", part.kinds[0]) in part.kinds else (variable["type"],)
            found.append(_row(own, variable, kinds=kinds, used=bool(name), posted=posted, problems=problems, part=part))
    return found


def said(found: Iterable[Row], posted: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What was typed, as templates are told it: those that are used, by name."""
    used = set(posted.getlist("use"))  # type: ignore[attr-defined]
    named = {}
    for row in found:
        if not row.is_text and row.name not in used:
            continue
        field = f"variable.{row.name}"
        must = posted.get(f"{field}.must") == "on"
        spec: dict[str, Any] = {"label": line(posted.get(f"{field}.label", ""))}
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
    name: str, variable: Mapping[str, Any], *, kinds: tuple[str, ...], used: bool, posted: Mapping[str, Any] | None,
    problems: Mapping[str, str] | None, part: Part | None = None,
) -> Row:  # fmt: skip
    field, default = f"variable.{name}", variable.get("default")
    label, kind, must = variable.get("label", ""), variable.get("type", kinds[0]), default is None
    words = default if isinstance(default, str) and part is None else ""
    if posted is not None:
        label, kind = posted.get(f"{field}.label", ""), posted.get(f"{field}.kind", kind)
        must, words = posted.get(f"{field}.must") == "on", posted.get(f"{field}.default", "")
        used = part is None or name in posted.getlist("use")  # type: ignore[attr-defined]
    return Row(
        name=name, path=str(variable.get("path") or (part.path if part else "")), place=part.label if part else "",
        kinds=kinds, kind=kind, used=used, label=label, default=words, kept=default or "", must=must,
        problem=(problems or {}).get(f"variables.{name}", ""), scene=part.scene if part else "",
    )  # fmt: skip


def _goes_into(variable: Mapping[str, Any], part: Part) -> bool:
    """A recording in a voice's place is told apart from another voice."""
    if part_of(variable["path"]) != part.path:
        return False
    return variable["type"] in part.kinds or (variable["type"] == Kind.AUDIO and Kind.VOICE in part.kinds)


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
