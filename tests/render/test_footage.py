"""Clips as cameras, browsers and screen recorders make them: turned, squeezed, late, unsteady, transparent."""

from __future__ import annotations

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from studio.render import media
from studio.render import scene as scenes
from studio.render.conform import conformed
from studio.render.inspect import inspect
from studio.render.layers import video as videos
from studio.render.layers.video import Video
from studio.render.plan import Canvas
from studio.render.spoken import RATE
from studio.render.take import take
from studio.storyboard import parse
from tests.render.boards import board, plan, silence
from tests.render.sounds import heard
from tests.render.test_join import QUIET

STEP = 7


def film(
    path: Path, times: list[float], *, size: tuple[int, int] = (64, 36), turned: int = 0, pixel: Fraction | None = None,
    sound: bool = False,
) -> Path:  # fmt: skip
    """Picture n has brightness 7·n, but for its upper left quarter, which is red. `sound` clicks at 0.5 s."""
    with av.open(str(path), "w") as out:
        stream: Any = out.add_stream("libx264", rate=30, options={"crf": "5"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.sample_aspect_ratio = pixel or Fraction(1, 1)
        if turned:
            stream.set_display_rotation(turned)
        speech: Any = out.add_stream("flac", rate=RATE, layout="mono") if sound else None
        if speech:
            wave = np.zeros((1, RATE), np.int16)
            wave[0, RATE // 2 : RATE // 2 + 480] = 20_000
            frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
            out.mux([*speech.encode(frame), *speech.encode(None)])
        for index, time in enumerate(times):
            grey = np.full((size[1], size[0], 3), index * STEP, np.uint8)
            grey[: size[1] // 2, : size[0] // 2] = 200, 0, 0
            picture = av.VideoFrame.from_ndarray(grey, format="rgb24")
            picture.pts, picture.time_base = round(time * 1000), Fraction(1, 1000)
            out.mux(stream.encode(picture))
        out.mux(stream.encode(None))
    return path


def seen(file: Path, times: list[float], *, fit: str = "cover", play_style: str = "freeze") -> list[np.ndarray]:
    """RGB of these moments of a scene of 10 s before the clip."""
    background = {"type": "video", "video_asset_id": "a", "fit": fit, "play_style": play_style}
    made = plan({"voice": silence(10.0), "background": background}, media={"a": str(file)})
    with ExitStack() as close:
        stage = scenes.stage(made, scenes.score(made), close=close)
        shown = []
        for t in times:
            stage.draw(t)
            shown.append(stage.pixels[..., 2::-1].copy())
    return shown


def numbers(shown: list[np.ndarray]) -> list[int]:
    return [round(float(picture[120, 200].mean()) / STEP) for picture in shown]


@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_it_shows_every_picture_of_a_clip_of_its_own_pace(tmp_path: Path, kind: str) -> None:
    """Matroska rounds the times of 30 pictures a second to milliseconds: 0, 33, 67, 100."""
    file = film(tmp_path / f"a.{kind}", [index / 30 for index in range(20)])
    assert numbers(seen(file, [index / 30 for index in range(20)])) == list(range(20))


@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_it_begins_with_the_first_picture_whatever_its_time(tmp_path: Path, kind: str) -> None:
    file = film(tmp_path / f"a.{kind}", [3 + index / 10 for index in range(20)])
    with media.opened(file, path="file") as container:
        assert media.clip_seconds(container, path="file") == pytest.approx(2, abs=0.1)
    assert numbers(seen(file, [0, 0.5, 1.5, 5])) == [0, 5, 15, 19]
    assert (seen(file, [2.5], play_style="once")[0] == (0xF6, 0xF6, 0xFC)).all()


def test_it_turns_clips_upright(tmp_path: Path) -> None:
    """A telephone held upright films lying down, and says so: what was filmed upper left is seen upper right."""
    file = film(tmp_path / "a.mp4", [index / 10 for index in range(10)], turned=-90)
    (shown,) = seen(file, [0.5], fit="contain")
    red = (shown[..., 0] > 150) & (shown[..., 1] < 80)
    rows, columns = np.nonzero(red)
    assert columns.min() > 123
    assert rows.max() < 76
    free = (shown == (0xF6, 0xF6, 0xFC)).all(axis=2).mean()
    assert free == pytest.approx(1 - 144 * 36 / 64 / 256, abs=0.02)
    assert inspect({"file": str(file), "kind": "clip"}, tmp_path)["width"] == 36


def test_it_knows_pixels_that_are_not_square(tmp_path: Path) -> None:
    file = film(tmp_path / "a.mp4", [index / 10 for index in range(10)], size=(64, 72), pixel=Fraction(2, 1))
    (shown,) = seen(file, [0.5], fit="contain")
    assert (shown != (0xF6, 0xF6, 0xFC)).any(axis=2).mean() > 0.98
    found = inspect({"file": str(file), "kind": "mp4"}, tmp_path)
    assert (found["width"], found["height"]) == (128, 72)


def test_it_makes_an_mp4_of_what_was_filmed_upright(tmp_path: Path) -> None:
    file = film(tmp_path / "a.mp4", [index / 10 for index in range(10)], turned=-90)
    found = inspect({"file": str(file), "kind": "mp4"}, tmp_path)
    assert (found["width"], found["height"]) == (36, 64)
    with av.open(str(tmp_path / "made.mp4")) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert picture[8, 27].tolist() == pytest.approx([200, 0, 0], abs=12)
    assert picture[8, 9].tolist() == pytest.approx([0, 0, 0], abs=12)


def test_it_does_not_look_anew_for_a_picture_that_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen recording has a picture only where something changes."""
    file, looked = film(tmp_path / "a.mp4", [0, 0.1, 9, 18, 27]), list[float]()
    seek = Video._seek
    monkeypatch.setattr(videos.Video, "_seek", lambda self, moment: (looked.append(moment), seek(self, moment))[1])
    assert numbers(seen(file, [index / 5 for index in range(50)])) == [0] + [1] * 44 + [2] * 5
    assert looked == [0]


def test_it_shows_a_transparent_clip_before_the_usual_ground(tmp_path: Path) -> None:
    """What lies under the transparent parts of a WebM is anything at all."""
    document = board({"voice": silence(1.0), "character": {"type": "avatar", "avatar_id": "maya", "scale": 0.5}},
                     output_format="webm")  # fmt: skip
    take(parse(document), 0, tmp_path, media={}, height=None, progress=QUIET)
    (shown,) = seen(tmp_path / "segment.mkv", [0.2])
    assert (np.abs(shown[:20].astype(int) - (0xF6, 0xF6, 0xFC)) < 4).all()
    assert (np.abs(shown.astype(int) - (0xF6, 0xF6, 0xFC)) > 40).any()


def test_sound_stays_with_pictures_that_begin_later(tmp_path: Path) -> None:
    """A browser's recorder hears before it sees. The click belongs to the picture 0.2 s after the first one."""
    file = film(tmp_path / "a.mkv", [0.3 + index / 10 for index in range(10)], sound=True)
    with conformed(file, Canvas(64, 36, 25), path="file", spare=tmp_path) as made:
        click = np.argmax(np.abs(heard(made)) > 0.3) / RATE
    assert click == pytest.approx(0.2, abs=0.02)
