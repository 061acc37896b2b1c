"""Files made to harm: refused in words and in no time, or used as what they really hold; the process lives on."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import ExifTags, Image, PngImagePlugin

from studio.errors import BadInput
from studio.providers.child import Warm
from studio.render import media
from studio.render.canvas import skia
from studio.render.encode import open_mp4
from studio.render.inspect import inspect
from studio.render.layers.video import Video
from studio.render.plan import Canvas
from tests.render import boards, hostile

PATH = "file"
SECONDS = 5.0
"""Of processor time, in which everything here must be refused."""


def refusal(kind: str, file: Path) -> str:
    """The sentence with which the engine refuses the file as that kind."""
    begun = time.process_time()
    with pytest.raises(BadInput) as refused:
        if kind == "picture":
            media.picture(file, path=PATH, side=1080)
        else:
            inspect({"file": file, "kind": kind}, file.parent)
    assert time.process_time() - begun < SECONDS
    return refused.value.problems[PATH]


def written(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def cut(path: Path) -> Path:
    """Without its end, where an ordinary MP4 has its table of contents."""
    whole = boards.clip(path, frames=40).read_bytes()
    path.write_bytes(whole[: len(whole) - 600])
    return path


def slow_clip(path: Path) -> Path:
    """Three pictures, each shown for half an hour."""
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=Fraction(1, 1800))
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(3):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")))
        out.mux(stream.encode(None))
    return path


def coded_oddly(path: Path) -> Path:
    """A Matroska in a coding of archives."""
    with av.open(str(path), "w", format="matroska") as out:
        stream = out.add_stream("ffv1", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")))
        out.mux(stream.encode(None))
    return path


def slow_wave(path: Path) -> Path:
    """A WAV of one sample a second: an hour and a half in five kilobytes."""
    body = b"\x80\x90" * 2700
    head = b"WAVEfmt " + (16).to_bytes(4, "little") + b"\1\0\1\0" + (1).to_bytes(4, "little") * 2 + b"\1\0\x08\0"
    chunk = b"data" + len(body).to_bytes(4, "little") + body
    path.write_bytes(b"RIFF" + (len(head) + len(chunk)).to_bytes(4, "little") + head + chunk)
    return path


def chatty_png(path: Path) -> Path:
    """Ninety megabytes of remarks, packed into a hundred kilobytes."""
    said = PngImagePlugin.PngInfo()
    for number in range(90):
        said.add_text(f"remark{number}", "a" * 1_000_000, zip=True)
    Image.new("RGB", (8, 8)).save(path, "PNG", pnginfo=said)
    return path


def slow_jpeg(path: Path) -> Path:
    """Painted over itself a thousand times."""
    out = io.BytesIO()
    Image.new("RGB", (800, 600)).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    last = content[content.rfind(b"\xff\xda") : -2]
    path.write_bytes(content[:-2] + last * 1000 + content[-2:])
    return path


def changing_rate(path: Path) -> Path:
    """An AAC stream whose first frame has another rate than the rest. Found by changing bytes at random."""
    with av.open(str(path), "w", format="adts") as out:
        stream = out.add_stream("aac", rate=48_000, layout="stereo")
        for _ in range(30):
            frame = av.AudioFrame.from_ndarray(np.full((2, 1024), 0.1, np.float32), format="fltp", layout="stereo")
            frame.sample_rate = 48_000
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    content = bytearray(path.read_bytes())
    content[2] = content[2] & 0b11000011 | 4 << 2  # 44,100 Hz in the table of ADTS
    path.write_bytes(bytes(content))
    return path


SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><image href='http://169.254.169.254/'/></svg>"
HLS = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
DASH = b"<?xml version='1.0'?>\n<MPD><BaseURL>http://127.0.0.1/</BaseURL></MPD>"


@pytest.mark.parametrize(("kind", "make", "words"), [
    ("clip", cut, "damaged"),
    ("clip", written(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2"), "damaged"),
    ("clip", slow_clip, "longer than 60 minutes"),
    ("clip", hostile.many_samples, "cut off before its end"),
    ("clip", lambda path: hostile.many_streams(path, 40), "has 40 tracks"),
    ("clip", lambda path: hostile.many_streams(path, 1), "no picture in this file"),
    ("clip", coded_oddly, "can't read what this file is coded in (ffv1)"),
    ("clip", boards.recording, "no picture in this file"),
    ("clip", written(HLS), "This is a playlist"),
    ("clip", written(DASH), "This is a playlist"),
    ("clip", written(b"ffconcat version 1.0\nfile /etc/passwd\n"), "This is a playlist"),
    ("clip", written(SVG), "This is an SVG drawing"),
    ("clip", written(hostile.png(64, 64)), "This is a picture"),
    ("clip", written(hostile.gif(3)), "This is a GIF"),
    ("clip", written(hostile.archive()), "a compressed archive"),
    ("clip", written(b"%PDF-1.7\n" + HLS), "This is a PDF"),
    ("voice", hostile.wav_claim, "cut off before its end"),
    ("voice", slow_wave, "has 1 samples a second"),
    ("voice", boards.clip, "no sound in this file"),
    ("voice", lambda path: boards.picture(path.with_suffix(".png")), "This is a picture"),
    ("recording", changing_rate, "damaged"),
    ("recording", written(b"ID3\4\0\0\0\0\0\0" + b"\0" * 3000), "damaged"),
    ("picture", boards.recording, "This is a recording, not a picture"),
    ("picture", boards.clip, "This is a video, not a picture"),
    ("picture", written(SVG), "This is an SVG drawing, not a picture"),
    ("picture", written(hostile.png(0, 0)), "not a picture"),
    ("picture", written(hostile.png(0, 40)), "not a picture"),
    ("picture", written(hostile.png(30_000, 30_000, b"\0" * 9000)), "too large"),
    ("picture", written(hostile.png(7000, 7000, b"\0" * 9000)), "damaged"),
    ("picture", chatty_png, "damaged"),
    ("picture", slow_jpeg, "made to take minutes to read"),
    ("picture", written(hostile.archive()), "a compressed archive"),
    ("picture", written(b"BM" + b"\0" * 90), "a BMP file"),
])  # fmt: skip
def test_it_refuses_what_was_made_to_harm(tmp_path: Path, kind: str, make: Callable[[Path], Path], words: str) -> None:
    assert words in refusal(kind, make(tmp_path / ("a.wav" if make is boards.recording else "a.mp4")))


@pytest.mark.parametrize(("make", "seconds"), [
    (hostile.long_claim, 1.0),
    (hostile.no_size, 0.3),
    (hostile.with_font, 1.0),
])  # fmt: skip
def test_it_believes_what_is_there_and_no_claim(tmp_path: Path, make: Callable[[Path], Path], seconds: float) -> None:
    """Ten hours, 0 × 0 by the headers; a font along with the picture."""
    found = inspect({"file": make(tmp_path / "a.mp4"), "kind": "clip"}, tmp_path)
    assert found == {"seconds": pytest.approx(seconds, abs=0.11), "width": 64, "height": 36}


def test_it_reads_one_picture_of_a_hundred_thousand(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(hostile.gif(100_000))
    begun = time.process_time()
    assert media.picture(tmp_path / "a.gif", path=PATH, side=100).size == (1, 1)
    assert time.process_time() - begun < 1


def test_it_reads_a_polyglot_as_what_it_begins_with(tmp_path: Path) -> None:
    both = hostile.gif(1) + b"<script>alert(1)</script>" + HLS
    (tmp_path / "a.mp4").write_bytes(both)
    assert media.picture(tmp_path / "a.mp4", path=PATH, side=100).size == (1, 1)
    assert "GIF" in refusal("clip", tmp_path / "a.mp4")


def test_it_reads_tags_of_any_encoding(tmp_path: Path) -> None:
    """As old MP3s have them. Found by changing bytes at random: PyAV takes them for UTF-8 unless told otherwise."""
    with av.open(str(tmp_path / "a.mp3"), "w") as out:
        out.metadata["title"] = "Grusse"
        stream = out.add_stream("libmp3lame", rate=44_100)
        frame = av.AudioFrame.from_ndarray(np.full((1, 44_100), 0.1, np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44_100
        resampler = av.AudioResampler(stream.codec_context.format, "stereo", 44_100, frame_size=1152)
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    content = (tmp_path / "a.mp3").read_bytes()
    assert b"Grusse" in content
    (tmp_path / "a.mp3").write_bytes(content.replace(b"Grusse", b"Gr\xfc\xdfe\xff", 1))
    found = inspect({"file": tmp_path / "a.mp3", "kind": "recording"}, tmp_path)
    assert found["seconds"] == pytest.approx(1.0, abs=0.1)


def test_it_lets_no_picture_grow_behind_its_header(tmp_path: Path) -> None:
    """A stream may change its size at any frame; a decoder is told the most before it opens."""
    with open_mp4(boards.clip(tmp_path / "b.mp4").with_name("c.mp4")):
        pass
    with media.opened(tmp_path / "b.mp4", path=PATH) as container:
        assert int(container.streams.video[0].codec_context.options["max_pixels"]) == media.CLIP_SIDE_MAX**2


def test_it_turns_a_picture_upright_whatever_else_its_camera_remarked(tmp_path: Path) -> None:
    """A text where a number belongs. Found by changing bytes at random: Pillow's own turning fails over it."""
    remarks = Image.Exif()
    remarks[ExifTags.Base.Orientation], remarks[ExifTags.Base.ImageDescription] = 6, "mine"
    out = io.BytesIO()
    Image.new("RGB", (80, 40)).save(out, "JPEG", exif=remarks.tobytes())
    content = out.getvalue()
    assert b"\x01\x0e\0\x02" in content
    (tmp_path / "a.jpg").write_bytes(content.replace(b"\x01\x0e\0\x02", b"\x01\x1e\0\x02"))
    assert media.picture(tmp_path / "a.jpg", path=PATH, side=100).size == (40, 80)
    made = inspect({"file": tmp_path / "a.jpg", "kind": "picture"}, tmp_path)
    assert (made["width"], made["height"], made["made"]) == (40, 80, "picture.jpg")


