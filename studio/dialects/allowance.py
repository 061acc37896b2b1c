"""What every dialect says is left to a program."""

from __future__ import annotations

from typing import Final

FREE: Final = 6_000
"""Credits told of an account that nothing is charged to: programs that look first would else not order."""


def left(hundredths: int, *, free: bool) -> float:
    """Credits, for what a wallet holds in hundredths of one."""
    return max(hundredths / 100, float(FREE) if free else 0.0)
