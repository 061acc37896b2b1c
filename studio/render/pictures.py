"""A stranger's picture made anew: upright, of a size that a video can show, without anything but its pixels."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from studio import kinds
from studio.errors import BadInput

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
"""Of a moving GIF, the first picture is kept."""
SCANS_MAX = 100
LONGEST_SIDE = 12_000
MOST_PIXELS = 80_000_000
KEPT_SIDE = 4096
"""Pictures are kept at most this large: the largest storyboard is 4,096 pixels."""
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
        picture = ImageOps.exif_transpose(opened)
    except Image.DecompressionBombError:
        raise BadInput({"file": f"{name} has more pixels than can be used. {SMALLER}"}) from None
    except UnidentifiedImageError:
        raise BadInput({"file": f"{name} is not a picture that can be read. Use {kinds.PICTURE.formats}."}) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise BadInput({"file": f"{name} is damaged or cut short. Export it again and upload it once more."}) from None
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
    return picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")


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
