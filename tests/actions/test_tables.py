"""Tables that people bring: as their spreadsheets write them, or refused in words."""

from __future__ import annotations

import pytest

from studio.actions import tables
from studio.errors import BadInput

HEAD, ROWS = ("name", "offer"), (("Ana", "5, or 6"), ("Björn", ""))
PLAIN = 'name,offer\nAna,"5, or 6"\nBjörn,\n'


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        'name;offer\n" Ana ";"5, or 6"\n;\n\nBjörn\n'.encode(),
        "name\toffer\nAna\t5, or 6\nBjörn\t\n".encode(),
        'sep=;\r\nname;"offer"\r\nAna;5, or 6\r\nBjörn;\r\n'.encode(),
        "\r\nSep=;\nname\t\t;offer\nAna;5, or 6\nBjörn;\n".encode(),
        "\n\nname;offer\nAna;5, or 6\nBjörn;\n".encode(),
        'name,offer,,\nAna,"5, or 6",,\n,,,\nBjörn,,,\n'.encode(),
    ],
    ids=[
        "plain",
        "marked",
        "windows",
        "old mac",
        "utf-16",
        "utf-16 of others",
        "semicolons",
        "tabs",
        "separator said",
        "said against the look",
        "empty lines first",
        "empty columns",
    ],
)
def test_it_reads_what_spreadsheets_write(data: bytes) -> None:
    assert tables.read(data) == tables.Table(HEAD, ROWS)


def test_a_cell_may_have_several_lines() -> None:
    assert tables.read(b'text\n"one\ntwo"\n').rows == (("one\ntwo",),)


def test_commas_in_a_quoted_name_separate_nothing() -> None:
    assert tables.read(b'"Name, first, last";offer\nAna;5\n') == tables.Table(
        ("Name, first, last", "offer"), (("Ana", "5"),)
    )


def test_it_reads_as_many_as_it_says() -> None:
    assert len(tables.read(b"name\n" + b"x\n" * tables.MOST_ROWS).rows) == tables.MOST_ROWS
    assert len(tables.read(b"name" + b",name" * (tables.MOST_COLUMNS - 1) + b"\nx\n").head) == tables.MOST_COLUMNS


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", tables.EMPTY),
        (b"name\n", tables.EMPTY),
        (b"name\n\n,\n", tables.EMPTY),
        ("name\nBjörn\n".encode("latin-1"), tables.NOT_TEXT),
        (b"PK\x03\x04\0\0", tables.NOT_TEXT),
        (b"\xff\xfe\0", tables.NOT_TEXT),
        (b"name\n" + b"x" * 200_000 + b"\n", tables.ENDLESS),
        (b'name\n"Ana\nBob\nCara\n', tables.ENDLESS),
        (b'name\n"Ana" and "Bob"\n', tables.ENDLESS),
        (b"name\n" + b"x\n" * 501, tables.TOO_MANY),
        (b"name" + b",name" * tables.MOST_COLUMNS + b"\nx\n", tables.TOO_WIDE),
        (b"x" * (tables.MOST_BYTES + 1), tables.TOO_LARGE),
        (b"name,,offer\nAna,,5\n", "Column 2 has no name"),
        (b"\x01,\x02\nAna,5\n", "Column 1 has no name"),
        (b"name,offer\nAna,5, or 6\n", "Row 1 has more cells"),
    ],
)
def test_it_says_what_to_do_about_others(data: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        tables.read(data)
    assert refused.value.problems["file"].startswith(sentence)
