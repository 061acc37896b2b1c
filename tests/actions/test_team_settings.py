"""A team's name, brand colour and price."""

from __future__ import annotations

import pytest

from studio.actions import team_settings
from studio.errors import BadInput
from studio.models import Account, Event, Team, User

pytestmark = pytest.mark.django_db


def test_it_renames_and_says_so(team: Team, alice: User) -> None:
    team_settings.rename(team, actor=alice, name="  North\nlight ")
    team.refresh_from_db()
    assert team.name == "North light"
    assert Event.objects.get().text == "“Acme” is called “North light” now"
    team_settings.rename(team, actor=alice, name="North light")
    assert Event.objects.count() == 1


@pytest.mark.parametrize("name", ["", "  ", "\0", "x" * 121])
def test_it_refuses_no_name(team: Team, name: str) -> None:
    with pytest.raises(BadInput):
        team_settings.rename(team, actor=None, name=name)
    team.refresh_from_db()
    assert team.name == "Acme"


@pytest.mark.parametrize(("typed", "kept"), [("#1F6", "#11ff66"), (" #7A2462 ", "#7a2462"), ("", "")])
def test_it_keeps_one_brand_colour(team: Team, typed: str, kept: str) -> None:
    team_settings.dress(team, actor=None, colour="#000000")
    team_settings.dress(team, actor=None, colour=typed)
    team.refresh_from_db()
    assert team.brand_color == kept


@pytest.mark.parametrize("typed", ["red", "#12", "#12345g", "url(x)"])
def test_it_refuses_what_is_no_colour(team: Team, typed: str) -> None:
    with pytest.raises(BadInput, match="Write the colour"):
        team_settings.dress(team, actor=None, colour=typed)


@pytest.mark.parametrize(("typed", "kept"), [("0.5", 50), ("1,25", 125), ("0", 0), ("100", 10_000)])
def test_it_sets_the_price_in_hundredths(account: Account, typed: str, kept: int) -> None:
    team_settings.price(account, actor=None, credits=typed)
    account.refresh_from_db()
    assert account.price == kept


@pytest.mark.parametrize("typed", ["", "free", "-1", "0.005", "100.01", "NaN", "1e9999", "1e999999999", "Infinity"])
def test_it_refuses_what_is_no_price(account: Account, typed: str) -> None:
    with pytest.raises(BadInput, match="Write credits a second"):
        team_settings.price(account, actor=None, credits=typed)
    account.refresh_from_db()
    assert account.price == 0
