"""Pictures filmed for brighter and more colourful screens, as sRGB, which everything here is drawn in.

Telephones film HLG, other cameras PQ: a number there means another brightness than in ordinary video, and its red,
green and blue are those of BT.2020. Taken as they stand, colours are washed out, and PQ is dark as well. Here they go

* from the signal to the light of a screen of 1,000 cd/m²: Recommendation ITU-R BT.2100, tables 4 (PQ's EOTF) and 5
  (HLG's inverse OETF, and its OOTF with a system gamma of 1.2);
* to the primaries of BT.709 by the matrix of Report ITU-R BT.2407, section 2. A colour that these can't mix is mixed
  with the grey that is as bright, no more than it needs;
* into what an ordinary screen shows, whose white stands for 203 cd/m², the reference white of Report ITU-R BT.2408: by
  the EETF of Report ITU-R BT.2390, section 5.4.1. Up to 93 cd/m² nothing changes, paper in the light comes to 229 of
  255, and highlights up to 1,000 share what is left. It goes by a pixel's largest part, and the others follow in
  proportion: no hue changes;
* to sRGB (IEC 61966-2-1).

All that is worked out once a process, for a grid of colours; FFmpeg's lut3d takes pictures through it.
"""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.filter import Graph
from av.video.reformatter import ColorRange, Colorspace, Interpolation

PQ, HLG = 16, 18
BT709, UNKNOWN, BT2020, P3 = 1, 2, 9, 12
"""Transfers and primaries as ITU-T H.273, tables 3 and 2, numbers them; FFmpeg does, too."""
WHITE, PEAK, GAMMA = 203.0, 1000.0, 1.2
"""cd/m² that an ordinary screen's white stands for; from which on all is white; and HLG's system gamma at this peak."""
GRID = 49
"""Colours along each side of the table, which takes 0.4 s of processor time. By it greys are a quarter of a step of 255
off at most and what cameras see one or two; a part of a pure colour that is nearly nothing may become 30."""
_FULL = 255 * 256
"""What swscale makes of white in 16 bits, of video in limited range."""
_D65 = (0.3127, 0.3290)
_CHROMATICITIES = {
    BT709: ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),
    BT2020: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    P3: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}
"""CIE x and y of red, green and blue."""
Light = npt.NDArray[np.float64]


def beyond_srgb(frame: av.VideoFrame) -> bool:
    """Whether a frame is HDR, or has the primaries of BT.2020: `pixels` is for these."""
    return frame.color_trc in (PQ, HLG) or frame.color_primaries == BT2020


