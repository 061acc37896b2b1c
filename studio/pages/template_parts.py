"""What a template holds, in the words of its pages: its script with the gaps marked, and what can be replaced in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from studio.actions import media
from studio.actions.template_variables import places
from studio.pages import forms
from studio.storyboard import gaps
from studio.vocabulary import Word

EVERY = "*"
_OPEN, _SHUT = "\ue000", "\ue001"
"""Round a gap's name while a text is taken apart. From the private use area, so that nobody types them."""


class Kind(Word):
    """What a variable can be."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    AVATAR = "avatar"
    VOICE = "voice"

    @property
    def label(self) -> str:
        return {
            "text": _("Text"), "image": _("Picture"), "video": _("Clip"), "audio": _("Recording"),
            "avatar": _("Presenter"), "voice": _("Voice"),
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text: plain words, or a gap with its label."""

    words: str
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """One scene of a template, as it is read."""

    number: int
    presenter: str
    pieces: tuple[Piece, ...]
    silent: str


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a storyboard that can be replaced. The first of `kinds` is what is offered first."""

    path: str
    name: str
    label: str
    kinds: tuple[str, ...]

    @property
    def scene(self) -> str:
        """The number of its scene; "" for what holds for the whole video."""
        place = self.path.split(".")[1] if self.path.startswith("scenes.") else EVERY
        return "" if place == EVERY else str(int(place) + 1)


def first_face(document: Mapping[str, Any]) -> str:
    """The account's name of whoever is seen first; "" when nobody is."""
    found = (forms.presenter_of(scene) for scene in document.get("scenes") or [])
    return next(filter(None, found), "")


def pieces(text: str, labels: Mapping[str, str]) -> tuple[Piece, ...]:
    """The text with each gap told apart, by its label where it has one."""
    marked = gaps.fill(text, {name: f"{_OPEN}{labels.get(name, name)}{_SHUT}" for name in gaps.names_in(text)})
    found = []
    for run in marked.split(_OPEN):
        name, shut, rest = run.partition(_SHUT)
        found += [Piece(name, gap=True), Piece(rest)] if shut else [Piece(run)]
    return tuple(piece for piece in found if piece.words)


def labels_of(variables: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(variable["label"]) for name, variable in variables.items()}


def script(document: Mapping[str, Any], labels: Mapping[str, str], names: Mapping[str, str]) -> list[Spoken]:
    """Every scene's words. `names`: of presenters, by the account's ids."""
    found = []
    for index, scene in enumerate(document.get("scenes") or []):
        voice, who = media.part(scene, "voice"), forms.presenter_of(scene, names)
        silent = {"audio": _("A recording plays"), "silence": _("Nobody speaks")}.get(str(voice.get("type")), "")
        told = () if silent else pieces(str(voice.get("input_text") or ""), labels)
        found.append(Spoken(index + 1, names.get(who, who), told, silent))
    return found


def place_name(path: str) -> str:
    """Where a variable goes, in words: "Background of scene 2"; "" for what lies at a provider."""
    if path.startswith(media.TEMPLATE) or not path:
        return ""
    if path.partition(".")[0] == "music":
        return _("Music")
    where, part = path.split(".")[1:3]
    what = {"character": _("Presenter"), "voice": _("Voice"), "background": _("Background")}[part]
    if where == EVERY:
        return _("%(what)s of all scenes") % {"what": what}
    return _("%(what)s of scene %(number)d") % {"what": what, "number": int(where) + 1}


def replaceable(document: Mapping[str, Any]) -> list[Part]:
    """All that a variable other than a text can replace: first what goes for every scene, then scene by scene."""
    found = list(_parts(document, EVERY)) if len(document.get("scenes") or []) > 1 else []
    found.append(Part("music", "music", _("Music"), (Kind.AUDIO,)))
    for index in range(len(document.get("scenes") or [])):
        found += _parts(document, str(index))
    return found


def _parts(document: Mapping[str, Any], where: str) -> Iterator[Part]:
    """Of one scene; of every scene, when more than one has such a part."""
    ending = "" if where == EVERY else f"_{int(where) + 1}"
    for part, name, kinds in (
        ("character", "presenter", (Kind.AVATAR,)), ("voice", "voice", (Kind.VOICE,)),
        ("background", "background", (Kind.IMAGE, Kind.VIDEO)),
    ):  # fmt: skip
        path = f"scenes.{where}.{part}"
        if len(places(document, path, kinds[0])) > (where == EVERY):
            yield Part(path, f"{name}{ending}", place_name(path), kinds)
    if where != EVERY and media.part(document["scenes"][int(where)], "voice").get("type") == "audio":
        path = f"scenes.{where}.voice"
        label = _("Recording of scene %(number)d") % {"number": int(where) + 1}
        yield Part(path, f"recording{ending}", label, (Kind.AUDIO,))


def part_of(path: str) -> str:
    """The path of the part that a variable's path goes into: "scenes.0.background" of "scenes.0.background.url"."""
    return "music" if path.startswith("music") else ".".join(path.split(".")[:3])


_PATH = re.compile(r"[a-z_]+(?:\.\w+)*")


def warned(text: str) -> str:
    """An engine's warning, which begins with a storyboard's dotted path, as a member reads it."""
    path, colon, sentence = text.partition(": ")
    return in_words(path, sentence) if colon and _PATH.fullmatch(path) else text


def in_words(path: str, sentence: str) -> str:
    """The sentence, after the scene that it is about."""
    if path.startswith("scenes.") and path.split(".")[1].isdigit():
        return _("Scene %(number)d: %(sentence)s") % {"number": int(path.split(".")[1]) + 1, "sentence": sentence}
    return sentence
