"""Custom templates and their jobs as programs written for Creatify use them."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from studio.actions import provider_templates, templates
from studio.actions.casting import stable_uuid
from studio.models import Account, ApiKey, Delivery, Job, Render, Template, User, Video, Wallet
from studio.providers.base import TemplateOffer
from studio.vocabulary import Provider
from tests import people
from tests.api.creatify.asking import FORM, get, post

pytestmark = pytest.mark.django_db
JOB: dict[str, type | tuple[type, ...]] = {
    "id": str, "created_at": str, "updated_at": str, "variables": dict, "media_job": (str, type(None)),
    "video_output": (str, type(None)), "preview": (str, type(None)), "editor_url": (str, type(None)),
    "failed_reason": str, "credits_used": int, "duration": int, "status": str, "progress": (int, float),
    "name": (str, type(None)), "webhook_url": (str, type(None)), "model_version": str, "is_hidden": bool,
}  # fmt: skip
"""The contract's CustomTemplateJob, key by key."""
GOOD: dict[str, Any] = {
    "first_name": {"type": "text", "properties": {"content": "Ana"}},
    "company_name": {"type": "text", "properties": {"content": "Acme"}},
}


def ordered(key: ApiKey, template: Template, path: str = "custom_template_jobs/", **body: Any) -> dict[str, Any]:
    answer = post(path, key, {"template_id": str(template.pk), "variables": GOOD, **body})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def scripts() -> list[str]:
    return [scene["voice"]["input_text"] for scene in Render.objects.latest("created_at").storyboard["scenes"]]


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_catalogue_is_a_plain_array(key: ApiKey, template: Template, slash: str) -> None:
    (entry,) = get(f"custom_templates{slash}", key).json()
    assert list(entry) == ["template_id", "name", "preview", "aspect_ratio", "created_at", "updated_at"]
    assert all(isinstance(value, str) for value in entry.values())
    assert (entry["template_id"], entry["aspect_ratio"]) == (str(template.pk), "9x16")
    assert entry["preview"] == "http://testserver/cast/maya.jpg"
    assert entry["created_at"].endswith("Z")
    detail = get(f"custom_templates/{template.pk}{slash}", key).json()
    assert set(detail) == {*entry, "variables"}
    assert detail["variables"] == {
        "first_name": {"type": "text", "properties": {"content": "friend"}},
        "company_name": {"type": "text", "properties": {"content": "our company"}},
        "background": {"type": "image", "properties": {"url": ""}},
    }


@pytest.mark.parametrize("slash", ["", "/"])
def test_it_goes_from_variables_to_video(key: ApiKey, template: Template, slash: str) -> None:
    job = ordered(key, template, f"custom_template_jobs{slash}", name="Acme – week 12")
    assert set(job) == set(JOB)
    assert all(isinstance(job[name], kind) for name, kind in JOB.items())
    assert (job["status"], job["progress"], job["video_output"], job["failed_reason"]) == ("pending", 0, None, "")
    assert (job["variables"], job["name"], job["model_version"]) == (GOOD, "Acme – week 12", "standard")
    assert uuid.UUID(job["id"]).version == 4
    assert get(f"custom_template_jobs/{job['id']}{slash}", key).json()["status"] == "in_queue"
    assert scripts()[0] == "Welcome, Ana! How lovely to have you at Acme."
    people.made(Render.objects.get())
    done = get(f"custom_template_jobs/{job['id']}{slash}", key).json()
    assert set(done) == set(JOB)
    assert (done["status"], done["progress"], done["duration"], done["credits_used"]) == ("done", 1, 3, 0)
    path = done["video_output"].removeprefix("http://testserver")
    assert b"Welcome, Ana!" in Client().get(path).getvalue()


