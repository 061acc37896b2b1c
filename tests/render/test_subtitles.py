"""Cues, subtitle files, and subtitles as they are burned in."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import webvtt

from studio.render.canvas import skia
from studio.render.layers.cue_card import PRESETS
from studio.render.layers.lettering import Lettering, directed, visual_order
from studio.render.layers.subtitles import EARLY, Subtitles
from studio.render.plan import PRESETS as NAMES
from studio.render.plan import Canvas
from studio.render.spoken import Word
from studio.render.subtitles import LETTERS, cues, joined, write
from studio.storyboard import Subtitles as Wanted

CANVAS = Canvas(640, 360, 25)


def spoken(line: str, *, start: float = 0.0, each: float = 0.4) -> list[Word]:
    return [Word(text, start + n * each, start + (n + 0.9) * each) for n, text in enumerate(line.split())]


def drawn(layer: Subtitles, t: float) -> np.ndarray:
    pixels = np.zeros((CANVAS.height, CANVAS.width, 4), np.uint8)
    canvas = skia.Surface(pixels).getCanvas()
    if layer.look(t).box:
        layer.draw(canvas, t)
    return pixels


def test_it_ends_cues_with_sentences_long_pauses_and_full_lines() -> None:
    words = [*spoken("One two three. Four five"), *spoken("after a pause", start=5.0)]
    assert [cue.text for cue in cues(words)] == ["One two three.", "Four five", "after a pause"]
    long = cues(spoken("several rather lengthy words that cannot all be standing in one single line of text"))
    assert all(len(cue.text) <= LETTERS for cue in long)
    assert joined([word for cue in long for word in cue.words]).startswith("several rather lengthy")


def test_it_never_overlaps_cues_and_starts_with_the_word() -> None:
    found = cues(spoken("One two. Three four. Five six."))
    for before, after in pairwise(found):
        assert before.end <= after.start
        assert after.start == after.words[0].start
    assert cues([]) == ()


def test_it_writes_no_spaces_between_chinese_words() -> None:
    words = [Word("你好，", 0, 1), Word("我", 1, 2), Word("们", 2, 3), Word("2026", 3, 4), Word("年", 4, 5)]
    assert joined(words).replace(" ", "") == "你好，我们2026年"
    assert "我们" in joined(words)
    assert joined(spoken("Hello there, friend")) == "Hello there, friend"


def test_it_writes_files_that_players_read(tmp_path: Path) -> None:
    words = [*spoken("Hello <there> & you."), *spoken("Much later.", start=3725.5)]
    write(words, srt=tmp_path / "a.srt", vtt=tmp_path / "a.vtt")
    for captions in (webvtt.from_srt(str(tmp_path / "a.srt")), webvtt.read(str(tmp_path / "a.vtt"))):
        assert [caption.start for caption in captions] == ["00:00:00.000", "01:02:05.500"]
        assert len(captions) == 2
    assert "Hello <there> & you.\n\n2\n" in (tmp_path / "a.srt").read_text()
    assert "Hello &lt;there&gt; &amp; you.\n" in (tmp_path / "a.vtt").read_text()
    assert "01:02:05,500 -->" in (tmp_path / "a.srt").read_text()
    assert (tmp_path / "a.vtt").read_text().startswith("WEBVTT\n")


def test_it_orders_right_to_left_lines_and_keeps_foreign_words_in_order() -> None:
    line = ["مرحبا", "big", "studio", "بكم", "2026،"]
    assert [line[n] for n in visual_order(line)] == ["2026،", "بكم", "big", "studio", "مرحبا"]
    assert visual_order(["Hello", "مرحبا", "you"]) == [0, 1, 2]
    assert directed(line)[1] == "big"
    assert directed(line)[4] == "\u200f2026،\u200f"


def test_it_shapes_arabic() -> None:
    letters = Lettering(size=60, weight=400)
    apart = sum(letters.width(sign) for sign in "مرحبا")
    assert letters.width("مرحبا") < apart * 0.85


def test_it_has_a_look_for_every_preset_the_plan_allows() -> None:
    assert set(PRESETS) == set(NAMES)


@pytest.mark.parametrize("preset", NAMES)
def test_it_marks_the_word_being_said(preset: str) -> None:
    layer = Subtitles(spoken("One two three"), Wanted(preset_name=preset), canvas=CANVAS)
    first, second = drawn(layer, 0.3), drawn(layer, 0.7)
    assert layer.look(0.3).key != layer.look(0.7).key
    assert layer.look(0.3) == layer.look(0.31)
    columns = np.flatnonzero((first != second).any(axis=(0, 2)))
    assert 0 < len(columns) < CANVAS.width * 0.5
    calm = Subtitles(spoken("One two three"), Wanted(preset_name=preset, disable_highlight=True), canvas=CANVAS)
    assert (drawn(calm, 0.3) == drawn(calm, 0.7)).all()


@pytest.mark.parametrize("preset", NAMES)
def test_it_draws_only_within_its_box(preset: str) -> None:
    layer = Subtitles(spoken("Jumping qualities"), Wanted(preset_name=preset), canvas=CANVAS)
    for t in (0.0, 0.1, 0.5):
        pixels, box = drawn(layer, t), layer.look(t).box
        assert box is not None
        rows, columns = np.nonzero(pixels[..., 3])
        assert box[0] < columns.min() and columns.max() < box[2]
        assert box[1] < rows.min() and rows.max() < box[3]


def test_it_shows_nothing_before_the_first_and_after_the_last_word() -> None:
    layer = Subtitles(spoken("One two", start=1.0), Wanted(preset_name="bold"), canvas=CANVAS)
    assert layer.look(1.0 - EARLY - 0.01).box is None
    assert layer.look(1.0).box is not None
    assert layer.look(5.0).box is None


def test_it_stands_where_the_keypad_says_and_moves_right_and_up() -> None:
    middles = {}
    for alignment in range(1, 10):
        layer = Subtitles(spoken("Hi there"), Wanted(preset_name="bold", alignment=alignment), canvas=CANVAS)
        rows, columns = np.nonzero(drawn(layer, 0.5)[..., 3])
        middles[alignment] = (columns.mean(), rows.mean())
    for row in ((1, 2, 3), (4, 5, 6), (7, 8, 9)):
        assert middles[row[0]][0] < middles[row[1]][0] - 50 < middles[row[2]][0] - 100
    assert middles[2][1] > middles[5][1] + 80 > middles[8][1] + 160
    moved = Subtitles(spoken("Hi there"), Wanted.model_validate(
        {"preset_name": "bold", "position": {"x": 40, "y": 30}}), canvas=CANVAS)  # fmt: skip
    rows, columns = np.nonzero(drawn(moved, 0.5)[..., 3])
    assert columns.mean() == pytest.approx(middles[2][0] + 40, abs=1)
    assert rows.mean() == pytest.approx(middles[2][1] - 30, abs=1)


def test_it_takes_the_size_asked_for_and_never_leaves_the_screen() -> None:
    small, large = (Subtitles(spoken("Hi"), Wanted(preset_name="bold", font_size=size), canvas=CANVAS)
                    for size in (20, 60))  # fmt: skip
    heights = [np.ptp(np.nonzero(drawn(layer, 0.3)[..., 3])[0]) for layer in (small, large)]
    assert heights[1] > 2 * heights[0]
    endless = Subtitles([Word("Donau" * 20, 0, 1)], Wanted(preset_name="classic", font_size=60), canvas=CANVAS)
    columns = np.nonzero(drawn(endless, 0.5)[..., 3])[1]
    assert columns.min() > 0 and columns.max() < CANVAS.width - 1


def test_it_leaves_out_characters_without_a_font_instead_of_drawing_boxes() -> None:
    private = Subtitles([Word("\ue123\ue124", 0, 1), Word("fine", 1, 2)], Wanted(preset_name="bold"), canvas=CANVAS)
    assert private.look(0.5).box is None
    assert private.look(1.2).box is not None
