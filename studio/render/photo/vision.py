"""OpenCV without its type stubs, which know arrays of any kind alone: `from studio.render.photo.vision import cv2`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import cv2 as _cv2

cv2: Any = _cv2

__all__ = ["cascade", "cv2"]


@functools.cache
def cascade(name: str) -> cv2.CascadeClassifier:
    """One of the cascades that come with OpenCV."""
    return cv2.CascadeClassifier(str(Path(cv2.data.haarcascades) / f"haarcascade_{name}.xml"))
