"""Files for orders: `POST /v3/assets`, a form with one field."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from studio import names
from studio.actions import assets, links, uploads
from studio.api.door import as_json, look_again, origin_of
from studio.api.heygen.manner import heygen_door
from studio.api.heygen.status import PAGE_ASKED, page_of
from studio.api.operations import DELETE, GET, POST, Form
from studio.api.refusals import TooBig
from studio.dialects import heygen, heygen_v3
from studio.dialects.heygen.uploads import kind_of
from studio.errors import BadInput
from studio.models import ApiKey, Asset
from studio.models.ids import row_in

MOST_BYTES = 32 * 2**20
FORM = 64 * 2**10
"""Bytes that a form may have around its file."""
FIELD = "file"
PAGE = 20
"""Files of one answer, unless told."""
NO_FILE = "file is invalid: Field required. Send multipart/form-data with one file in the field “file”."


@heygen_door(
    GET("What was uploaded, newest first.", asks=PAGE_ASKED, gives=heygen_v3.in_page(heygen_v3.assets.ASSET)),
    POST(
        "Upload a picture, recording or clip of at most 32 MB.", takes=Form((FIELD,)),
        gives=heygen_v3.in_v3(heygen_v3.assets.UPLOADED),
    ),
)  # fmt: skip
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v3/assets?limit=&token=`, and `POST /v3/assets`."""
    if request.method == "POST":
        return _uploaded(request, key)
    rows = uploads.of(key.team).select_related("created_by")
    found, token = page_of(request, rows, usual=PAGE)
    return as_json(heygen_v3.page([_shown(row, request) for row in found], token))


def _uploaded(request: HttpRequest, key: ApiKey) -> HttpResponse:
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES + FORM:
        raise TooBig(f"Send at most {MOST_BYTES // 2**20} MB.")
    file = _file(request)
    kind, suffix = kind_of(file.content_type or "", assets.head_of(file))
    file.name = names.for_download(file.name or "", stored=f"file.{suffix}")
    try:
        made = assets.upload(key.team, actor=key.created_by, file=file, kind=kind)
    except BadInput as error:
        told = f"file is invalid: {error.first_sentence}"
        raise heygen.Refused("invalid_parameter", told, param=FIELD) from None
    found = {
        "asset_id": made.pk.hex, "url": links.to(made, origin=origin_of(request)), "mime_type": made.mime,
        "size_bytes": made.size,
    }  # fmt: skip
    return as_json(heygen_v3.v3(found))


@heygen_door(
    GET("One file.", gives=heygen_v3.in_v3(heygen_v3.assets.ASSET)),
    DELETE("Take a file away.", gives=heygen_v3.in_v3(heygen_v3.assets.REMOVED)),
)  # fmt: skip
def asset(request: HttpRequest, key: ApiKey, asset_id: str) -> HttpResponse:
    """`GET` and `DELETE /v3/assets/{id}`: of what was uploaded."""
    found = _found(key, asset_id)
    if request.method == "DELETE":
        uploads.remove(found)
        return as_json(heygen_v3.v3({"id": found.pk.hex}))
    return as_json(heygen_v3.v3(_shown(found, request)))


def _file(request: HttpRequest) -> UploadedFile[Any]:
    try:
        file = request.FILES.get(FIELD)
    except MultiPartParserError:
        file = None
    if file is None:
        raise heygen.Refused("invalid_parameter", NO_FILE, param=FIELD)
    look_again(request)
    return file


def _found(key: ApiKey, name: str) -> Asset:
    found = row_in(uploads.of(key.team), name)
    if found is None:
        raise heygen_v3.not_found("Asset", name, code="asset_not_found")
    return found


def _shown(found: Asset, request: HttpRequest) -> dict[str, Any]:
    maker = found.created_by
    return {
        "id": found.pk.hex, "name": found.name, "type": found.kind, "owner": maker.email if maker else "program",
        "space_id": found.team_id.hex, "uploaded_at": int(found.created_at.timestamp()), "folder_id": None,
        "url": links.to(found, origin=origin_of(request)),
    }  # fmt: skip
