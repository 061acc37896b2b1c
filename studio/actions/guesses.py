"""Slowing down who guesses: passwords, and addresses that mail could be sent to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F

from studio.models import Guess

WAIT = timedelta(minutes=10)
MOST = {"signin": (10, 100, 100), "reset": (3, 5, 30), "invitation": (5, 10, 200)}
"""Within WAIT: for one address from one place, for one address from anywhere, and for any address from one place.

The first is small, so that nobody can lock an owner out from afar; the others bound who has many places or addresses.
The place that invitations come from is a team.
"""


@dataclass(frozen=True, slots=True)
class Guesser:
    """Somebody at `place` who tries `what` (a key of MOST) for an e-mail `address`."""

    what: str
    address: str
    place: str

    def may_try(self) -> bool:
        """Whether they may, now; asked before anything is looked up, because asking counts as a try."""
        limits = zip(self._keys, MOST[self.what], strict=True)
        return all(Guess.count(key, most=most, within=WAIT) for key, most in limits)

    def was_right(self) -> None:
        """It was no guess: forget what was counted for it."""
        here, *elsewhere = self._keys
        Guess.objects.filter(key=here).delete()
        Guess.objects.filter(key__in=elsewhere, tries__gt=0).update(tries=F("tries") - 1)

    @property
    def _keys(self) -> tuple[str, str, str]:
        address = self.address.strip().upper().casefold()  # as databases do: to some, a dotless ı is an i
        names = (f"{address}|{self.place}", f"{address}|", f"|{self.place}")
        here, anywhere, any_address = (hashlib.sha256(f"{self.what}|{name}".encode()).hexdigest() for name in names)
        return here, anywhere, any_address
