"""What every adapter keeps to. A test module says `class TestContract(Contract): case = Case(…)`.

Answers come from a site on this machine, over HTTP.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from studio.net.client import Client, finish
from studio.net.guard import Rules
from studio.providers import registry
from studio.providers.base import (
    Adapter,
    Connection,
    Forged,
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
from tests.net.site import Answer, Site, reply, sends

KEY = "sk-4711"
LOOPBACK = Rules.read(["127.0.0.1/32", "localhost"])
PAGE = b"<html><body>Bad gateway</body></html>"
NOBODY = "http://127.0.0.1:9"
"""An address at which nobody listens."""
HALF = sends(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"da')
COROUTINES = ("submit", "find", "fetch", "cancel", "cast", "voices", "balance", "templates", "register_webhook")
NONSENSE: dict[str, Answer] = {
    "a gateway's page": reply(PAGE, status="502 Bad Gateway"),
    "a page": reply(PAGE),
    "a list": reply(b"[]"),
    "null": reply(b"null"),
    "an empty object": reply(b"{}"),
    "data null": reply(b'{"error": null, "data": null}'),
    "data of another type": reply(b'{"code": 100, "data": "x"}'),
    "deep": reply(b"[" * 100_000),
    "nothing": sends(b""),
    "half": HALF,
    "too many": reply(b'{"message": "slow down"}', status="429 Too Many Requests", Retry_After="9"),
}


def said(document: Any, *, status: str = "200 OK", **headers: str) -> Answer:
    return reply(json.dumps(document).encode(), status=status, **headers)


def ask(maker: Adapter, url: str, what: Callable[[Client, Connection], Awaitable[Any]], **more: Any) -> Any:
    """What the adapter makes of the server at `url`. `more`: credentials beside the key, and "options"."""
    options = more.pop("options", {})
    connection = Connection({"api_key": KEY, **more}, {"base_url": url, **options})

    async def once() -> Any:
        async with registry.client(maker, connection, rules=LOOPBACK) as client:
            return await what(client, connection)

    return finish(once())


def sent(site: Site, number: int = -1) -> tuple[str, dict[str, str], Any]:
    """A request that came: its first line, its headers by lower-case name, its JSON (or text)."""
    head, _, body = site.asked[number].partition("\r\n\r\n")
    line, *rest = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in rest)}
    try:
        return line, headers, json.loads(body)
    except ValueError:
        return line, headers, body


@dataclass(frozen=True)
class Case:
    """An adapter, and what its provider says.

    `submit` is where `order` goes and `accepted` the answer, with the job's id `job`; `no` one in words. `status` is
    where that job is asked about (with its query), `going` an answer and `word` the path in it of the status.
    """

    maker: Adapter
    order: TakeOrder
    submit: str
    accepted: Mapping[str, Any]
    job: str
    no: Mapping[str, Any]
    status: str
    going: Mapping[str, Any]
    word: tuple[str, ...]
    credentials: Mapping[str, str] = field(default_factory=dict)

    def submitted(self, url: str) -> Outcome:
        outcome: Outcome = ask(self.maker, url, self._submit)
        return outcome

    async def _submit(self, client: Client, connection: Connection) -> Outcome:
        return await self.maker.submit(client, connection, self.order)

    def news(self, url: str) -> TakeNews | NoNews:
        found: TakeNews | NoNews = ask(
            self.maker, url, lambda client, connection: self.maker.fetch(client, connection, self.job)
        )  # fmt: skip
        return found

    def with_word(self, value: Any) -> dict[str, Any]:
        """`going` with another status."""
        made = json.loads(json.dumps(self.going))
        place = made
        for name in self.word[:-1]:
            place = place[name]
        place[self.word[-1]] = value
        return dict(made)


class Contract:
    case: ClassVar[Case]

    def test_it_has_all_that_is_asked_of_an_adapter(self) -> None:
        maker = self.case.maker
        assert Adapter in type(maker).__mro__
        assert all(inspect.iscoroutinefunction(getattr(maker, name)) for name in COROUTINES)
        own = {name for each in type(maker).__mro__ if each is not Adapter for name in vars(each)}
        assert {*COROUTINES[:7], "headers", "split", "problems", "quote", "read_webhook"} <= own
        assert maker.base_url.startswith("https://")
        assert maker.default_price > 0

    def test_the_key_goes_in_a_header_and_nowhere_else(self, site: Site) -> None:
        site.pages[self.case.submit] = said(self.case.accepted)
        outcome = self.case.submitted(site(""))
        assert isinstance(outcome, Submitted)
        assert outcome.external_id == self.case.job
        line, headers, body = sent(site)
        assert any(KEY in value for value in headers.values())
        assert KEY not in line
        assert KEY not in str(body)
        assert KEY not in repr(outcome)
        assert len(site.asked) == 1, "a paid order is sent once"

    @pytest.mark.parametrize(
        ("status", "body", "outcome"),
        [
            ("400 Bad Request", None, Refused),
            ("401 Unauthorized", None, Refused),
            ("402 Payment Required", None, Refused),
            ("429 Too Many Requests", None, Later),
            ("429 Too Many Requests", PAGE, Later),
            ("408 Request Timeout", None, Unknown),
            ("500 Internal Server Error", None, Unknown),
            ("502 Bad Gateway", PAGE, Unknown),
            ("404 Not Found", PAGE, Unknown),
            ("200 OK", PAGE, Unknown),
            ("200 OK", b"{}", Unknown),
            ("200 OK", b"null", Unknown),
            ("302 Found", b"", Unknown),
        ],
    )
    def test_it_tells_the_endings_of_an_order_apart(
        self, site: Site, status: str, body: bytes | None, outcome: type
    ) -> None:
        content = json.dumps(self.case.no).encode() if body is None else body
        site.pages[self.case.submit] = reply(content, status=status, Retry_After="7", Location="/elsewhere")
        found = self.case.submitted(site(""))
        assert isinstance(found, outcome), found
        assert KEY not in repr(found)
        assert len(site.asked) == 1
        if isinstance(found, Later):
            assert found.wait == 7.0

    @pytest.mark.parametrize("answer", [sends(b""), HALF], ids=["no answer", "half an answer"])
    def test_what_was_lost_on_the_way_is_unknown(self, site: Site, answer: Answer) -> None:
        site.pages[self.case.submit] = answer
        assert isinstance(self.case.submitted(site("")), Unknown)

    def test_a_number_that_is_too_long_to_be_kept_is_unknown(self, site: Site) -> None:
        accepted, number = json.dumps(self.case.accepted), json.dumps(self.case.job.rpartition("/")[2])
        assert number in accepted
        site.pages[self.case.submit] = reply(accepted.replace(number, json.dumps("0" * 201)).encode())
        assert isinstance(self.case.submitted(site("")), Unknown)

    def test_what_was_never_sent_can_be_sent_later(self) -> None:
        assert isinstance(self.case.submitted(NOBODY), Later)

    def test_a_word_that_nobody_knows_means_that_it_runs(self, site: Site) -> None:
        site.pages[self.case.status] = said(self.case.with_word("Dreaming_of_sheep"))
        found = self.case.news(site(""))
        assert isinstance(found, TakeNews)
        assert (found.standing, found.word) == (Standing.RUNNING, "Dreaming_of_sheep")

    @pytest.mark.parametrize("name", NONSENSE)
    def test_nonsense_is_no_news(self, site: Site, name: str) -> None:
        site.pages[self.case.status] = NONSENSE[name]
        found = self.case.news(site(""))
        assert isinstance(found, NoNews), found
        assert found.sentence
        if name == "too many":
            assert found.wait == 9.0

    @pytest.mark.parametrize("status", ["302 Found", "500 Internal Server Error"])
    def test_what_a_bad_answer_repeats_counts_for_nothing(self, site: Site, status: str) -> None:
        site.pages[self.case.status] = reply(json.dumps(self.case.going).encode(), status=status)
        assert isinstance(self.case.news(site("")), NoNews)
        site.pages[self.case.submit] = reply(json.dumps(self.case.accepted).encode(), status=status)
        assert isinstance(self.case.submitted(site("")), Unknown)

    def test_nobody_there_is_no_news(self) -> None:
        assert isinstance(self.case.news(NOBODY), NoNews)

    @pytest.mark.parametrize("value", [None, 7, [], {}, True])
    def test_a_status_of_another_type_is_no_news(self, site: Site, value: Any) -> None:
        site.pages[self.case.status] = said(self.case.with_word(value))
        assert isinstance(self.case.news(site("")), NoNews)

    @pytest.mark.parametrize("name", NONSENSE)
    @pytest.mark.parametrize("what", ["cast", "voices", "balance", "templates"])
    def test_lists_are_read_or_are_no_news(self, site: Site, what: str, name: str) -> None:
        everywhere(site, NONSENSE[name])
        found = ask(self.case.maker, site(""), getattr(self.case.maker, what))
        assert isinstance(found, NoNews | tuple)
        assert KEY not in repr(found)

    @pytest.mark.parametrize("name", NONSENSE)
    def test_a_lost_order_is_not_found_in_nonsense(self, site: Site, name: str) -> None:
        everywhere(site, NONSENSE[name])
        maker, order = self.case.maker, self.case.order
        assert ask(maker, site(""), lambda client, connection: maker.find(client, connection, [order])) == {}

    def test_a_price_never_falls_with_length(self) -> None:
        prices = [self.case.maker.quote(self.case.order.storyboard, tenth / 10, price=3) for tenth in range(0, 1300, 7)]
        assert prices == sorted(prices)
        assert prices[0] == 0
        assert all(isinstance(price, int) for price in prices)

    def test_every_scene_is_in_one_take(self) -> None:
        scenes = [*self.case.order.storyboard["scenes"]] * 3
        takes = self.case.maker.split({**self.case.order.storyboard, "scenes": scenes})
        assert sorted(index for take in takes for index in take) == list(range(len(scenes)))
        assert max(map(len, takes)) <= self.case.maker.features.scenes_a_take

    @pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b'{"event_type": 7}', b"\xff\xfe", b"[" * 100_000])
    def test_webhooks_of_nobody_are_forged(self, body: bytes) -> None:
        for headers in ({}, {"signature": ""}, {"authorization": "Bearer "}, {"signature": "\u00e9"}):
            for known in (self.case.credentials, {}):
                found = self.case.maker.read_webhook(Connection(known), headers, body, now=1.0)
                assert isinstance(found, Forged)


def everywhere(site: Site, answer: Answer) -> None:
    """One answer at every address."""

    class Everywhere(dict[str, Answer]):
        def get(self, key: str, default: Any = None) -> Any:
            return answer

    site.pages = Everywhere()
