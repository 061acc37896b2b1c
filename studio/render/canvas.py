"""The one door to Skia: `from studio.render.canvas import skia`, on machines without OpenGL too (see gl.py)."""

from studio.render import gl

gl.load()

import skia  # noqa: E402 - not before gl.load()

__all__ = ["skia"]
