"""AI avatars, both versions, as programs written for Creatify use them."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest

from studio.actions.casting import stable_uuid
from studio.models import ApiKey, Delivery, Job, Render
from tests import people
from tests.api.creatify.asking import FORM, get, lasting, post

pytestmark = pytest.mark.django_db
MAYA, PAUL = str(stable_uuid("avatar", "maya")), str(stable_uuid("voice", "paul"))
V1 = {
    "id", "output", "video_thumbnail", "aspect_ratio", "created_at", "updated_at", "credits_used", "duration",
    "progress", "failed_reason", "media_job", "status", "is_hidden", "audio_url", "preview", "editor_url",
    "preview_audio", "name", "text", "creator", "model_version", "green_screen", "transparent_background",
    "webhook_url", "accent", "no_caption", "no_music", "caption_style", "caption_offset_x", "caption_offset_y",
}  # fmt: skip
V2 = {
    "id", "output", "video_thumbnail", "created_at", "updated_at", "credits_used", "duration", "progress",
    "failed_reason", "status", "preview", "editor_url", "aspect_ratio", "video_inputs", "name", "media_job",
    "webhook_url", "model_version",
}  # fmt: skip
"""The contract's members."""
INPUT: dict[str, Any] = {
    "character": {"type": "avatar", "avatar_id": MAYA, "offset": {"x": 0.1, "y": 0.2}, "scale": 0.8,
                  "avatar_style": "circle", "hidden": False},
    "voice": {"type": "text", "input_text": "Hello there.", "voice_id": PAUL, "duration": 50.5, "volume": 0.8},
    "background": {"type": "color", "value": "#00aa00ff"},
    "caption_setting": {"style": "normal-black", "offset": {"x": 0, "y": 0.4}, "font_family": "Montserrat",
                        "font_size": 70, "font_style": None, "background_color": None, "hidden": False},
    "transition_effect": {"transition_in": None, "transition_out": None},
    "visual_style": "FullAvatar",
}  # fmt: skip
SILENCE: dict[str, Any] = {"character": {}, "voice": {"type": "silence", "duration": 2}, "background": None}


def ordered(key: ApiKey, path: str = "lipsyncs/", **body: Any) -> dict[str, Any]:
    base = {"text": "Hello there.", "creator": MAYA} if "v2" not in path else {"video_inputs": [INPUT]}
    answer = post(path, key, {**base, **body})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def storyboard() -> dict[str, Any]:
    return dict(Render.objects.latest("created_at").storyboard)


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_text_becomes_a_video(key: ApiKey, slash: str) -> None:
    job = ordered(key, f"lipsyncs{slash}", accent=PAUL, aspect_ratio="16:9")
    assert set(job) >= V1
    assert (job["status"], job["output"], job["failed_reason"], job["progress"]) == ("pending", None, None, "0")
    assert (job["aspect_ratio"], job["no_caption"], job["no_music"], job["text"]) == (
        "16x9",
        True,
        True,
        "Hello there.",
    )
    board = storyboard()
    assert (board["dimension"], board["scenes"][0]["voice"]["voice_id"]) == ({"width": 1920, "height": 1080}, "paul")
    assert board.get("caption_mode") is None
    people.made(Render.objects.get())
    done = get(f"lipsyncs/{job['id']}{slash}", key).json()
    assert set(done) >= V1
    assert (done["status"], done["progress"], done["duration"]) == ("done", "1", 2)
    assert done["output"].startswith("http://testserver/files/")
    assert done["video_thumbnail"].endswith(".jpg")
    (listed,) = get(f"lipsyncs{slash}?ids={job['id']}", key).json()
    assert lasting(listed) == lasting(done)


def test_what_a_lipsync_may_say_is_done(key: ApiKey) -> None:
    ordered(key, no_caption=False, caption_style="bold", caption_offset_x="0.1", caption_offset_y="-0.25",
            green_screen="true", name="Mine", aspect_ratio="1x1")  # fmt: skip
    board = storyboard()
    assert (board["title"], board["caption_mode"], board["dimension"]["height"]) == ("Mine", "burn_in", 1080)
    assert board["subtitles"]["preset_name"] == "bold"
    assert board["subtitles"]["position"] == {"x": 108.0, "y": 270.0}
    assert board["scenes"][0]["background"]["value"] == "#00ff00"
    ordered(key, transparent_background=True)
    assert storyboard()["output_format"] == "webm"


def test_a_long_text_goes_on_in_a_second_scene(key: ApiKey) -> None:
    ordered(key, text="One more sentence here. " * 250)
    said = [scene["voice"]["input_text"] for scene in storyboard()["scenes"]]
    assert len(said) == 2
    assert all(text.strip().endswith(".") for text in said)


