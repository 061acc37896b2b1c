"""Tables as every spreadsheet opens them: CSV in UTF-8, with a mark that says so."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that hands back what the csv writer writes."""

    def write(self, text: str) -> str:
        return text


def answer(rows: Iterable[Sequence[str]], *, name: str) -> StreamingHttpResponse:
    """The rows, to be saved as `name`. They are asked for while they are sent: the member's zone and language are not
    the current ones any more.
    """
    sent = StreamingHttpResponse(_written(rows), content_type="text/csv; charset=utf-8")
    sent["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return sent


def cell(text: str) -> str:
    """A spreadsheet runs what starts like a formula; an apostrophe keeps it text."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def meant(text: str) -> str:
    """What a cell says that `cell` may have written."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _written(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow(row)
