"""Templates that lie at a provider: kept in step with what it offers, and filled in like any other."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile

from studio import storyboard as boards
from studio.actions import makers, media, provider_templates, renders, templates, videos
from studio.actions.templates import Value
from studio.errors import BadInput, Conflict, NotFound
from studio.models import Account, Asset, Avatar, Event, Team, Template
from studio.providers.base import TemplateOffer
from studio.vocabulary import AvatarKind, Provider
from tests import people

pytestmark = pytest.mark.django_db
VARIABLES: dict[str, Any] = {
    "company_name": {"type": "text", "default": "Acme"},
    "Call to action!": {"type": "text", "default": ""},
    "hero": {"type": "image", "default": {"url": "https://example.org/their-own.jpg"}},
    "clip": {"type": "video", "default": ""},
    "bed": {"type": "audio", "default": ""},
    "host": {"type": "avatar", "default": "their-avatar"},
    "speaker.1": {"type": "voice", "default": "their-voice"},
}
OFFER = TemplateOffer("t-1", "Listing {reel}", "9:16", VARIABLES)


@pytest.fixture
def creatify(team: Team) -> Account:
    return people.account(team, provider=Provider.CREATIFY, price=100)


@pytest.fixture
def reel(creatify: Account) -> Template:
    provider_templates.take_in(creatify, [OFFER])
    return Template.objects.get()


def offered(account: Account, *offers: TemplateOffer) -> list[str]:
    provider_templates.take_in(account, offers)
    return sorted(templates.of(account.team).values_list("external_id", flat=True))


def text(value: str) -> Value:
    return Value("text", text=value)


def picture(team: Team) -> Asset:
    asset = Asset(team=team, kind="image", name="a.png", mime="image/png", size=4, sha256="0" * 64)
    asset.file.save("a.png", ContentFile(b"file"), save=False)
    asset.save(force_insert=True)
    return asset


def test_its_storyboard_names_it_and_stands_for_it(reel: Template) -> None:
    assert (reel.name, reel.external_id, reel.version) == ("Listing {reel}", "t-1", 1)
    assert reel.storyboard == {
        "title": "Listing {reel}",
        "aspect_ratio": "9:16",
        "template": {
            "template_id": "t-1",
            "variables": {
                "company_name": {"type": "text", "properties": {"content": "{{company_name}}"}},
                "Call to action!": {"type": "text", "properties": {"content": "{{Call_to_action_}}"}},
            },
        },
        "scenes": [
            {
                "voice": {
                    "type": "text",
                    "voice_id": "nora",
                    "input_text": "Listing reel. {{company_name}}. {{Call_to_action_}}.",
                }
            }
        ],
    }
    assert boards.problems(reel.storyboard) == {}
    assert reel.variables["company_name"] == {"type": "text", "label": "Company name", "path": "", "default": "Acme"}
    assert reel.variables["hero"] == {
        "type": "image", "label": "Hero", "path": "template.variables.hero", "default": "",
    }  # fmt: skip
    assert reel.variables["speaker_1"]["path"] == "template.variables.speaker.1"
    assert Event.objects.get(kind="template.offered").team == reel.team


def test_it_is_filled_like_any_other(reel: Template) -> None:
    Avatar.objects.create(
        account=reel.account, kind=AvatarKind.PRESENTER, external_id="p-7", name="Ana", voice="nora"
    )  # fmt: skip
    asset = picture(reel.team)
    values = {
        "company_name": text('Bo & Co <break time="9s"/>{{hero}}'),
        "hero": Value("image", asset_id=str(asset.pk), fit="contain"),
        "clip": Value("video", url="https://example.org/clip.mp4", play_style="loop"),
        "bed": Value("audio", url="https://example.org/bed.mp3", volume=0.2),
        "host": Value("avatar", id="p-7"),
        "speaker_1": Value("voice", id="nora"),
    }
    made = templates.filled(reel, values)
    assert boards.problems(made) == {}
    assert made["template"]["variables"] == {
        "company_name": {"type": "text", "properties": {"content": "Bo & Co  {hero}"}},
        "Call to action!": {"type": "text", "properties": {"content": ""}},
        "hero": {"type": "image", "properties": {"asset_id": str(asset.pk), "fit": "contain"}},
        "clip": {"type": "video", "properties": {"url": "https://example.org/clip.mp4", "play_style": "loop"}},
        "bed": {"type": "audio", "properties": {"url": "https://example.org/bed.mp3", "volume": 0.2}},
        "host": {"type": "avatar", "properties": {"avatar_id": "p-7"}},
        "speaker.1": {"type": "voiceover", "properties": {"voice_id": "nora"}},
    }
    assert made["scenes"][0]["voice"]["input_text"] == "Listing reel. Bo & Co  {hero}. ."
    reel.refresh_from_db()
    assert "{{company_name}}" in str(reel.storyboard)


def test_what_nothing_is_said_of_stays_as_the_template_shows_it(reel: Template) -> None:
    made = templates.filled(reel, {})
    assert set(made["template"]["variables"]) == {"company_name", "Call to action!"}
    assert made["template"]["variables"]["company_name"]["properties"] == {"content": "Acme"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("company_name", text("x" * 5001)),
        ("hero", Value("image")),
        ("hero", Value("image", asset_id="0199f3a1-0000-7000-8000-000000000000")),
        ("hero", Value("image", url="nonsense")),
        ("hero", text("x")),
        ("host", Value("avatar", id="nobody")),
        ("speaker_1", Value("voice", id="nobody")),
        ("stranger", text("x")),
    ],
)
def test_what_is_wrong_is_told_by_the_variable(reel: Template, name: str, value: Value) -> None:
    with pytest.raises(BadInput) as refused:
        templates.filled(reel, {name: value})
    assert list(refused.value.problems) == [name]


def test_it_is_kept_in_step_with_the_provider(creatify: Account, reel: Template) -> None:
    provider_templates.take_in(creatify, [OFFER])
    reel.refresh_from_db()
    assert reel.version == 1, "nothing changed"
    changed = TemplateOffer("t-1", "Reel", "1:1", {"company_name": {"type": "text", "default": "Bo"}})
    other = TemplateOffer("t-2", "Other")
    assert offered(creatify, changed, other) == ["t-1", "t-2"]
    reel.refresh_from_db()
    assert (reel.name, reel.version, list(reel.variables)) == ("Reel", 2, ["company_name"])
    assert templates.filled(reel, {})["template"]["variables"]["company_name"]["properties"]["content"] == "Bo"
    assert offered(creatify, other) == ["t-2"]
    with pytest.raises(NotFound):
        templates.find(creatify.team, reel.pk)
    assert offered(creatify, changed, other) == ["t-1", "t-2"]
    assert templates.find(creatify.team, reel.pk) == reel


def test_what_lies_in_the_trash_stays_there(creatify: Account, reel: Template) -> None:
    templates.trash(reel, actor=None)
    assert offered(creatify, OFFER) == []
    templates.restore(reel, actor=None)
    assert offered(creatify, OFFER) == ["t-1"]


def test_it_is_changed_at_the_provider_and_not_here(reel: Template) -> None:
    with pytest.raises(Conflict, match="lies at Creatify"):
        templates.rename(reel, actor=None, name="Mine")
    with pytest.raises(Conflict, match="lies at Creatify"):
        templates.name_variables(reel, actor=None, version=1, variables={})


def test_templates_of_our_own_are_left_alone(creatify: Account) -> None:
    templates.create(creatify, actor=None, name="Ours", storyboard=people.storyboard("Hi {{name}}."))
    assert offered(creatify, OFFER) == ["", "t-1"]
    assert offered(creatify) == [""]


@pytest.mark.parametrize(
    "offer",
    [
        TemplateOffer("", "Nameless"),
        TemplateOffer(" t", "Blank"),
        TemplateOffer("x" * 256, "Long"),
        TemplateOffer("t", "Many", variables={f"v{number}": {"type": "text"} for number in range(201)}),
    ],
)
def test_it_leaves_out_what_can_not_be_used(creatify: Account, offer: TemplateOffer) -> None:
    assert offered(creatify, offer) == []


def test_odd_templates_are_taken_in(creatify: Account) -> None:
    every = ("a b", "a.b", "1", "ü" * 100, "", " ", "x" * 256, *(f"v{number}" for number in range(100)))
    names = {name: {"type": "text", "default": 7} for name in every}
    assert offered(creatify, TemplateOffer("t", "\n", "21:9", {**names, "odd": {"type": "shape"}})) == ["t"]
    made = Template.objects.get()
    assert len(made.variables) == 104
    assert (made.name, "aspect_ratio" in made.storyboard) == ("Template", False)
    assert {"a_b", "a_b-2", "_1", "ü" * 60} < set(made.variables)
    templates.filled(made, {"a_b": text("Hi")})
    creatify.voices.all().delete()
    provider_templates.take_in(creatify, [TemplateOffer("t", "\n", "21:9", names)])
    made.refresh_from_db()
    assert made.storyboard["scenes"] == [{"voice": {"type": "silence", "duration": 30.0}}]


def test_its_files_are_found_checked_and_brought(reel: Template) -> None:
    document = templates.filled(reel, {"hero": Value("image", url="https://example.org/hero.jpg")})
    (wanted,) = media.addresses(document)
    assert wanted == ("template.variables.hero.properties.url", "https://example.org/hero.jpg", "image")
    asset = picture(reel.team)
    media.replace(document, *wanted[::2], asset)  # type: ignore[arg-type]
    assert document["template"]["variables"]["hero"]["properties"] == {"asset_id": str(asset.pk)}
    assert list(media.named(document)) == [("template.variables.hero.properties.asset_id", str(asset.pk), "image")]
    assert media.found(reel.team, document) == {str(asset.pk): asset}
    stranger = people.team("Others")
    assert list(media.problems(stranger, document)) == ["template.variables.hero.properties.asset_id"]


def test_one_video_is_made_of_it_and_only_where_it_lies(reel: Template) -> None:
    made = templates.filled(reel, {})
    video = videos.create(reel.team, actor=None, title="Reel", storyboard=made, account=reel.account)
    assert video.document()["template"]["template_id"] == "t-1"
    assert renders.problems(video) == {}
    captions = people.account(reel.team, provider=Provider.CAPTIONS)
    assert "Captions has no templates" in makers.problems(captions, made)["template"]


def test_the_timeline_counts_what_came(creatify: Account) -> None:
    offered(creatify, OFFER)
    assert creatify.team.events.get(kind="template.offered").text.endswith("offers 1 new template")
