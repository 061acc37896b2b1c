"""How each dialect refuses and where it looks for the key, without asking any address."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from studio.api import videos
from studio.api.captions.manner import MANNER as CAPTIONS
from studio.api.creatify.manner import MANNER as CREATIFY
from studio.api.creatify.manner import NotServed, page_asked
from studio.api.door import Manner, refused
from studio.api.heygen.manner import MANNER as HEYGEN
from studio.api.heygen.manner import preflight
from studio.api.refusals import Away, Broken, KeyTooLong, NoKey, TooBig, TooFast, Unknown, WrongMethod
from studio.errors import BadInput, Busy, Conflict, NotAllowed, NotEnoughCredits, NotFound, StudioError

DEAR = NotEnoughCredits("It needs 2 credits.", needed=200, available=100)
LONG_KEY = "Send an Idempotency-Key of at most 255 characters."
WRONG = BadInput({"scenes.0.voice": "No.", "scenes.1.voice": "No.", "title": "Long."})
ERRORS: list[StudioError] = [
    NoKey("Key?"), DEAR, NotAllowed("No."), NotFound("None."), Unknown(), WrongMethod(("GET", "POST")),
    Conflict("Late."),
    TooBig("Big."), TooFast(7), Busy("Wait."), Away(), Broken(), NotServed("Not here."),
]  # fmt: skip


def asked(path: str = "/", **headers: str) -> HttpRequest:
    return RequestFactory().get(path, headers=headers)


@pytest.mark.parametrize(
    ("manner", "path", "statuses"),
    [
        (CAPTIONS, "/", [401, 402, 403, 404, 404, 405, 409, 413, 429, 503, 503, 500, 501]),
        (CREATIFY, "/", [401, 400, 403, 404, 404, 405, 409, 413, 429, 503, 503, 500, 501]),
        *((HEYGEN, path, [401, 402, 403, 404, 404, 405, 409, 413, 429, 503, 503, 500, 501])
          for path in ("/heygen/v2/a", "/v1/a", "/v3/a")),
        (videos.MANNER, "/", [error.status for error in ERRORS]),
    ],
)  # fmt: skip
def test_every_error_has_its_status(manner: Manner, path: str, statuses: list[int]) -> None:
    answers = [refused(manner, asked(path), error) for error in ERRORS]
    assert [answer.status_code for answer in answers] == statuses
    waits = {answer.status_code: answer["Retry-After"] for answer in answers if "Retry-After" in answer}
    assert waits == {429: "7", 503: "5"}


@pytest.mark.parametrize(
    ("manner", "path", "error", "status", "body"),
    [
        (CAPTIONS, "/", WRONG, 400, {"detail": "No. Long."}),
        (CAPTIONS, "/", NotFound("None."), 404, {"detail": "None."}),
        (CREATIFY, "/", WRONG, 400, {"scenes": ["0.voice: No.", "1.voice: No."], "title": ["Long."]}),
        (CREATIFY, "/", BadInput({"": "No.", "a": "b"}), 400, {"non_field_errors": ["No."], "a": ["b"]}),
        (CREATIFY, "/", BadInput({"": "No."}), 400, {"detail": "No."}),
        (CREATIFY, "/", DEAR, 400, {"detail": "Not enough credits. It needs 2 credits."}),
        (CREATIFY, "/", NotFound("None."), 404, {"detail": "Not found."}),
        (CREATIFY, "/", Unknown(), 404, {"detail": "Not found."}),
        (CREATIFY, "/", WrongMethod(("POST",)), 405, {"detail": 'Method "GET" not allowed.'}),
        (CREATIFY, "/", TooFast(7), 429, {"detail": "Request was throttled. Expected available in 7 seconds."}),
        (CREATIFY, "/", Conflict("Late."), 409, {"detail": "Late."}),
        (CAPTIONS, "/", KeyTooLong(), 400, {"detail": LONG_KEY}),
        (CREATIFY, "/", KeyTooLong(), 400, {"detail": LONG_KEY}),
        (HEYGEN, "/v1/video.webm", KeyTooLong(), 400, {"code": 400175, "message": LONG_KEY, "data": None}),
        (HEYGEN, "/v2/a", KeyTooLong(), 400, {"data": None, "error": {"code": "invalid_parameter",
         "message": LONG_KEY}}),
        (HEYGEN, "/v3/a", KeyTooLong(), 400, {"error": {"code": "invalid_parameter", "message": LONG_KEY,
         "doc_url": "https://developers.heygen.com/docs/error-codes#invalid-parameter"}}),
        (videos.MANNER, "/", KeyTooLong(), 400,
         {"error": {"code": "idempotency_key_too_long", "message": LONG_KEY}}),
        (HEYGEN, "/heygen/v1/video.list", NotFound("None."), 404, {"code": 404, "message": "None.", "data": None}),
        (HEYGEN, "/v1/video.list", NoKey("Unauthorized"), 401, {"code": 400112, "message": "Unauthorized",
         "data": None}),
        (HEYGEN, "/v1/folders", NotFound("None."), 404, {"data": None, "error": {"code": "not_found",
         "message": "None."}}),
        (HEYGEN, "/v2/v1/x", NotFound("None."), 404, {"data": None, "error": {"code": "not_found",
         "message": "None."}}),
        (HEYGEN, "/heygen/v3/x", NotFound("None."), 404, {"error": {
            "code": "not_found", "message": "None.",
             "doc_url": "https://developers.heygen.com/docs/error-codes#not-found"}}),
        (videos.MANNER, "/", DEAR, 402, {"error": {"code": "not_enough_credits", "message": "It needs 2 credits."}}),
        (videos.MANNER, "/", BadInput({"a": "No."}), 422,
         {"error": {"code": "invalid", "message": "a: No."}, "problems": {"a": "No."}}),
    ],
)  # fmt: skip
def test_a_refusal_is_in_its_dialects_words(
    manner: Manner, path: str, error: StudioError, status: int, body: dict[str, Any]
) -> None:
    answer = manner.refuse(asked(path), error)
    assert (answer.status_code, json.loads(answer.content)) == (status, body)


@pytest.mark.parametrize(
    ("manner", "headers", "secret"),
    [
        (CAPTIONS, {"x-api-key": "k"}, "k"), (CAPTIONS, {"Authorization": "Bearer k"}, ""),
        (CREATIFY, {"X-API-KEY": "k", "X-API-ID": "i"}, "k"), (CREATIFY, {"X-API-KEY": "k", "X-API-ID": " "}, ""),
        (CREATIFY, {"X-API-KEY": "k"}, ""), (CREATIFY, {"X-API-ID": "i"}, ""),
        (HEYGEN, {"X-Api-Key": "k", "Authorization": "Bearer other"}, "k"),
        (HEYGEN, {"Authorization": "bearer k"}, "k"),
        (HEYGEN, {"Authorization": "Basic k"}, ""), (HEYGEN, {}, ""),
        (videos.MANNER, {"Authorization": "Bearer k"}, "k"), (videos.MANNER, {"X-Api-Key": "k"}, "k"),
        (videos.MANNER, {}, ""),
    ],
)  # fmt: skip
def test_the_key_is_looked_for_where_programs_send_it(manner: Manner, headers: dict[str, str], secret: str) -> None:
    assert manner.secret(asked(**headers)) == secret


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("", (1, 10)), ("page=2&page_size=7", (2, 7)), ("page_size=100", (1, 100)), ("page_size=101", (1, 100)),
        ("page=0&page_size=0", (0, 10)), ("page=x&page_size=x", (0, 10)), ("page=-1", (0, 10)), ("page=²", (0, 10)),
        ("page=999999", (999_999, 10)), ("page=1000000", (0, 10)), ("page=", (1, 10)),
    ],
)  # fmt: skip
def test_a_page_is_asked_for_by_number(query: str, page: tuple[int, int]) -> None:
    assert page_asked(asked(f"/?{query}")) == page


def test_a_browser_is_told_what_it_may_send() -> None:
    told = preflight(asked(), "GET", "POST")
    assert (told.status_code, told["Access-Control-Allow-Methods"], told["Access-Control-Allow-Headers"]) == (
        204, "GET, POST, OPTIONS", "*",
    )  # fmt: skip
    assert (told["Access-Control-Max-Age"], told["Access-Control-Allow-Origin"]) == ("86400", "*")
    assert told["Access-Control-Expose-Headers"] == "X-Request-Id, Retry-After"
    named = preflight(asked(**{"Access-Control-Request-Headers": "x-api-key"}), "GET")
    assert named["Access-Control-Allow-Headers"] == "x-api-key"
    assert len(named["X-Request-Id"]) == 32 and named["X-Request-Id"] != told["X-Request-Id"]
