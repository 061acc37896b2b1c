"""How folders lie in one another. All are read at once: what a page asks of them takes one query however many."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator

from studio.models import Folder


class Tree:
    """Folders by where they lie, in the order of their names. One whose parent isn't among them lies at the top."""

    def __init__(self, folders: Iterable[Folder]) -> None:
        ordered = sorted(folders, key=lambda folder: (folder.name.casefold(), folder.pk))
        self._folders = {folder.pk: folder for folder in ordered}
        self._inside: dict[uuid.UUID | None, list[Folder]] = defaultdict(list)
        for folder in ordered:
            self._inside[folder.parent_id if folder.parent_id in self._folders else None].append(folder)

    def __len__(self) -> int:
        return len(self._folders)

    def inside(self, folder: uuid.UUID | None) -> list[Folder]:
        """Those right inside; at the top for None."""
        return list(self._inside.get(folder, ()))

    def way(self, folder: Folder) -> list[Folder]:
        """Where it lies: the outermost first, itself last."""
        found = [folder]
        while above := self._folders.get(found[-1].parent_id) if found[-1].parent_id else None:
            found.append(above)
        return found[::-1]

    def levels(self, folder: uuid.UUID) -> int:
        """How deep what is in it goes: 1 for a folder without folders."""
        above = len(self.way(self._folders[folder])) - 1
        return max(len(self.way(each)) - above for each in self.walk(folder))

    def below(self, folder: uuid.UUID) -> list[uuid.UUID]:
        """The ids of the folder and of all in it, at any depth."""
        return [each.pk for each in self.walk(folder)]

    def walk(self, folder: uuid.UUID | None = None) -> Iterator[Folder]:
        """The folder and all in it, each before what lies in it; all there are for None."""
        known = [self._folders[folder]] if folder in self._folders else []
        waiting = self.inside(None)[::-1] if folder is None else known
        while waiting:
            yield (each := waiting.pop())
            waiting.extend(self.inside(each.pk)[::-1])
