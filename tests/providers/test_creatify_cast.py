"""What Creatify offers, as its pages and its answers spell it: personas, voices, templates, credits."""

from __future__ import annotations

from typing import Any

import pytest

from studio.providers.base import NoNews, Offer, TemplateOffer
from studio.providers.creatify import Creatify
from tests.net.site import Site, reply
from tests.providers.contract import ask, said

MAKER = Creatify()
PERSONA: dict[str, Any] = {
    "id": "p-1", "created_at": "2023-11-07T05:31:56Z", "updated_at": "2023-11-07T05:31:56Z", "gender": "f",
    "creator_name": "Ana", "suitable_industries": "Beauty, Fitness",
    "preview_image_16_9": "https://x/wide.jpg", "preview_image_1_1": None, "preview_image_9_16": "https://x/tall.jpg",
    "preview_video_16_9": None, "preview_video_1_1": None, "preview_video_9_16": None,
    "landscape_preview_video": "https://x/wide.mp4", "squared_preview_video": "", "portrait_preview_video": "",
    "is_active": True, "process_status": "done", "failed_reason": "", "type": "stock", "age_range": "adult",
    "location": "indoor", "style": "selfie", "video_scene": "Kitchen", "keywords": "",
}  # fmt: skip
VOICE: dict[str, Any] = {
    "name": "Fatima", "gender": "female",
    "accents": [
        {"id": "a-1", "accent_name": "American English accent", "preview_url": "https://x/a.mp3"},
        {"id": "a-2", "accent_name": "German accent", "preview_url": None},
        {"id": "a-3", "accent_name": None}, {"id": 7}, "x",
    ],
}  # fmt: skip
DETAIL: dict[str, Any] = {
    "template_id": "t-1", "name": "Listing reel", "preview": "https://x/t.jpg", "aspect_ratio": "9x16",
    "created_at": "2025-05-01T10:00:00Z", "updated_at": "2025-05-01T10:00:00Z",
}  # fmt: skip


def offers(site: Site, what: str = "cast") -> Any:
    return ask(MAKER, site(""), getattr(MAKER, what))


def paged(site: Site, path: str, pages: list[list[Any]]) -> None:
    site.pages[path] = said({"count": 9, "next": None, "previous": None, "results": []})
    for number, results in enumerate(pages, start=1):
        following = "https://elsewhere.example/next" if number < len(pages) else None
        site.pages[f"{path}paginated/?page={number}&page_size=100"] = said({"next": following, "results": results})


def test_it_reads_personas(site: Site) -> None:
    site.pages["/api/personas/"] = said([PERSONA])
    assert offers(site) == (
        Offer(
            "p-1", "Ana", "presenter", "female", tags=("Beauty", "Fitness", "indoor", "selfie"),
            picture_url="https://x/tall.jpg", sample_url="https://x/wide.mp4",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"gender": "m"}, ("Ana", "presenter", "male")),
        ({"gender": "nb"}, ("Ana", "presenter", "")),
        ({"gender": None, "creator_name": None}, ("Persona", "presenter", "")),
        ({"type": "byoa"}, ("Ana", "twin", "female")),
        ({"type": None}, ("Ana", "presenter", "female")),
    ],
)
def test_it_reads_personas_of_every_kind(site: Site, change: dict[str, Any], found: tuple[str, ...]) -> None:
    site.pages["/api/personas/"] = said([{**PERSONA, **change}])
    (offer,) = offers(site)
    assert (offer.name, offer.kind, offer.gender) == found


@pytest.mark.parametrize("industries", [["Beauty", "Fitness"], "Beauty,Fitness", " Beauty , Fitness, "])
def test_industries_come_as_a_list_or_as_a_text(site: Site, industries: Any) -> None:
    site.pages["/api/personas/"] = said([{**PERSONA, "suitable_industries": industries}])
    assert offers(site)[0].tags[:2] == ("Beauty", "Fitness")


def test_who_can_not_be_seen_is_left_out(site: Site) -> None:
    wrong = [
        {**PERSONA, "is_active": False}, {**PERSONA, "failed_reason": "Too dark."}, {**PERSONA, "id": "../x"},
        {**PERSONA, "id": None}, 7, None,
    ]  # fmt: skip
    site.pages["/api/personas/"] = said([*wrong, {"id": "p-2"}])
    assert [offer.id for offer in offers(site)] == ["p-2"]