def pixels(frame: av.VideoFrame, *, shown: tuple[float, float]) -> npt.NDArray[np.uint8]:
    """RGBA in sRGB of a frame as stored. Of one that is shown much smaller than it is, a half, a third … of each side.

    25 ms of processor time for 1080p, 30 for 2160p that is shown as 1080p (2026-11). For one thread at a time.
    """
    share = max(1, int(min(frame.width / max(1, shown[0]), frame.height / max(1, shown[1]))))
    width, height = max(1, frame.width // share), max(1, frame.height // share)
    solid = not any(part.is_alpha for part in frame.format.components)
    signal = frame.reformat(
        width, height, "gbrp16le" if solid else "gbrap16le", interpolation=Interpolation.AREA, threads=1,
        src_colorspace=Colorspace.BT2020 if frame.colorspace == UNKNOWN else None, dst_color_range=ColorRange.JPEG,
    )  # fmt: skip
    graph = _graph(signal.format.name, width, height, frame.color_trc, frame.color_primaries)
    graph.push(signal)
    green, blue, red, *alpha = (_eight_bits(plane) for plane in graph.vpull().planes)
    return np.asarray(cv2.merge([red, green, blue, *(alpha or [np.full_like(red, 255)])]), np.uint8)


def toned(signal: Light, transfer: int, primaries: int) -> Light:
    """The formulas: sRGB, 0 to 1, of a signal's colours. Of a transfer that isn't HDR only the primaries change."""
    known = primaries if primaries in _CHROMATICITIES else BT2020
    to_709 = (np.linalg.inv(_to_xyz(BT709)) @ _to_xyz(known)).T
    if transfer == PQ:
        linear = _rolled_off(_mixed(_pq_light(signal) @ to_709)) / WHITE
    elif transfer == HLG:
        linear = _rolled_off(_mixed(_hlg_light(signal, _to_xyz(known)[1]) @ to_709)) / WHITE
    else:
        linear = _mixed(_srgb_light(signal) @ to_709)
    return _srgb(np.clip(linear, 0, 1))


def _pq_light(signal: Light) -> Light:
    """cd/m²."""
    root = signal ** (32 / 2523)
    made: Light = 10_000 * (np.maximum(root - 107 / 128, 0) / (2413 / 128 - 2392 / 128 * root)) ** (8192 / 1305)
    return made


def _pq(light: npt.ArrayLike) -> Light:
    """The signal of so many cd/m²."""
    power = (np.asarray(light, np.float64) / 10_000) ** (1305 / 8192)
    made: Light = ((107 / 128 + 2413 / 128 * power) / (1 + 2392 / 128 * power)) ** (2523 / 32)
    return made


def _hlg_light(signal: Light, weights: Light) -> Light:
    """cd/m² on a screen of PEAK. `weights` of red, green and blue in brightness."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    return PEAK * (scene @ weights)[..., None] ** (GAMMA - 1) * scene


def _mixed(light: Light) -> Light:
    """Colours with less than nothing of a primary, mixed with the grey that is as bright until they have nothing."""
    grey = (light @ _to_xyz(BT709)[1])[..., None]
    least = np.minimum(light.min(axis=-1, keepdims=True), 0)
    made: Light = grey + (light - grey) * grey / np.maximum(grey - least, 1e-12)
    return made


def _rolled_off(light: Light) -> Light:
    """Nothing above WHITE: of what is bright the largest part is drawn down, and the others in proportion."""
    largest = np.maximum(light.max(axis=-1, keepdims=True), 1e-6)
    top = _pq(PEAK)
    place, most = np.minimum(_pq(largest) / top, 1), _pq(WHITE) / top
    knee = 1.5 * most - 0.5
    t = np.maximum(0, (place - knee) / (1 - knee))
    spline = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * most
    made: Light = light * _pq_light(np.where(place < knee, place, spline) * top) / largest
    return made


def _srgb(linear: Light) -> Light:
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def _srgb_light(signal: Light) -> Light:
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)


def _to_xyz(primaries: int) -> Light:
    """The matrix to CIE XYZ; its second row is each colour's weight in brightness (SMPTE RP 177)."""
    colours, white = (np.array([(x / y, 1, (1 - x - y) / y) for x, y in points]).T
                      for points in (_CHROMATICITIES[primaries], [_D65]))  # fmt: skip
    made: Light = colours * np.linalg.solve(colours, white)[:, 0]
    return made


@lru_cache(maxsize=2)
def _graph(pix_fmt: str, width: int, height: int, transfer: int, primaries: int) -> Graph:
    """Pictures in, toned pictures out. It starts no threads: they would not be forked with their process."""
    graph = Graph()
    graph.threads = 1
    size = f"video_size={width}x{height}:pix_fmt={pix_fmt}"
    source: Any = graph.add("buffer", f"{size}:time_base=1/1:colorspace=gbr:range=pc")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.cube"
        file.write_text(_table(transfer, primaries))
        graph.link_nodes(source, graph.add("lut3d", file=str(file)), graph.add("buffersink")).configure()
    return graph


def _table(transfer: int, primaries: int) -> str:
    """A .cube file: a line a colour, red changing fastest (Adobe, Cube LUT Specification 1.0)."""
    steps = np.minimum(np.linspace(0, 65535 / _FULL, GRID), 1)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    made = toned(np.stack([red, green, blue], axis=-1), transfer, primaries).reshape(-1, 3)
    return "\n".join([f"LUT_3D_SIZE {GRID}", *(f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in made.tolist())])


def _eight_bits(plane: Any) -> npt.NDArray[np.uint8]:
    lines: npt.NDArray[np.uint16] = np.frombuffer(memoryview(plane), np.uint16).reshape(plane.height, -1)
    return np.asarray(cv2.convertScaleAbs(lines[:, : plane.width], alpha=1 / 257), np.uint8)
