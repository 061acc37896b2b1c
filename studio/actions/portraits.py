"""Pictures of talking photos, cut to what a page shows and kept by content; and how they look while they speak."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from studio import storyboard as boards
from studio.actions import caches, cast, fair, photos, previews
from studio.errors import Busy, EngineFailed, NotFound
from studio.models import Asset, Avatar

HEIGHTS = (128, 240, 480, 800, 1200)
"""Pixels: addresses can't fill the disk."""
CROPS = {"half": 4 / 5, "face": 1.0, "whole": 0.0}
"""Width by height of what is cut out; 0 leaves the picture as it is."""
GROUND = "#e9e4de"
"""Behind a picture that is transparent somewhere."""
WAIT = 10.0
SOON = "The picture comes in a moment."
SAID = "Me? Oh, far! Five. You. Mmm."
VOICE = "nora"
STRIPS = (range(0, 3), range(3, 6))
"""The words of `SAID`, three to a picture: lips wide, round, apart; teeth on the lip, pursed, closed."""
TILE = 240
_LARGE = threading.Semaphore(2)
"""A picture of 16 megapixels takes 64 MB while it is made smaller."""

Part = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Face:
    """In 0…1 of the picture: the middle between eyes and chin, and from there half of a head's height."""

    x: float
    y: float
    half: float


def face(photo: Avatar) -> Face:
    at = photos.points(photo)
    eyes = (at["left_eye"][0] + at["right_eye"][0]) / 2, (at["left_eye"][1] + at["right_eye"][1]) / 2
    chin = at["chin"]
    return Face((eyes[0] + chin[0]) / 2, (eyes[1] + chin[1]) / 2, max(0.04, abs(chin[1] - eyes[1])))


def portrait(photo: Avatar, *, height: int = 240, crop: str = "half") -> Path:
    """A JPEG of the photo, at rest: "half" in 4:5 and "face" in a square round the face, or the "whole" picture.

    Of a provider's avatar, its headshot is cut: nobody knows where the face is, but for the upper half.
    """
    shown = photo.picture or photo.headshot
    if shown is None:
        raise NotFound("This avatar has no picture.")
    size = next((size for size in HEIGHTS if size >= height), HEIGHTS[-1])
    part = _part(photo, crop) if photo.picture else _upper(shown, crop)
    path = _place([shown.sha256, part, size])
    if not caches.there(path):
        _cut(Path(shown.file.path), path, part=part, height=size)
    return path


def speaking(photo: Avatar, *, strip: int) -> Path:
    """A JPEG of three squares side by side: the face at three words of a sentence, as the engine draws it.

    One picture, so that a browser keeps connections free for what is moved meanwhile. Raises BadInput when the points
    make no face, Busy when it comes in a moment.
    """
    if photo.picture is None:
        raise NotFound("This avatar has no picture.")
    path = _place([cast.digest(photo), SAID, strip])
    if not caches.there(path):
        tiles = [_speaking(photo, moment) for moment in STRIPS[strip]]
        try:
            sheet = _side_by_side(tiles)
        except OSError:  # one was swept meanwhile
            raise Busy(SOON) from None
        _write(sheet, path)
    return path


def _side_by_side(tiles: list[Path]) -> Image.Image:
    sheet = Image.new("RGB", (TILE * len(tiles), TILE), GROUND)
    for place, tile in enumerate(tiles):
        with Image.open(tile) as opened:
            sheet.paste(opened.resize((TILE, TILE)), (TILE * place, 0))
    return sheet


def _speaking(photo: Avatar, moment: int) -> Path:
    board, width, height = _scene(photo)
    assert photo.picture
    props = cast.alone(photo)
    words = previews.check(board.plain(), paths=props.paths, team=photo.picture.team_id).words[0]
    _, start, end = words[min(moment, len(words) - 1)]
    high = min(height, previews.HEIGHTS[-1])
    still = previews.moment(board, at=(start + end) / 2, height=high, props=props, team=photo.picture.team_id)
    part = _square(face(photo), width / height)
    path = _place([still.stem, part])
    if not caches.there(path):
        _cut(still, path, part=part, height=TILE)
    return path


