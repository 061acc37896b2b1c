"""The back office's forms: what is typed wrong is told in words, and what follows from a change follows here, too."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from studio.actions import invitations
from studio.models import Account, Member, Team, User, Wallet
from studio.vocabulary import Provider
from tests.test_admin import members, office

__all__ = ["office"]
pytestmark = pytest.mark.django_db


def test_a_second_limit_is_told_in_words(office: Client, account: Account, alice: User) -> None:
    for member in ("", str(Member.objects.get(user=alice).pk)):
        asked = {"team": account.team_id, "member": member, "limit": "10"}
        assert office.post(reverse("admin:studio_budget_add"), asked).status_code == 302
        told = office.post(reverse("admin:studio_budget_add"), asked).content.decode()
        assert "has a budget already. Change that one." in told and "Constraint" not in told


def test_an_address_that_somebody_has_is_told_in_words(office: Client, alice: User) -> None:
    typed = {"email": alice.email.upper(), "password1": "ten letters or more", "password2": "ten letters or more"}
    told = office.post(reverse("admin:studio_user_add"), typed).content.decode()
    assert "Somebody else has this address" in told and "Constraint" not in told


@pytest.mark.both
@pytest.mark.parametrize("typed", ["zz", "\0"])
def test_it_points_to_no_row_that_has_no_such_id(office: Client, account: Account, typed: str) -> None:
    asked = {"team": account.team_id, "limit": "1", "provider": "heygen", "name": "New", "price": "1"}
    for page, field in (("account_add", "team"), ("budget_add", "team"), ("budget_add", "member")):
        assert office.post(reverse(f"admin:studio_{page}"), asked | {field: typed}).status_code == 400
        assert office.get(reverse(f"admin:studio_{page}"), {field: typed}).status_code == 400
    inline = {**members(account.team), "members-0-user": typed}
    assert office.post(reverse("admin:studio_team_change", args=[account.team_id]), inline).status_code == 400


@pytest.mark.both
def test_it_looks_for_no_nul_while_one_types(office: Client) -> None:
    asked = {"app_label": "studio", "model_name": "account", "field_name": "team", "term": "\0"}
    assert office.get(reverse("admin:autocomplete"), asked).status_code == 400


def test_it_searches_for_few_words(office: Client, team: Team) -> None:
    """Each is looked for in every row, and hundreds would take half a minute."""
    page = reverse("admin:studio_team_changelist")
    assert "at most 20 words" in office.get(page, {"q": "a " * 21}).content.decode()
    assert team.name in office.get(page, {"q": f"{team.name[:2]} " * 20}).content.decode()


def test_a_list_while_one_types_finds_nothing_for_many_words_and_tells_no_page(office: Client, team: Team) -> None:
    asked = {"app_label": "studio", "model_name": "account", "field_name": "team"}
    few = office.get(reverse("admin:autocomplete"), {**asked, "term": f"{team.name[:2]} " * 20}).json()
    many = office.get(reverse("admin:autocomplete"), {**asked, "term": f"{team.name[:2]} " * 21}).json()
    assert [each["text"] for each in few["results"]] == [str(team)]
    assert many == {"results": [], "pagination": {"more": False}}
    assert "at most 20 words" not in office.get(reverse("admin:studio_team_changelist")).content.decode()


@pytest.mark.parametrize("right", ["is_active", "is_staff", "is_superuser"])
def test_somebody_goes_on_running_the_server(office: Client, alice: User, bob: User, right: str) -> None:
    page = reverse("admin:studio_user_change", args=[alice.pk])
    wanted = dict.fromkeys({"is_active", "is_staff", "is_superuser"} - {right}, "on") | {"email": alice.email}
    assert "Nobody else runs this server" in office.post(page, wanted).content.decode()
    User.objects.filter(pk=bob.pk).update(is_staff=True, is_superuser=True)
    assert office.post(page, wanted).status_code == 302
    alice.refresh_from_db()
    assert not getattr(alice, right)


def test_a_team_made_here_can_make_videos(office: Client, alice: User) -> None:
    sent = {"name": "New", "members-TOTAL_FORMS": "1", "members-INITIAL_FORMS": "0", "members-0-user": str(alice.pk)}
    assert office.post(reverse("admin:studio_team_add"), {**sent, "members-0-role": "owner"}).status_code == 302
    made = Team.objects.get(name="New")
    assert made.accounts.get().provider == Provider.LOCAL and Wallet.objects.filter(team=made).exists()


@pytest.mark.parametrize("wanted", ["editor", "gone"])
def test_who_is_changed_here_invites_nobody_any_more(
    office: Client, team: Team, alice: User, bob: User, wanted: str
) -> None:
    Member.objects.filter(user=bob).update(role="admin")
    invitations.invite(team, actor=bob, email="new@example.com", role="editor")
    answer = office.post(reverse("admin:studio_team_change", args=[team.pk]), members(team, bob=wanted))
    assert answer.status_code == 302 and not team.invitations.exists()
    kind = "member.removed" if wanted == "gone" else "member.role"
    assert team.events.get(kind=kind).actor == alice
