"""Who can be asked to present, and in which looks. Cheap to import: no drawing library is loaded."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from studio.render.cast.person import sources


@dataclass(frozen=True, slots=True)
class Look:
    """What a presenter wears, and the backdrop that goes with it."""

    id: str
    name: str
    backdrop: str
    """#rrggbb."""


@dataclass(frozen=True, slots=True)
class Presenter:
    """One member of the cast. `voice` is the id of the default voice; `looks[0]` is the default look."""

    id: str
    name: str
    gender: str
    """"female" or "male": how the presenter appears."""
    age: str
    """"young", "adult" or "senior"."""
    voice: str
    locale: str
    looks: tuple[Look, ...]
    tags: tuple[str, ...]


@functools.cache
def presenters() -> tuple[Presenter, ...]:
    """The whole cast, always in the same order."""
    return tuple(
        Presenter(
            id=key,
            name=source["name"],
            gender=source["gender"],
            age=source["age"],
            voice=source["voice"],
            locale=source["locale"],
            looks=tuple(Look(look["id"], look["name"], look["backdrop"]) for look in source["looks"]),
            tags=tuple(source["tags"]),
        )
        for key, source in sources().items()
    )


def find(avatar_id: str) -> tuple[Presenter, Look]:
    """The presenter and look of "maya" (first look) or "maya.navy". KeyError when there is none such."""
    name, _, wanted = avatar_id.partition(".")
    for presenter in presenters():
        if presenter.id == name:
            for look in presenter.looks:
                if look.id == (wanted or presenter.looks[0].id):
                    return presenter, look
    raise KeyError(avatar_id)
