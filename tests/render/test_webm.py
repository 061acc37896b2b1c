"""Transparent video: what is seen, what isn't, and that both come through coding and joining."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from studio.render import scene as scenes
from studio.render import webm
from studio.render.join import Segment, join
from studio.render.plan import Canvas, scene_hash
from studio.render.spoken import RATE
from studio.render.still import still
from studio.render.take import take
from studio.storyboard import Storyboard, parse
from tests.render import boards
from tests.render.test_join import QUIET, segment

CANVAS = Canvas(160, 128, 25)


def shades(path: Path) -> list[np.ndarray]:
    """Every frame's red, green, blue and alpha."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgba") for frame in webm.frames(container)]


def disc(shift: int) -> np.ndarray:
    """A red disc with a soft edge on nothing, premultiplied."""
    y, x = np.mgrid[: CANVAS.height, : CANVAS.width]
    alpha = np.clip(30.5 - np.hypot(x - 80 - shift, y - 64), 0, 1)
    return np.dstack([0 * alpha, 0 * alpha, 220 * alpha, 255 * alpha]).round().astype(np.uint8)


def drawn(path: Path, *, frames: int) -> Path:
    picture, everything = webm.Picture(CANVAS), [(0, 0, CANVAS.width, CANVAS.height)]
    sound = np.zeros(frames * RATE // CANVAS.fps, np.float32)
    sound[480:528] = 0.8
    with webm.SegmentWriter(path, CANVAS) as writer:
        writer.sound(sound)
        for index in range(frames):
            picture.update(disc(index), everything)
            writer.frame(picture.frame)
        writer.finish()
    return path


def board(**more: Any) -> dict[str, Any]:
    scene = {
        "character": boards.avatar(),
        "voice": boards.silence(),
        "background": {"type": "color", "value": "#00ff00"},
    }
    return boards.board({**scene, **more}, output_format="webm")


def sized(width: int) -> Storyboard:
    return parse({**board(), "dimension": {"width": width, "height": 128}})


def packets(path: Path) -> list[tuple[bytes, list[bytes]]]:
    """Every picture's colours, and its alpha."""
    with av.open(str(path)) as container:
        return [
            (bytes(packet), [bytes(side) for side in packet.iter_sidedata()])
            for packet in container.demux(video=0)
            if packet.size
        ]


def test_it_divides_colours_by_alpha_and_goes_on_with_them_beside_edges() -> None:
    found = webm.straight(disc(0))
    seen = disc(0)[..., 3] > 16
    assert np.abs(found[seen][:, 2].astype(int) - 220).max() <= 8
    beside = (disc(2)[..., 3] > 0) & ~seen
    assert found[beside][:, 2].min() > 170
    assert not found[0, 0, :3].any()
    assert np.array_equal(found[..., 3], disc(0)[..., 3])


def test_it_shows_no_fringe_over_any_colour(tmp_path: Path) -> None:
    frames = shades(drawn(tmp_path / "a.mkv", frames=3))
    assert len(frames) == 3
    for colour in (0, 255):
        alpha = frames[2][..., 3:] / 255
        shown = frames[2][..., :3] * alpha + colour * (1 - alpha)
        wanted = disc(2)[..., 2::-1] + colour * (1 - disc(2)[..., 3:] / 255)
        assert np.abs(shown - wanted).mean() < 1.5
        assert np.abs(shown - wanted).max() < 60


def test_it_keeps_alpha_when_it_joins_by_copying(tmp_path: Path) -> None:
    one, two = drawn(tmp_path / "1.mkv", frames=7), drawn(tmp_path / "2.mkv", frames=4)
    for name in "ab":
        join(sized(160), [Segment(one), Segment(two)], tmp_path / name, progress=QUIET)
    made = tmp_path / "a" / "video.webm"
    assert made.read_bytes() == (tmp_path / "b" / "video.webm").read_bytes()
    assert packets(made) == packets(one) + packets(two)
    assert all(side for _, side in packets(made))
    for found, shift in zip(shades(made), [*range(7), *range(4)], strict=True):
        assert np.abs(found[..., 3].astype(int) - disc(shift)[..., 3]).mean() < 1
    with Image.open(tmp_path / "a" / "poster.jpg") as poster:
        assert min(poster.getpixel((2, 2))) > 250


def test_it_does_not_drift(tmp_path: Path) -> None:
    parts = [drawn(tmp_path / f"{frames}.mkv", frames=frames) for frames in (3, 5)]
    join(sized(160), [Segment(parts[n % 2]) for n in range(50)], tmp_path, progress=QUIET)
    with av.open(str(tmp_path / "video.webm")) as container:
        times = [packet.pts * packet.time_base for packet in container.demux(video=0) if packet.size]
    assert [round(time * 25) for time in times] == list(range(200))
    with av.open(str(tmp_path / "video.webm")) as container:
        frames = list(container.decode(audio=0))
        wave = np.abs(np.concatenate([frame.to_ndarray()[0] for frame in frames]))
    assert abs(len(wave) / RATE + frames[0].time - 200 / 25) < 1 / 25
    for start in np.cumsum([0, *[(3, 5)[n % 2] for n in range(49)]]):
        at = round((start / 25 - frames[0].time) * RATE)
        assert int(np.argmax(wave[at : at + RATE // 10] > 0.2)) == pytest.approx(500, abs=240)


def test_it_draws_a_scene_without_its_background(tmp_path: Path) -> None:
    result = take(parse(board()), 0, tmp_path, media={}, height=None, progress=QUIET)
    assert (result["file"], result["warnings"]) == ("segment.mkv", [])
    first = shades(tmp_path / "segment.mkv")[0]
    assert first[3, 3, 3] == 0
    assert first[60:140, 110:146, 3].mean() > 200
    red, green, blue = (first[..., index].astype(int) for index in range(3))
    assert not ((green - np.maximum(red, blue) > 40) & (first[..., 3] > 60)).any()


def test_it_keeps_the_disc_behind_a_circle(tmp_path: Path) -> None:
    storyboard = board(character=boards.avatar(avatar_style="circle", circle_background_color="#0000ff"))
    take(parse(storyboard), 0, tmp_path, media={}, height=None, progress=QUIET)
    first = shades(tmp_path / "segment.mkv")[0]
    assert (first[3, 3, 3], first[140, 3, 3]) == (0, 0)
    assert ((first[..., 2] > 200) & (first[..., 0] < 40) & (first[..., 3] > 250)).sum() > 500


def test_it_redraws_only_what_changed_as_if_it_were_all() -> None:
    plan = boards.plan({"character": boards.avatar(), "voice": boards.text()}, output_format="webm")
    heard = scenes.score(plan)
    with ExitStack() as close:
        moving = scenes.stage(plan, heard, close=close)
        for index in range(20):
            moving.draw(index / 25)
        fresh = scenes.stage(plan, heard, close=close)
        fresh.draw(19 / 25)
    assert np.array_equal(moving.pixels, fresh.pixels)
    assert (moving.pixels[..., :3].max(axis=2) <= moving.pixels[..., 3]).all()


def test_it_names_transparent_segments_differently_and_music_not_at_all() -> None:
    clear, plain = board(), board() | {"output_format": "mp4"}
    assert scene_hash(clear, 0, {}, None) != scene_hash(plain, 0, {}, None)
    assert scene_hash(plain | {"music": {"audio_asset_id": "a"}}, 0, {}, None) == scene_hash(plain, 0, {}, None)


def test_it_encodes_anew_what_has_another_size(tmp_path: Path) -> None:
    result = join(sized(128), [Segment(drawn(tmp_path / "1.mkv", frames=4))], tmp_path, progress=QUIET)
    assert (result["width"], result["height"]) == (128, 128)
    third = shades(tmp_path / "video.webm")[2]
    assert third[2, 2, 3] == 0
    assert third[64, 66] == pytest.approx([220, 0, 0, 255], abs=8)


def test_it_takes_opaque_segments_too(tmp_path: Path) -> None:
    other = segment(tmp_path / "1.mp4", frames=5)
    join(parse(board()), [Segment(other)], tmp_path, progress=QUIET)
    assert shades(tmp_path / "video.webm")[4][..., 3].min() > 250


def test_it_shows_in_a_still_what_will_be_transparent(tmp_path: Path) -> None:
    still(parse(board()), 0, None, height=None, media={}, out=tmp_path / "a.jpg")
    with Image.open(tmp_path / "a.jpg") as picture:
        corner = np.asarray(picture.convert("RGB"))[:24, :24].astype(int)
    dark, light = np.percentile(corner, (25, 75))
    assert (dark, light) == (pytest.approx(231, abs=6), pytest.approx(254, abs=3))
    assert np.ptp(corner, axis=2).max() < 14  # nothing of the green ground
