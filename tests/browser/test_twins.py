"""Twins as a person meets them: a camera that is asked for, a script that rolls, photos that are looked at at once."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from studio.actions import twin_media, twins
from studio.models import Account, Twin, User
from studio.providers import local
from studio.vocabulary import Provider, TwinState
from tests import doubles, faces, people
from tests.browser.conftest import PHONE, Look, Open
from tests.browser.routes import hold, let_go

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the engine finds in a photo: the browser's camera shows nobody."""
    found = dict(faces.FOUND)
    monkeypatch.setattr(local, "find_rig", lambda *_: found)
    return found


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, account: Account, alice: User) -> None:
    account.voices.update(language="English")
    captions = people.account(account.team, provider=Provider.CAPTIONS)
    page = open_page("/twins/", by=alice, size=PHONE)
    assert looks(page, "twins-empty") == []
    ready = doubles.twin(account, name="Rosie", by=alice, state=TwinState.READY)
    fresh = doubles.twin(account, name="Ines", by=alice, media=(), script="", language="")
    bad = {"images.2": twin_media.NO_FACE, "video": twin_media.NO_SOUND}
    draft = doubles.twin(captions, name="Ken", by=alice, media=("video", "neutral", "ooh"), problem=bad)
    training = doubles.twin(captions, name="Leila", by=alice, state=TwinState.TRAINING, progress=40)
    long_ago = timezone.now() - timedelta(hours=1)
    long = "Maximiliane-Alexandra von Hohenstein"
    failed = doubles.twin(captions, name=long, by=alice, state=TwinState.FAILED, problem={"": "Too dark."})
    lost = doubles.twin(captions, name="Sam", by=alice, state=TwinState.UNKNOWN, ordered_at=long_ago)
    twins.remove(doubles.twin(account, name="Gone", by=alice), actor=alice)
    for name, path in {
        "twins": "/twins/", "twins-deleted": "/twins/?kind=deleted", "twin-new": "/twins/new/",
        "twin-language": f"/twins/{fresh.pk}/",
        "twin-reading": f"/twins/{draft.pk}/?step=reading", "twin-poses": f"/twins/{draft.pk}/?step=poses",
        "twin-training": f"/twins/{training.pk}/", "twin-lost": f"/twins/{lost.pk}/",
        "twin-ready": f"/twins/{ready.pk}/", "twin-failed": f"/twins/{failed.pk}/",
    }.items():  # fmt: skip
        page.goto(path)
        assert looks(page, name) == []
    page.get_by_text("Delete", exact=True).click()
    assert looks(page, "twin-delete") == []


def _after(seconds: int) -> re.Pattern[str]:
    """The clock of a recording from then on: a busy machine doesn't show every second of it."""
    return re.compile(rf"0:(0[{seconds}-9]|[1-5]\d)")


def test_it_records_the_reading_and_keeps_it(
    open_page: Open, look: Look, account: Account, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twin_media, "SHORTEST", 1.0)
    twin = doubles.twin(account, by=bob, media=(), script=f"{doubles.SCRIPT} " * 12)
    page = open_page(f"/twins/{twin.pk}/", by=bob)
    page.get_by_role("button", name="Turn the camera on").click()
    expect(page.locator("#live")).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Pace of the script")).to_have_value("40")
    page.get_by_role("button", name="Record").click()
    expect(page.locator("#told")).to_contain_text(_after(2))
    expect(page.locator("#told")).to_have_attribute("aria-live", "off")
    assert page.evaluate("document.getElementById('prompter').scrollTop") > 10, "the script rolls"
    assert look(page, "twin-recording") == []
    # While axe looks, the page draws nothing of what the camera sees.
    expect(page.locator("#told")).to_contain_text(_after(6))
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text("Heard and upright")).to_be_visible()
    kept = twin.media.get(pose="video").asset
    assert kept.height > kept.width and kept.duration > 1
    page.get_by_role("link", name="On to the photos").click()
    expect(page.get_by_role("heading", name="Five poses")).to_be_visible()
    page.goto(f"/twins/{twin.pk}/?step=reading")
    expect(page.get_by_text("Heard and upright")).to_be_visible()


