"""Twins on the pages: consent first, one file at a time, made, heard, deleted."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.actions import twin_drafts, twin_media, twins
from studio.models import Account, Asset, Twin, User, Video
from studio.pages import twins as pages
from studio.providers import local
from studio.vocabulary import Provider, TwinState
from tests import doubles, faces, people
from tests.pages.asking import HTMX, as_, is_fragment

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the engine finds in a photo, without the engine: a drawing has no face that it would know."""
    rig = dict(faces.FOUND)
    monkeypatch.setattr(local, "find_rig", lambda *_: rig)
    return rig


@pytest.fixture
def english(account: Account) -> Account:
    account.voices.update(language="English")
    return account


def begun(client: Client, maker: Account, **fields: Any) -> Any:
    form = {"name": "Rosie", "account": str(maker.pk), "consent": "on", "key": str(uuid.uuid4()), **fields}
    return client.post("/twins/begin/", form)


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("pose.png", faces.png())


def test_it_says_what_to_do_when_there_is_none(account: Account, bob: User, vera: User, charlie: User) -> None:
    assert "Nobody has a double yet" in as_(bob).get("/twins/").content.decode()
    assert 'href="/twins/new/"' in as_(bob).get("/twins/").content.decode()
    assert "/twins/new/" not in as_(vera).get("/twins/").content.decode()
    assert "No account of this team can make one" in as_(charlie).get("/twins/").content.decode()
    assert as_(vera).get("/twins/new/").status_code == 403


def test_the_list_shows_whom_it_is_about_and_who_waits_for_a_person(account: Account, bob: User) -> None:
    captions = people.account(account.team, provider=Provider.CAPTIONS)
    twin = doubles.twin(captions, media=("neutral",), state=TwinState.UNKNOWN, ordered_at=timezone.now())
    doubles.twin(captions, name="Faceless", media=(), state=TwinState.FAILED)
    page = as_(bob).get("/twins/").content.decode()
    assert page.count("/photos/neutral.jpg") == 1
    assert ("No reply yet" in page, "Waits for you" in page, "Failed" in page) == (True, False, True)
    Twin.objects.filter(pk=twin.pk).update(ordered_at=timezone.now() - timedelta(hours=1))
    assert "Waits for you" in as_(bob).get("/twins/").content.decode()


def test_it_writes_down_who_agreed_to_what(english: Account, bob: User) -> None:
    client, key = as_(bob), str(uuid.uuid4())
    assert twin_drafts.CONSENT in client.get("/twins/new/").content.decode()
    first = begun(client, english, key=key)
    again = begun(client, english, key=key)
    assert first["Location"] == again["Location"]
    twin = Twin.objects.get()
    assert (twin.name, twin.state, twin.consent_by, twin.consent_text) == ("Rosie", "draft", bob, twin_drafts.CONSENT)
    assert twin.consent_at is not None
    assert "In which language" in client.get(first["Location"]).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"consent": ""}, twin_drafts.NO_CONSENT[:30]), ({"name": " "}, "Give the twin a name"),
     ({"account": "none"}, twin_drafts.NO_ACCOUNT)],
)  # fmt: skip
def test_nothing_begins_without_consent_name_and_maker(
    english: Account, bob: User, wrong: dict[str, str], words: str
) -> None:
    people.account(english.team, provider=Provider.CAPTIONS)
    reply = begun(as_(bob), english, **wrong)
    assert reply.status_code == 422 and words in reply.content.decode()
    assert 'value="Rosie"' in reply.content.decode() or "name" in wrong
    assert not Twin.objects.exists()
    assert begun(as_(bob), english, account="x", key="no key").status_code == 422


def test_it_shows_the_script_in_the_chosen_language(english: Account, bob: User) -> None:
    client = as_(bob)
    place = begun(client, english)["Location"]
    wrong = client.post(f"{place}language/", {"language": "Klingon"})
    assert wrong.status_code == 422 and "no voice for" in wrong.content.decode()
    reply = client.post(f"{place}language/", {"language": "english"})
    assert reply["Location"] == f"{place}?step=reading"
    assert "father, above" in client.get(reply["Location"]).content.decode()


