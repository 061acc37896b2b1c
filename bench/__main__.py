"""`python -m bench [--quick] [SECTION …]`: measure, print a table, write bench/results.json."""

from __future__ import annotations

import argparse
import importlib
import os
import tempfile
from pathlib import Path

from bench import report
from bench.machine import machine

SECTIONS = ("realtime", "against_moviepy", "memory", "editor", "fifty")
LENGTHY = ("long", "scale", "webhooks", "polling")
"""Modules with `measure(runs, folder) -> list[Row]`; the lengthy ones, of many minutes, only when named."""
RUNS = 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast the engine is.")
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS, *LENGTHY], metavar="SECTION",
                        help=", ".join((*SECTIONS, *LENGTHY)))  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="one run of each instead of five")
    given = parser.parse_args()
    runs = 1 if given.quick else RUNS
    about = machine()
    print(f"{about['processor']}, {about['cores']} cores, {about['memory']}, load {about['load']}")
    print(f"Python {about['python']}, {', '.join(f'{name} {number}' for name, number in about['packages'].items())}")
    print(f"{runs} runs\n\n{report.head()}")
    found = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder) / "caches")  # nothing is known of presenters at the start
        for name in given.sections or SECTIONS:
            found[name] = importlib.import_module(f"bench.{name}").measure(runs, Path(folder))
            for row in found[name]:
                print(row.line(), flush=True)
            report.save(Path(__file__).parent / "results.json", about, runs, found)


if __name__ == "__main__":
    main()
