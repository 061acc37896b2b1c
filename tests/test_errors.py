"""Refusals, and what is said of them."""

from __future__ import annotations

import pytest

from studio.errors import BadInput, Conflict, StudioError

TWO = {"scenes.0.voice.input_text": "Write a script.", "title": "Shorten the title."}


@pytest.mark.parametrize(
    ("error", "said"),
    [(BadInput(TWO), "Write a script."), (BadInput({}), ""), (Conflict("It was deleted."), "It was deleted.")],
)
def test_where_there_is_room_for_one_sentence_it_is_the_first_without_its_field(error: StudioError, said: str) -> None:
    assert error.first_sentence == said