def test_a_language_stays_once_it_was_read(english: Account, bob: User) -> None:
    english.voices.create(external_id="lena", name="Lena", language="German")
    twin = doubles.twin(english, by=bob)
    reply = as_(bob).post(f"/twins/{twin.pk}/language/", {"language": "German"})
    assert reply.status_code == 409 and "Remove the recording first" in reply.content.decode()


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_it_looks_at_each_photo_at_once(english: Account, bob: User, found: dict[str, Any], htmx: bool) -> None:
    twin, client = doubles.twin(english, by=bob, media=("video",)), as_(bob)
    place, headers = f"/twins/{twin.pk}/files/ooh/", HTMX if htmx else {}
    found["confidence"] = 0.0
    reply = client.post(place, {"file": photo()}, headers=headers)
    assert (reply.status_code, is_fragment(reply.content)) == (422, htmx)
    assert "No face was found" in reply.content.decode()
    assert not Asset.objects.filter(kind="image").exists()
    assert "No face was found" in client.get(f"/twins/{twin.pk}/").content.decode(), "nothing is lost on reload"
    found["confidence"] = 0.9
    reply = client.post(place, {"file": photo()}, headers=headers)
    assert reply.status_code == (200 if htmx else 302)
    page = client.get(f"/twins/{twin.pk}/").content.decode()
    assert "No face was found" not in page and "4 photos to go" in page
    first = twin.media.get(pose="ooh").asset
    client.post(place, {"file": photo()}, headers=headers)
    assert not Asset.objects.filter(pk=first.pk).exists(), "a better one takes its place"
    shown = client.get(f"/twins/{twin.pk}/photos/ooh.jpg")
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]
    reply = client.post(f"{place}remove/", headers=headers)
    assert reply.status_code == (200 if htmx else 302)
    assert not twin.media.filter(pose="ooh").exists() and not Asset.objects.filter(kind="image").exists()
    assert client.get(f"/twins/{twin.pk}/photos/ooh.jpg").status_code == 404


@pytest.mark.parametrize(
    ("body", "words"),
    [(faces.png((320, 240)), "wider than high"), (faces.png((60, 90)), "too small"), (b"text", "not a picture"),
     (None, "Choose a photo")],
)  # fmt: skip
def test_it_says_what_is_wrong_with_a_photo_and_the_cure(
    english: Account, bob: User, found: dict[str, Any], body: bytes | None, words: str
) -> None:
    twin = doubles.twin(english, by=bob)
    form = {"file": SimpleUploadedFile("p.png", body)} if body else {}
    reply = as_(bob).post(f"/twins/{twin.pk}/files/aah/", form, headers=HTMX)
    assert reply.status_code == 422 and words in reply.content.decode()
    assert "The one before it is kept" in reply.content.decode()
    assert twin.media.filter(pose="aah").exists()


def test_it_takes_only_what_a_twin_has(english: Account, bob: User) -> None:
    draft, ready = doubles.twin(english, by=bob), doubles.twin(english, by=bob, state=TwinState.READY)
    assert as_(bob).post(f"/twins/{draft.pk}/files/smile/", {"file": photo()}).status_code == 404
    late = as_(bob).post(f"/twins/{ready.pk}/files/ooh/", {"file": photo()})
    assert late.status_code == 409 and twin_drafts.UNDER_WAY[:20] in late.content.decode()
    for place in ("files/ooh/", "files/ooh/remove/"):
        late = as_(bob).post(f"/twins/{ready.pk}/{place}", {"file": photo()}, headers=HTMX)
        assert (late.status_code, late["HX-Refresh"]) == (204, "true"), "the page shows what there is now"


def test_from_a_twin_that_was_asked_for_too_early_a_link_leads_to_what_lacks(english: Account, bob: User) -> None:
    twin, client = doubles.twin(english, by=bob, media=twin_media.POSES), as_(bob)
    early = client.post(f"/twins/{twin.pk}/make/").content.decode()
    assert f'href="/twins/{twin.pk}/?step=reading"' in early and 'href="?' not in early


def test_from_a_reading_that_was_refused_a_link_leads_to_the_photos(english: Account, bob: User) -> None:
    twin = doubles.twin(english, by=bob, media=())
    refused = as_(bob).post(f"/twins/{twin.pk}/files/video/", {"file": photo()})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'href="/twins/{twin.pk}/?step=poses"' in page and 'href="?' not in page


