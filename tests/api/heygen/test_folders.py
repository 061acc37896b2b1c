"""Folders: v1 by their path, v2 by their words."""

from __future__ import annotations

from typing import Any

import pytest

from studio.models import ApiKey, Folder
from tests.api.heygen.asking import ask, error_of, ordered

pytestmark = pytest.mark.django_db
FIELDS = {
    "id", "name", "parent_id", "project_type", "is_trash", "created_ts", "updated_ts", "direct_children_count",
    "creator_username",
}  # fmt: skip
VOICE: dict[str, Any] = {"voice": {"type": "text", "voice_id": "nora", "input_text": "Hi."}}


def made(key: ApiKey, name: str = "Spring", **body: Any) -> dict[str, Any]:
    answer = ask("POST", "/v1/folders/create", key, {"name": name, **body})
    assert answer.json()["error"] is None, answer.content
    found: dict[str, Any] = answer.json()["data"]
    return found


def test_a_folder_is_made_named_trashed_and_restored(key: ApiKey) -> None:
    folder = made(key)
    assert set(folder) == FIELDS
    assert (folder["name"], folder["project_type"], folder["is_trash"]) == ("Spring", "mixed", False)
    assert made(key, "Kit", project_type="brand_kit")["project_type"] == "brand_kit"
    Folder.objects.filter(name="Kit").delete()
    assert ask("POST", f"/v1/folders/{folder['id']}", key, {"name": "Summer"}).json()["data"]["name"] == "Summer"
    assert ask("POST", f"/v1/folders/{folder['id']}/trash", key).json()["data"]["is_trash"] is True
    assert ask("GET", "/v1/folders", key).json()["data"] == {"folders": [], "token": None, "total": 0}
    assert ask("GET", "/v1/folders?is_trash=true", key).json()["data"]["total"] == 1
    refused = ask("POST", "/v2/video/generate", key, {"video_inputs": [VOICE], "folder_id": folder["id"]})
    assert error_of(refused) == (404, "resource_not_found")
    inside = ask("POST", "/v1/folders/create", key, {"name": "In it", "parent_id": folder["id"]})
    assert error_of(inside) == (404, "resource_not_found")
    assert ask("POST", f"/v1/folders/{folder['id']}/restore", key).json()["data"]["is_trash"] is False


def test_folders_are_found_page_by_page(key: ApiKey) -> None:
    top = made(key)
    names = [made(key, f"Part {number}", parent_id=top["id"])["id"] for number in range(3)][::-1]
    ordered(key, folder_id=top["id"])
    page = ask("GET", f"/v1/folders?limit=2&parent_id={top['id']}", key).json()["data"]
    assert ([each["id"] for each in page["folders"]], page["total"]) == (names[:2], 3)
    rest = ask("GET", f"/v1/folders?parent_id={top['id']}&token={page['token']}", key).json()["data"]
    assert [each["id"] for each in rest["folders"]] == names[2:]
    (found,) = ask("GET", "/v1/folders?name_filter=spr", key).json()["data"]["folders"]
    assert found["direct_children_count"] == 4
    blank = ask("GET", "/v1/folders?limit=&parent_id=&name_filter=&is_trash=&token=", key).json()["data"]
    assert blank["total"] == 4
    assert rest["folders"][0]["parent_id"] == top["id"]


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({}, "name is invalid: Field required"),
        ({"name": " "}, "Give the folder a name."),
        ({"name": "x", "project_type": "odd"}, "project_type is invalid: Input should be "),
    ],
)
def test_it_refuses_in_v2s_words(key: ApiKey, body: dict[str, Any], part: str) -> None:
    answer = ask("POST", "/v1/folders/create", key, body)
    assert error_of(answer) == (400, "invalid_parameter")
    assert part in answer.json()["error"]["message"]
    assert not Folder.objects.exists()


def test_another_teams_folder_is_not_there(key: ApiKey, other: ApiKey) -> None:
    name = made(key)["id"]
    for who, asked in ((other, name), (key, "none")):
        for path in (f"/v1/folders/{asked}", f"/v1/folders/{asked}/trash", f"/v1/folders/{asked}/restore"):
            assert error_of(ask("POST", path, who, {"name": "x"})) == (404, "resource_not_found")
    assert error_of(ask("POST", "/v1/folders/create", other, {"name": "x", "parent_id": name}))[0] == 404
    assert error_of(ask("GET", "/v1/folders?limit=101", key)) == (400, "invalid_parameter")
    assert error_of(ask("GET", "/v1/folders")) == (401, "unauthorized")