def odd_colours(path: Path) -> Path:
    """A clip whose table of colours names one that nobody has defined. Found by changing bytes at random."""
    with av.open(str(path), "w", format="mov") as out:
        stream = out.add_stream("prores_ks", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv422p10le"
        out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((36, 64, 3), np.uint8), format="rgb24")))
        out.mux(stream.encode(None))
    content = bytearray(path.read_bytes())
    at = content.find(b"icpf")
    content[at + 4 + 14 : at + 4 + 17] = b"\x63\x63\x63"  # primaries, transfer and matrix of the frame's header
    path.write_bytes(bytes(content))
    return path


def keyless(path: Path) -> Path:
    """A WebM without a key frame, in which nothing can be looked up. Found the same way."""
    with av.open(str(path), "w", format="webm") as out:
        stream = out.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for _ in range(8):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((36, 64, 3), np.uint8), format="rgb24")))
        out.mux(stream.encode(None))
    content = bytearray(path.read_bytes())
    block = content.find(b"\x81\0\0\x80", content.find(b"\x1f\x43\xb6\x75"))
    assert block > 0
    content[block + 3] = 0
    path.write_bytes(bytes(content))
    return path


@pytest.mark.parametrize("make", [odd_colours, keyless])
def test_it_blames_the_clip_when_it_can_neither_be_searched_nor_shown(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    with pytest.raises(BadInput, match=r"scenes\.0\.background\.url: This file is damaged"):
        shown = Video(
            make(tmp_path / "a"), fit="cover", play_style="loop", duration=1.0, canvas=Canvas(64, 36, 10),
            path="scenes.0.background.url",
        )  # fmt: skip
        shown.draw(skia.Surface(64, 36).getCanvas(), 0.0)


@pytest.fixture
def engine() -> Iterator[Warm]:
    warm = Warm()
    yield warm
    warm.close()


@pytest.mark.slow
def test_it_answers_on_after_everything_it_was_given(engine: Warm, tmp_path: Path) -> None:
    """The same process: none of them ends it."""
    bad = {
        "list.mp4": HLS, "empty.mp4": b"", "cut.png": hostile.png(500, 500, b"\0"), "drawing.svg": SVG,
        "big.png": hostile.png(30_000, 30_000), "page.jpg": b"<!doctype html>", "x.gif": b"GIF89a",
    }  # fmt: skip
    good = {"storyboard": boards.board({"voice": boards.silence(1.0)}), "op": "measure"}
    engine.ask(**good)
    assert engine._child is not None
    pid = engine._child.pid
    assert "Seccomp:\t2" in Path(f"/proc/{pid}/status").read_text(), "without a network"
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        clip = name.endswith("mp4")
        background = {"type": "video" if clip else "image", "video_asset_id" if clip else "image_asset_id": "x"}
        board = boards.board({"voice": boards.silence(1.0), "background": background})
        with pytest.raises(BadInput) as refused:
            engine.ask("still", storyboard=board, media={"x": str(tmp_path / name)}, out=str(tmp_path / "out.jpg"))
        assert next(iter(refused.value.problems)).startswith("scenes.0.background.")
    assert engine.ask(**good)["durations"] == [1.0]
    assert engine._child.pid == pid
