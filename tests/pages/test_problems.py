"""What people, htmx and programs read when something can't be done; what surrounds every page."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.template import Context, Template
from django.test import Client, RequestFactory

from project import wsgi
from project.wsgi import application
from studio.models import Account, User, Video
from studio.pages.problems import broken
from tests import people
from tests.pages.asking import HTMX, as_, is_fragment


def test_it_is_a_page_for_people(alice: User) -> None:
    answer = as_(alice).get("/no/such/page/")
    assert answer.status_code == 404
    assert "<html" in answer.content.decode()
    assert "An empty stage" in answer.content.decode()


def test_it_is_a_page_for_strangers_too(client: Client, db: None) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert answer.content.decode().count("Sign in") == 1


def test_a_page_says_in_which_language_its_words_are(client: Client, db: None) -> None:
    """Not which one the browser asked for: they would be read aloud as that, and run the wrong way."""
    for wanted in ("en", "de", "ar"):
        assert '<html lang="en">' in client.get("/no/such/page/", headers={"Accept-Language": wanted}).content.decode()


def test_an_address_that_takes_another_verb_says_so(bob: User, video: Video) -> None:
    for answer, allowed in (
        (as_(bob).get(f"/videos/{video.pk}/duplicate/"), "POST"),
        (as_(bob).post("/avatars/"), "GET, HEAD"),
    ):
        assert (answer.status_code, answer["Allow"]) == (405, allowed)
        assert "<h1>" in answer.content.decode()
    assert as_(bob).get("/signout/", headers={"Accept": "application/json"}).json()["error"]["code"] == "wrong_verb"
    assert is_fragment(as_(bob).get("/signout/", headers=HTMX).content)


def test_it_says_what_is_wrong_without_the_names_of_fields(bob: User, video: Video) -> None:
    page = as_(bob).post("/videos/trash/").content.decode()
    assert ">Choose a video first.<" in page
    failed = people.render(video, state="failed")
    failed.storyboard["scenes"][0]["voice"]["voice_id"] = "nobody"
    failed.save()
    page = as_(bob).post(f"/renders/{failed.pk}/retry/", follow=True).content.decode()
    assert "Scene 1: This voice" in page and "voice_id" not in page


def test_it_is_a_fragment_for_htmx(vera: User, video: Video) -> None:
    answer = as_(vera).post(f"/videos/{video.pk}/duplicate/", headers=HTMX)
    assert answer.status_code == 403
    assert is_fragment(answer.content)
    assert "you can look here, not change anything" in answer.content.decode()
    assert "An owner or admin can give you another role" in answer.content.decode()


def test_it_says_to_a_part_of_a_page_that_nobody_is_signed_in(client: Client, db: None) -> None:
    here = {**HTMX, "HX-Current-URL": "http://testserver/?q=spring&view=list"}
    answer = client.get("/backstage/", headers=here)
    assert answer.status_code == 401
    assert is_fragment(answer.content)
    assert "/signin/?next=%2F%3Fq%3Dspring%26view%3Dlist" in answer.content.decode()
    nowhere = client.get("/backstage/", headers={**HTMX, "HX-Current-URL": "http://[::1"})
    assert (nowhere.status_code, '/signin/?next=%2F"' in nowhere.content.decode()) == (401, True)
    assert client.get("/backstage/").status_code == 302
    assert client.get("/backstage/", headers={"Accept": "application/json"}).json()["error"]["code"] == "signed_out"


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("http://testserver/settings/members/?page=2", "/settings/members/?page=2"),
        ("http://elsewhere.example/settings/", "/"),
        ("http://[::1", "/"),
        ("", "/"),
    ],
)
def test_it_goes_back_to_the_page_of_a_form_that_came_too_late(client: Client, db: None, page: str, place: str) -> None:
    answer = client.post("/team/make/", {"name": "Acme"}, headers={"Referer": page})
    assert answer["Location"] == "/signin/?" + urlencode({"next": place}, safe="/")


def test_it_is_json_for_a_script(vera: User, alice: User, video: Video) -> None:
    answer = as_(vera).post(f"/videos/{video.pk}/duplicate/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    invalid = as_(alice).post("/videos/trash/", headers={"Accept": "application/json"})
    assert (invalid.status_code, invalid.json()["problems"]) == (422, {"video": "Choose a video first."})


def test_it_needs_neither_database_nor_template_when_all_is_broken() -> None:
    answer = broken(RequestFactory().get("/"))
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/plain; charset=utf-8")


def test_a_script_of_a_page_gets_json_when_something_breaks() -> None:
    answer = broken(RequestFactory().get("/", headers={"Accept": "application/json, audio/*"}))
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")


BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_it_has_a_page_for_a_browser_when_something_breaks(settings: Any) -> None:
    answer = broken(RequestFactory().get("/", headers=BROWSER))
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert "Something broke on our side" in answer.content.decode()
    settings.TEMPLATES = []
    answer = broken(RequestFactory().get("/", headers=BROWSER))
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/plain; charset=utf-8")


def test_what_broke_is_tried_again_where_it_was() -> None:
    """A look is; what a form sent would only be asked for, which nobody may."""
    for verb, tried in (("GET", True), ("POST", False)):
        page = broken(RequestFactory().generic(verb, "/credits/?month=2026-11", headers=BROWSER)).content.decode()
        assert ('<a class="btn btn-main btn-lg" href="">Try again</a>' in page) == tried
        assert 'href="/">To your videos</a>' in page


@pytest.mark.parametrize("kind", [BROWSER["Accept"], "application/json", "text/plain"])
def test_it_says_so_when_the_database_is_away(kind: str) -> None:
    try:
        raise OperationalError("the connection is closed")
    except OperationalError:
        answer = broken(RequestFactory().get("/", headers={"Accept": kind}))
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    said = answer.content.decode()
    assert "reach its database" in said
    assert "mistake" not in said
    assert "Something broke" not in said


@pytest.mark.parametrize("code", ["charset=base64", "charset=utf-16", "charset=nonsense", "charset*=nonsense''x"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"])
def test_it_reads_utf_8_alone_and_says_so(db: None, code: str, kind: str) -> None:
    for path in ("/signin/", "/no/such/page/"):
        status, page = _through_the_entrance(path, f"{kind}; {code}")
        assert status == "400 Bad Request"
        assert "can&#x27;t read that" in page
    _status, page = _through_the_entrance("/signin/", f'{kind}; charset="UTF-8"')
    assert "can&#x27;t read that" not in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/videos", 401), ("/captions/api/creator/poll", 401), ("/creatify/api/lipsyncs/", 401),
        ("/heygen/v2/video/generate", 401), ("/heygen/v2/none", 404), ("/heygen/v2/voices", 405),
    ],
)  # fmt: skip
@pytest.mark.parametrize("code", ["ISO-8859-1", "utf-16", "nonsense", ""])
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_it_answers_a_program_whatever_it_calls_its_letters(
    db: None, path: str, status: int, code: str, kind: str
) -> None:
    """By its own door: what is refused here is the missing key."""
    said, body = _through_the_entrance(path, f"{kind}; charset={code}")
    assert (said[:3], isinstance(json.loads(body), dict)) == (str(status), True)


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("application/x-www-form-urlencoded; charset=ISO-8859-1", "application/x-www-form-urlencoded"),
        ("multipart/form-data; charset=latin-1; boundary=x", "multipart/form-data; boundary=x"),
        ("image/png;charset=binary", "image/png"),
        ("text/plain; charset*=utf-8''x", "text/plain"),
    ],
)
def test_a_form_stays_one_whatever_it_calls_its_letters(monkeypatch: pytest.MonkeyPatch, kind: str, seen: str) -> None:
    found: list[str] = []
    monkeypatch.setattr(wsgi, "_django", lambda environ, _: found.append(environ["CONTENT_TYPE"]))
    application({"CONTENT_TYPE": kind}, lambda *_: None)
    assert found == [f"{seen}; charset=unreadable"]


def _through_the_entrance(path: str, kind: str) -> tuple[str, str]:
    """Status and body of a POST as gunicorn asks."""
    environ = RequestFactory().post(path, query_params={"q": "ä"}).environ | {"CONTENT_TYPE": kind}
    said: list[str] = []
    body = application(environ, lambda status, headers, _=None: said.append(status))
    return said[0], b"".join(body).decode()


@pytest.mark.both
def test_it_knows_no_session_by_nul(client: Client, db: None) -> None:
    assert client.get("/", headers={"Cookie": r'sessionid="abcdefgh\000ijkl"'}).status_code == 302


def test_it_says_what_to_do_about_a_form_that_is_too_old(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    page = client.post("/theme/", {"theme": "dark"})
    assert page.status_code == 403
    assert "reload the page and send it again" in page.content.decode()
    assert "studio/css" in page.content.decode(), "it has our look"
    assert is_fragment(client.post("/theme/", {"theme": "dark"}, headers=HTMX).content)
    found = client.post("/theme/", {"theme": "dark"}, headers={"Accept": "application/json"})
    assert found.json()["error"]["code"] == "stale_form"


def test_it_has_a_page_for_what_it_cannot_read(client: Client, alice: User) -> None:
    strange = client.get("/", headers={"Host": "evil.example"})
    assert strange.status_code == 400
    assert "not known by that name" in strange.content.decode()
    big = as_(alice).post("/theme/", {"theme": "x" * (6 * 2**20)}, content_type="application/x-www-form-urlencoded")
    assert big.status_code == 413
    assert "Send less than 5 MB" in big.content.decode()


def test_it_writes_no_files_of_strangers_to_the_disk(client: Client, alice: User, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.UPLOAD_LIMIT_MEDIA = 2**20, 2**20

    def sent(by: Client, megabytes: int, path: str = "/signin/") -> int:
        file = SimpleUploadedFile("a.bin", b"x" * megabytes * 2**20)
        return by.post(path, {"email": "a@example.org", "file": file}).status_code

    assert (sent(client, 0), sent(client, 1)) == (422, 413)
    assert [sent(client, 1, path) for path in ("/api/docs", "/admin/", "/theme/", "/s/x")] == [413] * 4
    assert (sent(as_(alice), 2), sent(as_(alice), 3)) == (422, 413)


def test_it_says_how_large_one_file_may_be(alice: User, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.UPLOAD_LIMIT_MEDIA = 2**20, 2 * 2**20
    file = SimpleUploadedFile("a.bin", b"x" * 7 * 2**20)
    refused = as_(alice).post("/theme/", {"theme": "dark", "file": file})
    assert refused.status_code == 413
    assert "Send less than 2 MB" in refused.content.decode()


def test_it_is_kept_by_nobody_and_never_a_part_for_the_whole(alice: User, vera: User, video: Video) -> None:
    client = as_(alice)
    for path in ("/", "/trash/", "/credits/", f"/videos/{video.pk}/card/", "/no/such/page/", "/signin/"):
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"], path
        assert "HX-Request" in answer.get("Vary", "") or "max-age=0" in answer["Cache-Control"], path
    part = client.get("/?q=spring", headers=HTMX)
    assert is_fragment(part.content)
    back = client.get("/?q=spring", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert not is_fragment(back.content)


def test_a_page_is_small_on_its_way_and_a_file_stays_as_it_is(alice: User, account: Account) -> None:
    client, packed = as_(alice), {"Accept-Encoding": "gzip, br"}
    plain, page = client.get("/").content, client.get("/", headers=packed)
    assert page["Content-Encoding"] == "gzip" and "Accept-Encoding" in page["Vary"]
    assert len(page.content) < len(plain) / 3 and b"<html" in gzip.decompress(page.content)
    for path in ("/credits/ledger.csv", "/healthz"):
        assert not client.get(path, headers=packed).has_header("Content-Encoding"), path


def test_it_titles_a_refusal_by_what_it_is(alice: User) -> None:
    page = as_(alice).post("/theme/", {"theme": "purple"}).content.decode()
    assert "<title>Not like this" in page
    assert "Choose light, dark or system." in page


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