def test_variables_can_be_sent_as_they_are_shown(key: ApiKey, template: Template) -> None:
    shown = get(f"custom_templates/{template.pk}/", key).json()["variables"]
    shown["first_name"]["properties"]["content"] = "Ada"
    sent = post("custom_template_jobs/", key, {"template_id": str(template.pk), "variables": shown})
    assert sent.status_code == 201, sent.content
    assert sent.json()["variables"] == shown


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_preview_is_rendered_later(key: ApiKey, template: Template, slash: str) -> None:
    job = ordered(key, template, f"custom_template_jobs/preview_async{slash}")
    address = f"custom_template_jobs/{job['id']}"
    early = post(f"{address}/render{slash}", key)
    assert (early.status_code, set(early.json())) == (400, {"detail"})
    people.made(Render.objects.get(kind="draft"))
    seen = get(address, key).json()
    assert (seen["status"], seen["video_output"], seen["credits_used"]) == ("done", None, 0)
    assert Client().get(seen["preview"].removeprefix("http://testserver")).status_code == 200
    for whatever in ({"template_id": "x", "variables": 7}, [1], b"{", b"a=b"):
        again = post(f"{address}/render{slash}", key, whatever)
        assert (again.status_code, again.json()["status"], again.json()["id"]) == (200, "pending", job["id"])
    people.made(Render.objects.get(kind="final"))
    done = get(address, key).json()
    assert (done["status"], bool(done["video_output"]), bool(done["preview"])) == ("done", True, True)
    assert Render.objects.count() == 2


def test_a_blocking_preview_waits_no_longer_than_asked(key: ApiKey, template: Template) -> None:
    job = ordered(key, template, "custom_template_jobs/preview/")
    assert (job["status"], job["preview"]) == ("pending", None)
    assert Render.objects.get().kind == "draft"


def test_an_order_is_pending_though_its_scenes_are_there_already(key: ApiKey, template: Template) -> None:
    ordered(key, template)
    people.made(Render.objects.get())
    job = ordered(key, template)
    assert (job["status"], job["progress"]) == ("pending", 0)
    assert get(f"custom_template_jobs/{job['id']}", key).json()["status"] == "running"


def test_a_direct_order_is_not_rendered_again(key: ApiKey, template: Template) -> None:
    job = ordered(key, template)
    answer = post(f"custom_template_jobs/{job['id']}/render/", key, {})
    assert (answer.status_code, set(answer.json())) == (400, {"detail"})
    assert Render.objects.count() == 1


def test_it_lists_jobs_newest_first(key: ApiKey, other: ApiKey, template: Template) -> None:
    first, second = ordered(key, template, name="1")["id"], ordered(key, template, name="2")["id"]
    assert [job["id"] for job in get("custom_template_jobs/", key).json()] == [second, first]
    assert [job["id"] for job in get(f"custom_template_jobs?ids={first},{uuid.uuid4()}", key).json()] == [first]
    assert [job["id"] for job in get("custom_template_jobs/?ordering=created_at", key).json()] == [first, second]
    assert get("custom_template_jobs/", other).json() == []
    twice = get(f"custom_template_jobs/?ids={first}&ids={second}&ordering=created_at", key).json()
    assert [job["id"] for job in twice] == [first, second], "as many clients write lists"
    assert get("custom_template_jobs/?ids=" + ",".join(["x"] * 101), key).status_code == 400


@pytest.mark.parametrize("how", ["form", "multipart", "curl"])
def test_it_takes_forms(key: ApiKey, template: Template, how: str) -> None:
    fields = {"template_id": str(template.pk), "variables": json.dumps(GOOD), "name": "Form", "is_hidden": "true"}
    if how == "multipart":
        headers = {"X-API-ID": "x", "X-API-KEY": key.secret}  # type: ignore[attr-defined]
        answer: Any = Client().post("/creatify/api/custom_template_jobs/", fields, headers=headers)
    else:
        raw = json.dumps({**fields, "variables": GOOD}) if how == "curl" else urlencode(fields)
        answer = post("custom_template_jobs/", key, raw.encode(), mime=FORM)
    assert answer.status_code == 201, answer.content
    assert (answer.json()["name"], answer.json()["is_hidden"], answer.json()["variables"]) == ("Form", True, GOOD)
    assert scripts()[0].startswith("Welcome, Ana!")


def test_arabic_and_bare_texts_are_taken(key: ApiKey, template: Template) -> None:
    ordered(key, template, variables={"first_name": "ليلى", "company_name": None, "strange": "x"})
    assert scripts()[0] == "Welcome, ليلى! How lovely to have you at our company."


