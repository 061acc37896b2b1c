"""Inviting in the settings, and the page that the link opens."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from studio.actions import guesses
from studio.models import Invitation, Member, Team, User
from studio.vocabulary import Role
from tests import people
from tests.pages.asking import HTMX, as_, is_fragment

pytestmark = pytest.mark.django_db
GOOD = {"name": "Ingrid", "password": "seven green herons"}


def invite(client: Client, team: Team, email: str = "ingrid@example.org", role: str = "editor", **more: Any) -> Any:
    return client.post(f"/settings/members/{team.pk}/invite/", {"email": email, "role": role}, **more)


def link(answer: Any) -> str:
    found = re.search(r'id="secret" value="http://localhost:8000(/invitations/[^"]+)"', answer.content.decode())
    assert found, "the link is shown"
    return found[1]


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_the_link_is_shown_once(team: Team, alice: User) -> None:
    client = as_(alice)
    answer = invite(client, team, headers=HTMX)
    assert is_fragment(answer.content)
    path = link(answer)
    assert "shown now and never again" in text(answer)
    page = text(client.get("/settings/members/"))
    assert path not in page
    assert "ingrid@example.org" in page and "invited by" in page
    assert link(invite(client, team)) != path, "without htmx, too; and it is a new one"


def test_the_keyboard_begins_at_what_is_wrong(team: Team, alice: User, client: Client) -> None:
    path, begins = link(invite(as_(alice), team)), re.compile(r'<input id="f-(\w+)"[^>]* autofocus>')
    assert begins.findall(client.get(path).content.decode()) == ["name"]
    page = client.post(path, {"name": "Ingrid", "password": "short"}).content.decode()
    assert begins.findall(page) == ["password"]


def test_it_invites_into_the_team_whose_page_was_open(team: Team, alice: User) -> None:
    other = people.team("Second stage")
    Member.objects.create(team=other, user=alice, role=Role.OWNER)
    client = as_(alice)
    client.post("/team/", {"team": other.pk})
    assert invite(client, team).status_code == 200
    assert Invitation.objects.get().team == team


def test_what_was_typed_stays(team: Team, alice: User, bob: User) -> None:
    answer = invite(as_(alice), team, email="ing rid", role="viewer", headers=HTMX)
    assert answer.status_code == 422
    assert 'value="ing rid"' in text(answer) and '<option value="viewer" selected>' in text(answer)
    assert "Write an e-mail address" in text(answer)
    assert "in the team already" in text(invite(as_(alice), team, email="bob@example.org"))


def test_an_admin_is_not_offered_what_owners_do(team: Team, alice: User) -> None:
    ada = people.person("ada", team=team, role=Role.ADMIN)
    people.invitation(team, by=alice, role=Role.OWNER)
    page = text(as_(ada).get("/settings/members/"))
    assert '<option value="owner"' not in page
    assert "New link for" not in page
    assert invite(as_(ada), team, role="owner", email="nils@example.org").status_code == 409


def test_a_new_link_ends_the_old_one_and_withdrawing_ends_all(team: Team, alice: User) -> None:
    client = as_(alice)
    first = link(invite(client, team))
    made = Invitation.objects.get()
    second = link(client.post(f"/settings/invitations/{made.pk}/renew/", headers=HTMX))
    assert [Client().get(path).status_code for path in (first, second)] == [410, 200]
    answer = client.post(f"/settings/invitations/{made.pk}/withdraw/", headers=HTMX)
    assert "opens nothing any more" in text(answer) and "No invitation waits" in text(answer)
    assert Client().get(second).status_code == 410
    assert client.post(f"/settings/invitations/{made.pk}/renew/").status_code == 404


def test_somebody_new_comes_in(client: Client, team: Team, alice: User) -> None:
    path = link(invite(as_(alice), team, role="admin"))
    page = text(client.get(path))
    assert "<bdi>Alice</bdi></b> invites you" in page and "<bdi>Acme</bdi>" in page
    assert "As admin you can do all but change owners." in page
    assert Member.objects.count() == 1, "looking changes nothing"
    answer = client.post(path, GOOD, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "You are in Acme now" in text(answer)
    assert answer.context["user"].email == "ingrid@example.org"
    again = Client().post(path, GOOD)
    assert again.status_code == 410
    assert "This invitation is spent" in text(again) and "/signin/" in text(again)
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "field"), [({"password": "short"}, "password"), ({"password": "password123"}, "password"),
                         ({"name": "x" * 121}, "name")]
)  # fmt: skip
def test_it_says_beside_the_field_what_is_wrong(client: Client, team: Team, typed: dict[str, str], field: str) -> None:
    path = f"/invitations/{people.invitation(team).token}/"
    answer = client.post(path, GOOD | typed)
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in text(answer)
    assert f'value="{(GOOD | typed)["name"]}"' in text(answer)
    assert client.post(path, GOOD | {"name": "In\0grid\x07"}).status_code == 302
    assert User.objects.get().name == "Ingrid"


def test_a_leaked_link_opens_nobodys_account(client: Client, team: Team, alice: User, charlie: User) -> None:
    path = f"/invitations/{people.invitation(team, 'Charlie@example.org', by=alice).token}/"
    page = text(client.get(path))
    assert 'name="name"' not in page and 'autocomplete="current-password"' in page
    for typed in (GOOD, {"password": ""}, {"password": people.PASSWORD + "x"}):
        answer = client.post(path, typed)
        assert answer.status_code == 422
        assert "don't belong together" in text(answer)
    assert "_auth_user_id" not in client.session
    charlie.refresh_from_db()
    assert charlie.check_password(people.PASSWORD)
    assert not Member.objects.filter(team=team, user=charlie).exists()


def test_who_has_an_account_shows_it_and_the_new_team_is_current(client: Client, team: Team, charlie: User) -> None:
    path = f"/invitations/{people.invitation(team, 'charlie@example.org').token}/"
    answer = client.post(path, {"password": people.PASSWORD}, follow=True)
    assert answer.context["user"] == charlie
    assert answer.context["chrome"].team == team
    assert charlie.memberships.count() == 2


def test_who_is_signed_in_joins_with_one_click(team: Team, charlie: User) -> None:
    path, client = f"/invitations/{people.invitation(team, 'charlie@example.org').token}/", as_(charlie)
    page = text(client.get(path))
    assert 'type="password"' not in page
    assert client.post(path)["Location"] == "/"
    assert Member.objects.filter(team=team, user=charlie).exists()
    assert "To your videos" in text(client.post(path)), "a second click"


def test_somebody_else_is_told_and_shown_a_way_out(team: Team, charlie: User) -> None:
    path, client = f"/invitations/{people.invitation(team).token}/", as_(charlie)
    page = text(client.get(path))
    assert "Meant for somebody else" in page and "charlie@example.org" in page
    answer = client.post(path, GOOD)
    assert answer.status_code == 403
    assert "Meant for somebody else" in text(answer)
    assert not Member.objects.filter(team=team).exists()
    out = client.post("/signout/", {"next": path}, follow=True)
    assert out.redirect_chain == [(path, 302)]
    assert "Your place on stage" in text(out)
    assert client.post("/signout/", {"next": "https://evil.example/"})["Location"] == "/"


def test_who_guesses_a_password_here_waits_as_at_the_door(
    client: Client, team: Team, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(guesses.MOST, "signin", (3, 100, 100))
    path = f"/invitations/{people.invitation(team, 'charlie@example.org').token}/"
    assert [client.post(path, {"password": "guess"}).status_code for _ in range(4)] == [422] * 3 + [429]
    assert client.post("/signin/", {"email": "charlie@example.org", "password": "guess"}).status_code == 429
    assert client.post(path, {"password": people.PASSWORD}).status_code == 429


def test_a_link_that_has_ended_says_so(client: Client, team: Team, alice: User) -> None:
    token = people.invitation(team, by=alice).token
    Invitation.objects.update(issued_at=timezone.now() - timedelta(days=7, seconds=1))
    for answer in (client.get(f"/invitations/{token}/"), client.post(f"/invitations/{token}/", GOOD)):
        assert answer.status_code == 410
        assert "older than seven days" in text(answer)
    assert "ended" in text(as_(alice).get("/settings/members/"))


def test_it_says_that_this_server_sends_no_mail(team: Team, alice: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "sends no mail" in text(as_(alice).get("/settings/members/"))
    assert "on its way by mail" not in text(invite(as_(alice), team))


def test_no_line_of_the_log_holds_its_link(client: Client, team: Team, caplog: pytest.LogCaptureFixture) -> None:
    from project.logs import WithoutTokens

    caplog.handler.addFilter(WithoutTokens())
    token = people.invitation(team).token
    assert client.post(f"/invitations/{token}/", {}).status_code == 422
    assert "/invitations/…" in caplog.text
    assert token not in caplog.text
