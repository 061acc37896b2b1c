"""Piper voices: found in their folder, said by the real piper-tts with a small model in a real voice's shape."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import parser
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

from studio.errors import BadInput
from studio.render.plan import scene_hash
from studio.render.speech import folder, scripted
from studio.render.speech.catalogue import find, voices
from studio.render.spoken import RATE, Spoken
from studio.storyboard import TextVoice
from tests.render.boards import board, plan, text
from tests.render.words import needs_words

LINE = "Nike costs €1,299.50 at home. Maybe we meet, my friends!"
MODEL = """
<ir_version: 8, opset_import: ["" : 17]>
tiny (int64[1, T] input, int64[1] input_lengths, float[3] scales) => (float[1, 1, 1, N] output)
<float hop = {64.0}, int64 at_length = {1}, int64[1] last = {1}, float zero = {0.0}, float one = {1.0},
 int64 axis = {1}, int64[1] front = {0}, int64[3] shape = {0, 1, 2}, float turn = {0.06}, float least = {8.0},
 int64 three = {3}, float step = {0.5}, float loud = {0.3}, float spread = {0.001}, int64 space = {4}>
{
  length = Gather(scales, at_length)
  kind = Mod(input, three)
  kindness = Cast<to = 1>(kind)
  some = Mul(kindness, step)
  more = Add(some, least)
  scaled = Mul(more, length)
  w_ceil = Ceil(scaled)
  ends_in_hops = CumSum(w_ceil, axis)
  ends = Mul(ends_in_hops, hop)
  total = ReduceMax<keepdims = 0>(ends)
  times = Range(zero, total, one)
  column = Unsqueeze(times, last)
  passed = LessOrEqual(ends, column)
  passed_count = Cast<to = 7>(passed)
  index = ReduceSum<keepdims = 0>(passed_count, last)
  signs = Squeeze(input, front)
  sign = Gather(signs, index)
  is_heard = Greater(sign, space)
  heard = Cast<to = 1>(is_heard)
  angle = Mul(times, turn)
  wave = Sin(angle)
  noise = RandomNormalLike(wave)
  little = Mul(noise, spread)
  tone = Mul(wave, loud)
  sounding = Mul(tone, heard)
  sound = Add(sounding, little)
  output = Unsqueeze(sound, shape)
}
"""


def voice_file(place: Path, name: str = "en_US-tiny-low", **more: object) -> Path:
    """A voice as piper's come: a sign lasts 8 to 9 × 64 samples, signs after "(" sound, spaces and pads are quiet."""
    onnx.save(parser.parse_model(MODEL), place / f"{name}.onnx")
    sheet = {
        "audio": {"sample_rate": 16000, "quality": "low"}, "espeak": {"voice": "en-us"}, "phoneme_type": "espeak",
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8}, "hop_length": 64, "num_symbols": 256,
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP, "num_speakers": 1, "speaker_id_map": {}, "dataset": "tiny",
        "language": {"code": "en_US", "family": "en", "name_english": "English"}, **more,
    }  # fmt: skip
    (place / f"{name}.onnx.json").write_text(json.dumps(sheet))
    return place / f"{name}.onnx"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICES_DIR", str(tmp_path))
    return tmp_path


def say(line: str = LINE, voice: str = "piper:en_US-tiny-low", **more: object) -> Spoken:
    return scripted.say(
        TextVoice.model_validate({"type": "text", "voice_id": voice, "input_text": line, **more}), path="v"
    )


def test_it_lists_the_voices_of_the_folder_after_its_own(shelf: Path) -> None:
    before = len(voices())
    voice_file(shelf)
    (shelf / "broken.onnx").write_bytes(b"")
    (shelf / "broken.onnx.json").write_text("{")
    voice_file(shelf, "zh_CN-tiny", phoneme_type="pinyin")
    assert [voice.id for voice in voices()[before:]] == ["piper:en_US-tiny-low"]
    tiny = find("piper:en_US-tiny-low")
    assert (tiny.name, tiny.language, tiny.locale, tiny.gender) == ("Tiny (Piper)", "English", "en-US", "")