def test_a_twin_that_waits_for_a_person_does_not_go_on_by_itself(account: Account, bob: User) -> None:
    captions, goes_on = people.account(account.team, provider=Provider.CAPTIONS), "it goes on by itself"
    twin = doubles.twin(captions, by=bob, state=TwinState.UNKNOWN, ordered_at=timezone.now())
    assert goes_on in as_(bob).get(f"/twins/{twin.pk}/").content.decode()
    Twin.objects.update(ordered_at=timezone.now() - timedelta(hours=1))
    assert goes_on not in as_(bob).get(f"/twins/{twin.pk}/").content.decode()


def test_it_is_made_once_when_all_is_there(english: Account, bob: User) -> None:
    twin, client = doubles.twin(english, by=bob, media=("video", "neutral", "ooh", "teeth", "aah")), as_(bob)
    early = client.post(f"/twins/{twin.pk}/make/")
    assert early.status_code == 422 and "still to come: pursed" in early.content.decode()
    doubles.bring(twin, "pursed")
    for _ in range(2):
        assert client.post(f"/twins/{twin.pk}/make/")["Location"] == f"/twins/{twin.pk}/"
    assert Twin.objects.get().state == TwinState.QUEUED
    assert "every 2s" in client.get(f"/twins/{twin.pk}/").content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [("queued", "Waiting for a worker"), ("checking", "Looking at the video"), ("ordering", "Being ordered"),
     ("unknown", "Nothing is sent twice"), ("training", "Captions is making it")],
)  # fmt: skip
def test_it_tells_how_it_goes(account: Account, bob: User, state: str, words: str) -> None:
    captions = people.account(account.team, provider=Provider.CAPTIONS)
    twin = doubles.twin(captions, by=bob, state=TwinState(state))
    reply = as_(bob).get(f"/twins/{twin.pk}/progress/", headers=HTMX)
    assert is_fragment(reply.content) and words in reply.content.decode()
    assert "every 2s" in reply.content.decode()


@pytest.mark.parametrize(("state", "words"), [("ready", "Use in a new video"), ("failed", "It could not be made.")])
def test_the_asking_stops_at_the_end(account: Account, bob: User, state: str, words: str) -> None:
    twin = doubles.twin(account, by=bob, state=TwinState(state), problem={"": "Too dark."})
    reply = as_(bob).get(f"/twins/{twin.pk}/progress/", headers=HTMX)
    assert (reply.status_code, reply["HX-Refresh"]) == (204, "true")
    page = as_(bob).get(f"/twins/{twin.pk}/").content.decode()
    assert "every 2s" not in page and words in page


def test_the_asking_stops_when_it_was_deleted(account: Account, bob: User) -> None:
    twin = doubles.twin(account, by=bob, state=TwinState.TRAINING)
    twins.remove(twin, actor=bob)
    reply = as_(bob).get(f"/twins/{twin.pk}/progress/", headers=HTMX)
    assert (reply.status_code, reply["HX-Refresh"]) == (204, "true")


def test_a_person_decides_about_a_lost_reply(account: Account, bob: User) -> None:

    captions = people.account(account.team, provider=Provider.CAPTIONS)
    hours_ago = timezone.now() - timedelta(hours=2)
    twin = doubles.twin(captions, by=bob, state=TwinState.UNKNOWN, ordered_at=hours_ago)
    client = as_(bob)
    assert "Order it again" in client.get(f"/twins/{twin.pk}/").content.decode()
    assert client.post(f"/twins/{twin.pk}/decide/", {"decide": "give_up"}).status_code == 302
    assert Twin.objects.get().state == TwinState.FAILED
    late = client.post(f"/twins/{twin.pk}/decide/", {"decide": "again"}, follow=True).content.decode()
    assert "This is decided already" in late
    assert "never said whether it was ordered" in late


@pytest.mark.slow
def test_it_says_ones_own_sentence(account: Account, bob: User, vera: User) -> None:
    account.voices.create(external_id="emma", name="Emma", language="English", locale="en-GB")
    twin, client = doubles.twin(account, by=bob, state=TwinState.READY), as_(bob)
    for text in ("", "x" * 200):
        wrong = client.post(f"/twins/{twin.pk}/say/", {"text": text}, headers=HTMX)
        assert wrong.status_code == 422 and is_fragment(wrong.content) and b'role="alert"' in wrong.content
    reply = client.post(f"/twins/{twin.pk}/say/", {"text": "Hi.", "voice": "emma"}, headers=HTMX)
    assert reply.status_code == 200 and is_fragment(reply.content), reply.content.decode()
    address = reply.content.decode().partition('<video src="')[2].partition('"')[0]
    film = as_(vera).get(address)
    assert film["Content-Type"] == "video/mp4" and b"ftyp" in b"".join(film.streaming_content)[:16]  # type: ignore[attr-defined]
    twin.refresh_from_db()
    assert twin.avatar is not None and twin.avatar.voice == "emma", "the chosen voice is kept"
    assert client.get(f"/twins/{twin.pk}/says/{'0' * 32}.mp4").status_code == 404


