"""Faces and hearts typed with letters and digits: ":D", ";-P", "xD", "<3". They are looked at and not said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import WORD

_UNITS = (
    r"[%°€$£]|[kcm]?m\b|[kmg]?g\b|[GMT]B\b|m?s\b|min|h\b|hrs?\b|sec|hours?\b|days?\b|weeks?\b|wks?\b|months?\b|mo\b|"
    r"years?\b|yrs?\b|clicks\b|steps\b|Sekunden|Stunden|Tage|Wochen|Monate|Jahre|heures|jours|semaines|mois\b|ans\b|"
    r"horas|d[ií]as|semanas|mes[ei]|años|anos\b|ore\b|giorni|settimane|anni\b|uur|dagen|weken|maanden|jaar"
)
_HEART = rf"</?3+(?![\w%/]|[.,:-]\d|\s?(?:{_UNITS}))"
"""Before a measure it is less than three of it."""
_EYES = r"[:;](?:['’]?-[DPpOoSsXx3*/\\|$]|['’]?[DPpOo*/\\|])|=[DPp]"
FACE = re.compile(rf"(?<!{WORD})(?:(?:{_EYES}|xD+)(?!{WORD}|[/\\*])|{_HEART})|¯\\_\(ツ\)_/¯")
_NOSE = re.compile(r"(?<!\S)([:;])-(?=[()])")
"""Of a face of marks (":-)"): without it the colon is a pause, with it espeak-ng says its name."""


def rules() -> Iterator[Rule]:
    """What is passed over, before the signs that it is made of mean anything."""
    yield FACE, lambda _: " "
    yield _NOSE, lambda match: match[1]
