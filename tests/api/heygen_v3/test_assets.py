"""Files for orders: forms, as v3's programs send them."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from studio.api.heygen_v3 import assets
from studio.models import ApiKey, Asset
from studio.providers.heygen_v3_files import multipart
from tests import faces, heygen_schemas
from tests.api.heygen.asking import ask
from tests.api.heygen_v3.asking import error_of, ordered, told

pytestmark = pytest.mark.django_db
ASSET, DELETED = "GET /v3/assets/{asset_id}", "DELETE /v3/assets/{asset_id}"


def sent(key: ApiKey, content: bytes | None = None, mime: str = "image/png", **headers: str) -> HttpResponse:
    body, kind = multipart("me.png", mime, faces.png() if content is None else content)
    return ask("POST", "/v3/assets", key, body, **{"content-type": kind}, **headers)


def test_a_file_is_kept_and_can_be_used(key: ApiKey) -> None:
    answer = sent(key)
    assert answer.status_code == 200, answer.content
    assert heygen_schemas.problems("POST /v3/assets", answer.json()) == []
    made, row = answer.json()["data"], Asset.objects.get()
    assert (made["asset_id"], made["size_bytes"], made["mime_type"]) == (row.pk.hex, row.size, row.mime)
    assert Client().get(made["url"].removeprefix("http://testserver")).status_code == 200
    ordered(key, background={"type": "image", "asset_id": made["asset_id"]})
    shown = told("GET", f"/assets/{made['asset_id']}", key, route=ASSET)["data"]
    assert (shown["id"], shown["type"], shown["owner"]) == (row.pk.hex, "image", "alice@example.org")


def test_files_are_listed_newest_first(key: ApiKey, other: ApiKey) -> None:
    first, second = (sent(key, faces.png(ground=ground)).json()["data"]["asset_id"] for ground in ("teal", "red"))
    page = told("GET", "/assets?limit=1", key)
    assert ([each["id"] for each in page["data"]], page["has_more"]) == ([second], True)
    page = told("GET", f"/assets?limit=1&token={page['next_token']}", key)
    assert ([each["id"] for each in page["data"]], page["has_more"]) == ([first], False)
    assert told("GET", "/assets", other)["data"] == []


@pytest.mark.parametrize("mime", ["application/octet-stream", "image/jpeg"])
def test_its_bytes_tell_what_it_is(key: ApiKey, mime: str) -> None:
    assert sent(key, mime=mime).status_code == 200


@pytest.mark.parametrize(
    ("content", "mime"), [(b"", "image/png"), (b"<html>", "image/png"), (b"%PDF", "application/pdf")]
)
def test_what_is_no_file_of_use_is_refused(key: ApiKey, content: bytes, mime: str) -> None:
    assert error_of(sent(key, content, mime))[:2] == (400, "invalid_parameter")
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("given", "shown"),
    [("Grüße von Ida.PNG", "Grüße von Ida.png"), ("logo", "logo.png"), ("logo.final", "logo.final.png")],
)
def test_a_file_keeps_its_name(key: ApiKey, given: str, shown: str) -> None:
    form = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{given}"\r\nContent-Type: image/png\r\n\r\n'
    answer = ask(
        "POST", "/v3/assets", key, form.encode() + faces.png() + b"\r\n--x--\r\n",
        **{"content-type": "multipart/form-data; boundary=x"},
    )  # fmt: skip
    made = answer.json()["data"]["asset_id"]
    assert told("GET", f"/assets/{made}", key, route=ASSET)["data"]["name"] == shown


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "multipart/form-data; boundary=other"])
def test_without_a_form_and_its_field_nothing_is_kept(key: ApiKey, kind: str) -> None:
    answer = ask("POST", "/v3/assets", key, b"--x--", **{"content-type": kind})
    assert error_of(answer) == (400, "invalid_parameter", "file")


def test_too_large_a_file_is_not_read(key: ApiKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "MOST_BYTES", 10)
    monkeypatch.setattr(assets, "FORM", 10)
    assert error_of(sent(key)) == (413, "payload_too_large", "")


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_one_that_is_sent_twice_is_kept_once(key: ApiKey) -> None:
    first, again = (sent(key, **{"idempotency-key": "k:1"}).json() for _ in range(2))
    assert first == again
    assert Asset.objects.count() == 1
    assert error_of(sent(key, b"other", **{"idempotency-key": "k:1"}))[:2] == (422, "idempotency_key_reused")


def test_what_is_not_used_can_be_deleted(key: ApiKey, other: ApiKey) -> None:
    name = sent(key).json()["data"]["asset_id"]
    for who, asked in ((other, name), (key, "none"), (key, "0" * 32)):
        for method in ("GET", "DELETE"):
            assert error_of(ask(method, f"/v3/assets/{asked}", who)) == (404, "asset_not_found", "")
    assert told("DELETE", f"/assets/{name}", key, route=DELETED) == {"data": {"id": name}}
    assert not Asset.objects.exists()