def test_every_type_of_variable_is_filled(key: ApiKey, account: Account, video: Video) -> None:
    video.scenes.update(document={
        "character": {"type": "avatar", "avatar_id": "maya"},
        "voice": {"type": "text", "voice_id": "nora", "input_text": "Hello {{who}}."},
    })  # fmt: skip
    made = templates.save(video, actor=None, name="All", variables={
        "host": {"type": "avatar", "path": "scenes.0.character"}, "tone": {"type": "voice", "path": "scenes.0.voice"},
    })  # fmt: skip
    shown = get(f"custom_templates/{made.pk}/", key).json()["variables"]
    maya, kofi = str(stable_uuid("avatar", "maya")), str(stable_uuid("avatar", "kofi"))
    nora, paul = str(stable_uuid("voice", "nora")), str(stable_uuid("voice", "paul"))
    assert shown["host"] == {"type": "avatar", "properties": {"avatar_id": maya}}
    assert shown["tone"] == {"type": "voiceover", "properties": {"voice_id": nora}}
    ordered(key, made, variables={
        "who": {"type": "text", "properties": {"content": "all"}},
        "host": {"type": "avatar", "properties": {"avatar_id": kofi}},
        "tone": {"type": "voiceover", "properties": {"voice_id": paul}},
    })  # fmt: skip
    scene = Render.objects.get().storyboard["scenes"][0]
    assert (scene["character"]["avatar_id"], scene["voice"]["voice_id"]) == ("kofi", "paul")


@pytest.mark.parametrize(
    ("body", "field", "part"),
    [
        ({"template_id": None}, "template_id", "This field is required."),
        ({"template_id": str(uuid.uuid4())}, "template_id", "does not exist"),
        ({"template_id": ["x"]}, "template_id", "Not a valid string."),
        ({"variables": None}, "variables", "This field is required."),
        ({"variables": [1]}, "variables", "Expected a dictionary"),
        ({"variables": {"first_name": {"type": "colour"}}}, "variables", "first_name.type: \"colour\" is not a valid"),
        ({"variables": {"first_name": {"type": "image", "properties": {"url": "https://a.example/b.jpg"}}}},
         "variables", "first_name: This variable is of type text, not image."),
        ({"variables": {"background": {"type": "image", "properties": {"url": "a.jpg"}}}}, "variables", "valid URL"),
        ({"variables": {"background": {"type": "image", "properties": {"url": "http://127.0.0.1/b.jpg"}}}},
         "variables", "background: "),
        ({"variables": {"first_name": "x" * 10_000}}, "variables", "first_name: Shorten the script to 5,000"),
        ({"name": "x" * 256}, "name", "no more than 255 characters"),
        ({"webhook_url": "example.org"}, "webhook_url", "Enter a valid URL."),
        ({"webhook_url": "https://example.org/" + "x" * 200}, "webhook_url", "no more than 200 characters"),
        ({"model_version": "aurora"}, "model_version", "is not a valid choice"),
        ({"is_hidden": "perhaps"}, "is_hidden", "Must be a valid boolean."),
    ],
)  # fmt: skip
def test_it_refuses_by_field(key: ApiKey, template: Template, body: dict[str, Any], field: str, part: str) -> None:
    sent = {"template_id": str(template.pk), "variables": GOOD, **body}
    answer = post("custom_template_jobs/", key, sent)
    assert answer.status_code == 400, answer.content
    assert set(answer.json()) == {field}
    assert part in answer.json()[field][0]
    assert not Job.objects.exists()
    assert not Video.objects.exists()


def test_it_tells_another_team_nothing(key: ApiKey, other: ApiKey, template: Template) -> None:
    job = ordered(key, template)["id"]
    for path in (f"custom_template_jobs/{job}/", f"custom_templates/{template.pk}/", f"custom_templates/{job}",
                 "custom_template_jobs/x", f"custom_template_jobs/{uuid.uuid4()}"):  # fmt: skip
        answer = get(path, other)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})
    assert post(f"custom_template_jobs/{job}/render/", other).status_code == 404
    refused = post("custom_template_jobs/", other, {"template_id": str(template.pk), "variables": GOOD})
    assert set(refused.json()) == {"template_id"}
    assert get("custom_templates/", other).json() == []


def test_it_says_when_credits_do_not_reach(key: ApiKey, template: Template, wallet: Wallet) -> None:
    Account.objects.filter(pk=key.account_id).update(price=100_00)
    long = {**GOOD, "first_name": "Ana, " * 200}
    answer = post("custom_template_jobs/", key, {"template_id": str(template.pk), "variables": long})
    assert (answer.status_code, set(answer.json())) == (400, {"detail"})
    assert "credit" in answer.json()["detail"]
    assert not Job.objects.exists()