def test_it_takes_photos_until_the_twin_is_made(
    open_page: Open, look: Look, account: Account, bob: User, rig: dict[str, Any], tmp_path: Path
) -> None:
    twin = doubles.twin(account, by=bob, media=("video", "ooh", "teeth", "aah"))
    page = open_page(f"/twins/{twin.pk}/", by=bob)
    page.get_by_role("button", name="Turn the camera on").click()
    expect(page.locator("#ask")).to_have_text("Be calm")
    assert look(page, "twin-camera") == []
    rig["confidence"] = 0.0
    page.get_by_role("button", name="Take the photo").click()
    expect(page.locator("#slot-neutral .note-bad")).to_contain_text("No face was found")
    rig["confidence"] = 0.9
    page.get_by_role("button", name="Take the photo").click()
    expect(page.locator("#slot-neutral.is-ok")).to_be_visible()
    expect(page.locator("#ask")).to_have_text("Press your lips")
    expect(page.get_by_text("1 photo to go")).to_be_visible()
    picture = tmp_path / "lips.png"
    picture.write_bytes(faces.png())
    page.set_input_files("#f-pursed", picture)
    expect(page.get_by_role("button", name="Make my twin")).not_to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Make my twin").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    ready = doubles.twin(account, name="Other", by=bob, state=TwinState.READY)
    Twin.objects.filter(pk=twin.pk).update(state=TwinState.READY, avatar=ready.avatar)
    expect(page.get_by_role("button", name="Use in a new video")).to_be_visible()


def test_a_photo_that_was_not_taken_can_be_taken_again(open_page: Open, account: Account, bob: User) -> None:
    twin = doubles.twin(account, by=bob, media=("video",))
    page = open_page(f"/twins/{twin.pk}/", by=bob)
    page.get_by_role("button", name="Turn the camera on").click()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Take the photo").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    expect(page.get_by_role("button", name="Take the photo")).to_be_enabled()
    with page.expect_popup():
        page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_role("button", name="Send it again")).to_be_visible()


def test_photos_chosen_one_after_another_are_all_looked_at(
    open_page: Open, account: Account, bob: User, rig: dict[str, Any], tmp_path: Path
) -> None:
    twin = doubles.twin(account, by=bob, media=("video",))
    page = open_page(f"/twins/{twin.pk}/", by=bob)
    with page.expect_file_chooser() as chooser:
        page.locator("label:has(#f-pursed)").click()
    for pose in ("neutral", "ooh", "teeth", "teeth"):
        picture = tmp_path / f"{pose}-{page.evaluate('performance.now()')}.png"
        picture.write_bytes(faces.png())
        page.set_input_files(f"#f-{pose}", picture)
    expect(page.get_by_text("2 photos to go")).to_be_visible()
    expect(page.locator("#slot-teeth.is-ok")).to_be_visible()
    assert twin.media.get(pose="teeth").asset.name == picture.name, "what was chosen last"
    chooser.value.set_files(picture)
    expect(page.locator("#slot-pursed.is-ok")).to_be_visible()


