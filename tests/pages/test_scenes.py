"""Scenes: saving as typed, conflicts, adding, removing, reordering, files."""

from __future__ import annotations

import io
import json
import re
import time
import uuid
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from studio.actions.previews import Measure
from studio.models import Account, Asset, Scene, User, Video
from studio.pages import board, board_parts
from tests import people
from tests.pages.asking import HTMX, as_, is_fragment

VERBS = ("save", "remove", "duplicate", "move", "images", "recordings")


def _save(client: Client, scene: Scene, *, version: int | None = None, **fields: str) -> Any:
    posted = {
        "version": str(version or scene.version),
        **{name.replace("__", "."): text for name, text in fields.items()},
    }
    return client.post(f"/scenes/{scene.pk}/save/", posted, headers=HTMX)


def _document(scene: Scene) -> dict[str, Any]:
    return dict(Scene.objects.get(pk=scene.pk).document)


def _scripts(video: Video) -> list[str]:
    return [scene.document["voice"]["input_text"] for scene in video.scenes.order_by("position")]


@pytest.fixture
def scene(video: Video) -> Scene:
    return video.scenes.get()


@pytest.fixture
def long(account: Account) -> Video:
    """A video of three scenes."""
    return people.video(account, scripts=("One.", "Two.", "Three."))


@pytest.mark.both
def test_a_sign_that_can_not_be_stored_is_nobodys_name(alice: User, scene: Scene) -> None:
    assert _save(as_(alice), scene, presenter="ma\0ya").status_code == 200
    assert _document(scene)["character"]["avatar_id"] == "maya"


def test_it_tells_how_gaps_in_a_script_are_filled_while_there_are_any(
    alice: User, vera: User, video: Video, scene: Scene
) -> None:
    client, told = as_(alice), "As they are, {{first_name}}, {{name}} are read aloud."
    html = _save(client, scene, voice__input_text="Hi {{first_name}}, {{ name }}, {{first_name}}!").content.decode()
    assert told in unescape(html) and f'href="/videos/{video.pk}/template/"' in html
    assert told in unescape(client.get(f"/videos/{video.pk}/edit/").content.decode())
    assert told not in unescape(as_(vera).get(f"/videos/{video.pk}/edit/").content.decode()), "she makes no template"
    html = _save(client, scene, version=2, voice__input_text="Hi {{name}} <break time='1s'/>").content.decode()
    assert "As it is, {{name}} is read aloud." in unescape(html)
    html = _save(client, scene, version=3, voice__input_text="Hi all").content.decode()
    assert re.search(r'<p class="gaps[^>]*id="gaps"[^>]*></p>', html)


def test_only_what_is_read_aloud_has_gaps() -> None:
    script = {"input_text": "Hi {{name}}"}
    assert [board_parts.gaps_in({"voice": {"type": kind, **script}}) for kind in ("text", "audio", "silence")] == [
        ["{{name}}"], [], [],
    ]  # fmt: skip
    assert board_parts.gaps_in({"voice": "odd"}) == [] == board_parts.gaps_in({})


def test_it_saves_and_answers_with_what_follows(alice: User, bob: User, scene: Scene) -> None:
    for number, person in enumerate((alice, bob), start=1):
        reply = _save(as_(person), scene, version=number, voice__input_text=f"Take {number}, said aloud.")
        html = reply.content.decode()
        assert reply.status_code == 200
        assert is_fragment(reply.content)
        assert f'id="scene-version" name="version" value="{number + 1}" hx-swap-oob="true"' in html
        assert f'hx-get="/scenes/{scene.pk}/measured/"' in html
        assert "<textarea" not in html
    assert _document(scene)["voice"]["input_text"] == "Take 2, said aloud."


def test_it_measures_what_was_saved(alice: User, vera: User, scene: Scene) -> None:
    _save(as_(alice), scene, voice__input_text="Now said aloud.")
    for person in (alice, vera):
        reply = as_(person).get(f"/scenes/{scene.pk}/measured/", headers=HTMX)
        html = reply.content.decode()
        assert is_fragment(reply.content)
        assert 'id="price" hx-swap-oob="true"' in html
        assert ">aloud.</span>" in html
        assert "<textarea" not in html


