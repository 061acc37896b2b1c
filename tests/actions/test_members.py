"""Roles, and who goes. Whatever happens, a team keeps an owner."""

from __future__ import annotations

import pytest

from studio.actions import members
from studio.errors import BadInput, Conflict, NotAllowed, NotFound
from studio.models import Account, Event, Invitation, Member, Team, User, Video
from studio.vocabulary import Role
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(team: Team) -> User:
    """Admin in the team."""
    return people.person("ada", team=team, role=Role.ADMIN)


def role(user: User, team: Team) -> str:
    return people.member(user, team=team).role


def test_it_changes_a_role_and_tells_it(team: Team, alice: User, bob: User) -> None:
    for wanted in ("editor", "viewer", "viewer"):
        members.change_role(people.member(bob, team=team), actor=alice, role=wanted)
    assert role(bob, team) == Role.VIEWER
    event = Event.objects.get()
    assert (event.kind, event.text, event.actor) == ("member.role", "Bob is viewer now", alice)


def test_it_refuses_a_role_nobody_knows(team: Team, alice: User, bob: User) -> None:
    with pytest.raises(BadInput, match="owner, admin, editor, viewer"):
        members.change_role(people.member(bob, team=team), actor=alice, role="king")


def test_an_admin_manages_all_but_owners(team: Team, alice: User, ada: User, bob: User) -> None:
    members.change_role(people.member(bob, team=team), actor=ada, role="admin")
    for who, wanted in ((bob, "owner"), (ada, "owner"), (alice, "admin")):
        with pytest.raises(NotAllowed, match="Only owners"):
            members.change_role(people.member(who, team=team), actor=ada, role=wanted)
    with pytest.raises(NotAllowed, match="Only owners"):
        members.remove(people.member(alice, team=team), actor=ada)
    members.remove(people.member(bob, team=team), actor=ada)
    assert not Member.objects.filter(user=bob).exists()


def test_who_does_not_manage_changes_nobody_but_may_leave(team: Team, alice: User, bob: User, vera: User) -> None:
    for verb in (
        lambda: members.change_role(people.member(bob, team=team), actor=bob, role="admin"),
        lambda: members.remove(people.member(vera, team=team), actor=bob),
    ):
        with pytest.raises(NotAllowed):
            verb()
    members.remove(people.member(vera, team=team), actor=vera)
    assert Event.objects.get().text == "Vera left"


def test_a_stranger_who_manages_elsewhere_manages_nothing_here(team: Team, bob: User, charlie: User) -> None:
    with pytest.raises(NotAllowed):
        members.remove(people.member(bob, team=team), actor=charlie)


def test_the_last_owner_stays(team: Team, alice: User, bob: User) -> None:
    mine = people.member(alice, team=team)
    with pytest.raises(Conflict, match="at least one owner"):
        members.change_role(mine, actor=alice, role="editor")
    with pytest.raises(Conflict, match="at least one owner"):
        members.remove(mine, actor=alice)
    members.change_role(people.member(bob, team=team), actor=alice, role="owner")
    members.remove(mine, actor=alice)
    assert list(Member.objects.values_list("user__name", "role")) == [("Bob", "owner")]


def test_what_somebody_made_stays_and_their_invitations_do_not(
    team: Team, alice: User, account: Account, ada: User
) -> None:
    made, key = people.video(account, by=ada), people.key(account, by=ada)
    people.invitation(team, "one@example.org", by=ada)
    people.invitation(team, "two@example.org", by=alice)
    people.invitation(team, "ADA@example.org", by=alice)  # the back office put her in meanwhile
    people.invitation(people.team("Others"), "three@example.org", by=ada)
    members.remove(people.member(ada, team=team), actor=alice)
    assert Video.objects.get() == made
    key.refresh_from_db()
    assert key.revoked_at is None
    assert set(Invitation.objects.values_list("email", flat=True)) == {"two@example.org", "three@example.org"}


@pytest.mark.parametrize("least", ["editor", "viewer"])
def test_invitations_above_a_new_role_are_withdrawn(team: Team, alice: User, least: str) -> None:
    other = people.person("olaf", team=team, role=Role.OWNER)
    for wanted in ("owner", "editor"):
        people.invitation(team, f"{wanted}@example.org", by=other, role=wanted)
    theirs = people.invitation(people.team("Others"), by=other, role="owner")
    members.put_in(people.member(other, team=team), actor=None)
    assert team.invitations.count() == 2
    members.change_role(people.member(other, team=team), actor=alice, role="admin")
    assert [each.role for each in team.invitations.all()] == ["editor"]
    members.change_role(people.member(other, team=team), actor=alice, role=least)
    assert Invitation.objects.get() == theirs


def test_who_was_removed_meanwhile_is_not_found(team: Team, alice: User, bob: User) -> None:
    place = people.member(bob, team=team)
    members.remove(place, actor=alice)
    with pytest.raises(NotFound, match="not in the team any more"):
        members.change_role(place, actor=alice, role="viewer")
