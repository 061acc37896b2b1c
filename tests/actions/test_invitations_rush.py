"""An invitation that is accepted and changed at the same moment: one of the two is done, and the other is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from studio.actions import invitations, members
from studio.errors import BadInput, Conflict
from studio.models import Invitation, Member, Team, User
from tests import people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def again(invitation: Invitation, actor: User) -> Invitation:
    return invitations.invite(invitation.team, actor=actor, email=invitation.email, role="viewer")


def accept(token: str) -> None:
    invitations.accept_new(token, name="Ingrid", password="seven green herons")


def done(act: Callable[[], object]) -> list[str]:
    """Who was done, as a list to add up."""
    try:
        act()
    except (BadInput, Conflict):
        return []
    return ["done"]


@pytest.mark.parametrize(("change", "place", "name"), [
    (again, Invitation, "issue"), (invitations.renew, Invitation, "issue"), (invitations.withdraw, members, "allowed"),
])  # fmt: skip
def test_one_that_is_accepted_while_it_is_changed(
    team: Team, alice: User, monkeypatch: pytest.MonkeyPatch, change: Callable[..., object], place: object, name: str
) -> None:
    made, accepted = people.invitation(team, role="admin"), list[str]()
    other = meanwhile(monkeypatch, place, name, lambda: accepted.extend(done(lambda: accept(made.token))))
    changed = done(lambda: change(Invitation.objects.get(pk=made.pk), actor=alice))
    other.join()
    assert changed + accepted == ["done"]
    assert Member.objects.exclude(user=alice).count() == len(accepted)
    assert not accepted or not Invitation.objects.exists(), "none is left of what was accepted"


@pytest.mark.parametrize("change", [again, invitations.renew, invitations.withdraw])
def test_one_that_is_changed_while_it_is_accepted(
    team: Team, alice: User, monkeypatch: pytest.MonkeyPatch, change: Callable[..., object]
) -> None:
    """What the link was good for a moment ago is nobody's any more."""
    made, changed = people.invitation(team, role="admin"), list[str]()
    known = Invitation.objects.get(pk=made.pk)
    other = meanwhile(
        monkeypatch, QuerySet, "delete", lambda: changed.extend(done(lambda: change(known, actor=alice)))
    )  # fmt: skip
    accepted = done(lambda: accept(made.token))
    other.join()
    assert changed + accepted == ["done"]
    assert Member.objects.exclude(user=alice).count() == len(accepted)