def test_it_keeps_what_is_wrong_and_says_so_beside_it(alice: User, scene: Scene) -> None:
    reply = _save(as_(alice), scene, voice__speed="fast", voice__input_text="Hello.")
    html = reply.content.decode()
    assert reply.status_code == 422
    beside = html[html.index('id="f-voice-speed-error"') :].partition("</p>")[0]
    assert "Choose a speed from 0.5 to 1.5." in beside
    assert _document(scene)["voice"]["speed"] == "fast"
    good = _save(as_(alice), scene, version=2, voice__speed="")
    assert good.status_code == 200
    assert '<p class="error" id="f-voice-speed-error" hx-swap-oob="true"></p>' in good.content.decode()


def test_it_does_not_scold_for_a_script_not_yet_written(alice: User, scene: Scene) -> None:
    reply = _save(as_(alice), scene, voice__input_text="")
    assert reply.status_code == 200
    measured = as_(alice).get(f"/scenes/{scene.pk}/measured/", headers=HTMX)
    assert "Write its script" in measured.content.decode()


def test_it_shows_both_texts_when_two_wrote(alice: User, bob: User, scene: Scene) -> None:
    _save(as_(bob), scene, voice__input_text="His <words>.")
    reply = _save(as_(alice), scene, version=1, voice__input_text="Her words.")
    html = reply.content.decode()
    assert reply.status_code == 409
    assert "Her words." in html
    assert "His &lt;words&gt;." in html
    assert 'data-version="2"' in html
    assert "data-keep-mine" in html
    assert _document(scene)["voice"]["input_text"] == "His <words>."
    assert _save(as_(alice), scene, version=2, voice__input_text="Her words.").status_code == 200


def test_it_takes_its_own_lost_answer_for_what_it_is(alice: User, scene: Scene) -> None:
    for _ in range(2):
        assert _save(as_(alice), scene, version=1, voice__input_text="Sent twice.").status_code == 200
    assert Scene.objects.get(pk=scene.pk).version == 2


def test_it_undoes_with_the_document_it_was_told(alice: User, scene: Scene) -> None:
    before = scene.document
    told = _save(as_(alice), scene, voice__input_text="New.").content.decode()
    step = json.loads(
        told[told.index('<script type="application/json">') :].partition(">")[2].partition("</script>")[0]
    )
    assert step["undo"]["url"] == f"/scenes/{scene.pk}/save/"
    reply = as_(alice).post(step["undo"]["url"], {**step["undo"]["values"], "version": "2"}, headers=HTMX)
    assert reply.status_code == 200
    assert 'id="board"' in reply.content.decode()
    assert _document(scene) == before


def test_it_works_without_a_script(alice: User, scene: Scene) -> None:
    client = as_(alice)
    page = f"/videos/{scene.video_id}/edit/?scene={scene.pk}"
    reply = client.post(f"/scenes/{scene.pk}/save/", {"version": "1", "voice.input_text": "Plain."})
    assert (reply.status_code, reply["Location"]) == (302, page)
    late = client.post(f"/scenes/{scene.pk}/save/", {"version": "1", "voice.input_text": "Late."})
    assert late.status_code == 409
    note = late.content.decode().partition('id="note"')[2].partition("</form>")[0]
    mine = re.findall(r'name="(version|document)" value="([^"]*)"', note)
    kept = client.post(f"/scenes/{scene.pk}/save/", {name: unescape(value) for name, value in mine})
    assert kept.status_code == 302
    assert _document(scene)["voice"]["input_text"] == "Late."


def test_without_a_script_nothing_is_measured_before_one_is_sent_on(
    alice: User, long: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Video] = []
    monkeypatch.setattr(board.previews, "measure", lambda video: asked.append(video) or Measure((), ()))
    first = long.scenes.order_by("position")[0]
    for place, posted in (("duplicate", {}), ("move", {"to": "1"}), ("remove", {})):
        answer = as_(alice).post(f"/scenes/{first.pk}/{place}/", posted)
        assert (answer.status_code, asked) == (302, [])
        assert answer["Location"].startswith(f"/videos/{long.pk}/edit/?scene=")


def test_it_adds_like_the_neighbour_with_nothing_to_say(alice: User, long: Video) -> None:
    first = long.scenes.get(position=0)
    reply = as_(alice).post(f"/videos/{long.pk}/scenes/", {"after": str(first.pk)}, headers=HTMX)
    assert reply.status_code == 200
    assert _scripts(long) == ["One.", "", "Two.", "Three."]
    assert f'data-current="{long.scenes.get(position=1).pk}"' in reply.content.decode()


