"""`/v1/folders*`: v1 by its path, v2 by its words."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import folders
from studio.api.door import as_json, body_of
from studio.api.heygen.manner import heygen_door
from studio.api.heygen.status import page_of
from studio.api.heygen.videos import folder_of
from studio.api.operations import GET, NOT_THERE, POST
from studio.dialects import heygen
from studio.dialects.heygen.folders import FOLDER, FOLDERS, FolderNamed, FoldersAsked, FolderWanted, folder
from studio.models import ApiKey, Folder


@heygen_door(GET(asks=FoldersAsked, gives=heygen.in_v2(FOLDERS), refuses=(NOT_THERE,)))
def listed(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`GET /v1/folders?limit=&parent_id=&name_filter=&is_trash=&token=`: newest first. "" is as good as none."""
    asked = heygen.read(FoldersAsked, {name: value for name, value in request.GET.items() if value})
    found = folders.of(key.team).filter(trashed_at__isnull=not asked.is_trash)
    if asked.parent_id:
        found = found.filter(parent=_found(key, asked.parent_id))
    if asked.name_filter:
        found = found.filter(name__icontains=asked.name_filter)
    page, token = page_of(request, found)
    total = found.count()
    return as_json(heygen.v2({"folders": [_shown(each) for each in page], "token": token, "total": total}))


@heygen_door(POST(takes=FolderWanted, gives=heygen.in_v2(FOLDER), refuses=(NOT_THERE,)))
def create(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """`POST /v1/folders/create`: a new folder."""
    wanted = heygen.read(FolderWanted, heygen.json_body(body_of(request)))
    made = folders.create(
        key.team, actor=key.created_by, name=wanted.name, project_type=wanted.project_type,
        parent=folder_of(key, wanted.parent_id),
    )  # fmt: skip
    return _answer(key, made.pk)


@heygen_door(POST(takes=FolderNamed, gives=heygen.in_v2(FOLDER)))
def rename(request: HttpRequest, key: ApiKey, folder_id: str) -> HttpResponse:
    """`POST /v1/folders/{id}`: another name for it."""
    found = _found(key, folder_id)
    folders.rename(found, name=heygen.read(FolderNamed, heygen.json_body(body_of(request))).name, actor=key.created_by)
    return _answer(key, found.pk)


@heygen_door(POST(gives=heygen.in_v2(FOLDER)))
def trash(request: HttpRequest, key: ApiKey, folder_id: str) -> HttpResponse:
    """`POST /v1/folders/{id}/trash`: take it away, with what is in it."""
    found = _found(key, folder_id)
    folders.trash(found, actor=key.created_by)
    return _answer(key, found.pk)


@heygen_door(POST(gives=heygen.in_v2(FOLDER)))
def restore(request: HttpRequest, key: ApiKey, folder_id: str) -> HttpResponse:
    """`POST /v1/folders/{id}/restore`: put it back."""
    found = _found(key, folder_id)
    folders.restore(found, actor=key.created_by)
    return _answer(key, found.pk)


def _found(key: ApiKey, name: str) -> Folder:
    found = folders.find(key.team, name)
    if found is None:
        raise heygen.not_found("Folder", name, code="resource_not_found", status=404)
    return found


def _answer(key: ApiKey, pk: uuid.UUID) -> HttpResponse:
    return as_json(heygen.v2(_shown(_found(key, str(pk)))))


def _shown(found: Any) -> dict[str, Any]:
    return folder(
        found.pk.hex, name=found.name, parent=found.parent_id.hex if found.parent_id else None,
        project_type=found.project_type, trashed=found.trashed_at is not None, created=found.created_at,
        updated=found.updated_at, children=found.direct_children,
        creator=found.created_by.email if found.created_by else "program",
    )  # fmt: skip
