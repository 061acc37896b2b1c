"""Who can be chosen for a template's variables: a short list stands in every field, a long one once on the page."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from studio.actions import casting
from studio.actions.typed import line
from studio.models import Account, Voice
from studio.pages.template_parts import Kind

FEW = 50
"""Names up to which each field is a menu of them. A longer menu nobody reads: there, words find who is meant."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody of the cast, or a voice. `uuid` is what programs may call it."""

    id: str
    uuid: str
    label: str

    def told_apart(self) -> Choice:
        return replace(self, label=f"{self.label} · {self.id}")


class Roll:
    """All that an account offers of one kind. No label is another's, in any case, nor another's id."""

    def __init__(self, kind: str, choices: list[Choice]) -> None:
        self.kind = kind
        ids = {word.casefold(): each for each in choices for word in (each.uuid, each.id)}
        often = Counter(key(each.label) for each in choices)
        self.choices = [
            each if often[label := key(each.label)] == 1 and ids.get(label, each) is each else each.told_apart()
            for each in choices
        ]
        self._ids = {word: each for each in self.choices for word in (each.uuid, each.id)}
        self._labels = {key(each.label): each for each in self.choices}

    @property
    def is_long(self) -> bool:
        return len(self.choices) > FEW

    def find(self, given: str) -> Choice | None:
        """By id, by UUID, or by what the page calls it."""
        return self._ids.get(given) or self._labels.get(key(given))


class Cast:
    """What an account offers, asked for once however many variables want somebody of it."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def of(self, kind: str) -> Roll:
        return self._performers if kind == Kind.AVATAR else self._voices

    def long(self, kinds: set[str]) -> Iterator[Roll]:
        """Of these kinds, those that stand once on the page."""
        for kind in (Kind.AVATAR, Kind.VOICE):
            if kind in kinds and self.of(kind).is_long:
                yield self.of(kind)

    @cached_property
    def _performers(self) -> Roll:
        found = casting.performers(self._account)
        return Roll(Kind.AVATAR, [Choice(each.id, str(each.uuid), each.name) for each in found])

    @cached_property
    def _voices(self) -> Roll:
        return Roll(Kind.VOICE, [_voice(each) for each in casting.voices(self._account)])


def _voice(voice: Voice) -> Choice:
    said = " · ".join(filter(None, (voice.name, voice.locale or voice.language)))
    return Choice(voice.external_id, str(casting.stable_uuid("voice", voice.external_id)), said)


def key(label: str) -> str:
    """What is the same to somebody who types it. A Mac may write "é" as two signs."""
    return unicodedata.normalize("NFC", line(label)).casefold()
