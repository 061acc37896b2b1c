"""Inviting, and joining: once, by whom it is meant for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from django_q.models import OrmQ

from studio import tasks
from studio.actions import housekeeping, invitations
from studio.errors import BadInput, Conflict, NotAllowed
from studio.models import Guess, Invitation, Member, Team, User
from studio.vocabulary import Role
from tests import people

pytestmark = pytest.mark.django_db
GOOD = {"name": "Ingrid", "password": "seven green herons"}


def invited(team: Team, by: User, email: str = "Ingrid@Example.org", role: str = "editor") -> Invitation:
    return invitations.invite(team, actor=by, email=email, role=role)


def test_it_mails_a_link_that_no_row_and_no_task_holds(team: Team, alice: User) -> None:
    made = invited(team, alice)
    [waiting] = OrmQ.objects.all()
    assert waiting.task["func"] == "studio.tasks.mail_invitation"
    assert waiting.task["args"] == (str(made.pk),)
    tasks.mail_invitation(*waiting.task["args"])
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["ingrid@example.org"], "You are invited to Acme on Understudy")
    assert f"http://localhost:8000/invitations/{made.token}/" in letter.body
    assert "Alice invites you to the team Acme on Understudy, as editor." in letter.body


def test_teams_invite_the_same_people_apart(team: Team, alice: User, charlie: User) -> None:
    elsewhere = charlie.teams.get()
    theirs, ours = invited(elsewhere, charlie, role="viewer"), invited(team, alice)
    assert set(Invitation.objects.values_list("pk", "team", "role")) == {
        (theirs.pk, elsewhere.pk, "viewer"), (ours.pk, team.pk, "editor"),
    }  # fmt: skip
    invitations.send(str(ours.pk))
    assert ours.token in mail.outbox[0].body
    assert invited(team, alice, email=charlie.email).team == team, "who is in another team only"


def test_nothing_is_mailed_that_was_withdrawn_or_has_ended(team: Team, alice: User) -> None:
    made = invited(team, alice)
    Invitation.objects.update(issued_at=timezone.now() - timedelta(days=8))
    tasks.mail_invitation(str(made.pk))
    invitations.withdraw(made, actor=alice)
    tasks.mail_invitation(str(made.pk))
    assert mail.outbox == []
    with pytest.raises(Conflict, match="gone"):
        invitations.withdraw(made, actor=alice)


def test_inviting_again_renews(team: Team, alice: User) -> None:
    first = invited(team, alice).token
    second = invited(team, alice, email="INGRID@example.org", role="viewer")
    assert Invitation.objects.get().role == Role.VIEWER
    assert not Invitation.open(first).exists()
    third = invitations.renew(second, actor=alice).token
    assert Invitation.open(third).exists()
    assert not Invitation.open(second.token).exists()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "role", "problems"),
    [
        ("ingrid", "editor", {"email"}),
        ("", "king", {"email", "role"}),
        ("i" * 60 + "@" + ".".join(["x" * 60] * 4) + ".org", "editor", {"email"}),
        ("bob@example.org", "viewer", {"email"}),
    ],
)
def test_it_says_what_can_not_be_used(
    team: Team, alice: User, bob: User, email: str, role: str, problems: set[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        invited(team, alice, email=email, role=role)
    assert set(refused.value.problems) == problems
    assert not Invitation.objects.exists()


def test_it_says_who_is_in_the_team_already(team: Team, alice: User, bob: User) -> None:
    with pytest.raises(BadInput, match="Bob is in the team already, as editor"):
        invited(team, alice, email="BOB@example.org")


def test_small_and_capital_letters_are_the_same_address(team: Team, alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(email="Bob@example.org")
    with pytest.raises(BadInput, match="in the team already"):
        invited(team, alice, email="bob@example.org")
    people.invitation(team, "Ingrid@example.org", role="viewer")
    invited(team, alice, email="ingrid@example.org")
    assert Invitation.objects.get().role == Role.EDITOR
    User.objects.filter(pk=bob.pk).update(email="INGRID@example.org")
    for typed in ("ingrid@example.org", "Ingrid@Example.org"):
        made = people.invitation(people.team(typed), typed)
        assert invitations.accept(made.token, user=User.objects.get(pk=bob.pk)) == made.team


def test_the_team_is_told_who_asks_whom_and_who_comes(team: Team, alice: User) -> None:
    invitations.withdraw(invited(team, alice, email="nils@example.org"), actor=alice)
    invitations.accept_new(invited(team, alice).token, **GOOD)
    assert list(team.events.order_by("id").values_list("text", "actor__name")) == [
        ("nils@example.org was invited as editor", "Alice"),
        ("The invitation of nils@example.org was withdrawn", "Alice"),
        ("ingrid@example.org was invited as editor", "Alice"), ("Ingrid joined as editor", "Ingrid"),
    ]  # fmt: skip


def test_only_owners_invite_owners_and_touch_their_invitations(team: Team, alice: User, bob: User) -> None:
    ada = people.person("ada", team=team, role=Role.ADMIN)
    made = invited(team, alice, role="owner")
    for verb in (
        lambda: invited(team, ada, email="nils@example.org", role="owner"),
        lambda: invited(team, ada, role="viewer"),
        lambda: invitations.renew(made, actor=ada),
        lambda: invitations.withdraw(made, actor=ada),
        lambda: invited(team, bob, email="nils@example.org"),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert Invitation.objects.get().digest == made.digest


def test_an_inbox_is_not_filled(team: Team, alice: User) -> None:
    made = [invited(team, alice) for _ in range(5)][-1]
    with pytest.raises(BadInput, match="Wait ten minutes"):
        invited(team, alice)
    with pytest.raises(Conflict, match="Wait ten minutes"):
        invitations.renew(made, actor=alice)
    Guess.objects.update(since=timezone.now() - timedelta(minutes=11))
    invitations.renew(made, actor=alice)


def test_there_is_a_limit(team: Team, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST", 1)
    invited(team, alice)
    with pytest.raises(BadInput, match="Withdraw some"):
        invited(team, alice, email="nils@example.org")
    invited(team, alice)


def test_somebody_new_joins_once(team: Team, alice: User) -> None:
    made = invited(team, alice, role="admin")
    user = invitations.accept_new(made.token, **GOOD)
    assert (user.email, user.name, user.check_password(GOOD["password"])) == ("ingrid@example.org", "Ingrid", True)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert people.member(user, team=team).role == Role.ADMIN
    with pytest.raises(Conflict):
        invitations.accept_new(made.token, **GOOD)
    with pytest.raises(Conflict):
        invitations.accept(made.token, user=user)
    assert Member.objects.filter(user=user).count() == 1


def test_the_password_is_as_good_as_an_owners_and_spends_no_link(team: Team, alice: User) -> None:
    made = invited(team, alice)
    with pytest.raises(BadInput) as refused:
        invitations.accept_new(made.token, name="x" * 121, password="ingrid@example.org")
    assert set(refused.value.problems) == {"name", "password"}
    assert Invitation.open(made.token).exists()
    assert not User.objects.filter(email="ingrid@example.org").exists()


def test_a_link_makes_nobody_who_is_there_already(team: Team, alice: User) -> None:
    made = invited(team, alice)
    there = User.objects.create_user("INGRID@example.org", people.PASSWORD)
    with pytest.raises(Conflict, match="Write their password"):
        invitations.accept_new(made.token, **GOOD)
    there.refresh_from_db()
    assert there.check_password(people.PASSWORD)
    assert not Member.objects.filter(user=there).exists()
    assert invitations.accept(made.token, user=there) == team


def test_nobody_else_joins(team: Team, alice: User, charlie: User) -> None:
    made = invited(team, alice)
    with pytest.raises(NotAllowed, match=r"for ingrid@example\.org"):
        invitations.accept(made.token, user=charlie)
    assert Invitation.open(made.token).exists(), "it is not spent by that"


def test_who_is_in_the_team_by_now_keeps_their_role(team: Team, alice: User) -> None:
    made = invited(team, alice, role="owner")
    ingrid = people.person("ingrid", team=team, role=Role.VIEWER)
    invitations.accept(made.token, user=ingrid)
    assert people.member(ingrid, team=team).role == Role.VIEWER
    assert not team.events.filter(kind="member.joined").exists()
    assert not Invitation.objects.exists()


@pytest.mark.usefixtures("apart")
def test_ended_invitations_are_swept_a_month_later(team: Team) -> None:
    people.invitation(team)
    for days, left in ((30, 1), (38, 0)):
        Invitation.objects.update(issued_at=timezone.now() - timedelta(days=days))
        housekeeping.tidy()
        assert Invitation.objects.count() == left


def test_it_knows_whether_mail_leaves_the_server(settings: Any) -> None:
    assert invitations.mails()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert not invitations.mails()
