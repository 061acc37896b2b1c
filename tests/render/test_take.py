"""A scene drawn for real: streams, lengths, a living mouth, the same bytes every time."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from studio.render.cast.performer import Performer
from studio.render.framing import framing
from studio.render.plan import canvas_of
from studio.render.progress import Progress
from studio.render.spoken import RATE
from studio.render.take import take
from studio.storyboard import parse
from tests.render.boards import avatar, board, picture, recording, silence, text

SQUARE = {"width": 256, "height": 256}


def draw(folder: Path, *scenes: dict[str, Any], media: dict[str, str] | None = None, height: int | None = None,
         scene: int = 0, **top: Any) -> dict[str, Any]:  # fmt: skip
    document = parse(board(*scenes, **top))
    return take(document, scene, folder, media=media or {}, height=height, progress=Progress(lambda line: None))


def frames(file: Path) -> np.ndarray:
    """All pictures' brightness, frames × height × width."""
    with av.open(str(file)) as container:
        return np.stack([frame.to_ndarray(format="gray") for frame in container.decode(video=0)])


def boxes(file: Path) -> list[str]:
    """The names of an MP4's outermost boxes, in order."""
    content, at, names = file.read_bytes(), 0, []
    while at < len(content):
        size, name = struct.unpack(">I4s", content[at : at + 8])
        names.append(name.decode())
        at += size
    return names


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("take")
    scene = {"character": avatar(avatar_style="closeUp"), "voice": text()}
    return folder, draw(
        folder, scene, dimension=SQUARE, caption=True, subtitles={"preset_name": "bold", "alignment": 8}
    )


def test_it_leaves_a_segment_that_is_what_it_says(spoken: tuple[Path, dict[str, Any]]) -> None:
    folder, result = spoken
    assert json.loads((folder / "result.json").read_text()) == result
    assert sorted(path.name for path in folder.iterdir()) == ["result.json", "segment.mp4"]
    with av.open(str(folder / "segment.mp4")) as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.codec_context.profile, video.codec_context.pix_fmt) == (
            "h264", "High", "yuv420p")  # fmt: skip
        assert (video.width, video.height, video.average_rate) == (256, 256, 25)
        assert (video.codec_context.colorspace, video.codec_context.color_range) == (1, 1)
        assert (video.codec_context.color_primaries, video.codec_context.color_trc) == (1, 1)
        assert (sound.codec_context.name, sound.rate, sound.layout.name) == ("flac", RATE, "mono")
        assert float(video.duration * video.time_base) == result["duration"] == result["frames"] / 25
        assert float(sound.duration * sound.time_base) == result["duration"]
        assert "ynthetic" in container.metadata["comment"]
    assert len(frames(folder / "segment.mp4")) == result["frames"]
    order = boxes(folder / "segment.mp4")
    assert order.index("moov") < order.index("mdat")


def test_it_tells_the_words_and_when_they_sound(spoken: tuple[Path, dict[str, Any]]) -> None:
    words = spoken[1]["words"]
    assert " ".join(word[0] for word in words) == "Hello, my good people. Maybe we meet more often."
    with av.open(str(spoken[0] / "segment.mp4")) as container:
        sound = np.concatenate([frame.to_ndarray().ravel() for frame in container.decode(audio=0)]) / 32768
    for _, start, end in words:
        assert np.sqrt((sound[int(start * RATE) : int(end * RATE)] ** 2).mean()) > 0.02
    assert np.abs(sound[: int(words[0][1] * RATE) - 480]).max() < 0.003
    assert np.abs(sound).max() < 0.9


def mouth(width: int, height: int) -> tuple[slice, slice]:
    """Where the mouth is in a close-up."""
    from studio.storyboard import AvatarCharacter

    document = parse(board({"voice": silence()}, dimension={"width": width, "height": height}))
    frame = framing(AvatarCharacter.model_validate(avatar(avatar_style="closeUp")), canvas_of(document))
    left, top, right, bottom = Performer("maya", head_px=frame.head).mouth_box
    return slice(frame.y + top, frame.y + bottom), slice(frame.x + left, frame.x + right)


