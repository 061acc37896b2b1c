"""A scene drawn by several processes is the scene that one draws, whatever happens to the others."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import av
import pytest
from av.video.reformatter import VideoReformatter

from studio.render import cores, pieces, video
from studio.render import scene as scenes
from studio.render.cores import AtWork, Core
from studio.render.pieces import Pieces
from studio.render.progress import Progress
from tests.render import boards

SIZE = {"width": 128, "height": 228}
LONG = "Piece by piece it is drawn, and nobody will ever see where one of them ends and the next one begins. " * 2


@pytest.fixture
def processors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets how many processors there are, none of which is at work for anybody else."""
    monkeypatch.setattr(cores, "_folder", lambda: tmp_path)
    return lambda number: monkeypatch.setattr(cores, "count", lambda: number)


def drawn(folder: Path, *, scene: dict[str, Any], media: dict[str, str] | None = None,
          tell: Callable[[Pieces, float], None] = lambda pieces, done: None) -> list[bytes]:  # fmt: skip
    plan = boards.plan(scene, dimension=SIZE, caption=True, media=media)
    folder.mkdir()
    with ExitStack() as close:
        at_work = close.enter_context(AtWork())
        heard = scenes.score(plan)
        stage = scenes.stage(plan, heard, close=close)
        pieces = Pieces(stage, plan, heard.frames, folder, kind=".mp4", at_work=at_work)
        files = pieces.draw(lambda done: tell(pieces, done))
    return [file.read_bytes() for file in files]


def speaking(text: str = LONG, **more: Any) -> dict[str, Any]:
    return {"character": boards.avatar("kofi"), "voice": boards.text(text), **more}


def test_it_draws_the_same_bytes_however_many_help(tmp_path: Path, processors: Callable[[int], None]) -> None:
    media = {"c": str(boards.clip(tmp_path / "c.mp4"))}
    behind = {"background": {"type": "video", "video_asset_id": "c", "play_style": "loop"}}
    found = []
    for number in (1, 3):
        processors(number)
        most = [0]

        def count(pieces: Pieces, done: float, most: list[int] = most) -> None:
            most[0] = max(most[0], len(pieces._helpers))

        found.append(drawn(tmp_path / str(number), scene=speaking(**behind), media=media, tell=count))
        assert most[0] == number - 1
    assert len(found[0]) >= 3
    assert found[0] == found[1]


def test_it_draws_the_piece_of_a_helper_that_was_killed(tmp_path: Path, processors: Callable[[int], None]) -> None:
    processors(1)
    alone = drawn(tmp_path / "alone", scene=speaking())
    processors(3)
    killed = []

    def kill(pieces: Pieces, done: float) -> None:
        if pieces._helpers and not killed:
            os.kill(pieces._helpers[0], signal.SIGSTOP)  # so that it hasn't drawn its piece yet
            time.sleep(0.2)
            os.kill(pieces._helpers[0], signal.SIGKILL)
            killed.append(pieces._helpers[0])

    assert drawn(tmp_path / "helped", scene=speaking(), tell=kill) == alone
    assert killed


def test_it_draws_the_piece_of_a_helper_that_stands_still(
    tmp_path: Path, processors: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    processors(1)
    alone = drawn(tmp_path / "alone", scene=speaking())
    processors(2)
    monkeypatch.setattr(pieces, "STALLED", 1.0)
    stopped: list[int] = []

    def stop(pieces: Pieces, done: float) -> None:
        if pieces._helpers and not stopped:
            stopped.extend(pieces._helpers)
            os.kill(stopped[0], signal.SIGSTOP)

    assert drawn(tmp_path / "helped", scene=speaking(), tell=stop) == alone
    with pytest.raises(ProcessLookupError):
        os.kill(stopped[0], 0)


@pytest.fixture
def in_time() -> Iterator[None]:
    """What waits for ever fails after a minute."""

    def late(number: int, frame: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    yield
    signal.alarm(0)


@pytest.mark.usefixtures("in_time")
def test_a_helper_leaves_its_parents_garbage_alone(tmp_path: Path, processors: Callable[[int], None]) -> None:
    """A converter's threads aren't forked: who frees it in the child waits for them for ever."""
    processors(1)
    alone = drawn(tmp_path / "alone", scene=speaking())
    processors(2)

    def litter(pieces: Pieces, done: float) -> None:
        converter: list[Any] = [VideoReformatter()]
        converter[0].reformat(av.VideoFrame(640, 360, "yuv420p"), format="rgba", threads=2)
        converter.append(converter)  # only the garbage collector will find it

    assert drawn(tmp_path / "helped", scene=speaking(), tell=litter) == alone


@pytest.mark.usefixtures("in_time")
def test_a_helper_that_comes_later_draws_the_clip_behind_too(tmp_path: Path, processors: Callable[[int], None]) -> None:
    media = {"c": str(boards.clip(tmp_path / "c.mp4"))}
    scene = speaking(background={"type": "video", "video_asset_id": "c", "play_style": "loop"})
    processors(1)
    alone = drawn(tmp_path / "alone", scene=scene, media=media)
    helped = []

    def freed(pieces: Pieces, done: float) -> None:
        processors(2 if done else 1)
        helped.extend(pieces._helpers)

    assert drawn(tmp_path / "helped", scene=scene, media=media, tell=freed) == alone
    assert helped


def test_it_leaves_no_helper_behind_when_it_is_stopped(tmp_path: Path, processors: Callable[[int], None]) -> None:
    processors(2)
    helpers: list[int] = []

    def stop(pieces: Pieces, done: float) -> None:
        if pieces._helpers:
            helpers.extend(pieces._helpers)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drawn(tmp_path / "stopped", scene=speaking(), tell=stop)
    assert helpers
    with pytest.raises(ProcessLookupError):
        os.kill(helpers[0], 0)
    first, second = Core.free(), Core.free()
    assert first and second, "every processor was given back"
    first.release()
    second.release()


def test_it_starts_nobody_for_a_scene_of_one_piece(tmp_path: Path, processors: Callable[[int], None]) -> None:
    processors(4)
    seen = []
    drawn(tmp_path / "short", scene=speaking("Short."), tell=lambda pieces, done: seen.append(len(pieces._helpers)))
    assert seen and not any(seen)


def test_a_processor_is_free_again_when_whoever_had_it_is_gone(processors: Callable[[int], None]) -> None:
    processors(2)
    held = Core.free()
    assert held
    child = os.fork()
    if not child:
        while not Core.free():  # the parent, looking, has it for a moment
            time.sleep(0.001)
        signal.pause()
    for _ in range(200):
        if not (free := Core.free()):
            break
        free.release()
        time.sleep(0.02)
    assert Core.free() is None
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    again = Core.free()
    assert again
    with again:
        assert Core.free() is None
    held.release()


def test_there_is_no_help_where_the_folder_of_locks_is_somebody_elses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cores.tempfile, "gettempdir", lambda: str(tmp_path))
    (tmp_path / "mine").mkdir()
    (tmp_path / f"understudy-{os.getuid()}").symlink_to(tmp_path / "mine")
    assert Core.free() is None


def test_a_video_has_no_more_processes_than_processors_it_may_use(
    processors: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A container may use two of a machine's sixty-four."""
    engines = list[Mock]()

    def made(attempt: object) -> Mock:
        engines.append(Mock(take=lambda room: iter(())))
        return engines[-1]

    monkeypatch.setattr(video, "Engine", made)
    processors(1)
    with video._drawing({}, 9, tmp_path, Progress(lambda line: None), Mock()):
        assert len(engines) == 1