def words(strip: int) -> list[str]:
    """What is said in the three pictures of a strip."""
    return [SAID.split()[moment].strip("?!.,") for moment in STRIPS[strip]]


def _scene(photo: Avatar) -> tuple[boards.Storyboard, int, int]:
    """The photo alone in a picture of its own shape, so large that its face is about 300 pixels high."""
    assert photo.picture
    wide, high = photo.picture.width, photo.picture.height
    tall = min(1080.0, max(360.0, 150 / face(photo).half), 1920 * high / wide)
    height = round(tall / 2) * 2
    width = max(128, round(height * wide / high / 2) * 2)
    character = {"type": "talking_photo", "talking_photo_id": photo.external_id}
    scene: dict[str, Any] = {
        "character": character, "voice": {"type": "text", "voice_id": VOICE, "input_text": SAID},
    }  # fmt: skip
    return boards.parse({"dimension": {"width": width, "height": height}, "scenes": [scene]}), width, height


def _part(photo: Avatar, crop: str) -> Part:
    """(left, top, right, bottom) of what is shown, in 0…1 of the picture."""
    assert photo.picture
    aspect = photo.picture.width / photo.picture.height
    shape = CROPS.get(crop, CROPS["half"])
    if not shape:
        return 0.0, 0.0, 1.0, 1.0
    at = face(photo)
    if crop == "face":
        return _square(at, aspect)
    high = min(1.0, aspect / shape, 7 * at.half)
    wide = high * shape / aspect
    left = min(max(0.0, at.x - wide / 2), 1 - wide)
    top = min(max(0.0, at.y - 0.42 * high), 1 - high)
    return left, top, left + wide, top + high


def _upper(picture: Asset, crop: str) -> Part:
    aspect = picture.width / max(1, picture.height)
    shape = CROPS.get(crop, CROPS["half"])
    if not shape:
        return 0.0, 0.0, 1.0, 1.0
    high = min(1.0, aspect / shape)
    wide, top = high * shape / aspect, (1 - high) * 0.15
    return (1 - wide) / 2, top, (1 + wide) / 2, top + high


def _square(at: Face, aspect: float) -> Part:
    high = min(1.0, aspect, 2.3 * at.half)
    wide = high / aspect
    left = min(max(0.0, at.x - wide / 2), 1 - wide)
    top = min(max(0.0, at.y - high / 2), 1 - high)
    return left, top, left + wide, top + high


def _cut(source: Path, path: Path, *, part: Part, height: int) -> None:
    try:
        with fair.turn(_LARGE, wait=WAIT, otherwise=SOON):
            smaller = _smaller(source, part=part, height=height)
    except (OSError, UnidentifiedImageError):
        raise EngineFailed("The file of this picture is gone or damaged. Add the picture again.") from None
    _write(smaller, path)


def _write(picture: Image.Image, path: Path) -> None:
    with caches.making(path) as draft:
        picture.save(draft, "JPEG", quality=86)


def _smaller(source: Path, *, part: Part, height: int) -> Image.Image:
    with Image.open(source) as opened:
        wide, high = opened.size
        box = tuple(round(value * side) for value, side in zip(part, (wide, high, wide, high), strict=True))
        scale = min(1.0, height / max(1, box[3] - box[1]))
        size = max(1, round((box[2] - box[0]) * scale)), max(1, round((box[3] - box[1]) * scale))
        shown = opened.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)  # type: ignore[arg-type]
    if "A" not in shown.getbands():
        return shown.convert("RGB")
    ground = Image.new("RGBA", shown.size, GROUND)
    return Image.alpha_composite(ground, shown.convert("RGBA")).convert("RGB")


def _place(content: Any) -> Path:
    name = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    return caches.place("portraits", f"{name}.jpg")
