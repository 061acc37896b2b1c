"""What a provider can open here, what is said when it can't, and the address that goes with an order."""

from __future__ import annotations

from typing import Any

import pytest

from studio.actions import callbacks, makers, orders, reach, renders
from studio.models import Account, Team, User
from studio.vocabulary import Provider
from tests import people

pytestmark = pytest.mark.django_db
IMAGE = {"type": "image", "image_asset_id": "0199f3a1-0000-7000-8000-000000000000", "fit": "cover"}


@pytest.fixture
def creatify(team: Team) -> Account:
    account = people.account(team, provider=Provider.CREATIFY, price=100)
    account.hook_token = "t0ken"
    account.save()
    return account


def board(account: Account, **more: Any) -> dict[str, Any]:
    scene = {**people.storyboard("Hi.")["scenes"][0], "background": IMAGE}
    return {"dimension": {"width": 1080, "height": 1920}, "scenes": [scene], **more}


@pytest.mark.parametrize(
    ("public", "open_"),
    [
        ("https://studio.example.org", True),
        ("https://8.8.8.8", True),
        ("http://localhost:8000", False),
        ("http://studio.localhost", False),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("http://192.168.1.7", False),
        ("http://nas.local", False),
        ("http://studio", False),
        ("", False),
    ],
)
def test_it_tells_addresses_of_the_public_internet(creatify: Account, settings: Any, public: str, open_: bool) -> None:
    settings.PUBLIC_URL = public
    assert reach.from_outside(creatify) is open_
    creatify.options["base_url"] = "http://127.0.0.1:9"
    assert reach.from_outside(creatify)


def test_files_that_can_not_be_fetched_here_are_told_before_money_is_spent(creatify: Account, settings: Any) -> None:
    music = {"audio_asset_id": "0199f3a1-0000-7000-8000-000000000001"}
    hero = {"type": "image", "properties": {"url": "https://example.org/a.jpg"}}
    template = {"template_id": "t-1", "variables": {"hero": hero}}
    settings.PUBLIC_URL = "http://localhost:8000"
    wrong = makers.problems(creatify, board(creatify, music=music))
    assert list(wrong) == ["scenes.0.background.image_asset_id"]
    assert "can't reach http://localhost:8000. Set PUBLIC_URL" in wrong["scenes.0.background.image_asset_id"]
    wrong = makers.problems(creatify, board(creatify, template=template))
    assert "template.variables.hero.properties.url" in wrong
    settings.PUBLIC_URL = "https://studio.example.org"
    assert makers.problems(creatify, board(creatify, music=music, template=template)) == {}


def test_who_takes_uploads_needs_no_reach(team: Team, settings: Any) -> None:
    settings.PUBLIC_URL = "http://localhost:8000"
    heygen = people.account(team, provider=Provider.HEYGEN, price=4)
    assert makers.problems(heygen, board(heygen)) == {}


def test_an_order_carries_the_accounts_address(creatify: Account, alice: User, settings: Any) -> None:
    settings.PUBLIC_URL = "https://studio.example.org"
    render = renders.generate(people.video(creatify, by=alice), actor=alice)
    take = render.takes.get()
    people.attempt(take)
    assert orders.order_of(take).callback_url == "https://studio.example.org/hooks/creatify/t0ken"
    settings.PUBLIC_URL = "http://localhost:8000"
    assert orders.order_of(take).callback_url == ""


def test_where_an_address_is_registered_no_order_carries_one(team: Team, settings: Any) -> None:
    settings.PUBLIC_URL = "https://studio.example.org"
    captions = people.account(team, provider=Provider.CAPTIONS)
    assert callbacks.of_order(captions) == callbacks.address(captions) == ""
    captions.hook_token = "t"
    assert callbacks.of_order(captions) == ""
    assert callbacks.address(captions) == "https://studio.example.org/hooks/captions/t"
