"""Signs between words: what is said ("&"), what is a pause ("—"), and what is only looked at (emoji)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from studio.render.speech.reading import faces
from studio.render.speech.reading.rule import Rule
from studio.render.speech.reading.tongue import WORD, Tongue

_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b05-\u2b55\u2190-\u21ff\u2300-\u23ff\u2800-\u28ff\u25a0-\u25ff\u2460-\u24ff\u3030\u303d\u3297\u3299"
    "\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f\u200d\U000f0000-\U0010fffd\ue000-\uf8ff]+"
)
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_DRESSED = re.compile(
    "[\U0001d400-\U0001d7ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff05\uff0b\uff0d\uff0f\u203c\u2047-\u2049\ufb00-\ufb06\u2160-\u217f\u3371-\u33df]"
    "|(?<=\\d)[\uff0c\uff0e\uff1a](?=\\d)"
)
"""Letters, digits and units of another width or face (１２３, 𝗯𝗼𝗹𝗱, ㎡, ﬁ), which espeak-ng names or leaves out."""
_TAKEN_APART = re.compile(
    "[A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff][\u0300-\u036f]+|[\u3041-\u30ff][\u3099\u309a]|[\u1100-\u11ff]+"
    "|[\uff66-\uff9f]+"
)
"""Letters with their marks as signs of their own, as macOS writes them: espeak-ng knows them in one piece."""
_COMPARED = re.compile(r"(?<!\S)([<>])\s?(?=[$€£]?\d)")
_ARROW = re.compile(r"(?<![<>=-])(?:[-=]+>|<-+|<=+>)(?![<>=\d])")
_BULLET = rf"(?:[-–*·•‣◦]\s|\d{{1,2}}[.)]\s|{_EMOJI.pattern})"
_ITEM = re.compile(rf"(?<=[^\s.,;:!?…—、。，：！？-])[^\S\n]*\n\s*(?={_BULLET}[^\n]*[^\W_])")
"""The end of a line that a list goes on after."""
_HYPHENS = re.compile("[\u2010\u2011\u05be]")
"""Others than the one that everybody knows: one that keeps a line together, Hebrew's."""
_GERSHAYIM = re.compile('(?<=[\u05d0-\u05ea])["\u05f4\u201d](?=[\u05d0-\u05ea])')
"""In Hebrew words made of first letters."""
_DASH = re.compile(r"\s?[—―]\s?|\s–\s|\s--+\s|(?<=\w)--(?=\w)")
_QUOTES = re.compile(r"[“”„‟«»‹›\"]+")
_APOSTROPHE = re.compile(r"(?<=\w)[’ʼ](?=\w)")
_DOTS = re.compile(r"(?:…|\.{2,})")
_AMPERSAND = re.compile(r"\s?(?<![&\w])&(?![&\w])\s?|(?<=\w)&(?=\w)")
_PLUS = re.compile(r"(?<=\w)\s?\+\s?(?=\w)|(?<=\d)\+(?!\w)")
_AT = re.compile(r"(?<!\S)@(?!\S)")
_SILENT = re.compile(r"[*_~^|\\<>{}•·■●►©®™§¶†‡#=@]+(?!\w)|(?<!\w)[*_~^|\\•·■●►]+|(?<=\w)[™®©]|"
                     rf"(?<!{WORD})[*_~^|\\]+|[*_~^|\\]+(?!{WORD})|[・゠〜～]+")  # fmt: skip
_NO_SPACE = re.compile(r"[!?]+(?=[^\W_])")
"""Ends of sentences without a space behind them: espeak-ng says "exclamation", or makes one word of two."""
_STRAY = re.compile(r"(?<!\S)[.,;?()\[\]'*–-]*[!:][.,;!?:()\[\]'*–-]*(?!\S)")
"""Marks alone. Where they end nothing espeak-ng says their names: "Hi. :)", "!!!"."""
_ENDS, _CLOSES = ".!?…:;,—", " \t\n\u00a0\u202f)]'"
_EQUALS = re.compile(r"\s=\s")
_NAMED = re.compile(r"(?<!\w)(?:C\+\+(?![^\W\d]|[+#])|[A-G]#(?![\w+#]))", re.IGNORECASE)
"""Programming languages, and musical notes."""
_SLASH = re.compile(r"(?<=[^\W\d_])\s?/\s?(?=[^\W\d_])")
_PHONEME_BRACKETS = re.compile(r"\[\[+")
_EQUALS_SAID = {"en": "equals", "de": "gleich", "fr": "égale", "es": "igual a", "it": "uguale a", "pt": "igual a",
                "nl": "is"}  # fmt: skip
