"""Words out of subtitle files: three formats, in order, within the video, whatever a stranger wrote."""

from __future__ import annotations

import pytest

from studio.providers.subtitle_text import words

SRT = """1
00:00:00,500 --> 00:00:01,500
Good <i>day</i>

2
00:00:02,000 --> 00:00:03,000
Line one
line two
"""
VTT = """WEBVTT

NOTE nothing of this is shown

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.000 position:50% align:start
<v Anna>Fish &amp; chips</v>
"""
ASS = r"""[Script Info]
Title: x
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.00,0:00:02.00,Default,,0,0,0,,{\an8\fs20}Hello,\Nyou
"""


def test_a_lines_time_is_shared_out_by_letters() -> None:
    assert words(SRT, seconds=10) == [
        ("Good", 0.5, 1.071), ("day", 1.071, 1.5),
        ("Line", 2.0, 2.286), ("one", 2.286, 2.5), ("line", 2.5, 2.786), ("two", 2.786, 3.0),
    ]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_systems_lines_are_read(end: str) -> None:
    assert words(SRT.replace("\n", end), seconds=10) == words(SRT, seconds=10)
    assert words(SRT.rstrip(), seconds=10) == words(SRT, seconds=10)


@pytest.mark.parametrize(
    ("clock", "seconds"),
    [("01:02:03,4", 3723.4), ("1:02.25", 62.25), ("100:00:00.000", 360_000.0), ("00:00:59,999", 59.999)],
)
def test_a_clock_has_hours_minutes_and_seconds(clock: str, seconds: float) -> None:
    assert words(f"{clock} --> 200:00:00,0\na\n", seconds=10**6)[0][1] == seconds


def test_webvtt_is_read_without_its_markup() -> None:
    assert [word for word, _, _ in words(VTT, seconds=10)] == ["Fish", "&", "chips"]
    assert words(VTT, seconds=10)[0][1] == 1.0


def test_substation_alpha_is_read_without_its_orders() -> None:
    assert [word for word, _, _ in words(ASS, seconds=10)] == ["Hello,", "you"]
    assert words(ASS, seconds=10)[-1][2] == 2.0


def test_nothing_lasts_beyond_the_video_or_overlaps() -> None:
    cues = (
        "00:00:05,000 --> 00:00:09,000\nlate\n\n00:00:00,000 --> 00:00:02,000\na\n\n00:00:01,000 --> 00:00:03,000\nb\n"
    )
    assert words(cues, seconds=6) == [("a", 0.0, 2.0), ("b", 2.0, 3.0), ("late", 5.0, 6.0)]
    assert words(cues, seconds=0) == []


@pytest.mark.parametrize(
    "text",
    ["", "\0", "<html><body>Not found</body></html>", '{"error": "gone"}', "1\n00:00 --> 00:01\n\n", "-->" * 10_000,
     "00:00:09,000 --> 00:00:01,000\nbackwards\n", "<" * 100_000, "{" * 100_000, "00:00:00,000 --> 00:00:01,000\n\n"],
)  # fmt: skip
def test_what_is_no_subtitle_file_has_no_words(text: str) -> None:
    assert words(text, seconds=10) == []


def test_signs_that_a_database_refuses_are_left_out() -> None:
    assert words("00:00:00,000 --> 00:00:01,000\na\0b <b\n", seconds=10)[0][0] == "ab"


def test_more_words_than_anybody_says_are_none() -> None:
    assert words("00:00:00,000 --> 00:59:00,000\n" + "a " * 60_000, seconds=3600) == []
