"""Japanese in kana: espeak-ng reads kana only, so kanji, particles and numbers are written out for it.

Readings come from Janome's dictionary (IPADIC), which gives them as they sound: は the particle is ワ, 東京 トーキョー.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from studio.render.speech.reading.katakana import foreign
from studio.render.speech.reading.text import Reading

_DIGITS = ("ゼロ", "イチ", "ニ", "サン", "ヨン", "ゴ", "ロク", "ナナ", "ハチ", "キュー")
_HUNDREDS = {3: "サンビャク", 6: "ロッピャク", 8: "ハッピャク"}
_THOUSANDS = {3: "サンゼン", 8: "ハッセン"}
_MYRIADS = ("", "マン", "オク", "チョー")
_LONGEST = 16
"""Digits of a number; more are said one by one."""
_DAYS = {1: "ツイタチ", 2: "フツカ", 3: "ミッカ", 4: "ヨッカ", 5: "イツカ", 6: "ムイカ", 7: "ナノカ",
         8: "ヨーカ", 9: "ココノカ", 10: "トーカ", 14: "ジューヨッカ", 20: "ハツカ", 24: "ニジューヨッカ"}  # fmt: skip
_THINGS = ("ヒトツ", "フタツ", "ミッツ", "ヨッツ", "イツツ", "ムッツ", "ナナツ", "ヤッツ", "ココノツ")
_NUMBER = re.compile(
    r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?\s?(日間|週間|年間|時間|名様|[ヶケかカヵ]月|分の(?=\s?\d)|パーセント|[月日人時分つ円年個回本社冊点件階泊枚台位名倍番度秒歳才杯])?"
)
_KANJI_COUNT = {
    "一人": "ヒトリ",
    "二人": "フタリ",
    "今日": "キョー",
    "明日": "アシタ",
    "昨日": "キノー",
    "何人": "ナンニン",
}
_SPELLED = re.compile("|".join(_KANJI_COUNT))
_COUNTERS = {
    "月": "ガツ", "日": "ニチ", "日間": "ニチカン", "人": "ニン", "時間": "ジカン", "時": "ジ", "円": "エン",
    "年": "ネン", "年間": "ネンカン", "パーセント": "パーセント", "週間": "シューカン", "分の": "ブンノ", "個": "コ",
    "回": "カイ", "本": "ホン", "社": "シャ", "冊": "サツ", "点": "テン", "件": "ケン", "階": "カイ", "泊": "ハク",
    "枚": "マイ", "台": "ダイ", "位": "イ", "名": "メイ", "名様": "メイサマ", "倍": "バイ", "番": "バン", "度": "ド",
    "秒": "ビョー", "歳": "サイ", "才": "サイ", "杯": "ハイ",
} | {f"{sign}月": "カゲツ" for sign in "ヶケかカヵ"}  # fmt: skip
_DOUBLED = {
    1: ("イチ", "イッ"),
    6: ("ロク", "ロッ"),
    8: ("ハチ", "ハッ"),
    10: ("ジュー", "ジュッ"),
    100: ("ャク", "ャッ"),
}
"""How a number's end sounds before some counters."""
_K, _S_T, _H = frozenset("カケコ"), frozenset("サシテ"), {"ハ": "パ", "ホ": "ポ"}
_SOFT = {"本": "ボン", "杯": "バイ", "泊": "パク", "階": "ガイ"}
"""After three."""
_CODE = re.compile(r"\[\[[^\]]*\]\]")
_JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff々〆ヶ]")
_FOREIGN = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ'’]+")
_KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff々]")
_LEANS = ("助詞", "助動詞", "接尾", "非自立")
"""Parts of speech that lean on the word before them and are said in one breath with it."""
_PARTICLES = frozenset("はがをにのとでもへやか")
"""Those that come right after a number, where nothing before them tells what they are."""


def in_kana(reading: Reading) -> Reading:
    """The same reading in kana, with a space between phrases. What has no reading is left out and kept in `unread`."""
    said: list[str] = []
    places: list[int] = []
    unread: list[str] = []
    for start, _, spoken, apart in _pieces(reading.said):
        if _KANJI.search(spoken):
            unread += _KANJI.findall(spoken)
            spoken = _KANJI.sub("", spoken)  # noqa: PLW2901
        text = f" {spoken}" if apart and said else spoken
        said.append(text)
        places += [reading.places[start]] * len(text)
    text = "".join(said)
    return Reading(text, [*places, reading.places[-1]], bytearray(len(text)), tuple(dict.fromkeys(unread)))


def number(digits: str, fraction: str = "", counter: str = "") -> str:
    """A number in kana, with the counter that follows it."""
    counted = _COUNTERS.get(counter, counter)
    if len(digits) > _LONGEST:
        return "".join(_DIGITS[int(sign)] for sign in digits) + counted
    value = int(digits)
    if fraction:
        return f"{_whole(value)}テン{''.join(_DIGITS[int(sign)] for sign in fraction)}{counted}"
    return _as_a_word(value, counter) or _joined(_before(counter, value, _whole(value)), value, counter, counted)


