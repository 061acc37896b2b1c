"""How a picture of one shape is laid into a canvas of another."""

from __future__ import annotations

Rectangle = tuple[float, float, float, float]
"""left, top, width, height in pixels of the canvas; may reach beyond it."""


def fitted(fit: str, picture: tuple[int, int], canvas: tuple[int, int], *, scale: float = 1.0) -> Rectangle:
    """Where the whole picture goes, centred. `scale`: canvas pixels per pixel of a picture in its own size.

    cover fills the canvas and keeps the shape; crop keeps the picture's own size where that fills the canvas;
    contain shows all of it; none keeps its own size whatever happens.
    """
    (wide, high), (width, height) = picture, canvas
    fill, inside = max(width / wide, height / high), min(width / wide, height / high)
    factor = {"cover": fill, "crop": max(fill, scale), "contain": inside, "none": scale}[fit]
    return (width - wide * factor) / 2, (height - high * factor) / 2, wide * factor, high * factor
