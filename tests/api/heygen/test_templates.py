"""Templates as HeyGen's programs use them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from studio.actions import provider_templates, templates
from studio.models import Account, ApiKey, Job, Render, Template, User
from studio.providers.base import TemplateOffer
from studio.vocabulary import Provider
from tests import faces, people
from tests.api.heygen.asking import ask, error_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(key: ApiKey) -> Template:
    board: dict[str, Any] = {
        "title": "For {{first_name}}", "dimension": {"width": 1280, "height": 720}, "caption_mode": "burn_in",
        "scenes": [
            {
                "character": {"type": "avatar", "avatar_id": "maya"},
                "voice": {"type": "text", "voice_id": "nora", "input_text": "Hello {{first_name}}."},
                "background": {"type": "color", "value": "#ffffff"},
            }
        ],
    }  # fmt: skip
    named = {
        "first_name": {"label": "First name", "default": None},
        "who": {"type": "avatar", "path": "scenes.0.character"},
        "said": {"type": "voice", "path": "scenes.0.voice"},
        "behind": {"type": "image", "path": "scenes.0.background"},
    }
    return templates.create(key.account, actor=key.created_by, name="Welcome", storyboard=board, variables=named)


def variable(name: str, kind: str, **properties: Any) -> dict[str, Any]:
    return {name: {"name": name, "type": kind, "properties": properties}}


JOHN = variable("first_name", "text", content="John")


def ordered(key: ApiKey, template: Template, **body: Any) -> Any:
    return ask("POST", f"/v2/template/{template.pk.hex}/generate", key, {"variables": JOHN, **body})


def test_templates_are_listed_with_a_picture(key: ApiKey, template: Template, other: ApiKey) -> None:
    answer = ask("GET", "/v2/templates", key).json()
    assert answer == {
        "error": None,
        "data": {
            "templates": [
                {
                    "template_id": template.pk.hex, "name": "Welcome", "aspect_ratio": "landscape",
                    "thumbnail_image_url": "http://testserver/cast/maya.jpg",
                }
            ]
        },
    }  # fmt: skip
    assert ask("GET", "/v2/templates", other).json()["data"] == {"templates": []}


def test_its_variables_are_shown_as_they_are_sent(key: ApiKey, template: Template) -> None:
    found = ask("GET", f"/v2/template/{template.pk.hex}", key).json()["data"]["variables"]
    assert found["first_name"] == {"name": "first_name", "type": "text", "properties": {"content": ""}}
    assert {name: each["type"] for name, each in found.items()} == {
        "first_name": "text", "who": "character", "said": "voice", "behind": "image"
    }  # fmt: skip
    assert set(found["behind"]["properties"]) == {"url", "asset_id", "fit"}


def test_its_variables_can_be_sent_back_as_they_are_shown(key: ApiKey, template: Template) -> None:
    """Programs read them all, change one and send them all."""
    found = ask("GET", f"/v2/template/{template.pk.hex}", key).json()["data"]["variables"]
    assert found["who"]["properties"] == {"character_id": "maya", "type": "avatar"}
    assert found["said"]["properties"] == {"voice_id": "nora", "locale": None}
    assert found["behind"]["properties"] == {"url": None, "asset_id": None, "fit": "cover"}
    assert ordered(key, template, variables=found | JOHN).status_code == 200
    scene = Render.objects.get().storyboard["scenes"][0]
    assert (scene["character"]["avatar_id"], scene["background"]["value"]) == ("maya", "#ffffff")
    nobody = variable("who", "character", character_id=None) | variable("said", "voice", voice_id=None)
    assert ordered(key, template, variables=JOHN | nobody).status_code == 200


def test_a_video_is_made_of_it(key: ApiKey, template: Template) -> None:
    answer = ordered(key, template, title="New Video", caption=False, test=False, callback_id="c")
    assert answer.status_code == 200, answer.content
    job = Job.objects.get(external_id=answer.json()["data"]["video_id"])
    assert (job.template, job.callback_id) == (template, "c")
    board = Render.objects.get().storyboard
    assert (board["title"], board["scenes"][0]["voice"]["input_text"]) == ("New Video", "Hello John.")
    assert "caption_mode" not in board
    status = ask("GET", f"/v1/video_status.get?video_id={job.external_id}", key).json()
    assert status["data"]["status"] == "pending"


def test_captions_that_the_template_burns_in_are_told_of(key: ApiKey, template: Template) -> None:
    for body, burned in (({}, True), ({"caption": False}, False)):
        name = ordered(key, template, **body).json()["data"]["video_id"]
        people.made(Render.objects.latest("created_at"))
        found = ask("GET", f"/v1/video_status.get?video_id={name}", key).json()["data"]
        assert found["video_url"]
        assert bool(found["video_url_caption"]) is burned


def test_everything_that_varies_can_be_given(key: ApiKey, template: Template) -> None:
    values = JOHN | variable("who", "character", character_id="kate", type="avatar")
    size = {"width": 640, "height": 640}
    assert ordered(key, template, variables=values, dimension=size, fps=30.0).status_code == 200
    board = Render.objects.get().storyboard
    assert (board["title"], board["scenes"][0]["character"]["avatar_id"]) == ("For John", "kate")
    assert (board["dimension"], board["fps"], board["caption_mode"]) == (size, 30, "burn_in")


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"variables": {}}, "invalid_parameter", "variables.first_name is invalid: Give a value for this variable."),
        (
            {"variables": variable("first_name", "text")},
            "invalid_parameter",
            "variables.first_name.text.properties.content is invalid: Field required",
        ),
        ({"variables": {"first_name": {}}}, "invalid_parameter", "variables.first_name is invalid: Unable to extract"),
        (
            {"variables": JOHN | variable("who", "character", character_id="nobody")},
            "avatar_not_found",
            "Avatar nobody not found or no longer available.",
        ),
        (
            {"variables": JOHN | variable("said", "voice", voice_id="nobody")},
            "voice_not_found",
            "Voice nobody not found or no longer available.",
        ),
        (
            {"variables": JOHN | variable("behind", "image")},
            "invalid_parameter",
            "variables.behind.image.properties is invalid: Value error, either url or asset_id needs to be provided",
        ),
        (
            {"variables": JOHN | variable("behind", "image", url="http://127.0.0.1/a.png")},
            "download_failed",
            "variables.behind: ",
        ),
        ({"variables": JOHN | variable("odd", "text", content="x")}, "invalid_parameter", "variables.odd is invalid: "),
        ({"scene_ids": ["1"]}, "invalid_parameter", "scene_ids is invalid: Value error, "),
        ({"fps": 60}, "invalid_parameter", "fps is invalid: Input should be 25 or 30"),
    ],
)
def test_it_refuses_by_the_variables_name(
    key: ApiKey, template: Template, body: dict[str, Any], code: str, message: str
) -> None:
    answer = ordered(key, template, **body)
    assert error_of(answer) == (400, code)
    assert answer.json()["error"]["message"].startswith(message)
    assert not Job.objects.exists()


def test_another_teams_template_is_not_there(key: ApiKey, other: ApiKey, template: Template) -> None:
    for who, name in ((other, template.pk.hex), (key, "none"), (key, "0" * 32)):
        assert error_of(ask("GET", f"/v2/template/{name}", who)) == (404, "resource_not_found")
        assert error_of(ask("POST", f"/v2/template/{name}/generate", who, {})) == (404, "resource_not_found")


def test_a_template_has_a_picture_of_its_own(key: ApiKey, account: Account, template: Template) -> None:
    picture = faces.photo(account).picture
    Template.objects.filter(pk=template.pk).update(picture=picture)
    (line,) = ask("GET", "/v2/templates", key).json()["data"]["templates"]
    shown = Client().get(line["thumbnail_image_url"].removeprefix("http://testserver"))
    assert picture and shown.getvalue() == Path(picture.file.path).read_bytes()


def test_a_providers_template_is_made_with_all_its_scenes(alice: User) -> None:
    account = people.account(alice.teams.get(), provider=Provider.HEYGEN, price=100)
    key = people.key(account, by=alice)
    provider_templates.take_in(account, [TemplateOffer("t-1", "Reel", "9:16", {})])
    template = Template.objects.get()
    answer = ordered(key, template, variables={}, scene_ids=["scene_1"])
    assert error_of(answer)[:2] == (400, "invalid_parameter")
    assert not Job.objects.exists()
    assert ordered(key, template, variables={}).status_code == 200
