"""Foreign words in katakana, as Japanese says them: espeak-ng's Japanese would spell them letter by letter."""

from __future__ import annotations

import functools
import re

from studio.render.speech import espeak

_WORD_LANGUAGE = "en"
"""British English: it drops its r as Japanese does, and has no flapped t."""
_VOWELS = {
    "eɪ": "エイ", "aɪ": "アイ", "aʊ": "アウ", "ɔɪ": "オイ", "əʊ": "オー", "oʊ": "オー",
    "iː": "イー", "uː": "ウー", "ɔː": "オー", "ɜː": "アー", "ɑː": "アー", "i": "イ", "ɪ": "イ",
    "e": "エ", "ɛ": "エ", "a": "ア", "æ": "ア", "ʌ": "ア", "ə": "ア", "ɐ": "ア", "ɒ": "オ",
    "ɔ": "オ", "o": "オ", "ʊ": "ウ", "u": "ウ", "ᵻ": "イ",
}  # fmt: skip
_ROWS = {
    "k": "カ キ ク ケ コ",
    "s": "サ シ ス セ ソ",
    "t": "タ ティ トゥ テ ト",
    "n": "ナ ニ ヌ ネ ノ",
    "h": "ハ ヒ フ ヘ ホ",
    "m": "マ ミ ム メ モ",
    "j": "ヤ イ ユ イェ ヨ",
    "r": "ラ リ ル レ ロ",
    "w": "ワ ウィ ウ ウェ ウォ",
    "ɡ": "ガ ギ グ ゲ ゴ",
    "z": "ザ ジ ズ ゼ ゾ",
    "d": "ダ ディ ドゥ デ ド",
    "b": "バ ビ ブ ベ ボ",
    "p": "パ ピ プ ペ ポ",
    "f": "ファ フィ フ フェ フォ",
    "ʃ": "シャ シ シュ シェ ショ",
    "tʃ": "チャ チ チュ チェ チョ",
    "dʒ": "ジャ ジ ジュ ジェ ジョ",
}
_MORAS = {sound: dict(zip("アイウエオ", row.split(), strict=True)) for sound, row in _ROWS.items()}
_GLIDE = "j after a consonant"
_MORAS[_GLIDE] = dict(zip("アイウエオ", ("ャ", "イ", "ュ", "ェ", "ョ"), strict=True))
_BEFORE_GLIDE = {"t": "チ", "d": "デ"}
_ALONE = {
    "t": "ト",
    "d": "ド",
    "tʃ": "チ",
    "dʒ": "ジ",
    "ʃ": "シュ",
    "n": "ン",
    "ŋ": "ング",
    "j": "イ",
    "r": "ル",
    "m": "ム",
}
_LIKE = {"ɹ": "r", "l": "r", "ɫ": "r", "v": "b", "θ": "s", "ð": "z", "ʒ": "dʒ", "g": "ɡ", "x": "h", "ɾ": "r"}
_SOUND = re.compile("|".join(sorted([*_VOWELS, *_ROWS, *_LIKE, "ŋ", "ː"], key=len, reverse=True)))


@functools.lru_cache(maxsize=1024)
def foreign(word: str) -> str:
    """An English word in katakana: "Understudy" → アンダスタディ."""
    sounds = _SOUND.findall(espeak.ipa_of(word, _WORD_LANGUAGE).replace("ˈ", "").replace("ˌ", ""))
    said, waiting = "", ""
    for sound in sounds:
        if sound == "ː":
            said += "ー"
        elif sound in _VOWELS:
            kana = _VOWELS[sound]
            said += (_MORAS[waiting][kana[0]] + kana[1:]) if waiting in _MORAS else _ALONE.get(waiting, "") + kana
            waiting = ""
        elif sound == "j" and waiting in _MORAS:
            said, waiting = said + _BEFORE_GLIDE.get(waiting, _MORAS[waiting]["イ"]), _GLIDE
        else:
            said += _bare(waiting, following=sound)
            waiting = _LIKE.get(sound, sound)
    return said + _bare(waiting, following="")


def _bare(sound: str, *, following: str) -> str:
    """A consonant without a vowel of its own."""
    if not sound:
        return ""
    if sound == "m" and following in ("p", "b", "m"):
        return "ン"
    if sound == "ŋ" and following in ("k", "ɡ", "g"):
        return "ン"
    return _ALONE.get(sound) or _MORAS[sound]["ウ"]
