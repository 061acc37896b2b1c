"""A rig drawn over its picture, for people who check what was found."""

from __future__ import annotations

import numpy as np

from studio.render.photo.frame import Pixels
from studio.render.photo.rig import POINTS, Rig
from studio.render.photo.vision import cv2

MARK, INNER, OUTLINE = (80, 255, 80), (60, 200, 255), (255, 160, 60)
"""BGR."""


def overlay(picture: Pixels, rig: Rig) -> Pixels:
    """A copy of a BGR picture with the rig's points, eyes and outline."""
    shown = picture.copy()
    height, width = picture.shape[:2]
    thick = max(1, round(min(height, width) / 400))

    def at(point: tuple[float, float]) -> tuple[int, int]:
        return round(point[0] * width), round(point[1] * height)

    face = rig.face
    axes = round(face.width * width / 2), round(face.height * height / 2)
    cv2.ellipse(shown, at((face.x, face.y)), axes, face.angle, 0, 360, OUTLINE, thick, cv2.LINE_AA)
    for name in POINTS:
        colour = INNER if name.startswith("inner") or "lid" in name else MARK
        cv2.circle(shown, at(getattr(rig, name)), 2 * thick, colour, -1, cv2.LINE_AA)
    for eye in (rig.left_eye, rig.right_eye):
        half = np.array([rig.eye_width / 2, 0])
        cv2.line(shown, at(tuple(eye - half)), at(tuple(eye + half)), INNER, thick, cv2.LINE_AA)
    return shown
