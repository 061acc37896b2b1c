"""Cues: where they end, how lines break in every script, how long they stand, and the files they are written to."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.render import subtitle_files
from studio.render.linebreaks import joined, pieces
from studio.render.segments import words_of
from studio.render.spoken import Word
from studio.render.subtitles import READ, SHORTEST, Frame, cues, letters, letters_of, pages

LONG = ("When you open the studio for the first time, choose a presenter, write what they should say, and press "
        "Generate; the video appears by itself, with subtitles and a poster.")  # fmt: skip


def spoken(line: str, *, start: float = 0.0, each: float = 0.4) -> list[Word]:
    return [Word(text, start + n * each, start + (n + 0.9) * each) for n, text in enumerate(line.split())]


def lines(text: str, **frame: float) -> list[str]:
    return [joined(line) for cue in cues(spoken(text), frame=Frame(**frame)) for line in cue.lines]  # type: ignore[arg-type]


def test_it_ends_cues_with_sentences_and_long_pauses() -> None:
    words = [*spoken("One two three. Four five"), *spoken("after a pause", start=5.0)]
    assert [cue.text for cue in cues(words)] == ["One two three.", "Four five", "after a pause"]
    assert cues([]) == ()
    assert [cue.text for cue in cues(spoken("\u0301"))] == ["\u0301"]


def test_it_breaks_lines_and_cues_where_the_sentence_breathes() -> None:
    assert [cue.text for cue in cues(spoken(LONG))] == [
        "When you open the studio\nfor the first time, choose a presenter,",
        "write what they should say,\nand press Generate;",
        "the video appears by itself,\nwith subtitles and a poster.",
    ]
    french = "Nous avons réduit de moitié le coût de l'intégration, sans recruter une seule personne."
    assert [cue.text for cue in cues(spoken(french))] == [
        "Nous avons réduit de moitié\nle coût de l'intégration,", "sans recruter une seule personne.",
    ]  # fmt: skip


def test_it_breaks_lines_in_halves_without_orphans_or_lone_articles() -> None:
    found = lines("The very last scene of the storyboard shows a picture of our office.", letters=42)
    assert len(found) == 2
    assert abs(len(found[0]) - len(found[1])) < 12
    assert found[0].split()[-1] not in ("a", "the", "of")
    assert lines("This line is exactly as long as it should be now.", letters=42)[-1] != "now."


@pytest.mark.parametrize(
    ("size", "most"), [((1920, 1080), 42), ((1080, 1080), 36), ((1080, 1350), 30), ((1080, 1920), 30)]
)
def test_it_keeps_lines_to_the_picture_s_shape(size: tuple[int, int], most: int) -> None:
    assert letters_of(*size) == most
    found = cues(spoken(LONG * 3), frame=Frame(letters=most))
    assert max(len(joined(line)) for cue in found for line in cue.lines) <= most
    assert max(len(cue.lines) for cue in found) == 2


def test_it_never_overlaps_cues_closes_short_gaps_and_leaves_time_to_read() -> None:
    words = [*spoken(LONG), *spoken("Much later.", start=40.0)]
    found = cues(words, until=60.0)
    for before, after in pairwise(found):
        assert before.end <= after.start == after.words[0].start
        assert after.start - before.end == 0 or after.start - before.end >= 0.45
        assert before.end - before.start >= SHORTEST
        assert letters(before.text) / (before.end - before.start) <= READ
    assert cues(spoken("Hi."), until=0.5)[-1].end == 0.5


def test_it_joins_what_would_only_flash() -> None:
    assert [cue.text for cue in cues(spoken("Yes. No. I do not know.", each=0.3))] == ["Yes. No. I do not know."]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("abcdeé,. ", min_size=1, max_size=30).map(str.strip).filter(bool), max_size=40),
       st.integers(8, 42), st.integers(1, 2))  # fmt: skip
def test_it_loses_no_word(texts: list[str], room: int, rows: int) -> None:
    words = [Word(text.replace(" ", "-"), n * 0.3, n * 0.3 + 0.25) for n, text in enumerate(texts)]
    found = cues(words, frame=Frame(letters=room, lines=rows))
    assert [word for cue in found for word in cue.words] == words
    assert all(len(cue.lines) <= rows for cue in found)
    assert [w for cue in found for page in pages(cue, most=3, frame=Frame()) for w in page.words] == words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("สวัสดีครับวันนี้อากาศดีมาก", "สวัสดี ครับ วัน นี้ อากาศ ดี มาก"),
        ("ทีมของคุณทำวิดีโอ", "ทีม ของ คุณ ทำ วิดีโอ"),
        ("ສະບາຍດີທຸກຄົນ", "ສະບາຍດີ ທຸກ ຄົນ"),
        ("អ្នកទាំងអស់គ្នា", "អ្នក ទាំង អស់ គ្នា"),
        ("မင်္ဂလာပါ", "မင်္ဂလာ ပါ"),
    ],
)
def test_it_finds_the_words_of_scripts_without_spaces(text: str, wanted: str) -> None:
    assert " ".join(words_of(text)) == wanted


def test_it_wraps_thai_between_words_and_shares_out_their_time() -> None:
    text = "ห้าความคิดดีๆที่จะเปลี่ยนวิธีที่ทีมของคุณทำวิดีโอ"
    found = cues([Word(text, 0.0, 5.0)], frame=Frame(letters=20))
    assert "".join(word.text for cue in found for word in cue.words) == text
    assert all(letters(joined(line)) <= 20 for cue in found for line in cue.lines)
    ends = {"".join(words_of(text)[:n]) for n in range(len(words_of(text)) + 1)}
    assert all(text[: text.index(joined(line)) + len(joined(line))] in ends for cue in found for line in cue.lines)
    words = [word for cue in found for word in cue.words]
    assert all(before.end == pytest.approx(after.start) for before, after in pairwise(words))
    assert words[-1].end == 5.0


def test_it_begins_no_japanese_line_with_a_mark_and_ends_none_with_an_opening_bracket() -> None:
    text = "「五つの良いアイデア」、そして、チームの動画制作を変える（たった）一つのこと。とてもかんたんです！"
    for most in range(15, 60, 5):
        found = cues([Word(text, 0.0, 12.0)], frame=Frame(letters=most))
        broken = [joined(line) for cue in found for line in cue.lines]
        assert "".join(broken) == text
        assert not any(line[0] in "、。」）！ー" or line[-1] in "「（" for line in broken)


def test_it_keeps_what_the_speech_cut_of_chinese() -> None:
    words = [Word("你好，", 0, 1), Word("我", 1, 2), Word("们", 2, 3), Word("2026", 3, 4), Word("年", 4, 5)]
    assert joined(words) == "你好，我们2026年"
    assert pieces(words) == words


def test_it_shows_few_words_at_a_time_but_never_across_a_line() -> None:
    for cue in cues(spoken(LONG)):
        found = pages(cue, most=3, frame=Frame())
        assert all(len(page.words) <= 3 for page in found)
        assert all(any(set(page.words) <= set(line) for line in cue.lines) for page in found)
        assert (found[0].start, found[-1].end) == (cue.start, cue.end)
        assert all(before.end == after.start for before, after in pairwise(found))


def test_it_writes_files_that_players_read(tmp_path: Path) -> None:
    words = [*spoken("Hello <there> & you."), *spoken("Much later.", start=3725.5)]
    subtitle_files.write(cues(words), srt=tmp_path / "a.srt", vtt=tmp_path / "a.vtt")
    for captions in (webvtt.from_srt(str(tmp_path / "a.srt")), webvtt.read(str(tmp_path / "a.vtt"))):
        assert [caption.start for caption in captions] == ["00:00:00.000", "01:02:05.500"]
    assert "Hello <there> & you.\n\n2\n" in (tmp_path / "a.srt").read_text()
    assert "Hello &lt;there&gt; &amp; you.\n" in (tmp_path / "a.vtt").read_text()
    assert "01:02:05,500 -->" in (tmp_path / "a.srt").read_text()
    assert (tmp_path / "a.vtt").read_text().startswith("WEBVTT\n\n00:00")


@pytest.mark.parametrize(
    ("alignment", "settings"),
    [
        (2, ""),
        (8, " line:10%"),
        (5, " line:50%"),
        (1, " position:6% align:start"),
        (9, " line:10% position:94% align:end"),
    ],
)
def test_it_says_in_vtt_where_cues_stand(tmp_path: Path, alignment: int, settings: str) -> None:
    made = cues(spoken("مرحبا بكم 2026"))
    subtitle_files.write(made, srt=tmp_path / "a.srt", vtt=tmp_path / "a.vtt", alignment=alignment)
    assert (tmp_path / "a.vtt").read_text(encoding="utf-8").splitlines()[2].partition("-->")[2][13:] == settings
    assert "مرحبا بكم 2026" in (tmp_path / "a.srt").read_text(encoding="utf-8")
    assert webvtt.read(str(tmp_path / "a.vtt"))[0].text == "مرحبا بكم 2026"
