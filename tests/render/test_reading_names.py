"""Account numbers and programming languages: names made of digits and signs."""

from __future__ import annotations

import pytest

from studio.render.speech.reading.reader import read


@pytest.mark.parametrize(
    ("locale", "written", "spoken"),
    [
        ("en-US", "to DE89370400440532013000.", "to D.E, 8 9 3 7, 0 4 0 0, 4 4 0 5, 3 2 0 1, 3 0 0 0."),
        ("en-US", "GB29NWBK60161331926819", "G.B, 2 9, N.W.B.K, 6 0 1 6, 1 3 3 1, 9 2 6 8, 1 9"),
        ("en-US", "card 4111111111111111", "card 4 1 1 1, 1 1 1 1, 1 1 1 1, 1 1 1 1"),
        ("en-US", "€1234567890", "1234567890 euros"),
        ("en-US", "123456789 users", "123456789 users"),
        ("en-US", "C#, F# and C++17 on .NET", "C sharp, F sharp and C plus plus 17 on .NET"),
        ("zh-CN", "号码4111111111是", "号码4 1 1 1, 1 1 1 1, 1 1是"),
    ],
)
def test_it_reads_names_of_digits_and_signs(locale: str, written: str, spoken: str) -> None:
    assert " ".join(read(written, locale=locale).said.split()) == spoken
