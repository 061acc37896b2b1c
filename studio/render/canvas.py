"""The one door to Skia: `from studio.render.canvas import skia`."""

import skia

__all__ = ["skia"]
