"""Avatars as a person meets them: a picture dropped in, its points moved by mouse and by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from studio.actions import photos
from studio.models import Account, Avatar, User, Video
from tests import faces
from tests.browser.conftest import PHONE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)

DROP = """() => {
  const file = new File(['<svg/>'], 'mark.svg', {type: 'image/svg+xml'});
  const held = new DataTransfer();
  held.items.add(file);
  dispatchEvent(new DragEvent('drop', {dataTransfer: held, bubbles: true, cancelable: true}));
}"""


def placed(photo: Avatar) -> dict[str, list[float]]:
    rig = Avatar.objects.get(pk=photo.pk).rig
    return rig.get("hand", {}) if rig else {}


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, account: Account, alice: User) -> None:
    wardrobe = [{"id": "mustard", "name": "Mustard blazer"}, {"id": "navy", "name": "Navy blazer"}]
    account.avatars.update(looks=wardrobe, gender="female", tags=["warm"], locale="en-US")
    lena, mascot = faces.photo(account), faces.photo(account, name="Mascot", rig=None)
    photos.remove(faces.photo(account, name="Gone"), actor=None)
    maya = Avatar.objects.get(external_id="maya")
    page = open_page("/avatars/", by=alice, size=PHONE)
    for name, path in {
        "avatars": "/avatars/", "deleted": "/avatars/?kind=deleted", "new-photo": "/avatars/photos/new/",
        "mascot": f"/avatars/{mascot.pk}/",
        "presenter": f"/avatars/{maya.pk}/",
    }.items():  # fmt: skip
        page.goto(path)
        assert looks(page, name) == []
    page.goto(f"/avatars/{lena.pk}/")
    page.get_by_text("Points in numbers").click()
    page.get_by_text("Delete", exact=True).click()
    assert looks(page, "photo-open") == []


def test_it_brings_a_picture_in_and_keeps_it_when_refused(
    open_page: Open, look: Look, account: Account, bob: User, tmp_path: Path
) -> None:
    page = open_page("/avatars/", by=bob)
    page.get_by_role("link", name="New talking photo").click()
    page.wait_for_url("**/new/", wait_until="load")
    page.evaluate(DROP)
    expect(page.locator("#file-problem")).to_contain_text("not a picture that can be used")
    picture = tmp_path / "Lena 1954.png"
    picture.write_bytes(faces.png())
    page.set_input_files("#file", picture)
    expect(page.get_by_label("Name")).to_have_value("Lena 1954")
    expect(page.locator("#chosen")).to_be_visible()
    page.evaluate("document.getElementById('new-photo').noValidate = true")
    page.get_by_role("button", name="Find the face").click()
    expect(page.locator("#consent-problem")).to_contain_text("only with that person's permission")
    assert look(page, "new-photo-refused") == []
    page.get_by_label("I may use this picture").check()
    expect(page.locator("#consent-problem")).to_be_empty()
    page.get_by_role("button", name="Find the face").click()
    expect(page.get_by_label("Name")).to_have_value("Lena 1954")
    expect(page.get_by_role("button", name="Left eye")).to_be_visible()
    assert Avatar.objects.filter(kind="talking_photo").count() == 1
    page.go_back()
    expect(page.get_by_label("Name")).to_be_visible()
    kept = page.evaluate("document.getElementById('file').files.length")
    expect(page.locator("#chosen")).to_be_visible(visible=bool(kept))


def test_it_moves_points_by_mouse_and_by_keyboard(open_page: Open, look: Look, account: Account, bob: User) -> None:
    photo = faces.photo(account)
    page = open_page(f"/avatars/{photo.pk}/", by=bob)
    chin = page.get_by_role("button", name="Chin")
    chin.focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#points-said")).to_contain_text("1 point placed by hand")
    first = placed(photo)["chin"]
    assert first[1] > 0.77 and first[0] > 0.5
    box = page.get_by_role("button", name="Left corner of the mouth").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 12, box["y"] + box["height"] / 2 + 4, steps=3)
    page.mouse.up()
    expect(page.locator("#points-said")).to_contain_text("2 points placed by hand")
    assert placed(photo)["chin"] == first and placed(photo)["mouth_left"][0] < 0.4
    expect(page.locator(".speaks img")).to_have_count(2)
    assert look(page, "photo-moved") == []
    chin.focus()
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("#points-said")).to_contain_text("2 points")
    page.get_by_role("button", name="Back to what was found").click()
    expect(page.locator("#points-said")).to_contain_text("All points as they were found")
    assert placed(photo) == {}
    page.reload()
    expect(page.locator("[name='chin.y']")).to_have_value("76.00")


def test_points_that_were_hard_to_find_are_called_right(
    open_page: Open, look: Look, account: Account, bob: User
) -> None:
    photo = faces.photo(account, rig={**faces.FOUND, "confidence": 0.4})
    page = open_page(f"/avatars/{photo.pk}/", by=bob)
    right = page.get_by_role("button", name="The points are right")
    assert look(page, "photo-doubtful") == []
    right.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#points-said")).to_have_text("Looked at: the points are right.")
    expect(page.locator("#points-said")).to_be_focused()
    assert look(page, "photo-sure") == []
    page.reload()
    expect(page.locator("#points-said")).to_have_text("Looked at: the points are right.")


def test_it_says_what_makes_no_face_and_keeps_the_points(open_page: Open, account: Account, bob: User) -> None:
    photo = faces.photo(account)
    page = open_page(f"/avatars/{photo.pk}/", by=bob)
    page.get_by_text("Points in numbers").click()
    field = page.locator("[name='chin.y']")
    field.fill("20")
    expect(page.locator("#placed .note-bad")).to_contain_text("From top to bottom")
    expect(field).to_have_value("20")
    field.fill("80")
    expect(page.locator("#points-said")).to_contain_text("1 point placed by hand")
    expect(page.locator("#placed .note-bad")).to_have_count(0)
    assert placed(photo) == {"chin": [0.5, 0.8]}


def test_it_deletes_and_undoes_and_opens_the_editor(open_page: Open, account: Account, bob: User) -> None:
    photo = faces.photo(account)
    page = open_page(f"/avatars/{photo.pk}/", by=bob)
    page.get_by_text("Delete", exact=True).click()
    page.locator(".remove").get_by_role("button", name="Lena").click()
    expect(page.get_by_role("heading", name="Lena")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Use in a new video").click()
    page.wait_for_url("**/edit/")
    character = Video.objects.get().scenes.get().document["character"]
    assert character == {"type": "talking_photo", "talking_photo_id": photo.external_id}
