"""What HeyGen's v3 says an account has: avatars, voices, templates, credits; and twins made through it."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from studio.providers.base import (
    File,
    Later,
    NoNews,
    Offer,
    Refused,
    Standing,
    Submitted,
    TemplateOffer,
    TwinNews,
    TwinOrder,
)
from studio.providers.heygen import HeyGenV2
from studio.providers.heygen_auto import HeyGenAuto
from studio.providers.heygen_v3 import HeyGenV3
from studio.providers.heygen_v3_words import has_ended
from tests import heygen_schemas
from tests.net.site import Site, reply, sends
from tests.providers.contract import ask, said
from tests.providers.heygen_sites import TOKEN, body_of, wrong

MAKER = HeyGenV3()
EITHER = HeyGenAuto(MAKER, HeyGenV2())
LOOKS, VOICES, ME = "/v3/avatars/looks?limit=50", "/v3/voices?limit=100", "/v3/users/me"


def page(*items: Any, token: str | None = None) -> Any:
    return said({"data": list(items), "has_more": token is not None, "next_token": token})


def test_every_look_is_one_that_can_be_ordered(site: Site) -> None:
    site.pages[LOOKS] = page(
        {"id": "l1", "name": "Monica suit", "avatar_type": "studio_avatar", "gender": "Female", "tags": ["business"],
         "default_voice_id": "v1", "preview_image_url": "https://x/p.jpg", "preview_video_url": None},
        {"id": "l2", "name": "Ann", "avatar_type": "digital_twin", "status": "completed"},
        {"id": "l3", "name": "Bo", "avatar_type": "digital_twin", "status": "pending_consent"},
        {"id": "l6", "name": "Cy", "avatar_type": "digital_twin", "status": "PROCESSING"},
        token="next",
    )  # fmt: skip
    site.pages[f"{LOOKS}&token=next"] = page(
        {"id": "l4", "name": "Public", "avatar_type": "digital_twin"},
        {"id": "l5", "name": "", "avatar_type": "photo_avatar"}, {"name": "no id"}, 7,
    )  # fmt: skip
    found = ask(MAKER, site(""), MAKER.cast)
    assert [(each.id, each.name, each.kind) for each in found] == [
        ("l1", "Monica suit", "presenter"), ("l2", "Ann", "twin"), ("l4", "Public", "presenter"),
        ("l5", "l5", "talking_photo"),
    ]  # fmt: skip
    assert found[0] == Offer(
        "l1", "Monica suit", "presenter", "female", voice="v1", tags=("business",), picture_url="https://x/p.jpg"
    )


def test_voices_are_read(site: Site) -> None:
    site.pages[VOICES] = page({"voice_id": "v1", "name": "Sara", "language": "English", "gender": "Female",
                               "preview_audio_url": "", "support_pause": True, "type": "public"})  # fmt: skip
    found = ask(MAKER, site(""), MAKER.voices)
    assert found == (Offer("v1", "Sara", gender="female", language="English", locale="en", tags=("pauses",)),)


def test_pages_are_followed_by_their_tokens(site: Site) -> None:
    """Neither `has_more` nor a token is required of an answer."""
    site.pages[VOICES] = said({"data": [{"voice_id": "v1"}], "next_token": "next"})
    site.pages[f"{VOICES}&token=next"] = said({"data": [{"voice_id": "v2"}], "next_token": "last"})
    site.pages[f"{VOICES}&token=last"] = said({"data": [], "next_token": "last"})
    assert [each.id for each in ask(MAKER, site(""), MAKER.voices)] == ["v1", "v2"]
    site.pages[VOICES] = said({"data": [{"voice_id": "v1"}], "has_more": False, "next_token": "next"})
    assert [each.id for each in ask(MAKER, site(""), MAKER.voices)] == ["v1"]
    site.pages[VOICES] = said({"data": [{"voice_id": "v1"}], "has_more": True, "next_token": None})
    assert isinstance(ask(MAKER, site(""), MAKER.voices), NoNews), "half a list would retire the other half"


@pytest.mark.parametrize("answer", [reply(b"<html>"), said({"data": {}}), wrong("x", "500 X"), sends(b"")])
def test_nonsense_is_no_news(site: Site, answer: Any) -> None:
    for path in (LOOKS, VOICES, ME, "/v3/templates?limit=50"):
        site.pages[path] = answer
    for what in (MAKER.cast, MAKER.voices, MAKER.balance, MAKER.templates):
        assert isinstance(ask(MAKER, site(""), what), NoNews)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"billing_type": "wallet", "wallet": {"currency": "usd", "remaining_balance": 12.5}}, "12.5 USD"),
        ({"wallet": {"currency": "credits", "remaining_balance": 0}}, "0 credits"),
        ({"subscription": {"plan": "pro", "credits": {
            "premium_credits": {"remaining": 90}, "add_on_credits": {"remaining": 10}}}}, "100 credits"),
        ({"usage_based": {"remaining_credits": 3.25}}, "3.25 credits"),
        ({"wallet": {"currency": "credits", "remaining_balance": 1234567.75}}, "1234567.75 credits"),
        ({"wallet": {"remaining_balance": "much"}, "usage_based": {"remaining_credits": 7}}, "7 credits"),
        ({"subscription": {"credits": {"premium_credits": {"remaining": 90}, "add_on_credits": {"remaining": []}}}},
         "90 credits"),
        ({"usage_based": {"spending_current_usd": 3, "spending_cap_usd": 50}}, "3 USD spent of 50 USD"),
        ({"usage_based": {"spending_current_usd": 3, "spending_cap_usd": None}}, "3 USD spent"),
    ],
)  # fmt: skip
def test_what_is_left_is_told_in_heygens_own_units(site: Site, found: dict[str, Any], told: str) -> None:
    site.pages[ME] = said({"data": {"username": "u", "email": None, "wallet": None, **found}})
    assert ask(MAKER, site(""), MAKER.balance) == told
    site.pages[ME] = said({"data": {"username": "u", "wallet": {}, "subscription": {"credits": []}}})
    assert isinstance(ask(MAKER, site(""), MAKER.balance), NoNews)


def test_templates_come_with_their_variables(site: Site) -> None:
    site.pages["/v3/templates?limit=50"] = page(
        {"id": "t1", "name": "Welcome", "aspect_ratio": "9:16", "thumbnail_url": "https://x/t.jpg"}
    )
    site.pages["/v3/templates/t1"] = said({"data": {"id": "t1", "name": "Welcome", "variables": {
        "name": {"name": "name", "type": "text", "properties": {"content": "John"}},
        "who": {"type": "character", "properties": {"character_id": "l1", "type": "avatar"}},
        "logo": {"type": "image", "properties": {"url": "https://x/l.png", "fit": "contain"}},
        "film": {"type": "video", "properties": {"asset_id": "a1"}},
    }}})  # fmt: skip
    assert ask(MAKER, site(""), MAKER.templates) == (
        TemplateOffer("t1", "Welcome", "9:16", {
            "name": {"type": "text", "default": "John"}, "who": {"type": "avatar", "default": "l1"},
            "logo": {"type": "image", "default": {"url": "https://x/l.png"}},
            "film": {"type": "video", "default": "a1"},
        }, "https://x/t.jpg"),
    )  # fmt: skip


def test_templates_are_asked_for_together_and_one_that_is_deleted_meanwhile_is_left_out(site: Site) -> None:
    both = threading.Barrier(2)

    def company(connection: socket.socket) -> None:
        both.wait(timeout=5)
        said({"data": {"variables": {}}})(connection)

    site.pages["/v3/templates?limit=50"] = page({"id": "t1", "name": "A"}, {"id": "t2"}, {"id": "t3"}, {"name": "none"})
    site.pages |= {"/v3/templates/t1": company, "/v3/templates/t3": company}
    site.pages["/v3/templates/t2"] = wrong("template_not_found", "404 X")
    offers = ask(MAKER, site(""), MAKER.templates)
    assert [(offer.id, offer.name) for offer in offers] == [("t1", "A"), ("t3", "t3")]
    site.pages["/v3/templates/t2"] = reply(b"<html>", status="502 X")
    assert isinstance(ask(MAKER, site(""), MAKER.templates), NoNews)


def twin(tmp_path: Path, *poses: str) -> TwinOrder:
    (tmp_path / "me.jpg").write_bytes(b"\xff\xd8 photo")
    media = {pose: File("https://us/f", tmp_path / "me.jpg", "image/jpeg") for pose in poses}
    return TwinOrder("Sam", "English", TOKEN, media)


def test_a_twin_may_be_made_in_every_language_of_the_voices(site: Site) -> None:
    site.pages[VOICES] = page(*({"voice_id": name, "language": name} for name in ("German", "English", "German", "")))
    for maker in (MAKER, EITHER):
        assert ask(maker, site(""), maker.twin_languages) == ("English", "German")
        told = ask(maker, site(""), lambda client, who, maker=maker: maker.twin_script(client, who, "German"))
        assert "I agree" in told
    site.pages[VOICES] = reply(b"<html>")
    assert isinstance(ask(MAKER, site(""), MAKER.twin_languages), NoNews)


def test_a_twin_is_a_photo_avatar_of_the_neutral_picture(site: Site, tmp_path: Path) -> None:
    site.pages["/v3/assets"] = said({"data": {"asset_id": "theirs"}})
    site.pages["/v3/avatars"] = said(
        {"data": {"avatar_item": {"id": "l9", "name": "Sam"}, "avatar_group": {"id": "g"}}}
    )
    given = twin(tmp_path, "video", "neutral", "ooh")
    for maker in (EITHER, MAKER):
        made = ask(maker, site(""), lambda client, who, maker=maker: maker.create_twin(client, who, given))
        assert made == Submitted("l9", 20.0)
    assert site.paths == ["/v3/assets", "/v3/avatars"] * 2
    file = {"type": "asset_id", "asset_id": "theirs"}
    assert body_of(site.asked[1]) == {"type": "photo", "name": "Sam", "file": file}
    assert heygen_schemas.problems("POST /v3/avatars", body_of(site.asked[1]), of="request") == []
    assert f"idempotency-key: {TOKEN}" in site.asked[1].lower()
    site.pages["/v3/assets"] = reply(b"<html>", status="502 X")
    assert isinstance(ask(MAKER, site(""), lambda client, who: MAKER.create_twin(client, who, given)), Later)
    assert len(site.asked) == 5
    site.pages["/v3/assets"] = wrong("gone", "410 Gone")
    assert has_ended(ask(MAKER, site(""), lambda client, who: MAKER.create_twin(client, who, given)))
    older = ask(EITHER, site(""), lambda client, who: EITHER.create_twin(client, who, given))
    assert isinstance(older, Refused)
    assert not has_ended(older)


def test_without_its_photo_no_twin_is_ordered(site: Site, tmp_path: Path) -> None:
    made = ask(MAKER, site(""), lambda client, who: MAKER.create_twin(client, who, twin(tmp_path, "video")))
    assert isinstance(made, Refused)
    assert site.asked == []


@pytest.mark.parametrize(
    ("look", "found"),
    [
        ({"status": "processing"}, (Standing.RUNNING, "", "")),
        ({"status": "completed"}, (Standing.DONE, "l9", "")),
        ({"status": "Completed"}, (Standing.DONE, "l9", "")),
        ({}, (Standing.DONE, "l9", "")),
        ({"status": "failed", "error": {"code": "x", "message": "No face."}}, (Standing.FAILED, "", "No face.")),
    ],
)
def test_how_a_twin_goes(site: Site, look: dict[str, Any], found: tuple[Any, ...]) -> None:
    site.pages["/v3/avatars/looks/l9"] = said({"data": {"id": "l9", "name": "Sam", **look}})
    for maker in (MAKER, EITHER):
        told = ask(maker, site(""), lambda client, who, maker=maker: maker.twin_status(client, who, "l9", name="Sam"))
        assert isinstance(told, TwinNews)
        assert (told.standing, told.avatar_id, told.reason, told.next_poll) == (*found, 10.0)
        assert told.raw == {"id": "l9", "name": "Sam", **look}


def test_a_twin_is_found_by_its_name(site: Site) -> None:
    place = "/v3/avatars/looks?limit=50&ownership=private&avatar_type=photo_avatar"
    site.pages[place] = page(
        {"id": "l1", "name": "Sam", "status": "completed"}, {"id": "l2", "name": "Samuel"},
        {"id": "l3", "name": "Sam", "status": "processing"}, {"name": "Sam"}, token="next",
    )  # fmt: skip
    site.pages[f"{place}&token=next"] = page({"id": "l4", "name": "Sam"})
    for maker in (MAKER, EITHER):
        found = ask(maker, site(""), lambda client, who, maker=maker: maker.twins_named(client, who, "Sam"))
        assert found == ("l1", "l4")
    site.pages[place] = reply(b"<html>")
    assert isinstance(ask(MAKER, site(""), lambda client, who: MAKER.twins_named(client, who, "Sam")), NoNews)


def test_a_deleted_twin_is_gone(site: Site) -> None:
    place = "/v3/avatars/looks/l9"
    site.pages[place] = said({"data": {"id": "l9"}})
    assert ask(MAKER, site(""), lambda client, who: MAKER.delete_twin(client, who, "l9")) is True
    assert ask(EITHER, site(""), lambda client, who: EITHER.delete_twin(client, who, "l9")) is True
    site.pages[place] = wrong("avatar_not_found", "404 Not Found")
    assert ask(MAKER, site(""), lambda client, who: MAKER.delete_twin(client, who, "l9")) is True
    for maker in (MAKER, EITHER):
        told = ask(maker, site(""), lambda client, who, maker=maker: maker.twin_status(client, who, "l9", name="Sam"))
        assert told.standing is Standing.GONE
    for answer in (reply(b"<html>", status="502 X"), said({"data": {}}, status="429 X", Retry_After="9")):
        site.pages[place] = answer
        for maker in (MAKER, EITHER):
            told = ask(maker, site(""), lambda client, who, maker=maker: maker.twin_status(client, who, "l9", name=""))
            assert isinstance(told, NoNews)
        assert isinstance(ask(MAKER, site(""), lambda client, who: MAKER.delete_twin(client, who, "l9")), NoNews)