def test_it_times_words_and_phonemes_by_the_model(shelf: Path) -> None:
    voice_file(shelf)
    spoken = say()
    assert [word.text for word in spoken.words] == LINE.split()
    for before, after in zip(spoken.words, spoken.words[1:], strict=False):
        assert 0 < before.start < before.end <= after.start + 1e-9
    sounds = [phoneme for phoneme in spoken.phonemes if phoneme.ipa]
    assert [phoneme.ipa.strip("ˈˌ") for phoneme in sounds[:4]] == ["n", "aɪ", "k", "k"]
    quiet = np.abs(spoken.samples) < 0.02
    for word in spoken.words:
        at = int(word.start * RATE)
        assert quiet[at - RATE // 200 : at - RATE // 1000].mean() > 0.9, f"“{word.text}” is heard before its time"
        assert quiet[at + RATE // 500 : at + RATE // 100].mean() < 0.3, f"“{word.text}” is not heard at its time"


def test_it_stretches_the_timing_of_a_voice_without_alignments(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aligned = (voice_file(shelf), say())[1]
    monkeypatch.setattr("studio.render.speech.piper._aligned", str)
    guessed = say()
    assert [word.text for word in guessed.words] == [word.text for word in aligned.words]
    assert guessed.duration == pytest.approx(aligned.duration, abs=0.05)
    for one, other in zip(guessed.words, aligned.words, strict=True):
        assert one.start == pytest.approx(other.start, abs=0.5)


def test_it_speaks_faster_and_higher(shelf: Path) -> None:
    voice_file(shelf)
    assert say(speed=1.5).duration < 0.75 * say().duration
    assert say(pitch=30).duration == pytest.approx(say().duration, rel=0.12)
    assert crossings(say(pitch=30)) > 1.15 * crossings(say())


def crossings(spoken: Spoken) -> float:
    """Zero crossings a second where it is loud: of a tone, twice its pitch."""
    loud = spoken.samples[np.abs(spoken.samples) > 0.05]
    return float(np.mean(np.diff(np.signbit(loud)))) * RATE


def test_it_sounds_the_same_every_time_and_as_long_when_timed(shelf: Path) -> None:
    voice_file(shelf)
    first, again = say(), say()
    assert np.array_equal(first.samples, again.samples)
    script = TextVoice(type="text", voice_id="piper:en_US-tiny-low", input_text=LINE)
    assert len(scripted.time(script, path="v").samples) == len(first.samples)


def test_it_says_which_voice_is_gone_and_why(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput) as refused:
        plan({"voice": text(voice="piper:gone")})
    assert "gone.onnx" in refused.value.problems["scenes.0.voice.voice_id"]
    voice_file(shelf)
    monkeypatch.setattr(folder, "installed", lambda: False)
    assert folder.piper_voices() == ()
    with pytest.raises(BadInput) as refused:
        plan({"voice": text(voice="piper:en_US-tiny-low")})
    assert "piper-tts is not installed" in refused.value.problems["scenes.0.voice.voice_id"]


def test_it_refuses_another_language_of_a_voice_that_has_one(shelf: Path) -> None:
    voice_file(shelf)
    with pytest.raises(BadInput) as refused:
        say("Hola.", locale="es-ES")
    assert list(refused.value.problems) == ["v.locale"]
    assert "whatever the locale" in say("Hello.", locale="en-GB").warnings[0]


@needs_words
def test_it_tells_of_words_in_another_language(shelf: Path) -> None:
    voice_file(shelf)
    assert "looks Spanish" in say("Hola, vamos a ver el nuevo producto de la empresa.").warnings[0]


def test_it_knows_a_scene_by_the_voice_file(shelf: Path) -> None:
    scene = board({"voice": text(voice="piper:en_US-tiny-low")})
    file = voice_file(shelf)
    before = scene_hash(scene, 0, {}, None)
    file.write_bytes(file.read_bytes() + b" ")
    assert scene_hash(scene, 0, {}, None) != before
