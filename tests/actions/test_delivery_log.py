"""What of a message is shown to whom, and where it stands in its log."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from studio.actions import delivery_log, links
from studio.models import Asset, Delivery, Endpoint, Team
from studio.models.ids import new_id
from studio.vocabulary import Dialect
from tests import people


def message(told: Any) -> Delivery:
    body = told if isinstance(told, str) else json.dumps(told)
    return Delivery(dialect=Dialect.STUDIO, url="https://a.example/", body=body)


def test_what_holds_no_address_is_shown_as_it_is_sent() -> None:
    told = {"a": ["b", 1.0, None, True, {"ü": "مرحبا"}]}
    shown = delivery_log.body_of(message(told), in_full=False)
    assert json.loads(shown.text) == told and "مرحبا" in shown.text and not shown.hidden


def test_a_link_of_ours_is_known_by_its_signature() -> None:
    asset = Asset(name="spring films, all.mp4")
    asset.file.name = "x.mp4"
    link = links.to(asset, origin="https://studio.example")
    assert delivery_log.body_of(message([link]), in_full=True) == delivery_log.Body(f'[\n  "{link}"\n]', hidden=False)
    shown = delivery_log.body_of(message([link]), in_full=False)
    assert json.loads(shown.text) == ["https://studio.example/files/…/spring%20films,%20all.mp4"] and shown.hidden


@pytest.mark.parametrize(
    ("url", "in_full", "hidden"),
    [
        ("https://a.example", "https://a.example", "https://a.example"),
        ("https://a.example/", "https://a.example/", "https://a.example/"),
        ("HTTPS://ann:pw@a.example/x?q", "https://a.example/x?…", "https://a.example/…"),
        ("https://a.example?q", "https://a.example?…", "https://a.example/…"),
        ("https://a.example/files/secret/x", "https://a.example/files/secret/x", "https://a.example/…"),
        ("https://a.example/x#s", "https://a.example/x", "https://a.example/…"),
        ("https://a.example#s", "https://a.example", "https://a.example/…"),
        ('https://a.example/"<x>?q', 'https://a.example/"<x>?…', "https://a.example/…"),
        ("http://[odd", "…", "…"),
    ],
)  # fmt: skip
def test_other_addresses_lose_what_can_be_a_secret(url: str, in_full: str, hidden: str) -> None:
    for full, wanted in ((True, in_full), (False, hidden)):
        shown = delivery_log.body_of(message({"deep": [f"Look at {url} now"]}), in_full=full)
        assert json.loads(shown.text) == {"deep": [f"Look at {wanted} now"]}
        assert shown.hidden == (wanted != url)


def test_writing_that_turns_is_shown_as_signs() -> None:
    assert "evil\\u202egpj" in delivery_log.body_of(message(["evil\u202egpj"]), in_full=True).text


def test_what_is_no_json_is_shown_all_the_same() -> None:
    assert delivery_log.body_of(message("no {json"), in_full=True).text == '"no {json"'


@pytest.mark.django_db
def test_it_knows_the_place_of_each_of_those_written_at_one_moment(team: Team) -> None:
    now = timezone.now()
    same = {"team": team, "dialect": Dialect.STUDIO, "event": "x", "url": "https://a.example/", "body": "{}"}
    for number in range(6):
        Delivery.objects.create(key=str(number), created_at=now - timedelta(days=number // 3), **same)
    log = delivery_log.of_orders(team)
    assert [delivery_log.before(log, each) for each in log] == list(range(6))
    assert delivery_log.counts(log) == {"waiting": 6}


@pytest.mark.django_db
def test_each_log_has_its_own_messages_and_no_others(team: Team) -> None:
    def told(team: Team, dialect: Dialect = Dialect.STUDIO, *, hook: bool = True) -> Delivery:
        to = {"team": team, "dialect": dialect, "url": "https://a.example/"}
        endpoint = Endpoint.objects.create(external_id=new_id().hex, **to) if hook else None
        return Delivery.objects.create(key=new_id().hex, endpoint=endpoint, event="x", body="{}", **to)

    one, two, by_an_order, others = told(team), told(team), told(team, hook=False), people.team("Others")
    _ = told(team, Dialect.HEYGEN), told(others), told(others, hook=False)
    assert one.endpoint and list(delivery_log.of_endpoint(one.endpoint)) == [one]
    assert list(delivery_log.of_endpoints(team, Dialect.STUDIO)) == [two, one]
    assert list(delivery_log.of_orders(team)) == [by_an_order]
