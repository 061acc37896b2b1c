"""How programs come in: keys, methods, pace, sizes, Idempotency-Keys, and doors that break."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from studio.actions import answers
from studio.api import door as doors
from studio.api import pace as paces
from studio.api.operations import GET, POST
from studio.api.refusals import TooFast
from studio.errors import BadInput, StudioError
from studio.models import Account, Answer, ApiKey
from studio.vocabulary import Dialect
from tests import people

pytestmark = pytest.mark.django_db
MANNER = doors.Manner(
    Dialect.STUDIO,
    lambda request: request.headers.get("X-Api-Key", ""),
    lambda request, error: doors.as_json({"said": error.code}, status=error.status),
)
counted: list[str] = []


@doors.door(MANNER, GET(gives={}), POST(gives={}))
def work(request: HttpRequest, key: ApiKey) -> HttpResponse:
    body = json.loads(doors.body_of(request) or b"{}")
    counted.append(request.method or "")
    if body.get("break"):
        raise ZeroDivisionError
    if body.get("hurry"):
        raise TooFast(1)
    if body.get("refuse"):
        raise BadInput({"refuse": "No."})
    return doors.as_json({"count": len(counted), "heard": body, "team": str(key.team)}, status=201)


@doors.door(MANNER, GET(gives={}))
def broken(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("work", work), path("broken/<str:name>", broken)]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    counted.clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def key(account: Account) -> ApiKey:
    return people.key(account)


def ask(key: ApiKey | None, body: Any = None, *, method: str = "post", **headers: str) -> HttpResponse:
    if key:
        headers["x-api-key"] = key.secret  # type: ignore[attr-defined]
    data = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    answer: HttpResponse = getattr(Client(), method)(
        "/work", **({} if method == "get" else {"data": data, "content_type": "text/plain"}), headers=headers
    )
    return answer


def test_it_lets_in_who_has_a_key(key: ApiKey) -> None:
    assert ask(key, {"é": 1}).json() == {"count": 1, "heard": {"é": 1}, "team": "Acme"}
    assert ask(key, method="get").status_code == 201
    assert Client().head("/work", headers={"x-api-key": key.secret}).status_code == 201  # type: ignore[attr-defined]


@pytest.mark.parametrize("secret", ["", "us_wrong", "\x00", "é" * 2000])
def test_it_turns_away_who_has_none(key: ApiKey, secret: str) -> None:
    refused = Client().post("/work", headers={"x-api-key": secret})
    assert (refused.status_code, refused.json()) == (401, {"said": "unauthorized"})
    assert not counted


def test_a_revoked_key_opens_nothing(key: ApiKey) -> None:
    from studio.actions import accounts

    accounts.revoke_key(key)
    assert ask(key).status_code == 401


def test_it_says_which_methods_work(key: ApiKey) -> None:
    refused = ask(key, method="put")
    assert (refused.status_code, refused["Allow"], refused.json()["said"]) == (
        405,
        "GET, POST, HEAD",
        "method_not_allowed",
    )


def test_an_address_writes_no_lines_of_its_own_into_the_log(key: ApiKey, caplog: pytest.LogCaptureFixture) -> None:
    secret = key.secret  # type: ignore[attr-defined]
    Client().get("/broken/a%0A2026-01-01 ERROR forged%1B[2J", headers={"x-api-key": secret})
    assert [record.getMessage() for record in caplog.records] == ["GET /broken/a%0A2026-01-01%20ERROR%20forged%1B%5B2J"]


def test_a_name_with_a_nul_in_it_is_nobodys(key: ApiKey) -> None:
    headers = {"x-api-key": f" {key.secret} "}  # type: ignore[attr-defined]
    gone = Client().get("/broken/a%00b", headers=headers)
    assert (gone.status_code, gone.json()) == (404, {"said": "not_found"})
    wrong = Client().get("/work?a=1&b=2&b=%00", headers=headers)
    assert (wrong.status_code, wrong.json(), counted) == (422, {"said": "invalid"}, [])
    assert Client().get("/work?a=%01", headers=headers).status_code == 201


def test_it_says_so_in_its_own_words_when_it_breaks(key: ApiKey, caplog: pytest.LogCaptureFixture) -> None:
    refused = ask(key, {"break": True})
    assert (refused.status_code, refused.json()) == (500, {"said": "internal_error"})
    assert "ZeroDivisionError" in caplog.text


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_it_refuses_what_is_too_big(key: ApiKey) -> None:
    assert ask(key, b"x" * 200).status_code == 413
    assert ask(key, b"x" * 200, **{"idempotency-key": "one"}).status_code == 413


@pytest.mark.parametrize("packing", ["gzip", "BR"])
def test_it_says_so_when_a_body_is_packed(key: ApiKey, packing: str) -> None:
    assert ask(key, b"\x1f\x8b", **{"content-encoding": packing}).json() == {"said": "invalid"}
    assert ask(key, b"{}", **{"content-encoding": "identity"}).status_code == 201


@override_settings(API_RATE=2)
def test_it_keeps_a_pace_for_each_key(key: ApiKey, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [ask(key).status_code for _ in range(4)] == [201, 201, 429, 429]
    assert 1 <= int(ask(key)["Retry-After"]) <= 60
    assert ask(people.key(account)).status_code == 201
    monkeypatch.setattr(paces, "MINUTE", 0.0)
    assert ask(key).status_code == 201, "in the next minute"


def test_letters_stay_letters() -> None:
    assert doors.as_json(["é"], status=201).content == '["é"]'.encode()


def test_only_a_post_is_kept_for_its_key(key: ApiKey) -> None:
    for _ in range(2):
        assert "Idempotent-Replayed" not in ask(key, method="get", **{"idempotency-key": "one"})
    assert counted == ["GET", "GET"]
    assert ask(key, {"a": 1}, **{"idempotency-key": " "}).json()["count"] == 3
    assert not Answer.objects.exists()


def test_a_key_that_is_too_long_is_refused_and_not_cut(key: ApiKey) -> None:
    """Two that begin alike would be taken for one, and the second request would get the first one's answer."""
    kept = ask(key, **{"idempotency-key": "x" * 255})
    for end in "ab":
        refused = ask(key, {"a": end}, **{"idempotency-key": f" {'x' * 255}{end}"})
        assert (refused.status_code, refused.json()["said"]) == (400, "idempotency_key_too_long")
    assert ask(key, **{"idempotency-key": f" {'x' * 255} "}).json() == kept.json()
    assert len(counted) == 1
    assert ask(key, method="get", **{"idempotency-key": "x" * 256}).status_code == 201, "where none is kept"


