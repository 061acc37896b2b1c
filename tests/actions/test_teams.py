"""The first owner, and bootstrap for scripts."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from studio.actions import accounts, samples, teams
from studio.errors import BadInput, Conflict, NotAllowed
from studio.models import ApiKey, Member, OwnerLink, Team, User, Video
from studio.vocabulary import Role

pytestmark = pytest.mark.django_db
GOOD = {"email": "Ana@Example.com", "password": "seven green herons", "name": "Ana", "team_name": "Northwind"}


def test_it_makes_the_owner_once_through_the_link() -> None:
    token = OwnerLink.issue()
    user = teams.make_owner(token, **GOOD)
    place = Member.objects.get(user=user)
    assert (user.email, place.role, place.team.name) == ("ana@example.com", Role.OWNER, "Northwind")
    assert place.team.accounts.get().avatars.count() >= 6
    with pytest.raises(Conflict):
        teams.make_owner(token, **{**GOOD, "email": "eve@example.com"})


def test_it_does_not_spend_the_link_on_bad_input() -> None:
    token = OwnerLink.issue()
    with pytest.raises(BadInput) as refused:
        teams.make_owner(token, email="nobody", password="1234", name="", team_name=" ")
    assert set(refused.value.problems) == {"email", "password", "team_name"}
    assert OwnerLink.open(token).exists()


def test_it_lets_only_the_newest_link_work() -> None:
    first, second = OwnerLink.issue(), OwnerLink.issue()
    assert not OwnerLink.open(first).exists()
    assert OwnerLink.open(second).exists()
    assert first not in str(list(OwnerLink.objects.values()))


def test_whoever_becomes_the_owner_by_command_ends_the_link() -> None:
    token = OwnerLink.issue()
    teams.bootstrap(email="ana@example.com", password="seven green herons", team_name="Northwind")
    assert not OwnerLink.open(token).exists()


def test_it_gives_the_sample_to_the_first_owner() -> None:
    team = Team.objects.create(name="Your team")
    account = accounts.open_embedded(team)
    Video.objects.create(team=team, account=account, title=samples.TITLE, sample=True)
    user = teams.make_owner(OwnerLink.issue(), **GOOD)
    assert user.teams.get() == team
    assert Team.objects.get().name == "Northwind"


def test_a_further_team_is_made_by_staff_alone(alice: User) -> None:
    with pytest.raises(NotAllowed, match="those who run this server"):
        teams.make_team(actor=alice, name="Second stage")
    alice.is_staff = True
    made = teams.make_team(actor=alice, name=" Second stage ")
    assert (made.name, made.members.get().role) == ("Second stage", Role.OWNER)
    assert alice.teams.count() == 2


def test_an_address_too_long_to_keep_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="at most 254"):
        teams.make_owner(OwnerLink.issue(), **{**GOOD, "email": "ana@" + "department." * 24 + "example.org"})


def test_it_bootstraps_the_same_thing_twice(tmp_path: Path) -> None:
    key = tmp_path / "key"
    arguments = ["--email", "ops@example.com", "--password", "seven green herons", "--team", "Ops"]
    arguments += ["--api-key-out", str(key)]
    call_command("bootstrap", *arguments)
    first = key.read_text()
    call_command("bootstrap", *arguments)
    assert key.read_text() == first
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert (User.objects.count(), Team.objects.count(), ApiKey.objects.count()) == (1, 1, 1)
    found = accounts.use_key(first.strip())
    assert found and found.team.name == "Ops"
    accounts.revoke_key(found)
    assert accounts.use_key(first.strip()) is None


def test_it_says_why_it_can_not_bootstrap() -> None:
    with pytest.raises(CommandError, match="too short"):
        call_command("bootstrap", "--email", "ops@example.com", "--password", "short", "--team", "Ops")


def test_it_keeps_credentials_unreadable_in_the_database(team: Team) -> None:
    account = accounts.open_embedded(team)
    account.credentials = {"key": "sk-very-secret"}
    account.save()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM studio_account")
        stored = cursor.fetchall()
    assert "sk-very-secret" not in str(stored)
    account.refresh_from_db()
    assert account.credentials == {"key": "sk-very-secret"}
