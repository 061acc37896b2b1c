"""Two tabs, two teams: what is sent from a page goes to that page's team, whichever one is worked in meanwhile."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from studio.models import Account, Folder, Member, Team, User, Video
from studio.vocabulary import Role, TwinState
from tests import doubles, faces, people
from tests.pages.asking import as_

pytestmark = pytest.mark.django_db
FORMS = {
    "/": ["/videos/new/", "/folders/new/"],
    "/settings/": ["/settings/team/", "/settings/team/", "/settings/pronunciations/"],
    "/settings/accounts/new/": ["/settings/accounts/connect/"],
    "/avatars/photos/new/": ["/avatars/photos/"],
    "/twins/new/": ["/twins/begin/"],
    "/credits/": ["/credits/grant/"],
}
"""By page, where its forms that name nothing else of their team go to."""


@pytest.fixture
def second(alice: User) -> Team:
    """Another team that alice works in, too."""
    made = people.team("Second")
    people.account(made)
    Member.objects.create(team=made, user=alice, role=Role.OWNER)
    return made


@pytest.fixture
def client(alice: User, account: Account, second: Team) -> Client:
    """Her browser: a page of the first team is open, and in another tab she has gone to the second."""
    browser = as_(alice)
    browser.get("/settings/")
    browser.post("/team/", {"team": second.pk})
    return browser


@pytest.mark.parametrize("page", FORMS)
def test_every_form_says_which_team_it_is_of(alice: User, account: Account, video: Video, page: str) -> None:
    html = as_(alice).get(page).content.decode()
    for address in FORMS[page]:
        forms = re.findall(rf'<form[^>]*action="{address}".*?</form>', html, re.DOTALL)
        assert len(forms) >= FORMS[page].count(address)
        assert all(f'name="made_in" value="{account.team_id}"' in form for form in forms), address


def test_what_is_sent_goes_to_the_team_of_its_page(client: Client, team: Team, second: Team) -> None:
    made_in = {"made_in": str(team.pk)}
    client.post("/settings/team/", {**made_in, "name": "Renamed"})
    client.post("/settings/pronunciations/", {**made_in, "written": "Nguyen", "spoken": "win"})
    client.post("/team/", {"team": second.pk})
    client.post("/videos/new/", made_in)
    client.post("/folders/new/", {**made_in, "name": "Ours", "key": "0" * 32})
    assert Team.objects.get(pk=team.pk).name == "Renamed"
    assert Team.objects.get(pk=second.pk).name == "Second"
    assert (team.pronunciations.count(), second.pronunciations.count()) == (1, 0)
    assert (
        {each.team_id for each in Video.objects.all()} == {each.team_id for each in Folder.objects.all()} == {team.pk}
    )


def test_the_page_that_follows_is_of_the_same_team(client: Client, team: Team, second: Team) -> None:
    assert "Second" in client.get("/").content.decode()
    answer = client.post("/settings/team/", {"made_in": team.pk, "name": "Renamed"}, follow=True)
    assert 'value="Renamed"' in answer.content.decode()


def test_videos_are_those_of_their_own_team(client: Client, account: Account, team: Team, second: Team) -> None:
    video = people.video(account)
    folder = Folder.objects.create(team=team, name="Spring")
    for address, said in (
        ("/videos/move/", {"to": folder.pk}), ("/videos/trash/", {}), ("/videos/restore/", {}),
    ):  # fmt: skip
        client.post("/team/", {"team": second.pk})
        assert "Spring" in client.get(f"/videos/where/?video={video.pk}").content.decode()
        answer = client.post(address, {"video": video.pk, **said}, follow=True)
        assert answer.status_code == 200
        assert client.session["team"] == str(team.pk)
    undo = client.post("/videos/move/", {"video": video.pk, "to": ""}, follow=True).content.decode()
    assert (
        f'name="made_in" value="{team.pk}"' in undo.partition('action="/videos/move/back/"')[2].partition("</form>")[0]
    )
    video.refresh_from_db()
    assert (video.folder, video.trashed_at) == (None, None)


def test_a_team_that_one_has_left_gets_nothing(client: Client, alice: User, team: Team, second: Team) -> None:
    people.person("dora", team=team, role=Role.OWNER)
    people.member(alice, team=team).delete()
    answer = client.post("/settings/team/", {"made_in": team.pk, "name": "Renamed"})
    assert answer.status_code == 404
    assert "not in any more" in answer.content.decode()
    assert set(Team.objects.values_list("name", flat=True)) == {"Acme", "Second"}


def test_a_forged_form_takes_nobody_to_another_team(alice: User, account: Account, team: Team, second: Team) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    before = dict(browser.session)
    assert browser.post("/theme/", {"made_in": second.pk, "theme": "dark"}).status_code == 403
    assert dict(browser.session) == before


def test_buttons_are_those_that_ones_role_in_the_rows_team_allows(account: Account, alice: User) -> None:
    """She owns one team and only looks at another, and works in either while she opens a page of the other."""
    other = people.team("Other")
    theirs = people.account(other)
    Member.objects.create(team=other, user=alice, role=Role.VIEWER)
    ours = (doubles.twin(account, state=TwinState.READY), faces.photo(account))
    others = (doubles.twin(theirs, state=TwinState.READY), faces.photo(theirs))
    browser = as_(alice)
    for worked_in in (other, account.team):
        browser.post("/team/", {"team": worked_in.pk})
        for (twin, photo), may in ((ours, True), (others, False)):
            for address in (f"/twins/{twin.pk}/", f"/avatars/{photo.pk}/"):
                page = browser.get(address).content.decode()
                assert ("Use in a new video" in page) == may, address
        for made_in, may in ((account, True), (theirs, False)):
            shown = people.render(people.video(made_in))
            page = browser.get(f"/videos/{shown.video_id}/").content.decode()
            assert ("More for this video" in page) == may
