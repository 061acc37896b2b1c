"""Everything the drawing code knows of one presenter in one look, read from people/NAME.toml."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from studio.render.cast.palette import HAIR, SKIN, Ramp, Skin, apart, cloth, dyed, toned

PEOPLE = Path(__file__).parent / "people"


@dataclass(frozen=True, slots=True)
class Person:
    """Lengths in head units (head height = 100), x from the middle of the face, y down from the head's centre."""

    id: str
    look: str
    made_up: bool
    """Lashes, lids and lips are drawn with make-up."""
    # colours and hair
    skin: str = "peach"
    hair: str = "ink"
    style: str = "none"
    cover: str = ""
    hat: str = ""
    beard: str = ""
    glasses: str = ""
    earrings: str = ""
    frame: str = ""
    """Colour of the glasses' frame; empty: the frame's usual one."""
    # face
    wide: float = 1.0
    long: float = 1.0
    """The whole head against the usual proportions."""
    face_w: float = 35.0
    jaw_w: float = 28.0
    chin_w: float = 8.0
    chin_y: float = 50.0
    # eyes
    eye_w: float = 16.2
    eye_up: float = 4.9
    eye_low: float = 3.4
    eye_tilt: float = 1.2
    eye_x: float = 16.6
    fold: float = 0.0
    """1 = a smooth lid without crease, inner corner covered."""
    iris: str = "#5a3a22"
    lash: float = 1.0
    # brows
    brow_t: float = 3.2
    brow_arch: float = 3.0
    brow_y: float = -11.0
    brow_colour: str = ""
    # nose and mouth
    nose_w: float = 8.0
    nose_y: float = 21.5
    mouth_w: float = 12.2
    mouth_y: float = 33.2
    lip_up: float = 3.0
    lip_low: float = 4.4
    lip_tint: float = 0.9
    # marks
    years: float = 0.0
    """0 young … 1 old: lines on brow, eyes, cheeks and neck."""
    freckles: float = 0.0
    blush: float = 0.5
    # body
    neck_w: float = 13.0
    shoulder: float = 68.0
    bust: float = 0.0
    waist: float = 44.0
    """Half its width, at y = 206."""
    arm: float = 22.0
    """Width of the upper arm in its sleeve."""
    yaw: float = -0.13
    # look
    stance: str = "down"
    """How the arms rest: down, pocket, hip, clasped, seated."""
    extra: tuple[str, ...] = ()
    """What is worn or carried besides: see art/clothes/extras.py."""
    garment: str = "crew"
    top: str = "navy"
    under: str = "cream"
    veil: str = "sage"
    accent: str = "burgundy"
    """Colour of ties, scarves, hats and lanyards."""
    backdrop: str = "#f2dcc6"
    brand: str = "top"
    """Which of top, under, veil and accent takes a brand's colour."""

    @property
    def bald(self) -> bool:
        return self.style in ("none", "crown") and not self.cover

    @property
    def skin_ramp(self) -> Skin:
        return SKIN[self.skin]

    @property
    def hair_ramp(self) -> Ramp:
        return HAIR[self.hair]

    @property
    def top_ramp(self) -> Ramp:
        return cloth(self.top)

    @property
    def under_ramp(self) -> Ramp:
        return cloth(self.under)

    @property
    def veil_ramp(self) -> Ramp:
        return cloth(self.veil)

    @property
    def accent_ramp(self) -> Ramp:
        return cloth(self.accent)

    @property
    def brow(self) -> str:
        """Colour of the brows."""
        return self.brow_colour or self.hair_ramp.shade


MALE: dict[str, Any] = {
    "jaw_w": 31.0, "chin_w": 11.5, "chin_y": 51.5, "eye_up": 4.6, "eye_low": 3.1, "lash": 0.45, "brow_t": 3.9,
    "brow_arch": 2.2, "brow_y": -11.0, "nose_w": 9.0, "lip_up": 2.6, "lip_low": 3.8, "lip_tint": 0.5,
    "neck_w": 18.0, "shoulder": 80.0, "waist": 58.0, "arm": 26.0, "blush": 0.34, "mouth_w": 12.6,
}  # fmt: skip


@functools.cache
def sources() -> dict[str, dict[str, Any]]:
    """The parsed files of people/, by presenter id, in the order the catalogue shows them."""
    read = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in PEOPLE.glob("*.toml")}
    return dict(sorted(read.items(), key=lambda item: (item[1]["order"], item[0])))


def load(presenter_id: str, look_id: str, *, brand_color: str | None = None) -> Person:
    """The person to draw, dressed in `brand_color` ("#rrggbb") if there is one.

    KeyError for an unknown presenter or look, TypeError for an unknown feature in the file.
    """
    source = sources()[presenter_id]
    look = {one["id"]: one for one in source["looks"]}[look_id]
    male = source["gender"] == "male"
    features = (MALE if male else {}) | source["features"] | {k: v for k, v in look.items() if k not in ("id", "name")}
    features["extra"] = tuple(features.get("extra", ()))
    who = Person(id=presenter_id, look=look_id, made_up=not male, **features)
    return who if brand_color is None else dressed(who, brand_color)


NEAR = 0.11
"""Colours closer than this run into one another."""
SKIN_NEAR = 0.08
"""A garment closer than this to its wearer's skin would look like none."""


def dressed(who: Person, colour: str) -> Person:
    """The same person with one piece of the look in a brand's colour. What would now run into it changes: what is worn
    beneath or over it goes to cream or navy, the backdrop gets lighter or darker; near the skin's own colour the
    brand's gets a little lighter or darker itself."""
    piece, skin = who.brand, who.skin_ramp.base
    if apart(dyed(colour).base, skin) < SKIN_NEAR:
        colour = max((toned(colour, 0.12), toned(colour, -0.12)), key=lambda tone: apart(tone, skin))
    changed: dict[str, Any] = {piece: colour}
    base = dyed(colour).base
    for other in ("top", "under", "accent"):
        if other != piece and apart(cloth(getattr(who, other)).base, base) < NEAR:
            changed[other] = max(("cream", "navy"), key=lambda name: apart(cloth(name).base, base))
    if apart(who.backdrop, base) < NEAR:
        tones = ("#c5ced4", "#f1ebe3", "#b9c3ca")
        changed["backdrop"] = next((tone for tone in tones if apart(tone, base) >= NEAR), tones[-1])
    return replace(who, **changed)