def test_a_form_is_as_good(key: ApiKey) -> None:
    fields = {"text": "Hi.", "creator": MAYA, "no_caption": "false", "green_screen": "", "accent": ""}
    job = post("lipsyncs", key, urlencode(fields).encode(), mime=FORM).json()
    assert (job["no_caption"], job["green_screen"], job["accent"]) == (False, False, None)


@pytest.mark.parametrize(
    ("body", "field", "part"),
    [
        ({"no_caption": False, "caption_style": " "}, "caption_style", "Choose a subtitle preset."),
        ({"text": None}, "text", "This field is required."),
        ({"text": " "}, "text", "This field may not be blank."),
        ({"text": "x" * 8001}, "text", "no more than 8000 characters"),
        ({"creator": None}, "creator", "This field is required."),
        ({"creator": str(uuid.uuid4())}, "creator", "does not exist"),
        ({"accent": str(uuid.uuid4())}, "accent", "does not exist"),
        ({"aspect_ratio": "4:5"}, "aspect_ratio", '"4x5" is not a valid choice'),
        ({"aspect_ratio": 916}, "aspect_ratio", "is not a valid choice"),
        ({"audio": "a.mp3"}, "audio", "Enter a valid URL."),
        ({"caption_offset_x": "far"}, "caption_offset_x", "A valid number is required."),
        ({"caption_offset_y": 0.6}, "caption_offset_y", "between -0.5 and 0.5"),
        ({"no_caption": "perhaps"}, "no_caption", "Must be a valid boolean."),
        ({"text": "<break time='99s'/>Hi."}, "text", "pause"),
    ],
)
def test_it_refuses_by_field(key: ApiKey, body: dict[str, Any], field: str, part: str) -> None:
    answer = post("lipsyncs/", key, {"text": "Hi.", "creator": MAYA, **body})
    assert (answer.status_code, set(answer.json())) == (400, {field}), answer.content
    assert part in answer.json()[field][0]
    assert not Job.objects.exists()


@pytest.mark.parametrize("slash", ["", "/"])
def test_scenes_become_a_video(key: ApiKey, slash: str) -> None:
    job = ordered(key, f"lipsyncs_v2{slash}", video_inputs=[INPUT, SILENCE], aspect_ratio="9x16", name=None)
    assert set(job) == V2 | {"is_hidden"}
    assert (job["video_inputs"], job["status"], job["progress"]) == ([INPUT, SILENCE], "pending", "0")
    board = storyboard()
    first, second = board["scenes"]
    assert first["character"]["avatar_id"] == "maya"
    assert (first["character"]["avatar_style"], first["character"]["scale"]) == ("circle", 0.8)
    assert first["character"]["offset"] == {"x": 0.1, "y": -0.2}
    assert (first["voice"]["voice_id"], first["voice"]["input_text"]) == ("paul", "Hello there.")
    assert first["background"] == {"type": "color", "value": "#00aa00"}
    assert second["voice"] == {"type": "silence", "duration": 2.0}
    assert "character" not in second
    assert board["subtitles"]["font_size"] == 70
    assert board["subtitles"]["position"] == {"x": 0.0, "y": -768.0}
    people.made(Render.objects.get())
    done = get(f"lipsyncs_v2/{job['id']}{slash}", key).json()
    assert set(done) == V2 | {"is_hidden", "word_alignments"}
    assert (done["status"], bool(done["output"]), done["word_alignments"]) == ("done", True, [])
    assert "word_alignments" not in get(f"lipsyncs_v2{slash}", key).json()[0]


def test_it_tells_when_each_word_is_said(key: ApiKey) -> None:
    job = ordered(key, "lipsyncs_v2/", video_inputs=[INPUT, INPUT])
    render = people.made(Render.objects.get())
    for take in render.takes.all():
        take.result = {"duration": 1.5, "words": [["Hello", 0.1, 0.4]]}
        take.save()
    assert get(f"lipsyncs_v2/{job['id']}/", key).json()["word_alignments"] == [
        {"start": 0.1, "duration": 0.3, "text": "Hello"}, {"start": 1.6, "duration": 0.3, "text": "Hello"},
    ]  # fmt: skip


def test_a_hidden_character_and_hidden_captions_are_left_out(key: ApiKey) -> None:
    hidden = {**INPUT, "character": {"hidden": True}, "caption_setting": {"hidden": True}}
    hidden["voice"] = {"type": "text", "input_text": "Only a voice."}
    ordered(key, "lipsyncs_v2", video_inputs=[hidden])
    board = storyboard()
    assert "character" not in board["scenes"][0]
    assert "subtitles" not in board


