"""`python -m studio.render rig`: where the face is in a picture, written as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from studio.errors import BadInput
from studio.render.photo.find import find_rig
from studio.render.photo.overlay import overlay as drawn
from studio.render.photo.source import opened
from studio.render.photo.vision import cv2

PATH = "picture"
"""Where an unreadable picture is reported."""


def rig(picture: Path, out: Path, *, overlay: Path | None = None) -> None:
    """Write the rig document of a picture to `out` (into a folder: result.json), and its points drawn to `overlay`.

    A JSON file {"picture": path} may stand for the picture, so that whoever starts the engine's commands can.
    """
    if picture.suffix == ".json":
        try:
            picture = Path(json.loads(picture.read_text(encoding="utf-8"))["picture"])
        except (OSError, ValueError, KeyError, TypeError):
            raise BadInput({PATH: "The job names no picture."}) from None
    pixels = opened(picture, path=PATH)
    found = find_rig(pixels)
    (out / "result.json" if out.is_dir() else out).write_text(json.dumps(found.to_json()))
    if overlay is not None:
        cv2.imwrite(str(overlay), drawn(pixels, found))
