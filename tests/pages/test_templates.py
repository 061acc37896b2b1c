"""Templates on the pages: found, saved from a video, filled in, made once, thrown away and brought back."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from studio.actions import provider_templates, templates
from studio.models import Account, Asset, Render, Template, User, Video
from studio.providers.base import TemplateOffer
from studio.vocabulary import Provider
from tests import faces, people
from tests.pages.asking import HTMX, as_, is_fragment
from tests.storyboards import AVATAR, TEXT

pytestmark = pytest.mark.django_db
VARIABLES: dict[str, Any] = {
    "first_name": {"label": "Whom we greet", "default": None},
    "company": {"default": "our company"},
    "hero": {"type": "image", "path": "scenes.0.background.url"},
    "host": {"type": "avatar", "path": "scenes.*.character", "label": "Who speaks"},
}


@pytest.fixture
def welcome(account: Account, alice: User) -> Video:
    return people.video(
        account, by=alice, title="For {{first_name}}", scripts=("Hello {{first_name}} of {{company}}!", "Goodbye.")
    )


@pytest.fixture
def template(welcome: Video, alice: User) -> Template:
    return templates.save(welcome, actor=alice, name="Welcome", variables=VARIABLES)


def theirs(account: Account) -> Template:
    offer = TemplateOffer(
        id="t1", name="Product launch", variables={"headline": {"type": "text"}, "host": {"type": "avatar"}}
    )
    maker = people.account(account.team, provider=Provider.HEYGEN, name="HeyGen, marketing")
    provider_templates.take_in(maker, [offer])
    return Template.objects.get(external_id="t1")


def page(client: Client, address: str) -> str:
    reply = client.get(address)
    assert reply.status_code == 200
    return str(reply.content.decode())


def filled(client: Client, template: Template, act: str = "open", **fields: Any) -> Any:
    form = {f"value.{name}": value for name, value in fields.items() if name not in ("key", "title")}
    form |= {name: fields[name] for name in ("key", "title") if name in fields}
    return client.post(f"/templates/{template.pk}/{act}/", form)


def scripts(video: Video) -> list[str]:
    return [scene["voice"]["input_text"] for scene in video.document()["scenes"]]


def test_it_says_how_to_get_one_when_there_is_none(account: Account, bob: User) -> None:
    found = page(as_(bob), "/templates/")
    assert "One script, many names." in found and "{{first_name}}" in found
    assert 'aria-current="page">Templates' in found


def test_the_list_shows_what_each_is_and_finds_by_name(template: Template, account: Account, bob: User) -> None:
    theirs(account)
    client = as_(bob)
    found = page(client, "/templates/")
    assert all(words in found for words in ("4 variables", "Lies at HeyGen", "9:16", "2 templates", "maya.jpg"))
    assert "Welcome" in page(client, f"/templates/?in={account.pk}")
    assert "Product launch" not in page(client, f"/templates/?in={account.pk}")
    part = client.get("/templates/?q=LAUNCH", headers=HTMX).content
    assert is_fragment(part) and b"Product launch" in part and b"Welcome" not in part
    assert "No template by that name" in page(client, "/templates/?q=nothing")


def test_it_is_thrown_away_brought_back_and_never_another_teams(
    template: Template, bob: User, vera: User, charlie: User
) -> None:
    client, place = as_(bob), f"/templates/{template.pk}/"
    gone = client.post(f"{place}trash/", follow=True).content.decode()
    assert "moved to the trash" in gone and "One script, many names." in gone
    assert "moved to the trash" not in page(client, "/templates/")
    assert "Welcome" in page(client, "/templates/?in=trash")
    there = page(client, place)
    assert "In the trash" in there and "Make video" not in there
    assert filled(client, template, first_name="Anna").status_code == 409
    assert client.post(f"{place}restore/")["Location"] == place
    assert "Make video" in page(client, place)
    assert "Make video" not in page(as_(vera), place) and "Edit variables" not in page(as_(vera), place)
    assert "Welcome" not in page(as_(charlie), "/templates/")


def test_it_takes_another_name(template: Template, bob: User) -> None:
    client, place = as_(bob), f"/templates/{template.pk}/name/"
    assert b"Saved" in client.post(place, {"name": "Hello, you"}, headers=HTMX).content
    refused = client.post(place, {"name": " "}, headers=HTMX)
    assert refused.status_code == 422 and templates.NAMELESS in refused.content.decode()
    template.refresh_from_db()
    assert template.name == "Hello, you"


def test_it_shows_the_script_with_its_gaps(template: Template, bob: User) -> None:
    found = page(as_(bob), f"/templates/{template.pk}/")
    assert 'Hello <mark class="gap">Whom we greet</mark> of <mark class="gap">Company</mark>!' in found
    assert "Must be given" in found and "Background of scene 1" in found and "Presenter of all scenes" in found
    assert 'value="our company"' in found
    assert "Maya" in found and "As in the template" in found


def test_it_fills_in_and_opens_the_editor(template: Template, account: Account, bob: User) -> None:
    reply = filled(as_(bob), template, first_name="Anna", company="", **{"hero.url": "https://example.org/a.png"})
    video = Video.objects.get(title="For Anna")
    assert reply["Location"] == f"/videos/{video.pk}/edit/"
    assert scripts(video) == ["Hello Anna of !", "Goodbye."]
    background = video.document()["scenes"][0]["background"]
    assert background == {"type": "image", "url": "https://example.org/a.png"}
    assert video.account == account and video.created_by == bob and not Render.objects.exists()


def test_it_tells_what_is_wrong_beside_the_field_and_loses_nothing(template: Template, bob: User) -> None:
    reply = filled(
        as_(bob), template, company="Globex", host="nobody", title="My own", **{"hero.url": "not an address"}
    )
    text = reply.content.decode()
    assert reply.status_code == 422
    assert "Give a value for this variable." in text and "This avatar isn" in text
    assert 'id="v-first_name-error"' in text and 'id="v-host-error"' in text
    assert 'aria-describedby="v-first_name-error" autofocus' in text, "whoever works by keyboard is at what is wrong"
    assert all(f'value="{kept}"' in text for kept in ("Globex", "My own", "not an address"))
    assert Video.objects.count() == 1


def test_a_variable_that_is_called_title_is_not_the_videos(account: Account, alice: User) -> None:
    doctor = people.video(account, by=alice, scripts=("Good morning, {{title}} Jones.",))
    text = filled(as_(alice), templates.save(doctor, actor=alice, name="Doctor")).content.decode()
    assert text.count("Give a value for this variable.") == 1


def test_it_makes_one_video_however_often_it_is_pressed(template: Template, bob: User) -> None:
    client, key = as_(bob), str(uuid.uuid4())
    replies = [filled(client, template, "make", first_name="Anna", key=key, title="Anna's") for _ in range(2)]
    video = Video.objects.get(title="Anna's")
    assert {reply["Location"] for reply in replies} == {f"/videos/{video.pk}/"}
    assert video.renders.count() == 1
    filled(client, template, "make", first_name="Ben", key=key, title="Ben's")
    assert Video.objects.filter(title="Ben's").count() == 1 and Render.objects.count() == 2


def test_a_video_that_can_not_be_paid_waits_in_the_editor(template: Template, bob: User) -> None:
    Account.objects.filter(pk=template.account_id).update(price=10_000_00)
    reply = as_(bob).post(f"/templates/{template.pk}/make/", {"value.first_name": "Anna"}, follow=True)
    assert reply.redirect_chain[-1][0].endswith("/edit/")
    assert "not made yet" in reply.content.decode() and not Render.objects.exists()


def test_it_tells_length_and_price_of_what_is_filled_in(template: Template, bob: User) -> None:
    client, place = as_(bob), f"/templates/{template.pk}/price/"
    Account.objects.filter(pk=template.account_id).update(price=50)
    lacking = client.post(place, {}, headers=HTMX).content.decode()
    assert "told once it is filled in" in lacking and is_fragment(lacking.encode())
    told = client.post(place, {"value.first_name": "Anna"}, headers=HTMX).content.decode()
    assert re.search(r"<b>0:0\d · [1-9][\d.]* credits</b>", told) and "left" in told
    Account.objects.filter(pk=template.account_id).update(price=10_000_00)
    assert 'class="sm bad"' in client.post(place, {"value.first_name": "Anna"}, headers=HTMX).content.decode()


def test_a_wrong_address_is_marked_at_the_address(template: Template, bob: User) -> None:
    marked = re.compile(r'id="(v-hero[^"]*)" name="[^"]+"[^>]* aria-invalid="true"')
    page = filled(as_(bob), template, first_name="Anna", **{"hero.url": "not an address"}).content.decode()
    assert marked.findall(page) == ["v-hero-url"]


def test_a_file_is_chosen_the_moment_it_is_uploaded(template: Template, bob: User) -> None:
    client, place = as_(bob), f"/templates/{template.pk}/files/hero/"
    reply = client.post(place, {"value.hero.file": SimpleUploadedFile("hero.png", faces.png())}, headers=HTMX)
    asset = Asset.objects.get(name="hero.png")
    assert is_fragment(reply.content) and f'value="{asset.pk}" selected' in reply.content.decode()
    typed = {"value.hero.file": SimpleUploadedFile("a.txt", b"words"), "value.hero.url": "https://example.org/a.png"}
    wrong = client.post(place, typed, headers=HTMX)
    assert wrong.status_code == 422 and 'id="v-hero-error"' in wrong.content.decode()
    assert 'value="https://example.org/a.png"' in wrong.content.decode()
    filled(client, template, first_name="Anna", **{"hero.asset": str(asset.pk)})
    background = Video.objects.get(title="For Anna").document()["scenes"][0]["background"]
    assert background == {"type": "image", "image_asset_id": str(asset.pk)}
    assert client.post(f"/templates/{template.pk}/files/host/").status_code == 404


def test_a_file_comes_with_the_form_where_there_is_no_script(template: Template, bob: User) -> None:
    client, file = as_(bob), SimpleUploadedFile("hero.png", faces.png())
    refused = filled(client, template, **{"hero.file": file})
    asset = Asset.objects.get(name="hero.png")
    assert refused.status_code == 422 and f'value="{asset.pk}" selected' in refused.content.decode()


def test_a_providers_template_is_filled_but_not_renamed(account: Account, bob: User) -> None:
    template = theirs(account)
    client, place = as_(bob), f"/templates/{template.pk}/"
    found = page(client, place)
    assert "This template lies at HeyGen." in found and "Headline" in found
    assert "title-input" not in found and "Edit variables" not in found
    assert client.post(f"{place}name/", {"name": "Mine"}, headers=HTMX).status_code == 409
    assert "change it there" in page(client, f"{place}variables/")
    filled(client, template, headline="Meet it", host=AVATAR["avatar_id"])
    told = Video.objects.get(account=template.account).document()["template"]["variables"]
    assert told["headline"]["properties"]["content"] == "Meet it" and "host" in told
    Template.objects.update(retired_at=template.created_at)
    assert "no longer offers" in page(client, place)


def test_the_video_page_and_the_editor_lead_to_it(welcome: Video, bob: User, vera: User) -> None:
    place = f"/videos/{welcome.pk}/template/"
    assert place in page(as_(bob), f"/videos/{welcome.pk}/edit/") and place in page(as_(bob), "/")
    people.render(welcome, state="failed", error="No.")
    assert place in page(as_(bob), f"/videos/{welcome.pk}/") and place not in page(as_(vera), f"/videos/{welcome.pk}/")


def test_it_is_saved_with_what_was_chosen(welcome: Video, bob: User) -> None:
    client = as_(bob)
    found = page(client, f"/videos/{welcome.pk}/template/")
    assert "{{first_name}}" in found and "{{company}}" in found
    assert all(
        part in found for part in ("Presenter of all scenes", "Background of scene 2", "Voice of scene 1", "Music")
    )
    form = {
        "name": "Welcome", "key": str(uuid.uuid4()), "use": ["presenter", "background_2"],
        "variable.first_name.label": "Whom", "variable.first_name.must": "on",
        "variable.company.default": "us", "variable.background_2.kind": "video", "variable.presenter.must": "on",
    }  # fmt: skip
    replies = [client.post(f"/videos/{welcome.pk}/template/save/", form) for _ in range(2)]
    template = Template.objects.get()
    assert [reply["Location"] for reply in replies] == [f"/templates/{template.pk}/"] * 2
    assert template.variables == {
        "first_name": {"type": "text", "label": "Whom", "path": "", "default": None},
        "company": {"type": "text", "label": "Company", "path": "", "default": "us"},
        "presenter": {
            "type": "avatar", "label": "Presenter of all scenes", "path": "scenes.*.character", "default": None
        },
        "background_2": {
            "type": "video", "label": "Background of scene 2", "path": "scenes.1.background", "default": ""
        },
    }  # fmt: skip


def test_what_keeps_it_from_being_saved_is_told_and_nothing_is_lost(welcome: Video, bob: User) -> None:
    scene = welcome.scenes.order_by("position")[1]
    scene.document = {**scene.document, "voice": {**TEXT, "input_text": ""}}
    scene.save()
    form = {"name": " ", "use": ["presenter"], "variable.presenter.label": "Who", "variable.company.default": "us"}
    reply = as_(bob).post(f"/videos/{welcome.pk}/template/save/", form)
    text = reply.content.decode()
    assert reply.status_code == 422 and "Scene 2:" in text
    assert 'value="Who"' in text and 'value="us"' in text
    assert re.search(r'value="presenter" checked', text)
    scene.document = {**scene.document, "voice": {**TEXT, "input_text": "Bye."}}
    scene.save()
    nameless = as_(bob).post(f"/videos/{welcome.pk}/template/save/", form).content.decode()
    assert templates.NAMELESS in nameless and 'id="f-name-error"' in nameless
    form |= {"name": "Fine", "variable.company.default": "x" * 6000}
    assert "This default is no text." in as_(bob).post(f"/videos/{welcome.pk}/template/save/", form).content.decode()
    assert not Template.objects.exists()


def test_variables_are_said_anew_and_what_programs_chose_stays(template: Template, bob: User) -> None:
    client, place = as_(bob), f"/templates/{template.pk}/variables/"
    found = page(client, place)
    assert 'value="hero" checked' in found and 'value="host" checked' in found
    form = {
        "version": template.version, "use": ["hero", "music"], "variable.first_name.label": "Name",
        "variable.hero.kind": "image", "variable.hero.label": "Hero",
    }  # fmt: skip
    assert client.post(f"{place}save/", form)["Location"] == f"/templates/{template.pk}/"
    template.refresh_from_db()
    assert set(template.variables) == {"first_name", "company", "hero", "music"}
    assert template.variables["hero"]["path"] == "scenes.0.background.url"
    assert template.variables["first_name"] == {"type": "text", "label": "Name", "path": "", "default": ""}
    late = client.post(f"{place}save/", {**form, "variable.hero.label": "Mine"})
    assert late.status_code == 409
    assert templates.CHANGED in late.content.decode() and 'value="Mine"' in late.content.decode()
