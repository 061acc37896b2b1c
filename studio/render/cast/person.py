"""Everything the drawing code knows of one presenter in one look, read from people/NAME.toml."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.render.cast.palette import CLOTH, HAIR, SKIN, Ramp, Skin

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
    beard: str = ""
    glasses: str = ""
    earrings: str = ""
    # face
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
    yaw: float = -0.13
    # look
    garment: str = "crew"
    top: str = "navy"
    under: str = "cream"
    veil: str = "sage"
    backdrop: str = "#f2dcc6"

    @property
    def bald(self) -> bool:
        return self.style == "none" and not self.cover

    @property
    def skin_ramp(self) -> Skin:
        return SKIN[self.skin]

    @property
    def hair_ramp(self) -> Ramp:
        return HAIR[self.hair]

    @property
    def top_ramp(self) -> Ramp:
        return CLOTH[self.top]

    @property
    def under_ramp(self) -> Ramp:
        return CLOTH[self.under]

    @property
    def veil_ramp(self) -> Ramp:
        return CLOTH[self.veil]

    @property
    def brow(self) -> str:
        """Colour of the brows."""
        return self.brow_colour or self.hair_ramp.shade


MALE: dict[str, Any] = {
    "jaw_w": 31.0, "chin_w": 11.5, "chin_y": 51.5, "eye_up": 4.6, "eye_low": 3.1, "lash": 0.45, "brow_t": 4.2,
    "brow_arch": 1.9, "brow_y": -10.2, "nose_w": 9.0, "lip_up": 2.6, "lip_low": 3.8, "lip_tint": 0.5,
    "neck_w": 18.0, "shoulder": 80.0, "blush": 0.34, "mouth_w": 12.6,
}  # fmt: skip


@functools.cache
def sources() -> dict[str, dict[str, Any]]:
    """The parsed files of people/, by presenter id, in the order the catalogue shows them."""
    read = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in PEOPLE.glob("*.toml")}
    return dict(sorted(read.items(), key=lambda item: (item[1]["order"], item[0])))


def load(presenter_id: str, look_id: str) -> Person:
    """The person to draw. KeyError for an unknown presenter or look, TypeError for an unknown feature in the file."""
    source = sources()[presenter_id]
    look = {one["id"]: one for one in source["looks"]}[look_id]
    male = source["gender"] == "male"
    features = (MALE if male else {}) | source["features"] | {k: v for k, v in look.items() if k not in ("id", "name")}
    return Person(id=presenter_id, look=look_id, made_up=not male, **features)
