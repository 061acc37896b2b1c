"""What is kept for a look takes so much of the disk and no more, and what is looked at stays the longest."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from studio.actions import caches, housekeeping, previews
from studio.models import Video
from studio.storyboard import limits

DAY = 86400.0


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "cache"


def keep(path: Path, *, days: float = 0, size: int = 5000) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


@pytest.mark.django_db
def test_each_kind_keeps_what_is_newest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "MOST", 20_000)
    for days in range(10):
        keep(folder / "stills" / f"{days:02}" / f"{days}.jpg", days=days / 2)
        keep(folder / "said" / f"{days}.mp3", days=days / 2, size=1)
    housekeeping.tidy()
    for kind in ("jpg", "mp3"):  # the smallest file takes a page of the disk
        assert sorted(path.stem for path in folder.rglob(f"*.{kind}")) == ["0", "1", "2", "3"]


def test_the_films_of_all_twins_are_one_kind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "MOST", 10_000)
    for days in range(4):
        keep(folder / f"twin-{days}" / "film.mp4", days=days)
    assert caches.sweep() == 2
    assert sorted(path.parent.name for path in folder.rglob("*.mp4")) == ["twin-0", "twin-1"]


def test_what_is_looked_at_is_new_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "MOST", 10_000)
    old, older, oldest = (keep(folder / "stills" / f"{days}.jpg", days=days) for days in (2, 3, 20))
    assert caches.there(older) and not caches.there(folder / "stills" / "none.jpg")
    keep(folder / "stills" / "new.jpg")
    assert caches.sweep() == 2
    assert (old.exists(), older.exists(), oldest.exists()) == (False, True, False)


@pytest.mark.django_db
def test_what_nobody_looked_at_for_two_weeks_goes(folder: Path) -> None:
    old, young = keep(folder / "stills" / "a.jpg", days=15), keep(folder / "stills" / "b.jpg", days=1)
    housekeeping.tidy()
    assert (old.exists(), young.exists()) == (False, True)


def test_asking_for_all_moments_fills_no_disk_before_the_sweep(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "MOST", 30_000)
    monkeypatch.setattr(caches, "SLACK", 20_000)
    caches._written.clear()
    for number in range(60):
        path = keep(folder / "stills" / f"{number:02}" / f"{number}.jpg")
        caches.came(path)
        assert path.exists() and sum(each.stat().st_size for each in folder.rglob("*.jpg")) <= 50_000


@pytest.mark.django_db
def test_moments_of_one_frame_are_one_picture(video: Video, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(op: str, *, out: str, **question: Any) -> dict[str, Any]:
        keep(Path(out))
        return {}

    monkeypatch.setattr(previews._stills, "ask", ask)
    monkeypatch.setattr(caches, "SLACK", 1)
    monkeypatch.setattr(caches, "MOST", 10_000)
    frames = {previews.still(video, scene=0, at=0.2 + step / 1000, height=300 + step) for step in range(10)}
    assert len(frames) == 1
    for at in (*range(20), limits.SCENE_MAX, 1e9):
        assert previews.still(video, scene=0, at=at, height=64).exists()
    assert len(list(folder.rglob("*.jpg"))) == 2
