"""Recorded voices: heard at the right loudness, mouths moved by their energy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.errors import BadInput
from studio.render import media
from studio.render.encode import SegmentWriter
from studio.render.plan import Canvas
from studio.render.speech import loudness, recorded
from studio.render.spoken import RATE, Spoken
from tests.render import boards
from tests.render.sounds import written

PATH = "scenes.0.voice.audio_asset_id"


def test_it_reads_a_recording_at_the_right_loudness(tmp_path: Path) -> None:
    spoken = recorded.read(boards.recording(tmp_path / "a.wav"), path=PATH)
    assert spoken.duration == pytest.approx(2.0, abs=0.01)
    assert loudness.measure(spoken.samples) == pytest.approx(-16, abs=0.5)
    assert spoken.words == ()


def test_it_moves_the_mouth_with_the_sound_and_rests_it_in_silence(tmp_path: Path) -> None:
    spoken = recorded.read(boards.recording(tmp_path / "a.wav", seconds=3.0), path=PATH)
    heard = [p for p in spoken.phonemes if p.start >= 0.55 and p.end <= 2.45]
    for moment in (0.1, 0.4, 2.6, 2.9):
        assert [p.ipa for p in spoken.phonemes if p.start <= moment < p.end] == [""]
    vowels = [p for p in heard if p.ipa not in ("", "m", "s")]
    assert len(vowels) >= 5
    assert sum(p.end - p.start for p in vowels) > 1.0
    assert any(p.ipa in ("", "m") for p in heard)


@pytest.mark.parametrize(("name", "content", "words"), [
    ("empty.mp3", b"", "is empty"),
    ("junk.mp3", b"not a sound at all " * 50, "This is text"),
    ("noise.mp3", bytes(range(128, 256)) * 8, "damaged"),
    ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "This is a playlist"),
    ("concat.txt", b"ffconcat version 1.0\nfile /etc/passwd\n", "This is a playlist"),
])  # fmt: skip
def test_it_refuses_what_is_no_recording(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as refused:
        recorded.read(tmp_path / name, path=PATH)
    assert words in refused.value.problems[PATH]


def test_it_refuses_silence_and_recordings_cut_short(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="silent"):
        recorded.read(boards.recording(tmp_path / "a.wav", level=0.0), path=PATH)
    noise = np.random.default_rng(1).normal(0, 0.1, RATE * 4).astype(np.float32)
    with SegmentWriter(tmp_path / "whole.mp4", Canvas(128, 128, 25)) as writer:
        writer.sound(noise)
        writer.finish()
    whole = (tmp_path / "whole.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    assert recorded.read(tmp_path / "whole.mp4", path=PATH).duration == pytest.approx(4.0)
    with pytest.raises(BadInput, match=r"cut off|damaged"):
        recorded.read(tmp_path / "cut.mp4", path=PATH)


def test_it_refuses_a_wav_that_lacks_most_of_what_its_header_promises(tmp_path: Path) -> None:
    file = boards.recording(tmp_path / "a.wav", seconds=5.0)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 3])
    for hear in (recorded.read, recorded.time):
        with pytest.raises(BadInput, match="cut off before its end"):
            hear(file, path=PATH)


@pytest.mark.parametrize("promised", [0, 0x7FFFF000, 0xFFFFFFFF])
def test_it_reads_a_wav_whose_header_promises_nothing(tmp_path: Path, promised: int) -> None:
    file = boards.recording(tmp_path / "a.wav", seconds=3.0)
    whole = bytearray(file.read_bytes())
    whole[40:44] = promised.to_bytes(4, "little")
    file.write_bytes(whole)
    assert recorded.read(file, path=PATH).duration == pytest.approx(3.0, abs=0.01)


def test_it_times_a_recording_as_it_will_be_heard(tmp_path: Path) -> None:
    file = boards.recording(tmp_path / "a.wav", seconds=3.337)
    heard, timed = recorded.read(file, path=PATH), recorded.time(file, path=PATH)
    assert len(timed.samples) == len(heard.samples)
    assert (timed.words, timed.warnings) == (heard.words, heard.warnings)


def test_it_refuses_a_file_without_sound(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no sound"):
        recorded.read(boards.clip(tmp_path / "a.mp4"), path=PATH)


def voiced(*, rate: int = RATE, level: float = 0.1) -> loudness.Sound:
    """A second of silence, then two seconds of a voice-like sound that swells three times a second."""
    t = np.arange(3 * rate) / rate
    wave = np.sin(2 * np.pi * 200 * t) + 0.4 * np.sin(2 * np.pi * 900 * t)
    return np.where(t < 1, 0, level * np.abs(np.sin(3 * np.pi * t)) * wave).astype(np.float32)


@pytest.mark.parametrize(("name", "codec", "rate"), [
    ("a.wav", "pcm_s16le", 8000), ("a.wav", "pcm_s24le", 96_000), ("a.wav", "pcm_u8", RATE),
    ("a.mp3", "libmp3lame", RATE),
    ("a.m4a", "aac", 44_100), ("a.aac", "aac", RATE), ("a.ogg", "libopus", RATE), ("a.flac", "flac", RATE),
])  # fmt: skip
def test_it_hears_every_usual_kind_of_recording(tmp_path: Path, name: str, codec: str, rate: int) -> None:
    level = 0.4 if codec == "pcm_u8" else 0.1
    file = written(tmp_path / name, voiced(rate=rate, level=level), codec=codec, rate=rate)
    spoken = recorded.read(file, path=PATH)
    well_heard(spoken)
    assert recorded.time(file, path=PATH).duration == pytest.approx(spoken.duration, abs=1 / RATE)


def well_heard(spoken: Spoken) -> None:
    assert spoken.duration == pytest.approx(3, abs=0.07)
    assert loudness.measure(spoken.samples) == pytest.approx(-16, abs=0.2)
    begins = next(phoneme.start for phoneme in spoken.phonemes if phoneme.ipa)
    assert begins == pytest.approx(1.03, abs=0.04)
    assert sum(phoneme.ipa not in ("", "m", "s") for phoneme in spoken.phonemes) >= 5


@pytest.mark.parametrize("sound", [
    np.stack([voiced(), 0.5 * voiced()]),
    np.stack([np.zeros_like(voiced()), voiced()]),
    np.stack([voiced(), -voiced()]),
    voiced() + 0.3,
    voiced(level=0.003),
], ids=["stereo", "one side", "one side the wrong way round", "off centre", "very quiet"])  # fmt: skip
def test_it_hears_badly_made_recordings(tmp_path: Path, sound: loudness.Sound) -> None:
    file = written(tmp_path / "a.wav", sound, codec="pcm_f32le")
    spoken = recorded.read(file, path=PATH)
    well_heard(spoken)
    assert abs(float(spoken.samples[RATE:].mean())) < 0.01
    assert recorded.time(file, path=PATH).duration == spoken.duration


@pytest.mark.parametrize("damage", [np.inf, -np.inf, np.nan, 1e30])
def test_it_hears_a_recording_with_samples_that_are_no_sound(tmp_path: Path, damage: float) -> None:
    """Programs that count in fractions write them after an overflow."""
    sound = voiced()
    sound[len(sound) // 2 :: 48_000] = damage
    samples = recorded.read(written(tmp_path / "a.wav", sound, codec="pcm_f32le"), path="a").samples
    assert np.abs(samples).max() <= loudness.CEILING + 1e-6
    assert np.isfinite(loudness.measure(samples))


def test_it_keeps_a_clipped_recording_under_the_ceiling(tmp_path: Path) -> None:
    spoken = recorded.read(written(tmp_path / "a.wav", np.clip(voiced(level=3), -1, 1)), path=PATH)
    assert loudness.measure(spoken.samples) == pytest.approx(-16, abs=0.2)
    assert np.abs(spoken.samples).max() <= loudness.CEILING


def test_it_refuses_what_is_too_quiet_or_too_long(tmp_path: Path) -> None:
    file = written(tmp_path / "a.wav", voiced(level=0.0003), codec="pcm_f32le")
    for hear in (recorded.read, recorded.time):
        with pytest.raises(BadInput, match="too quiet"):
            hear(file, path=PATH)
    with pytest.raises(BadInput, match="longer than 2 minutes; cut it"):
        media.sound(
            written(tmp_path / "b.wav", np.zeros(121 * 8000, np.float32), rate=8000), path=PATH, seconds_max=120
        )
