"""What each provider's answers about a job hold, whole, and what an order sends that few orders have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from studio.providers import creatify_jobs
from studio.providers.base import Adapter, HookNews, NoNews, Standing, Submitted, TakeNews, TakeOrder
from studio.providers.captions import Captions
from studio.providers.creatify import Creatify
from studio.providers.heygen import HeyGenV2
from studio.providers.heygen_jobs import callback_id
from studio.providers.heygen_v3 import HeyGenV3, mark_of, title_of
from tests.net.site import Site, reply
from tests.providers.contract import ask, said
from tests.providers.heygen_sites import order

TOKEN = "7a1b0c52-4d3e-4f60-8a9b-0c1d2e3f4a5b"
FILM, PICTURE, SUBTITLES = "https://x/v.mp4", "https://x/p.jpg", "https://x/s.srt"
HEYGEN: dict[str, Any] = {
    "status": "completed", "progress": 100, "video_url": FILM, "thumbnail_url": PICTURE, "caption_url": SUBTITLES,
    "duration": 12.48, "error": {"code": 7, "message": "Odd", "detail": "very"}, "callback_id": TOKEN,
}  # fmt: skip
V3: dict[str, Any] = {
    "status": "completed", "progress": 0.5, "video_url": FILM, "thumbnail_url": PICTURE, "subtitle_url": SUBTITLES,
    "duration": "12.48", "failure_code": "odd", "failure_message": "Odd.", "title": f"Spring ({mark_of(TOKEN)})",
}  # fmt: skip
CREATIFY: dict[str, Any] = {
    "status": "done", "progress": "0.5", "output": FILM, "video_thumbnail": PICTURE, "duration": 28,
    "credits_used": 0.29,
    "failed_reason": " Odd. ", "name": f"Spring · {TOKEN}", "word_alignments": [{"start": 0, "duration": 1,
    "text": "Hi"}],
}  # fmt: skip
CAPTIONS: dict[str, Any] = {"state": "COMPLETE", "progress": 45, "url": FILM, "message": "Odd.", "detail": "x"}
TOLD = TakeNews(
    Standing.DONE, "completed", progress=100, video_url=FILM, poster_url=PICTURE, captions_url=SUBTITLES, seconds=12.48,
    reason="Odd: very", mark=TOKEN, next_poll=10.0, raw=HEYGEN,
)  # fmt: skip
NEWS: list[tuple[Adapter, str, str, Any, dict[str, Any], TakeNews]] = [
    (HeyGenV2(), "j", "/v1/video_status.get?video_id=j", "data", HEYGEN, TOLD),
    (HeyGenV3(), "j/k", "/v3/videos/j%2Fk", "data", V3,
     replace(TOLD, progress=50, reason="Odd.", mark=mark_of(TOKEN), raw=V3)),
    (Creatify(), "lipsyncs_v2/j", "/api/lipsyncs_v2/j/", "", CREATIFY,
     replace(TOLD, word="done", progress=50, captions_url="", seconds=28.0, reason="Odd.",
             cost=29, words=(("Hi", 0.0, 1.0),),
             raw={name: value for name, value in CREATIFY.items() if name != "word_alignments"})),
    (Captions(), "j", "/api/creator/poll", "", CAPTIONS,
     TakeNews(Standing.DONE, "COMPLETE", progress=45, reason="Odd.", next_poll=5.0, video_url=FILM, raw=CAPTIONS)),
]  # fmt: skip


def news(site: Site, maker: Adapter, job: str, path: str, inside: str, document: Any) -> Any:
    site.pages[path] = said({inside: document} if inside else document)
    return ask(maker, site(""), lambda client, there: maker.fetch(client, there, job))


@pytest.mark.parametrize(("maker", "job", "path", "inside", "document", "told"), NEWS)
def test_news_hold_all_that_is_said(
    site: Site, maker: Adapter, job: str, path: str, inside: str, document: dict[str, Any], told: TakeNews
) -> None:
    assert news(site, maker, job, path, inside, document) == told


@pytest.mark.parametrize(("maker", "job", "path", "inside", "document", "told"), NEWS)
def test_a_job_that_runs_has_no_film_yet(
    site: Site, maker: Adapter, job: str, path: str, inside: str, document: dict[str, Any], told: TakeNews
) -> None:
    word = "state" if "state" in document else "status"
    found = news(site, maker, job, path, inside, {**document, word: "processing", "duration": 0})
    assert (found.standing, found.seconds, found.cost, found.words) == (Standing.RUNNING, None, None, ())
    long = dict.fromkeys(("error", "failure_message", "failed_reason"), "x" * 501)
    found = news(site, maker, job, path, inside, {**document, **long, word: "FAILED"})
    assert (found.standing, found.reason) == (Standing.FAILED, "x" * 500)


def test_a_video_that_v1_has_no_number_for_is_gone(site: Site) -> None:
    maker, path = HeyGenV2(), "/v1/video_status.get?video_id=j"
    gone = TakeNews(Standing.GONE, "404", reason="HeyGen knows no such video any more.")
    for body, status in (
        ({"code": 40031, "message": "x"}, "400 X"), ({"error": {"code": "video_not_found"}}, "400 X"), ({}, "404 X"),
    ):  # fmt: skip
        site.pages[path] = said(body, status=status)
        assert ask(maker, site(""), lambda client, there: maker.fetch(client, there, "j")) == gone
    site.pages[path] = reply(b"[]", status="404 X")
    assert isinstance(ask(maker, site(""), lambda client, there: maker.fetch(client, there, "j")), NoNews)


@pytest.mark.parametrize(
    ("board", "mark"),
    [
        ({"caption_mode": "burn_in", "scenes": [{"voice": {"type": "text"}}]}, "+captions"),
        ({"caption_mode": "burn_in", "scenes": [{}, {"voice": {"type": "audio"}}]}, "+captions"),
        ({"caption_mode": "burn_in", "scenes": [{"voice": {"type": "silence"}}]}, ""),
        ({"caption_mode": "burn_in", "scenes": [{"voice": None}]}, ""),
        ({"caption_mode": "burn_in", "scenes": [{"voice": None}], "template": {"template_id": "t"}}, "+captions"),
        ({"scenes": [{"voice": {"type": "text"}}]}, ""),
    ],
)  # fmt: skip
def test_captions_that_are_wanted_are_marked(board: dict[str, Any], mark: str) -> None:
    assert callback_id(TakeOrder(board, token="t")) == f"t{mark}"


def test_a_title_ends_with_the_orders_mark() -> None:
    assert mark_of(TOKEN) == "0c1d2e3f4a5b"
    assert title_of(TakeOrder({}, token=TOKEN, title="x" * 201)) == f"{'x' * 200} (0c1d2e3f4a5b)"
    assert title_of(TakeOrder({}, token=TOKEN, title="")) == "(0c1d2e3f4a5b)"


def test_a_templates_name_can_not_lead_elsewhere(site: Site) -> None:
    maker = HeyGenV3()
    site.pages["/v3/templates/..%2Fvideos%3F"] = said({"data": {"id": "v9"}})
    chosen = {"template_id": "../videos?", "variables": {}}
    sent = order(template=chosen)
    assert ask(maker, site(""), lambda client, there: maker.submit(client, there, sent)) == Submitted("v9", 20.0)


def test_jobs_of_both_families_are_found_in_their_own_list(site: Site) -> None:
    maker = Creatify()
    scenes = TakeOrder({"scenes": []}, token="t-1")
    template = TakeOrder({"template": {"template_id": "t"}, "scenes": []}, token="t-2")
    site.pages["/api/lipsyncs_v2/"] = said([{"id": "a", "name": "t-1"}, {"id": "b", "name": "t-2"}])
    site.pages["/api/custom_template_jobs/"] = said([{"id": "c", "name": "t-1"}, {"id": "d", "name": "x t-2"}])
    found = ask(maker, site(""), lambda *asked: maker.find(*asked, [scenes, template]))
    assert found == {
        "t-1": Submitted("lipsyncs_v2/a", 30.0), "t-2": Submitted("custom_template_jobs/d", 30.0)
    }  # fmt: skip


def test_a_creatify_job_tells_no_more_words_than_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creatify_jobs, "MOST_WORDS", 2)
    words = [{"start": number, "duration": 1, "text": " a\0 \n b "} for number in range(3)]
    found = creatify_jobs.news({**CREATIFY, "word_alignments": words})
    assert found.words == (("a b", 0.0, 1.0), ("a b", 1.0, 2.0))


def test_a_creatify_hooks_key_is_no_longer_than_is_kept() -> None:
    assert creatify_jobs.heard(b'{"id": "j", "status": "done"}') == HookNews("j:done", "done", "j")
    found = creatify_jobs.heard(b'{"id": "j", "status": "' + b"x" * 200 + b'"}')
    assert isinstance(found, HookNews)
    assert found.key == f"j:{'x' * 126}"


@pytest.mark.parametrize(
    ("maker", "address", "price", "longest", "at_once"),
    [
        (Captions(), "https://api.captions.ai", 100, 800, 5), (HeyGenV2(), "https://api.heygen.com", 4, 5000, 10),
        (HeyGenV3(), "https://api.heygen.com", 10, 5000, 10), (Creatify(), "https://api.creatify.ai", 100, 2000, 5),
    ],
)  # fmt: skip
def test_every_provider_has_its_address_price_and_limits(
    maker: Adapter, address: str, price: int, longest: int, at_once: int
) -> None:
    told = (maker.base_url, maker.default_price, maker.features.longest_script, maker.features.most_at_once)
    assert told == (address, price, longest, at_once)