def _as_a_word(value: int, counter: str) -> str:
    """Numbers that make one word with their counter; "" for others."""
    if counter == "日":
        return _DAYS.get(value, "")
    if counter == "人":
        return {1: "ヒトリ", 2: "フタリ"}.get(value, "")
    if (counter, value) in (("歳", 20), ("才", 20)):
        return "ハタチ"
    if counter == "つ":
        return _THINGS[value - 1] if 0 < value < 10 else _whole(value)
    return _minutes(value) if counter == "分" else ""


def _before(counter: str, value: int, said: str) -> str:
    """The number as it sounds before its counter."""
    if counter == "月":
        return {4: "シ", 7: "シチ", 9: "ク"}.get(value, said)
    if counter in ("時", "時間", "人", "年", "年間", "円") and value % 10 == 4:
        return said.removesuffix("ヨン") + "ヨ"
    if counter in ("時", "時間") and value % 10 == 9:
        return said.removesuffix("キュー") + "ク"
    if counter == "時" and value % 10 == 7:
        return said.removesuffix("ナナ") + "シチ"
    return said


def _joined(said: str, value: int, counter: str, counted: str) -> str:
    """A number and its counter as they sound together: イッポン, サンボン, ジュッコ."""
    end = value % 10 or value % 100 or value % 1000
    end = end if end < 10 else 100 if end >= 100 else 10
    if value % 10 == 3 and counter in _SOFT:
        return said + _SOFT[counter]
    doubling = (1, 6, 8, 10, 100) if counted[:1] in _K | _H.keys() else (1, 8, 10) if counted[:1] in _S_T else ()
    if value % 1000 == 0 or end not in doubling:
        return said + counted
    plain, doubled = _DOUBLED[end]
    return said.removesuffix(plain) + doubled + _H.get(counted[0], counted[0]) + counted[1:]


def _minutes(value: int) -> str:
    ending = {1: "イップン", 6: "ロップン", 8: "ハップン", 3: "サンプン", 4: "ヨンプン"}.get(value % 10)
    if value and value % 100 == 0:
        return f"{_whole(value)}プン".replace("ャクプン", "ャップン")
    if value and value % 10 == 0:
        hundreds, tens = value - value % 100, value // 10 % 10
        return (_whole(hundreds) if hundreds else "") + ("" if tens == 1 else _DIGITS[tens]) + "ジュップン"
    if ending is None:
        return f"{_whole(value)}フン"
    return (_whole(value - value % 10) if value > 10 else "") + ending


def _whole(value: int) -> str:
    if value == 0:
        return _DIGITS[0]
    said = ""
    for power in range(len(_MYRIADS) - 1, -1, -1):
        part = value // 10 ** (4 * power) % 10_000
        if part:
            said += _below_myriad(part, alone=power == 0) + _MYRIADS[power]
    return said


def _below_myriad(value: int, *, alone: bool) -> str:
    thousands, hundreds, tens, ones = value // 1000, value // 100 % 10, value // 10 % 10, value % 10
    said = ""
    if thousands:
        one = "セン" if alone else "イッセン"
        said += one if thousands == 1 else _THOUSANDS.get(thousands, f"{_DIGITS[thousands]}セン")
    if hundreds:
        said += "ヒャク" if hundreds == 1 else _HUNDREDS.get(hundreds, f"{_DIGITS[hundreds]}ヒャク")
    if tens:
        said += "ジュー" if tens == 1 else f"{_DIGITS[tens]}ジュー"
    return said + (_DIGITS[ones] if ones else "")


def _pieces(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """(start, end, what is said, whether a new phrase begins) of every token."""
    done = 0
    stops = re.compile(f"{_CODE.pattern}|{_NUMBER.pattern}|{_SPELLED.pattern}")
    after_number = False
    for match in stops.finditer(text):
        yield from _tokens(text[done : match.start()], done, leaning=after_number)
        if match[0].startswith("[["):
            yield match.start(), match.end(), f" {match[0]} ", True
        elif match[0] in _KANJI_COUNT:
            yield match.start(), match.end(), _KANJI_COUNT[match[0]], True
        else:
            whole, fraction, counter = match[1].replace(",", ""), match[2] or "", match[3] or ""
            yield match.start(), match.end(), number(whole, fraction, counter), True
        done, after_number = match.end(), True
    yield from _tokens(text[done:], done, leaning=after_number)


def _tokens(text: str, at: int, *, leaning: bool) -> Iterator[tuple[int, int, str, bool]]:
    if not _JAPANESE.search(text):
        if text:
            yield at, at + len(text), _FOREIGN.sub(_foreign, text), False
        return
    first = True
    for token in _tokenizer().tokenize(text):
        surface = str(token.surface)
        known = token.phonetic != "*" and _JAPANESE.search(surface)
        heard = str(token.phonetic) if known else _FOREIGN.sub(_foreign, surface)
        kind = str(token.part_of_speech)
        leans = any(part in _LEANS for part in kind.split(",")) or (first and leaning and surface in _PARTICLES)
        apart = bool(_JAPANESE.match(surface)) and not leans
        yield at, at + len(surface), heard, apart
        at += len(surface)
        first = False


def _foreign(word: re.Match[str]) -> str:
    """Words are said as Japanese says them; capitals stay letters."""
    return word[0] if word[0].isupper() else foreign(word[0])


@functools.cache
def _tokenizer() -> Any:
    """A tenth of a second and 60 MB: only when Japanese is said."""
    from janome.tokenizer import Tokenizer

    return Tokenizer()
