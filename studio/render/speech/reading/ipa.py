"""IPA as espeak-ng's own phonemes, for the language that is spoken.

Each language of espeak-ng has its own phonemes under short names. Which name gives which sound is asked of espeak-ng
itself: a candidate is taken only when what it reports to have said is the wanted symbol. So an entry is said as
written or refused, never guessed.
"""

from __future__ import annotations

import functools
import unicodedata

from studio.render.speech import espeak

_CANDIDATES = {
    "θ": "T", "ð": "D", "ʃ": "S", "ʒ": "Z", "tʃ": "tS", "dʒ": "dZ", "ts": "ts", "dz": "dz", "ŋ": "N", "ɲ": "n^",
    "ʎ": "l^", "ɡ": "g", "ɹ": "r r-", "r": "r r# R *", "ɾ": "* r t#", "ʁ": "r R Q\"", "x": "x X", "χ": "X x", "ç": "C",
    "ɣ": "Q Q^", "ʔ": "?", "β": "B", "ɬ": "K",
    "ɫ": "l# L l", "ɕ": "S; s;", "ʑ": "Z; z;", "tɕ": "tS; ts;", "ɥ": "w^ y/ H y",
    "pf": "pF", "ʋ": "v# v w", "w": "w", "j": "j",
    "ʂ": "s.", "ʐ": "z.", "tʂ": "ts.", "ʝ": "J^ j", "l̩": "l- @L", "n̩": "n-", "ɟ": "J", "c": "c", "ħ": "H", "ʕ": "3",
    "iː": "i: i", "i": "i i:", "ɪ": "I i", "eɪ": "eI e", "e": "e e: E", "eː": "e: e", "ɛ": "E e", "ɛː": "E: E",
    "æ": "a & aa", "a": "a a# A", "aː": "a: A:", "ɑː": "A: A", "ɑ": "A A:", "ɒ": "0", "ɔː": "O: O", "ɔ": "O O: 0 o",
    "oː": "o: o", "o": "o o: O", "oʊ": "oU", "əʊ": "oU @U", "ʊ": "U u", "uː": "u: u", "u": "u u: U u-", "ʌ": "V", "ɜː":
    "3:", "ɜ": "3", "ə": "@ @2 @-", "ɚ": "3 @r", "aɪ": "aI", "aʊ": "aU", "ɔɪ": "OI", "ɔʏ": "OY", "ɪə": "i@3 i@", "eə":
    "e@ E@", "ʊə": "U@", "ɐ": "a# V", "ɑɹ": "A@", "ɔːɹ": "O@ o@", "ø": "Y Y:", "øː": "Y: Y", "œ": "W", "y": "y y:",
    "yː": "y: y", "ʏ": "y I.", "ɑ̃": "A~", "ɛ̃": "E~ W~", "ɔ̃": "O~", "œ̃": "W~", "ɨ": "i\" y", "ɯ": "u-",
}  # fmt: skip
_VOWELS = frozenset("aeiouyæɑɒɔəɚɛɜɪʊʌɐøœʏɨɯ")
_KIN = str.maketrans({"g": "ɡ", "ː": "", "ᵝ": "", "ʲ": "", "ɯ": "u", "ɾ": "r", "ɹ": "r", "ʁ": "r", "ɽ": "r", "ʀ": "r"})
"""Every language has an r and an u of its own, and says a foreign one with that."""
_TIES = str.maketrans(
    {"\u0361": None, "\u032f": None, "\u035c": None, ".": None, " ": None, "ˑ": None, "'": "ˈ", ":": "ː"}
)
_LONGEST = 3


@functools.lru_cache(maxsize=1024)
def code(ipa: str, language: str) -> str | None:
    """espeak-ng's phonemes for a word in IPA, or None when a sound of it is not among the language's."""
    sounds = _sounds(unicodedata.normalize("NFC", ipa.translate(_TIES)))
    said, stress = "", ""
    for sound in sounds:
        if sound in "ˈˌ":
            stress = "'" if sound == "ˈ" else ","
            continue
        name = _name(sound, language) or _apart(sound, language)
        if not name:
            return None
        if sound[0] in _VOWELS:
            said, stress = said + stress, ""
        said += name
    return said or None


def _apart(sound: str, language: str) -> str:
    """Two sounds in one sign's place, said one after the other; "" when one of them is missing."""
    names = [_name(sign, language) for sign in sound] if len(sound) > 1 else [None]
    return "" if None in names else "".join(str(name) for name in names)


def _sounds(ipa: str) -> list[str]:
    """Cut into the longest sounds that have a name; other signs stand alone, with their marks and length."""
    found: list[str] = []
    at = 0
    while at < len(ipa):
        size = next((n for n in range(_LONGEST, 1, -1) if ipa[at : at + n] in _CANDIDATES), 1)
        while at + size < len(ipa) and (ipa[at + size] == "ː" or unicodedata.combining(ipa[at + size])):
            size += 1
        found.append(ipa[at : at + size])
        at += size
    return found


@functools.lru_cache(maxsize=2048)
def _name(sound: str, language: str) -> str | None:
    """The first likely name that espeak-ng says as this sound; at last one that says the language's own kind of it."""
    plain = sound.replace("ː", "")
    base = sound.replace("ʲ", "")
    likely = _CANDIDATES.get(sound) or (base + ";" if base != sound else "") or _CANDIDATES.get(plain) or plain
    heard = [(name, ipa) for name in likely.split()
             for ipa in (_heard(name, sound, language), _unstressed(espeak.heard(name, language)))]  # fmt: skip
    exactly = [] if sound in "rɹ" else [name for name, ipa in heard if ipa.replace("g", "ɡ") == sound]
    roughly = [name for name, ipa in heard if _roughly(ipa) == _roughly(sound)]
    return next(iter(exactly + roughly), None)


def _heard(name: str, sound: str, language: str) -> str:
    """What a name sounds like inside a word: at the ends of words many sounds change."""
    if sound[0] in _VOWELS or "\u0329" in unicodedata.normalize("NFD", sound):
        before, after, heard = "p", "p", ("p", "p")
    else:
        vowel, ipa = _steady_vowel(language)
        before, after, heard = f"p{vowel}", f"{vowel}p", (f"p{ipa}", f"{ipa}p")
    said = _unstressed(espeak.heard(before + name + after, language))
    inside = said.startswith(heard[0]) and said.endswith(heard[1]) and len(said) > len(heard[0]) + len(heard[1])
    return said[len(heard[0]) : len(said) - len(heard[1])] if inside else ""


@functools.lru_cache(maxsize=64)
def _steady_vowel(language: str) -> tuple[str, str]:
    """(name, IPA) of a vowel that sounds the same twice in a word."""
    for name in ("E", "e", "a", "i", "i:", "I", "o"):
        parts = _unstressed(espeak.heard(f"p{name}p{name}p", language)).split("p")
        if len(parts) == 4 and parts[1] == parts[2] != "":
            return name, parts[1]
    return "a", "a"


def _unstressed(ipa: str) -> str:
    return ipa.replace("ˈ", "").replace("ˌ", "")


def _roughly(ipa: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFD", ipa) if not unicodedata.combining(sign))
    return bare.replace("ː", "").translate(_KIN)
