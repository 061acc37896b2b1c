"""What differs between two versions, scene by scene and as a whole, as a page shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from studio import amounts
from studio.actions import differences, media, wording
from studio.models import Render
from studio.pages import compare_words as words
from studio.pages.board import first_words
from studio.pages.board_fields import at
from studio.pages.compare_words import Names, Told
from studio.pages.videos import picture_size
from studio.vocabulary import RenderKind

WORDED_FOR = 2.0
"""Seconds of processor time for which scenes' words are compared closely. Fifty scripts that were written to be hard to
compare would keep the web server busy for minutes: those behind are shown as replaced."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing, as it is in both versions; None where a version has no such scene."""

    label: str
    before: Told | None
    after: Told | None

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene of either version or of both, by its numbers from 1."""

    before: int | None
    after: int | None
    moved: bool
    runs: tuple[wording.Run, ...]
    facts: tuple[Fact, ...]
    begins: str
    """Its first words, or what is heard instead of words."""

    @property
    def said_otherwise(self) -> bool:
        return any(run.mark != "same" for run in self.runs)

    @property
    def differs(self) -> bool:
        return self.moved or self.said_otherwise or bool(self.facts) or None in (self.before, self.after)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it: the scenes, what else differs in the whole video, and the names of what doesn't."""

    scenes: tuple[Scene, ...]
    facts: tuple[Fact, ...]
    shared: tuple[str, ...]

    @property
    def differing(self) -> int:
        return sum(scene.differs for scene in self.scenes)


def compared(before: Render, after: Render) -> Comparison:
    """Two versions of one video. Six queries, however much is in them."""
    versions = (before, after)
    names = (words.names_in(before), words.names_in(after))
    scenes = tuple(_scenes(versions, names))
    facts = [*_about_scenes(versions, names, scenes), *_whole(versions, names)]
    shared = tuple(fact.label for fact in facts if not fact.differs)
    return Comparison(scenes, tuple(fact for fact in facts if fact.differs), shared)


_Two = tuple[Render, Render]
_Named = tuple[Names, Names]
_Tell = Callable[[Any, Names], Told]


def _seen() -> tuple[tuple[str, _Tell], ...]:
    return (_("Presenter"), words.presenter), (_("Voice"), words.voice), (_("Background"), words.background)


def _scenes_of(render: Render) -> list[Any]:
    return list(render.storyboard.get("scenes") or [])


def _scenes(versions: _Two, names: _Named) -> Iterator[Scene]:
    first, second = map(_scenes_of, versions)
    until = time.thread_time() + WORDED_FOR
    for pair in differences.pairs(first, second):
        before = None if pair.before is None else first[pair.before]
        after = None if pair.after is None else second[pair.after]
        shown = media.part({"scene": before if after is None else after}, "scene")
        facts = (_fact(label, tell, (before, after), names) for label, tell in _seen())
        yield Scene(
            _number(pair.before), _number(pair.after), pair.moved,
            wording.differences(
                differences.script(before), differences.script(after), closely=time.thread_time() < until
            ),
            tuple(fact for fact in facts if fact.differs), first_words(shown),
        )  # fmt: skip


def _number(place: int | None) -> int | None:
    return None if place is None else place + 1


def _fact(label: str, tell: _Tell, scenes: tuple[Any, Any], names: _Named) -> Fact:
    before, after = (None if scene is None else tell(scene, known) for scene, known in zip(scenes, names, strict=True))
    return Fact(label, before, after)


def _about_scenes(versions: _Two, names: _Named, scenes: tuple[Scene, ...]) -> Iterator[Fact]:
    """Who is seen and heard in each, and before what. Where only their places or manners differ, the scenes say it."""
    for label, tell in _seen():
        first, second = (
            words.unique(tell(scene, known) for scene in _scenes_of(version))
            for version, known in zip(versions, names, strict=True)
        )
        if first != second or not any(fact.label == label for scene in scenes for fact in scene.facts):
            yield Fact(label, first, second)


def _whole(versions: _Two, names: _Named) -> Iterator[Fact]:
    def both(label: str, tell: Callable[[Render], str]) -> Fact:
        before, after = (Told(tell(version)) for version in versions)
        return Fact(label, before, after)

    documents = [version.storyboard for version in versions]
    yield Fact(_("Subtitles"), *(words.subtitles(document) for document in documents))
    yield both(_("Size"), size)
    yield both(_("Length"), lambda version: amounts.clock(version.duration))
    yield both(_("Cost"), lambda version: amounts.credits_of(version.cost))
    yield both(_("Made by"), lambda version: version.account.name)
    yield Fact(_("Music"), *(words.music(document, known) for document, known in zip(documents, names, strict=True)))
    optional = [both(_("Kind"), kind), both(_("Title"), lambda version: str(at(version.storyboard, "title")))]
    optional += [Fact(label, *(Told(tell(document)) for document in documents)) for label, tell in _settings()]
    yield from (fact for fact in [*optional, *_filling(versions, names)] if fact.differs)


def kind(version: Render) -> str:
    """Whether it was made to be shown."""
    named = {RenderKind.DRAFT: _("Small draft"), RenderKind.TEST: _("Test")}
    return named.get(RenderKind(version.kind), _("Final"))


def size(version: Render) -> str:
    """Pixels of its picture; of what it was ordered with while there is none."""
    return "{width} × {height}".format(**picture_size(version))


def _settings() -> tuple[tuple[str, Callable[[Any], str]], ...]:
    """What is told only where it differs."""
    return (
        (_("Format"), lambda document: _("Transparent WebM") if at(document, "output_format") == "webm" else "MP4"),
        (_("Frames a second"), lambda document: str(at(document, "fps") or 25)),
        (_("Watermark"), lambda document: _("Yes") if at(document, "enable_watermark") else _("No")),
        (_("Say it like"), _sayings),
        (_("Resolution"), lambda document: str(at(document, "resolution") or "–").upper()),
        (_("Model"), lambda document: str(at(document, "model_version") or "–").replace("_", " ")),
    )


def _sayings(document: Any) -> str:
    said = [f"{at(each, 'written')} → {at(each, 'spoken')}" for each in at(document, "pronunciations") or ()]
    return ", ".join(said) or "–"


def _filling(versions: _Two, names: _Named) -> Iterator[Fact]:
    filled = [words.variables(version.storyboard) for version in versions]
    for name in dict.fromkeys(name for given in filled for name in given):
        told = (words.filling(given.get(name), known) for given, known in zip(filled, names, strict=True))
        yield Fact(name, *told)
