"""Two versions of one video side by side."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.models import Account, Asset, Avatar, Render, Team, User, Video, Voice
from studio.pages import compare_facts
from studio.pages.compare_facts import Comparison
from studio.vocabulary import AssetKind, AvatarKind, Provider
from tests import people
from tests.pages.asking import as_, film
from tests.storyboards import AVATAR, TEXT


def scene(words: str = "Hello.", **more: Any) -> dict[str, Any]:
    ground = {"type": "color", "value": "#f3e6d8"}
    return {"character": dict(AVATAR), "voice": {**TEXT, "input_text": words}, "background": ground, **more}


def board(*scenes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"dimension": {"width": 1080, "height": 1920}, "scenes": list(scenes or [scene()]), **more}


def version(video: Video, storyboard: dict[str, Any] | None = None, **fields: Any) -> Render:
    return film(video, storyboard=storyboard or board(), **fields)


def found(user: User, video: Video, query: str = "") -> Comparison:
    comparison: Comparison = as_(user).get(f"/videos/{video.pk}/compare/{query}").context["found"]
    return comparison


def facts(comparison: Comparison) -> dict[str, tuple[str, str]]:
    return {
        fact.label: (fact.before.words, fact.after.words) for fact in comparison.facts if fact.before and fact.after
    }


def page(user: User, video: Video, query: str = "") -> str:
    return as_(user).get(f"/videos/{video.pk}/compare/{query}").content.decode()


def sides(user: User, video: Video, query: str = "") -> list[int]:
    return [side.version.number for side in as_(user).get(f"/videos/{video.pk}/compare/{query}").context["sides"]]


def test_it_shows_two_players_and_what_differs_in_words(alice: User, vera: User, video: Video) -> None:
    first = version(video, board(scene("Meet the new one.")))
    second = version(video, board(scene("Meet the new one today.")))
    for person in (alice, vera):
        shown = page(person, video, "?a=1&b=2")
        for made in (first, second):
            assert f"/media/{made.file_id}/film.mp4" in shown
            assert f"/media/{made.vtt_id}/film.vtt" in shown
        assert shown.count("<video controls") == 2, "they play without a script, too"
        assert '<div class="deck" id="deck" hidden>' in shown
        assert re.search(r'Meet the new one <ins><bdi class="vh">new: </bdi>today</ins>\.</p>', shown)
        assert "<title>v1 and v2 of Spring · Understudy</title>" in shown


def test_it_is_hidden_from_strangers_and_reads_only(alice: User, charlie: User, video: Video) -> None:
    version(video)
    version(video)
    address = f"/videos/{video.pk}/compare/?a=1&b=2"
    assert as_(charlie).get(address).status_code == 404
    assert as_(alice).post(address).status_code == 405
    assert as_(alice).get(f"/videos/{uuid.uuid4()}/compare/").status_code == 404


@pytest.mark.parametrize(
    "query", ["?a=9&b=1", "?a=1&b=9", "?a=one", "?b=-1", "?a=99999999999999999999", "?b=1.5", "?a=²"]
)
def test_an_unknown_number_is_told_of(alice: User, video: Video, query: str) -> None:
    version(video)
    version(video)
    answer = as_(alice).get(f"/videos/{video.pk}/compare/{query}")
    assert answer.status_code == 404
    assert "This video has no such version." in answer.content.decode()


def test_it_chooses_the_newest_two_that_can_be_watched(alice: User, video: Video) -> None:
    version(video)
    version(video)
    people.render(video, by=alice, state="failed")
    version(video)
    people.render(video, by=alice, state="processing")
    assert sides(alice, video) == [2, 4]
    assert sides(alice, video, "?a=1") == [1, 4]
    assert sides(alice, video, "?b=2") == [1, 2]
    assert sides(alice, video, "?b=1") == [4, 1]
    assert sides(alice, video, "?a=4") == [4, 2]
    assert sides(alice, video, "?a=4&b=1") == [4, 1], "the sides are as they were asked for"


def test_one_version_alone_says_so(alice: User, vera: User, video: Video) -> None:
    version(video)
    shown = page(alice, video)
    assert "There is one version only." in shown
    assert f'href="/videos/{video.pk}/edit/"' in shown
    assert "<video" not in shown
    assert "There is one version only." in page(alice, video, "?a=1&b=1")
    assert f'href="/videos/{video.pk}/edit/"' not in page(vera, video)


def test_a_video_never_made_goes_to_its_storyboard(alice: User, video: Video) -> None:
    assert as_(alice).get(f"/videos/{video.pk}/compare/")["Location"] == f"/videos/{video.pk}/edit/"


def test_the_same_version_twice_is_said(alice: User, video: Video) -> None:
    version(video)
    version(video)
    shown = page(alice, video, "?a=2&b=2")
    assert "Both sides show v2, so nothing differs." in shown
    assert "Every scene is the same in both." in shown


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "failed"}, "v2 failed."),
        ({"state": "canceled"}, "v2 was stopped."),
        ({"state": "processing"}, "v2 is still being made."),
        ({"state": "completed"}, "The file of v2 is gone."),
    ],
)  # fmt: skip
def test_words_are_compared_where_there_is_nothing_to_watch(
    alice: User, video: Video, fields: dict[str, str], sentence: str
) -> None:
    version(video)
    people.render(video, by=alice, storyboard=board(scene("Goodbye.")), **fields)
    shown = page(alice, video, "?a=1&b=2")
    assert sentence in shown
    assert shown.count("<video") == 1
    assert 'id="deck"' not in shown
    assert "<del>" in shown


def test_a_draft_says_that_it_is_one(alice: User, video: Video) -> None:
    version(video, cost=4_00)
    version(video, kind="draft")
    shown = page(alice, video, "?a=1&b=2")
    assert '<span class="tag">Small draft</span>' in shown
    assert "v2 · draft" in shown
    told = facts(found(alice, video, "?a=1&b=2"))
    assert told["Kind"] == ("Final", "Small draft")
    assert told["Cost"] == ("4 credits", "0 credits")


def test_it_names_what_people_see(alice: User, account: Account, video: Video) -> None:
    looks = [{"id": "mustard", "name": "Mustard"}, {"id": "navy", "name": "Navy"}]
    Avatar.objects.filter(external_id="maya").update(looks=looks)
    Avatar.objects.create(account=account, kind=AvatarKind.PRESENTER, external_id="kofi", name="كوفي")
    Voice.objects.create(account=account, external_id="emma", name="Emma", locale="en-GB")
    picture = asset(account.team, AssetKind.IMAGE, "shop window.jpg")
    version(video, board(scene(), scene("Bye.")))
    placed = {"avatar_id": "maya.navy", "avatar_style": "circle", "scale": 1.2, "offset": {"x": 0.1, "y": -0.2}}
    manner = {"voice_id": "emma", "input_text": "Bye.", "emotion": "Friendly", "speed": 1.1, "pitch": -3}
    behind = {"type": "image", "image_asset_id": str(picture.pk), "fit": "contain"}
    kofi = {"type": "avatar", "avatar_id": "kofi"}
    version(video, board(
        scene(character={"type": "avatar", **placed}),
        scene("Bye.", character=kofi, background=behind, voice={**TEXT, **manner}),
        dimension={"width": 1920, "height": 1080}, caption_mode="burn_in",
        subtitles={"preset_name": "bold", "alignment": 8},
    ))  # fmt: skip
    comparison = found(alice, video)
    told = facts(comparison)
    assert told["Presenter"] == ("Maya (Mustard)", "Maya (Navy), كوفي")
    assert told["Voice"] == ("Nora", "Nora, Emma")
    assert told["Background"] == ("#f3e6d8", "#f3e6d8, shop window.jpg")
    assert told["Size"] == ("1080 × 1920", "1920 × 1080")
    assert told["Subtitles"] == ("None", "In the picture · Bold · Top")
    assert set(comparison.shared) == {"Length", "Cost", "Made by", "Music"}
    first, second = comparison.scenes
    assert [(fact.label, fact.after and fact.after.words) for fact in first.facts] == [
        ("Presenter", "Maya (Navy) · Circle · 1.20× · x 0.10, y −0.20")
    ]
    assert {fact.label: fact.after.words for fact in second.facts if fact.after} == {
        "Presenter": "كوفي", "Voice": "Emma · en-GB · Friendly · speed 1.1× · pitch −3",
        "Background": "shop window.jpg · Contain",
    }  # fmt: skip
    shown = page(alice, video)
    assert not re.search(r">[^<]*(maya\.navy|burn_in|image_asset_id)[^<]*<", shown), "no ids"
    assert str(picture.pk) not in shown


def asset(team: Team, kind: AssetKind, name: str) -> Asset:
    return Asset.objects.create(team=team, kind=kind, name=name, mime="", size=1, sha256="0" * 64)


def test_a_first_look_is_the_same_with_and_without_its_name(alice: User, video: Video) -> None:
    Avatar.objects.filter(external_id="maya").update(looks=[{"id": "mustard", "name": "Mustard"}])
    version(video)
    version(video, board(scene(character={"type": "avatar", "avatar_id": "maya.mustard"})))
    assert found(alice, video).differing == 0


def test_who_and_what_is_gone_is_called_so_and_differs_still(alice: User, video: Video) -> None:
    def gone(number: int) -> dict[str, Any]:
        return board(scene(
            character={"type": "avatar", "avatar_id": f"gone-{number}"},
            voice={**TEXT, "voice_id": f"gone-{number}", "input_text": "Hello."},
            background={"type": "video", "video_asset_id": str(uuid.UUID(int=number)), "play_style": "freeze"},
        ), music={"audio_asset_id": str(uuid.UUID(int=number + 2))})  # fmt: skip

    version(video, gone(1))
    version(video, gone(2))
    comparison = found(alice, video)
    told = {fact.label: (fact.before and fact.before.words) for fact in comparison.scenes[0].facts}
    assert told == {
        "Presenter": "Somebody who isn't here any more", "Voice": "A voice that isn't here any more",
        "Background": "A clip that is gone · once, then its last frame stays",
    }  # fmt: skip
    assert "gone-1" not in page(alice, video)
    assert facts(comparison)["Music"][0].startswith("Music that is gone")


def test_another_teams_file_has_no_name_here(alice: User, charlie: User, video: Video) -> None:
    secret = asset(people.member(charlie, team=Team.objects.get(name="Others")).team, AssetKind.IMAGE, "secret.jpg")
    version(video)
    version(video, board(scene(background={"type": "image", "image_asset_id": str(secret.pk)})))
    shown = page(alice, video)
    assert "secret.jpg" not in shown
    assert "A picture that is gone" in shown


def test_where_only_the_manner_differs_the_scene_says_it(alice: User, video: Video) -> None:
    version(video)
    version(video, board(scene(voice={**TEXT, "input_text": "Hello.", "speed": 0.9})))
    comparison = found(alice, video)
    assert "Voice" not in facts(comparison)
    assert "Voice" not in comparison.shared
    assert [fact.label for fact in comparison.scenes[0].facts] == ["Voice"]


def test_scenes_that_came_went_and_moved_are_told_of(alice: User, video: Video) -> None:
    lines = ["Meet the new spring collection.", "It is in every shop on Monday.", "Ask Ingrid for a catalogue."]
    version(video, board(*map(scene, lines)))
    version(video, board(scene(lines[2]), scene(lines[0]), scene("Something new."), scene("And a last word.")))
    shown = page(alice, video)
    assert '<span class="tag tag-accent">3 in v1</span>' in shown
    assert shown.count('<span class="tag tag-ok">Only in v2</span>') == 2
    assert shown.count('<span class="tag tag-bad">Only in v1</span>') == 1
    states = [(each.before, each.after) for each in found(alice, video).scenes]
    assert states == [(3, 1), (1, 2), (2, None), (None, 3), (None, 4)]


def test_recordings_and_silence_have_no_words(alice: User, account: Account, video: Video) -> None:
    said = asset(account.team, AssetKind.AUDIO, "take 3.wav")
    version(video, board(scene(), scene(voice={"type": "silence", "duration": 2.0})))
    version(
        video,
        board(
            scene(voice={"type": "audio", "audio_asset_id": str(said.pk)}),
            scene(voice={"type": "silence", "duration": 3.0}),
        ),
    )
    first, second = found(alice, video).scenes
    assert [(run.mark, run.text) for run in first.runs] == [("gone", "Hello.")]
    told = [(fact.before and fact.before.words, fact.after and fact.after.words) for fact in first.facts + second.facts]
    assert told == [("Nora · en-US", "Recording: take 3.wav"), ("Silence · 2 s", "Silence · 3 s")]
    assert "Nobody speaks" in page(alice, video)


def test_versions_of_two_accounts_name_their_own_people(alice: User, account: Account, video: Video) -> None:
    elsewhere = people.account(account.team, provider=Provider.HEYGEN, name="HeyGen, ours")
    Avatar.objects.filter(account=elsewhere).update(name="Abigail")
    version(video)
    Video.objects.filter(pk=video.pk).update(account=elsewhere)
    version(Video.objects.get(pk=video.pk))
    told = facts(found(alice, video))
    assert told["Made by"] == ("Embedded", "HeyGen, ours")
    assert told["Presenter"] == ("Maya", "Abigail")


def test_what_fills_a_providers_template_is_told_by_its_gaps(alice: User, account: Account, video: Video) -> None:
    hero = asset(account.team, AssetKind.IMAGE, "hero.png")

    def filled(**variables: dict[str, Any]) -> dict[str, Any]:
        return board(template={"template_id": "t-1", "variables": variables})

    version(video, filled(name={"type": "text", "properties": {"content": "Ana"}}))
    version(video, filled(
        name={"type": "text", "properties": {"content": "مريم"}},
        hero={"type": "image", "properties": {"asset_id": str(hero.pk)}},
        host={"type": "avatar", "properties": {"avatar_id": "maya"}},
        said={"type": "voiceover", "properties": {"voice_id": "nora"}},
    ))  # fmt: skip
    told = facts(found(alice, video))
    assert told["name"] == ("Ana", "مريم")
    assert told["hero"] == ("–", "hero.png")
    assert told["host"] == ("–", "Maya")
    assert told["said"] == ("–", "Nora")


def test_settings_of_the_whole_video_are_told_where_they_differ(alice: User, account: Account, video: Video) -> None:
    song = asset(account.team, AssetKind.AUDIO, "song.mp3")
    version(video, board(title="Spring"))
    version(video, board(
        title="Summer", fps=30, output_format="webm", enable_watermark=True, resolution="4k", model_version="aurora_v1",
        pronunciations=[{"written": "Nguyen", "spoken": "win"}],
        music={"audio_asset_id": str(song.pk), "volume": 0.5, "loop": False, "ducking": False, "fade": 3.0},
    ))  # fmt: skip
    assert facts(found(alice, video)) == {
        "Music": ("No music", "song.mp3 · 50 % · as loud under speech · once · fade 3 s"),
        "Title": ("Spring", "Summer"), "Format": ("MP4", "Transparent WebM"), "Frames a second": ("25", "30"),
        "Watermark": ("No", "Yes"), "Say it like": ("–", "Nguyen → win"), "Resolution": ("–", "4K"),
        "Model": ("–", "aurora v1"),
    }  # fmt: skip


def test_a_broken_document_breaks_no_page(alice: User, video: Video) -> None:
    version(video, {"scenes": []})
    version(video, {"scenes": [None, {}, {"voice": 3, "character": {"type": "avatar"}}], "subtitles": 1, "music": []})
    assert as_(alice).get(f"/videos/{video.pk}/compare/").status_code == 200


def test_words_are_never_markup(alice: User, account: Account, video: Video) -> None:
    Avatar.objects.filter(account=account).update(name="<b>Maya</b>")
    version(video, board(scene("Look <i>here</i> now.")))
    version(video, board(scene("Look <u>there</u> now.", character=None)))
    shown = page(alice, video)
    assert "<i>here" not in shown
    assert "<u>there" not in shown
    assert "<b>Maya" not in shown


def test_the_list_of_versions_offers_it(alice: User, vera: User, video: Video) -> None:
    version(video)
    assert "compare/" not in as_(alice).get(f"/videos/{video.pk}/").content.decode()
    version(video)
    version(video)
    people.render(video, by=alice, state="failed")
    for person in (alice, vera):
        failed = as_(person).get(f"/videos/{video.pk}/").content.decode()
        assert f'href="/videos/{video.pk}/compare/"' in failed
        links = re.findall(r"compare/\?a=(\d)&amp;b=(\d)", failed)
        assert links == [("2", "3"), ("1", "3")], "with the newest that can be watched"
        older = as_(person).get(f"/videos/{video.pk}/?v=2").content.decode()
        links = re.findall(r"compare/\?a=(\d)&amp;b=(\d)", older)
        assert links == [("2", "3"), ("2", "3"), ("1", "2")], "with the one shown; that one with the newest"


def test_scenes_for_which_there_is_no_time_are_shown_as_replaced(
    alice: User, video: Video, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    version(video, board(scene("One and two and three.")))
    version(video, board(scene("Four and five and six.")))

    def marks() -> list[str]:
        return [run.mark for run in found(alice, video).scenes[0].runs if run.text.strip()]

    assert marks().count("same") > 1
    monkeypatch.setattr(compare_facts, "WORDED_FOR", -1.0)
    assert marks() == ["gone", "new", "same"]


def test_as_many_queries_however_much_there_is(alice: User, account: Account, video: Video) -> None:
    def asked() -> int:
        client = as_(alice)
        client.get("/credits/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/videos/{video.pk}/compare/?a=1&b=2").status_code == 200
        return len(queries)

    version(video)
    version(video, board(scene("Bye.")))
    few = asked()
    Avatar.objects.bulk_create(
        Avatar(account=account, kind=AvatarKind.PRESENTER, external_id=f"a{n}", name=f"A {n}") for n in range(9)
    )
    pictures = [str(asset(account.team, AssetKind.IMAGE, f"{n}.jpg").pk) for n in range(9)]
    many = [
        scene(
            f"Line {n}.", character={"type": "avatar", "avatar_id": f"a{n}"},
            background={"type": "image", "image_asset_id": picture},
        )
        for n, picture in enumerate(pictures)
    ]  # fmt: skip
    Render.objects.filter(video=video, number=2).update(storyboard=board(*many))
    Render.objects.filter(video=video, number=1).update(storyboard=board(*reversed(many)))
    for _ in range(6):
        version(video)
    assert asked() - few <= 2, "files are asked for where some are named"
    again = asked()
    for _ in range(6):
        version(video)
    assert asked() == again
