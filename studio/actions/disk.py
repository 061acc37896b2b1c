"""Room on the disk that DATA_DIR lies on."""

from __future__ import annotations

import shutil

from django.conf import settings

NEEDED = 500 * 1024 * 1024
"""Bytes that stay free for what is being made, and for the database."""
FULL = "The server's disk is nearly full, so it takes no more files. Tell the person who runs this server."


def free() -> int:
    """Bytes; 0 when the folder is gone."""
    try:
        return shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return 0


def takes(size: int = 0) -> bool:
    """Whether a file of so many bytes leaves what is needed."""
    return free() - size >= NEEDED
