"""The storyboard editor's fields: stored as typed; what is wrong, or makes no sense, is said beside them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.actions import renders
from studio.models import Account, Asset, Scene, Team, User, Video
from studio.pages import board_cast
from studio.storyboard import limits
from studio.vocabulary import AvatarKind, Provider
from tests import faces, people
from tests.pages.asking import HTMX, as_
from tests.render.boards import clip, recording


@pytest.fixture
def scene(video: Video) -> Scene:
    return video.scenes.get()


def _setup(user: User, video: Video, **fields: str) -> tuple[int, str]:
    version = Video.objects.values_list("version", flat=True).get(pk=video.pk)
    reply = as_(user).post(f"/videos/{video.pk}/setup/", {"version": str(version), **fields}, headers=HTMX)
    return reply.status_code, reply.content.decode()


def _save(user: User, scene: Scene, *, version: int = 1, **fields: str) -> Any:
    posted = {name.replace("__", "."): text for name, text in fields.items()}
    return as_(user).post(f"/scenes/{scene.pk}/save/", {"version": str(version), **posted}, headers=HTMX)


def _document(scene: Scene) -> dict[str, Any]:
    return dict(Scene.objects.get(pk=scene.pk).document)


def _file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_it_puts_uploaded_music_under_the_video(bob: User, video: Video, tmp_path: Path) -> None:
    address = f"/videos/{video.pk}/music/"
    Video.objects.filter(pk=video.pk).update(setup={**video.setup, "music": {"url": "https://x.org/a", "volume": 0.1}})
    song = _file("bed.wav", recording(tmp_path / "bed.wav", 1.2).read_bytes())
    reply = as_(bob).post(address, {"file": song}, headers=HTMX)
    html = reply.content.decode()
    video.refresh_from_db()
    kept = Asset.objects.get(uploaded=True)
    assert reply.status_code == 200
    assert video.setup["music"] == {"audio_asset_id": str(kept.pk), "volume": 0.1}
    assert 'id="f-music-volume"' in html
    assert f'data-listen="/media/{kept.pk}/' in html
    wrong = as_(bob).post(address, {"file": _file("song.exe", b"MZ")}, headers=HTMX)
    assert wrong.status_code == 422
    assert "song.exe is a program" in wrong.content.decode().partition('id="upload-music-error"')[2][:400]
    assert as_(bob).post(address, headers=HTMX).status_code == 422


def test_it_keeps_wrong_settings_as_typed_and_says_so_beside_them(alice: User, video: Video) -> None:
    typed = {
        "dimension.width": "721", "dimension.height": "tall", "subtitles.font_size": "huge", "music.url": "ftp://x",
        "music.volume": "loud", "pronunciations": "", "pronunciations.0.written": "Nguyen",
        "pronunciations.0.spoken": "", "subtitles.preset_name": "bold",
    }  # fmt: skip
    status, html = _setup(alice, video, **typed)
    assert status == 200
    for name, said in (
        ("dimension-width", "Choose an even number of pixels"), ("dimension-height", "Choose an even number"),
        ("subtitles-font-size", "Choose a font size"), ("music-url", "web address"),
        ("music-volume", "Choose a volume"),
        ("pronunciations-0-spoken", "Write how the word is said"),
    ):  # fmt: skip
        assert said in html.partition(f'id="f-{name}-error"')[2].partition("</p>")[0]
    for value in ("721", "tall", "huge", "ftp://x", "loud", "Nguyen"):
        assert f'value="{value}"' in html
    assert 'name="aspect"' in html
    video.refresh_from_db()
    assert video.setup["dimension"] == {"width": 721, "height": "tall"}
    status, html = _setup(alice, video, aspect="16:9")
    video.refresh_from_db()
    assert video.setup["dimension"] == {"width": 1920, "height": 1080}


def test_it_keeps_as_many_pronunciations_as_a_video_may_have(alice: User, video: Video) -> None:
    word = "كلمة" * (limits.SPELLING_MAX // 4)
    typed = {"pronunciations": ""}
    for number in range(limits.PRONUNCIATIONS_MAX + 1):  # the last row is the empty one
        said = "" if number == limits.PRONUNCIATIONS_MAX else word
        at = f"pronunciations.{number}"
        typed |= {f"{at}.written": said, f"{at}.spoken": said, f"{at}.locale": said and "ar"}
    assert _setup(alice, video, **typed)[0] == 200
    video.refresh_from_db()
    assert len(video.setup["pronunciations"]) == limits.PRONUNCIATIONS_MAX
    assert renders.problems(video) == {}


def test_it_remembers_nothing_when_nothing_changed(alice: User, video: Video) -> None:
    status, html = _setup(alice, video, fps="25", test="off", output_format="mp4", mode="off")
    video.refresh_from_db()
    assert (status, video.version) == (200, 1)
    assert '<div id="happened" hidden></div>' in html


def test_it_greys_what_makes_no_sense_and_says_why(alice: User, video: Video) -> None:
    page = as_(alice).get(f"/videos/{video.pk}/edit/").content.decode()
    assert page.count('<fieldset class="ground" disabled>') == 1  # subtitles are off
    _setup(alice, video, output_format="webm", test="on", mode="burn_in")
    page = as_(alice).get(f"/videos/{video.pk}/edit/").content.decode()
    assert page.count('<fieldset class="ground" disabled>') == 1  # the background
    assert "This video is transparent." in page
    assert "A test has its own mark instead." in page
    Account.objects.filter(pk=video.account_id).update(provider="captions", name="Agency")
    page = as_(alice).get(f"/videos/{video.pk}/edit/").content.decode()
    assert "Not with Agency. Embedded presenters can." in page
    assert "data-own" not in page


def test_what_has_to_be_put_right_is_not_greyed(alice: User, video: Video, scene: Scene) -> None:
    Account.objects.filter(pk=video.account_id).update(provider="captions", name="Agency")
    grey = '<fieldset class="ground" disabled><legend class="vh">Background'
    assert grey in as_(alice).get(f"/videos/{video.pk}/edit/").content.decode()
    scene.document["background"] = {"type": "image", "url": "https://example.org/a.jpg"}
    scene.save()
    page = as_(alice).get(f"/videos/{video.pk}/edit/").content.decode()
    assert grey not in page
    assert '<fieldset class="ground"><legend class="vh">Background' in page
    assert page.count("Captions speaks one script with one creator: it can&#x27;t change what is behind them.") > 1


def test_it_puts_an_uploaded_clip_behind_the_scene(bob: User, scene: Scene, tmp_path: Path) -> None:
    waves = _file("waves.mp4", clip(tmp_path / "a.mp4", frames=5).read_bytes())
    reply = as_(bob).post(f"/scenes/{scene.pk}/clips/", {"file": waves}, headers=HTMX)
    film = Asset.objects.get(kind="video", uploaded=True)
    assert reply.status_code == 200
    assert _document(scene)["background"] == {"type": "video", "video_asset_id": str(film.pk), "fit": "cover"}
    assert f'value="{film.pk}" data-instead="f-background-url" data-autosave="scene" checked' in reply.content.decode()
    kept = _save(bob, scene, version=2, background__play_style="freeze", background__fit="contain")
    assert kept.status_code == 200
    assert _document(scene)["background"]["play_style"] == "freeze"


def test_it_shows_the_fields_of_another_kind_of_background_anew(alice: User, scene: Scene) -> None:
    reply = _save(alice, scene, background__type="video", background__url="https://example.org/old.jpg")
    html = reply.content.decode()
    assert reply.status_code == 422
    assert 'id="side" hx-swap-oob="true"' in html
    assert "old.jpg" not in html
    assert "Upload a clip, choose one of the team&#x27;s, or give a web address." in html


def test_it_has_a_photo_speak_and_tells_when_its_points_are_missing(alice: User, scene: Scene) -> None:
    photo, lost = faces.photo(scene.video.account), faces.photo(scene.video.account, name="Mo", rig=None)
    page = as_(alice).get(f"/videos/{scene.video_id}/edit/").content.decode()
    assert f'value="photo:{photo.external_id}" data-autosave="scene">' in page
    assert f'value="photo:{lost.external_id}" data-autosave="scene" disabled>' in page
    assert f'href="/avatars/{lost.pk}/"' in page
    reply = _save(alice, scene, presenter=f"photo:{photo.external_id}")
    html = reply.content.decode()
    assert reply.status_code == 200
    assert _document(scene)["character"] == {"type": "talking_photo", "talking_photo_id": photo.external_id}
    assert 'name="character.talking_style"' in html
    assert 'name="character.avatar_style"' not in html
    fields = {"character__talking_photo_style": "circle", "character__talking_style": "expressive",
              "character__expression": "happy", "character__matting": "on", "character__super_resolution": "on",
              "character__scale": "3"}  # fmt: skip
    wrong = _save(alice, scene, version=2, **fields).content.decode()
    assert "Choose a scale from 0 to 2." in wrong.partition('id="f-character-scale-error"')[2].partition("</p>")[0]
    assert _document(scene)["character"]["expression"] == "happy"


def test_a_providers_own_photo_can_be_picked_and_greys_what_it_refuses(alice: User, team: Team) -> None:
    heygen = people.account(team, provider=Provider.HEYGEN)
    heygen.options = {"version": "v3"}
    heygen.save()
    heygen.avatars.create(external_id="tp1", name="Lena", kind=AvatarKind.TALKING_PHOTO)
    scene = people.video(heygen).scenes.get()
    page = as_(alice).get(f"/videos/{scene.video_id}/edit/").content.decode()
    assert 'value="photo:tp1" data-autosave="scene">' in page
    html = _save(alice, scene, presenter="photo:tp1").content.decode()
    assert _document(scene)["character"] == {"type": "talking_photo", "talking_photo_id": "tp1"}
    assert "Talking photo · HeyGen" in html
    assert re.search('id="expression-happy"[^>]* disabled>', html)
    assert "HeyGen&#x27;s v3 has no expressions." in html
    assert "scenes.0.character.talking_photo_id" not in renders.problems(Video.objects.get())


def test_dots_in_a_providers_names_are_no_looks(alice: User, team: Team) -> None:
    captions = people.account(team, provider=Provider.CAPTIONS)
    men = (("Mr. Smith", "low"), ("Mr. Jones", "high"))
    for name, voice in men:
        captions.avatars.create(kind=AvatarKind.PRESENTER, external_id=name, name=name, voice=voice)
    scene = people.video(captions).scenes.get()
    for version, (name, voice) in enumerate(men, start=1):
        html = _save(alice, scene, version=version, presenter=name).content.decode()
        assert _document(scene)["character"]["avatar_id"] == name
        assert _document(scene)["voice"]["voice_id"] == voice
        assert f'<b dir="auto">{name}</b>' in html
        assert f'value="{name}" data-autosave="scene" checked>' in html


def test_it_offers_the_brand_colour(alice: User, scene: Scene) -> None:
    page = f"/videos/{scene.video_id}/edit/"
    assert "/settings/#brand" in as_(alice).get(page).content.decode()
    Team.objects.update(brand_color="#1f6f5c")
    assert as_(alice).get(page).content.decode().count('data-colour="#1f6f5c"') == 2
    assert _save(alice, scene, character__brand_color="green").status_code == 422
    assert _save(alice, scene, version=2, character__brand_color="#1f6f5c").status_code == 200


def test_it_says_the_script_as_it_is_stored(vera: User, alice: User, scene: Scene) -> None:
    address = f"/scenes/{scene.pk}/said.mp3"
    reply = as_(vera).get(address)
    assert reply["Content-Type"] == "audio/mpeg"
    assert len(b"".join(reply)) > 1000
    _save(alice, scene, voice__input_text=" ")
    told = as_(vera).get(address, headers={"Accept": "application/json"})
    assert told.status_code == 422
    assert "Write a script first" in told.json()["problems"]["voice.input_text"]


def test_it_asks_the_database_as_often_for_many_photos(alice: User, scene: Scene) -> None:
    counts = []
    for number in (1, 12):
        for _ in range(number):
            faces.photo(scene.video.account, file=False)
        with CaptureQueriesContext(connection) as asked:
            assert as_(alice).get(f"/videos/{scene.video_id}/edit/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_save_reads_nobodys_catalogue(alice: User, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cast", "voices"):
        monkeypatch.setattr(board_cast, name, lambda *_: pytest.fail("thousands may be in it"))
    assert _save(alice, scene, voice__input_text="More words.").status_code == 200
    assert as_(alice).get(f"/scenes/{scene.pk}/measured/", headers=HTMX).status_code == 200