_COMPARED_SAID = {"en": ("less than", "more than"), "de": ("weniger als", "mehr als"), "fr": ("moins de", "plus de"),
                  "es": ("menos de", "más de"), "it": ("meno di", "più di"), "pt": ("menos de", "mais de"),
                  "nl": ("minder dan", "meer dan")}  # fmt: skip
_MEANINGLESS = ("So", "Sk", "Cf", "Co", "Mn", "Me", "Cn")


def unseen() -> Iterator[Rule]:
    """What is taken out before anything else is read."""
    yield _ITEM, lambda _: ",\n"
    yield _KEYCAP, lambda match: f"{match[0][0]} " if match[0][0].isdigit() else " "
    yield _EMOJI, lambda _: " "
    yield _INVISIBLE, lambda _: ""
    yield from faces.rules()
    yield _ARROW, lambda _: " — "
    yield _HYPHENS, lambda _: "-"
    yield _GERSHAYIM, lambda _: ""
    yield _TAKEN_APART, _composed
    yield _DRESSED, lambda match: _undressed(match[0])
    yield _PHONEME_BRACKETS, lambda _: "["


def compared(tongue: Tongue) -> Iterator[Rule]:
    """The rule for < and > before numbers."""
    if said := _COMPARED_SAID.get(tongue.language):
        yield _COMPARED, lambda match: f"{said[match[1] == '>']} "


def _composed(match: re.Match[str]) -> str | None:
    whole = unicodedata.normalize("NFKC", match[0])
    return whole if whole != match[0] else None


def _undressed(sign: str) -> str:
    """The plain signs that this one is a form of; unlike NFKC it leaves the ² of ㎡."""
    return "".join(chr(int(code, 16)) for code in unicodedata.decomposition(sign).split()[1:]) or sign


def without_codes(text: str) -> str:
    """A text without the brackets that could make espeak-ng read its phoneme codes."""
    return re.sub(r"\[+", " ", text).strip()


def rules(tongue: Tongue) -> Iterator[Rule]:
    """What is left between words when everything else has been read."""
    words = tongue.words
    yield _NAMED, lambda match: f"{match[0][0]} {'plus plus ' if match[0].endswith('+') else 'sharp'}"
    yield _DASH, lambda _: " — "
    yield _NO_SPACE, lambda match: f"{match[0]} " if match.string[: match.start()][-1:].strip() else " "
    yield _DOTS, lambda match: "… " if match.end() < len(match.string) and match.string[match.end()].isalnum() else "…"
    yield _QUOTES, lambda _: " "
    yield _APOSTROPHE, lambda _: "'"
    yield _AMPERSAND, lambda _: f" {words.and_} "
    yield _AT, lambda _: words.at
    if words.plus:
        yield _PLUS, lambda _: f" {words.plus} "
    if equals := _EQUALS_SAID.get(tongue.language):
        yield _EQUALS, lambda _: f" {equals} "
    if tongue.language == "en":
        yield _SLASH, lambda _: " slash "
    yield _SILENT, lambda _: " "
    yield _STRAY, _passed_over


def _passed_over(marks: re.Match[str]) -> str | None:
    """Nothing, where no sentence has begun since the last one's end; "Bonjour !" has."""
    before = marks.string[: marks.start()].rstrip(_CLOSES)
    return None if before and before[-1] not in _ENDS else " "


def unspoken(text: str) -> bool:
    """Whether nothing in a piece of text is ever said: punctuation, emoji."""
    text = faces.FACE.sub("", text)
    return not _KEYCAP.search(text) and all(
        unicodedata.category(sign)[0] in "PZ" or unicodedata.category(sign) in _MEANINGLESS or _EMOJI.match(sign)
        for sign in text
    )