def test_it_has_a_most_of_fifty(alice: User, account: Account) -> None:
    video = people.video(account, scripts=("Hi.",) * 50)
    reply = as_(alice).post(f"/videos/{video.pk}/scenes/", headers=HTMX)
    assert reply.status_code == 422
    assert "at most 50 scenes" in reply.content.decode()
    assert video.scenes.count() == 50


def test_it_duplicates_moves_and_removes_with_a_way_back(alice: User, long: Video) -> None:
    client, (one, two, three) = as_(alice), long.scenes.order_by("position")
    client.post(f"/scenes/{one.pk}/duplicate/", headers=HTMX)
    assert _scripts(long) == ["One.", "One.", "Two.", "Three."]
    client.post(f"/scenes/{three.pk}/move/", {"to": "0"}, headers=HTMX)
    assert _scripts(long) == ["Three.", "One.", "One.", "Two."]
    reply = client.post(f"/scenes/{two.pk}/remove/", headers=HTMX)
    assert "Scene 4 removed." in reply.content.decode()
    kept = {"position": "3", "document": json.dumps(two.document)}
    assert client.post(f"/videos/{long.pk}/scenes/put-back/", kept, headers=HTMX).status_code == 200
    assert _scripts(long) == ["Three.", "One.", "One.", "Two."]


def test_it_keeps_the_last_scene(alice: User, scene: Scene) -> None:
    reply = as_(alice).post(f"/scenes/{scene.pk}/remove/", headers=HTMX)
    assert reply.status_code == 422
    assert "keeps at least one scene" in reply.content.decode()


@pytest.mark.parametrize(
    ("path", "fields"),
    [("save", {"version": "x"}), ("save", {"version": "1", "document": "[1]"}), ("move", {"to": "up"})],
)
def test_it_refuses_what_makes_no_sense(alice: User, scene: Scene, path: str, fields: dict[str, str]) -> None:
    before = scene.document
    assert as_(alice).post(f"/scenes/{scene.pk}/{path}/", fields, headers=HTMX).status_code == 422
    assert _document(scene) == before


def test_it_hides_scenes_from_strangers_and_viewers_change_nothing(charlie: User, vera: User, scene: Scene) -> None:
    for verb in VERBS:
        assert as_(charlie).post(f"/scenes/{scene.pk}/{verb}/").status_code == 404
        assert as_(vera).post(f"/scenes/{scene.pk}/{verb}/").status_code == 403
        assert as_(vera).get(f"/scenes/{scene.pk}/{verb}/").status_code == 405
    assert as_(charlie).get(f"/scenes/{scene.pk}/measured/").status_code == 404
    assert as_(vera).post(f"/scenes/{scene.pk}/measured/").status_code == 405
    assert as_(vera).post(f"/scenes/{uuid.uuid4()}/save/").status_code == 404