def test_what_stands_in_the_query_is_of_the_request(key: ApiKey) -> None:
    def asked(query: str) -> HttpResponse:
        headers = {"x-api-key": key.secret, "idempotency-key": "q"}  # type: ignore[attr-defined]
        return Client().post(f"/work{query}", data=b"{}", content_type="text/plain", headers=headers)

    first = asked("?id=a")
    assert asked("?id=a").json() == first.json()
    for query in ("?id=b", ""):
        assert asked(query).json() == {"said": "idempotency_key_reused"}
    assert len(counted) == 1


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_what_is_too_large_for_memory_is_told_apart_by_its_length() -> None:
    def told_apart(body: bytes, mime: str = "video/mp4") -> bytes:
        return doors._told_apart(RequestFactory().generic("POST", "/", body, mime))

    assert told_apart(b"x" * 100) == b"x" * 100
    assert told_apart(b"x" * 101) == b"101"
    assert told_apart(b"--x--", "multipart/form-data; boundary=x") == b"5"


def test_one_idempotency_key_is_worked_on_once(key: ApiKey, account: Account) -> None:
    first = ask(key, {"a": 1}, **{"idempotency-key": "one"})
    again = ask(key, {"a": 1}, **{"idempotency-key": "one"})
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (201, first.json(), "true")
    assert len(counted) == 1
    assert ask(key, {"a": 2}, **{"idempotency-key": "one"}).json() == {"said": "idempotency_key_reused"}
    assert ask(key, {"a": 1}, **{"idempotency-key": "two"}).json()["count"] == 2
    other = people.key(account)
    assert [ask(other, {"a": 1}, **{"idempotency-key": "one"}).json()["count"] for _ in range(2)] == [3, 3]


def test_a_refusal_is_kept_and_what_may_pass_is_not(key: ApiKey) -> None:
    for _ in range(2):
        assert ask(key, {"refuse": 1}, **{"idempotency-key": "r"}).status_code == 422
    assert len(counted) == 1
    for _ in range(2):
        assert ask(key, {"break": 1}, **{"idempotency-key": "b"}).status_code == 500
        assert ask(key, {"hurry": 1}, **{"idempotency-key": "h"}).status_code == 429
    assert len(counted) == 5


def test_what_was_answered_first_stays(key: ApiKey) -> None:
    """A server that was taken for dead answers after all."""
    row = answers.begin(key, "k", digest="d")
    answers.finish(row, status=200, body="first", mime="text/plain")
    for status in (201, 500):
        answers.finish(row, status=status, body="second", mime="text/plain")
    again = answers.begin(key, "k", digest="d")
    assert (again.status, again.body) == (200, "first")


def test_another_address_is_another_request() -> None:
    asked = {answers.digest_of("POST", *each) for each in (("/a", b"b"), ("/b", b"b"), ("/a", b"c"), ("/ab", b""))}
    assert len(asked) == 4


def test_it_answers_409_while_the_first_is_at_work(key: ApiKey) -> None:
    row = answers.begin(key, "k", digest=answers.digest_of("POST", "/work", b'{"a": 1}'))
    assert ask(key, {"a": 1}, **{"idempotency-key": "k"}).json() == {"said": "conflict"}
    Answer.objects.filter(pk=row.pk).update(created_at=row.created_at - answers.LOST)
    assert answers.begin(key, "k", digest=row.digest) == row, "whose server died"
    assert ask(key, {"a": 1}, **{"idempotency-key": "k"}).json() == {"said": "conflict"}
    Answer.objects.filter(pk=row.pk).update(created_at=row.created_at - answers.LOST)
    assert ask(key, {"a": 1}, **{"idempotency-key": "k"}).status_code == 201


def test_old_answers_are_forgotten(key: ApiKey) -> None:
    for body in ({"a": 1}, {"a": 2}):  # a day later the key is free for another request
        assert ask(key, body, **{"idempotency-key": "k"}).json()["heard"] == body
        Answer.objects.update(created_at=Answer.objects.get().created_at - answers.KEPT)
    answers.prune()
    assert not Answer.objects.exists()


def test_every_refusal_is_a_studio_error() -> None:
    for kind in (doors.NoKey, doors.TooBig, answers.OtherRequest):
        assert issubclass(kind, StudioError)
