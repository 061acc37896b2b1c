"""Looking into a stranger's video: whole, or refused."""

from __future__ import annotations

import json
import resource
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from studio.errors import BadInput
from studio.render import limits, pictures
from studio.render.commands import INPUT_AT_FAULT
from studio.render.inspect import inspect
from tests.storm import films

ROOT = Path(__file__).parents[2]


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


MEASURED = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print("", status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A program that runs another, and prints how it ended and the most kilobytes of memory it had."""


def greedy(film: bytes, *, frames: int) -> bytes:
    """The film, claiming in its table of sizes (ISO 14496-12 §8.7.3) to have so many frames of a byte each."""
    at = film.index(b"stsz") + 8
    return film[:at] + struct.pack(">II", 1, frames) + film[at + 8 :]


def test_a_film_that_claims_millions_of_frames_does_not_take_the_memory_for_them(tmp_path: Path) -> None:
    film, job = tmp_path / "film.mp4", tmp_path / "job.json"
    film.write_bytes(greedy(films.film(1), frames=60_000_000))
    job.write_text(json.dumps({"file": str(film), "kind": "clip"}))
    looking = [sys.executable, "-m", "studio.render", "inspect", str(job), str(tmp_path)]
    # By a small process: a child's most is at least what its parent had when it began.
    measured = subprocess.run([sys.executable, "-c", MEASURED, *looking], cwd=ROOT, capture_output=True, check=True)
    said, status, kilobytes = measured.stdout.rsplit(maxsplit=2)
    assert int(status) == INPUT_AT_FAULT and b'"path": "file"' in said
    assert int(kilobytes) < 512 * 1024


def test_a_file_at_which_the_memory_ends_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)
    monkeypatch.setattr(pictures, "made_anew", lambda *_, **__: bytearray(limits.MODEST))
    with pytest.raises(BadInput, match="more memory"):
        inspect({"file": "a.png", "kind": "picture"}, tmp_path)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
