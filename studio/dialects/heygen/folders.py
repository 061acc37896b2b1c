"""Folders, as HeyGen's programs make them and see them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import Field

from studio.dialects.heygen.body import Name, Sent, Text
from studio.dialects.shapes import FLAG, SECONDS, TEXT, WHOLE, many, nullable, shape, word

ProjectType = Literal["video_translate", "instant_avatar", "video", "asset", "brand_kit", "mixed"]
FOLDER: Final = shape(
    "Folder", id=TEXT, name=TEXT, parent_id=nullable(TEXT), project_type=word(*get_args(ProjectType)), is_trash=FLAG,
    created_ts=SECONDS, updated_ts=SECONDS, direct_children_count=WHOLE, creator_username=TEXT,
)  # fmt: skip
FOLDERS: Final = shape("Folders", folders=many(FOLDER), token=nullable(TEXT), total=WHOLE)


class FolderWanted(Sent):
    """`POST /v1/folders/create`."""

    name: Name
    project_type: ProjectType = "mixed"
    parent_id: Text = ""


class FolderNamed(Sent):
    """`POST /v1/folders/{id}`."""

    name: Name


class FoldersAsked(Sent):
    """The query of `GET /v1/folders`."""

    limit: Annotated[int, Field(ge=0, le=100)] = 100
    parent_id: Text = ""
    name_filter: Text = ""
    is_trash: bool = False
    token: Text = ""
    """Of the page before, for the next one."""


def folder(
    id: str, *, name: str, parent: str | None, project_type: str, trashed: bool, created: datetime,
    updated: datetime, children: int, creator: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "id": id, "name": name, "parent_id": parent, "project_type": project_type, "is_trash": trashed,
        "created_ts": int(created.timestamp()), "updated_ts": int(updated.timestamp()),
        "direct_children_count": children, "creator_username": creator,
    }  # fmt: skip
