"""Personas, voices, speech, credits, and what isn't here, as programs written for Creatify meet them."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.actions import answers
from studio.actions.casting import stable_uuid
from studio.models import Account, Answer, ApiKey, Asset, Delivery, Job, Template, Wallet
from tests import faces
from tests.api.creatify.asking import API_ID, ask, get, lasting, post

pytestmark = pytest.mark.django_db
PERSONA: dict[str, type] = {
    "id": str, "created_at": str, "updated_at": str, "gender": str, "creator_name": str, "suitable_industries": list,
    "preview_image_16_9": str, "preview_image_1_1": str, "preview_image_9_16": str, "preview_video_16_9": str,
    "preview_video_1_1": str, "preview_video_9_16": str, "landscape_preview_video": str,
    "squared_preview_video": str, "portrait_preview_video": str, "is_active": bool, "process_status": str,
    "failed_reason": str, "type": str, "age_range": str, "location": str, "style": str, "video_scene": str,
    "keywords": str,
}  # fmt: skip
SPEECH = {
    "id", "script", "accent", "webhook_url", "output", "media_job", "is_hidden", "status", "failed_reason",
    "created_at", "updated_at",
}  # fmt: skip
MAYA = str(stable_uuid("avatar", "maya"))


@pytest.mark.parametrize("path", ["personas", "personas/", "personas_v2", "personas_v2/"])
def test_personas_are_a_plain_array(key: ApiKey, path: str) -> None:
    found = get(path, key).json()
    assert all({name: type(value) for name, value in each.items()} == PERSONA for each in found)
    maya = next(each for each in found if each["id"] == MAYA)
    assert (maya["creator_name"], maya["gender"], maya["age_range"]) == ("Maya", "f", "adult")
    assert maya["preview_image_9_16"] == "http://testserver/cast/maya.jpg"
    assert "Kate" in {each["creator_name"] for each in found}
    assert len({each["id"] for each in found}) == len(found)
    assert get(f"{path.rstrip('/')}/{MAYA}/", key).json() == maya


@pytest.mark.parametrize(
    ("query", "name", "values"),
    [
        ("gender=m", "gender", {"m"}),
        ("gender=m,f&age_range=senior", "age_range", {"senior"}),
        ("location=fantasy", "location", set()),
        ("style=presenter, selfie", "style", {"presenter"}),
        ("keyword=KATE&gender=f", "gender", {"f"}),
    ],
)
def test_personas_are_filtered(key: ApiKey, query: str, name: str, values: set[str]) -> None:
    assert {each[name] for each in get(f"personas/?{query}", key).json()} == values
    industries = get("personas_v2/?suitable_industries=expert,none", key).json()
    assert industries and all("expert" in each["suitable_industries"] for each in industries)


@pytest.mark.parametrize("family", ["personas", "personas_v2", "voices"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_pages_follow_one_another(key: ApiKey, family: str, slash: str) -> None:
    whole, address = get(family, key).json(), f"{family}/paginated{slash}"
    first = get(address, key).json()
    assert (list(first), first["count"], first["previous"]) == (
        ["count", "next", "previous", "results"], len(whole), None,
    )  # fmt: skip
    assert first["results"] == whole[:10]
    assert first["next"] == f"http://testserver/creatify/api/{address}?page=2&page_size=10"
    last = get(f"{address}?page={-(-len(whole) // 7)}&page_size=7", key).json()
    assert (last["next"], last["results"][-1]) == (None, whole[-1])
    for page in ("0", "9999", "x"):
        answer = get(f"{address}?page={page}", key)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Invalid page."})


def test_the_next_page_keeps_to_the_filters(key: ApiKey) -> None:
    query = "gender=m&keyword=a%26b+c&keyword="
    whole = get(f"personas?{query}", key).json()
    page = get(f"personas/paginated/?{query}&page_size=5&page=1", key).json()
    found = page["results"]
    while page["next"]:
        page = get(page["next"].removeprefix("http://testserver/creatify/api/"), key).json()
        assert "gender=m&keyword=a%26b+c&keyword=&page=" in page["previous"]
        found += page["results"]
    assert found == whole
    assert {each["gender"] for each in found} == {"m"}


def test_a_talking_photo_is_a_custom_persona_without_a_film(key: ApiKey, account: Account) -> None:
    photo = faces.photo(account)
    found = get(f"personas/{stable_uuid('avatar', photo.external_id)}/", key).json()
    assert (found["type"], found["preview_video_9_16"], found["portrait_preview_video"]) == ("byoa", None, None)
    assert found["preview_image_9_16"].startswith("http://testserver/files/")


def test_it_counts_own_personas(key: ApiKey) -> None:
    assert get("personas_v2/count/", key).json() == {"max_count": 500, "current_count": 0}
    assert post("personas_v2/", key, {}).status_code == 501


@pytest.mark.parametrize("path", ["voices", "voices/"])
def test_voices_have_accents_by_which_they_are_named(key: ApiKey, path: str) -> None:
    found = get(path, key).json()
    nora = next(each for each in found if each["name"] == "Nora")
    assert nora == {
        "name": "Nora", "gender": "female",
        "accents": [{
            "id": str(stable_uuid("voice", "nora")), "accent_name": "American English accent",
            "preview_url": "http://testserver/cast/voices/nora.mp3",
        }],
    }  # fmt: skip
    assert all(set(each) == {"name", "gender", "accents"} and len(each["accents"]) == 1 for each in found)


def test_music_is_empty_and_well_formed(key: ApiKey) -> None:
    assert get("music_categories/", key).json() == []
    assert get("musics?page=2&page_size=5", key).json() == {"page": 2, "page_size": 5, "count": 0, "results": []}


@pytest.mark.parametrize("path", ["remaining_credits", "remaining_credits/"])
def test_it_tells_what_is_left(key: ApiKey, wallet: Wallet, path: str) -> None:
    Account.objects.update(price=1)
    Wallet.objects.filter(pk=wallet.pk).update(available=12_50)
    assert get(path, key).json() == {"remaining_credits": 12.5}


def test_what_costs_nothing_never_looks_used_up(key: ApiKey, account: Account) -> None:
    """A program that looks before it orders would else never order."""
    assert account.price == 0
    Wallet.objects.filter(account=account).update(available=0)
    assert get("remaining_credits/", key).json() == {"remaining_credits": 6000.0}


def test_a_script_becomes_sound(key: ApiKey, other: ApiKey) -> None:
    accent = str(stable_uuid("voice", "nora"))
    body = {"script": "Hi.", "accent": accent, "webhook_url": "https://example.org/hook"}
    answer = post("text_to_speech/", key, body, **{"Idempotency-Key": "k1"})
    assert answer.status_code == 201, answer.content
    job = answer.json()
    assert set(job) == SPEECH | {"duration", "credits_used"}
    assert (job["status"], job["script"], job["accent"], job["failed_reason"]) == ("done", "Hi.", accent, None)
    sound = Client().get(job["output"].removeprefix("http://testserver"))
    assert sound["Content-Type"] == "audio/mpeg"
    assert Path(Asset.objects.get().file.path).stat().st_size > 1000
    assert lasting(get(f"text_to_speech/{job['id']}", key).json()) == lasting(job)
    (listed,) = get(f"text_to_speech/?ids={job['id']}&ordering=-created_at", key).json()
    assert lasting(listed) == lasting(job)
    assert get(f"text_to_speech/{job['id']}/", other).status_code == 404
    told = json.loads(Delivery.objects.get().body)
    assert (told["id"], told["status"]) == (job["id"], "done")
    assert told["output"].endswith("/speech.mp3")
    assert post("text_to_speech/", key, body, **{"Idempotency-Key": "k1"}).json() == job
    assert Job.objects.count() == 1


def test_a_key_may_speak_another_script_when_it_is_not_kept_any_more(key: ApiKey) -> None:
    first = post("text_to_speech/", key, {"script": "Hi."}, **{"Idempotency-Key": "k1"}).json()
    for kind in (Answer, Job):
        kind.objects.update(created_at=timezone.now() - answers.KEPT * 2)
    again = post("text_to_speech/", key, {"script": "Bye."}, **{"Idempotency-Key": "k1"}).json()
    assert (first["script"], again["script"]) == ("Hi.", "Bye.")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"script": None}, "script"), ({"script": "x" * 5001}, "script"),
        ({"script": "<break time='99s'/>Hi."}, "script"),
        ({"accent": str(uuid.uuid4())}, "accent"), ({"webhook_url": "x"}, "webhook_url"),
    ],
    ids=["none", "long", "pause", "accent", "webhook"],
)  # fmt: skip
def test_it_refuses_what_it_can_not_say(key: ApiKey, body: dict[str, Any], field: str) -> None:
    answer = post("text_to_speech/", key, {"script": "Hi.", **body})
    assert (answer.status_code, set(answer.json())) == (400, {field})
    assert not Asset.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"X-API-ID": API_ID}, {"X-API-ID": API_ID, "X-API-KEY": "us_wrong"}])
def test_it_wants_both_headers(db: None, headers: dict[str, str]) -> None:
    answer = get("personas/", None, **headers)
    assert (answer.status_code, set(answer.json())) == (401, {"detail"})


def test_the_key_alone_is_not_enough(key: ApiKey) -> None:
    assert get("voices", None, **{"X-API-KEY": key.secret}).status_code == 401  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "detail"),
    [
        ("DELETE", "custom_template_jobs/", None, 405, 'Method "DELETE" not allowed.'),
        ("GET", "lipsyncs/preview/", None, 405, 'Method "GET" not allowed.'),
        ("POST", "lipsyncs/", b"{", 400, "JSON parse error - send one JSON object."),
        ("POST", "lipsyncs/", b"[1]", 400, "JSON parse error - send one JSON object."),
        ("GET", f"personas/{uuid.UUID(int=7)}", None, 404, "Not found."),
        ("GET", "lipsyncs/%00", None, 404, "Not found."),
    ],
)
def test_it_refuses_in_the_frameworks_words(
    key: ApiKey, method: str, path: str, body: Any, status: int, detail: str
) -> None:  # fmt: skip
    answer = ask(method, path, key, body)
    assert (answer.status_code, answer.json()) == (status, {"detail": detail})


@override_settings(API_RATE=0)
def test_it_throttles(key: ApiKey) -> None:
    answer = get("voices/", key)
    assert answer.status_code == 429
    assert answer.json()["detail"].startswith("Request was throttled. Expected available in ")
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("links/", 501),
        ("link_to_videos/preview/", 501),
        ("aurora", 501),
        ("dyoa/x/", 501),
        ("lipsyncs/multi_avatar/", 501),
        ("nothing/", 404),
        ("", 404),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_neighbours_are_told_in_json(db: None, method: str, path: str, status: int) -> None:
    answer = ask(method, path, None)
    assert (answer.status_code, set(answer.json())) == (status, {"detail"})


@override_settings(DIALECT_HOSTS=True, ALLOWED_HOSTS=["api.creatify.ai"])
def test_a_program_with_a_hard_coded_host_works(key: ApiKey) -> None:
    Account.objects.update(price=1)
    headers = {"host": "api.creatify.ai", "X-API-ID": API_ID, "X-API-KEY": key.secret}  # type: ignore[attr-defined]
    answer = Client().get("/api/remaining_credits/", headers=headers)
    assert answer.json() == {"remaining_credits": 100.0}


def test_the_catalogue_takes_as_many_queries_for_four_as_for_two(key: ApiKey, template: Template) -> None:
    counts, presenters = [], key.account.avatars.filter(kind="presenter").values_list("external_id", flat=True)
    for number, avatar_id in enumerate(presenters[:4], start=1):
        scene = {**template.storyboard["scenes"][0], "character": {"type": "avatar", "avatar_id": avatar_id}}
        board = {**template.storyboard, "scenes": [scene]}
        Template.objects.create(
            team=key.team, account=key.account, name=f"No. {number}", storyboard=board, variables={}
        )
        with CaptureQueriesContext(connection) as seen:
            shown = get("custom_templates/", key).json()
        counts.append(len(seen))
        assert {each["preview"].rpartition("/")[2] for each in shown} >= {f"{avatar_id}.jpg"}
    assert counts[1] == counts[3]
