"""Joining: nothing is encoded twice, nothing drifts, other people's segments fit in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import webvtt

from studio.errors import BadInput
from studio.render.encode import Picture, SegmentWriter
from studio.render.join import Segment, join
from studio.render.plan import Canvas
from studio.render.progress import Progress
from studio.render.speech import loudness
from studio.render.spoken import RATE, Word
from studio.storyboard import Storyboard, parse
from tests.render.boards import board, clip, silence, text
from tests.render.sounds import band, heard, tone, written
from tests.render.test_take import boxes

QUIET = Progress(lambda line: None)
CANVAS = Canvas(256, 144, 25)


def storyboard(**top: object) -> Storyboard:
    return parse(board({"voice": silence()}, **top))


def segment(path: Path, *, frames: int, grey: Any = 128, canvas: Canvas = CANVAS) -> Path:
    """Starts with a white frame and a click; then grey, or these pixels, and quiet."""
    picture = Picture(canvas)
    pixels = np.full((canvas.height, canvas.width, 4), 255, np.uint8)
    sound = np.zeros(frames * RATE // canvas.fps, np.float32)
    sound[480:528] = 0.8
    with SegmentWriter(path, canvas) as writer:
        writer.sound(sound)
        for index in range(frames):
            pixels[:] = 255 if index == 0 else grey
            picture.update(pixels, [(0, 0, canvas.width, canvas.height)])
            writer.frame(picture.frame)
        writer.finish()
    return path


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def test_it_copies_the_picture_and_encodes_the_sound_once(tmp_path: Path) -> None:
    one, two = segment(tmp_path / "1.mp4", frames=30), segment(tmp_path / "2.mp4", frames=7, grey=90)
    result = join(storyboard(), [Segment(one), Segment(two)], tmp_path, progress=QUIET)
    assert result == {"duration": 1.48, "width": 256, "height": 144, "warnings": []}
    assert packets(tmp_path / "video.mp4") == packets(one) + packets(two)
    order = boxes(tmp_path / "video.mp4")
    assert order.index("moov") < order.index("mdat")
    with av.open(str(tmp_path / "video.mp4")) as container:
        sound, video = container.streams.audio[0], container.streams.video[0]
        assert (sound.codec_context.name, sound.rate) == ("aac", RATE)
        assert (video.codec_context.colorspace, video.codec_context.color_range) == (1, 1)
        assert "ynthetic" in container.metadata["comment"]
        assert sound.layout.name == "mono"
    assert not (tmp_path / "subtitles.srt").exists()


def test_it_does_not_drift_over_fifty_scenes(tmp_path: Path) -> None:
    parts = [segment(tmp_path / f"{frames}.mp4", frames=frames) for frames in (9, 13, 26)]
    order = [parts[n % 3] for n in range(50)]
    lengths = [(9, 13, 26)[n % 3] for n in range(50)]
    join(storyboard(), [Segment(part) for part in order], tmp_path, progress=QUIET)
    with av.open(str(tmp_path / "video.mp4")) as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert abs(video.duration * video.time_base - sound.duration * sound.time_base) < 1 / 25
        shown = [(frame.time, frame.to_ndarray(format="gray").mean()) for frame in container.decode(video=0)]
    with av.open(str(tmp_path / "video.mp4")) as container:
        decoded = list(container.decode(audio=0))
        begin = decoded[0].time
        wave = np.abs(np.concatenate([frame.to_ndarray()[0] for frame in decoded]))
    starts = np.cumsum([0, *lengths[:-1]])
    assert [round(time * 25) for time, grey in shown if grey > 200] == starts.tolist()
    assert [time for time, _ in shown] == pytest.approx([n / 25 for n in range(sum(lengths))], abs=1e-4)
    for start in starts:
        at = int((start / 25 - begin) * RATE)
        window = wave[at : at + RATE // 5]
        click = int(np.argmax(window > 0.3))
        assert click == pytest.approx(500, abs=240)  # the click is 10 ms in; 5 ms either way


def test_it_writes_the_same_bytes_every_time(tmp_path: Path) -> None:
    parts = [Segment(segment(tmp_path / "1.mp4", frames=30)), Segment(segment(tmp_path / "2.mp4", frames=7))]
    for name in "abc":
        join(storyboard(), parts, tmp_path / name, progress=QUIET)
    assert len({(tmp_path / name / "video.mp4").read_bytes() for name in "abc"}) == 1


def test_sound_lies_beside_the_picture_in_a_long_scene_too(tmp_path: Path) -> None:
    """Who plays it over a network would else have to read in two places at once."""
    join(storyboard(), [Segment(segment(tmp_path / "1.mp4", frames=900))], tmp_path, progress=QUIET)
    with av.open(str(tmp_path / "video.mp4")) as container:
        lying = sorted((packet.pos, packet.stream.type, float(packet.dts * packet.time_base))
                       for packet in container.demux() if packet.size)  # fmt: skip
    last, apart = {"video": 0.0, "audio": 0.0}, 0.0
    for _, kind, time in lying:
        last[kind] = time
        apart = max(apart, abs(last["video"] - last["audio"]))
    assert apart < 2


def test_it_moves_words_to_their_scenes(tmp_path: Path) -> None:
    one, two = segment(tmp_path / "1.mp4", frames=50), segment(tmp_path / "2.mp4", frames=25)
    parts = [Segment(one, (Word("Hello.", 0.5, 1.0),)), Segment(two, (Word("Again.", 0.2, 0.6),))]
    join(storyboard(caption=True), parts, tmp_path, progress=QUIET)
    assert [(cue.start, cue.text) for cue in webvtt.read(str(tmp_path / "subtitles.vtt"))] == [
        ("00:00:00.500", "Hello."), ("00:00:02.200", "Again."),
    ]  # fmt: skip
    assert (tmp_path / "subtitles.srt").read_text().startswith("1\n00:00:00,500 --> 00:00:02,000\nHello.\n")


@pytest.mark.parametrize(
    ("voice", "said"),
    [(text("Hello there"), "Nobody told when each word is said"), (silence(), "No scene has a script")],
    ids=["script", "silence"],
)
def test_it_says_why_there_are_no_subtitles(tmp_path: Path, voice: dict[str, Any], said: str) -> None:
    wanted = parse(board({"voice": voice}, caption=True))
    result = join(wanted, [Segment(segment(tmp_path / "1.mp4", frames=30))], tmp_path, progress=QUIET)
    assert [warning for warning in result["warnings"] if said in warning]


def test_it_joins_drafts_at_their_own_size(tmp_path: Path) -> None:
    draft = segment(tmp_path / "1.mp4", frames=5, canvas=Canvas(128, 72, 25))
    result = join(storyboard(), [Segment(draft), Segment(draft)], tmp_path, progress=QUIET)
    assert (result["width"], result["height"]) == (128, 72)
    assert packets(tmp_path / "video.mp4") == packets(draft) * 2


def test_it_fits_in_segments_made_elsewhere(tmp_path: Path) -> None:
    """Another size and pace, and no sound at all."""
    ours, other = segment(tmp_path / "1.mp4", frames=10), clip(tmp_path / "2.mp4", frames=20, fps=10, size=(640, 480))
    result = join(storyboard(), [Segment(ours), Segment(other), Segment(ours)], tmp_path, progress=QUIET)
    assert result["duration"] == pytest.approx(0.4 + 2.0 + 0.4)
    with av.open(str(tmp_path / "video.mp4")) as container:
        greys = [frame.to_ndarray(format="gray").mean() for frame in container.decode(video=0)]
    assert len(greys) == 70
    assert greys[10 + 25] == pytest.approx(10 * 5, abs=6)
    assert greys[60] > 200
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_it_takes_a_poster_from_the_first_scene(tmp_path: Path) -> None:
    from PIL import Image

    join(storyboard(), [Segment(segment(tmp_path / "1.mp4", frames=10, grey=60))], tmp_path, progress=QUIET)
    with Image.open(tmp_path / "poster.jpg") as poster:
        assert poster.size == (256, 144)
        assert poster.convert("L").getpixel((50, 50)) == pytest.approx(60, abs=4)


def test_it_paints_the_same_poster_every_time(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (640, 360, 4), np.uint8)
    parts = [Segment(segment(tmp_path / "0.mp4", frames=10, grey=noise, canvas=Canvas(360, 640, 25)))]
    posters = set[bytes]()
    for _ in range(20):
        join(storyboard(dimension={"width": 360, "height": 640}), parts, tmp_path, progress=QUIET)
        posters.add((tmp_path / "poster.jpg").read_bytes())
    assert len(posters) == 1


def test_it_refuses_segments_that_can_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_bytes(b"nothing")
    good = segment(tmp_path / "1.mp4", frames=5)
    with pytest.raises(BadInput) as refused:
        join(storyboard(), [Segment(good), Segment(tmp_path / "bad.mp4")], tmp_path, progress=QUIET)
    assert list(refused.value.problems) == ["segments.1"]
    assert not (tmp_path / "video.mp4").exists()
    with pytest.raises(BadInput):
        join(storyboard(), [], tmp_path, progress=QUIET)


def spoken(path: Path, *, seconds: int, said: tuple[float, float]) -> Path:
    """Grey, with a voice between two moments."""
    picture = Picture(CANVAS)
    picture.update(np.full((CANVAS.height, CANVAS.width, 4), 90, np.uint8), [(0, 0, CANVAS.width, CANVAS.height)])
    sound = np.zeros(seconds * RATE, np.float32)
    voice = loudness.normalised(tone(said[1] - said[0], hertz=1000))
    sound[round(said[0] * RATE) :][: len(voice)] = voice
    with SegmentWriter(path, CANVAS) as writer:
        writer.sound(sound)
        for _ in range(seconds * CANVAS.fps):
            writer.frame(picture.frame)
        writer.finish()
    return path


def test_it_lays_music_under_all_scenes_that_makes_room_for_speech(tmp_path: Path) -> None:
    one = spoken(tmp_path / "1.mp4", seconds=4, said=(2.5, 4.0))
    two = spoken(tmp_path / "2.mp4", seconds=6, said=(0.0, 1.5))
    written(tmp_path / "music.wav", np.stack([tone(10, hertz=300), tone(10, hertz=500)]))
    board = storyboard(music={"audio_asset_id": "m", "volume": 0.5, "fade": 0.2}, title="Spring")
    files = {"m": str(tmp_path / "music.wav")}
    for name in "ab":
        result = join(board, [Segment(one), Segment(two)], tmp_path / name, progress=QUIET, media=files)
        assert result["duration"] == 10
    made = tmp_path / "a" / "video.mp4"
    assert made.read_bytes() == (tmp_path / "b" / "video.mp4").read_bytes()
    assert packets(made) == packets(one) + packets(two)
    left, right = heard(made)
    before, under, across, after = (band(left, *span, hertz=300) for span in ((1, 2), (2.7, 3.7), (4, 5.3), (8, 9.5)))
    assert before == pytest.approx(after, abs=0.7)
    assert before - under == pytest.approx(12, abs=0.8)
    assert across == pytest.approx(under, abs=0.7)  # the voice goes on in the next scene: the music stays down
    assert band(left, 2.7, 3.7, hertz=1000) == pytest.approx(band(right, 2.7, 3.7, hertz=1000), abs=0.2)
    assert np.abs(np.stack([left, right])).max() < 10 ** (-1 / 20)
    with av.open(str(made)) as container:
        assert container.metadata["title"] == "Spring"
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert abs(video.duration * video.time_base - sound.duration * sound.time_base) < 1 / 25


def test_it_leaves_music_alone_without_ducking(tmp_path: Path) -> None:
    one = spoken(tmp_path / "1.mp4", seconds=4, said=(2.0, 4.0))
    written(tmp_path / "music.wav", tone(4, hertz=300))
    board = storyboard(music={"audio_asset_id": "m", "ducking": False, "fade": 0})
    join(board, [Segment(one)], tmp_path, progress=QUIET, media={"m": str(tmp_path / "music.wav")})
    sound = heard(tmp_path / "video.mp4")[0]
    assert band(sound, 2.5, 3.5, hertz=300) == pytest.approx(band(sound, 0.5, 1.5, hertz=300), abs=0.5)


def test_it_refuses_broken_music_before_it_writes_anything(tmp_path: Path) -> None:
    one = segment(tmp_path / "1.mp4", frames=5)
    (tmp_path / "bad.wav").write_bytes(bytes(range(256)) * 9)
    board = storyboard(music={"audio_asset_id": "m"})
    for files in ({}, {"m": str(tmp_path / "bad.wav")}):
        with pytest.raises(BadInput) as refused:
            join(board, [Segment(one)], tmp_path / "out", progress=QUIET, media=files)
        assert list(refused.value.problems) == ["music.audio_asset_id"]
    assert not (tmp_path / "out").exists()


def test_a_full_disk_is_not_the_segment_s_fault(tmp_path: Path) -> None:
    (tmp_path / "part.video.mp4").symlink_to("/dev/full")
    with pytest.raises(av.FFmpegError, match="No space left"):
        join(storyboard(), [Segment(segment(tmp_path / "1.mp4", frames=400))], tmp_path, progress=QUIET)
