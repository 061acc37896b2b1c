"""Pictures and lengths: asked for once, never in everybody's way, and told in words when they can't be had."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from studio import storyboard as boards
from studio.actions import previews, remembered
from studio.errors import BadInput, Busy, EngineFailed
from studio.models import Account, Video
from studio.render import scene as scenes
from studio.render.layers.character import motion_of
from studio.render.plan import scene_plan
from tests import people
from tests.render.boards import recording
from tests.storyboards import AVATAR, TEXT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the engine was asked from here on, with nothing known before."""
    previews._lengths.forget()
    previews._pictures.forget()
    found: list[str] = []
    for engine in (previews._measures, previews._stills):
        ask = engine.ask

        def noted(op: str, _ask: Any = ask, **question: Any) -> Any:
            found.append(op)
            return _ask(op, **question)

        monkeypatch.setattr(engine, "ask", noted)
    yield found
    previews._lengths.forget()
    previews._pictures.forget()


def plain(*scripts: str, **top: Any) -> dict[str, Any]:
    document = {**people.storyboard(*scripts), **top}
    return boards.parse(document).plain()


def test_it_checks_from_what_the_page_has_measured(video: Video, asked: list[str]) -> None:
    measured = previews.measure(video)
    assert measured.seconds > 0.5
    assert [text for text, _, _ in measured.words[0]] == ["Hello."]
    storyboard = boards.parse(video.document()).plain()
    assert previews.check(storyboard, paths={}) == measured
    assert asked == ["measure"]


def test_what_a_video_got_wrong_is_found_once_and_not_for_every_scene(video: Video, asked: list[str]) -> None:
    """A list in which everything is wrong takes half a second to look through. Scenes are measured without it."""
    scene = video.document()["scenes"][0]
    wrong = [dict.fromkeys(map(str, range(59)), 1)] * 100
    document = {**video.document(), "pronunciations": wrong, "scenes": [scene] * 50}
    began = time.process_time()
    measured = previews.measure_drawable(video.team, document)
    assert time.process_time() - began < 2
    assert measured.durations == previews.measure(video).durations * 50


def test_it_measures_in_the_videos_own_frames(account: Account, asked: list[str]) -> None:
    video = people.video(account)
    for fps in (25, 30):
        video.setup["fps"] = fps
        seconds = previews.measure(video).seconds
        assert seconds * fps == pytest.approx(round(seconds * fps))
        assert previews.check(plain("Hello.", fps=fps), paths={}).seconds == seconds
    assert len(asked) == 2


def test_it_checks_a_long_video_scene_by_scene(asked: list[str]) -> None:
    """Together the scenes last much longer than one may, and no question is about more than one of them."""
    line = ("Long but allowed, and said in words of its own: number {}. " * 90)[:4900]
    quiet = [{"voice": {"type": "silence", "duration": 100.0 - index}} for index in range(36)]
    storyboard = plain(*(line.replace("{}", str(index)) for index in range(2)))
    storyboard["scenes"] += plain(scenes=quiet)["scenes"]
    assert previews.check(storyboard, paths={}).seconds > 3000
    assert asked == ["measure"] * 38


def test_it_tells_every_problem_by_its_place(asked: list[str]) -> None:
    storyboard = plain("One.", "...?!", "Three.", "9 " * 2500)
    storyboard["scenes"][0]["character"]["avatar_id"] = "nobody"
    storyboard["scenes"][3]["voice"]["speed"] = 0.5
    storyboard["scenes"][2]["background"] = {"type": "image", "image_asset_id": "gone"}
    with pytest.raises(BadInput) as refused:
        previews.check(storyboard, paths={})
    assert list(refused.value.problems) == [
        "scenes.0.character.avatar_id", "scenes.1.voice.input_text", "scenes.2.background.image_asset_id",
        "scenes.3.voice.input_text",
    ]  # fmt: skip
    assert "longer than 20 minutes" in refused.value.problems["scenes.3.voice.input_text"]