def test_it_moves_the_mouth_while_speaking_and_not_in_silence(
    spoken: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    talking = frames(spoken[0] / "segment.mp4").astype(float)[(slice(None), *mouth(256, 256))]
    draw(tmp_path, {"character": avatar(avatar_style="closeUp"), "voice": silence(3.0)}, dimension=SQUARE)
    resting = frames(tmp_path / "segment.mp4").astype(float)[(slice(None), *mouth(256, 256))]
    moves = np.abs(np.diff(talking, axis=0)).mean(axis=(1, 2))
    rests = np.abs(np.diff(resting, axis=0)).mean(axis=(1, 2))
    words = spoken[1]["words"]
    speaking = moves[int(words[0][1] * 25) : int(words[3][2] * 25)]
    assert speaking.mean() > 3 * rests.mean()
    assert np.percentile(speaking, 75) > 2 * rests.max()


def test_it_closes_the_mouth_in_a_pause(tmp_path: Path) -> None:
    line = 'Ah. <break time="1.2s"/> Ah.'
    result = draw(tmp_path, {"character": avatar(avatar_style="closeUp"), "voice": text(line)}, dimension=SQUARE)
    shown = frames(tmp_path / "segment.mp4").astype(float)[(slice(None), *mouth(256, 256))]
    first, second = result["words"]
    middle = shown[int((first[1] + first[2]) / 2 * 25)]
    pause = shown[int((first[2] + second[1]) / 2 * 25)]
    rest = shown[0]
    assert np.abs(middle - rest).mean() > 2 * np.abs(pause - rest).mean()


def test_it_draws_the_same_bytes_every_time(tmp_path: Path) -> None:
    media = {"a": str(picture(tmp_path / "a.png"))}
    scene = {"character": avatar("kofi"), "voice": text("Same again."),
             "background": {"type": "image", "image_asset_id": "a"}}  # fmt: skip
    for name in ("one", "two"):
        draw(tmp_path / name, {"voice": silence()}, scene, scene=1, media=media, caption=True, fps=30)
    assert (tmp_path / "one/segment.mp4").read_bytes() == (tmp_path / "two/segment.mp4").read_bytes()


def test_it_draws_scenes_without_anybody(tmp_path: Path) -> None:
    result = draw(tmp_path, {"voice": silence(1.5), "background": {"type": "color", "value": "#204060"}})
    assert (result["duration"], result["frames"], result["words"], result["warnings"]) == (1.52, 38, [], [])
    assert np.ptp(frames(tmp_path / "segment.mp4")) <= 2


def test_it_draws_a_recorded_voice_and_says_that_it_has_no_subtitles(tmp_path: Path) -> None:
    media = {"a": str(recording(tmp_path / "a.wav"))}
    scene = {"character": avatar(), "voice": {"type": "audio", "audio_asset_id": "a"}}
    result = draw(tmp_path, scene, media=media, caption=True)
    assert result["duration"] == 2.0
    assert [warning.partition(":")[0] for warning in result["warnings"]] == ["scenes.0.voice"]


def test_it_draws_small_drafts(tmp_path: Path) -> None:
    result = draw(
        tmp_path, {"character": avatar(), "voice": silence()}, dimension={"width": 1080, "height": 1920}, height=360
    )
    assert (result["width"], result["height"]) == (202, 360)


def test_it_tells_its_progress(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = []
    take(parse(board({"voice": silence(2.0)})), 0, tmp_path, media={}, height=None, progress=Progress(lines.append))
    assert [line["stage"] for line in lines][:2] == ["Speaking", "Drawing frames"]
    parts = [line["progress"] for line in lines]
    assert parts == sorted(parts) and parts[-1] <= 1.0
