"""GIFs of finished videos: short, small, looping, and white where nothing is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image, ImageSequence

from studio.errors import BadInput
from studio.render.__main__ import _parser
from studio.render.preview import preview
from tests.render.boards import clip, picture
from tests.render.test_webm import drawn


def shown(path: Path) -> list[Image.Image]:
    with Image.open(path) as gif:
        return [frame.convert("RGB") for frame in ImageSequence.Iterator(gif)]


def test_it_makes_a_small_looping_gif_of_the_first_seconds(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", frames=50, fps=5, size=(720, 640))
    preview(film, tmp_path / "out.gif")
    with Image.open(tmp_path / "out.gif") as gif:
        assert (gif.size, gif.info["loop"]) == ((480, 426), 0)
        lengths = [frame.info["duration"] for frame in ImageSequence.Iterator(gif)]
    assert len(lengths) == 30
    assert sum(lengths[:-1]) == pytest.approx(5800, abs=80)
    assert shown(tmp_path / "out.gif")[20].getpixel((5, 5))[0] == pytest.approx(20 * 5, abs=8)


def test_it_keeps_the_size_and_length_of_a_small_short_video(tmp_path: Path) -> None:
    preview(clip(tmp_path / "film.mp4", frames=10, fps=10), tmp_path / "out.gif")
    frames = shown(tmp_path / "out.gif")
    assert (len(frames), frames[0].size) == (10, (64, 36))


def test_it_is_white_where_the_video_is_transparent(tmp_path: Path) -> None:
    preview(drawn(tmp_path / "film.mkv", frames=5), tmp_path / "out.gif")
    last = shown(tmp_path / "out.gif")[-1]
    assert min(last.getpixel((2, 2))) > 245
    assert last.getpixel((80, 64)) == pytest.approx((220, 0, 0), abs=12)


def test_it_takes_a_job_and_leaves_a_result(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", frames=5, fps=25)
    (tmp_path / "job.json").write_text(json.dumps({"video": str(film)}))
    preview(tmp_path / "job.json", tmp_path)
    assert json.loads((tmp_path / "result.json").read_text()) == {"file": "preview.gif", "frames": 3}
    assert len(shown(tmp_path / "preview.gif")) == 3
    assert _parser().parse_args(["preview", "a.mp4", "b.gif"]).out == Path("b.gif")


def test_it_refuses_what_is_no_video(tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_bytes(bytes(range(256)) * 9)
    for bad in (tmp_path / "bad.mp4", tmp_path / "gone.mp4", picture(tmp_path / "a.png")):
        with pytest.raises(BadInput) as refused:
            preview(bad, tmp_path / "out.gif")
        assert list(refused.value.problems) == ["video"]
