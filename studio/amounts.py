"""Credits as people read them. No Django, no I/O: pages, sentences and providers share it."""

from __future__ import annotations


def show(amount: int) -> str:
    """Hundredths of a credit as credits: 2100 is "21", 50 is "0.5", 128400 is "1,284", -5 is "−0.05"."""
    whole, rest = divmod(abs(amount), 100)
    digits = f"{whole:,}.{rest:02}".rstrip("0").rstrip(".")
    return f"−{digits}" if amount < 0 else digits


def credits_of(amount: int) -> str:
    """The same with its noun: "1 credit", "21 credits", "0.5 credits"."""
    return f"{show(amount)} credit" if amount == 100 else f"{show(amount)} credits"
