"""Clips filmed in HDR: what was before the camera has the colours that ordinary video of it has.

What goes into the files is worked out here from sRGB by the formulas of ITU-R BT.2100 and BT.2087, the other way round
than the engine goes; up to 93 cd/m² its tone mapping changes nothing, so the same colours must come out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from studio.render import footage, hdr
from studio.render.inspect import inspect
from studio.render.take import take
from studio.storyboard import parse
from tests.render.boards import SMALL, board, silence
from tests.render.test_join import QUIET

PQ, HLG, BT709, BT2020, SDR_10 = 16, 18, 1, 9, 14
WHITE, PEAK = 203.0, 1000.0
FIELD = 32
COLOURS = [(0, 0, 0), (18, 18, 18), (100, 100, 100), (176, 176, 176), (172, 128, 104), (96, 60, 44), (60, 120, 60),
           (40, 70, 150), (170, 80, 60), (120, 170, 160), (150, 150, 60), (140, 90, 170)]  # fmt: skip
"""sRGB; the skin of two people, grass, sky, brick among them. None has more than 93 cd/m² of a primary."""
LIGHT = (0.2627, 0.6780, 0.0593)
TO_2020 = ((0.6274, 0.3293, 0.0433), (0.0691, 0.9195, 0.0114), (0.0164, 0.0880, 0.8956))
"""BT.2087, section 2."""
FILES = [("hevc.mov", "libx265", {"crf": "4", "x265-params": "log-level=none"}, "yuv420p10le"),
         ("h264.mp4", "libx264", {"crf": "3", "profile": "high10"}, "yuv420p10le"),
         ("prores.mov", "prores_ks", {"profile": "3"}, "yuv422p10le")]  # fmt: skip
"""No AV1: SVT-AV1 leaves root's process at the highest real-time priority, and nothing else would run any more."""
Signal = tuple[float, float, float]


def mixed(linear: Sequence[float]) -> list[float]:
    """The same light by the primaries of BT.2020."""
    return [sum(a * b for a, b in zip(row, linear, strict=True)) for row in TO_2020]


def linear(colour: Sequence[float]) -> list[float]:
    """What sRGB means, 0 to 1."""
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in colour)]


def filmed(colour: Sequence[int], transfer: int) -> Signal:
    """The signal of a camera before which something looks like this."""
    return signal([WHITE * part for part in mixed(linear(colour))], transfer)


def signal(light: Sequence[float], transfer: int) -> Signal:
    """cd/m² of BT.2020's primaries; for HLG through the inverse of its OOTF."""
    bright = sum(weight * part for weight, part in zip(LIGHT, light, strict=True)) / PEAK
    if transfer == PQ:
        red, green, blue = (pq(part) for part in light)
    else:
        red, green, blue = (hlg(part / PEAK * bright ** (1 / 1.2 - 1)) if part else 0.0 for part in light)
    return red, green, blue


