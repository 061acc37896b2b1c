"""The storyboard editor's controls in a browser: who presents and what they wear, voices, files, the whole video."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from studio.actions import accounts
from studio.models import Account, Asset, Team, User, Video
from tests import faces, people
from tests.browser.conftest import PHONE, Look, Open
from tests.browser.routes import hold
from tests.render.boards import recording

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def launch(account: Account, alice: User) -> Video:
    accounts.sync_cast(account)
    Team.objects.update(brand_color="#1f6f5c")
    faces.photo(account)
    faces.photo(account, name="Mascot", rig=None)
    return people.video(account, by=alice, title="Spring launch", scripts=("Good morning.", "Book a demo."))


def _saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=15_000)


def test_it_says_that_it_orders_while_files_are_looked_at(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(f"/videos/{launch.pk}/edit/", by=alice)
    held = hold(page, "**/generate/")
    expect(page.get_by_text("Ordering…")).to_be_hidden()
    page.click("#generate-final")
    expect(page.get_by_text("Ordering…")).to_be_visible()
    expect(page.locator("#generate-final")).to_be_disabled()
    held[0].continue_()
    page.wait_for_url(f"**/videos/{launch.pk}/")


def _setup(page: Page, act: Callable[[], object]) -> None:
    with page.expect_response("**/setup/"):
        act()
    expect(page.locator("#board")).not_to_have_attribute("inert", "")


def _scene(video: Video) -> dict[str, Any]:
    return dict(video.scenes.get(position=0).document)


def test_it_has_no_barrier_when_all_is_open(open_page: Open, looks: Look, launch: Video, alice: User) -> None:
    scene = launch.scenes.get(position=0)
    photo = launch.account.avatars.get(name="Lena")
    scene.document["character"] = {"type": "talking_photo", "talking_photo_id": photo.external_id}
    scene.save()
    music = {"url": "https://example.invalid/a.mp3"}
    setup = {
        **launch.setup,
        "music": music,
        "output_format": "webm",
        "pronunciations": [{"written": "a", "spoken": "b"}],
    }
    Video.objects.filter(pk=launch.pk).update(setup=setup)
    page = open_page(f"/videos/{launch.pk}/edit/", by=alice, size=PHONE)
    page.evaluate("document.querySelectorAll('.more, .cast').forEach((each) => { each.open = true; })")
    for tab in ("avatar", "background", "video"):
        page.click(f"#tab-{tab}")
        assert looks(page, f"editor-{tab}") == []


def test_it_dresses_and_recasts_a_scene(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(f"/videos/{launch.pk}/edit/", by=alice)
    page.click(".dresses >> text=Brand colour")
    _saved(page)
    assert _scene(launch)["character"]["brand_color"] == "#1f6f5c"
    page.click("text=As designed")
    _saved(page)
    assert "brand_color" not in _scene(launch)["character"]
    page.click("#cast summary")
    page.click("#only-photo")
    expect(page.locator("#people label:visible")).to_have_count(3)  # two photos, and nobody
    page.click("#people label:has-text('Lena')")
    expect(page.locator("#talking-expressive")).to_be_attached()
    _saved(page)
    page.click("label:has(#talking-expressive)")
    _saved(page)
    found = _scene(launch)["character"]
    assert (found["type"], found["talking_style"]) == ("talking_photo", "expressive")
    page.click("#undo")
    expect(page.locator("#talking-stable")).to_be_checked()


def test_it_finds_a_voice_and_says_the_script(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(f"/videos/{launch.pk}/edit/", by=alice)
    page.click("#tab-voice")
    expect(page.locator("#voices .option:visible")).to_have_count(6)
    page.select_option("#voice-language", "Danish")
    expect(page.locator("#voices .option:visible")).to_have_count(1)
    page.fill("#voice-search", "hugh")
    page.click("#voices .option:visible")
    _saved(page)
    assert _scene(launch)["voice"]["voice_id"] == "hugh"
    page.fill("#f-voice-input-text", "Now in other words.")
    with page.expect_response("**/said.mp3") as said:
        page.click("#try-voice")
    assert said.value.ok
    assert _scene(launch)["voice"]["input_text"] == "Now in other words."
    page.fill("#f-voice-speed", "9")
    _saved(page)
    page.click("#try-voice")
    expect(page.locator("#try-told")).to_have_text("Choose a speed from 0.5 to 1.5.")


def test_it_sets_the_whole_video(open_page: Open, launch: Video, alice: User, tmp_path: Any) -> None:
    page = open_page(f"/videos/{launch.pk}/edit/", by=alice)
    page.click("#pick-shape")
    _setup(page, lambda: page.click(".shapes label:has-text('1:1')"))
    expect(page.locator("#f-dimension-width")).to_have_value("1080")
    page.fill("#f-dimension-height", "721")
    _setup(page, lambda: page.keyboard.press("Tab"))
    expect(page.locator("#f-dimension-height-error")).to_contain_text("Choose an even number")
    expect(page.locator("#f-dimension-height")).to_have_value("721")
    with page.expect_response("**/music/"):
        page.set_input_files("#file-music", recording(tmp_path / "bed.wav", 1.2))
    volume = page.locator("#f-music-volume-range")
    volume.focus()
    _setup(page, lambda: page.keyboard.press("ArrowRight"))
    expect(page.locator("#f-music-volume")).to_have_value("0.35")
    expect(volume).to_be_focused()
    song = Asset.objects.get(uploaded=True, kind="audio")
    launch.refresh_from_db()
    assert launch.setup["music"]["audio_asset_id"] == str(song.pk)
    assert launch.setup["music"]["volume"] == 0.35
    page.fill("#f-music-url", "https://example.invalid/a.mp3")
    _setup(page, lambda: page.keyboard.press("Tab"))
    launch.refresh_from_db()
    assert launch.setup["music"]["url"] == "https://example.invalid/a.mp3"
    assert "audio_asset_id" not in launch.setup["music"]
    with page.expect_response("**/setup/"):
        page.click("#undo")
    expect(page.locator(f"#music-{song.pk}")).to_be_checked()


def test_it_scolds_nobody_before_a_file_is_chosen(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(f"/videos/{launch.pk}/edit/", by=alice)
    page.click("#tab-background")
    page.click("label:has(#ground-video)")
    expect(page.locator("#file-video")).to_be_attached()
    expect(page.locator("#f-background-url")).to_be_visible()
    assert _scene(launch)["background"]["type"] == "color"
    expect(page.locator("#f-background-url-error")).to_be_empty()


def test_its_tabs_are_walked_through_by_keys(open_page: Open, launch: Video, alice: User) -> None:
    page = open_page(f"/videos/{launch.pk}/edit/", by=alice)
    page.get_by_role("tab", name="Avatar").focus()
    for key, name in (
        ("ArrowRight", "Voice"), ("End", "Video"), ("ArrowRight", "Avatar"), ("ArrowLeft", "Video"), ("Home", "Avatar"),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("width", [1100, 981])
def test_every_style_fits_beside_a_narrow_stage(open_page: Open, launch: Video, alice: User, width: int) -> None:
    page = open_page(f"/videos/{launch.pk}/edit/", by=alice, size=(width, 800))
    panel, last = (
        page.locator(each).bounding_box() for each in ("#panel-avatar", "#panel-avatar .seg label:last-child")
    )
    assert panel and last
    assert last["x"] + last["width"] <= panel["x"] + panel["width"]


def test_a_setting_leaves_the_list_of_pronunciations_at_home(open_page: Open, launch: Video, alice: User) -> None:
    listed = [{"written": f"word{each}", "spoken": "said", "locale": "en"} for each in range(40)]
    Video.objects.filter(pk=launch.pk).update(setup={**launch.setup, "pronunciations": listed})
    page = open_page(f"/videos/{launch.pk}/edit/", by=alice)
    page.click("#tab-video")
    page.click("#more-sayings summary")
    page.fill("#f-pronunciations-3-spoken", "")
    page.keyboard.press("Tab")
    with page.expect_request("**/setup/") as asked:
        page.click(".shapes label:has-text('1:1')")
    assert "pronunciations" not in (asked.value.post_data or "")
    expect(page.locator("#pick-shape")).to_have_text("1:1")
    expect(page.locator("#f-pronunciations-3-spoken")).to_have_value("")
    page.fill("#f-pronunciations-3-spoken", "otherwise")
    with page.expect_request("**/setup/") as asked:
        page.keyboard.press("Tab")
    assert "dimension" not in (asked.value.post_data or "")
    expect(page.locator("#board")).not_to_have_attribute("inert", "")
    page.fill("#title", "Autumn launch")
    _saved(page)
    with page.expect_response("**/setup/"):
        page.locator("[data-empty-row]").first.click()
    expect(page.locator(".saying")).to_have_count(40)
    expect(page.locator("#f-pronunciations-0-locale")).to_have_value("en")
    launch.refresh_from_db()
    found = launch.setup["pronunciations"]
    assert (len(found), found[0]["written"], found[2]["spoken"]) == (39, "word1", "otherwise")
    assert launch.setup["dimension"] == {"width": 1080, "height": 1080}
