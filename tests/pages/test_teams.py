"""Coming in and going out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ

from studio.actions import twins
from studio.models import Account, Member, OwnerLink, Team, Twin, User, Video
from studio.vocabulary import Provider, Role, TwinState
from tests import doubles, people
from tests.pages.asking import FILM, HTMX, as_, film, is_fragment

OWNER = {
    "name": "Daniel Okafor",
    "team_name": "Northwind",
    "email": "daniel@northwind.example",
    "password": "a lamp on the stage",
}


def work() -> None:
    """What the queue's workers would do now."""
    for waiting in OrmQ.objects.all():
        task = waiting.task
        import_string(task["func"])(*task["args"])
        waiting.delete()


@pytest.fixture
def token(db: None) -> str:
    return OwnerLink.issue()


def test_it_makes_the_owner_and_signs_them_in(client: Client, token: str) -> None:
    answer = client.post(f"/welcome/{token}/", OWNER, follow=True)
    owner = User.objects.get()
    assert answer.redirect_chain == [("/", 302)]
    assert answer.context["user"] == owner
    assert (owner.email, owner.name, owner.is_superuser) == ("daniel@northwind.example", "Daniel Okafor", True)
    assert Member.objects.get(user=owner).role == Role.OWNER
    assert "Northwind" in answer.content.decode()


def test_it_closes_for_good_once_the_owner_is_made(client: Client, token: str) -> None:
    client.post(f"/welcome/{token}/", OWNER)
    for answer in (
        Client().get(f"/welcome/{token}/"),
        Client().post(f"/welcome/{token}/", {**OWNER, "email": "b@c.de"}),
    ):
        assert answer.status_code == 410
        assert "This link is spent" in answer.content.decode()
    assert User.objects.count() == 1