def test_the_end_is_told_to_the_webhook(key: ApiKey, template: Template) -> None:
    job = ordered(key, template, webhook_url="https://example.org/hook")
    assert job["webhook_url"] == "https://example.org/hook"
    people.made(Render.objects.get())
    told = Delivery.objects.get()
    body = json.loads(told.body)
    assert told.url == "https://example.org/hook"
    assert set(body) == {"id", "status", "failed_reason", "video_output", "output"}
    assert (body["id"], body["status"], body["failed_reason"]) == (job["id"], "done", "")
    assert body["video_output"] == body["output"]
    assert body["output"].startswith("http://testserver/files/")


def test_the_same_request_is_answered_alike(key: ApiKey, template: Template) -> None:
    body = {"template_id": str(template.pk), "variables": GOOD}
    first = post("custom_template_jobs/", key, body, **{"Idempotency-Key": "k1"})
    again = post("custom_template_jobs/", key, body, **{"Idempotency-Key": "k1"})
    other = post("custom_template_jobs/", key, {**body, "name": "x"}, **{"Idempotency-Key": "k1"})
    assert (first.json()["id"], other.status_code) == (again.json()["id"], 422)
    assert set(other.json()) == {"detail"}


DATA = {
    "address": "1 Main St", "first_name": "Ana", "sqft": 900, "openhouseDate_1": {"date": "May 1", "time": "9"},
    "listing_images": {"image_1": "https://a.example/1.jpg"},
}  # fmt: skip


def test_the_shape_of_early_2025_works(key: ApiKey, template: Template, other: ApiKey) -> None:
    template.storyboard["scenes"][1]["voice"]["input_text"] = "{{address}}, {{openhouseDate_1_date}}, {{sqft}}."
    template.save()
    templates.name_variables(template, actor=None, version=1, variables={"first_name": {"default": "you"}})
    del template.variables["company_name"]
    template.save()
    body = {"visual_style": template.name.upper(), "data": DATA, "name": "House", "webhook_url": None}
    answer = post("custom_templates/", key, body)
    assert answer.status_code == 201, answer.content
    job = answer.json()
    assert {"id", "created_at", "updated_at", "media_job", "video_output", "preview", "failed_reason", "credits_used",
            "status", "progress", "visual_style", "data", "name", "webhook_url"} <= set(job)  # fmt: skip
    assert (job["data"], job["status"]) == (DATA, "pending")
    assert scripts()[1] == "1 Main St, May 1, 900."
    assert get(f"custom_templates/{job['id']}/", key).json()["status"] == "in_queue"
    assert get(f"custom_templates/{job['id']}/", other).status_code == 404
    seen = post("custom_templates/preview/", key, body).json()
    people.made(Render.objects.get(kind="draft"))
    assert post(f"custom_templates/{seen['id']}/render/", key).json()["id"] == seen["id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"visual_style": "none"}, "visual_style"), ({"data": None}, "data"), ({"data": {"first_name": [1]}}, "data")],
)
def test_the_older_shape_is_refused_by_field(
    key: ApiKey, template: Template, body: dict[str, Any], field: str
) -> None:  # fmt: skip
    answer = post("custom_templates/", key, {"visual_style": template.name, "data": DATA, **body})
    assert (answer.status_code, set(answer.json())) == (400, {field})


def test_a_template_at_a_provider_is_passed_on(alice: User) -> None:
    account = people.account(alice.teams.get(), provider=Provider.CREATIFY, price=100)
    key = people.key(account, by=alice)
    variables = {"company": {"type": "text", "default": "Acme"}, "hero.1": {"type": "image", "default": ""}}
    provider_templates.take_in(account, [TemplateOffer("t-1", "Reel", "9:16", variables)])
    template = Template.objects.get()
    detail = get(f"custom_templates/{template.pk}/", key).json()
    assert (detail["name"], detail["aspect_ratio"]) == ("Reel", "9x16")
    assert detail["variables"] == {
        "company": {"type": "text", "properties": {"content": "Acme"}},
        "hero_1": {"type": "image", "properties": {"url": ""}},
    }
    given = {"company": {"type": "text", "properties": {"content": "Bo"}}}
    answer = post("custom_template_jobs/", key, {"template_id": str(template.pk), "variables": given})
    assert answer.status_code == 201, answer.content
    render = Render.objects.get()
    assert render.storyboard["template"] == {
        "template_id": "t-1", "variables": {"company": {"type": "text", "properties": {"content": "Bo"}}},
    }  # fmt: skip
    assert render.takes.get().quote == 500