def _png(width: int = 64, height: int = 48, *, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return out.getvalue()


def _upload(client: Client, scene: Scene, content: bytes, *, name: str = "office.png", kind: str = "images") -> Any:
    return client.post(f"/scenes/{scene.pk}/{kind}/", {"file": SimpleUploadedFile(name, content)}, headers=HTMX)


def test_it_uses_an_uploaded_picture_at_once(bob: User, scene: Scene) -> None:
    reply = _upload(as_(bob), scene, _png())
    picture = Asset.objects.get(kind="image", uploaded=True)
    assert reply.status_code == 200
    assert _document(scene)["background"] == {"type": "image", "image_asset_id": str(picture.pk), "fit": "cover"}
    assert f"/media/{picture.pk}/" in reply.content.decode()


@pytest.mark.parametrize("content", [b"", b"no picture", _png(20_000, 2, mode="1"), _png()[:60]],
                         ids=["empty", "unreadable", "20,000 px", "cut short"])  # fmt: skip
def test_it_says_what_is_wrong_with_a_picture_beside_it(alice: User, scene: Scene, content: bytes) -> None:
    before = scene.document
    reply = _upload(as_(alice), scene, content)
    html = reply.content.decode()
    assert reply.status_code == 422
    beside = html[html.index('id="upload-image-error"') :].partition("</p>")[0]
    assert "office.png" in beside
    assert _document(scene) == before
    assert not Asset.objects.exists()


def test_it_asks_for_a_file(alice: User, scene: Scene) -> None:
    reply = as_(alice).post(f"/scenes/{scene.pk}/images/", headers=HTMX)
    assert reply.status_code == 422
    assert "Choose a file." in reply.content.decode()


def test_it_refuses_another_kind_of_recording(alice: User, scene: Scene) -> None:
    reply = _upload(as_(alice), scene, b"MZ", name="song.exe", kind="recordings")
    assert reply.status_code == 422
    assert "song.exe is a program, not a recording" in reply.content.decode()


ODD = [
    '{"voice": "x"}', '{"character": [1]}', '{"background": "x"}', '{"voice": {"speed": NaN}}',
    '{"voice": {"speed": 1e999}}', '{"voice": {"input_text": "\\ud800"}}', '{"a": ' + "[" * 90_000,
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("place", ["save", "put-back"])
def test_it_refuses_what_is_no_scene_and_opens_afterwards(alice: User, scene: Scene, place: str, odd: str) -> None:
    client, before = as_(alice), scene.document
    path = f"/scenes/{scene.pk}/save/" if place == "save" else f"/videos/{scene.video_id}/scenes/put-back/"
    reply = client.post(path, {"version": "1", "position": "0", "document": odd}, headers=HTMX)
    assert reply.status_code == 422
    assert _document(scene) == before
    assert scene.video.scenes.count() == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"voice": "x"}, {"character": [1]}, {"background": "x"}, {"voice": {"type": [1], "voice_id": {}}},
        {"character": {"type": {}, "avatar_id": [1], "offset": "x"}, "voice": {"type": "text", "input_text": ["x"]}},
        {"background": {"type": "image", "image_asset_id": {"a": 1}, "url": 5}}, {"voice": None},
    ],
)  # fmt: skip
def test_it_opens_and_mends_a_scene_that_was_kept_in_an_odd_shape(
    alice: User, scene: Scene, odd: dict[str, Any]
) -> None:
    Scene.objects.filter(pk=scene.pk).update(document=odd)
    client, video = as_(alice), f"/videos/{scene.video_id}"
    for path in (f"{video}/edit/", f"/scenes/{scene.pk}/measured/", "/"):
        assert client.get(path).status_code == 200, path
    picture = client.get(f"{video}/still/0.jpg")
    assert b"".join(picture)
    assert picture.status_code in (200, 422)
    assert client.post(f"{video}/generate/").status_code == 422
    assert client.post(f"{video}/scenes/", {"after": str(scene.pk)}, headers=HTMX).status_code in (200, 422)
    typed = {"voice.type": "text", "voice.input_text": "Mended.", "voice.voice_id": "nora"}
    reply = client.post(f"/scenes/{scene.pk}/save/", {"version": "1", **typed}, headers=HTMX)
    assert reply.status_code in (200, 422)


def test_it_keeps_no_more_than_anybody_writes(alice: User, scene: Scene) -> None:
    before = scene.document
    long = _save(as_(alice), scene, voice__input_text="x" * 100_001)
    assert long.status_code == 413
    assert "100,000" in long.content.decode()
    wide = json.dumps({**before, "note": "x" * 1_000_001})
    many = json.dumps({**before, "note": [[]] * 1_000})
    for document in (wide, many):
        assert as_(alice).post(f"/scenes/{scene.pk}/save/", {"version": "1", "document": document}).status_code == 413
        put_back = {"position": "0", "document": document}
        assert as_(alice).post(f"/videos/{scene.video_id}/scenes/put-back/", put_back).status_code == 413
    assert scene.video.scenes.count() == 1
    assert _document(scene) == before


def test_how_a_scene_begins_is_told_of_its_beginning_alone() -> None:
    """What is kept of a script is twenty times what can be said; a page asks it of fifty."""
    voice = {"type": "text", "input_text": "x<break>" * 12_000}
    began = time.process_time()
    words = {board.first_words({"voice": voice}) for _ in range(50)}
    assert time.process_time() - began < 1
    assert words == {f"{'x ' * 44}x…"}


def test_it_drops_control_characters_from_scripts_and_keeps_their_lines(alice: User, scene: Scene) -> None:
    _save(as_(alice), scene, voice__input_text="One\0\x07\r\nTwo.", voice__speed="fa\0st", character__avatar_style="\0")
    voice = _document(scene)["voice"]
    assert (voice["input_text"], voice["speed"]) == ("One\nTwo.", "fast")
    kept = json.dumps({**scene.document, "note": "a\0b"})
    as_(alice).post(f"/scenes/{scene.pk}/save/", {"version": "2", "document": kept}, headers=HTMX)
    assert _document(scene)["note"] == "ab"
