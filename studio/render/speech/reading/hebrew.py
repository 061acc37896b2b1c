"""Hebrew written with vowel points, as phonemes: espeak-ng reads letters only and names the points instead.

Modern Israeli pronunciation: points of one vowel sound alike, a dagesh counts in ב כ פ alone, a shva is silent but for
the beginning of a word. Words without points are left to espeak-ng.
"""

from __future__ import annotations

import re
import unicodedata

from studio.render.speech.reading.text import Reading

_WORD = re.compile("[\u05d0-\u05ea][\u05d0-\u05ea\u05b0-\u05bd\u05bf\u05c1\u05c2\u05c7]*")
_POINTS = re.compile("[\u05b0-\u05bb\u05c7]")
_SOUNDS = {
    "א": "", "ב": "v", "ג": "g", "ד": "d", "ה": "h", "ו": "v", "ז": "z", "ח": "X", "ט": "t", "י": "j", "כ": "X",
    "ך": "X", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "", "פ": "f", "ף": "f", "צ": "ts",
    "ץ": "ts", "ק": "k", "ר": "R", "ש": "S", "ת": "t",
}  # fmt: skip
_HARD = {"ב": "b", "כ": "k", "ך": "k", "פ": "p"}
_VOWELS = {"\u05b1": "e", "\u05b2": "a", "\u05b3": "o", "\u05b4": "i", "\u05b5": "e", "\u05b6": "e", "\u05b7": "a",
           "\u05b8": "a", "\u05b9": "o", "\u05ba": "o", "\u05bb": "u", "\u05c7": "o"}  # fmt: skip
_SHVA, _DAGESH, _SIN = "\u05b0", "\u05bc", "\u05c2"


def as_phonemes(reading: Reading) -> None:
    """Every pointed word becomes espeak-ng's phonemes."""
    reading.replace(_WORD, lambda match: f"[[{code(match[0])}]]" if _POINTS.search(match[0]) else None)


def code(word: str) -> str:
    """espeak-ng's phonemes for one pointed word, stressed on its last syllable."""
    parts = re.findall("[\u05d0-\u05ea][^\u05d0-\u05ea]*", unicodedata.normalize("NFD", word))
    sounds: list[str] = []
    for at, part in enumerate(parts):
        last = at == len(parts) - 1
        sounds += _syllable(part, first=at == 0, last=last, before=sounds[-1] if sounds else "")
    vowels = [at for at, sound in enumerate(sounds) if sound in ("a", "e", "i", "o", "u")]
    if vowels:
        sounds.insert(vowels[-1], "'")
    return "".join(sounds)


def _syllable(part: str, *, first: bool, last: bool, before: str) -> list[str]:
    letter, points = part[0], part[1:]
    vowel = next((_VOWELS[point] for point in points if point in _VOWELS), "")
    if letter == "ו" and not first and ("\u05b9" in points or (not vowel and _DAGESH in points)):
        return ["o" if "\u05b9" in points else "u"]
    if letter == "י" and not points and before == "i":
        return []
    if letter == "ה" and last and not points:
        return []
    sound = "s" if letter == "ש" and _SIN in points else _SOUNDS[letter]
    if _DAGESH in points:
        sound = _HARD.get(letter, sound)
    if last and letter in "חע" and vowel == "a":  # the furtive patach comes before its letter
        return [vowel, sound] if sound else [vowel]
    if _SHVA in points and first and letter in "לבכומנ":
        vowel = "e"
    return [piece for piece in (sound, vowel) if piece]