def test_it_is_used_deleted_and_put_back(account: Account, bob: User) -> None:
    twin, client = doubles.twin(account, by=bob, state=TwinState.READY), as_(bob)
    assert client.get(f"/avatars/{twin.avatar_id}/")["Location"] == f"/twins/{twin.pk}/"
    client.post(f"/avatars/{twin.avatar_id}/use/")
    character = Video.objects.get().scenes.get().document["character"]
    assert character == {"type": "talking_photo", "talking_photo_id": twin.external_name}
    page = client.post(f"/twins/{twin.pk}/remove/", follow=True).content.decode()
    assert "“Sam” deleted" in page and "Undo" in page and "1 deleted" in page
    assert client.get(f"/twins/{twin.pk}/").status_code == 404
    assert client.post(f"/twins/{twin.pk}/put-back/")["Location"] == f"/twins/{twin.pk}/"
    page = client.post(f"/twins/{twin.pk}/erase/", follow=True).content.decode()
    assert "being deleted for good" in page and "No twin is waiting" in page
    assert client.post(f"/twins/{twin.pk}/put-back/").status_code == 409


def test_the_deleted_have_pages(account: Account, bob: User, vera: User) -> None:
    def deleted(count: int) -> None:
        for number in range(count):
            twin = doubles.twin(account, by=bob, name=f"Sam {number}", media=("neutral",))
            twins.remove(twin, actor=bob)

    client, queries = as_(bob), []
    for _ in range(2):
        deleted(13)
        with CaptureQueriesContext(connection) as asked:
            client.get("/twins/?kind=deleted")
        queries.append(len(asked))
    assert queries[0] == queries[1]
    first = client.get("/twins/?kind=deleted").content.decode()
    assert first.count("Put back</button>") == 24 and "Page 1 of 2" in first
    last = client.get("/twins/?kind=deleted&page=2").content.decode()
    assert last.count("Put back</button>") == 2 and "Sam 0" in last
    page = client.get("/twins/").content.decode()
    assert "26 deleted" in page and "Put back" not in page
    erased = Twin.objects.latest("deleted_at")
    assert client.post(f"/twins/{erased.pk}/erase/?page=2")["Location"] == "/twins/?kind=deleted&page=2"
    seen = as_(vera).get("/twins/?kind=deleted").content.decode()
    assert "Put back" not in seen and "Nobody has a double yet." in seen


def test_a_teammate_goes_on_and_a_viewer_looks(english: Account, alice: User, bob: User, vera: User) -> None:
    twin = doubles.twin(english, by=alice, media=twin_media.PLACES[:3])
    assert "3 photos to go" in as_(bob).get(f"/twins/{twin.pk}/").content.decode()
    seen = as_(vera).get(f"/twins/{twin.pk}/").content.decode()
    assert "Save and leave" not in seen, "there is nothing that a viewer could have changed"
    assert "Save and leave" in as_(alice).get(f"/twins/{twin.pk}/").content.decode()
    assert "Calm face" in seen and 'type="file"' not in seen and "Make my twin" not in seen


def test_a_long_list_has_pages(account: Account, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    for name in ("Ada", "Ben", "Cleo"):
        doubles.twin(account, by=bob, name=name, media=())
    first, second = (as_(bob).get("/twins/", {"page": number}).content.decode() for number in (1, 2))
    assert "Ada" not in first and "Cleo" in first and "Page 1 of 2" in first and "?page=2" in first
    assert "Ada" in second and "Cleo" not in second


def test_a_list_of_many_asks_as_much_as_one_of_few(
    account: Account, bob: User, django_assert_max_num_queries: Any
) -> None:
    client = as_(bob)
    for count in (1, 5):
        for _ in range(count):
            doubles.twin(account, by=bob, state=TwinState.READY, media=("neutral",))
        with django_assert_max_num_queries(16):
            assert client.get("/twins/").status_code == 200
