"""Two versions side by side in a browser, with films that really play: in step, by keys, heard one at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from studio.models import Render, User, Video
from tests import people
from tests.browser.conftest import NARROW, PHONE, WIDE, Look, Open
from tests.pages.asking import film
from tests.render.boards import clip

pytestmark = pytest.mark.django_db(transaction=True)
FRAME = 1 / 25
TIMES = "[...document.querySelectorAll('video')].map(each => each.currentTime)"
APART = """seconds => new Promise(done => {
  const [a, b] = document.querySelectorAll("video"), found = [], from = performance.now();
  const look = () => {
    if (!a.paused && !b.paused) found.push(Math.abs(a.currentTime - b.currentTime));
    if (performance.now() - from < 1000 * seconds) requestAnimationFrame(look); else done(found);
  };
  look();
})"""


def version(
    video: Video, folder: Path, *, seconds: float, size: tuple[int, int], words: tuple[str, ...] = ("Hello.",)
) -> Render:
    made = film(video, storyboard=people.storyboard(*words) | {"fps": 25})
    frames = round(seconds * 25)
    assert made.file
    content = clip(folder / f"{made.number}.mp4", frames=frames, fps=25, size=size).read_bytes()
    made.file.file.save("film.mp4", ContentFile(content), save=False)
    (made.file.width, made.file.height), made.file.size = size, len(content)
    made.file.save()
    made.duration = seconds
    made.save()
    return made


@pytest.fixture
def pair(video: Video, tmp_path: Path) -> Video:
    """A short upright version and a longer wide one, with other words."""
    words = ("Meet the new one.", "مجموعة الربيع اليوم.", "Nothing changes here.", "Old offers end on Friday.")
    other = ("Meet our new one today.", "مجموعة الصيف غدا.", "Nothing changes here.", "a" * 200, "Come and see.")
    version(video, tmp_path, seconds=3, size=(72, 128), words=words)
    version(video, tmp_path, seconds=5, size=(128, 72), words=other)
    return video


def opened(open_page: Open, video: Video, user: User, size: tuple[int, int] = WIDE) -> Page:
    page = open_page(f"/videos/{video.pk}/compare/?a=1&b=2", by=user, size=size)
    expect(page.locator("#deck-end")).to_have_text("0:05.00")
    return page


def until(page: Page, script: str) -> None:
    """Playwright's own wait would evaluate it inside the page, which the page's policy forbids."""
    for _ in range(300):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(script)


def test_both_play_in_step_and_the_shorter_one_waits_at_its_end(open_page: Open, pair: Video, alice: User) -> None:
    page = opened(open_page, pair, alice)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause both")).to_be_visible()
    until(page, "document.querySelector('video').currentTime > 0.5")
    page.evaluate("document.querySelector('.side[data-side=a] video').currentTime += 0.15")  # as a slow machine would
    page.wait_for_timeout(900)
    apart = sorted(page.evaluate(APART, 0.8))
    assert len(apart) > 5
    assert apart[len(apart) // 2] <= FRAME, "in step again, and not by a jump alone"
    expect(page.locator("[data-side=a] .over")).to_be_visible(timeout=15_000)
    play = page.get_by_role("button", name="Play both")
    expect(play).to_be_visible(timeout=15_000)
    expect(page.locator("#deck-now")).to_have_text("0:05.00")
    first, second = page.evaluate(TIMES)
    assert (first, second) == (pytest.approx(3, abs=0.1), pytest.approx(5, abs=0.1))
    play.click()
    until(page, "document.querySelectorAll('video')[1].currentTime < 2")
    page.get_by_role("button", name="Pause both").click()
    paused = "[...document.querySelectorAll('video')].every(each => each.paused && each.playbackRate === 1)"
    until(page, paused)


def test_arrows_step_and_the_scrubber_leads_both(open_page: Open, pair: Video, alice: User) -> None:
    page = opened(open_page, pair, alice)

    def shown() -> tuple[int, int]:
        until(page, "[...document.querySelectorAll('video')].every(each => !each.seeking)")
        first, second = page.evaluate(TIMES)
        return int(first / FRAME), int(second / FRAME)

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert shown() == (2, 2)
    page.keyboard.press("Shift+ArrowRight")
    assert shown() == (27, 27)
    page.keyboard.press("ArrowLeft")
    assert shown() == (26, 26)
    seek = page.get_by_label("Moment in both")
    seek.focus()
    page.keyboard.press("ArrowRight")
    assert shown() == (27, 27), "the scrubber knows the same keys"
    page.keyboard.press("End")
    assert shown() == (74, 124), "each at its last picture"
    page.keyboard.press("ArrowLeft")
    assert shown()[1] == 123
    page.keyboard.press("Home")
    assert shown() == (0, 0)
    assert seek.get_attribute("aria-valuetext") == "0:00.00 / 0:05.00"
    choose = page.get_by_label("On the left")
    choose.focus()
    page.keyboard.press("ArrowDown")
    assert shown() == (0, 0), "who chooses a version does not step"


def test_one_of_them_is_heard(open_page: Open, pair: Video, alice: User) -> None:
    page = opened(open_page, pair, alice)
    muted = "[...document.querySelectorAll('video')].map(each => each.muted)"
    assert page.evaluate(muted) == [True, False]
    page.get_by_role("button", name="Hear v1").click()
    assert page.evaluate(muted) == [False, True]
    expect(page.get_by_role("button", name="Hear v1")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Off").click()
    assert page.evaluate(muted) == [True, True]
    subtitles = page.get_by_role("button", name="Subtitles")
    subtitles.click()
    modes = "[...document.querySelectorAll('video')].map(each => each.textTracks[0].mode)"
    assert page.evaluate(modes) == ["showing", "showing"]
    subtitles.click()
    assert page.evaluate(modes) == ["disabled", "disabled"]


def test_on_a_phone_they_take_turns_in_one_place(open_page: Open, pair: Video, alice: User, tmp_path: Path) -> None:
    page = opened(open_page, pair, alice, size=PHONE)
    first, second = page.locator(".side").all()
    expect(second).to_be_hidden()
    page.get_by_role("button", name="Show v2").click()
    expect(first).to_be_hidden()
    expect(second).to_be_visible()
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    expect(first).to_be_visible()
    version(pair, tmp_path, seconds=1, size=(128, 72))
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    page.goto(f"/videos/{pair.pk}/compare/?a=2&b=3")
    above, below = (page.locator(".side").nth(number).bounding_box() for number in (0, 1))
    assert above and below
    assert above["y"] + above["height"] <= below["y"], "wide pictures stand above one another"
    expect(page.get_by_role("button", name="Show v2")).to_be_hidden()


def test_a_film_that_cannot_be_played_is_told_of(open_page: Open, video: Video, alice: User) -> None:
    film(video)
    film(video)
    page = open_page(f"/videos/{video.pk}/compare/", by=alice)
    page.keyboard.press("Space")
    expect(page.get_by_text("This browser could not play one of the two.")).to_be_visible()
    expect(page.get_by_role("button", name="Play both")).to_be_visible()


def test_it_has_no_barrier_and_fits(open_page: Open, looks: Look, pair: Video, alice: User) -> None:
    Video.objects.filter(pk=pair.pk).update(title="ربيع " * 40)
    page = opened(open_page, pair, alice)
    more = [(WIDE, "light"), (PHONE, "dark"), ((1024, 768), "light")]
    assert looks(page, "compare", *more) == []
    people.render(pair, by=alice, state="failed")
    page.goto(f"/videos/{pair.pk}/compare/?a=1&b=3")
    assert looks(page, "compare-failed") == []
    Render.objects.exclude(number=1).delete()
    page.goto(f"/videos/{pair.pk}/compare/")
    assert looks(page, "compare-only") == []


def test_versions_are_chosen_on_the_videos_page_and_here(open_page: Open, pair: Video, alice: User) -> None:
    page = open_page(f"/videos/{pair.pk}/", by=alice)
    page.get_by_label("More for v1").click()
    page.get_by_role("link", name="Compare with v2").click()
    expect(page).to_have_url(f"/videos/{pair.pk}/compare/?a=1&b=2")
    page.get_by_role("link", name="Swap the sides").click()
    expect(page.get_by_label("On the left")).to_have_value("2")
    page.get_by_label("On the right").select_option("2")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Both sides show v2")).to_be_visible()
    page.get_by_role("link", name="Back to the video").click()
    expect(page).to_have_url(f"/videos/{pair.pk}/")


def test_it_works_without_a_script(open_page: Open, window: Page, pair: Video, alice: User) -> None:
    open_page("/", by=alice)
    browser = window.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, storage_state=window.context.storage_state())
    try:
        page = plain.new_page()
        page.goto(page_address(window, f"/videos/{pair.pk}/compare/?a=1&b=2"))
        expect(page.locator("video[controls]")).to_have_count(2)
        expect(page.locator("#deck")).to_be_hidden()
        expect(page.locator("ins").first).to_be_visible()
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        for number in (0, 1):
            expect(page.locator("video").nth(number)).to_be_visible()
    finally:
        plain.close()


def page_address(window: Page, path: str) -> str:
    return str(window.evaluate("location.origin")) + path
