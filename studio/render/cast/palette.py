"""Colour ramps. Shadows shift towards red and plum, lights towards warm yellow: never plain darker."""

from __future__ import annotations

from dataclasses import dataclass


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
    "umber": Skin("#bd845b", "#9b6342", "#76452e", "#552e21", "#321a13", "#a8472f", "#7d3a33", "#a95f50"),
    "ebony": Skin("#93614a", "#704633", "#522f25", "#39201b", "#20100e", "#8a3a2c", "#61302d", "#8d4f48"),
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
}
