"""What happened in the team: who may see it, what is there, and that it stays quick however much there is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from studio.actions import events, folders
from studio.models import Account, Event, Team, User, Video
from tests.pages.asking import as_

PAGE = "/settings/activity/"


def told(client: Client, query: str = "") -> list[str]:
    return [event.text for event in client.get(PAGE + query).context["events"]]


@pytest.fixture
def happened(team: Team, alice: User, bob: User, video: Video) -> None:
    folders.create(team, actor=bob, name="Spring")
    events.tell(team, "key.made", "API key “shop” made", actor=alice)
    events.note(video, "render.ordered", "Version 1 ordered", actor=bob)
    events.tell(team, "twin.ready", "Twin “Rosie” is ready")


def test_it_is_for_owners_and_admins(alice: User, bob: User, vera: User, charlie: User, happened: None) -> None:
    assert told(as_(alice))[0] == "Twin “Rosie” is ready"
    for person in (bob, vera):
        assert as_(person).get(PAGE).status_code == 403
        assert PAGE not in as_(person).get("/settings/").content.decode()
    assert PAGE in as_(alice).get("/settings/").content.decode()
    assert told(as_(charlie)) == []


def test_it_shows_who_did_what_with_which_video(alice: User, video: Video, happened: None) -> None:
    page = as_(alice).get(PAGE).content.decode()
    assert f'href="/videos/{video.pk}/"' in page
    assert "<bdi>Bob</bdi>" in page
    assert "<bdi>None</bdi>" not in page
    assert "style=" not in page


def test_it_is_narrowed(alice: User, bob: User, happened: None) -> None:
    client = as_(alice)
    assert told(client, f"?member={bob.pk}") == ["Version 1 ordered", "Folder “Spring” made"]
    assert told(client, "?area=accounts") == ["API key “shop” made"]
    assert told(client, "?area=videos") == ["Version 1 ordered"]
    assert told(client, f"?area=cast&member={bob.pk}") == []
    assert "Nothing fits what you look for." in client.get(f"{PAGE}?area=cast&member={bob.pk}").content.decode()
    assert len(told(client, "?area=odd&member=nobody&before=%00")) == 4, "what can't be read counts as not asked"


def test_it_goes_back_page_by_page_with_as_many_questions(
    alice: User, team: Team, account: Account, video: Video
) -> None:
    client, queries = as_(alice), []
    for many in (20, 300):
        Event.objects.all().delete()
        for number in range(many):
            Event.objects.create(team=team, video=video, actor=alice, kind="video.saved", text=f"Saved {number}")
        client.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(PAGE)
        queries.append(len(asked))
    assert queries[0] == queries[1]
    seen, query = list[str](), ""
    while True:
        answer = client.get(PAGE + query).context
        seen += [event.text for event in answer["events"]]
        if not answer["older"]:
            break
        query = f"?before={answer['older']}"
    assert seen == [f"Saved {number}" for number in reversed(range(300))]


def test_it_has_days_of_ones_own_zone(alice: User, team: Team) -> None:
    client = as_(alice)
    event = Event.objects.create(team=team, kind="team.made", text="Made")
    Event.objects.filter(pk=event.pk).update(at=datetime(2026, 11, 28, 23, 30, tzinfo=UTC))
    client.cookies["zone"] = "Asia/Tokyo"
    page = client.get(PAGE).content.decode()
    assert "Sunday, 29 November 2026" in page
    assert 'title="Sun, 29 Nov 2026 08:30:00 +0900">08:30</time>' in page
