"""How a storyboard's subtitles are set on its picture: style, size, room, cues and what of a cue shows at once.

Sizes are pixels of the finished video, whatever is being drawn: a draft, a video and its subtitle files break lines at
the same places.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from studio.render import fonts
from studio.render.lettering import Metrics, em_width, metrics_of
from studio.render.plan import Canvas
from studio.render.presets import CATALOGUE, PRESETS, Preset, resolved
from studio.render.spoken import Word
from studio.render.subtitles import Cue, Frame, cues, letters_of, pages
from studio.storyboard import Subtitles as Wanted

WIDEST = 0.88
"""The part of the picture's width that lines may take."""
HIGHEST = 0.62
"""The part of the picture's height that a cue's lines may take."""
LEAD = 0.2
"""Room between lines, in parts of the letters' size."""
_GREEK_ACCENT = "\u0301"
_TURKIC = "ığİ"


@dataclass(frozen=True, slots=True)
class Typesetting:
    """`size` and `asked` (what font_size or the style wants) are pixels of the finished video."""

    preset: Preset
    wanted: Wanted
    size: float
    asked: float
    metrics: Metrics
    language: str
    room: float
    """The longest line, in parts of the letters' size."""
    letters: int
    dotted: bool
    """Whether the capital of i has a dot, as in Turkish and Azerbaijani."""

    @property
    def pad(self) -> tuple[float, float]:
        """Room beside and above the words, in parts of their size."""
        return _pad(self.preset)

    @property
    def space(self) -> float:
        """Room between two words, in parts of their size."""
        return _space(self.preset)

    @property
    def pitch(self) -> float:
        """From one baseline to the next, in parts of the letters' size."""
        own = self.metrics.rise + self.metrics.fall
        return own + (2 * self.pad[1] - 0.04 if self.preset.card == "line" else LEAD)

    def width(self, text: str) -> float:
        """A text's width as it is shown, in parts of its size."""
        return em_width(self.shown(text), self.preset.weight, self.preset.face, self.language)

    def shown(self, text: str) -> str:
        """A text as the style writes it."""
        return upper(text, dotted=self.dotted) if self.preset.upper else text

    def cues(self, words: Sequence[Word], *, until: float = float("inf")) -> tuple[Cue, ...]:
        """The cues of a scene's words, none of them beyond `until` seconds."""
        room = float("inf") if self.preset.words else self.room
        return cues(words, frame=self._frame(room, self.preset.lines if not self.preset.words else 2), until=until)

    def pages(self, cue: Cue) -> tuple[Cue, ...]:
        """What of a cue is shown at once, one after the other."""
        return pages(cue, most=self.preset.words, frame=self._frame(self.room, 1)) if self.preset.words else (cue,)

    def _frame(self, room: float, lines: int) -> Frame:
        return Frame(letters=self.letters, lines=lines, room=room, space=self.space, width=self.width)


def typesetting(wanted: Wanted | None, canvas: Canvas, words: Sequence[Word], *, language: str = "") -> Typesetting:
    """The setting of a scene's words. `language` (BCP 47) chooses shapes of Chinese characters; "" guesses."""
    wanted = wanted or Wanted(preset_name=PRESETS[0])
    preset = CATALOGUE[resolved(wanted.preset_name) or PRESETS[0]]
    text = " ".join(word.text for word in words)
    width, height = canvas.width / canvas.scale, canvas.height / canvas.scale
    asked = wanted.font_size or preset.size * min(width, height)
    dotted, most = any(sign in text for sign in _TURKIC), letters_of(canvas.width, canvas.height)
    metrics = metrics_of(upper(text, dotted=dotted) if preset.upper else text, style=preset.face)
    tall = preset.lines * (metrics.rise + metrics.fall + LEAD) + 2 * _pad(preset)[1]
    size = min(asked, HIGHEST * height / tall)
    room = width * WIDEST / size - 2 * _pad(preset)[0]
    named = language if fonts.scripts.is_east_asian_language(language) else fonts.scripts.language(text)
    return Typesetting(preset, wanted, size, asked, metrics, named, max(room, 1.0), most, dotted)


def scene_cues(
    words: Sequence[Word], wanted: Wanted | None, canvas: Canvas, *, begin: float, duration: float
) -> list[Cue]:
    """A scene's cues for a subtitle file, in seconds from the start of the video, in which the scene has its place."""
    found = typesetting(wanted, canvas, words).cues(words, until=duration) if words else ()
    return [replace(cue, start=begin + cue.start, end=begin + cue.end) for cue in found]


def _pad(preset: Preset) -> tuple[float, float]:
    if preset.card == "line":
        return 0.42, 0.2
    return (0.8, 0.46) if preset.card == "cue" else (0.4, 0.14)


def _space(preset: Preset) -> float:
    if preset.face:
        return {"display": 0.29, "geometric": 0.28, "mono": 0.48}[preset.face]
    return 0.35 if preset.highlight == "box" else 0.27


def upper(text: str, *, dotted: bool = False) -> str:
    """Capitals as each language has them: `dotted` İ in Turkish, no accents in Greek, and none at all in Georgian."""
    if dotted:
        text = text.replace("i", "İ")
    made = "".join(sign if unicodedata.name(sign, "").startswith("GEORGIAN") else sign.upper() for sign in text)
    if any(unicodedata.name(sign, "").startswith("GREEK") for sign in made):
        parts = unicodedata.normalize("NFD", made).replace(_GREEK_ACCENT, "")
        made = unicodedata.normalize("NFC", parts)
    return made
