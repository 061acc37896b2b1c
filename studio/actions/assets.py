"""Files: taking in what a member uploads, keeping what the engine made."""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from studio.actions import previews
from studio.errors import BadInput, Busy, EngineFailed, StudioError, unwritable
from studio.models import Asset, Team, User
from studio.models.ids import new_id
from studio.names import shortened, visible
from studio.vocabulary import AssetKind

FORMATS = ("PNG", "JPEG", "WEBP")
LONGEST_SIDE = 12_000
MOST_PIXELS = 80_000_000
KEPT_SIDE = 4096
"""Pictures are kept at most this large: the largest storyboard is 4,096 pixels."""
SMALLER = f"Make it at most {LONGEST_SIDE:,} on its longer side; {KEPT_SIDE:,} is all a video can show."
PICTURES = {"png": "image/png", "jpg": "image/jpeg"}
READING_WAIT = 20.0
"""Seconds that an upload waits for those whose pictures are being read."""
_READING = threading.Semaphore(1)
"""A picture of 80 megapixels takes half a gigabyte while it is read: one at a time in this process."""
SOUNDS = {"mp3": "audio/mpeg", "wav": "audio/wav", "m4a": "audio/mp4", "ogg": "audio/ogg", "flac": "audio/flac"}


def upload(team: Team, *, actor: User | None, file: UploadedFile[Any], kind: str) -> Asset:
    """Check an uploaded file and keep it. Raises BadInput for path "file" with a sentence that says what to do."""
    name = visible(file.name or "")[-200:]
    if not file.size:
        raise BadInput({"file": f"{name} is empty. Choose the file again; if it stays empty, export it anew."})
    if kind == AssetKind.IMAGE:
        return _upload_image(team, actor=actor, file=file, name=name)
    if kind == AssetKind.AUDIO:
        return _upload_sound(team, actor=actor, file=file, name=name)
    raise BadInput({"file": "Upload a picture (PNG, JPEG, WebP) or a recording (MP3, WAV, M4A, OGG, FLAC)."})


def _upload_image(team: Team, *, actor: User | None, file: UploadedFile[Any], name: str) -> Asset:
    _not_larger(file, name, settings.UPLOAD_LIMIT_IMAGE)
    if not _READING.acquire(timeout=READING_WAIT):
        raise Busy("Other pictures are being read. Upload it again in a moment.")
    try:
        encoded, suffix, (width, height) = _again(_picture(file, name))
    finally:
        _READING.release()
    return _store(
        team, ContentFile(encoded, name=f"picture.{suffix}"), kind=AssetKind.IMAGE, name=name, mime=PICTURES[suffix],
        sha256=hashlib.sha256(encoded).hexdigest(), width=width, height=height, uploaded=True, created_by=actor,
    )  # fmt: skip


def _again(picture: Image.Image) -> tuple[bytes, str, tuple[int, int]]:
    """(the picture encoded anew, its suffix, its size)."""
    out = io.BytesIO()
    if "A" in picture.getbands():
        picture.save(out, "PNG")
        return out.getvalue(), "png", picture.size
    picture.convert("RGB").save(out, "JPEG", quality=92)
    return out.getvalue(), "jpg", picture.size


def _picture(file: UploadedFile[Any], name: str) -> Image.Image:
    """The upright picture, at most KEPT_SIDE on a side. Its size is checked before its pixels are read."""
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
        raise BadInput({"file": f"{name} is not a picture that can be read. Use a PNG, JPEG or WebP."}) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise BadInput({"file": f"{name} is damaged or cut short. Export it again and upload it once more."}) from None
    picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
    return picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")


def _upload_sound(team: Team, *, actor: User | None, file: UploadedFile[Any], name: str) -> Asset:
    """The engine's child process listens to it first: a hostile file can't reach this one."""
    _not_larger(file, name, settings.UPLOAD_LIMIT_MEDIA)
    suffix = name.rpartition(".")[2].lower()
    if suffix not in SOUNDS:
        raise BadInput({"file": f"{name} is not a recording that can be used. Use MP3, WAV, M4A, OGG or FLAC."})
    asset = _store(
        team, File(file, name=f"sound.{suffix}"), kind=AssetKind.AUDIO, name=name, mime=SOUNDS[suffix],
        sha256=_digest(file), uploaded=True, created_by=actor,
    )  # fmt: skip
    scene = {"voice": {"type": "audio", "audio_asset_id": str(asset.pk)}}
    try:
        heard = previews.check({"scenes": [scene]}, paths={str(asset.pk): asset.file.path})
    except BadInput as error:
        discard(asset)
        raise BadInput({"file": next(iter(error.problems.values()))}) from None
    except StudioError:  # nobody has listened to it
        discard(asset)
        raise
    asset.duration = heard.seconds
    asset.save(update_fields=["duration"])
    return asset


def keep(
    team: Team, path: Path, *, kind: AssetKind, name: str, mime: str, duration: float = 0, width: int = 0,
    height: int = 0,
) -> Asset:  # fmt: skip
    """Move a file that the engine made into the team's media."""
    with path.open("rb") as file:
        digest = _digest(file)
        return _store(
            team, File(file, name=path.name), kind=kind, name=name, mime=mime, sha256=digest, duration=duration,
            width=width, height=height,
        )  # fmt: skip


def discard(asset: Asset) -> None:
    """Remove a file that nothing refers to. Raises ProtectedError or IntegrityError, with the file still there, when
    something does: the row goes first, and the database refuses.
    """
    Asset.objects.filter(pk=asset.pk).delete()
    asset.file.delete(save=False)


def _store(team: Team, file: File[Any], *, name: str, sha256: str, **fields: Any) -> Asset:
    asset = Asset(
        id=new_id(), team=team, name=shortened(visible(name), most=255), size=file.size, sha256=sha256, **fields
    )
    try:
        asset.file.save(file.name or "file", file, save=False)
    except OSError as error:
        raise EngineFailed(unwritable(error), permanent=False) from None
    asset.save(force_insert=True)
    return asset


def _digest(file: Any) -> str:
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found


def _not_larger(file: UploadedFile[Any], name: str, limit: int) -> None:
    if (file.size or 0) > limit:
        raise BadInput({"file": f"{name} has {(file.size or 0) / 2**20:,.0f} MB. The most is {limit / 2**20:,.0f} MB."})
