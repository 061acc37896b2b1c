"""OpenCV without its type stubs, which know arrays of any kind alone: `from studio.render.photo.vision import cv2`."""

from typing import Any

import cv2 as _cv2

cv2: Any = _cv2

__all__ = ["cv2"]
