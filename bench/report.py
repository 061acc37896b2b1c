"""What was measured: rows with every run, their median and spread, and whether the goal is met."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, once a run. `goal` is a bound in the same unit, from below if `least`; None: for information."""

    name: str
    values: tuple[float, ...]
    unit: str
    goal: float | None = None
    least: bool = True
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def met(self) -> bool | None:
        """Whether the median keeps the goal."""
        if self.goal is None:
            return None
        return self.median >= self.goal if self.least else self.median <= self.goal

    def line(self) -> str:
        """The row of the printed table."""
        bound = "" if self.goal is None else f"{'≥' if self.least else '≤'} {self.goal:g}"
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        spread = f"{min(self.values):.4g} … {max(self.values):.4g}"
        return f"{self.name:<58} {self.median:>9.4g} {self.unit:<12} {spread:<18} {bound:<8} {verdict:<7} {self.note}"


def head() -> str:
    """The table's first line."""
    return f"{'':<58} {'median':>9} {'':<12} {'spread':<18} {'goal':<8}"


def save(file: Path, machine: dict[str, Any], runs: int, sections: dict[str, Sequence[Row]]) -> None:
    """Write the measured sections; those of an earlier run that were not measured now stay as they are."""
    kept = json.loads(file.read_text()) if file.exists() else {}
    rows = {
        name: [asdict(row) | {"median": row.median, "met": row.met} for row in some] for name, some in sections.items()
    }
    stamped = {name: {"machine": machine, "runs": runs, "rows": some} for name, some in rows.items()}
    file.write_text(json.dumps({**kept, **stamped}, indent=2, ensure_ascii=False) + "\n")
