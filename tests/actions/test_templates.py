"""Templates: saved from a video, filled in with what they ask for, refused by the variable that is wrong."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from django.core.files.base import ContentFile

from studio import storyboard as boards
from studio.actions import accounts, template_variables, templates
from studio.actions.casting import stable_uuid
from studio.actions.templates import Value
from studio.errors import BadInput, Conflict, NotFound
from studio.models import Account, Asset, Event, Team, Template, User, Video
from tests import people

pytestmark = pytest.mark.django_db
HERO = {"type": "image", "path": "scenes.0.background"}
EVERYTHING: dict[str, Any] = {
    "hero": HERO,
    "clip": {"type": "video", "path": "scenes.1.background.url"},
    "bed": {"type": "audio", "path": "music"},
    "host": {"type": "avatar", "path": "scenes.*.character"},
    "speaker": {"type": "voice", "path": "scenes.*.voice"},
}


@pytest.fixture
def welcome(account: Account, alice: User) -> Video:
    return people.video(
        account, by=alice, title="Hi {{name}}", scripts=("Hello {{name}} of {{company}}. {{name}}!", "Bye, {{name}}.")
    )


def saved(video: Video, **variables: Any) -> Template:
    return templates.save(video, actor=video.created_by, name="  Wel\ncome ", variables=variables)


def text(value: str) -> Value:
    return Value("text", text=value)


def wrong(template: Template, strangers: Any = "refuse", **values: Value) -> dict[str, str]:
    with pytest.raises(BadInput) as refused:
        templates.filled(template, values, strangers=strangers)
    return refused.value.problems


def scripts(document: dict[str, Any]) -> list[str]:
    return [scene["voice"]["input_text"] for scene in document["scenes"]]


def picture(team: Team, *, kind: str = "image") -> Asset:
    asset = Asset(team=team, kind=kind, name="a.png", mime="image/png", size=4, sha256="0" * 64)
    asset.file.save("a.png", ContentFile(b"file"), save=False)
    asset.save(force_insert=True)
    return asset


def test_it_finds_texts_by_itself(welcome: Video) -> None:
    template = saved(welcome, company={"default": "Acme", "label": "Firm"}, hero=HERO)
    assert template.name == "Wel come"
    assert template.variables == {
        "name": {"type": "text", "label": "Name", "path": "", "default": None},
        "company": {"type": "text", "label": "Firm", "path": "", "default": "Acme"},
        "hero": {"type": "image", "label": "Hero", "path": "scenes.0.background", "default": ""},
    }
    assert Event.objects.get(kind="template.saved").team == welcome.team


def test_it_fills_texts_everywhere(welcome: Video) -> None:
    template = saved(welcome, company={"default": "Acme"})
    made = templates.filled(template, {"name": text("ليلى")})
    assert made["title"] == "Hi ليلى"
    assert scripts(made) == ["Hello ليلى of Acme. ليلى!", "Bye, ليلى."]
    boards.parse(made)
    template.refresh_from_db()
    assert template.storyboard["title"] == "Hi {{name}}"


def test_it_puts_files_people_and_voices_where_they_go(account: Account, welcome: Video) -> None:
    accounts.sync_cast(account)
    template, file = saved(welcome, **EVERYTHING), picture(account.team)
    kofi, paul = stable_uuid("avatar", "kofi"), stable_uuid("voice", "paul")
    made = templates.filled(template, {
        "name": text("Jo"), "company": text("Acme"),
        "hero": Value("image", asset_id=str(file.pk), fit="contain"),
        "clip": Value("video", url="https://example.org/b.mp4"),
        "bed": Value("audio", url="https://example.org/c.mp3"),
        "host": Value("avatar", id=str(kofi)), "speaker": Value("voice", id=str(paul)),
    })  # fmt: skip
    assert made["scenes"][0]["background"] == {"type": "image", "fit": "contain", "image_asset_id": str(file.pk)}
    assert made["scenes"][1]["background"] == {"type": "video", "url": "https://example.org/b.mp4"}
    assert made["music"] == {"url": "https://example.org/c.mp3"}
    assert {scene["character"]["avatar_id"] for scene in made["scenes"]} == {"kofi"}
    assert {scene["voice"]["voice_id"] for scene in made["scenes"]} == {"paul"}
    boards.parse(made)


def test_what_is_not_given_stays_as_the_template_shows_it(welcome: Video) -> None:
    template = saved(welcome, **EVERYTHING)
    made = templates.filled(template, {"name": text("Jo"), "company": text("Acme")})
    assert made["scenes"][0]["background"] == template.storyboard["scenes"][0]["background"]
    assert "music" not in made


def test_it_says_which_variable_is_wrong(account: Account, team: Team, charlie: User, welcome: Video) -> None:
    template = saved(welcome, **EVERYTHING, must={"type": "avatar", "path": "scenes.1.character", "default": None})
    found = wrong(template, company=Value("image", url="https://example.org/a.jpg"), other=text("x"))
    assert found == {
        "name": "Give a value for this variable.",
        "must": "Give a value for this variable.",
        "company": "This variable is of type text, not image.",
        "other": "This template has no such variable.",
    }
    right = {"name": text("Jo"), "company": text("Acme"), "must": Value("avatar", id="maya")}
    for name, value in {
        "host": Value("avatar", id="nobody"), "speaker": Value("voice", id=str(uuid.uuid4())),
        "hero": Value("image", asset_id=str(picture(charlie.teams.get()).pk)), "bed": Value("audio"),
        "clip": Value("video", url="ftp://example.org/b.mp4"), "must": Value("avatar", id=""),
        "company": text("long " * 2000),
    }.items():  # fmt: skip
        assert set(wrong(template, **{**right, name: value})) == {name}
    assert templates.filled(template, {**right, "other": text("x")}, strangers="ignore")


def test_a_text_of_ten_thousand_signs_is_refused_by_name(welcome: Video) -> None:
    found = wrong(saved(welcome), name=text("x" * 10_000), company=text("Acme"))
    assert set(found) == {"name"}
    assert "5,000" in found["name"]


def test_a_text_brings_neither_pauses_nor_gaps(welcome: Video) -> None:
    made = templates.filled(saved(welcome), {"name": text('Jo<break time="9s"/>\0{{company}}'), "company": text("X")})
    assert scripts(made) == ["Hello Jo {company} of X. Jo {company}!", "Bye, Jo {company}."]
    assert made["title"] == "Hi Jo {company}"


@pytest.mark.parametrize(
    ("name", "spec"),
    [
        ("name", {"type": "image", "path": "scenes.0.background"}),
        ("name", {"default": 7}),
        ("strange", {"type": "text"}),
        ("strange", {"type": "colour", "path": "scenes.0.background"}),
        ("strange", {"type": "image", "path": "scenes.7.background"}),
        ("strange", {"type": "image", "path": "scenes.0.character"}),
        ("strange", {"type": "avatar", "path": "music"}),
        ("strange", {**HERO, "default": "a.jpg"}),
        ("strange", {**HERO, "default": {"url": "a", "asset_id": "b"}}),
        ("strange", "image"),
        ("no name", HERO),
    ],
)
def test_it_refuses_variables_that_lead_nowhere(welcome: Video, name: str, spec: Any) -> None:
    with pytest.raises(BadInput) as refused:
        saved(welcome, **{name: spec})
    assert set(refused.value.problems) == {f"variables.{name}"}
    assert not Template.objects.exists()


def test_it_refuses_a_video_that_can_not_be_made(account: Account) -> None:
    video = people.video(account, scripts=("Hello {{name}}.",))
    video.scenes.update(document={"voice": {"type": "text", "voice_id": "gone", "input_text": " "}})
    with pytest.raises(BadInput) as refused:
        saved(video)
    assert "scenes.0.voice.input_text" in refused.value.problems


def test_it_is_renamed_trashed_and_restored(welcome: Video, alice: User, charlie: User) -> None:
    template, team = saved(welcome), welcome.team
    assert templates.rename(template, actor=alice, name="Other").name == "Other"
    with pytest.raises(BadInput):
        templates.rename(template, actor=alice, name=" ")
    assert templates.find(team, template.pk) == template
    templates.trash(template, actor=alice)
    templates.trash(template, actor=alice)
    for owner, asked in ((team, template.pk), (charlie.teams.get(), template.pk), (team, "x"), (team, uuid.uuid4())):
        with pytest.raises(NotFound):
            templates.find(owner, asked)
    templates.restore(template, actor=alice)
    assert list(templates.of(team, account=welcome.account)) == [template]
    kinds = Event.objects.filter(kind__startswith="template.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["template.saved", "template.renamed", "template.trashed", "template.restored"]


def test_its_variables_are_named_anew_by_one_at_a_time(welcome: Video, alice: User) -> None:
    template = saved(welcome)
    templates.name_variables(template, actor=alice, version=1, variables={"hero": HERO})
    assert (set(template.variables), template.version) == ({"name", "company", "hero"}, 2)
    with pytest.raises(Conflict):
        templates.name_variables(template, actor=alice, version=1, variables={})
    with pytest.raises(BadInput):
        templates.name_variables(template, actor=alice, version=2, variables={"x": {}})


def test_twenty_thousand_gaps_are_refused_as_fast_as_they_are_read() -> None:
    scenes = [
        {"voice": {"type": "text", "input_text": "".join(f"{{{{a{number}}}}}" for number in range(first, first + 400))}}
        for first in range(0, 20_000, 400)
    ]
    began = time.process_time()
    _, wrong = template_variables.named({"scenes": scenes}, {})
    assert wrong == {"variables": "Name at most 200 variables."}
    assert time.process_time() - began < 3