def test_it_remembers_refusals_and_failures(
    account: Account, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert previews.measure(people.video(account, scripts=("...?!",))).seconds == 0
    assert previews.measure(people.video(account, scripts=("...?!",))).seconds == 0
    assert len(asked) == 1
    monkeypatch.setattr(previews, "_limit", lambda scene: 0.001)
    slow = people.video(account, scripts=("Too slow for this server. " * 8, "Me too. " * 12))
    for _ in range(3):
        assert previews.measure(slow).seconds == 0
    assert len(asked) == 3, "each was tried once"
    with pytest.raises(Busy, match="too slow") as refused:
        previews.check(plain("Too slow for this server. " * 8), paths={})
    assert refused.value.status == 503
    monkeypatch.undo()
    monkeypatch.setattr(previews._lengths, "_clock", lambda: time.monotonic() + remembered.FAILED)
    assert previews.measure(slow).seconds > 0, "a while later it is tried again"


def test_it_hears_a_file_again_when_it_changed(tmp_path: Path, asked: list[str]) -> None:
    file = recording(tmp_path / "a.wav", seconds=2.0)
    storyboard = {"scenes": [{"voice": {"type": "audio", "audio_asset_id": "a"}}]}
    assert previews.check(storyboard, paths={"a": str(file)}).seconds == pytest.approx(2.0, abs=0.05)
    recording(file, seconds=3.0)
    os.utime(file, (1, 1))
    assert previews.check(storyboard, paths={"a": str(file)}).seconds == pytest.approx(3.0, abs=0.05)


def test_it_draws_while_somebody_measures(video: Video, asked: list[str]) -> None:
    """And who would wait for the other measure is told so, after a moment."""
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with previews._measures.turn():
            held.set()
            release.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    try:
        assert previews.still(video, scene=0, at=0.36, height=100).exists()
        began = time.monotonic()
        with pytest.raises(Busy, match="in a moment"):
            previews.measure(video)
        assert 1 < time.monotonic() - began < 20
    finally:
        release.set()
        thread.join()
    assert previews.measure(video).seconds > 0


def test_it_goes_on_where_a_page_ran_out_of_time(account: Account, asked: list[str], monkeypatch: Any) -> None:
    video = people.video(account, scripts=tuple(f"Scene number {index}. " * 60 for index in range(8)))
    previews.measure(people.video(account, scripts=("The engine is warm.",)))
    monkeypatch.setattr(previews, "PATIENCE", 0.1)
    pages = 0
    while True:
        pages += 1
        try:
            assert min(previews.measure(video).durations) > 0
            break
        except Busy as busy:
            assert "being measured" in str(busy)
            assert pages < 50
    assert pages > 1
    assert len(asked) == 9


def test_it_draws_one_picture_for_one_frame_and_few_sizes(video: Video, asked: list[str]) -> None:
    first = previews.still(video, scene=0, at=0.2, height=161)
    assert first == previews.still(video, scene=0, at=0.2049, height=239)
    assert first != previews.still(video, scene=0, at=0.24, height=239)
    with Image.open(first) as picture:
        assert picture.size == (136, 240)
    assert len(asked) == 2
    assert previews.still(video, scene=0, at=99_999.0, height=100) == previews.still(video, scene=0, at=1e9, height=70)


def test_it_shows_the_calmest_moment(video: Video, asked: list[str]) -> None:
    calm = previews.still(video, scene=0, height=100)
    assert calm == previews.still(video, scene=0, at=None, height=100)
    assert calm != previews.still(video, scene=0, at=0.0, height=100)


def test_nobody_blinks_where_seeing_is_asked_for(video: Video, asked: list[str]) -> None:
    made = scene_plan(boards.parse(video.document()), 0, media={})
    heard, character = scenes.timing(made), made.scene.character
    assert isinstance(character, boards.AvatarCharacter)
    moving = motion_of(character, heard.spoken, duration=heard.duration)
    shut_at = next(frame / heard.fps for frame in range(heard.frames) if moving.pose_at(frame / heard.fps).blink > 0.9)
    shut = previews.still(video, scene=0, at=shut_at, height=360)
    seeing = previews.still(video, scene=0, at=shut_at, seeing=True, height=360)
    assert shut.read_bytes() != seeing.read_bytes() and len(asked) == 2
    found = moving.seeing_moment(shut_at, fps=heard.fps)
    assert seeing.read_bytes() == previews.still(video, scene=0, at=found, height=360).read_bytes()


def test_it_says_so_when_the_disk_cannot_be_written(video: Video, settings: Any, tmp_path: Path, asked: Any) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "cache").write_text("a file where a folder should be")
    for ask in (lambda: previews.still(video, scene=0), lambda: previews.avatar_picture("maya")):
        with pytest.raises(EngineFailed, match="The server's disk can't be written"):
            ask()
    assert previews.measure(video).seconds > 0, "needs no disk"


def test_it_is_not_held_up_by_pauses(account: Account) -> None:
    storyboard = {"scenes": [{"character": AVATAR, "voice": {**TEXT, "input_text": 'hi<break time="30s"/>' * 240}}]}
    with pytest.raises(BadInput, match="Shorten the"):
        previews.check(storyboard, paths={})


def test_it_does_not_draw_again_what_took_too_long(video: Video, asked: list[str], monkeypatch: Any) -> None:
    previews._stills.close()  # a new engine takes half a second before it can answer
    monkeypatch.setattr(previews._stills, "_limit", 0.001)
    for _ in range(3):
        with pytest.raises(Busy, match="too slow"):
            previews.still(video, scene=0, at=0.44, height=100)
    assert asked == ["still"]
    monkeypatch.undo()
    previews._pictures.forget()
    assert previews.still(video, scene=0, at=0.44, height=100).exists()


@pytest.mark.parametrize("name", ["maya", "leila", "arjun"])
def test_it_shows_half_a_body_and_not_a_small_figure(name: str) -> None:
    with Image.open(previews.avatar_picture(name, height=360)) as picture:
        assert picture.size == (288, 360)
        ground = picture.getpixel((4, 100))
        seen = ImageChops.difference(picture, Image.new("RGB", picture.size, ground)).convert("L")
        left, top, right, bottom = seen.point(lambda far: 255 if far > 48 else 0).getbbox()
    assert 0.06 < top / 360 < 0.14
    assert (right - left) / 288 > 0.6
    assert bottom == 360
