"""Opening other people's files: only the kinds allowed, only within bounds, only whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import BadInput
from studio.render import media
from studio.render.encode import Picture, SegmentWriter
from studio.render.pictures import made_anew
from studio.render.plan import Canvas
from studio.render.spoken import RATE
from tests.render.boards import clip, picture, recording

PATH = "scenes.3.background.url"


def length(file: Path) -> float:
    with media.opened(file, path=PATH) as container:
        return media.clip_seconds(container, path=PATH)


def test_it_knows_how_long_a_clip_is(tmp_path: Path) -> None:
    assert length(clip(tmp_path / "a.mp4", frames=30, fps=10)) == pytest.approx(3.0, abs=0.11)


def test_it_refuses_a_clip_cut_off_behind_its_index(tmp_path: Path) -> None:
    canvas = Canvas(320, 240, 25)
    random, pictured = np.random.default_rng(1), Picture(canvas)
    with SegmentWriter(tmp_path / "a.mp4", canvas) as writer:
        writer.sound(np.zeros(RATE, np.float32))
        for _ in range(25):
            pictured.update(random.integers(0, 255, (240, 320, 4), np.uint8), [(0, 0, 320, 240)])
            writer.frame(pictured.frame)
        writer.finish()
    assert length(tmp_path / "a.mp4") == pytest.approx(1.0)
    whole = (tmp_path / "a.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput) as refused:
        length(tmp_path / "cut.mp4")
    assert "cut off" in refused.value.problems[PATH]


def test_it_refuses_sound_where_a_picture_is_needed(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no picture"):
        length(recording(tmp_path / "a.wav"))


@pytest.mark.parametrize(("name", "content"), [
    ("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"),
    ("a.mp4", "ffconcat version 1.0\nfile clip.mp4\n"),
    ("a.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n"),
])  # fmt: skip
def test_it_never_follows_playlists(tmp_path: Path, name: str, content: str) -> None:
    clip(tmp_path / "clip.mp4")
    (tmp_path / name).write_text(content)
    with pytest.raises(BadInput):
        length(tmp_path / name)


def test_it_takes_a_name_for_a_file_and_never_for_a_protocol(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="found"):
        length(Path(f"concat:{clip(tmp_path / 'a.mp4')}"))
    odd = tmp_path / "concat:a|b.mp4"
    odd.write_bytes((tmp_path / "a.mp4").read_bytes())
    assert length(odd) > 0


def test_it_refuses_folders_and_devices(tmp_path: Path) -> None:
    for file in (tmp_path, Path("/dev/zero")):
        with pytest.raises(BadInput, match="found"):
            media.existing(file, path=PATH)


def test_it_reads_pictures_no_larger_than_needed(tmp_path: Path) -> None:
    Image.new("RGB", (3000, 1500)).save(tmp_path / "a.jpg")
    assert media.picture(tmp_path / "a.jpg", path=PATH, side=300).size == (600, 300)
    assert media.picture(picture(tmp_path / "b.png"), path=PATH, side=300).size == (64, 36)


def test_it_reads_greys_of_16_bits(tmp_path: Path) -> None:
    """Scanners write them."""
    greys = np.arange(0, 65_536, 256, dtype=np.uint16).repeat(8).reshape(32, 64)
    Image.fromarray(greys).save(tmp_path / "a.png")
    read = np.asarray(media.picture(tmp_path / "a.png", path=PATH, side=300))
    made, _, _ = made_anew(tmp_path / "a.png", tmp_path, name="This")
    for shown in (read, np.asarray(Image.open(made).convert("RGB"))):
        assert np.abs(shown[..., 0].astype(int) - greys // 256).max() <= 3


def test_it_makes_large_pictures_of_few_colours_smaller_without_steps(tmp_path: Path) -> None:
    Image.effect_noise((8192, 8), 90).point(lambda grey: 255 * (grey > 128)).convert("P").save(tmp_path / "a.png")
    made, width, _ = made_anew(tmp_path / "a.png", tmp_path, name="This")
    assert width == 4096
    greys = np.asarray(Image.open(made).convert("L"))
    assert ((greys > 50) & (greys < 200)).mean() > 0.3


def test_it_refuses_kinds_of_pictures_it_was_not_told_about(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.tiff")
    (tmp_path / "a.tiff").rename(tmp_path / "a.png")
    with pytest.raises(BadInput, match="not a picture"):
        media.picture(tmp_path / "a.png", path=PATH, side=300)


def test_it_refuses_long_recordings(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="longer"):
        media.sound(recording(tmp_path / "a.wav"), path=PATH, seconds_max=1.5)
