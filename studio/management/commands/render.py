"""Draw a storyboard file with the embedded engine: manage.py render STORYBOARD.json OUT_DIR"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

ROOT = Path(__file__).resolve().parents[3]


class Command(BaseCommand):
    help = "Draw a storyboard file into a folder as video.mp4, without database, queue or credits."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("storyboard", type=Path, help="JSON; media may be named by paths relative to the file")
        parser.add_argument("folder", type=Path, help="where video.mp4, poster.jpg and the subtitles go")

    def handle(self, *args: Any, storyboard: Path, folder: Path, **options: Any) -> None:
        """Progress goes to stdout as JSON lines. Exits as the engine does: 2 when the storyboard is at fault."""
        try:
            if os.access(storyboard, os.R_OK) and not storyboard.is_dir():  # else the engine says what is wrong
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{folder} can't be a folder for the video: {error.strerror}.") from None
        command = [sys.executable, "-m", "studio.render", "video", str(storyboard.resolve()), str(folder.resolve())]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code:
            sys.exit(code if code > 0 else 1)
