"""Templates as v3's programs use them."""

from __future__ import annotations

from typing import Any

import pytest

from studio.models import ApiKey, Job, Render, Template
from tests.api.heygen.asking import ask
from tests.api.heygen.test_templates import JOHN, template, variable
from tests.api.heygen_v3.asking import error_of, told

__all__ = ["template"]

pytestmark = pytest.mark.django_db
ROUTE = "/v3/templates/{template_id}"


def ordered(key: ApiKey, template: Template, **body: Any) -> Any:
    sent = {"variables": JOHN, **body}
    return told("POST", f"/templates/{template.pk.hex}", key, sent, route=f"POST {ROUTE}")["data"]


def test_templates_are_listed(key: ApiKey, other: ApiKey, template: Template) -> None:
    listed = told("GET", "/templates?limit=1", key)
    assert (listed["has_more"], listed["next_token"]) == (False, None)
    (line,) = listed["data"]
    assert line == {
        "id": template.pk.hex, "name": "Welcome", "aspect_ratio": "16:9",
        "thumbnail_url": "http://testserver/cast/maya.jpg", "created_at": int(template.created_at.timestamp()),
        "updated_at": int(template.updated_at.timestamp()),
    }  # fmt: skip
    assert told("GET", "/templates", other)["data"] == []


def test_one_tells_what_varies_and_where(key: ApiKey, template: Template) -> None:
    found = told("GET", f"/templates/{template.pk}", key, route=f"GET {ROUTE}")["data"]
    assert found["scene_ids"] == ["scene_1"]
    (scene,) = found["scenes"]
    assert (scene["scene_id"], scene["script"]) == ("scene_1", "Hello {{first_name}}.")
    assert {each["name"]: each["variable_type"] for each in scene["variables"]} == {
        "first_name": "text", "who": "character", "said": "voice", "behind": "image"
    }  # fmt: skip
    assert ask("GET", f"/v3/template/{template.pk.hex}", key).json() == {"data": found}
    v2 = ask("GET", f"/v2/template/{template.pk.hex}", key).json()["data"]["variables"]
    assert found["variables"] == v2


def test_a_video_is_made_of_it(key: ApiKey, template: Template) -> None:
    video = ordered(key, template, title="New", callback_id="c", fps=30, subtitles={"preset_name": "bold"})
    assert (video["status"], video["title"]) == ("pending", "New")
    job = Job.objects.get(external_id=video["id"])
    assert (job.template, job.callback_id) == (template, "c")
    board = Render.objects.get().storyboard
    assert (board["scenes"][0]["voice"]["input_text"], board["fps"], board["caption"]) == ("Hello John.", 30, True)
    assert told("GET", f"/videos/{video['id']}", key, route="GET /v3/videos/{video_id}")["data"]["id"] == video["id"]


def test_scenes_are_chosen_and_repeated(key: ApiKey, template: Template) -> None:
    scene = template.storyboard["scenes"][0]
    second = {**scene, "voice": {**scene["voice"], "input_text": "Bye."}}
    Template.objects.update(storyboard={**template.storyboard, "scenes": [scene, second]})
    ordered(key, template, scene_ids=["scene_2", "scene_1", "scene_2"])
    said = [each["voice"]["input_text"] for each in Render.objects.get().storyboard["scenes"]]
    assert said == ["Bye.", "Hello John.", "Bye."]


@pytest.mark.parametrize(
    ("body", "status", "code", "param"),
    [
        ({"variables": None}, 400, "invalid_parameter", "variables"),
        ({"variables": {}}, 400, "invalid_parameter", "variables.first_name"),
        (
            {"variables": variable("first_name", "text")}, 400, "invalid_parameter",
            "variables.first_name.properties.content",
        ),
        ({"variables": JOHN | variable("who", "character", character_id="x")}, 404, "avatar_not_found",
         "variables.who"),
        ({"variables": JOHN | variable("said", "voice", voice_id="x")}, 404, "voice_not_found", "variables.said"),
        (
            {"variables": JOHN | variable("behind", "image", url="http://127.0.0.1/a.png")}, 400, "download_failed",
            "variables.behind",
        ),
        (
            {"variables": JOHN | variable("behind", "image", url="http://127.0.0.1/a.png"),
             "scene_ids": ["scene_1", "scene_1"]},
            400, "download_failed", "variables.behind",
        ),
        ({"scene_ids": ["scene_2"]}, 400, "invalid_parameter", "scene_ids"),
        ({"fps": 60}, 400, "invalid_parameter", "fps"),
        ({"folder_id": "x"}, 404, "resource_not_found", ""),
    ],
)  # fmt: skip
def test_it_refuses_at_a_place(
    key: ApiKey, template: Template, body: dict[str, Any], status: int, code: str, param: str
) -> None:
    answer = ask("POST", f"/v3/templates/{template.pk.hex}", key, {"variables": JOHN, **body})
    assert error_of(answer) == (status, code, param)
    assert not Job.objects.exists()


def test_another_teams_template_is_not_there(key: ApiKey, other: ApiKey, template: Template) -> None:
    for who, name in ((other, template.pk.hex), (key, "none")):
        for method in ("GET", "POST"):
            answer = ask(method, f"/v3/templates/{name}", who, {})
            assert error_of(answer) == (404, "resource_not_found", "")
