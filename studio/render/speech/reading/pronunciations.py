"""The pronunciation list: how names are said, whatever the rules would make of them. Cheap to import."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.signs import without_codes
from studio.storyboard import Pronunciation

_INSIDE = r"\w\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e"
"""Letters, digits and the marks that stand on or after letters: a word goes on there."""
_SPACELESS = re.compile(r"[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u0e00-\u0eff\u1000-\u109f]")
_IPA = re.compile(r"^/(.+)/$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the list, for one voice. `code` is espeak-ng's phonemes where `spoken` was IPA."""

    written: str
    spoken: str
    code: str = ""


def ipa_of(spoken: str) -> str | None:
    """The IPA between the slashes of an entry, or None for a respelling."""
    found = _IPA.match(spoken.strip())
    return found[1].strip() if found else None


def occurring(script: str, listed: Sequence[Pronunciation]) -> tuple[Pronunciation, ...]:
    """The entries whose written form stands in a script, in whatever language it will be said."""
    script = unicodedata.normalize("NFC", script)
    folded = _key(script)
    likely = (entry for entry in listed if _key(entry.written) in folded)
    return tuple(entry for entry in likely if _pattern([entry.written]).search(script))


def fitting(listed: Iterable[Pronunciation], locale: str) -> tuple[Pronunciation, ...]:
    """One entry for each written form: that of the very locale, the language's, another country's, everybody's."""
    best: dict[str, tuple[int, Pronunciation]] = {}
    for entry in listed:
        mine = entry.locale.lower() if entry.locale else ""
        if mine and mine.partition("-")[0] != locale.lower().partition("-")[0]:
            continue
        rank = 3 if mine == locale.lower() else 2 if mine and "-" not in mine else 1 if mine else 0
        key = entry.written.casefold()
        if key not in best or rank > best[key][0]:
            best[key] = (rank, entry)
    return tuple(entry for _, entry in best.values())


def entry_rules(entries: Sequence[Entry]) -> tuple[Rule, ...]:
    """Whole words, in any case, the longest first. An English 's after a name stays."""
    if not entries:
        return ()
    by_name = {_key(entry.written): entry for entry in entries}

    def spoken(match: re.Match[str]) -> str | None:
        entry = by_name.get(_key(match[1]))
        if entry is None:  # ı is found as an i, and is none
            return None
        return f"[[{entry.code}]]" if entry.code else without_codes(entry.spoken)

    return ((_pattern([entry.written for entry in entries]), spoken),)


def _key(written: str) -> str:
    return _folded(" ".join(unicodedata.normalize("NFC", written).split()))


def _folded(text: str) -> str:
    """In any case: that of İ is an i with a dot of its own."""
    return text.casefold().replace("i\u0307", "i")


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    longest = sorted({" ".join(unicodedata.normalize("NFC", name).split()) for name in names}, key=len, reverse=True)
    return re.compile("(" + "|".join(_whole(name) for name in longest) + ")", re.IGNORECASE)


def _whole(name: str) -> str:
    """A pattern for a name as a whole word. Scripts without spaces have no such thing."""
    before = "" if _SPACELESS.match(name[0]) or not name[0].isalnum() else rf"(?<![{_INSIDE}])"
    after = "" if _SPACELESS.match(name[-1]) or not name[-1].isalnum() else rf"(?![{_INSIDE}])"
    return before + re.escape(name).replace(r"\ ", r"\s+") + after
