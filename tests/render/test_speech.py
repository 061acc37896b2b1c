"""Scripts said by espeak-ng: timing, prosody, pauses, loudness."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest

from studio.errors import BadInput
from studio.render.speech import espeak, loudness, scripted
from studio.render.speech.catalogue import find
from studio.render.spoken import RATE, Spoken
from studio.storyboard import TextVoice


def say(line: str, voice: str = "nora", **more: object) -> Spoken:
    found = TextVoice.model_validate({"type": "text", "voice_id": voice, "input_text": line, **more})
    return scripted.say(found, path="scenes.0.voice")


def pitch(spoken: Spoken) -> float:
    """Median fundamental frequency by autocorrelation, Hz."""
    sound, found = spoken.samples[::4].astype(float), []
    rate = RATE // 4
    for at in range(0, len(sound) - 600, 300):
        part = sound[at : at + 600]
        if np.sqrt((part**2).mean()) < 0.05:
            continue
        peaks = np.correlate(part, part, "full")[599:]
        lag = int(np.argmax(peaks[rate // 400 : rate // 60])) + rate // 400
        if peaks[lag] > 0.5 * peaks[0]:
            found.append(rate / lag)
    return float(np.median(found))


@pytest.mark.parametrize(
    ("voice", "line", "expected"),
    [
        ("nora", "Hello — it's “well-known” 1,250 café's; don't.",
         ["Hello —", "it's", "“well-known”", "1,250", "café's;", "don't."]),
        ("paul", "Dr. Smith & I paid $5 for the end of the road.",
         ["Dr.", "Smith &", "I", "paid", "$5", "for", "the", "end", "of", "the", "road."]),
        ("nora", "Save big - now - or never -> go | 5 > 3 + 1 = 4",
         ["Save", "big -", "now -", "or", "never ->", "go |", "5", ">", "3", "+", "1", "=", "4"]),
        ("nora", "> Our plan:\n\n- First\n• Second\n✅ Third\n\n🎉",
         ["> Our", "plan:", "- First", "• Second", "✅ Third 🎉"]),
        ("nora", '->\n\n• <break time="0.2s"/> One <break time="0.2s"/> … <break time="0.2s"/> - 🎉 two',
         ["-> • One …", "- 🎉 two"]),
        ("zh-mei", "我们我们 3 Mio. €#", ["我", "们", "我", "们", "3", "Mio. €#"]),
        ("ar-salma", "مَرْحَبًا بِكُمْ فِي 25.", ["مَرْحَبًا", "بِكُمْ", "فِي", "25."]),
        ("zh-mei", "你好，我们2026年", ["你好，", "我", "们", "2026", "年"]),
        ("de-anna", "Für Größe: 3,5 Äpfel!", ["Für", "Größe:", "3,5", "Äpfel!"]),
    ],
)  # fmt: skip
def test_it_times_the_words_as_they_are_written(voice: str, line: str, expected: list[str]) -> None:
    spoken = say(line, voice)
    assert [word.text for word in spoken.words] == expected
    assert spoken.warnings == ()
    for before, after in zip(spoken.words, spoken.words[1:], strict=False):
        assert 0 < before.start < before.end <= after.start + 1e-9
    assert spoken.words[-1].end <= spoken.duration


def test_it_hears_sound_in_words_and_none_in_pauses() -> None:
    spoken = say('One two. <break time="1.5s"/> Three.')
    two, three = spoken.words[1], spoken.words[2]
    assert 1.5 <= three.start - two.end <= 1.75
    gap = spoken.samples[int((two.end + 0.1) * RATE) : int((three.start - 0.1) * RATE)]
    assert float(np.abs(gap).max()) < 0.003
    for word in spoken.words:
        part = spoken.samples[int(word.start * RATE) : int(word.end * RATE)]
        assert float(np.sqrt((part**2).mean())) > 0.02


def test_it_gives_phonemes_without_gaps_that_cover_the_scene() -> None:
    spoken = say("Maybe a baby bumped my arm.")
    assert spoken.phonemes[0].start == 0
    assert spoken.phonemes[-1].end == pytest.approx(spoken.duration, abs=0.03)
    for before, after in zip(spoken.phonemes, spoken.phonemes[1:], strict=False):
        assert after.start == pytest.approx(before.end, abs=0.03)
    sounds = [phoneme.ipa.strip("ˈˌ") for phoneme in spoken.phonemes if phoneme.ipa]
    assert sounds[0] == "m"
    assert sounds.count("b") == 4


def test_a_word_that_is_not_said_ends_where_the_first_that_is_begins() -> None:
    spoken = scripted.time(TextVoice(type="text", voice_id="ru-anya", input_text="€, -20°C, 5-10%."), path="p")
    assert [word.text for word in spoken.words] == ["€,", "-20°C,", "5-10%."]
    assert spoken.words[0].end <= spoken.words[1].start


@pytest.mark.parametrize(("voice", "line"), [("zh-mei", "我们的AI平台"), ("de-anna", "Unser Service ist super.")])
def test_a_change_of_language_is_no_sound(voice: str, line: str) -> None:
    spoken = say(line, voice)
    assert [p.ipa for p in spoken.phonemes if "(" in p.ipa] == []
    assert all(
        before.end == after.start for before, after in zip(spoken.phonemes[:-2], spoken.phonemes[1:-1], strict=True)
    )


def test_it_puts_a_phoneme_inside_its_word() -> None:
    spoken = say("Apple moon river.")
    moon = spoken.words[1]
    inside = [p.ipa for p in spoken.phonemes if moon.start - 1e-6 <= p.start < moon.end]
    assert inside[0] == "m"
    assert "n" in inside


@pytest.mark.parametrize("voice", ["nora", "hugh", "ko-minji"])
def test_it_is_as_loud_as_it_should_be_and_never_clips(voice: str) -> None:
    spoken = say(find(voice).sample_text, voice)
    assert loudness.measure(spoken.samples) == pytest.approx(-16.0, abs=0.5)
    assert float(np.abs(spoken.samples).max()) <= loudness.CEILING + 1e-6


def test_it_speaks_slower_and_faster() -> None:
    line = "The quick brown fox jumps over the lazy dog near the river bank."
    slow, plain, fast = (say(line, speed=speed).duration for speed in (0.5, 1.0, 1.5))
    assert slow > plain * 1.6
    assert fast < plain * 0.78


def test_it_speaks_higher_and_lower() -> None:
    line = "The quick brown fox jumps over the lazy dog."
    low, plain, high = (pitch(say(line, pitch=by)) for by in (-40, 0, 40))
    assert low < plain * 0.9 < plain * 1.1 < high


def test_it_tells_women_from_men() -> None:
    line = "The quick brown fox jumps over the lazy dog."
    assert min(pitch(say(line, voice)) for voice in ("nora", "emma", "liv")) > 150
    assert max(pitch(say(line, voice)) for voice in ("paul", "hugh", "ben")) < 140


def test_it_says_the_same_line_in_five_emotions_and_none() -> None:
    line = "Our new office opens today, and everyone is invited to visit us."
    emotions = (None, "Excited", "Friendly", "Serious", "Soothing", "Broadcaster")
    said = {emotion: say(line, emotion=emotion).duration for emotion in emotions}
    assert len({round(seconds, 2) for seconds in said.values()}) == 6
    assert said["Excited"] < said[None] < said["Serious"] < said["Soothing"]


def test_it_changes_the_language_of_a_voice() -> None:
    assert [p.ipa for p in say("six", locale="fr-FR").phonemes] != [p.ipa for p in say("six").phonemes]
    assert espeak.language("es-MX") == "es-419"
    assert espeak.language("zh-Hans-CN") == "cmn"
    with pytest.raises(BadInput) as refused:
        say("Hello.", locale="xx-YY")
    assert list(refused.value.problems) == ["scenes.0.voice.locale"]


@pytest.mark.parametrize("hyphen", ["-", "--", "–", "—", "->", "\n-"])
def test_a_word_before_a_hyphen_ends_where_the_one_behind_it_begins(hyphen: str) -> None:
    before, after = say(f"one {hyphen} five").words
    spoken = say(f"one {hyphen} five").phonemes
    assert "".join(p.ipa for p in spoken if before.start - 1e-6 <= p.start < after.start - 1e-6) == "wˈʌn"
    assert before.end < after.start


def test_it_refuses_a_script_of_nothing_but_punctuation() -> None:
    with pytest.raises(BadInput) as refused:
        say("...?!")
    assert list(refused.value.problems) == ["scenes.0.voice.input_text"]


def test_it_says_markup_aloud_instead_of_obeying_it() -> None:
    assert say("one <b>two</b> three").duration > say("one two three").duration + 0.5


def test_it_sounds_the_same_in_every_process() -> None:
    code = (
        "from studio.render.speech import scripted; from studio.storyboard import TextVoice; import hashlib;"
        "v = TextVoice(type='text', voice_id='emma', input_text='That is all for today.');"
        "print(hashlib.sha256(scripted.say(v, path='').samples.tobytes()).hexdigest())"
    )
    twice = {subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout for _ in range(2)}
    assert len(twice) == 1


def test_it_lists_voices_without_loading_a_sound_library_or_how_scripts_are_read() -> None:
    heavy = ("numpy", "skia", "av", "espeakng_loader", "studio.render.speech.reading.calendar")
    code = (
        "import sys; from studio.render.speech.catalogue import voices; from studio.render import plan; voices();"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"


LINES = {
    "nora": 'Hello, my good people. <break time="700ms"/> Maybe — we meet more often; 1,250 times? <break/>',
    "zh-mei": "你好，我们2026年再见。",
    "hugh": "Yes.",
    "de-anna": "Für Größe: 3,5 Äpfel! <break time='0s'/> Schluss.",
}


@pytest.mark.parametrize("voice", LINES)
@pytest.mark.parametrize("speed", [0.73, 1.0, 1.31])
def test_it_times_a_script_as_it_will_be_heard_without_its_sound(voice: str, speed: float) -> None:
    script = TextVoice.model_validate({"type": "text", "voice_id": voice, "input_text": LINES[voice], "speed": speed})
    heard, timed = scripted.say(script, path="p"), scripted.time(script, path="p")
    assert len(timed.samples) == len(heard.samples)
    assert (timed.words, timed.phonemes, timed.warnings) == (heard.words, heard.phonemes, heard.warnings)
    assert not timed.samples.any() and heard.samples.any()


def test_it_times_five_thousand_characters_in_a_moment() -> None:
    script = TextVoice(
        type="text", voice_id="nora", input_text=("The river bank lies still tonight, as always. " * 108)[:5000]
    )
    scripted.time(script, path="p")
    began = time.process_time()
    scripted.time(script, path="p")
    assert time.process_time() - began < 1.5, "saying it takes four seconds"


def test_it_stops_speaking_when_a_scene_gets_too_long() -> None:
    began = time.process_time()
    with pytest.raises(BadInput) as refused:
        say("9 " * 2500, speed=0.5)
    assert refused.value.problems == {
        "scenes.0.voice.input_text": "Shorten the script, or split it into several scenes: said aloud it takes longer "
        "than 20 minutes."
    }
    assert time.process_time() - began < 5
    assert say("Hello.").words[0].text == "Hello.", "the next one is heard whole"