def pq(light: float) -> float:
    """BT.2100, table 4: the inverse of the EOTF."""
    power = (light / 10_000) ** 0.1593017578125
    return float(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def hlg(scene: float) -> float:
    """BT.2100, table 5: the OETF."""
    return math.sqrt(3 * scene) if scene <= 1 / 12 else 0.17883277 * math.log(12 * scene - 0.28466892) + 0.55991073


def frame(signals: Sequence[Sequence[float]], transfer: int, *, primaries: int = BT2020) -> av.VideoFrame:
    """Fields side by side, in 10 bits of Y'CbCr by BT.2020 or, with its primaries, BT.709."""
    weights = LIGHT if primaries == BT2020 else (0.2126, 0.7152, 0.0722)
    made = av.VideoFrame(FIELD * len(signals), FIELD, "yuv444p10le")
    made.color_trc, made.color_primaries, made.colorspace, made.color_range = transfer, primaries, primaries, 1
    planes = []
    for red, green, blue in signals:
        y = weights[0] * red + weights[1] * green + weights[2] * blue
        cb, cr = (blue - y) / (2 - 2 * weights[2]), (red - y) / (2 - 2 * weights[0])
        planes.append((round(64 + 876 * y), round(512 + 896 * cb), round(512 + 896 * cr)))
    for index, plane in enumerate(made.planes):
        lines = np.zeros((plane.height, plane.line_size // 2), np.uint16)
        lines[:, : plane.width] = np.repeat([fields[index] for fields in planes], FIELD)
        plane.update(lines.tobytes())
    return made


def film(
    file: Path, picture: av.VideoFrame, codec: str = "libx265", options: dict[str, str] | None = None,
    pix_fmt: str = "yuv420p10le", *, count: int = 3, turned: int = 0,
) -> Path:  # fmt: skip
    with av.open(str(file), "w") as out:
        stream: Any = out.add_stream(codec, rate=10, options=options or FILES[0][2])
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, pix_fmt
        context = stream.codec_context
        context.color_trc, context.color_primaries = picture.color_trc, picture.color_primaries
        context.colorspace, context.color_range = picture.colorspace, picture.color_range
        if turned:
            stream.set_display_rotation(turned)
        for index in range(count):
            stored = picture.reformat(format=pix_fmt)
            stored.pts, stored.time_base = index, Fraction(1, 10)
            out.mux(stream.encode(stored))
        out.mux(stream.encode(None))
    return file


def first(file: Path) -> av.VideoFrame:
    with av.open(str(file)) as container:
        return next(container.decode(video=0))


def fields(pixels: np.ndarray) -> np.ndarray:
    """RGB in the middle of each field."""
    return pixels[pixels.shape[0] // 2, FIELD // 2 :: FIELD, :3].astype(int)


def seen(signals: Sequence[Sequence[float]], transfer: int, **more: Any) -> np.ndarray:
    picture = frame(signals, transfer, **more)
    return fields(footage.pixels(picture, shown=(picture.width, picture.height)))


@pytest.mark.parametrize("transfer", [PQ, HLG])
@pytest.mark.parametrize(("name", "codec", "options", "pix_fmt"), FILES)
def test_it_shows_what_was_before_the_camera(
    tmp_path: Path, name: str, codec: str, options: dict[str, str], pix_fmt: str, transfer: int
) -> None:
    """By one step of 255 for 10 bits, one for the table and one for the encoder."""
    picture = frame([filmed(colour, transfer) for colour in COLOURS], transfer)
    stored = first(film(tmp_path / name, picture, codec, options, pix_fmt))
    assert (stored.color_trc, stored.color_primaries) == (transfer, BT2020)
    shown = footage.pixels(stored, shown=(stored.width, stored.height))
    assert np.abs(fields(shown) - COLOURS).max() <= 3
    assert (shown[..., 3] == 255).all()


def test_white_is_nearly_white_and_highlights_have_room_above() -> None:
    """BT.2408, table 1: white is HLG 75 %, PQ 58 %; a grey card 38 % of both; 1,000 cd/m² are HLG 100 %, PQ 75 %."""
    ramps = {HLG: (0.38, 0.75, 0.8, 0.87, 1.0), PQ: (0.38, 0.58, 0.62, 0.66, 0.752)}
    for transfer, signals in ramps.items():
        card, white, *brighter = seen([(value, value, value) for value in signals], transfer).tolist()
        assert card == pytest.approx([100, 100, 100], abs=2)
        assert white == pytest.approx([229, 229, 229], abs=2)
        assert all(one < other for one, other in zip([white, *brighter], brighter, strict=False))
        assert brighter[-1] == [255, 255, 255]
    assert seen([(1.0, 1.0, 1.0)], PQ).tolist() == [[255, 255, 255]]


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_it_has_neither_bands_nor_colours_in_greys(transfer: int) -> None:
    shown = seen([(step / 400,) * 3 for step in range(401)], transfer)
    assert (np.ptp(shown, axis=1) <= 1).all()
    steps = np.diff(shown[:, 1])
    assert steps.min() >= 0
    assert steps.max() <= 4


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_bright_colours_keep_their_hue(transfer: int) -> None:
    """A sunset at 150 to 900 cd/m² stays in proportion: red to green to blue as 1 to 0.4 to 0.1 of what is linear."""
    for light in (150, 300, 600, 900):
        (shown,) = seen([signal(mixed((light, 0.4 * light, 0.1 * light)), transfer)], transfer)
        red, green, blue = linear(shown)
        assert green / red == pytest.approx(0.4, abs=0.03)
        assert blue / red == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_colours_that_no_screen_here_has_keep_their_brightness(transfer: int) -> None:
    """Red, green and blue of BT.2020, which BT.709 would need less than nothing of another for, at 40 cd/m²."""
    shown = seen(
        [signal([40.0 if part == index else 0.0 for part in range(3)], transfer) for index in range(3)], transfer
    )
    for index, colour in enumerate(shown):
        assert colour.argmax() == index
        assert colour.min() <= 45
        bright = sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
        assert bright * WHITE == pytest.approx(LIGHT[index] * 40, rel=0.08)


def test_bt2020_without_hdr_only_changes_primaries() -> None:
    """Greys stay what they are, and a colour of sRGB comes back."""
    greys = (0, 60, 128, 235, 255)
    assert np.abs(seen([(value / 255, value / 255, value / 255) for value in greys], SDR_10)[:, 0] - greys).max() <= 1
    signals = [[12.92 * m if m <= 0.0031308 else 1.055 * m ** (1 / 2.4) - 0.055 for m in mixed(linear(colour))]
               for colour in COLOURS]  # fmt: skip
    assert np.abs(seen(signals, SDR_10) - COLOURS).max() <= 3


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv420p10le"])
def test_ordinary_video_is_left_as_it_is(tmp_path: Path, pix_fmt: str) -> None:
    picture = frame([(a / 255, b / 255, c / 255) for a, b, c in COLOURS], BT709, primaries=BT709)
    stored = first(film(tmp_path / "a.mp4", picture, "libx264", {"crf": "3"}, pix_fmt))
    before = hdr._graph.cache_info()
    shown = footage.pixels(stored, shown=(16, 16))
    assert (shown == stored.to_ndarray(format="rgba")).all()
    assert hdr._graph.cache_info() == before
    assert np.abs(fields(shown) - COLOURS).max() <= 3


def test_it_tones_no_more_pixels_than_are_shown() -> None:
    picture = frame([filmed(colour, HLG) for colour in COLOURS], HLG)
    wide, high = picture.width, picture.height
    assert footage.pixels(picture, shown=(wide / 2, high / 3)).shape == (high // 2, wide // 2, 4)
    assert footage.pixels(picture, shown=(wide / 1.9, high)).shape == (high, wide, 4)
    assert footage.pixels(picture, shown=(3 * wide, 3 * high)).shape == (high, wide, 4)
    half = footage.pixels(picture, shown=(wide / 2, high / 2))[high // 4, FIELD // 4 :: FIELD // 2, :3].astype(int)
    assert np.abs(half - COLOURS).max() <= 3


def test_what_is_transparent_stays_so() -> None:
    picture = av.VideoFrame.from_ndarray(np.full((16, 16, 4), (128, 128, 128, 64), np.uint8), format="rgba")
    picture.color_trc, picture.color_primaries = HLG, BT2020
    shown = footage.pixels(picture, shown=(16, 16))
    assert (shown[..., 3] == 64).all()
    assert (np.ptp(shown[..., :3], axis=2) == 0).all()


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_a_scene_before_an_hdr_clip_has_its_colours(tmp_path: Path, transfer: int) -> None:
    colours = COLOURS[2:6]
    clip = film(tmp_path / "a.mov", frame([filmed(colour, transfer) for colour in colours], transfer), count=10)
    background = {"type": "video", "video_asset_id": "a", "fit": "contain", "play_style": "loop"}
    document = board({"voice": silence(1.0), "background": background})
    take(parse(document), 0, tmp_path, media={"a": str(clip)}, height=None, progress=QUIET)
    shown = first(tmp_path / "segment.mp4").to_ndarray(format="rgb24")
    places = [round(SMALL["width"] * (index + 0.5) / 4) for index in range(4)]
    assert np.abs(shown[SMALL["height"] // 2, places].astype(int) - colours).max() <= 6


def test_an_mp4_made_anew_is_an_ordinary_one(tmp_path: Path) -> None:
    """As twins at a provider and videos that a provider made get it; filmed upright."""
    colours = COLOURS[2:6]
    clip = film(tmp_path / "a.mov", frame([filmed(colour, HLG) for colour in colours], HLG), turned=-90)
    found = inspect({"file": str(clip), "kind": "mp4"}, tmp_path)
    assert (found["width"], found["height"]) == (FIELD, 4 * FIELD)
    made = first(tmp_path / "made.mp4")
    assert (made.color_trc, made.color_primaries, made.format.name) == (BT709, BT709, "yuv420p")
    shown = made.to_ndarray(format="rgb24")[FIELD // 2 :: FIELD, FIELD // 2].astype(int)
    assert np.abs(shown - colours).max() <= 6
