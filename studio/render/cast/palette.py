"""Colour ramps. Shadows shift towards red and plum, lights towards warm yellow: never plain darker."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

Lab = tuple[float, float, float]
"""Lightness 0…1 and two axes of colour, in Oklab (Björn Ottosson, 2020): equal steps look equally large."""


@dataclass(frozen=True, slots=True)
class Skin:
    hi: str
    base: str
    shade: str
    deep: str
    line: str
    blush: str
    lip: str
    lip_hi: str


@dataclass(frozen=True, slots=True)
class Ramp:
    """Four tones of hair or cloth, light to dark."""

    hi: str
    base: str
    shade: str
    deep: str


SKIN = {
    "porcelain": Skin("#ffeadb", "#f8d2bb", "#e3a68f", "#c07e6d", "#84483f", "#ee8577", "#c9696a", "#e59a94"),
    "peach": Skin("#fddfc6", "#f0c09c", "#d69674", "#b27153", "#74402f", "#e67a63", "#bf6259", "#dd8f80"),
    "olive": Skin("#f2cfa8", "#deab7f", "#bd8357", "#93603c", "#5c3823", "#d2694b", "#ae5b4c", "#cf8570"),
    "amber": Skin("#e3b083", "#c98e5f", "#a36941", "#7b4a2d", "#4a2919", "#bd5638", "#984a3c", "#bd7259"),
    "umber": Skin("#bd845b", "#9b6342", "#76452e", "#552e21", "#321a13", "#b0492f", "#8a3f3b", "#bd7064"),
    "ebony": Skin("#93614a", "#704633", "#522f25", "#39201b", "#20100e", "#9a3f2e", "#793a3a", "#b06862"),
}

HAIR = {
    "ink": Ramp("#7f6c8c", "#2b2330", "#1c1621", "#110d15"),
    "espresso": Ramp("#8a5c47", "#4a2e27", "#32201e", "#1f1315"),
    "chestnut": Ramp("#c08457", "#7e4a30", "#5a3225", "#3a2019"),
    "copper": Ramp("#f0a565", "#c4622f", "#97431f", "#672a17"),
    "honey": Ramp("#fbdc9a", "#dba95c", "#b17f3d", "#7d5528"),
    "sand": Ramp("#ecc48c", "#b98a52", "#8d6238", "#5f4026"),
    "silver": Ramp("#ffffff", "#d6d3d6", "#a9a5b0", "#7c7786"),
    "pepper": Ramp("#b9b2b4", "#75696c", "#534a50", "#37313a"),
}

CLOTH = {
    "mustard": Ramp("#f6c565", "#e3a53c", "#bf7c2a", "#91561f"),
    "teal": Ramp("#5fa9a2", "#2f7f7c", "#1e5c5f", "#143f46"),
    "navy": Ramp("#56688f", "#2f3f66", "#1f2b4c", "#141b34"),
    "burgundy": Ramp("#b4566a", "#8b2f47", "#661f38", "#45132a"),
    "coral": Ramp("#ff9f86", "#ee7560", "#c75048", "#963739"),
    "sage": Ramp("#c3cfae", "#98ab85", "#718564", "#4f604b"),
    "cream": Ramp("#fffaf0", "#f3e8d8", "#d5c2ae", "#a8917f"),
    "denim": Ramp("#86a4c9", "#567bab", "#3c5a86", "#283e61"),
    "plum": Ramp("#9a6a9c", "#6c4173", "#4e2b56", "#341b3b"),
    "rust": Ramp("#e08a5a", "#c0602f", "#934322", "#662b19"),
    "charcoal": Ramp("#70707c", "#474854", "#31323d", "#1f2029"),
    "sky": Ramp("#e9f3fa", "#c6dcec", "#95b3cc", "#6c8aa6"),
    "forest": Ramp("#6d9573", "#3f6a4b", "#2a4b37", "#1b3326"),
    "sand": Ramp("#efdcbd", "#d8bd94", "#b2926a", "#84684a"),
    "rose": Ramp("#f6c4bd", "#e29a95", "#bd706f", "#8d4c51"),
    "lilac": Ramp("#d9c9e6", "#b29cc9", "#8770a3", "#5f4c7a"),
    "black": Ramp("#5a5460", "#2c2930", "#1e1b22", "#121015"),
    "olive": Ramp("#a8a56a", "#7c7a45", "#585731", "#3b3a23"),
    "white": Ramp("#ffffff", "#f4f5f7", "#d3d8e0", "#a3abb8"),
    "scrub_blue": Ramp("#8fd0dc", "#4aa3b8", "#2f7b93", "#205a70"),
    "scrub_green": Ramp("#a8d8c0", "#6db596", "#478b6f", "#2f6650"),
    "neon": Ramp("#f4ff8a", "#dff02e", "#b3c414", "#7f8d0d"),
    "orange": Ramp("#ffb37a", "#f58231", "#cf5f1b", "#974011"),
    "red": Ramp("#f08a7a", "#cf3f3a", "#a02a30", "#711c26"),
    "gold": Ramp("#fbe3a0", "#e2b04f", "#b98431", "#835a1f"),
    "indigo": Ramp("#7a8bc4", "#46568f", "#303c6b", "#1f2849"),
    "grey": Ramp("#d8d9de", "#aeb1ba", "#868a96", "#5f636f"),
    "tan": Ramp("#d8b48a", "#b08a5e", "#8a6743", "#61462c"),
}


def cloth(colour: str) -> Ramp:
    """The tones of a cloth by its name, or dyed in any "#rrggbb"."""
    return dyed(colour) if colour.startswith("#") else CLOTH[colour]


@functools.cache
def dyed(colour: str) -> Ramp:
    """A ramp whose base is `colour`, kept out of the last few per cent at both ends: white must have lights and black
    must have folds. Lights turn yellowish, shades bluish and less bright, as painters mix them.
    """
    light, a, b = oklab(colour)
    light = min(0.965, max(0.29, light))
    chroma = math.hypot(a, b)
    fade = min(1.0, (0.21 - 0.04 * max(0.0, light - 0.7) / 0.3) / chroma) if chroma else 1.0
    a, b = a * fade, b * fade
    down = 0.055 + 0.075 * light
    return Ramp(
        hi=_hex((min(1.0, light + 0.1), a * 0.72 + 0.001, b * 0.72 + 0.012)),
        base=_hex((light, a, b)),
        shade=_hex((light - down, a * 0.97 + 0.003, b * 0.93 - 0.012)),
        deep=_hex((light - 2.1 * down, a * 0.86 + 0.006, b * 0.8 - 0.022)),
    )


def toned(colour: str, by: float) -> str:
    """The colour lighter (+) or darker (−) by a part of the way from black to white."""
    light, a, b = oklab(colour)
    return _hex((min(1.0, max(0.0, light + by)), a, b))


def apart(one: str, other: str) -> float:
    """How different two colours look: 0 the same, 0.1 told apart at a glance, 1 black and white."""
    return math.dist(oklab(one), oklab(other))


def oklab(colour: str) -> Lab:
    """ "#rrggbb" in Oklab."""
    r, g, b = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _hex(lab: Lab) -> str:
    """The nearest colour a screen can show, hue and lightness first: colourfulness gives way."""
    for step in range(12):
        rgb = _channels((lab[0], lab[1] * (1 - step / 12), lab[2] * (1 - step / 12)))
        if all(-0.002 <= x <= 1.002 for x in rgb):
            break
    return "#" + "".join(f"{round(255 * _encoded(min(1.0, max(0.0, x)))):02x}" for x in rgb)


def _channels(lab: Lab) -> tuple[float, float, float]:
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(x: float) -> float:
    return x / 12.92 if x <= 0.04045 else float(((x + 0.055) / 1.055) ** 2.4)


def _encoded(x: float) -> float:
    return x * 12.92 if x <= 0.0031308 else float(1.055 * x ** (1 / 2.4) - 0.055)
