"""The documents at /api/docs: what they are made from, that they are OpenAPI, and that what they say works."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from studio.actions import joins, takes
from studio.api.openapi.documents import DOCUMENTS
from studio.api.openapi.places import below
from studio.api.openapi.views import curl_of
from studio.dialects.messages import message_of
from studio.dialects.news import JobNews
from studio.models import ApiKey, Render
from studio.vocabulary import RenderState

NAMES, NOW = sorted(DOCUMENTS), datetime(2026, 12, 1, tzinfo=UTC)
UNTOLD = {
    "api_docs", "api_document", "api_openapi",  # the documents themselves
    "captions_nothing", "creatify_nothing", "heygen_nothing",  # what isn't there
}  # fmt: skip


def fetched(name: str) -> Any:
    return Client().get(f"/api/docs/{name}.json").json()


def answers(document: Any, operation: Any) -> Any:
    """(status, what is said of it) of an operation."""
    for status, told in operation["responses"].items():
        name = told.get("$ref", "").rpartition("/")[2]
        yield status, document["components"]["responses"][name] if name else told


def operations(document: Any) -> Any:
    """(path, method, operation) of a document."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                yield path, method, operation


@pytest.mark.parametrize("name", NAMES)
def test_it_is_openapi(name: str) -> None:
    document = fetched(name)
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


