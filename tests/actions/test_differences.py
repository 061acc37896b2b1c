"""Which scene of one version has become which of another."""

from __future__ import annotations

import time
from typing import Any

import pytest

from studio.actions.differences import Pair, pairs, script
from tests.storyboards import AVATAR, TEXT

A, B, C, D = (
    "Meet the new spring collection, lighter than ever.", "It is in every shop from Monday on.",
    "Ask Ingrid for a catalogue, she has plenty.", "Thank you all for watching.",
)  # fmt: skip


def scene(words: str, **more: Any) -> dict[str, Any]:
    return {"character": dict(AVATAR), "voice": {**TEXT, "input_text": words}, **more}


def matched(before: list[str], after: list[str]) -> list[tuple[int | None, int | None]]:
    return [(pair.before, pair.after) for pair in pairs(list(map(scene, before)), list(map(scene, after)))]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([], [], []),
        ([A, B], [A, B], [(0, 0), (1, 1)]),
        ([A], [D], [(0, 0)]),  # one for one: written anew
        ([A, B, C], [A, D, C], [(0, 0), (1, 1), (2, 2)]),
        ([A, C], [A, B, C], [(0, 0), (None, 1), (1, 2)]),
        ([A, B, C], [A, C], [(0, 0), (1, None), (2, 1)]),
        ([A, B, C, D], [D], [(0, None), (1, None), (2, None), (3, 0)]),
        ([A], [], [(0, None)]),
        ([], [A], [(None, 0)]),
        ([A, A, A], [A, A], [(0, 0), (1, 1), (2, None)]),
        ([A, B], [A.replace("spring", "summer"), C, D], [(0, 0), (1, None), (None, 1), (None, 2)]),
    ],
)  # fmt: skip
def test_it_finds_the_same_scene_again(
    before: list[str], after: list[str], found: list[tuple[int | None, int | None]]
) -> None:
    assert matched(before, after) == found


def test_a_scene_that_passed_others_has_moved() -> None:
    found = pairs([scene(A), scene(B), scene(C)], [scene(C), scene(A), scene(B)])
    assert found == (Pair(2, 0, moved=True), Pair(0, 1), Pair(1, 2))
    rewritten = pairs([scene(A), scene(B), scene(C), scene(D)], [scene(D), scene("Welcome to Monday."), scene(B)])
    known = {(pair.before, pair.after): pair.moved for pair in rewritten}
    assert known[3, 0] != known[1, 2], "one of the two has passed the other"


def test_a_few_words_in_common_make_no_pair() -> None:
    found = matched(
        [A, B, "Ask Ingrid for a catalogue."], ["Ask Ingrid for a catalogue.", A, "New.", "And a last word."]
    )
    assert found == [(2, 0), (0, 1), (1, None), (None, 2), (None, 3)]


def test_an_hour_of_words_is_matched_soon() -> None:
    scripts = [" ".join(f"w{(n * at) % 997}" for n in range(300)) for at in range(100)]
    began = time.process_time()
    pairs(list(map(scene, scripts[:50])), list(map(scene, scripts[50:])))
    assert time.process_time() - began < 2


def test_the_words_count_more_than_who_says_them() -> None:
    kofi = {"type": "avatar", "avatar_id": "kofi"}
    assert pairs([scene(A), scene(B)], [scene(B, character=kofi)]) == (Pair(0, None), Pair(1, 0))


def test_recordings_and_silence_are_known_by_what_they_are() -> None:
    recording = {"voice": {"type": "audio", "audio_asset_id": "one"}}
    silence: dict[str, Any] = {"voice": {"type": "silence", "duration": 2}}
    assert pairs([recording, scene(A), silence], [scene(A), silence]) == (Pair(0, None), Pair(1, 0), Pair(2, 1))
    assert script(recording) == script(silence) == script({}) == script(None) == ""


def test_every_scene_is_told_of_once() -> None:
    first = [scene(f"{A} {number}") for number in range(50)]
    second = [scene(f"{B} {number}") for number in range(0, 50, 3)] + first[40:] + first[:7]
    found = pairs(first, second)
    assert sorted(pair.before for pair in found if pair.before is not None) == list(range(50))
    assert [pair.after for pair in found if pair.after is not None] == list(range(len(second)))
