"""Many files as one ZIP, made while it is sent: no disk and no memory is taken for it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import tzinfo

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from studio.models import Asset
from studio.names import for_download

CHUNK = 256 * 1024
_UNSAFE = str.maketrans(dict.fromkeys('<>:"|?*', "-"))
"""No name on Windows has them: it unpacks no file that is called so. Browsers see to it for what they save alone."""


class _Pipe:
    """What an archive is written to; `taken` hands it on."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def answer(files: Iterable[tuple[str, Asset]], *, name: str) -> StreamingHttpResponse:
    """The files under their names, no two of which should be the same; what is gone from the disk is left out."""
    sent = StreamingHttpResponse(_written(files, timezone.get_current_timezone()), content_type="application/zip")
    sent["Content-Disposition"] = content_disposition_header(True, for_download(name, stored="a.zip")) or "attachment"
    return sent


def _written(files: Iterable[tuple[str, Asset]], zone: tzinfo) -> Iterator[bytes]:
    """Stored as they are: videos get no smaller."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for stem, asset in files:
            try:
                stored = asset.file.storage.open(str(asset.file.name))
            except FileNotFoundError:
                continue
            name = for_download(stem, stored=str(asset.file.name)).translate(_UNSAFE)
            entry = zipfile.ZipInfo(name, timezone.localtime(asset.created_at, zone).timetuple()[:6])
            with stored, archive.open(entry, "w", force_zip64=True) as into:
                while chunk := stored.read(CHUNK):
                    into.write(chunk)
                    yield pipe.taken()
    yield pipe.taken()
