"""Tables that people bring as CSV, as any spreadsheet writes it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from studio.actions.typed import line
from studio.errors import BadInput

MOST_ROWS = 500
MOST_COLUMNS = 500
"""Templates have far fewer variables, and every row is filled up to as many cells."""
MOST_BYTES = 2 * 2**20
_SEPARATORS = ",;\t"
_SAID = re.compile(r"\s*sep=([,;\t])[ \t]*(?:\r\n?|\n)", re.IGNORECASE)
"""The line in which some programs tell Excel what separates."""
_QUOTED = re.compile(r'"[^"]*"')
NOT_TEXT = "This file isn't CSV in UTF-8. In Excel choose Save as, then “CSV UTF-8”."
ENDLESS = (
    "A cell in this file doesn't end, or is too long. Look for a quotation mark that nothing closes; within quotes, "
    "write two for one."
)
EMPTY = "This table has no rows. Its first line names the columns, and every line below is a video."
TOO_LARGE = f"This file is larger than {MOST_BYTES // 2**20} MB. Split it into several."
TOO_WIDE = f"This table has more than {MOST_COLUMNS} columns. Keep those that are named as the template's variables."
TOO_MANY = f"This table has more than {MOST_ROWS} rows. Split it into several."


@dataclass(frozen=True, slots=True)
class Table:
    """`head` names the columns; every row has as many cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read(data: bytes) -> Table:
    """The table in a file with commas, semicolons or tabs, in UTF-8 or UTF-16. Empty rows and the empty columns behind
    the last named one are left out. Raises BadInput for "file".
    """
    if len(data) > MOST_BYTES:
        raise BadInput({"file": TOO_LARGE})
    text = _text(data)
    said = _SAID.match(text)
    text, separator = (text[said.end() :], said[1]) if said else (text, "")
    told = csv.reader(io.StringIO(text, newline=""), _dialect(text, separator))
    try:
        lines = [[cell.strip() for cell in row] for row in told]
    except csv.Error:
        raise BadInput({"file": ENDLESS}) from None
    filled = [row for row in lines if any(row)]
    if len(filled) < 2:
        raise BadInput({"file": EMPTY})
    if len(filled) - 1 > MOST_ROWS:
        raise BadInput({"file": TOO_MANY})
    head = _head(filled[0])
    return Table(head, tuple(_cells(row, len(head), number) for number, row in enumerate(filled[1:], start=1)))


def _text(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise BadInput({"file": NOT_TEXT}) from None
    if "\0" in text:
        raise BadInput({"file": NOT_TEXT})
    return text


def _dialect(text: str, said: str) -> type[csv.Dialect]:
    """With the separator that was said, else the one that stands most often in the first line, outside of quotes."""
    first = next((row for row in _QUOTED.sub('""', text).splitlines() if row.strip()), "")

    class Found(csv.excel):
        strict = True
        delimiter = said or max(_SEPARATORS, key=first.count)

    return Found


def _head(row: Sequence[str]) -> tuple[str, ...]:
    names = [line(name) for name in row]
    while len(names) > 1 and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise BadInput({"file": TOO_WIDE})
    if "" in names:
        raise BadInput(
            {"file": f"Column {names.index('') + 1} has no name. Name it in the first line, or take it out."}
        )
    return tuple(names)


def _cells(row: Sequence[str], count: int, number: int) -> tuple[str, ...]:
    if any(row[count:]):
        raise BadInput({"file": f"Row {number} has more cells than there are columns. Put text with commas in quotes."})
    return (*row[:count], *[""] * (count - len(row)))
