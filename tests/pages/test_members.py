"""The list of members, and what is done in it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.models import Account, Member, Team, User
from studio.vocabulary import Role
from tests import people
from tests.pages.asking import HTMX, as_, is_fragment

pytestmark = pytest.mark.django_db
LIST = "/settings/members/"


def rows(page: str) -> list[str]:
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r'<li class="person" .*?</li>', page, re.S)
    ]


def post(client: Client, user: User, team: Team, verb: str, **typed: str) -> Any:
    return client.post(f"{LIST}{people.member(user, team=team).pk}/{verb}/", typed, headers=HTMX)


def test_it_shows_everybody_to_everybody(team: Team, alice: User, bob: User, vera: User, charlie: User) -> None:
    page = as_(vera).get(LIST).content.decode()
    found = rows(page)
    assert [row.split()[1] for row in found] == ["Alice", "Bob", "Vera"]
    assert "you" in found[2].split()
    assert "alice@example.org" in page and "Owner" in found[0]
    assert "charlie" not in page
    assert 'name="email"' not in page, "a viewer invites nobody"
    assert "change the role" not in page
    assert "Leave the team" in page and "Remove from the team" not in page


def test_dates_are_in_the_members_zone(team: Team, alice: User) -> None:
    Member.objects.update(joined_at=timezone.now().replace(2020, 12, 31, 23, 30))
    User.objects.update(zone="Asia/Tokyo")
    assert "joined 1 Jan 2021" in as_(alice).get(LIST).content.decode()


def test_it_asks_the_database_as_often_for_many(team: Team, alice: User) -> None:
    counts = []
    for start in (0, 30):
        for number in range(start, start + 20):
            people.person(f"n{number}", team=team)
            people.invitation(team, f"i{number}@example.org", by=alice)
        with CaptureQueriesContext(connection) as asked:
            assert as_(alice).get(LIST).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_two_thousand_are_paged_and_found(team: Team, alice: User) -> None:
    many = [User(email=f"n{n}@example.org", name=f"Person {n:04}") for n in range(2000)]
    Member.objects.bulk_create(Member(team=team, user=user) for user in User.objects.bulk_create(many))
    client = as_(alice)
    page = client.get(LIST).content.decode()
    assert len(rows(page)) == 50
    assert "Page 1 of 41" in page and "Newer" not in page
    assert "Person 1999" in rows(client.get(f"{LIST}?page=41").content.decode())[-1]
    assert len(rows(client.get(f"{LIST}?q=N1999@example").content.decode())) == 1
    assert "Nobody in the team is called “zzz”" in client.get(f"{LIST}?q=zzz").content.decode()
    assert client.get(f"{LIST}?q=%00%f0&page=-1").status_code == 200


def test_it_changes_a_role(team: Team, alice: User, bob: User) -> None:
    Member.objects.filter(user=bob).update(id=12345)  # where other numbers would get a comma
    answer = post(as_(alice), bob, team, "role", role="admin")
    assert is_fragment(answer.content)
    page = answer.content.decode()
    assert "Bob is admin now" in page
    assert re.search(r'id="role-12345"[^>]* autofocus', page)
    assert people.member(bob, team=team).role == Role.ADMIN
    plain = as_(alice).post(f"{LIST}{people.member(bob, team=team).pk}/role/?q=b", {"role": "viewer"})
    assert plain["Location"] == f"{LIST}?q=b"
    assert post(as_(alice), bob, team, "role", role="king").status_code == 422


def test_it_says_why_a_role_stays(team: Team, alice: User) -> None:
    ada = people.person("ada", team=team, role=Role.ADMIN)
    page = as_(ada).get(LIST).content.decode()
    assert "Alice is Owner: change" not in page and "Remove Alice" not in page
    assert "the only one" in page
    answer = post(as_(ada), alice, team, "role", role="viewer")
    assert answer.status_code == 409
    assert "Only owners" in answer.content.decode()
    answer = post(as_(alice), alice, team, "role", role="viewer")
    assert "at least one owner" in answer.content.decode()
    assert people.member(alice, team=team).role == Role.OWNER


def test_an_owner_who_steps_back_can_change_nothing_any_more(team: Team, alice: User, bob: User) -> None:
    Member.objects.filter(user=bob).update(role=Role.OWNER)
    page = post(as_(alice), alice, team, "role", role="viewer").content.decode()
    assert "Alice is viewer now" in page
    assert "change the role" not in page


def test_who_is_removed_finds_the_door_shut(team: Team, alice: User, bob: User, account: Account) -> None:
    video, client = people.video(account, by=bob), as_(bob)
    assert client.get(f"/videos/{video.pk}/edit/").status_code == 200
    answer = post(as_(alice), bob, team, "remove")
    assert "Bob is not in the team any more" in answer.content.decode()
    assert client.get(f"/videos/{video.pk}/edit/").status_code == 404
    assert client.post(f"/videos/{video.pk}/duplicate/").status_code == 404
    assert client.get(LIST).status_code == 404
    people.person("bob", team=people.team("Second stage"))
    page = client.get("/").content.decode()
    assert "Second stage" in page and "Spring" not in page


def test_the_confirmation_says_what_happens(team: Team, alice: User, bob: User) -> None:
    page = as_(alice).get(LIST).content.decode()
    assert "Their videos stay" in page and "API keys belong to the team and stay" in page


def test_one_leaves_by_oneself(team: Team, alice: User, vera: User, charlie: User) -> None:
    client = as_(vera)
    assert (
        client.post(
            "/team/leave/", {"team": people.member(charlie, team=Team.objects.get(name="Others")).team_id}
        ).status_code
        == 404
    )
    assert client.post("/team/leave/", {"team": "x"}).status_code == 404
    assert client.post("/team/leave/", {"team": team.pk})["Location"] == "/"
    assert not Member.objects.filter(user=vera).exists()
    lonely = client.get("/")
    assert lonely.status_code == 404
    assert "vera@example.org" in lonely.content.decode()
    assert "To your videos" not in lonely.content.decode(), "it would lead nowhere"
    last = as_(alice).post("/team/leave/", {"team": team.pk})
    assert last.status_code == 409
    assert "at least one owner" in last.content.decode()


def test_removing_oneself_is_leaving(team: Team, alice: User) -> None:
    ada = people.person("ada", team=team, role=Role.ADMIN)
    answer = post(as_(ada), ada, team, "remove")
    assert answer["HX-Redirect"] == "/"
    assert not Member.objects.filter(user=ada).exists()
