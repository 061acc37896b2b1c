"""Credits as people read and type them, and lengths. No Django, no I/O: pages, sentences and providers share it."""

from __future__ import annotations

import re

LONGEST = 30
_TYPED = re.compile(r"(\d{1,3}(?:[,\s]\d{3})+|\d+)(?:\.(\d{1,2}))?|(\d+),(\d{1,2})")
"""Whole credits, in groups or not, and at most two places behind a point; or behind a comma."""


def show(amount: int) -> str:
    """Hundredths of a credit as credits: 2100 is "21", 50 is "0.5", 128400 is "1,284", -5 is "−0.05"."""
    whole, rest = divmod(abs(amount), 100)
    digits = f"{whole:,}.{rest:02}".rstrip("0").rstrip(".")
    return f"−{digits}" if amount < 0 else digits


def credits_of(amount: int) -> str:
    """The same with its noun: "1 credit", "21 credits", "0.5 credits"."""
    return f"{show(amount)} credit" if amount == 100 else f"{show(amount)} credits"


def read(typed: str) -> int | None:
    """Hundredths of a credit as somebody typed them: "12.5", "12,50", "1,284" (as `show` writes it), "1 284.05".

    None for everything else; so for "1.284", which means a thousand to some people and one to others.
    """
    found = _TYPED.fullmatch(typed.strip()) if len(typed) <= LONGEST else None
    if found is None:
        return None
    whole, rest = found[1] or found[3], found[2] or found[4] or ""
    return int("".join(re.findall(r"\d", whole))) * 100 + int(rest.ljust(2, "0"))


def clock(seconds: float) -> str:
    """A length: 42 is "0:42", 3725 is "1:02:05"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
