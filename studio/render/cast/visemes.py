"""From phonemes to mouth shapes: the key shapes, which sound wants which, and how strongly it insists."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from studio.render.cast.pose import Mouth
from studio.render.spoken import Phoneme

REST = Mouth(smile=1.0)
"""In motion the smile of the whole face is added to that of the mouth."""


def _shape(jaw: float = 0.0, **rest: float) -> Mouth:
    return Mouth(jaw=jaw, **({"wide": 0.0, "smile": 0.9} | rest))


VISEMES: dict[str, Mouth] = {
    "rest": REST,
    "PBM": _shape(press=1.0, wide=0.1),
    "AA": _shape(1.0, low=0.25, up=0.3, teeth=0.55, tongue=0.35),
    "EH": _shape(0.55, wide=0.45, up=0.35, low=0.35, teeth=0.8, tongue=0.5),
    "EE": _shape(0.16, wide=0.9, up=0.55, low=0.75, teeth=1.0, tlow=0.55, tongue=0.5, smile=0.8),
    "IH": _shape(0.3, wide=0.45, up=0.4, low=0.4, teeth=0.9, tlow=0.2, tongue=0.5),
    "OH": _shape(0.62, round=0.6, wide=-0.1, up=0.2, low=0.1, teeth=0.1, smile=0.1),
    "OO": _shape(0.22, round=1.0, up=0.1, low=0.1, tongue=0.2, smile=0.0),
    "UH": _shape(0.42, wide=0.1, up=0.2, low=0.2, teeth=0.55, tongue=0.4),
    "FV": _shape(0.1, tuck=1.0, up=0.75, teeth=0.9, wide=0.15),
    "TH": _shape(0.34, wide=0.2, up=0.35, low=0.3, teeth=0.7, tip=1.0, tongue=0.6),
    "L": _shape(0.42, wide=0.2, up=0.35, low=0.3, teeth=0.5, tip=0.75, tongue=0.6),
    "SZ": _shape(0.1, wide=0.45, up=0.5, low=0.6, teeth=1.0, tlow=0.8),
    "SH": _shape(0.16, round=0.62, up=0.75, low=0.85, teeth=1.0, tlow=0.7, smile=0.1),
    "KG": _shape(0.34, wide=0.25, up=0.3, low=0.3, teeth=0.6, tongue=0.8),
    "R": _shape(0.24, round=0.5, up=0.4, low=0.35, teeth=0.5, tongue=0.6, smile=0.2),
    "W": _shape(0.1, round=1.0, up=0.05, low=0.05, smile=0.0),
}

DOMINANCE = {
    "PBM": 7.0, "FV": 5.0, "W": 2.6, "OO": 2.4, "SH": 2.2, "OH": 2.0, "AA": 1.9, "TH": 1.8, "EE": 1.6, "EH": 1.6,
    "L": 1.2, "R": 1.1, "SZ": 0.9, "KG": 0.55, "rest": 1.0,
}  # fmt: skip
"""How strongly a shape imposes itself on its neighbours (Cohen and Massaro 1993); others 1.3."""

_SOUNDS = {
    "PBM": "p b m ɓ ʙ",
    "FV": "f v ʋ ɱ ɸ β pf",
    "TH": "θ ð",
    "L": "l ɫ ɭ ʎ ʟ ɬ ɮ ɾ",
    "SZ": "s z t d n ts dz ʈ ɖ ɳ ʂ ʐ ɗ",
    "SH": "ʃ ʒ tʃ dʒ ɕ ʑ tɕ dʑ ç",
    "KG": "k ɡ g ŋ h x ʔ c ɟ ɲ q ɢ χ ɣ ħ ʕ ɦ ʁ ʝ",
    "R": "ɹ r ɻ ʀ ɚ ɝ ɜ ɽ",
    "W": "w ʍ ɥ",
    "AA": "ɑ a ä ɐ æː ɶ",
    "EH": "ɛ ε æ e",
    "EE": "i j",
    "IH": "ɪ ᵻ ɨ ɯ",
    "OH": "ɔ o ɒ",
    "OO": "u ʊ y ʉ ø œ ʏ ɵ",
    "UH": "ʌ ə ɤ ɘ ɞ",
}
_VISEME = {sound: viseme for viseme, row in _SOUNDS.items() for sound in row.split()}


@dataclass(frozen=True, slots=True)
class Key:
    """A mouth shape wanted at `centre` seconds, over about `half` seconds each way."""

    centre: float
    half: float
    viseme: str
    weight: float


@functools.lru_cache(maxsize=512)
def visemes_of(ipa: str) -> tuple[str, ...]:
    """The shapes of one phoneme in IPA, in order: two for a diphthong, none for a bare mark, ("rest",) for silence."""
    if not ipa.strip():
        return ("rest",)
    out: list[str] = []
    i = 0
    while i < len(ipa):
        for size in (2, 1):
            viseme = _VISEME.get(ipa[i : i + size])
            if viseme and len(ipa) >= i + size:
                if not out or out[-1] != viseme:
                    out.append(viseme)
                i += size
                break
        else:
            i += 1
    return tuple(out)


LEAD = 0.035
"""Seconds by which the mouth runs ahead of the sound, as real ones do."""
_REACH = {"PBM": 0.024, "FV": 0.026, "rest": 0.06}


def keys(phonemes: tuple[Phoneme, ...], end: float) -> list[Key]:
    """The shapes a mouth passes through, in order, with rests before, after and in the pauses."""
    out = [Key(-0.2, 0.2, "rest", 1.0)]
    heard = 0.0
    for phoneme in phonemes:
        if phoneme.start - heard > 0.09:
            out.append(_rest(heard, phoneme.start))
        heard = max(heard, phoneme.end)
        shapes = visemes_of(phoneme.ipa)
        if shapes == ("rest",):
            out.append(_rest(phoneme.start, phoneme.end))
            continue
        stress = 1.25 if "ˈ" in phoneme.ipa else 1.0
        length = max(0.02, phoneme.end - phoneme.start)
        start = phoneme.start
        for i, viseme in enumerate(shapes):
            share = length * ((1.0,), (0.6, 0.4))[len(shapes) - 1][i] if len(shapes) < 3 else length / len(shapes)
            weight = DOMINANCE.get(viseme, 1.3) * stress
            out.append(Key(start + share * 0.45 - LEAD, share / 2 + _REACH.get(viseme, 0.034), viseme, weight))
            start += share
    out.append(Key(heard + 0.15, 0.2, "rest", 2.0))
    if end > heard + 0.4:
        out.append(_rest(heard + 0.1, end + 1.0))
    return out


def _rest(start: float, end: float) -> Key:
    return Key((start + end) / 2, (end - start) / 2 + _REACH["rest"], "rest", 1.0)
