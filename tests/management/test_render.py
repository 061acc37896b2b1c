"""`manage.py render`: what it can't read or write is told in a sentence, and leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize(("name", "reason"), [("file", "File exists"), ("file/out", "Not a directory")])
def test_a_folder_that_can_not_be_made_is_a_sentence(name: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "storyboard.json").touch()
    with pytest.raises(CommandError, match=f"can't be a folder for the video: {reason}"):
        call_command("render", str(tmp_path / "storyboard.json"), str(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "said"),
    [("missing.json", "There is no file {path}."), ("folder", "folder can't be read: Is a directory.")],
)
def test_a_storyboard_that_is_not_there_makes_no_folder(
    name: str, said: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    (tmp_path / "folder").mkdir()
    with pytest.raises(SystemExit) as ended:
        call_command("render", str(tmp_path / name), str(tmp_path / "out"))
    assert ended.value.code == 2
    assert json.loads(capfd.readouterr().out)["error"] == said.format(path=tmp_path / name)
    assert not (tmp_path / "out").exists()
