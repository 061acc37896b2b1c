"""Looking into a stranger's video: whole, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.errors import BadInput
from studio.render.inspect import inspect
from tests.storm import films


def look(film: bytes, folder: Path) -> float:
    file = folder / "film.mp4"
    file.write_bytes(film)
    return float(inspect({"file": str(file), "kind": "clip"}, folder)["seconds"])


def test_a_whole_film_has_its_length(tmp_path: Path) -> None:
    assert look(films.film(3), tmp_path) == pytest.approx(3, abs=0.15)


@pytest.mark.parametrize("lost", [1, 200, 4000, 9000])
def test_one_that_lost_its_end_is_refused(tmp_path: Path, lost: int) -> None:
    with pytest.raises(BadInput, match=r"cut off|damaged"):
        look(films.film(3)[:-lost], tmp_path)


def test_what_stands_behind_the_film_is_no_harm(tmp_path: Path) -> None:
    assert look(films.film(1) + b"\0" * 40, tmp_path) == pytest.approx(1, abs=0.15)