def test_it_refuses_a_link_of_yesterday_and_says_how_to_get_another(client: Client, token: str) -> None:
    OwnerLink.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    answer = client.get(f"/welcome/{token}/")
    assert answer.status_code == 410
    assert "prints a new link" in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "daniel@northwind", "Write an e-mail address"),
        ("password", "short", "at least 10 characters"),
        ("password", "password123", "too common"),
        ("team_name", " ", "Give the team a name"),
    ],
)
def test_it_says_beside_the_field_what_is_wrong(client: Client, token: str, field: str, value: str, words: str) -> None:
    answer = client.post(f"/welcome/{token}/", {**OWNER, field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in page
    assert words in page
    assert "Daniel Okafor" in page, "what was typed is still there"
    assert not User.objects.exists()


def test_it_shows_the_sample_to_the_holder_of_the_link_only(client: Client, token: str, account: Account) -> None:
    made = film(people.video(account), sample=True)
    assert b"sample/file/" in client.get(f"/welcome/{token}/").content
    found = client.get(f"/welcome/{token}/sample/file/", headers={"Range": "bytes=0-3"})
    assert (found.status_code, b"".join(found.streaming_content)) == (206, FILM[:4])  # type: ignore[attr-defined]
    assert client.get("/welcome/guess/sample/file/").status_code == 404
    assert client.get(f"/welcome/{token}/sample/vtt/").status_code == 404
    assert Client().get(f"/media/{made.file_id}/film.mp4").status_code == 302


def test_it_signs_in_with_e_mail_and_password(client: Client, alice: User) -> None:
    answer = client.post("/signin/", {"email": " Alice@Example.org ", "password": people.PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_it_says_that_the_password_is_wrong_without_saying_who_exists(client: Client, alice: User) -> None:
    wrong = client.post("/signin/", {"email": "alice@example.org", "password": "no"})
    nobody = client.post("/signin/", {"email": "nobody@example.org", "password": "no"})
    sentence = "don&#x27;t belong together"
    assert wrong.status_code == nobody.status_code == 422
    assert sentence in wrong.content.decode()
    assert sentence in nobody.content.decode()
    assert 'value="alice@example.org"' in wrong.content.decode()


def test_it_signs_in_whatever_signs_were_sent(client: Client, alice: User) -> None:
    typed = {"email": "ali\0ce@example.org\x07", "password": people.PASSWORD}
    assert client.post("/signin/", typed).status_code == 302
    assert client.post("/signin/", {**typed, "password": "\0"}).status_code in (302, 422)


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("/credits/?month=2026-11", "/credits/?month=2026-11"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("foo", "/"),
        ("?a=b", "/"),
        ("/\\evil.example", "/"),
        ("/" + "x" * 5000, "/"),
    ],
)
def test_it_goes_on_to_pages_of_this_server_only(client: Client, alice: User, wanted: str, place: str) -> None:
    typed = {"email": "alice@example.org", "password": people.PASSWORD, "next": wanted}
    assert client.post("/signin/", typed)["Location"] == place


def test_it_sends_a_stranger_to_sign_in_and_back(client: Client, db: None) -> None:
    assert client.get("/credits/")["Location"] == "/signin/?next=/credits/"


def test_it_says_where_the_link_is_while_nobody_owns_the_server(client: Client, db: None) -> None:
    assert "printed in its terminal" in client.get("/signin/").content.decode()


def test_it_signs_out_by_post_only(alice: User) -> None:
    client = as_(alice)
    assert client.get("/signout/").status_code == 405
    assert client.post("/signout/")["Location"] == "/signin/"
    assert client.get("/").status_code == 302


def test_an_old_page_asks_what_its_form_has_to_bring(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    token = client.get("/signin/token/", headers=HTMX).content.decode()
    assert client.post("/theme/", {"theme": "dark", "csrfmiddlewaretoken": token}).status_code == 302
    client.post("/signout/", {"csrfmiddlewaretoken": token})
    gone = client.get("/signin/token/", headers=HTMX)
    assert (gone.status_code, is_fragment(gone.content)) == (401, True)


def test_a_page_of_another_person_gets_no_token(alice: User, bob: User) -> None:
    for page, status in ((alice, 200), (bob, 403)):
        assert f'data-user="{page.pk}"' in as_(page).get("/").content.decode()
        reply = as_(alice).get("/signin/token/", {"for": str(page.pk)}, headers=HTMX)
        assert reply.status_code == status
    assert "This form is no longer good." in reply.content.decode()


def test_it_sets_a_new_password_through_the_mail(client: Client, alice: User) -> None:
    assert client.post("/password/", {"email": "alice@example.org"})["Location"] == "/password/sent/"
    assert not mail.outbox, "who waits for the answer can't tell by the time it takes"
    work()
    [letter] = mail.outbox
    assert letter.to == ["alice@example.org"]
    path = re.search(r"http://localhost:8000(/password/\S+/)", letter.body)
    assert path, letter.body
    form = client.get(path[1], follow=True)
    there = form.redirect_chain[-1][0]
    short = client.post(there, {"new_password1": "short", "new_password2": "short"})
    assert short.status_code == 422
    assert "10 characters" in short.content.decode()
    assert (
        client.post(there, {"new_password1": "a new lamp is lit", "new_password2": "a new lamp is lit"})["Location"]
        == "/"
    )
    alice.refresh_from_db()
    assert alice.check_password("a new lamp is lit")
    assert "This link is spent" in Client().get(path[1], follow=True).content.decode()


def test_it_answers_alike_for_an_address_nobody_has(client: Client, db: None) -> None:
    assert client.post("/password/", {"email": "nobody@example.org"})["Location"] == "/password/sent/"
    assert OrmQ.objects.count() == 1, "as much is done as for somebody"
    work()
    assert not mail.outbox
    assert client.post("/password/", {"email": "no address"}).status_code == 422


def test_it_mails_one_address_a_few_times_only_and_never_says_so(client: Client, alice: User) -> None:
    for number in range(8):
        answer = client.post("/password/", {"email": "alice@example.org"}, REMOTE_ADDR=f"192.0.2.{number}")
        assert answer["Location"] == "/password/sent/"
    work()
    assert len(mail.outbox) == 5


def test_it_works_in_another_of_ones_teams(alice: User, team: Team, video: Video) -> None:
    other = people.team("Second stage")
    Member.objects.create(team=other, user=alice, role=Role.EDITOR)
    client = as_(alice)
    assert b"Spring" in client.get("/").content
    assert client.post("/team/", {"team": other.pk})["Location"] == "/"
    page = client.get("/").content.decode()
    assert "Second stage" in page
    assert "Spring" not in page


def test_it_begins_in_the_team_that_one_joined_first(alice: User, team: Team) -> None:
    people.person("alice", team=people.team("Later"))
    first = people.team("Earlier")
    people.person("alice", team=first)
    Member.objects.filter(team=first).update(joined_at=timezone.now() - timedelta(days=1))
    assert as_(alice).get("/").context["chrome"].team == first
    Member.objects.filter(user=alice).update(joined_at=timezone.now())
    assert as_(alice).get("/").context["chrome"].team == team, "the first of those that were joined at one moment"


def test_it_does_not_switch_to_a_strangers_team(alice: User, charlie: User) -> None:
    theirs = Team.objects.get(name="Others")
    assert as_(alice).post("/team/", {"team": theirs.pk}).status_code == 404
    assert as_(alice).post("/team/", {"team": "x"}).status_code == 404


def test_it_remembers_the_theme(alice: User) -> None:
    client = as_(alice)
    assert client.post("/theme/", {"theme": "dark", "next": "/credits/"})["Location"] == "/credits/"
    assert b'data-theme="dark"' in client.get("/").content
    assert client.post("/theme/", {"theme": "dark", "next": "foo"})["Location"] == "/"
    assert client.post("/theme/", {"theme": "purple"}).status_code == 422
    assert client.get("/theme/").status_code == 405


def test_it_lists_the_jobs_of_the_team_backstage(alice: User, vera: User, charlie: User, video: Video) -> None:
    people.render(video, by=alice, state="processing", stage="Drawing frames", progress=40, left=32)
    mine = as_(vera).get("/backstage/", headers=HTMX)
    assert is_fragment(mine.content)
    assert "Drawing frames · about 30 s left" in mine.content.decode()
    assert "every 3s" in mine.content.decode()
    theirs = as_(charlie).get("/backstage/").content.decode()
    assert "Drawing frames" not in theirs
    assert "every 3s" not in theirs, "it stops asking when nothing runs"


def test_it_counts_the_twins_that_wait_for_a_person_backstage(
    team: Team, alice: User, vera: User, charlie: User
) -> None:
    captions = people.account(team, provider=Provider.CAPTIONS)
    now = timezone.now()
    doubles.twin(captions, name="Ken", media=(), state=TwinState.FAILED, problem={"video": "It is too dark."})
    lost = doubles.twin(captions, name="Sam", media=(), state=TwinState.UNKNOWN, ordered_at=now)
    twins.remove(doubles.twin(captions, name="Gone", media=(), state=TwinState.FAILED), actor=alice)
    doubles.twin(captions, name="Leila", media=(), state=TwinState.TRAINING)
    page = as_(alice).get("/backstage/", headers=HTMX).content.decode()
    assert "1 twin waits for you" in page and "It is too dark." in page
    Twin.objects.filter(pk=lost.pk).update(ordered_at=now - timedelta(hours=1))
    page = as_(alice).get("/backstage/", headers=HTMX).content.decode()
    assert "2 twins wait for you" in page and "Say whether it is ordered again" in page
    assert f'href="/twins/{lost.pk}/"' in page
    for user in (vera, charlie):
        assert "Ken" not in as_(user).get("/backstage/", headers=HTMX).content.decode()


def test_it_tells_somebody_without_a_team_what_to_do(db: None) -> None:
    lonely = User.objects.create_user("lonely@example.org", people.PASSWORD)
    answer = as_(lonely).get("/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Ask a team" in page and "lonely@example.org" in page
    assert "Make a team" not in page
    User.objects.filter(pk=lonely.pk).update(is_staff=True)
    assert "Make a team" in as_(lonely).get("/").content.decode()
    assert as_(lonely).post("/team/make/", {"name": "Mine"})["Location"] == "/settings/members/"


def test_who_runs_the_server_makes_another_team(alice: User, bob: User, team: Team) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    client = as_(alice)
    assert "/team/new/" in client.get("/").content.decode()
    assert client.get("/team/new/").status_code == 200
    empty = client.post("/team/make/", {"name": " "})
    assert (empty.status_code, b"Give the team a name" in empty.content) == (422, True)
    answer = client.post("/team/make/", {"name": "Second\0 stage"}, follow=True)
    made = Team.objects.get(name="Second stage")
    assert answer.redirect_chain == [("/settings/members/", 302)]
    assert answer.context["chrome"].team == made
    assert people.member(alice, team=made).role == Role.OWNER
    assert made.accounts.get().avatars.count() >= 6


def test_nobody_else_makes_one(bob: User) -> None:
    client = as_(bob)
    assert "/team/new/" not in client.get("/").content.decode()
    for answer in (client.get("/team/new/"), client.post("/team/make/", {"name": "Mine"})):
        assert answer.status_code == 403
        assert "those who run this server" in answer.content.decode()
    assert Team.objects.count() == 1


def test_it_shows_what_ended_a_moment_ago_backstage(alice: User, video: Video) -> None:
    film(video, cost=19_00)
    client = as_(alice)
    assert "Ready · 19 credits" in client.get("/backstage/").content.decode()
    video.renders.update(finished_at=timezone.now() - timedelta(minutes=11))
    assert "Nothing is being made" in client.get("/backstage/").content.decode()


def test_it_puts_the_sample_on_the_stage_once_it_is_made(client: Client, token: str, account: Account) -> None:
    video = people.video(account)
    Video.objects.filter(pk=video.pk).update(sample=True)
    made = people.render(video, state="processing", stage="Drawing frames", progress=34)
    assert "34 % · Drawing frames" in client.get(f"/welcome/{token}/").content.decode()
    waiting = client.get(f"/welcome/{token}/stage/", headers=HTMX).content
    assert is_fragment(waiting)
    assert "every 2s" in waiting.decode()
    film(video, made=made, sample=True)
    ready = client.get(f"/welcome/{token}/stage/").content.decode()
    assert "<video" in ready
    assert "every 2s" not in ready
    assert client.get("/welcome/guess/stage/").status_code == 404
