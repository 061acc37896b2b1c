"""Long stretches without punctuation: every word of them is said, in its place."""

from __future__ import annotations

import numpy as np
import pytest

from studio.render.speech import espeak, scripted
from studio.render.speech.prosody import Prosody
from studio.render.speech.stretches import stretches, swallowed
from studio.render.spoken import Spoken
from studio.storyboard import TextVoice

CHINESE = "我们今天来介绍这个新的产品它可以帮助大家更快地完成工作"
CANTONESE = "我哋今日嚟介紹呢個新嘅產品佢可以幫助大家更快完成工作"
KOREAN = "안녕하세요 저희는 오늘 새로운 제품을 소개하려고 합니다 이것은 일을 더 빠르게 도와줍니다 "


def timed(line: str, locale: str) -> Spoken:
    voice = TextVoice(type="text", voice_id="nora", locale=locale, input_text=line)
    return scripted.time(voice, path="p")


def sounds(spoken: Spoken) -> int:
    return sum(bool(phoneme.ipa) for phoneme in spoken.phonemes)


@pytest.mark.parametrize(
    ("locale", "line", "times"),
    [
        ("zh-CN", CHINESE, 12), ("zh-CN", CHINESE + "\n", 12), ("zh-HK", CANTONESE, 12), ("ko-KR", KOREAN, 20),
        ("ko-KR", KOREAN.replace(" ", ""), 10), ("en-US", "x" * 10, 40), ("en-US", "ba" * 10, 20),
        ("en-US", "a 5 ", 200),
    ],
)  # fmt: skip
def test_it_says_all_of_what_has_no_punctuation(locale: str, line: str, times: int) -> None:
    few, often = timed(line * 2, locale), timed(line * times, locale)
    assert sounds(often) > 0.92 * times / 2 * sounds(few)  # what stands last is stressed, so said with a sound more
    assert not any("left out" in warning for warning in often.warnings)
    assert "".join("".join(word.text for word in often.words).split()) == "".join((line * times).split())
    for before, after in zip(often.words, often.words[1:], strict=False):
        assert before.start <= before.end <= after.start + 1e-9


def test_it_makes_no_pause_where_it_cuts_and_one_where_a_line_ends() -> None:
    goes_on, lines = timed(CHINESE * 8, "zh-CN"), timed(f"{CHINESE}\n{CHINESE}", "zh-CN")
    gaps = [[p.end - p.start for p in spoken.phonemes[1:-1] if not p.ipa] for spoken in (goes_on, lines)]
    assert max(gaps[0], default=0) < 0.1
    assert len([gap for gap in gaps[1] if gap > 0.15]) == 1


def test_it_leaves_whole_what_fits() -> None:
    prose = "We show you what is new. It helps everybody to work faster, every day!\n" * 60
    for text in (prose, "你好，我们今天来介绍。" * 80, CHINESE * 3, "[[h@l'oU]] " * 20, "a\nb"):
        assert len(stretches(text)) == 1, text[:20]


def test_it_cuts_no_phoneme_codes_and_no_marks() -> None:
    text = ("[[" + "a" * 90 + "]]") * 3 + "ก็" * 200 + "x̂" * 300
    for stretch in stretches(text):
        assert text[: stretch.start].count("[[") == text[: stretch.start].count("]]")
        assert text[stretch.start] not in "็̂"


def test_it_notices_what_was_swallowed() -> None:
    said = espeak.synthesize("we are going to show you something new", voice="en-us", prosody=Prosody(160, 50, 50, 0))
    text = "we are going to show you something new" + " and it was never heard by anybody"
    assert not said.swallowed
    assert swallowed(text, said)
    said.words, said.phonemes, said.samples = [], [], np.zeros(0, np.int16)
    assert swallowed("nothing of this was said", said)
