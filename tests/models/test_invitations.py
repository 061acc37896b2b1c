"""What the database itself holds of an invitation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from studio.models import Invitation, Team
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_it_keeps_no_link(team: Team) -> None:
    made = people.invitation(team)
    assert Invitation.open(made.token).get() == made
    assert made.token not in str(list(Invitation.objects.values()))
    assert not Invitation.open(made.nonce).exists()
    assert not Invitation.open(made.digest).exists()


def test_a_link_comes_of_the_servers_key(team: Team, settings: object) -> None:
    made = people.invitation(team)
    before = made.token
    assert Invitation.objects.get().token == before
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert Invitation.objects.get().token != before


def test_it_ends_after_seven_days(team: Team) -> None:
    made = people.invitation(team)
    assert not made.ended
    Invitation.objects.update(issued_at=timezone.now() - timedelta(days=7, seconds=1))
    assert Invitation.objects.get().ended
    assert not Invitation.open(made.token).exists()


def test_an_address_is_asked_once_a_team(team: Team) -> None:
    people.invitation(team, "ingrid@example.org")
    people.invitation(people.team("Others"), "ingrid@example.org")
    with pytest.raises(IntegrityError, match=r"(?i)invitation_once"), transaction.atomic():
        people.invitation(team, "Ingrid@example.org")
    with pytest.raises(IntegrityError, match="invitation_role_known"), transaction.atomic():
        people.invitation(team, "nils@example.org", role="king")
