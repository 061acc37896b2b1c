"""Sound encoded in blocks side by side is as good as in one go, and the same on every machine, kept or not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from studio.render import cores, soundtrack
from studio.render.encode import open_mp4
from studio.render.packets import Encoded, Packets
from studio.render.reel import MP4
from studio.render.soundtrack import BLOCK, EARLY, FRAME, LATE, Blocks, Running, Soundtrack
from studio.render.spoken import RATE
from tests.render.sounds import Sound

OPTIONS = {"b": "192000", **MP4.finer}


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches/understudy/sound"


def rich(samples: int) -> Sound:
    """Tones, noise and knocks in two channels: every third knock lies where a block ends."""
    t, random = np.arange(samples) / RATE, np.random.default_rng(1)
    tones = 0.2 * np.sin(2 * np.pi * 220 * t) + 0.1 * np.sin(2 * np.pi * 1331 * t) + 0.01 * random.normal(size=samples)
    knocks = np.zeros(samples)
    knocks[:: BLOCK // 3] = 0.6
    knocks = np.convolve(knocks, np.exp(-np.arange(400) / 60))[:samples]
    return np.stack([tones + knocks, 0.7 * tones - knocks]).astype(np.float32)


def encoded(file: Path, sound: Sound, kind: type[Blocks | Running], *, step: int = RATE) -> Path:
    with open_mp4(file) as container:
        stream: Any = container.add_stream("aac", rate=RATE, options=OPTIONS)
        stream.layout, stream.codec_context.format = "stereo", "fltp"
        track: Soundtrack = kind(stream, OPTIONS)
        for at in range(0, sound.shape[1], step):
            container.mux(track.add(sound[:, at : at + step]))
        container.mux(track.finish())
        track.close()
    return file


def decoded(file: Path) -> Sound:
    with av.open(str(file)) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


def loss(file: Path, sound: Sound, around: int) -> float:
    """Decibels by which what was lost lies below the sound, in the packets beside a sample."""
    part = slice(around - 2 * FRAME, around + 2 * FRAME)
    lost = decoded(file)[:, part] - sound[:, part]
    return float(10 * np.log10((sound[:, part] ** 2).sum() / (lost**2).sum()))


def test_where_blocks_meet_the_sound_is_as_if_it_was_encoded_in_one(tmp_path: Path) -> None:
    sound = rich(4 * BLOCK + 12_345)
    blocks, whole = encoded(tmp_path / "b.mp4", sound, Blocks), encoded(tmp_path / "w.mp4", sound, Running)
    for edge in range(BLOCK, 4 * BLOCK + 1, BLOCK):
        assert loss(blocks, sound, edge) > loss(whole, sound, edge) - 2.5


@pytest.mark.parametrize("samples", [1, RATE, BLOCK, BLOCK + LATE - 1, BLOCK + LATE, 2 * BLOCK + EARLY + 7])
def test_packets_follow_one_another_without_a_gap(tmp_path: Path, samples: int) -> None:
    sound = rich(samples)
    blocks, whole = encoded(tmp_path / "b.mp4", sound, Blocks), encoded(tmp_path / "w.mp4", sound, Running)
    times = []
    for file in (blocks, whole):
        with av.open(str(file)) as container:
            times.append([(packet.pts, packet.duration) for packet in container.demux(audio=0) if packet.size])
    assert times[0] == times[1]
    assert decoded(blocks).shape == decoded(whole).shape


def test_it_is_the_same_on_any_machine_and_in_any_portions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound, made = rich(5 * BLOCK + 999), set()
    for number, (processors, step) in enumerate([(1, RATE), (3, RATE), (2, 12_345), (4, 3 * BLOCK)]):
        monkeypatch.setattr(cores, "count", lambda processors=processors: processors)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"caches-{number}"))
        made.add(encoded(tmp_path / f"{number}.mp4", sound, Blocks, step=step).read_bytes())
    assert len(made) == 1


def test_what_was_encoded_is_not_encoded_again(tmp_path: Path, caches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound, asked, whole = rich(4 * BLOCK), [], Blocks._block_of

    def counted(self: Blocks, samples: Sound, begin: int, end: int | None) -> Any:
        asked.append(end is None)
        return whole(self, samples, begin, end)

    monkeypatch.setattr(soundtrack.Blocks, "_block_of", counted)
    first = encoded(tmp_path / "1.mp4", sound, Blocks).read_bytes()
    assert sorted(asked) == [False, False, False, True]
    asked.clear()
    assert encoded(tmp_path / "2.mp4", sound, Blocks).read_bytes() == first
    assert asked == [True]  # the end is always encoded
    asked.clear()
    sound[:, 2 * BLOCK + BLOCK // 2] += 0.1
    assert encoded(tmp_path / "3.mp4", sound, Blocks).read_bytes() != first
    assert sorted(asked) == [False, True]
    assert caches.stat().st_mode & 0o077 == 0


def made() -> list[Encoded]:
    return [Encoded(-1024, 1024, b"one"), Encoded(0, 1024, b""), Encoded(1024, 5, b"three" * 999)]


@pytest.mark.parametrize(
    "damage", [lambda kept: b"", lambda kept: kept[:7], lambda kept: kept[:-1], lambda kept: kept[:-1] + b"x",
               lambda kept: kept[:8] + b"\2" + kept[9:], lambda kept: kept[:8] + b"\xff" + kept[9:]],
    ids=["empty", "no head", "short", "another byte", "fewer packets", "more packets"],
)  # fmt: skip
def test_it_encodes_anew_what_a_crash_left_damaged(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    Packets(tmp_path).get(b"key", made)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert Packets(tmp_path).get(b"key", made) == made()
    assert Packets(tmp_path).get(b"key", list) == made()
    assert Packets(tmp_path).get(b"another", list) == []


def test_it_encodes_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", None):
        packets = Packets(place)
        assert packets.get(b"key", made) == made()
        packets.tidy()


def test_what_nobody_asked_for_for_longest_goes(tmp_path: Path) -> None:
    packets = Packets(tmp_path, room=12_000)
    for key in (b"1", b"2", b"3"):
        packets.get(key, made)
        for file in tmp_path.iterdir():
            os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 60))
    packets.get(b"1", list)
    packets.tidy()
    assert packets.get(b"1", list) == packets.get(b"3", list) == made()
    assert packets.get(b"2", list) == []