def test_lists_in_pages_are_read_to_their_end_and_nobody_else_is_asked(site: Site) -> None:
    paged(site, "/api/personas/", [[PERSONA], [{**PERSONA, "id": "p-2"}]])
    assert [offer.id for offer in offers(site)] == ["p-1", "p-2"]
    assert site.paths == [
        "/api/personas/", "/api/personas/paginated/?page=1&page_size=100",
        "/api/personas/paginated/?page=2&page_size=100",
    ]  # fmt: skip
    paged(site, "/api/voices/", [[VOICE]])
    assert [offer.id for offer in offers(site, "voices")] == ["a-1", "a-2", "a-3"]
    del site.pages["/api/personas/paginated/?page=2&page_size=100"]
    assert isinstance(offers(site), NoNews), "half a cast would retire the other half"


def test_a_voice_is_its_accent(site: Site) -> None:
    site.pages["/api/voices/"] = said([VOICE, {"name": "Nobody"}, {"accents": "x"}])
    assert offers(site, "voices") == (
        Offer("a-1", "Fatima (American English)", gender="female", language="American English", locale="en-US",
              sample_url="https://x/a.mp3"),
        Offer("a-2", "Fatima (German)", gender="female", language="German", locale="de"),
        Offer("a-3", "Fatima", gender="female"),
    )  # fmt: skip


def test_it_reads_templates_with_their_variables(site: Site) -> None:
    site.pages["/api/custom_templates/"] = said([DETAIL, {**DETAIL, "template_id": "t-2"}, {"template_id": "../x"}])
    site.pages["/api/custom_templates/t-2/"] = said({"detail": "Not found."}, status="404 Not Found")
    site.pages["/api/custom_templates/t-1/"] = said({**DETAIL, "variables": {
        "company_name": {"type": "text", "properties": {"content": "Acme"}},
        "short": {"type": "text", "content": "Beside"},
        "bare": {"type": "text"},
        "hero": {"type": "image", "properties": {"url": "https://x/a.jpg"}},
        "clip": {"type": "video", "properties": {"url": ""}},
        "bed": {"type": "audio", "properties": None},
        "host": {"type": "avatar", "properties": {"avatar_id": "p-1"}},
        "voice": {"type": "voiceover", "properties": {"voice_id": "a-1"}},
        "odd": {"type": "shape"}, "odder": 7,
    }})  # fmt: skip
    assert offers(site, "templates") == (
        TemplateOffer("t-1", "Listing reel", "9:16", {
            "company_name": {"type": "text", "default": "Acme"},
            "short": {"type": "text", "default": "Beside"},
            "bare": {"type": "text", "default": ""},
            "hero": {"type": "image", "default": {"url": "https://x/a.jpg"}},
            "clip": {"type": "video", "default": ""},
            "bed": {"type": "audio", "default": ""},
            "host": {"type": "avatar", "default": "p-1"},
            "voice": {"type": "voice", "default": "a-1"},
        }, "https://x/t.jpg"),
    )  # fmt: skip


@pytest.mark.parametrize("answer", [reply(b"<html>502</html>", status="502 X"), said({"name": "x"}), said([])])
def test_half_a_list_of_templates_is_none(site: Site, answer: Any) -> None:
    site.pages["/api/custom_templates/"] = said([DETAIL])
    site.pages["/api/custom_templates/t-1/"] = answer
    assert isinstance(offers(site, "templates"), NoNews)


@pytest.mark.parametrize(
    ("left", "told"),
    [(12.5, "12.5 credits"), (300, "300 credits"), (1234567.25, "1234567.25 credits"), (0, "0 credits")],
)  # fmt: skip
def test_it_tells_what_is_left(site: Site, left: float, told: str) -> None:
    site.pages["/api/remaining_credits/"] = said({"remaining_credits": left})
    assert offers(site, "balance") == told


@pytest.mark.parametrize("left", [None, "12", True, []])
def test_no_number_is_no_balance(site: Site, left: Any) -> None:
    site.pages["/api/remaining_credits/"] = said({"remaining_credits": left})
    assert isinstance(offers(site, "balance"), NoNews)