@pytest.mark.parametrize("family", ["lipsyncs", "lipsyncs_v2"])
@pytest.mark.parametrize("preview", ["preview", "preview_async"])
def test_a_preview_is_rendered_later(key: ApiKey, other: ApiKey, family: str, preview: str) -> None:
    job = ordered(key, f"{family}/{preview}/", webhook_url="https://example.org/hook")
    assert (Render.objects.get().kind, job["status"]) == ("draft", "pending")
    people.made(Render.objects.get())
    seen = get(f"{family}/{job['id']}/", key).json()
    assert (seen["status"], seen["output"], bool(seen["preview"])) == ("done", None, True)
    assert post(f"{family}/{job['id']}/render/", other).status_code == 404
    assert post(f"{family}/{job['id']}/render/", key).json()["status"] == "pending"
    people.made(Render.objects.get(kind="final"))
    assert get(f"{family}/{job['id']}", key).json()["output"]
    told = [json.loads(each.body) for each in Delivery.objects.order_by("created_at")]
    assert [(each["status"], bool(each["output"])) for each in told] == [("done", False), ("done", True)]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"video_inputs": None}, "This field is required."),
        ({"video_inputs": []}, "may not be empty"),
        ({"video_inputs": [INPUT] * 51}, "no more than 50"),
        ({"video_inputs": "scene"}, "Expected a list"),
        ({"video_inputs": [7]}, "0: Expected a dictionary"),
        ({"video_inputs": [{"character": INPUT["character"]}]}, "0.voice: This field is required."),
        ({"video_inputs": [{**INPUT, "character": {"avatar_id": "x"}}]}, '0.character.avatar_id: Invalid pk "x"'),
        ({"video_inputs": [{**INPUT, "voice": {"type": "text"}}]}, "0.voice.input_text: This field is required."),
        ({"video_inputs": [{**INPUT, "voice": {"input_text": "Hi.", "voice_id": "x"}}]}, "0.voice.voice_id: Invalid"),
        ({"video_inputs": [{**INPUT, "voice": {"type": "silence", "duration": 101}}]}, "between 1 and 100"),
        ({"video_inputs": [{**INPUT, "background": {"type": "image", "url": "a"}}]}, "0.background.url: Enter a valid"),
        ({"video_inputs": [{**INPUT, "background": {"type": "color", "value": "red"}}]}, "0.background.value:"),
        ({"video_inputs": [{**INPUT, "background": {"type": "color", "color": "red"}}]}, "0.background.color:"),
        ({"video_inputs": [{**INPUT, "caption_setting": {"style": " "}}]}, "caption_setting.style:"),
        ({"video_inputs": [SILENCE, {**INPUT, "voice": {"input_text": "<break time='99s'/>Hi."}}]}, "1.voice.input"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_it_refuses_scenes_by_place(key: ApiKey, change: dict[str, Any], part: str) -> None:
    answer = post("lipsyncs_v2/", key, {"video_inputs": [INPUT], **change})
    assert (answer.status_code, set(answer.json())) == (400, {"video_inputs"}), answer.content
    assert part in answer.json()["video_inputs"][0]
    assert not Job.objects.exists()


@pytest.mark.parametrize("write", [str.upper, lambda name: name.replace("-", "")])
def test_ids_may_be_written_otherwise(key: ApiKey, write: Any) -> None:
    """As programs write them that keep them as UUIDs, and not as texts."""
    job = ordered(key, creator=write(MAYA), accent=write(PAUL))["id"]
    two = ordered(key, "lipsyncs_v2/", video_inputs=[{**INPUT, "character": {"avatar_id": write(MAYA)}}])["id"]
    assert get(f"lipsyncs/{write(job)}/", key).json()["id"] == job
    assert get(f"lipsyncs_v2/{write(two)}/", key).json()["id"] == two
    assert [each["id"] for each in get(f"lipsyncs/?ids={write(job)}", key).json()] == [job]
    assert post(f"lipsyncs/{write(job)}/render/", key).status_code == 400
    assert get(f"personas/{write(MAYA)}/", key).json()["id"] == MAYA


def test_it_refuses_music_by_its_field(key: ApiKey) -> None:
    answer = post("lipsyncs_v2/", key, {"video_inputs": [INPUT], "background_music": {"url": "a", "volume": 2}})
    assert answer.json() == {
        "background_music": ["url: Enter a valid URL.", "volume: Ensure this value is between 0 and 1."]
    }  # fmt: skip


def test_it_tells_another_team_nothing(key: ApiKey, other: ApiKey) -> None:
    for family in ("lipsyncs", "lipsyncs_v2"):
        job = ordered(key, family)["id"]
        assert get(f"{family}/{job}", other).json() == {"detail": "Not found."}
        assert get(family, other).json() == []
    assert get(f"lipsyncs/{job}", key).status_code == 404
