"""Captions' twins and webhooks: against the contract's examples, servers that misbehave, and our own dialect."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from studio.models import ApiKey, Avatar, Endpoint, Twin
from studio.providers.base import (
    Connection,
    File,
    Later,
    NoNews,
    Refused,
    Registered,
    Standing,
    Submitted,
    TwinNews,
    TwinOrder,
    Unknown,
)
from studio.vocabulary import AvatarKind, TwinState
from tests import faces
from tests.net.site import Site, reply, sends
from tests.providers.test_captions import MAKER, ask, key, said

__all__ = ["key"]  # fixtures
NOBODY = Connection({})
POSES = ("neutral", "ooh", "teeth", "aah", "pursed")
ORDER = TwinOrder(
    "Sam", "English", "t1",
    {name: File(f"https://studio.example/{name}", Path(name), "") for name in ("video", *POSES)},
)  # fmt: skip
CREATE, STATUS, LIST, DELETE = (f"/api/twin/{word}" for word in ("create", "status", "list", "delete"))
LANGUAGES, SCRIPT = "/api/twin/supported-languages", "/api/twin/script"
REGISTER, UPDATE = "/api/webhooks/register", "/api/webhooks/update"
HOOK = {"id": "w1", "secret": "s3cret", "url": "https://studio.example/hook", "enabledEvents": ["creator.success"]}
SLOW = reply(b"<html>429</html>", status="429 X", Retry_After="7")
AWAY = reply(b"<html>Bad gateway</html>", status="502 Bad Gateway")


def sent(site: Site, number: int = 0) -> tuple[str, Any]:
    """(path, JSON) of a request that came."""
    head, _, body = site.asked[number].partition("\r\n\r\n")
    assert "x-api-key: sk-1" in head.lower()
    return head.split(" ")[1], json.loads(body)


def created(url: str, order: TwinOrder = ORDER, *, key: str = "sk-1") -> Any:
    return ask(url, lambda client: MAKER.create_twin(client, NOBODY, order), key=key)


def status(url: str, operation: str = "op", *, name: str = "Sam", key: str = "sk-1") -> Any:
    return ask(url, lambda client: MAKER.twin_status(client, NOBODY, operation, name=name), key=key)


def deleted(url: str, avatar_id: str = "twin-1-sam", *, key: str = "sk-1") -> Any:
    return ask(url, lambda client: MAKER.delete_twin(client, NOBODY, avatar_id), key=key)


def registered(url: str, *, known: str = "", key: str = "sk-1") -> Any:
    address = "https://studio.example/hook"
    return ask(url, lambda client: MAKER.register_webhook(client, NOBODY, address, known=known), key=key)


def test_it_asks_which_languages_and_what_to_read(site: Site) -> None:
    names = ["Arabic", "Chinese-Simplified", "Chinese-Traditional", "English"]
    site.pages[LANGUAGES] = said({"supportedLanguages": [*names, 7, ""]})
    site.pages[SCRIPT] = said({"script": "Hello everyone! Today, we embark on …"})
    assert ask(site(""), lambda client: MAKER.twin_languages(client, NOBODY)) == tuple(names)
    script = ask(site(""), lambda client: MAKER.twin_script(client, NOBODY, "Arabic"))
    assert script == "Hello everyone! Today, we embark on …"
    assert sent(site, 1) == (SCRIPT, {"language": "Arabic"})


NOTHING = said({"script": "", "supportedLanguages": 7})


@pytest.mark.parametrize("answer", [AWAY, SLOW, sends(b""), reply(b"[]"), NOTHING])
def test_no_languages_and_no_script_are_no_news(site: Site, answer: Any) -> None:
    site.pages |= {LANGUAGES: answer, SCRIPT: answer}
    assert isinstance(ask(site(""), lambda client: MAKER.twin_languages(client, NOBODY)), NoNews)
    assert isinstance(ask(site(""), lambda client: MAKER.twin_script(client, NOBODY, "English")), NoNews)


def test_it_orders_a_twin_as_the_contract_writes_it(site: Site) -> None:
    site.pages[CREATE] = said({"operationId": "bEV7DFjDk4o2Cfl8chGp"})
    assert created(site("")) == Submitted("bEV7DFjDk4o2Cfl8chGp", 30.0)
    assert sent(site) == (CREATE, {
        "name": "Sam", "language": "English", "videoUrl": "https://studio.example/video",
        "calibrationImageUrls": [f"https://studio.example/{pose}" for pose in POSES],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (said({"detail": "calibrationImageUrls must be vertical."}, status="400 Bad Request"), Refused),
        (said({"detail": "Unauthorized API key"}, status="401 Unauthorized"), Refused),
        (SLOW, Later),
        (AWAY, Unknown),
        (said({"twinId": "x"}), Unknown),
        (sends(b""), Unknown),
        (sends(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), Unknown),
    ],
)
def test_it_tells_the_endings_of_a_twins_order_apart(site: Site, answer: Any, outcome: type) -> None:
    site.pages[CREATE] = answer
    found = created(site(""))
    assert isinstance(found, outcome), found
    assert len(site.asked) == 1
    assert "sk-1" not in repr(found)


def test_an_order_that_was_never_sent_is_sent_later() -> None:
    assert isinstance(created("http://127.0.0.1:9"), Later)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"state": "QUEUED"}, (Standing.RUNNING, None, "", "")),
        ({"state": "PROCESSING", "progress": 0.4}, (Standing.RUNNING, 40, "", "")),
        ({"state": "SOMETHING_NEW", "progress": 12}, (Standing.RUNNING, 12, "", "")),
        ({"state": "COMPLETE", "progress": 87}, (Standing.DONE, 87, "twin-10-Sam", "")),
        ({"state": "FAILED", "detail": "No voice."}, (Standing.FAILED, None, "", "No voice.")),
        ({"state": "ERROR", "error": "x" * 900}, (Standing.FAILED, None, "", "x" * 500)),
    ],
)
def test_it_reads_news_of_a_twin(site: Site, answer: dict[str, Any], found: tuple[Any, ...]) -> None:
    site.pages |= {STATUS: said(answer), LIST: said({"twins": ["twin-9-sam", "twin-10-Sam", "twin-11-samuel", 7]})}
    told = status(site(""), "op-7")
    assert isinstance(told, TwinNews)
    assert (told.standing, told.progress, told.avatar_id, told.reason) == found
    assert (told.word, told.raw, told.next_poll) == (answer["state"], answer, 5.0)
    assert sent(site) == (STATUS, {"operationId": "op-7"})
    assert "x-operation-id: op-7" in site.asked[0].lower()
    assert len(site.asked) == (2 if found[0] is Standing.DONE else 1)


@pytest.mark.parametrize("listed", [said({"twins": ["twin-1-other"]}), said({"twins": None}), AWAY, sends(b"")])
def test_one_that_is_made_and_not_listed_yet_still_runs(site: Site, listed: Any) -> None:
    site.pages |= {STATUS: said({"state": "COMPLETE"}), LIST: listed}
    told = status(site(""))
    assert isinstance(told, TwinNews)
    assert (told.standing, told.avatar_id) == (Standing.RUNNING, "")


@pytest.mark.parametrize("answer", [AWAY, SLOW, sends(b""), reply(b"[]"), said({"state": None})])
def test_nonsense_about_a_twin_is_no_news(site: Site, answer: Any) -> None:
    site.pages[STATUS] = answer
    assert isinstance(status(site("")), NoNews)


def test_an_unknown_twin_is_gone(site: Site) -> None:
    told = status(site(""))
    assert isinstance(told, TwinNews)
    assert told.standing is Standing.GONE


def test_it_finds_twins_by_their_name_whatever_its_signs(site: Site) -> None:
    site.pages[LIST] = said({"twins": ["twin-12-anna-lena", "twin-3-Anna Lena", "twin-4-anna", "Anna Lena"]})
    found = ask(site(""), lambda client: MAKER.twins_named(client, NOBODY, "Anna  Lena"))
    assert found == ("twin-3-Anna Lena", "twin-12-anna-lena")
    site.pages[LIST] = AWAY
    assert isinstance(ask(site(""), lambda client: MAKER.twins_named(client, NOBODY, "Anna")), NoNews)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(said({"success": True}), True), (said({"success": False}), False),
     (said({"detail": "There is no such twin."}, status="404 Not Found"), True)],
)  # fmt: skip
def test_it_deletes_by_the_whole_name(site: Site, answer: Any, outcome: bool) -> None:
    site.pages[DELETE] = answer
    assert deleted(site("")) is outcome
    assert sent(site) == (DELETE, {"name": "twin-1-sam"})


@pytest.mark.parametrize("answer", [AWAY, SLOW, sends(b""), said({}), said({"detail": "No."}, status="400 X")])
def test_nobody_knows_whether_it_was_deleted(site: Site, answer: Any) -> None:
    site.pages[DELETE] = answer
    assert isinstance(deleted(site("")), NoNews)


def test_it_registers_a_webhook_once_and_renews_its_secret(site: Site) -> None:
    wanted = {"url": "https://studio.example/hook", "enabledEvents": ["creator.success", "creator.failure"]}
    site.pages |= {REGISTER: said(HOOK), UPDATE: said({**HOOK, "secret": "newer"})}
    assert registered(site("")) == Registered("w1", "s3cret")
    assert sent(site) == (REGISTER, wanted)
    assert registered(site(""), known="w1") == Registered("w1", "newer")
    assert sent(site, 1) == (UPDATE, {"id": "w1", **wanted})
    assert len(site.asked) == 2


def test_a_registration_that_is_gone_is_made_anew(site: Site) -> None:
    site.pages |= {REGISTER: said({**HOOK, "id": "w2"}), UPDATE: said({"detail": "Unknown webhook"}, status="404 X")}
    assert registered(site(""), known="w1") == Registered("w2", "s3cret")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (said({"detail": "Enterprise only."}, status="403 Forbidden"), Refused),
        (said({"detail": "url is not reachable"}, status="400 Bad Request"), Refused),
        (SLOW, NoNews), (AWAY, NoNews), (sends(b""), NoNews), (said({"id": 7}), NoNews), (said({"id": "w"}), NoNews),
        (said({"id": "w", "secret": ""}), NoNews),
    ],
)  # fmt: skip
def test_it_says_why_no_webhook_was_registered(site: Site, answer: Any, outcome: type) -> None:
    site.pages[REGISTER] = answer
    assert isinstance(registered(site("")), outcome)


def test_it_makes_and_deletes_a_twin_through_our_own_dialect(key: ApiKey, live_server: Any) -> None:
    url, secret = f"{live_server.url}/captions", key.secret  # type: ignore[attr-defined]
    languages = ask(url, lambda client: MAKER.twin_languages(client, NOBODY), key=secret)
    assert {"English", "German"} <= set(languages)
    script = ask(url, lambda client: MAKER.twin_script(client, NOBODY, "German"), key=secret)
    assert script.startswith("Hallo!")
    assert isinstance(created(url, TwinOrder("Sam", "Klingon", "t", ORDER.media), key=secret), Refused)
    outcome = created(url, key=secret)
    assert isinstance(outcome, Submitted)
    waiting = status(url, outcome.external_id, key=secret)
    assert isinstance(waiting, TwinNews)
    assert (waiting.standing, waiting.word) == (Standing.RUNNING, "QUEUED")
    twin, picture = Twin.objects.get(), faces.photo(key.account, name="Sam")
    Avatar.objects.filter(pk=picture.pk).update(kind=AvatarKind.TWIN, external_id=twin.external_name)
    Twin.objects.update(state=TwinState.READY, progress=100, avatar=picture)
    done = status(url, outcome.external_id, key=secret)
    assert isinstance(done, TwinNews)
    assert (done.standing, done.avatar_id) == (Standing.DONE, "twin-1-sam")
    assert deleted(url, "twin-1-sam", key=secret) is True
    assert deleted(url, "twin-1-sam", key=secret) is True, "there is none any more"


def test_our_dialects_reasons_and_webhooks_are_understood(key: ApiKey, live_server: Any) -> None:
    url, secret = f"{live_server.url}/captions", key.secret  # type: ignore[attr-defined]
    outcome = created(url, key=secret)
    assert isinstance(outcome, Submitted)
    Twin.objects.update(state=TwinState.FAILED, problem={"video": "Too short."})
    failed = status(url, outcome.external_id, key=secret)
    assert isinstance(failed, TwinNews)
    assert (failed.standing, failed.reason) == (Standing.FAILED, "videoUrl: Too short.")
    first = registered(url, key=secret)
    assert isinstance(first, Registered)
    second = registered(url, known=first.webhook_id, key=secret)
    assert isinstance(second, Registered)
    assert (second.webhook_id, second.secret != first.secret) == (first.webhook_id, True)
    assert Endpoint.objects.count() == 1
