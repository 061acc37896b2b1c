"""Signs that no database holds and numbers that are none: refused or left out, in every dialect, never a breakdown."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from studio.models import ApiKey, Job

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def ask(key: ApiKey, method: str, path: str, body: str = "") -> int:
    headers = {"X-Api-Key": key.secret, "X-API-ID": "id"}  # type: ignore[attr-defined]
    return Client().generic(method, path, body, content_type="application/json", headers=headers).status_code


@pytest.mark.parametrize(
    "path",
    [
        "/heygen/v1/video_status.get?video_id=a%00b", "/heygen/v2/videos/a%00b", "/heygen/v2/avatar/%00/details",
        "/heygen/v3/videos?title=%00", "/heygen/v3/videos?title=a&title=%00",
        "/heygen/v3/videos/statuses?video_ids=%00",
        "/heygen/v1/folders?name_filter=%00", "/creatify/api/personas/?keyword=%00",
    ],
)  # fmt: skip
def test_it_refuses_an_address_with_nul(key: ApiKey, path: str) -> None:
    assert ask(key, "GET", path) in (400, 404)


@pytest.mark.parametrize("sign", [r'"\u0000"', r'"a\u0000b"', r'"\ud800"', "NaN", "-Infinity", "1e999"])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/heygen/v1/video.delete", "video_id"), ("/heygen/v1/webhook/endpoint.delete", "endpoint_id"),
        ("/captions/api/creator/poll", "operationId"), ("/captions/api/twin/delete", "name"),
        ("/captions/api/webhooks/delete", "webhookId"),
    ],
)  # fmt: skip
def test_it_refuses_a_name_that_nothing_has(key: ApiKey, path: str, name: str, sign: str) -> None:
    assert 400 <= ask(key, "POST", path, f'{{"{name}": {sign}}}') < 500


def test_it_keeps_a_request_without_its_control_characters(key: ApiKey) -> None:
    body = r'{"script": "Hello there.", "creatorName": "Kate", "note": "a\u0000b"}'
    assert ask(key, "POST", "/captions/api/creator/submit", body) == 200
    assert Job.objects.get().request["note"] == "ab"


@pytest.mark.parametrize(("length", "status", "orders"), [(255, 200, 1), (256, 400, 0)])
def test_it_keeps_a_whole_idempotency_key_or_orders_nothing(key: ApiKey, length: int, status: int, orders: int) -> None:
    headers = {"X-Api-Key": key.secret, "X-API-ID": "id", "Idempotency-Key": "k" * length}  # type: ignore[attr-defined]
    body = r'{"script": "Hello there.", "creatorName": "Kate"}'
    answers = [
        Client().generic("POST", "/captions/api/creator/submit", body, "application/json", headers=headers)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [status, status]
    assert [job.request_key for job in Job.objects.all()] == ["k" * length] * orders


@pytest.mark.parametrize("sign", ["NaN", r'"\ud800"', "1e999"])
def test_it_orders_nothing_by_a_request_that_is_no_json(key: ApiKey, sign: str) -> None:
    body = f'{{"script": "Hello there.", "creatorName": "Kate", "note": {sign}}}'
    assert ask(key, "POST", "/captions/api/creator/submit", body) == 400
    assert not Job.objects.exists()


@pytest.mark.parametrize("sign", [r'"\ud800"', "[]", "{}", "NaN"])
def test_it_refuses_events_that_are_none(key: ApiKey, sign: str) -> None:
    body = f'{{"url": "https://example.com/", "events": [{sign}]}}'
    assert ask(key, "POST", "/heygen/v1/webhook/endpoint.add", body) == 400
    assert ask(key, "POST", "/heygen/v3/webhooks/endpoints", body) == 400


@pytest.mark.parametrize("path", ["/hooks/captions/%00", "/hooks/%00/x", "/hooks/captions/a%00b"])
def test_it_knows_no_webhook_by_nul(client: Client, path: str) -> None:
    assert client.post(path, b"{}", content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/api/storyboards/check", 422), ("POST", "/captions/api/creator/list", 400),
        ("GET", "/creatify/api/personas/", 400), ("GET", "/heygen/v1/folders", 400), ("GET", "/heygen/v3/videos", 400),
    ],
)  # fmt: skip
def test_it_refuses_an_address_with_thousands_of_names(key: ApiKey, method: str, path: str, status: int) -> None:
    assert ask(key, method, path + "?" + "a=&" * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)) == status


@pytest.mark.parametrize(
    ("parts", "status"),
    [(['f"; filename="f"\r\n\r\nx'] * 101, 400), (['f"\r\n\r\n' + "x" * 6_000_000], 413)],
    ids=["many files", "a long field"],
)
def test_it_refuses_a_form_that_is_overfull(key: ApiKey, parts: list[str], status: int) -> None:
    body = "".join(f'--x\r\nContent-Disposition: form-data; name="{part}\r\n' for part in parts) + "--x--\r\n"
    answer = Client().generic(
        "POST", "/heygen/v3/assets", body, content_type="multipart/form-data; boundary=x",
        headers={"X-Api-Key": key.secret},  # type: ignore[attr-defined]
    )  # fmt: skip
    assert answer.status_code == status
