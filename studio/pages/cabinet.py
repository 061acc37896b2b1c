"""The folders that a page of the library shows: where one is, what lies there, what a search finds of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from studio.actions import folders
from studio.actions.folder_tree import Tree
from studio.models import Folder, Team, Video

FEW, MOST = 10, 500
"""Shown before "all" is asked for, and at most then: a search finds the others."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A folder with what lies right in it. `place` says where it was found: its way, for one that a search found."""

    folder: Folder
    videos: int
    folders: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Cabinet:
    """`here` is None at the top. `found` counts the folders of the place, or those found, also where fewer are shown.

    `any`: whether the team has folders at all. `scope`: this one and all in it, where words and filters look.
    """

    here: Folder | None
    way: Sequence[Folder] = ()
    tiles: Sequence[Tile] = ()
    found: int = 0
    any: bool = False
    scope: Sequence[uuid.UUID] = ()

    @property
    def more(self) -> bool:
        """More can be shown when they are asked for."""
        return len(self.tiles) < min(self.found, MOST)

    @property
    def cut(self) -> bool:
        return self.found > MOST

    @property
    def long(self) -> bool:
        return self.found > FEW


def cabinet(team: Team, named: str, *, words: str = "", narrowed: bool = False, everything: bool = False) -> Cabinet:
    """The cabinet of the folder `named`, of the top for "".

    With `words`, what they find by name at any depth; `narrowed` to states or people, which folders have none of, it
    shows no folders. Raises NotFound and Conflict as `folders.kept` does.
    """
    here = folders.kept(team, named) if named else None
    if narrowed and here is None:
        return Cabinet(None)
    tree = folders.tree_of(team)
    place = here.pk if here else None
    found = [] if narrowed else _named(tree, here, words) if words else tree.inside(place)
    shown = found if everything or len(found) <= FEW else found[: FEW - 1]
    tiles = _tiles(tree, shown[:MOST], found=bool(words))
    above, scope = (tree.way(here)[:-1], tree.below(here.pk)) if here else ([], [])
    return Cabinet(here, above, tiles, len(found), len(tree) > 0, scope)


def _named(tree: Tree, here: Folder | None, words: str) -> list[Folder]:
    """Names are compared here: not every database knows the small letters of every script."""
    wanted = words.casefold().split()
    return [each for each in tree.walk(here.pk if here else None) if each != here and _fits(each, wanted)]


def _fits(folder: Folder, wanted: Sequence[str]) -> bool:
    return all(word in folder.name.casefold() for word in wanted)


def _tiles(tree: Tree, shown: Sequence[Folder], *, found: bool) -> list[Tile]:
    if not shown:
        return []
    inside = Video.objects.kept().filter(folder__in=[each.pk for each in shown])
    videos = dict(inside.order_by().values_list("folder").annotate(Count("pk")))
    return [
        Tile(
            each, videos.get(each.pk, 0), len(tree.inside(each.pk)),
            " / ".join(above.name for above in tree.way(each)[:-1]) if found else "",
        )
        for each in shown
    ]  # fmt: skip
