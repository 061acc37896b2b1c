"""HeyGen's lists: whom it offers, what is left, and its templates, which are filled there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.providers.base import File, NoNews, Offer, Submitted, TakeOrder, TemplateOffer
from tests.net.site import Site, reply
from tests.providers import contract
from tests.providers.contract import ask, said, sent
from tests.providers.test_heygen import ACCEPTED, BOARD, MAKER, VIDEO, submitted

AVATARS, GROUPS, VOICES = "/v2/avatars", "/v2/avatar_group.list?include_public=false", "/v2/voices"
QUOTA, TEMPLATES = "/v2/user/remaining_quota", "/v2/templates"
ABIGAIL = {
    "avatar_id": "Abigail_expressive_2024112501", "avatar_name": "Abigail (Upper Body)", "gender": "female",
    "preview_image_url": "https://x/a.webp", "preview_video_url": "https://x/a.mp4", "premium": False, "type": None,
    "tags": None, "default_voice_id": None,
}  # fmt: skip


def test_it_reads_the_cast_with_the_accounts_own_groups(site: Site) -> None:
    photo = {"talking_photo_id": "tp", "talking_photo_name": "Me", "preview_image_url": "https://x/p.jpg"}
    mine = {**ABIGAIL, "avatar_id": "mine", "avatar_name": "Sam", "gender": "unknown", "tags": ["new"], "premium": True}
    site.pages[AVATARS] = said({
        "error": None, "data": {"avatars": [ABIGAIL, mine, "nonsense", {"avatar_id": None}], "talking_photos": [photo]},
    })  # fmt: skip
    groups = [{"id": "g1", "name": "Sam", "group_type": "PRIVATE"}, {"id": "g/2", "name": "Me", "group_type": "PHOTO"}]
    site.pages[GROUPS] = said({"error": None, "data": {"total_count": 2, "avatar_group_list": [*groups, {"id": 7}]}})
    site.pages["/v2/avatar_group/g1/avatars"] = said({"data": {"avatar_list": [
        {"id": "mine", "name": "Sam in red", "gender": "Male", "default_voice_id": "v1"},
    ]}})  # fmt: skip
    site.pages["/v2/avatar_group/g%2F2/avatars"] = said({"data": {"avatar_list": [
        {"id": "look", "image_url": "https://x/look.jpg", "name": "Me, smiling"},
    ]}})  # fmt: skip
    assert ask(MAKER, site(""), MAKER.cast) == (
        Offer("Abigail_expressive_2024112501", "Abigail (Upper Body)", "presenter", "female",
              picture_url="https://x/a.webp", sample_url="https://x/a.mp4"),
        Offer("mine", "Sam in red", "twin", "male", voice="v1", tags=("Sam",)),
        Offer("tp", "Me", "talking_photo", picture_url="https://x/p.jpg"),
        Offer("look", "Me, smiling", "talking_photo", tags=("Me",), picture_url="https://x/look.jpg"),
    )  # fmt: skip


def test_the_public_cast_is_read_though_the_groups_cannot_be(site: Site) -> None:
    site.pages[AVATARS] = said({"error": None, "data": {"avatars": [ABIGAIL], "talking_photos": None}})
    assert [offer.id for offer in ask(MAKER, site(""), MAKER.cast)] == ["Abigail_expressive_2024112501"]


@pytest.mark.parametrize("silent", [GROUPS, "/v2/avatar_group/g1/avatars"])
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_half_a_cast_is_none(site: Site, silent: str, status: str) -> None:
    site.pages[AVATARS] = said({"error": None, "data": {"avatars": [ABIGAIL], "talking_photos": None}})
    site.pages[GROUPS] = said({"error": None, "data": {"avatar_group_list": [{"id": "g1"}, {"id": "g2"}]}})
    site.pages["/v2/avatar_group/g1/avatars"] = said({"data": {"avatar_list": [{"id": "mine"}]}})
    assert [offer.id for offer in ask(MAKER, site(""), MAKER.cast)] == [ABIGAIL["avatar_id"], "mine"], "g2 is no more"
    site.pages[silent] = reply(b"", status=status)
    assert isinstance(ask(MAKER, site(""), MAKER.cast), NoNews), "it would retire the other half"


def test_a_no_with_status_200_is_no_cast(site: Site) -> None:
    no = {"error": {"code": "internal_error", "message": "Try again."}, "data": None}
    group = "/v2/avatar_group/g1/avatars"
    right = {
        AVATARS: {"error": None, "data": {"avatars": [ABIGAIL], "talking_photos": []}},
        GROUPS: {"error": None, "data": {"avatar_group_list": [{"id": "g1"}]}},
        group: {"error": None, "data": {"avatar_list": None}},
    }
    for silent in (None, AVATARS, GROUPS, group):
        site.pages |= {path: said(no if path == silent else found) for path, found in right.items()}
        told = ask(MAKER, site(""), MAKER.cast)
        assert told == NoNews("Try again.") if silent else [each.id for each in told] == [ABIGAIL["avatar_id"]]
    site.pages[AVATARS] = said({"error": None, "data": {"talking_photos": [{"talking_photo_id": "tp"}]}})
    assert isinstance(ask(MAKER, site(""), MAKER.cast), NoNews), "it would retire all avatars"


def test_a_list_of_several_megabytes_is_read(site: Site) -> None:
    many = [{**ABIGAIL, "avatar_id": f"a{number}", "about": "x" * 2000} for number in range(1500)]
    site.pages[AVATARS] = said({"error": None, "data": {"avatars": many}})
    assert len(ask(MAKER, site(""), MAKER.cast)) == 1500


def test_it_reads_voices_with_what_they_can_do(site: Site) -> None:
    sara = {
        "voice_id": "v1", "language": "English", "gender": "Female", "name": "Sara", "preview_audio": "https://x/s.mp3",
        "support_pause": True, "emotion_support": False, "support_interactive_avatar": True, "support_locale": True,
    }  # fmt: skip
    mute = {"voice_id": "v2", "language": "Klingon", "gender": "unknown", "name": None, "preview_audio": ""}
    site.pages[VOICES] = said({"error": None, "data": {"voices": [sara, mute, {"name": "nobody"}, None]}})
    assert ask(MAKER, site(""), MAKER.voices) == (
        Offer("v1", "Sara", gender="female", language="English", locale="en", tags=("pauses", "accents"),
              sample_url="https://x/s.mp3"),
        Offer("v2", "v2", language="Klingon"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"remaining_quota": 3600, "details": {}}, "60 credits"),
        ({"remaining_quota": 100, "details": None}, "1.67 credits"),
        ({"remaining_quota": 0}, "0 credits"),
        ({"remaining_quota": 74_074_065}, "1234567.75 credits"),
        ({"remaining_quota": "3600"}, None),
        ({"remaining_quota": None}, None),
        ({"remaining_quota": True}, None),
        (None, None),
    ],
)
def test_the_balance_is_told_in_credits(site: Site, data: Any, told: str | None) -> None:
    site.pages[QUOTA] = said({"error": None, "data": data})
    found = ask(MAKER, site(""), MAKER.balance)
    assert found == told if told else isinstance(found, NoNews)


def variable(name: str, kind: str, **properties: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "properties": properties}


def test_it_offers_templates_with_their_variables(site: Site) -> None:
    line = {"template_id": "t1", "name": "Sale", "thumbnail_image_url": "https://x/t.jpg", "aspect_ratio": "portrait"}
    site.pages[TEMPLATES] = said({"error": None, "data": {"templates": [line, {"name": "no id"}]}})
    site.pages["/v2/template/t1"] = said({"error": None, "data": {"variables": {
        "first_name": variable("first_name", "text", content="John"),
        "back": variable("back", "image", url="https://x/b.png", asset_id=None, fit="cover"),
        "clip": variable("clip", "video", asset_id="a1"),
        "who": variable("who", "character", character_id="Kristin", type="avatar"),
        "speaks": variable("speaks", "voice", voice_id=None),
        "new": variable("new", "hologram"),
        "odd": 7,
    }}})  # fmt: skip
    assert ask(MAKER, site(""), MAKER.templates) == (
        TemplateOffer(
            "t1", "Sale", "9:16",
            {"first_name": {"type": "text", "default": "John"},
             "back": {"type": "image", "default": {"url": "https://x/b.png"}},
             "clip": {"type": "video", "default": "a1"}, "who": {"type": "avatar", "default": "Kristin"},
             "speaks": {"type": "voice", "default": ""}},
            "https://x/t.jpg",
        ),
    )  # fmt: skip


def test_half_a_list_of_templates_is_none(site: Site) -> None:
    site.pages[TEMPLATES] = said({"error": None, "data": {"templates": [{"template_id": "t1"}]}})
    site.pages["/v2/template/t1"] = reply(contract.PAGE, status="502 X")
    assert isinstance(ask(MAKER, site(""), MAKER.templates), NoNews)
    site.pages["/v2/template/t1"] = said({"error": {"code": "resource_not_found", "message": "x"}}, status="404 X")
    assert ask(MAKER, site(""), MAKER.templates) == (), "deleted meanwhile"


def test_a_template_is_ordered_with_its_variables_in_heygens_words(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "back.png"
    path.write_bytes(b"picture")
    template = {
        "template_id": "t 1",
        "variables": {
            "first_name": {"type": "text", "properties": {"content": "John"}},
            "back": {"type": "image", "properties": {"asset_id": "ours", "fit": "cover", "url": None}},
            "who": {"type": "avatar", "properties": {"avatar_id": "Kristin"}},
            "me": {"type": "avatar", "properties": {"talking_photo_id": "tp"}},
            "speaks": {"type": "voiceover", "properties": {"voice_id": "v1"}},
            "else": {"type": "voice", "properties": {"voice_id": "v2", "locale": "en-US"}},
        },
    }
    site.pages["/v2/template/t%201/generate"] = said(ACCEPTED)
    site.pages["/v1/asset"] = said({"code": 100, "data": {"id": "a9"}})
    board = {**BOARD, "template": template, "fps": 30}
    order = TakeOrder(board, "t", title="Hello", files={"ours": File("", path, "image/png")})
    assert MAKER.problems(board) == {}
    assert submitted(site(""), order) == Submitted(VIDEO, 20.0)
    assert sent(site)[2] == {
        "title": "Hello", "caption": False, "test": True, "callback_id": "t", "fps": 30,
        "dimension": {"width": 1280, "height": 720},
        "variables": {
            "first_name": variable("first_name", "text", content="John"),
            "back": variable("back", "image", asset_id="a9", fit="cover"),
            "who": variable("who", "character", character_id="Kristin", type="avatar"),
            "me": variable("me", "character", character_id="tp", type="talking_photo"),
            "speaks": variable("speaks", "voice", voice_id="v1"),
            "else": variable("else", "voice", voice_id="v2", locale="en-US"),
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"caption_mode": "burn_in"}, {"caption": True}),
        ({"caption": True, "subtitles": {"preset_name": "bold"}},
         {"caption": True, "subtitles": {"preset_name": "bold"}}),
        ({"caption_mode": "file_only", "caption": True, "subtitles": {"preset_name": "bold"}}, {"caption": False}),
    ],
)  # fmt: skip
def test_a_template_knows_captions_by_one_word(site: Site, asked: dict[str, Any], told: dict[str, Any]) -> None:
    site.pages["/v2/template/t1/generate"] = said(ACCEPTED)
    submitted(site(""), TakeOrder({**BOARD, **asked, "template": {"template_id": "t1"}}, "t"))
    body = sent(site)[2]
    assert {name: body[name] for name in ("caption", "caption_mode", "subtitles") if name in body} == told
