"""What a script asks of whoever says it, where a provider can't be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

SAID: Final = "{provider} can't be told how “{word}” is said: write it in the script as it sounds."
_USUAL: Final = (("speed", 1), ("pitch", 0), ("emotion", None), ("locale", None))
"""What a voice that says nothing special says."""


def respelled(script: str, pronunciations: Iterable[Mapping[str, Any]], *, provider: str) -> str:
    """A sentence about the first entry of a pronunciation list that the script says; "" when it says none."""
    word = next((each["written"] for each in pronunciations if _says(script, each["written"])), "")
    return SAID.format(provider=provider, word=word) if word else ""


def unusual(voice: Mapping[str, Any]) -> Iterator[str]:
    """What of a voice is not left as it is: "speed", "pitch", "emotion", "locale"."""
    return (name for name, usual in _USUAL if voice.get(name, usual) != usual)


def _says(script: str, written: str) -> bool:
    """Whether these whole words are in the script, in any case."""
    return re.search(rf"(?<!\w){re.escape(written)}(?!\w)", script, re.IGNORECASE) is not None
