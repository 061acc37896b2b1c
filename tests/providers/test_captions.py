"""Captions as a provider: against the contract's examples, servers that misbehave, and our own dialect."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from studio.actions import accounts, renders
from studio.models import ApiKey, Render
from studio.net.client import Client, finish
from studio.net.guard import Rules
from studio.providers import registry
from studio.providers.base import (
    Connection,
    Forged,
    HookNews,
    Later,
    NoNews,
    Outcome,
    Refused,
    Standing,
    Submitted,
    TakeNews,
    TakeOrder,
    Unknown,
)
from studio.providers.captions import Captions
from tests import people
from tests.net.site import Site, reply, sends
from tests.providers.contract import Case, Contract, said

MAKER = Captions()
LOOPBACK = Rules.read(["127.0.0.1/32", "localhost"])
SCENE = {"character": {"type": "avatar", "avatar_id": "Kate"}, "voice": {"type": "text", "input_text": "Hello."}}
ORDER = TakeOrder({"resolution": "4k", "scenes": [SCENE]}, token="t1")
SUBMIT, POLL, LIST = "/api/creator/submit", "/api/creator/poll", "/api/creator/list"


class TestContract(Contract):
    case = Case(
        MAKER, ORDER, SUBMIT, {"operationId": "op-7"}, "op-7", {"detail": "script is required."}, POLL,
        {"state": "PROCESSING"}, ("state",), {"webhook_secret": "s3cret"},
    )  # fmt: skip


def ask(url: str, what: Callable[[Client], Awaitable[Any]], *, key: str = "sk-1", **options: Any) -> Any:
    connection = Connection({"api_key": key}, {"base_url": url, **options})

    async def once() -> Any:
        async with registry.client(MAKER, connection, rules=LOOPBACK) as client:
            return await what(client)

    return finish(once())


def submitted(url: str, order: TakeOrder = ORDER, *, key: str = "sk-1", **options: Any) -> Outcome:
    connection = Connection({"api_key": key}, options)
    outcome: Outcome = ask(url, lambda client: MAKER.submit(client, connection, order), key=key)
    return outcome


def news(url: str, external_id: str = "op", *, key: str = "sk-1") -> TakeNews | NoNews:
    found: TakeNews | NoNews = ask(url, lambda client: MAKER.fetch(client, Connection({}), external_id), key=key)
    return found


def test_it_submits_as_the_contract_writes_it(site: Site) -> None:
    site.pages[SUBMIT] = said({"operationId": "tg7FaiVgmGqTQfuDhyGA"})
    assert submitted(site(""), webhook_id="w1") == Submitted("tg7FaiVgmGqTQfuDhyGA", 30.0)
    head, _, body = site.asked[0].partition("\r\n\r\n")
    assert head.startswith("POST /api/creator/submit HTTP/1.1")
    assert "x-api-key: sk-1" in head.lower()
    assert "content-type: application/json" in head.lower()
    assert json.loads(body) == {"script": "Hello.", "creatorName": "Kate", "resolution": "4k", "webhookId": "w1"}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (said({"detail": "script is required."}, status="400 Bad Request"), Refused),
        (said({"detail": "Unauthorized API key"}, status="401 Unauthorized"), Refused),
        (said({"detail": [{"loc": ["script"], "msg": "too long", "type": "x"}]}, status="422 X"), Refused),
        (reply(b"<html>429</html>", status="429 Too Many Requests", Retry_After="7"), Later),
        (reply(b"<html>Bad gateway</html>", status="502 Bad Gateway"), Unknown),
        (reply(b"<html>Not found</html>", status="404 Not Found"), Unknown),
        (said({"operation": 7}), Unknown),
        (said({"operationId": None}), Unknown),
        (reply(b"<html>hello</html>"), Unknown),
        (sends(b""), Unknown),
        (sends(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), Unknown),
    ],
)
def test_it_tells_the_endings_of_an_order_apart(site: Site, answer: Any, outcome: type) -> None:
    site.pages[SUBMIT] = answer
    found = submitted(site(""))
    assert isinstance(found, outcome), found
    assert len(site.asked) == 1
    assert "sk-1" not in repr(found)


def test_what_was_never_sent_is_sent_later() -> None:
    assert isinstance(submitted("http://127.0.0.1:9"), Later)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"state": "QUEUED", "progress": 0}, (Standing.RUNNING, 0, "")),
        ({"state": "PROCESSING", "progress": 45}, (Standing.RUNNING, 45, "")),
        ({"state": "PROCESSING", "progress": 0.45}, (Standing.RUNNING, 45, "")),
        ({"state": "PROCESSING", "progress": 123}, (Standing.RUNNING, None, "")),
        ({"state": "SOMETHING_NEW"}, (Standing.RUNNING, None, "")),
        ({"url": "https://x/cropped_result.mp4?X-Goog-Expires=604800", "state": "COMPLETE"}, (Standing.DONE, None, "")),
        ({"state": "COMPLETE", "url": None}, (Standing.RUNNING, None, "")),
        ({"state": "FAILED", "detail": "No luck."}, (Standing.FAILED, None, "No luck.")),
        ({"state": "CANCELLED", "message": "Stopped."}, (Standing.FAILED, None, "Stopped.")),
    ],
)
def test_it_reads_news(site: Site, answer: dict[str, Any], found: tuple[Any, ...]) -> None:
    site.pages[POLL] = said(answer)
    told = news(site(""), "op-7")
    assert isinstance(told, TakeNews)
    assert (told.standing, told.progress, told.reason) == found
    assert told.raw == answer
    head, _, body = site.asked[0].partition("\r\n\r\n")
    assert json.loads(body) == {"operationId": "op-7"}
    assert "x-operation-id: op-7" in head.lower()


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"<html>504</html>", status="504 Gateway Timeout"), reply(b"[]"), said({"state": 7}), sends(b""),
        said({"detail": "Slow down."}, status="429 X", Retry_After="9"),
    ],
)  # fmt: skip
def test_nonsense_is_no_news(site: Site, answer: Any) -> None:
    site.pages[POLL] = answer
    assert isinstance(news(site("")), NoNews)


def test_an_unknown_operation_is_gone(site: Site) -> None:
    found = news(site(""))
    assert isinstance(found, TakeNews)
    assert found.standing is Standing.GONE


def test_it_reads_the_cast(site: Site) -> None:
    site.pages[LIST] = said({
        "supportedCreators": ["Jason", "Grace-1", "twin-1-sam", 7],
        "thumbnails": {"Jason": {"imageUrl": "https://x/thumb.jpg", "videoUrl": "https://x/preview.mp4"}},
    })  # fmt: skip
    offers = ask(site(""), lambda client: MAKER.cast(client, Connection({})))
    assert [(each.id, each.name, each.kind) for each in offers] == [
        ("Jason", "Jason", "presenter"), ("Grace-1", "Grace-1", "presenter"), ("twin-1-sam", "sam", "twin"),
    ]  # fmt: skip
    assert (offers[0].picture_url, offers[2].picture_url) == ("https://x/thumb.jpg", "")


@pytest.mark.parametrize(("seconds", "cost"), [(0.1, 100), (30.0, 3000), (30.0004, 3000), (30.2, 3100), (0.0, 0)])
def test_it_quotes_started_seconds(seconds: float, cost: int) -> None:
    assert MAKER.quote({}, seconds, price=100) == cost


def test_it_says_what_it_can_not_do_before_money_is_spent() -> None:
    scenes = [
        SCENE,
        {"voice": {"type": "silence"}},
        {"character": {"avatar_id": "Kate", "scale": 0.5, "offset": {"x": 0.1, "y": 0}, "avatar_style": "circle"},
         "voice": {"type": "text", "input_text": "x" * 801}},
    ]  # fmt: skip
    found = MAKER.problems({"scenes": scenes})
    assert set(found) == {
        "scenes.1.voice.type", "scenes.1.character.type", "scenes.2.voice.input_text", "scenes.2.character.scale",
        "scenes.2.character.offset", "scenes.2.character.avatar_style",
    }  # fmt: skip
    assert found["scenes.1.voice.type"] == MAKER.features.refuses["voice.silence"]
    assert "recordings" in MAKER.problems({"scenes": [{"voice": {"type": "audio"}}]})["scenes.0.voice.type"]
    assert MAKER.split({"scenes": scenes}) == ((0,), (1,), (2,))


@pytest.mark.parametrize(
    ("part", "change", "path"),
    [
        ("voice", {"speed": 1.2}, "voice.speed"), ("voice", {"pitch": -3}, "voice.pitch"),
        ("voice", {"emotion": "Serious"}, "voice.emotion"), ("voice", {"locale": "en-GB"}, "voice.locale"),
        ("voice", {"input_text": 'A<break time="1s"/>b'}, "voice.input_text"),
        ("voice", {"input_text": "Buy nike!"}, "voice.input_text"),
        ("character", {"matting": True}, "character.matting"),
        ("background", {"type": "image", "url": "https://x/y"}, "background.type"),
        ("background", {"type": "video", "video_asset_id": "f"}, "background.type"),
    ],
)  # fmt: skip
def test_what_would_be_missed_is_refused(part: str, change: dict[str, Any], path: str) -> None:
    plain = {**SCENE, "background": {"type": "color", "value": "#f6f6fc"}}
    board = {"output_format": "mp4", "pronunciations": [{"written": "Nike", "spoken": "nykee"}]}
    assert MAKER.problems({**board, "scenes": [plain]}) == {}
    assert MAKER.problems({"output_format": "webm", "scenes": [plain]}).keys() == {"output_format"}
    wrong = {**plain, part: {**plain[part], **change}}
    assert MAKER.problems({**board, "scenes": [plain, wrong]}).keys() == {f"scenes.1.{path}"}


def test_it_knows_its_own_webhooks() -> None:
    connection = Connection({"webhook_secret": "s3cret"})
    body = b'{"url": "https://x", "event": "creator.success", "operationId": "op", "creditsSpent": 30}'
    right = MAKER.read_webhook(connection, {"authorization": "Bearer s3cret"}, body, now=0)
    assert right == HookNews("op:creator.success", "creator.success", "op")
    for headers in ({}, {"authorization": "Bearer other"}, {"authorization": "s3cret"}):
        assert isinstance(MAKER.read_webhook(connection, headers, body, now=0), Forged)
    assert isinstance(MAKER.read_webhook(Connection({}), {"authorization": "Bearer "}, body, now=0), Forged)
    for wrong in (b"", b"[]", b'{"event": "x"}', b"\xff"):
        assert isinstance(MAKER.read_webhook(connection, {"authorization": "Bearer s3cret"}, wrong, now=0), Forged)


@pytest.fixture
def key(transactional_db: None, live_server: Any) -> ApiKey:
    team = people.team()
    alice = people.alice(team)
    account = people.account(team)
    accounts.sync_cast(account)
    return people.key(account, by=alice)


def test_it_makes_a_video_through_our_own_dialect(key: ApiKey, live_server: Any) -> None:
    url, secret = f"{live_server.url}/captions", key.secret  # type: ignore[attr-defined]
    offers = ask(url, lambda client: MAKER.cast(client, Connection({})), key=secret)
    assert {"Kate", "Maya-2"} <= {offer.id for offer in offers}
    outcome = submitted(url, key=secret)
    assert isinstance(outcome, Submitted)
    waiting = news(url, outcome.external_id, key=secret)
    assert isinstance(waiting, TakeNews)
    assert (waiting.standing, waiting.word, waiting.progress) == (Standing.RUNNING, "QUEUED", 0)
    people.made(Render.objects.get())
    done = news(url, outcome.external_id, key=secret)
    assert isinstance(done, TakeNews)
    assert done.standing is Standing.DONE
    assert done.video_url.startswith(live_server.url)


def test_our_dialects_refusals_are_understood(key: ApiKey, live_server: Any) -> None:
    url, secret = f"{live_server.url}/captions", key.secret  # type: ignore[attr-defined]
    assert submitted(url, key="us_wrong") == Refused(
        "Unauthorized API key", raw={"status": 401, "detail": "Unauthorized API key"}
    )
    long = {**SCENE, "voice": {"type": "text", "input_text": "x" * 801}}
    assert isinstance(submitted(url, TakeOrder({"scenes": [long]}, "t"), key=secret), Refused)
    outcome = submitted(url, key=secret)
    assert isinstance(outcome, Submitted)
    renders.cancel(Render.objects.get(), actor=None)
    failed = news(url, outcome.external_id, key=secret)
    assert isinstance(failed, TakeNews)
    assert (failed.standing, bool(failed.reason)) == (Standing.FAILED, True)
    gone = news(url, "unknown", key=secret)
    assert isinstance(gone, TakeNews)
    assert gone.standing is Standing.GONE
