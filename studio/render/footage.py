"""A clip's pictures as they are to be seen: upright, of square pixels, in the colours of a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import av

if TYPE_CHECKING:  # who only asks for a size is done sooner than NumPy is loaded
    import numpy as np
    import numpy.typing as npt

SQUEEZED = 8
"""How much wider or narrower than high a pixel may be; what a file says beyond that is no shape."""


def turns(frame: av.VideoFrame) -> int:
    """Quarter turns to the left that bring a picture upright: telephones write how they were held beside it."""
    return round(frame.rotation / 90) % 4


def size(stream: Any, frame: av.VideoFrame) -> tuple[int, int]:
    """Width and height of a stream's upright picture in square pixels, the height of it as stored."""
    wide, high = frame.width, frame.height
    shape = float(stream.sample_aspect_ratio or 1)
    if 1 / SQUEEZED <= shape <= SQUEEZED:
        wide = max(1, round(wide * shape))
    return (high, wide) if turns(frame) % 2 else (wide, high)


def pixels(frame: av.VideoFrame, *, shown: tuple[float, float]) -> npt.NDArray[np.uint8]:
    """RGBA, upright, in sRGB, of the pixels as stored: to be stretched to `size`.

    HDR is toned down, in no more pixels than are of use when it is `shown` that wide and high.
    """
    import numpy as np

    from studio.render import hdr

    quarters = turns(frame)
    if hdr.beyond_srgb(frame):
        stored = hdr.pixels(frame, shown=shown[::-1] if quarters % 2 else shown)
    else:
        stored = np.asarray(frame.to_ndarray(format="rgba", threads=1), np.uint8)
    return np.ascontiguousarray(np.rot90(stored, quarters))
