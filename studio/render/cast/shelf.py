"""Where drawn parts are kept: as many as there is room for in memory, behind them an attic."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from studio.render.cast.attic import Attic
from studio.render.cast.layer import Layer


class Shelf:
    """Layers by owner and key within so many bytes; those not asked for longest go first.

    Owner and key tell everything that the pixels depend on, and so do their `repr`s.
    """

    def __init__(self, room: int, attic: Attic | None = None) -> None:
        self._room, self._attic = room, attic
        self._kept = OrderedDict[tuple[str, Hashable], Layer]()
        self.taken = 0

    def get(self, owner: str, key: Hashable, make: Callable[[], Layer]) -> Layer:
        """The layer, made at most once while there is room for it."""
        found = self._kept.get((owner, key))
        if found is None:
            found = self._attic.get(owner, key, make) if self._attic else make()
            self._kept[owner, key] = found
            self.taken += found.pixels.nbytes
            while self.taken > self._room and len(self._kept) > 1:
                self.taken -= self._kept.popitem(last=False)[1].pixels.nbytes
        else:
            self._kept.move_to_end((owner, key))
        return found
