"""Files: taking in what a member uploads, keeping what the engine made."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from studio import kinds
from studio.actions import disk, fair
from studio.errors import BadInput, Conflict, EngineFailed, unwritable
from studio.models import Asset, Team, User
from studio.models.ids import new_id
from studio.names import shortened, visible
from studio.providers.child import run
from studio.vocabulary import AssetKind

PICTURES = {"png": "image/png", "jpg": "image/jpeg"}
READING_WAIT = 20.0
"""Seconds that an upload waits for those whose pictures are being read."""
_READING = fair.Line()
"""A picture of 80 megapixels takes half a gigabyte while it is read: one at a time for this process."""
EXPECTED: Mapping[str, kinds.Expected] = MappingProxyType(
    {AssetKind.IMAGE: kinds.PICTURE, AssetKind.AUDIO: kinds.RECORDING, AssetKind.VIDEO: kinds.CLIP}
)
"""What a member may bring, by kind."""
INSPECTING = 60.0
"""Seconds that the engine may take to look through a recording or a clip."""
INSPECTING_WAIT = READING_WAIT + INSPECTING
"""Seconds that a file waits for others: a team's other one may take its whole time."""
_INSPECTING = fair.Line(places=2)
READ = "Other pictures are being read. Upload it again in a moment."
GONE = "Somebody deleted this file while it was being looked at. Upload it again."
LOOKED_AT = "Other files are being looked at. Upload it again in a moment."
_SOUND_ALONE = {"video/mp4": "audio/mp4", "video/quicktime": "audio/mp4", "video/webm": "audio/webm"}


def most_bytes(kind: str) -> int:
    """How large a file of this kind may be."""
    return int(settings.UPLOAD_LIMIT_IMAGE if kind == AssetKind.IMAGE else settings.UPLOAD_LIMIT_MEDIA)


def upload(team: Team, *, actor: User | None, file: UploadedFile[Any], kind: str) -> Asset:
    """Check an uploaded file and keep it. Raises BadInput for path "file" with a sentence that says what to do, and
    EngineFailed where the disk has no room for it.
    """
    name = visible(file.name or "")[-200:]
    if not file.size:
        raise BadInput({"file": f"{name} is empty. Choose the file again; if it stays empty, export it anew."})
    if kind not in EXPECTED:
        raise BadInput({"file": "Upload a picture, a recording or a video."})
    limit = most_bytes(kind)
    if file.size > limit:
        raise BadInput({"file": f"{name} has {file.size / 2**20:,.0f} MB. The most is {limit / 2**20:,.0f} MB."})
    if not disk.takes(file.size):
        raise EngineFailed(disk.FULL, permanent=False)
    made = _picture_of if kind == AssetKind.IMAGE else _media_of
    asset = made(team, file, kind=AssetKind(kind), name=name, uploaded=True, created_by=actor)
    if kind != AssetKind.IMAGE:
        _inspect(asset, "clip" if kind == AssetKind.VIDEO else "voice")
    return asset


def take_in(team: Team, path: Path, *, kind: AssetKind, url: str, name: str) -> Asset:
    """Check a file fetched from an address and keep it; the asset that is there already when its content is the same.

    Raises what `upload` raises. The file at `path` stays.
    """
    with path.open("rb") as file:
        made = _picture_of if kind == AssetKind.IMAGE else _media_of
        asset = made(team, file, kind=kind, name=name, source_url=url, fetched_at=timezone.now())
    # Only an older one counts: two that come at once would each make way for the other, and both be gone.
    same = Asset.objects.filter(team=team, kind=kind, source_url=url, sha256=asset.sha256, pk__lt=asset.pk)
    for before in same.order_by("-fetched_at"):
        if Path(before.file.path).is_file():
            Asset.objects.filter(pk=before.pk).update(fetched_at=asset.fetched_at)
            discard(asset)
            before.refresh_from_db()
            return before
    if kind != AssetKind.IMAGE:
        _inspect(asset, "clip" if kind == AssetKind.VIDEO else "recording")
    return asset


def picture(team: Team, path: Path, *, name: str) -> Asset:
    """A picture that a stranger made, made anew by a child process. The file at `path` stays. Raises BadInput."""
    with path.open("rb") as file:
        return _picture_of(team, file, kind=AssetKind.IMAGE, name=name)


def _picture_of(team: Team, file: IO[bytes], *, name: str, **fields: Any) -> Asset:
    """A picture, made anew by a child process: nothing of the file itself is kept."""
    with _READING.place(team.pk, wait=READING_WAIT, otherwise=READ):
        return _made_anew(team, file, name=name, **fields)