def test_a_reading_that_could_not_be_sent_is_sent_again(
    open_page: Open, look: Look, account: Account, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twin_media, "SHORTEST", 0.1)
    twin = doubles.twin(account, by=bob, media=())
    page = open_page(f"/twins/{twin.pk}/", by=bob)
    again = page.get_by_role("button", name="Send it again")
    expect(again).to_be_hidden()
    page.get_by_role("button", name="Turn the camera on").click()
    expect(page.get_by_role("button", name="Record")).to_be_focused()
    page.keyboard.down("r")
    expect(page.locator("#told")).to_contain_text("0:0")
    page.wait_for_timeout(2000)
    page.keyboard.down("r")
    page.keyboard.up("r")
    expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
    page.route("**/files/video/", lambda route: route.abort())
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_text("The connection is lost.")).to_be_visible()
    assert look(page, "twin-unsent") == []
    leaving = []
    page.on("dialog", lambda dialog: (leaving.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Photos first").click()
    expect(again).to_be_visible()
    assert leaving == ["beforeunload"], "nobody leaves it behind unasked"
    page.unroute("**/files/video/")
    again.click()
    expect(page.get_by_text("Heard and upright")).to_be_visible()
    expect(page.get_by_text("The connection is lost.")).to_be_hidden()


@pytest.mark.parametrize(("pose", "removal"), [("neutral", "#slot-neutral .out"), ("video", ".kept form")])
def test_nothing_is_removed_while_another_is_on_its_way_to_its_place(
    open_page: Open, account: Account, bob: User, rig: dict[str, Any], tmp_path: Path, pose: str, removal: str
) -> None:
    """The answer that comes last would find no place on the page, which would say something else than the server."""
    twin = doubles.twin(account, by=bob, media=("video", "neutral"))
    page = open_page(f"/twins/{twin.pk}/?step={'reading' if pose == 'video' else 'poses'}", by=bob)
    expect(page.locator(removal)).to_be_visible()
    held = hold(page, f"**/files/{pose}/")
    (tmp_path / "a.png").write_bytes(faces.png())
    page.set_input_files("#file" if pose == "video" else f"#f-{pose}", tmp_path / "a.png")
    expect(page.locator(removal)).to_be_hidden()
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator(removal)).to_be_visible()


def test_the_same_photo_chosen_again_while_it_is_sent_shows_that_it_came(
    open_page: Open, account: Account, bob: User, rig: dict[str, Any], tmp_path: Path
) -> None:
    """The browser tells of no change then, so nothing follows that would show it."""
    twin = doubles.twin(account, by=bob, media=("video",))
    page = open_page(f"/twins/{twin.pk}/?step=poses", by=bob)
    held = hold(page, "**/files/ooh/")
    (tmp_path / "a.png").write_bytes(faces.png())
    page.set_input_files("#f-ooh", tmp_path / "a.png")
    while not held:
        page.wait_for_timeout(50)
    page.set_input_files("#f-ooh", tmp_path / "a.png")
    let_go(page, "**/files/ooh/", held)
    expect(page.locator("#slot-ooh")).to_contain_text("Upright, face found")
    expect(page.get_by_text("4 photos to go")).to_be_visible()


def test_who_comes_too_late_with_a_photo_sees_what_there_is_now(
    open_page: Open, account: Account, bob: User, tmp_path: Path
) -> None:
    twin, asked = doubles.twin(account, by=bob, media=("video",)), list[str]()
    page = open_page(f"/twins/{twin.pk}/", by=bob)
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#slot-ooh .txt").click()
    Twin.objects.filter(pk=twin.pk).update(state=TwinState.TRAINING)
    (tmp_path / "a.png").write_bytes(faces.png())
    page.set_input_files("#f-neutral", tmp_path / "a.png")
    expect(page.get_by_role("heading", name="Meet your twin")).to_be_visible()
    assert not asked, "nothing is left behind that could still be sent"


def test_a_recording_ends_before_it_is_too_long(
    open_page: Open, account: Account, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twin_media, "SHORTEST", 0.1)
    monkeypatch.setattr(twin_media, "LONGEST", 8.0)  # a busy machine paints few pictures a second
    page = open_page(f"/twins/{doubles.twin(account, by=bob, media=()).pk}/", by=bob)
    page.get_by_role("button", name="Turn the camera on").click()
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Heard and upright")).to_be_visible()
    expect(page.locator("#told")).to_contain_text("so it was ended here")
    expect(page.get_by_role("button", name="Record", exact=True)).to_be_visible()


def test_a_recording_ends_when_the_camera_is_gone(
    open_page: Open, look: Look, account: Account, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twin_media, "SHORTEST", 0.1)
    page = open_page(f"/twins/{doubles.twin(account, by=bob, media=()).pk}/", by=bob)
    opener, record = (page.get_by_role("button", name=name) for name in ("Turn the camera on", "Record"))
    for when in ("0:04", "recorded anew"):  # a busy machine paints few pictures a second
        opener.click()
        record.click()
        if when == "0:04":
            expect(page.locator("#told")).to_contain_text(_after(4))
        page.evaluate("document.getElementById('live').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))")
        expect(page.locator("#told")).to_contain_text("The camera or the microphone is gone.")
        expect(page.get_by_text("Heard and upright")).to_be_visible()
        expect(record).to_be_hidden()
    page.wait_for_timeout(3500)
    assert look(page, "twin-camera-gone") == []
    expect(page.locator("#told")).to_contain_text("The camera or the microphone is gone.")


@pytest.mark.parametrize(("step", "field"), [("reading", "#file"), ("poses", "#f-teeth")])
def test_a_file_that_is_too_large_is_not_sent(
    open_page: Open, account: Account, bob: User, tmp_path: Path, settings: Any, step: str, field: str
) -> None:
    settings.UPLOAD_LIMIT_MEDIA = settings.UPLOAD_LIMIT_IMAGE = 2**20
    twin = doubles.twin(account, by=bob, media=())
    page = open_page(f"/twins/{twin.pk}/?step={step}", by=bob)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    large = tmp_path / "large.mp4"
    large.write_bytes(b"x" * (2**20 + 1))
    page.set_input_files(field, large)
    expect(page.locator("#notices")).to_contain_text("is larger than 1 MB. Save it smaller and choose it again.")
    expect(page.locator(field)).to_have_value("")
    assert sent == []


def test_a_failed_twin_has_its_camera_again(open_page: Open, account: Account, bob: User) -> None:
    twin = doubles.twin(account, by=bob, state=TwinState.TRAINING)
    page = open_page(f"/twins/{twin.pk}/", by=bob)
    Twin.objects.filter(pk=twin.pk).update(state=TwinState.FAILED, problem={"": "Too dark."})
    expect(page.get_by_text("Too dark.")).to_be_visible()
    page.get_by_role("button", name="Turn the camera on").click()
    expect(page.locator("#live")).to_be_visible()
