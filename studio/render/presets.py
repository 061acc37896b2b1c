"""How subtitles can look: the styles by name, as data. Adding one is one entry here.

Cheap to import: no drawing library.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Highlight = Literal["colour", "box", "underline", "pop", "fill", "reveal", "none"]
"""What happens to the word being said: another colour, a box behind it, a line under it, a moment of growth, colour
that runs through it with the voice, or that it appears only now."""
Card = Literal["none", "cue", "line"]
"""What stands behind the words: nothing, one card behind all lines, or one behind each line."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Colours are #rrggbb. `size` is a part of the picture's shorter side; other lengths are of the letters'.

    `text` is the colour of words, `waiting` of those not yet said, `marked` of the one being said.
    """

    label: str
    size: float
    weight: int
    text: str
    marked: str
    waiting: str = ""
    """"": as `text`."""
    face: Literal["", "display", "geometric", "mono"] = ""
    """Preferred for the letters it has; "" is the engine's text face."""
    upper: bool = False
    highlight: Highlight = "colour"
    accent: str = ""
    """Of the box, the underline or the cursor."""
    words: int = 0
    """Most words shown at once; 0: whole cues."""
    lines: int = 2
    outline: float = 0.0
    """Width of the line around letters that lies outside of them."""
    ink: str = "#101014"
    """Of outline and shadow."""
    shadow: float = 0.0
    """How far a soft shadow reaches."""
    glow: str = ""
    """Colour of a light around the letters."""
    card: Card = "none"
    card_colour: str = "#101014"
    card_opacity: float = 1.0
    radius: float = 0.45
    lift: float = 0.0
    """How much higher than others it stands at the foot, in parts of the picture's height."""


CATALOGUE: dict[str, Preset] = {
    "classic": Preset(
        "Classic", 0.05, 600, "#ffffff", "#ffd35c", card="cue", card_colour="#14161e", card_opacity=0.8
    ),
    "bold": Preset(
        "Bold", 0.072, 800, "#ffffff", "#ffe14a", words=4, lines=1, outline=0.085, shadow=0.16
    ),
    "bright": Preset(
        "Bright", 0.056, 700, "#3a2630", "#ffffff", waiting="#7d6570", highlight="box", accent="#b84a14", words=5,
        lines=1, card="cue", card_colour="#fffbf4", card_opacity=0.97,
    ),
    "pop": Preset(
        "Pop", 0.096, 800, "#ffffff", "#7dff4f", face="display", upper=True, highlight="pop", words=3, lines=1,
        outline=0.07, shadow=0.14, lift=0.06,
    ),
    "single": Preset(
        "Word by word", 0.122, 900, "#ffffff", "#ffffff", face="geometric", highlight="pop", words=1, lines=1,
        outline=0.06, shadow=0.2, ink="#1b1030", lift=0.1,
    ),
    "karaoke": Preset(
        "Karaoke", 0.052, 800, "#ffd84d", "#ffd84d", waiting="#ffffff", face="geometric", highlight="fill",
        card="cue", card_colour="#2a1250", card_opacity=0.9, radius=0.7,
    ),
    "minimal": Preset(
        "Minimal", 0.048, 600, "#ffffff", "#ffffff", highlight="underline", accent="#ff8a5c", outline=0.065,
        shadow=0.24,
    ),
    "label": Preset(
        "Label", 0.05, 700, "#16181d", "#c4124a", face="geometric", card="line", card_colour="#ffffff",
        radius=0.28,
    ),
    "headline": Preset(
        "Headline", 0.068, 800, "#ffffff", "#1626b8", face="display", upper=True, highlight="box", accent="#ffffff",
        card="line", card_colour="#1f31d6", radius=0.08, lift=0.02,
    ),
    "neon": Preset(
        "Neon", 0.062, 800, "#d9fbff", "#ff9be8", face="geometric", words=5, lines=1, outline=0.1, ink="#150a2e",
        shadow=0.2, glow="#18d8ff",
    ),
    "typewriter": Preset(
        "Typewriter", 0.044, 700, "#d8ffe6", "#d8ffe6", face="mono", highlight="reveal", accent="#4dff9a", card="cue",
        card_colour="#0c1410", card_opacity=0.92, radius=0.2,
    ),
}  # fmt: skip
"""Every style, the default first."""

PRESETS: tuple[str, ...] = tuple(CATALOGUE)
ALIASES = {"default": "classic", "normal-black": "classic"}
"""Names that other services use: HeyGen's "default", Creatify's "normal-black"."""


def presets() -> tuple[tuple[str, str], ...]:
    """Every style as (name, label), in the order in which to offer them."""
    return tuple((name, preset.label) for name, preset in CATALOGUE.items())


def resolved(name: str) -> str | None:
    """The name of the style meant by `name`, whose capitals and separators don't matter; None for an unknown one."""
    plain = name.strip().casefold().replace("_", "-").replace(" ", "-")
    plain = ALIASES.get(plain, plain)
    if plain in CATALOGUE:
        return plain
    labels = {preset.label.casefold().replace(" ", "-"): key for key, preset in CATALOGUE.items()}
    return labels.get(plain)
