"""Plain backdrops: one colour, or one that changes gently across the picture, as of a studio wall or a drawing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from studio.render.photo.frame import Pixels
from studio.render.photo.vision import cv2

Float = npt.NDArray[np.float32]
EDGE = 0.05
"""The part of the picture along its upper edges that is taken for backdrop."""
NEAR, EVEN, MOST = 6.0, 0.75, 0.93
"""Colour steps within which a pixel is backdrop; the part of the edge that must be so; the most that is somebody."""
APART = 17.0
"""Colour steps from which a pixel is somebody."""
DARKEST = 8.0
"""A picture is lightened by no more than this."""


def apart(picture: Pixels, surely: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8] | None:
    """1 where a BGR picture differs from its plain backdrop, else 0; None when the backdrop is not plain.

    `surely` marks pixels that are somebody: when many of those look like backdrop, it can't be told apart.
    """
    lab = cv2.cvtColor(cv2.GaussianBlur(_lit(picture), (0, 0), 0.8), cv2.COLOR_BGR2LAB).astype(np.float32)
    height, width = lab.shape[:2]
    wide = max(2, round(EDGE * min(height, width)))
    edge = np.zeros((height, width), bool)
    edge[:wide] = True
    edge[: round(0.6 * height), :wide] = edge[: round(0.6 * height), -wide:] = True
    surface = _surface(lab, edge)
    far = np.linalg.norm(lab - surface, axis=2)
    if (far[edge] < NEAR).mean() < EVEN or (surely.any() and (far[surely] < NEAR).mean() > 0.25):
        return None
    seen = far > APART
    there = (seen | (surely & (_between(seen) | (far >= NEAR)))).astype(np.uint8)
    return there if 0.03 < there.mean() < MOST else None


def _lit(picture: Pixels) -> Pixels:
    """The picture in full light: in the dark, colours that differ lie closer together."""
    brightest = float(np.percentile(picture.max(axis=2), 99))
    lit: Pixels = cv2.convertScaleAbs(picture, alpha=min(DARKEST, max(1.0, 250 / max(1.0, brightest))))
    return lit


def _between(seen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """From the first to the last pixel of each row that is seen: a head alone has no trunk below."""
    right = np.maximum.accumulate(seen, axis=1)
    return right & np.maximum.accumulate(seen[:, ::-1], axis=1)[:, ::-1]


def _surface(lab: Float, edge: npt.NDArray[np.bool_]) -> Float:
    """The gentle surface of colour through the pixels of the edge, whatever stands out there passed over."""
    height, width = edge.shape
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    terms = np.stack([np.ones_like(rows), columns, rows, columns**2, rows**2, rows * columns], -1)
    known, colours = terms[edge], lab[edge]
    weight = np.ones(len(known), np.float32)
    fit = np.zeros((6, 3), np.float32)
    for _ in range(6):
        scaled = known * weight[:, None]
        fit = np.linalg.solve(scaled.T @ known + 1e-3 * np.eye(6, dtype=np.float32), scaled.T @ colours)
        off = np.linalg.norm(colours - known @ fit, axis=1)
        weight = 1 / (1 + (off / 4.0) ** 2)
    made: Float = np.clip(terms @ fit, 0, 255).astype(np.float32)
    return made