def _made_anew(team: Team, file: IO[bytes], *, name: str, **fields: Any) -> Asset:
    folder = _workplace()
    try:
        given = folder / "given"
        with given.open("wb") as copy:
            file.seek(0)
            shutil.copyfileobj(file, copy)
        found = _looked_into(given, "picture", folder, name=name)
        with (folder / str(found["made"])).open("rb") as made:
            return _store(
                team, File(made, name=str(found["made"])), name=name, sha256=_digest(made), width=found["width"],
                mime=PICTURES[str(found["made"]).rpartition(".")[2]], height=found["height"], **fields,
            )  # fmt: skip
    except OSError as error:
        raise EngineFailed(unwritable(error), permanent=False) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _media_of(team: Team, file: IO[bytes], *, kind: AssetKind, name: str, **fields: Any) -> Asset:
    """A recording or a clip, as it came; nobody has looked into it yet."""
    expected, head = EXPECTED[kind], head_of(file)
    mime = kinds.kind_of(head)
    if not mime:  # some begin with anything at all: the engine decides
        mime = {suffix: each for each, suffix in expected.suffixes.items()}.get(name.rpartition(".")[2].lower(), "")
    if mime not in expected.suffixes:
        raise BadInput({"file": expected.refusal(head, subject=f"{name} is")})
    stored, digest = File(file, name=f"{kind}.{expected.suffixes[mime]}"), _digest(file)
    mime = _SOUND_ALONE.get(mime, mime) if kind == AssetKind.AUDIO else mime
    return _store(team, stored, kind=kind, name=name, mime=mime, sha256=digest, **fields)


def _inspect(asset: Asset, kind: str) -> None:
    """What can't be used is not kept."""
    try:
        found = look_into(asset, kind)
    except BaseException:  # refused, or nobody has looked at it
        discard(asset)
        raise
    asset.duration, asset.width, asset.height = found["seconds"], int(found["width"]), int(found["height"])
    told = {"duration": asset.duration, "width": asset.width, "height": asset.height}
    if not Asset.objects.filter(pk=asset.pk).update(**told):
        raise Conflict(GONE)


def hold(asset: Asset) -> None:
    """Let nobody delete the file until this transaction ends, which makes something of it. Raises Conflict when
    somebody has: programs see what was uploaded before it has been looked at.
    """
    if not list(Asset.objects.select_for_update(no_key=True).filter(pk=asset.pk).values_list("pk")):
        raise Conflict(GONE)


def look_into(asset: Asset, kind: str, *, folder: Path | None = None, limit: float = INSPECTING) -> dict[str, Any]:
    """What the engine finds in a kept recording or clip, as `studio.render.inspect` says; what it makes anew lies in
    `folder`. Raises BadInput at "file", Busy, or EngineFailed.
    """
    place = folder or _workplace()
    try:
        with _INSPECTING.place(asset.team_id, wait=INSPECTING_WAIT, otherwise=LOOKED_AT):
            return _looked_into(Path(asset.file.path), kind, place, limit=limit)
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def _looked_into(file: Path, kind: str, folder: Path, *, limit: float = INSPECTING, **more: str) -> dict[str, Any]:
    """What a child process found in it: a hostile file can't reach this one. Raises BadInput at "file"."""
    try:
        job = {"file": str(file), "kind": kind, **more}
        return run("inspect", job, folder, limit=limit, on_progress=lambda _: True)
    except BadInput as error:
        raise BadInput({"file": error.first_sentence}) from None


def _workplace() -> Path:
    folder = Path(settings.DATA_DIR) / "work" / f"inspect-{new_id()}"
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise EngineFailed(unwritable(error), permanent=False) from None
    return folder


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
    given = file.name or "file"
    try:
        asset.file.save(given, file, save=False)
        _to_disk(Path(asset.file.path))
    except OSError as error:
        _take_back(asset, given)
        raise EngineFailed(unwritable(error), permanent=False) from None
    asset.save(force_insert=True)
    return asset


def _to_disk(path: Path) -> None:
    """Wait until the file and its name are on the disk. Its row is there at once, and a video that was paid for would
    be an empty file after the power failed: the kernel writes files half a minute later.
    """
    for each in (path, path.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _take_back(asset: Asset, given: str) -> None:
    """Remove what was written of a file until the disk was full: it would keep it full until strays are swept."""
    field = Asset._meta.get_field("file")
    with suppress(OSError):
        field.storage.delete(field.generate_filename(asset, given))


def _digest(file: Any) -> str:
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found


def head_of(file: Any) -> bytes:
    """What `kinds` tells a file by. It stands at its beginning again then."""
    file.seek(0)
    found: bytes = file.read(kinds.HEAD)
    file.seek(0)
    return found
