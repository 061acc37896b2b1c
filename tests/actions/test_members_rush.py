"""Real processes at one team: it keeps an owner, and nobody joins twice."""

from __future__ import annotations

from collections import Counter

import pytest

from studio.models import Invitation, Member, Team, User
from studio.vocabulary import Role
from tests import people
from tests.rush import rush

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]


@pytest.mark.parametrize("verb", ["demote", "remove", "leave"])
def test_owners_who_end_each_other_leave_one(team: Team, verb: str) -> None:
    owners = [people.person(name, team=team, role=Role.OWNER) for name in ("ann", "ben", "cleo", "dan")]
    orders = []
    for actor, victim in zip(owners, [*owners[1:], owners[0]], strict=True):
        about = people.member(actor if verb == "leave" else victim, team=team)
        orders.append([{"do": verb, "member": about.pk, "actor": str(actor.pk)}])
    answers = Counter(rush(orders))
    assert set(answers) <= {"done", "NotAllowed", "Conflict", "NotFound"}, answers
    assert answers["done"] >= 1
    left = Member.objects.filter(team=team, role=Role.OWNER).count()
    assert left == 4 - answers["done"]
    assert left >= 1


def test_two_owners_who_demote_each_other(team: Team, alice: User) -> None:
    olaf = people.person("olaf", team=team, role=Role.OWNER)
    orders = [
        [{"do": "demote", "member": people.member(victim, team=team).pk, "actor": str(actor.pk)}]
        for actor, victim in ((alice, olaf), (olaf, alice))
    ]
    assert Counter(rush(orders)) == {"done": 1, "NotAllowed": 1}
    assert Member.objects.filter(role=Role.OWNER).count() == 1


def test_a_link_is_used_once_whoever_clicks(team: Team) -> None:
    token = people.invitation(team).token
    answers = Counter(rush([[{"do": "enter", "token": token}]] * 8))
    assert answers == {"done": 1, "Conflict": 7}
    assert User.objects.count() == Member.objects.count() == 1
    assert not Invitation.objects.exists()


def test_two_teams_that_ask_the_same_person_make_one_account(team: Team) -> None:
    tokens = [people.invitation(each).token for each in (team, people.team("Others"))]
    answers = Counter(rush([[{"do": "enter", "token": token}] for token in tokens]))
    assert answers == {"done": 1, "Conflict": 1}
    assert User.objects.count() == Invitation.objects.count() == 1
