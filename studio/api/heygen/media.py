"""Files: raw uploads of what a storyboard names, and of pictures that are to speak."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from studio.actions import assets, links, uploads
from studio.api.door import as_json, look_again, origin_of
from studio.api.heygen.manner import heygen_door
from studio.api.heygen.status import PAGE_ASKED, page_of
from studio.api.operations import BUSY, DELETE, GET, POST, Raw, or_post
from studio.api.refusals import TooBig
from studio.dialects import heygen
from studio.dialects.heygen.uploads import ASSET, ASSETS, FILES, PHOTO, PICTURES, Upload, asset, kind_of
from studio.dialects.shapes import NOTHING
from studio.errors import BadInput
from studio.models import ApiKey, Asset
from studio.models.ids import row_in
from studio.vocabulary import AssetKind

CHUNK = 256 * 1024
EMPTY = "The body is empty. Send the file's raw bytes."


@heygen_door(POST(takes=Raw(FILES), gives=heygen.in_v1_plain(ASSET)))
def upload(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`POST /v1/asset`: the body is the file, its Content-Type says which kind."""
    with _received(request) as file:
        kind, suffix = kind_of(request.headers.get("Content-Type", ""), assets.head_of(file))
        file.name = f"Upload.{suffix}"
        made = _kept(lambda: assets.upload(key.team, actor=key.created_by, file=file, kind=kind))
    return as_json(heygen.v1_plain(_shown(made, request)))


@heygen_door(POST(takes=Raw(PICTURES), gives=heygen.in_v1_plain(PHOTO), refuses=(BUSY,)))
def talking_photo(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`POST /v1/talking_photo`: have a picture speak. It is a JPEG or PNG of one face."""
    with _received(request) as file:
        kind, suffix = kind_of(request.headers.get("Content-Type", ""), assets.head_of(file))
        if kind != AssetKind.IMAGE:
            raise heygen.invalid("Content-Type", "Send the picture's raw bytes as image/jpeg or image/png.")
        file.name = f"Talking photo.{suffix}"
        photo = _kept(lambda: uploads.talking_photo(key, file, name="Talking photo"))
    picture = photo.picture
    url = links.to(picture, origin=origin_of(request)) if picture else ""
    return as_json(heygen.v1_plain({"talking_photo_id": photo.external_id, "talking_photo_url": url}))


@heygen_door(GET(asks=PAGE_ASKED, gives=heygen.in_v1_plain(ASSETS)))
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/asset/list?limit=&token=`: what was uploaded, newest first."""
    rows = uploads.of(key.team)
    found, token = page_of(request, rows)
    shown = [_shown(row, request) for row in found]
    return as_json(heygen.v1_plain({"assets": shown, "total": rows.count(), "token": token}))


@heygen_door(*or_post(DELETE(gives=heygen.in_v1_plain(NOTHING))))
def delete(request: HttpRequest, key: ApiKey, asset_id: str) -> HttpResponse:
    """`POST /v1/asset/{id}/delete`: take a file away."""
    found = row_in(uploads.of(key.team), asset_id)
    if found is None:
        raise heygen.not_found("Asset", asset_id, code="resource_not_found", status=404)
    uploads.remove(found)
    return as_json(heygen.v1_plain(None))


def _received(request: HttpRequest) -> TemporaryUploadedFile:
    """The body, on disk. It is read piece by piece: it may be far larger than what fits in memory. Raises TooBig."""
    most = settings.UPLOAD_LIMIT_MEDIA
    file = TemporaryUploadedFile("Upload", "", 0, None)
    try:
        size = 0
        while piece := request.read(CHUNK):
            size += len(piece)
            if size > most:
                raise TooBig(f"Send at most {most // 2**20} MB.")
            file.write(piece)
        if not size:
            raise heygen.Refused("invalid_parameter", EMPTY)
        look_again(request)
    except UnreadablePostError:
        file.close()
        raise heygen.Refused("invalid_parameter", "The body ended too early.") from None
    except BaseException:
        file.close()
        raise
    file.size = size
    file.seek(0)
    return file


def _kept(work: Any) -> Any:
    """What the work makes. A file that can't be used is refused without our own field's name."""
    try:
        return work()
    except BadInput as error:
        raise heygen.Refused("invalid_parameter", error.first_sentence) from None


def _shown(found: Asset, request: HttpRequest) -> dict[str, Any]:
    url = links.to(found, origin=origin_of(request))
    return asset(Upload(found.pk.hex, found.kind, int(found.created_at.timestamp()), url))
