"""The music under a video: its loudness, its loop and fades; ducking; and the mix, measured on the sound itself."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from studio.errors import BadInput
from studio.render import mixing, music
from studio.render.ducking import Speech
from studio.render.speech import loudness
from studio.render.spoken import RATE, Word
from studio.storyboard import parse
from tests.render.boards import board, silence
from tests.render.sounds import band, tone, written

PATH = "music.audio_asset_id"


def bed(file: Path, *, seconds: float, **options: object) -> music.Bed:
    wanted: dict[str, object] = {"volume": 1.0, "loop": True, "fade": 0.0, **options}
    return music.Bed(file, path=PATH, samples=round(seconds * RATE), **wanted)  # type: ignore[arg-type]


def all_of(made: music.Bed, seconds: float, *, step: int = 4801) -> np.ndarray:
    wanted = round(seconds * RATE)
    return np.concatenate([made.take(min(step, wanted - at)) for at in range(0, wanted, step)], axis=1)


def lufs(sound: np.ndarray) -> float:
    meter = loudness.Meter()
    meter.add(sound)
    return meter.integrated()


def test_it_makes_music_as_loud_as_speech_at_full_volume(tmp_path: Path) -> None:
    for level in (0.003, 0.9):
        file = written(tmp_path / "a.flac", np.stack([tone(3, level=level), tone(3, level=level / 2)]), codec="flac")
        assert lufs(all_of(bed(file, seconds=3), 3)) == pytest.approx(-16, abs=0.2)
    assert lufs(all_of(bed(file, seconds=3, volume=0.5), 3)) == pytest.approx(-22, abs=0.2)
    assert not all_of(bed(file, seconds=3, volume=0.0), 3).any()


def test_it_loops_with_no_gap_and_no_step(tmp_path: Path) -> None:
    file = written(tmp_path / "a.wav", np.stack([tone(1.23, hertz=310), tone(1.23, hertz=400)]))
    sound = all_of(bed(file, seconds=7), 7)
    assert sound.shape == (2, 7 * RATE)
    inner = sound[:, RATE // 100 : -RATE // 100]
    assert np.abs(np.diff(inner)).max() < 1.5 * np.abs(np.diff(sound[:, : RATE // 2])).max()
    power = (inner[:, : inner.shape[1] // 480 * 480] ** 2).reshape(2, -1, RATE // 100).mean(axis=2)
    assert power.min() > 0.2 * np.median(power)  # two tones may meet out of step; a gap would be nothing


def test_it_ends_with_the_track_when_it_is_not_looped(tmp_path: Path) -> None:
    sound = all_of(bed(written(tmp_path / "a.wav", tone(2)), seconds=4, loop=False, fade=0.5), 4)
    assert not sound[:, 2 * RATE :].any()
    assert np.abs(sound[:, RATE]).max() < 0.5
    assert np.abs(sound[:, round(1.95 * RATE) : 2 * RATE]).max() < 0.1 * np.abs(sound).max()


def test_it_fades_in_and_out(tmp_path: Path) -> None:
    sound = all_of(bed(written(tmp_path / "a.wav", tone(6)), seconds=5, fade=1.0), 5)[0]
    loud = np.abs(sound).reshape(-1, RATE // 10).max(axis=1) / np.abs(sound).max()
    assert loud[:10] == pytest.approx([0.5 - 0.5 * np.cos(np.pi * n / 10) for n in range(1, 11)], abs=0.03)
    assert loud[40:] == pytest.approx(loud[9::-1], abs=0.03)
    assert loud[10:40] == pytest.approx(1, abs=0.01)


def test_it_keeps_memory_flat_over_a_long_track(tmp_path: Path) -> None:
    made = bed(written(tmp_path / "a.flac", tone(40, hertz=50), codec="flac"), seconds=39)
    tracemalloc.start()
    for _ in range(39):
        made.take(RATE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4e6  # the whole of it would be 15 MB


@pytest.mark.parametrize(("name", "content", "words"), [
    ("empty.mp3", b"", "is empty"),
    ("junk.mp3", bytes(range(256)) * 9, "damaged"),
])  # fmt: skip
def test_it_refuses_what_is_no_music(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as refused:
        music.check(tmp_path / name, path=PATH)
    assert words in refused.value.problems[PATH]


def test_it_refuses_music_that_is_silent_short_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="silent"):
        bed(written(tmp_path / "a.wav", np.zeros(RATE, np.float32)), seconds=1)
    with pytest.raises(BadInput, match="shorter than half a second"):
        music.check(written(tmp_path / "b.wav", tone(0.3)), path=PATH)
    storyboard = parse(board({"voice": silence()}, music={"url": "https://example.com/a.mp3"}))
    with pytest.raises(BadInput) as refused:
        music.source(storyboard, {})
    assert list(refused.value.problems) == ["music.url"]


def gains(*words: tuple[float, float], seconds: float = 10.0, sound: np.ndarray | None = None) -> np.ndarray:
    speech = Speech()
    speech.add(np.zeros(round(seconds * RATE), np.float32) if sound is None else sound)
    speech.next_scene()
    return 20 * np.log10(speech.gains(Word("x", *word) for word in words))


def test_it_is_down_before_the_first_word_and_back_after_the_last() -> None:
    curve = gains((3.0, 4.0))
    assert curve[:260].tolist() == [0.0] * 260
    assert curve[296:430] == pytest.approx(-12, abs=0.01)
    assert curve[530:].tolist() == pytest.approx([0.0] * len(curve[530:]), abs=0.01)
    assert np.abs(np.diff(curve)).max() < 0.7  # decibels in a hundredth of a second: no click, no pump


def test_it_does_not_pump_between_words_and_sentences() -> None:
    curve = gains((1.0, 1.3), (1.5, 2.0), (3.2, 3.9))
    assert curve[100:390] == pytest.approx(-12, abs=0.01)
    assert gains((1.0, 2.0), (6.0, 7.0))[400] == 0


def test_it_hears_speech_that_has_no_words_and_no_clicks() -> None:
    sound = np.random.default_rng(1).normal(0, 1e-3, 10 * RATE).astype(np.float32)  # hiss at −60 dB
    sound[4 * RATE : 6 * RATE] += tone(2, level=0.3)
    sound[RATE // 2 : RATE // 2 + 480] = 0.5
    curve = gains(sound=sound)
    assert curve[:360].tolist() == [0.0] * 360
    assert curve[398:602] == pytest.approx(-12, abs=0.01)


def mixed(speech: np.ndarray, file: Path, *, step: int, words: list[Word] | None = None) -> np.ndarray:
    seconds = len(speech) / RATE
    listening = Speech()
    listening.add(speech)
    listening.next_scene()
    mix = mixing.Mix(bed(file, seconds=seconds, volume=0.5), ducking=listening.gains(words or []))
    parts = [mix.add(speech[at : at + step]) for at in range(0, len(speech), step)]
    return np.concatenate([*parts, mix.finish()], axis=1)


def test_it_mixes_speech_in_the_middle_over_music_that_makes_room(tmp_path: Path) -> None:
    speech = np.zeros(9 * RATE, np.float32)
    speech[3 * RATE : 6 * RATE] = loudness.normalised(tone(3, hertz=1000, level=0.2))
    file = written(tmp_path / "a.wav", np.stack([tone(4, hertz=300), tone(4, hertz=310)]))
    sound = mixed(speech, file, step=RATE)
    assert sound.shape == (2, 9 * RATE)
    under, alone = band(sound[0], 3.5, 5.5, hertz=300), band(sound[0], 0.5, 2.5, hertz=300)
    assert alone - under == pytest.approx(12, abs=0.7)
    assert lufs(sound[:, 3 * RATE : 6 * RATE]) == pytest.approx(-16, abs=0.5)
    assert band(sound[0], 3.5, 5.5, hertz=1000) == pytest.approx(band(sound[1], 3.5, 5.5, hertz=1000), abs=0.1)


def test_it_mixes_the_same_in_pieces_of_any_size(tmp_path: Path) -> None:
    speech = tone(2, hertz=700, level=0.8)
    file = written(tmp_path / "a.wav", tone(1, level=0.5))
    assert np.array_equal(mixed(speech, file, step=RATE), mixed(speech, file, step=1234))


def test_it_holds_true_peaks_under_the_ceiling() -> None:
    """A tone at a quarter of the rate, sampled beside its tops, is 3 dB higher between the samples."""
    at = np.arange(RATE)
    beside = np.sin(np.pi / 2 * at + np.pi / 4).astype(np.float32)
    limiter = mixing.Limiter()
    out = np.concatenate([limiter.add(np.stack([beside, 0.3 * beside])), limiter.finish()], axis=1)
    assert out.shape == (2, RATE)
    assert np.abs(out[0]).max() * np.sqrt(2) <= 10 ** (-1.5 / 20)
    assert out[1] == pytest.approx(0.3 * out[0], abs=1e-4)


def test_it_leaves_quiet_sound_alone() -> None:
    quiet = np.stack([tone(1), tone(1)])
    limiter = mixing.Limiter()
    assert np.array_equal(np.concatenate([limiter.add(quiet), limiter.finish()], axis=1), quiet)
