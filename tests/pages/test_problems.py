"""What people, htmx and programs read when something can't be done; what surrounds every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client, RequestFactory

from studio.models import User, Video
from studio.pages.problems import broken
from tests.pages.asking import HTMX, as_, is_fragment


def test_it_is_a_page_for_people(alice: User) -> None:
    answer = as_(alice).get("/no/such/page/")
    assert answer.status_code == 404
    assert "<html" in answer.content.decode()
    assert "An empty stage" in answer.content.decode()


def test_it_is_a_page_for_strangers_too(client: Client, db: None) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "Sign in" in answer.content.decode()


def test_it_is_a_fragment_for_htmx(vera: User, video: Video) -> None:
    answer = as_(vera).post(f"/videos/{video.pk}/duplicate/", headers=HTMX)
    assert answer.status_code == 403
    assert is_fragment(answer.content)
    assert "you can look, not change" in answer.content.decode()


def test_it_is_json_for_a_script(vera: User, alice: User, video: Video) -> None:
    answer = as_(vera).post(f"/videos/{video.pk}/duplicate/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    invalid = as_(alice).post("/videos/trash/", headers={"Accept": "application/json"})
    assert (invalid.status_code, invalid.json()["problems"]) == (422, {"video": "Choose a video first."})


def test_it_needs_neither_database_nor_template_when_all_is_broken() -> None:
    answer = broken(RequestFactory().get("/"))
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/plain; charset=utf-8")


def test_it_forbids_inline_scripts_and_styles(alice: User, video: Video) -> None:
    for path in ("/", "/credits/", "/trash/", "/signin/"):
        answer = as_(alice).get(path, follow=True)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        page = answer.content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick" not in page


def test_it_draws_every_icon_that_templates_name() -> None:
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")
    names = {name for path in templates for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    assert len(names) > 20
    for name in names:
        assert "<svg" in Template(f'{{% icon "{name}" %}}').render(Context())


def test_it_hides_icons_from_screen_readers() -> None:
    drawn = Template('{% icon "plus" "i-sm" %}').render(Context())
    assert drawn.startswith("<svg")
    assert 'class="i i-sm"' in drawn
    assert 'aria-hidden="true"' in drawn


@pytest.mark.parametrize(
    ("filter_and_value", "words"),
    [
        ("42|clock", "0:42"), ("3725|clock", "1:02:05"), ("128400|credits", "1,284"), 
        ("7|about_left", "a few seconds left"),
        ("41|about_left", "about 40 s left"), ("130|about_left", "about 2 min left"), ("2|ordinal", "2nd"),
        ("11|ordinal", "11th"), ("103|ordinal", "103rd"), ("64|in_fives", "65"), ("33.5|unlocalized", "33.5"),
    ],
)  # fmt: skip
def test_it_writes_numbers_for_people(filter_and_value: str, words: str) -> None:
    assert Template(f"{{{{ {filter_and_value} }}}}").render(Context()) == words
