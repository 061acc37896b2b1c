"""A talking photo's picture and rig, read and checked once for all frames and stills of it."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from studio.errors import BadInput
from studio.render import media
from studio.render.photo import lips, matte
from studio.render.photo.find import find_rig, rig_by_hand
from studio.render.photo.frame import Pixels, frame_of
from studio.render.photo.rig import NEEDED, NO_RIG, SURE, BadRig, Rig, hand_points, moved

SIDE = 2400
"""Pixels of the shorter side that are kept of a large picture."""
HUMAN = 0.12
"""How near lips found by their colour must be to the rig's for the mouth to count as a person's."""


@dataclass(frozen=True, slots=True)
class Source:
    """`pixels`: BGRA, not premultiplied. `person`: a small mask of who is in front. `human`: it has lips, and so teeth.

    `cut` is the matte when the background is to go, else None.
    """

    pixels: Pixels
    rig: Rig
    person: Pixels
    human: bool
    cut: matte.Matte | None


def source(file: Path, document: Mapping[str, Any] | None, *, matting: bool, path: str) -> Source:
    """Read a picture and its rig. Raises `BadInput` at `path` when there is no picture or no face to speak with."""
    found = media.existing(file, path=path)
    return _read(found, found.stat().st_mtime_ns, json.dumps(document, sort_keys=True), matting, path)


def rig_of(picture: Pixels, document: Mapping[str, Any] | None) -> Rig:
    """The rig to draw a BGR picture with: hand-set points first, then found ones. Raises `BadRig` without one."""
    aspect = picture.shape[1] / picture.shape[0]
    if document is None:
        found = find_rig(picture)
    else:
        if not isinstance(document, Mapping):
            raise BadRig("The points of this photo can't be read. Place them again on its page.")
        hand = hand_points(document)
        if "points" not in document:
            return rig_by_hand(picture, hand)
        found = Rig.from_json(document)
        if found.confidence <= 0:
            return rig_by_hand(picture, hand)
        found = moved(found, hand, aspect=aspect) if hand else found
        found = replace(found, confidence=1.0) if document.get(SURE) else found
    if found.confidence <= 0:
        raise BadRig(NO_RIG)
    return found


@functools.lru_cache(maxsize=3)
def _read(file: Path, changed: int, document: str, matting: bool, path: str) -> Source:
    """Kept, because an editor asks for many stills of one photo."""
    rgba = np.asarray(media.picture(file, path=path, side=SIDE))
    pixels = np.ascontiguousarray(rgba[..., [2, 1, 0, 3]])
    flat = _flat(pixels)
    try:
        rig = rig_of(flat, json.loads(document))
    except BadRig as error:
        raise BadInput({path: str(error)}) from None
    cut = matte.matte(pixels, rig) if matting else None
    found = json.loads(document)
    seen = found is None or float(found.get("confidence") or 0) > 0
    return Source(pixels, rig, matte.person(pixels, rig), seen and _human(flat, rig), cut)


def opened(file: Path, *, path: str) -> Pixels:
    """An upright picture as BGR, its transparent parts on white. Raises `BadInput` at `path`."""
    return _flat(np.asarray(media.picture(file, path=path, side=SIDE))[..., [2, 1, 0, 3]])


def _flat(pixels: Pixels) -> Pixels:
    """BGR on white."""
    cover = pixels[..., 3:].astype(np.uint16)
    made: Pixels = ((pixels[..., :3] * cover + 255 * (255 - cover)) // 255).astype(np.uint8)
    return np.ascontiguousarray(made)


def _human(picture: Pixels, rig: Rig) -> bool:
    """Whether there are lips of a person's colour where the rig has its mouth."""
    height, width = picture.shape[:2]
    frame = frame_of({name: getattr(rig, name) for name in NEEDED}, (width, height))
    found = lips.find(picture, frame)
    if found is None:
        return False
    corners = frame.to_face([np.array(at) * (width, height) for at in (rig.mouth_left, rig.mouth_right)])
    return bool(np.abs(np.array([found.left, found.right]) - corners).max() < HUMAN)
