"""`manage.py render`: a folder that can't be made is told before the engine starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize(("name", "reason"), [("file", "File exists"), ("file/out", "Not a directory")])
def test_a_folder_that_can_not_be_made_is_a_sentence(name: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match=f"can't be a folder for the video: {reason}"):
        call_command("render", str(tmp_path / "storyboard.json"), str(tmp_path / name))
