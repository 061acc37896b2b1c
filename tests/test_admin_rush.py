"""A team's page of the back office, while somebody leaves that team, or joins it."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from studio.actions import invitations, members
from studio.errors import Conflict
from studio.models import Member, Team, User
from studio.vocabulary import Role
from tests import people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def zoe(team: Team) -> User:
    return people.person("zoe", team=team, role=Role.OWNER)


def kept(client: Client, team: Team, *, adds: User | None = None, **roles: Role) -> int:
    """Have the team's page kept with these roles, all others as they are, and with somebody more as viewer."""
    place, rows = reverse("admin:studio_team_change", args=[team.pk]), team.members.order_by("pk")
    total = len(rows) + (adds is not None)
    form = {"name": team.name, "members-TOTAL_FORMS": str(total), "members-INITIAL_FORMS": str(len(rows))}
    for at, row in enumerate(rows):
        role = roles.get(row.user.name.lower(), row.role)
        form |= {f"members-{at}-id": str(row.pk), f"members-{at}-team": str(team.pk)}
        form |= {f"members-{at}-user": str(row.user_id), f"members-{at}-role": role}
    if adds:
        form |= {f"members-{total - 1}-{name}": str(value) for name, value in (
            ("id", ""), ("team", team.pk), ("user", adds.pk), ("role", Role.VIEWER),
        )}  # fmt: skip
    return client.post(place, form).status_code


@pytest.mark.parametrize("roles", [{"alice": Role.VIEWER}, {"zoe": Role.ADMIN}])
def test_who_leaves_while_it_is_kept_is_out_and_an_owner_stays(
    admin_client: Client, team: Team, alice: User, zoe: User, monkeypatch: pytest.MonkeyPatch, roles: dict[str, Role]
) -> None:
    refused, place = list[str](), people.member(zoe, team=team)

    def leave() -> None:
        try:
            members.remove(place, actor=zoe)
        except Conflict as error:
            refused.append(str(error))

    reverse("admin:index")  # the pages are registered with their addresses
    other = meanwhile(monkeypatch, type(admin.site.get_model_admin(Team)), "save_model", leave)
    assert kept(admin_client, team, **roles) == 302
    other.join()
    assert Member.objects.filter(team=team, role=Role.OWNER).count() == 1
    assert Member.objects.filter(team=team, user=zoe).count() == len(refused)


def test_who_is_added_while_they_accept_an_invitation_is_in_the_team_once(
    admin_client: Client, team: Team, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As what the page says: whoever is in the team already keeps their role."""
    ingrid = User.objects.create_user("ingrid@example.org", people.PASSWORD, name="Ingrid")
    invitation, accepted = people.invitation(team, role=Role.ADMIN), list[Team]()

    def accept() -> None:
        accepted.append(invitations.accept(invitation.token, user=ingrid))

    reverse("admin:index")
    other = meanwhile(monkeypatch, type(admin.site.get_model_admin(Team)), "save_model", accept)
    assert kept(admin_client, team, adds=ingrid) == 302
    other.join()
    assert accepted == [team]
    assert Member.objects.get(team=team, user=ingrid).role == Role.VIEWER


def test_who_is_made_while_they_make_their_account_by_an_invitation_is_there_once(
    admin_client: Client, team: Team, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office is told, in words: on SQLite it was first, and whoever accepts is told instead."""
    invitation, joined = people.invitation(team), list[User | Conflict]()

    def accept() -> None:
        try:
            joined.append(invitations.accept_new(invitation.token, name="Ingrid", password="seven green herons"))
        except Conflict as error:
            joined.append(error)

    place = reverse("admin:studio_user_add")
    other = meanwhile(monkeypatch, type(admin.site.get_model_admin(User)), "save_model", accept)
    password = {"password1": "seven blue herons", "password2": "seven blue herons", "usable_password": "true"}
    answer = admin_client.post(place, {"email": invitation.email, "name": "", **password})
    other.join()
    ingrid = User.objects.get(email=invitation.email)
    if joined == [ingrid]:
        from studio.admin.base import SAVED_MEANWHILE

        assert (answer.status_code, answer["Location"]) == (302, place)
        assert SAVED_MEANWHILE in admin_client.get(place).content.decode()
    else:
        assert isinstance(joined[0], Conflict)
        assert answer["Location"] == reverse("admin:studio_user_change", args=[ingrid.pk])
