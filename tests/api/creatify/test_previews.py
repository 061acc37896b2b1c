"""Previews that are waited for, that fail, and what the catalogue shows of a template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from studio.actions import renders, templates
from studio.api.creatify import orders
from studio.models import Account, ApiKey, Asset, Render, Template, Video
from tests import faces, people
from tests.api.creatify.asking import get, post

pytestmark = pytest.mark.django_db
VARIABLES = {"first_name": "Ana", "company_name": "Acme"}


def order(key: ApiKey, template: Template, path: str = "preview/", **headers: str) -> dict[str, Any]:
    body = {"template_id": str(template.pk), "variables": VARIABLES}
    answer = post(f"custom_template_jobs/{path}", key, body, **headers)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_a_preview_is_answered_when_it_is_there(
    key: ApiKey, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        people.made(Render.objects.get())

    monkeypatch.setattr(orders.time, "sleep", sleep)
    job = order(key, template, Prefer="")
    assert (job["status"], bool(job["preview"]), job["video_output"]) == ("done", True, None)
    assert naps == [orders.PAUSE]


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ("", 25.0), ("wait=3", 3.0), ("return=minimal, WAIT = 0", 0.0), ("wait=99", 25.0), ("wait=x", 25.0),
        ("wait", 25.0), ("waits=3", 25.0),
    ],
)  # fmt: skip
def test_a_program_may_ask_for_less_patience(prefer: str, seconds: float) -> None:
    assert orders._patience(RequestFactory().post("/", headers={"Prefer": prefer})) == seconds


def test_a_preview_that_failed_is_not_rendered(key: ApiKey, template: Template) -> None:
    job = order(key, template, "preview_async/")
    renders.cancel(Render.objects.get(), actor=None)
    assert get(f"custom_template_jobs/{job['id']}/", key).json()["status"] == "failed"
    answer = post(f"custom_template_jobs/{job['id']}/render/", key)
    assert (answer.status_code, answer.json()) == (400, {"detail": "The preview failed. Order a new one."})
    assert Render.objects.count() == 1


def test_the_older_shape_has_previews_that_nobody_waits_for(key: ApiKey, template: Template) -> None:
    body = {"visual_style": template.name, "data": VARIABLES}
    answer = post("custom_templates/preview_async/", key, body, Prefer="")
    assert (answer.status_code, answer.json()["status"], answer.json()["data"]) == (201, "pending", VARIABLES)
    assert Render.objects.get().kind == "draft"


def picture(account: Account) -> Asset:
    found = faces.photo(account).picture
    assert found
    return found


def test_the_catalogue_shows_a_templates_own_picture_and_files(
    key: ApiKey, other: ApiKey, account: Account, video: Video
) -> None:  # fmt: skip
    shown = picture(account)
    video.scenes.update(document={
        "voice": {"type": "text", "voice_id": "nora", "input_text": "Hello."},
        "background": {"type": "image", "image_asset_id": str(shown.pk)},
    })  # fmt: skip
    variables = {"back": {"type": "image", "path": "scenes.0.background"}}
    made = templates.save(video, actor=None, name="All", variables=variables)
    Template.objects.filter(pk=made.pk).update(picture=shown)
    entry = get(f"custom_templates/{made.pk}/", key).json()
    for url in (entry["preview"], entry["variables"]["back"]["properties"]["url"]):
        assert Client().get(url.removeprefix("http://testserver")).getvalue() == Path(shown.file.path).read_bytes()
    Asset.objects.filter(pk=shown.pk).update(team=other.team)
    assert get(f"custom_templates/{made.pk}/", key).json()["variables"]["back"]["properties"]["url"] == ""


def test_voices_are_not_cloned(key: ApiKey) -> None:
    answer = post("voices/", key, {})
    assert (answer.status_code, set(answer.json())) == (501, {"detail"})


@pytest.mark.parametrize("body", [b"", b" ", b"null", b"[]", b"{}"])
def test_no_body_is_as_good_as_an_empty_one(key: ApiKey, body: bytes) -> None:
    answer = post("custom_template_jobs/", key, body)
    assert (answer.status_code, set(answer.json())) == (400, {"template_id", "variables"})


def test_a_form_without_its_parts_is_refused(key: ApiKey) -> None:
    answer = post("custom_template_jobs/", key, b"--x", mime="multipart/form-data; boundary=")
    assert (answer.status_code, answer.json()) == (400, {"detail": "Multipart form parse error."})