@pytest.mark.parametrize("state", [state for state in RenderState if state.finished])
@pytest.mark.parametrize("name", NAMES)
def test_it_tells_what_is_sent_of_an_end(name: str, state: RenderState) -> None:
    document = fetched(name)
    told = document["webhooks"]["ended"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    video = "https://example.org/v.mp4" if state == RenderState.COMPLETED else None
    news = JobNews("7", "video", state, NOW, NOW, seconds=2.5, spent=150, video_url=video)
    body = json.loads(message_of(DOCUMENTS[name].manner.dialect, news).body)
    Draft202012Validator({**told, "components": document["components"]}).validate(body)


@pytest.mark.parametrize("name", NAMES)
def test_it_tells_of_every_address(name: str) -> None:
    told = set(fetched(name)["paths"])
    for place in below(DOCUMENTS[name].root[1:] + "/"):
        assert (place.path in told) != (place.name in UNTOLD), place.name


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_says_what_it_does(name: str) -> None:
    for path, method, operation in operations(fetched(name)):
        assert re.fullmatch(r"[A-Z][^`]{3,120}\.", operation["summary"]), (method, path, operation["summary"])


@pytest.mark.parametrize(
    ("name", "path", "parameter"),
    [
        ("studio", "/videos/{video_id}", {"type": "string", "format": "uuid"}),
        ("captions", "/api/creator/submit", None),
        ("heygen", "/v2/video/generate", None),
        ("heygen", "/v3/videos/{video_id}", {"type": "string"}),
        ("creatify", "/api/personas/", None),
        ("creatify", "/api/personas_v2/", None),
        ("creatify", "/api/personas_v2/count/", None),
        ("creatify", "/api/custom_templates/{name}/render/", {"type": "string"}),
    ],
)
def test_an_address_is_spelled_as_programs_know_it(name: str, path: str, parameter: Any) -> None:
    found = fetched(name)["paths"][path].get("parameters", [{"schema": None}])
    assert [each["schema"] for each in found] == [parameter]


@pytest.mark.parametrize(
    ("name", "schemes"),
    [
        ("studio", [{"Authorization": []}, {"X-Api-Key": []}]),
        ("captions", [{"x-api-key": []}]),
        ("heygen", [{"X-Api-Key": []}, {"Authorization": []}]),
        ("creatify", [{"X-API-ID": [], "X-API-KEY": []}]),
    ],
)
def test_it_says_where_the_key_goes(name: str, schemes: Any) -> None:
    assert fetched(name)["security"] == schemes


def test_a_refusal_is_told_in_the_envelope_of_its_path() -> None:
    document = fetched("heygen")
    wrong = {
        path: dict(answers(document, document["paths"][path]["post"]))["400"]["content"]["application/json"]["example"]
        for path in ("/v1/video.webm", "/v1/folders/create", "/v2/video/generate", "/v3/videos")
    }
    assert [set(each) for each in wrong.values()] == [
        {"code", "message", "data"}, {"data", "error"}, {"data", "error"}, {"error"}
    ]  # fmt: skip
    assert wrong["/v1/video.webm"]["code"] == 400175


@pytest.mark.parametrize("name", NAMES)
def test_its_examples_are_what_it_says(name: str) -> None:
    document = fetched(name)
    for path, _, operation in operations(document):
        contents = [operation.get("requestBody", {}), *(told for _, told in answers(document, operation))]
        for content in (each for held in contents for each in held.get("content", {}).values() if "example" in each):
            schema = {**content["schema"], "components": document["components"]}
            assert list(Draft202012Validator(schema).iter_errors(content["example"])) == [], path


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("studio", "/videos"), ("captions", "/api/creator/submit"), ("heygen", "/v1/video.generate"),
        ("heygen", "/v2/video/generate"), ("heygen", "/v3/videos"), ("creatify", "/api/lipsyncs/"),
        ("creatify", "/api/lipsyncs_v2/"),
    ],
)  # fmt: skip
def test_an_order_that_needs_nothing_made_before_has_an_example(name: str, path: str) -> None:
    assert fetched(name)["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_its_examples_work(name: str, key: ApiKey) -> None:
    document = fetched(name)
    bodies = [
        (path, method, operation["requestBody"]["content"]["application/json"].get("example"))
        for path, method, operation in operations(document)
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]
    for path, method, body in ((path, method, body) for path, method, body in bodies if body is not None):
        address = document["servers"][0]["url"] + path
        headers = dict.fromkeys(document["security"][0], key.secret)  # type: ignore[attr-defined]
        if "Authorization" in headers:
            headers["Authorization"] = f"Bearer {headers['Authorization']}"
        sent = Client().generic(method.upper(), address, json.dumps(body), "application/json", headers=headers)
        assert sent.status_code in (200, 201), (address, sent.content)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_its_line_for_curl_works(name: str, key: ApiKey) -> None:
    _, *words = shlex.split(curl_of(DOCUMENTS[name], "http://testserver").replace("$KEY", key.secret))  # type: ignore[attr-defined]
    headers, method, body, address = {}, "GET", "", ""
    while words:
        word = words.pop(0)
        if word == "-H":
            header, _, value = words.pop(0).partition(": ")
            headers[header] = value
        elif word == "-X":
            method = words.pop(0)
        elif word == "-d":
            method, body = "POST", words.pop(0)
        else:
            address = word
    answer = Client().generic(method, address, body, headers.pop("Content-Type", ""), headers=headers)
    assert answer.status_code == 200, answer.content
    assert answer.json()


@pytest.mark.django_db
@pytest.mark.slow
def test_a_program_written_with_the_document_gets_a_video(key: ApiKey) -> None:
    document = fetched("studio")
    (server,), order = document["servers"], document["paths"]["/videos"]["post"]
    body = order["requestBody"]["content"]["application/json"]["example"]
    body = {**body, "dimension": {"width": 128, "height": 128}}
    scheme = document["components"]["securitySchemes"]["Authorization"]
    headers = {"Authorization": f"{scheme['scheme'].title()} {key.secret}"}  # type: ignore[attr-defined]
    ordered = Client().post(f"{server['url']}/videos", body, content_type="application/json", headers=headers)
    assert ordered.status_code == 201
    render = Render.objects.get()
    takes.work(str(render.takes.get().pk))
    joins.join(str(render.pk))
    shown = Client().get(f"{server['url']}/videos/{ordered.json()['id']}", headers=headers).json()["render"]
    assert (shown["state"], shown["progress"]) == ("completed", 100)
    film = Client().get(shown["video_url"], headers=headers)
    assert film["Content-Type"] == "video/mp4"
    assert b"".join(film.streaming_content)[4:8] == b"ftyp"  # type: ignore[attr-defined]


def test_it_says_at_which_server_it_is() -> None:
    answer = Client().get("/api/docs/captions.json", headers={"host": "localhost:8000"})
    assert answer.json()["servers"] == [{"url": "http://localhost:8000/captions"}]
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
def test_its_page_lists_all_of_them() -> None:
    text = Client().get("/api/docs").content.decode()
    for name in NAMES:
        assert f'href="/api/docs/{name}.json"' in text
        assert f"http://testserver{DOCUMENTS[name].root}</code>" in text
        for path, method, operation in operations(fetched(name)):
            line = f'>{method.upper()}</span><code class="mono">{path}</code>'
            assert f"/api/docs/{name}#{operation['operationId']}" in text
            assert line in text


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_one_can_be_read(name: str) -> None:
    answer, document = Client().get(f"/api/docs/{name}"), fetched(name)
    text = answer.content.decode()
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert {operation["operationId"] for _, _, operation in operations(document)} <= set(ids)
    assert {f"shape-{shape}" for shape in document["components"]["schemas"]} <= set(ids)


@pytest.mark.django_db
def test_there_is_no_other_document() -> None:
    for path in ("/api/docs/admin", "/api/docs/admin.json"):
        answer = Client().get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert Client().post("/api/docs").status_code == 405
