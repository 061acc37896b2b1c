"""A stranger's picture made anew: upright, of a size that a video can show, without anything but its pixels."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import IO

from PIL import ExifTags, Image, UnidentifiedImageError

from studio import kinds
from studio.errors import BadInput

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
"""Of a moving GIF, the first picture is kept."""
SCANS_MAX = 100
LONGEST_SIDE = 12_000
MOST_PIXELS = 80_000_000
KEPT_SIDE = 4096
"""Pictures are kept at most this large: the largest storyboard is 4,096 pixels."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
"""By EXIF's orientation."""
SMALLER = f"Make it at most {LONGEST_SIDE:,} on its longer side; {KEPT_SIDE:,} is all a video can show."


def made_anew(file: Path, folder: Path, *, name: str) -> tuple[Path, int, int]:
    """(a PNG when something of it is transparent, else a JPEG, in `folder`; its width and height).

    Raises `BadInput` at "file" with a sentence about `name`.
    """
    with file.open("rb") as opened:
        picture = _read(opened, name)
    if "A" in picture.getbands():
        made = folder / "picture.png"
        picture.save(made, "PNG")
    else:
        made = folder / "picture.jpg"
        picture.convert("RGB").save(made, "JPEG", quality=92)
    return made, picture.width, picture.height


def _read(file: IO[bytes], name: str) -> Image.Image:
    """The upright picture, at most KEPT_SIDE on a side. Its size is checked before its pixels are read."""
    if refusal := kinds.PICTURE.refusal(file.read(kinds.HEAD), subject=f"{name} is"):
        raise BadInput({"file": refusal})
    if scans(file) > SCANS_MAX:
        raise BadInput({"file": f"{name} was made to take minutes to read. Export it again as an ordinary JPEG."})
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(file, formats=FORMATS)
        width, height = opened.size
        if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
            raise Image.DecompressionBombError
        opened.load()
        picture = upright(in_bytes(opened))
    except Image.DecompressionBombError:
        raise BadInput({"file": f"{name} has more pixels than can be used. {SMALLER}"}) from None
    except UnidentifiedImageError:
        raise BadInput({"file": f"{name} is not a picture that can be read. Use {kinds.PICTURE.formats}."}) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise BadInput({"file": f"{name} is damaged or cut short. Export it again and upload it once more."}) from None
    mode = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    if picture.mode != mode:  # a large one is not copied for nothing
        picture = picture.convert(mode)
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE))  # with all its colours: a palette's can't be mixed
    return picture


def in_bytes(picture: Image.Image) -> Image.Image:
    """Greys of 16 bits as such of eight: Pillow else cuts off what is brighter than the first 256 of 65,536."""
    if not picture.mode.startswith("I"):
        return picture
    made = picture.convert("I").point(lambda grey: grey * (255 / 65_535) + 0.5).convert("L")
    made.info.pop("transparency", None)
    return made


def upright(picture: Image.Image) -> Image.Image:
    """Turned as its camera was held. Remarks that can't be read turn nothing: Pillow's own way to do this writes all of
    them anew, and fails over an odd one that has nothing to do with it.
    """
    try:
        turn = _TURNS.get(int(picture.getexif().get(ExifTags.Base.Orientation, 1)))
    except Exception:  # whatever their parser stumbles over
        turn = None
    return picture if turn is None else picture.transpose(turn)


def scans(file: IO[bytes]) -> int:
    """How many times a JPEG paints over itself: a progressive one about ten times, a hostile one ten thousand."""
    file.seek(0)
    found, last = 0, file.read(2)
    if last != b"\xff\xd8":
        return 0
    while piece := file.read(1 << 20):
        found += (last[-1:] + piece).count(b"\xff\xda")
        last = piece
    return found
