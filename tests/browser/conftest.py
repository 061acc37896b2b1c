"""A real browser on a real server: Debian's Chromium through Playwright, and axe to listen for barriers.

Set SHOTS to a folder to keep a picture of every page that a test looks at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from studio.models import User

CHROMIUM = next(filter(Path.exists, map(Path, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium"))), None)
"""The shell is the same engine with a fifth less to do."""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream=fps=8",
    "--use-fake-ui-for-media-stream", "--process-per-site",
    # No process in stock for a site that is never visited. Playwright's own list is replaced by this one.
    "--disable-features=SpareRendererForSitePerProcess,Translate,MediaRouter,OptimizationHints",
]  # fmt: skip
WIDE, PHONE, NARROW = (1440, 1000), (390, 844), (360, 740)
LOOKS = [(PHONE, "light"), (WIDE, "dark"), (NARROW, "dark")]
"""Every size and both themes: what a colour does does not depend on the width, nor a width on the colours. What
is told of a phone is told of a narrow one: axe listens to that no more, only what fits is measured."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": RULES, "resultTypes": ["violations"]}
"""Axe spends most of its time on describing what is right, which nobody reads here."""

# A busy machine may take its time; what comes sooner is not waited for.
expect.set_options(timeout=30_000)
# Playwright's loop runs in this thread; Django would take it for an asynchronous view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

TORN = """() => [...document.querySelectorAll(".btn, .chip, .menu-item")].filter(button => button.matches(":has(> bdi)")
    && [...button.childNodes].some(part => part.nodeType === Node.TEXT_NODE && part.data.trim())).map(
    button => "torn: " + button.textContent)"""
"""Buttons that lay their parts out in a row: words beside a name would break as columns of their own."""
Open = Callable[..., Page]
Look = Callable[..., list[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is slow, and skipped aloud where there is no Chromium.

    A browser on a busy machine may miss a frame: what fails is tried once more, and the last line counts such reruns.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.flaky(reruns=1))
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="NOT RUN: apt install chromium-headless-shell (or chromium)"))
    mine = [place for place, item in enumerate(items) if Path(__file__).parent in item.path.parents]
    # Those that look at whole pages take longest: left to the end, one worker would be busy while the others are done.
    ordered = sorted([items[place] for place in mine], key=_looks_at_nothing)
    for place, item in zip(mine, ordered, strict=True):
        items[place] = item


def _looks_at_nothing(item: pytest.Item) -> bool:
    return "looks" not in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def window(chromium: Browser, live_server: object) -> Page:
    """A page that stays open, and keeps what the browser has compiled of the studio's scripts and styles."""
    context = chromium.new_context(reduced_motion="reduce", base_url=str(live_server))
    page = context.new_page()
    page.goto("/static/studio/css/base.css")
    return page


@pytest.fixture
def open_page(window: Page, live_server: object) -> Iterator[Open]:
    """open_page(path, by=user, size=WIDE, theme="light") gives the page; whatever a page logs as an error fails the
    test at its end, refusals of the content security policy included."""
    wrong: list[str] = []
    context = window.context
    window.evaluate("localStorage.clear()")

    def open_(path: str, *, by: User | None = None, size: tuple[int, int] = WIDE, theme: str = "light") -> Page:
        if by:
            client = Client()
            client.force_login(by)
            cookie = client.cookies["sessionid"]
            context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": str(live_server)}])
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=theme)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(path)
        return page

    yield open_
    for page in context.pages:
        if page is not window:
            page.close()
    context.clear_cookies()
    context.clear_permissions()
    # On its way while the page went elsewhere, or was closed.
    lost = ("Failed to load resource", "htmx:sendError", "htmx:sendAbort", "htmx:afterRequest")
    assert not [text for text in wrong if not text.startswith(lost)]


@pytest.fixture
def look() -> Look:
    """look(page, "name") gives what is wrong: barriers that axe knows, more than fits; a picture where SHOTS says."""

    def look_(page: Page, name: str) -> list[str]:
        size = page.viewport_size or {"width": 0}
        barriers = [] if size["width"] == NARROW[0] else _barriers(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if folder := os.environ.get("SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png")
        torn: list[str] = page.evaluate(TORN)
        return barriers + torn + ([f"{name} is {wide} px wider than the window"] if wide > 0 else [])

    return look_


def _barriers(page: Page) -> list[str]:
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", AXE)
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


@pytest.fixture
def looks(look: Look) -> Look:
    """The same for a page in every one of LOOKS. It is turned and widened, not loaded again: axe is slow to begin."""

    def looks_(page: Page, name: str, *more: tuple[tuple[int, int], str]) -> list[str]:
        return [wrong for theme in every_look(page, *more) for wrong in look(page, f"{name}-{theme}")]

    return looks_


def every_look(page: Page, *more: tuple[tuple[int, int], str]) -> Iterator[str]:
    """Show the page in one of LOOKS after another, and in `more`; gives the theme."""
    for size, theme in (*LOOKS, *more):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=theme)
        yield theme
