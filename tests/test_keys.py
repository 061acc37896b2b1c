"""The secrets that an installation makes at its first start."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from project.keys import read_or_make


def test_it_makes_a_secret_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"
    assert read_or_make(file) == read_or_make(file)
    assert [path.name for path in file.parent.iterdir()] == ["secret.key"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_full_disk_leaves_no_piece_of_a_secret_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        read_or_make(tmp_path / "secret.key")
    assert not list(tmp_path.iterdir())


def test_an_empty_secret_protects_nothing(tmp_path: Path) -> None:
    file = tmp_path / "credentials.key"
    file.write_text("\n")
    with pytest.raises(SystemExit, match=r"credentials\.key is empty\. Put it back from a backup"):
        read_or_make(file)
