"""Which font draws which character.

First the faces that dependencies bring along (see bundled.py): a machine without a single font draws Latin, Greek,
Cyrillic, Arabic, Hebrew, Devanagari, Thai, Georgian, Chinese, Japanese and Korean. Everything else comes from the
system's fonts through fontconfig. What no font can draw is named by `lacking`, with the Debian package that helps: it
must be reported, never drawn as boxes.

Weights: running text has 400 and 700, 600 and above draws bold; what a face lacks in weight is `heft`. Faces are
immutable, shared and cached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from studio.render.canvas import skia
from studio.render.fonts import bundled, scripts, system
from studio.render.fonts.bundled import BOLD_FROM

BLACK_FROM = 800
_HEFT_BLACK, _HEFT_CJK = 0.028, 0.034
_SCRIPT_SAMPLES = {"GREEK": "α", "CYRILLIC": "б"}
"""A face without these has no more than a few mathematical signs of the script."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive characters which one face draws. Joined in order, the texts of all runs are the whole text."""

    text: str
    face: skia.Typeface


@dataclass(frozen=True, slots=True)
class Shaping:
    """Fonts for `skia.textlayout`: the collection and the family names to set, most wanted first."""

    fonts: skia.textlayout.FontCollection
    families: tuple[str, ...]


def typeface(text: str, *, weight: int = 400) -> skia.Typeface:
    """The one face that draws the most of `text`, the bundled ones first. Never fails: see `lacking` for the rest."""
    seen = Counter(character for character in text if scripts.visible(character))
    faces = [_first(weight), *(run.face for run in runs(text, weight=weight))]
    # max() keeps the earliest of equals
    return max(faces, key=lambda face: sum(n for character, n in seen.items() if _draws(face, character)))


def runs(text: str, *, weight: int = 400, language: str = "", style: str = "") -> tuple[Run, ...]:
    """Cut `text` where the face must change; a letter is never parted from its marks, nor an emoji from its joiners.

    Order is that of the string (not of the screen). Spaces and punctuation stay with what stands before them.

    `language` (BCP 47, such as "ja") chooses between the Chinese, Japanese and Korean shapes of one character; when
    empty it is guessed from the script. `style` ("display", "geometric", "mono") is preferred for the letters it has.
    """
    cut: list[Run] = []
    hint = language or scripts.language(text)
    for cluster in scripts.clusters(text):
        face = _face_for(cluster, cut[-1] if cut else None, weight=weight, language=hint, style=style)
        if cut and cut[-1].face is face:
            cut[-1] = Run(cut[-1].text + cluster, face)
        else:
            cut.append(Run(cluster, face))
    return tuple(cut)


def shaping(text: str, *, weight: int = 400) -> Shaping:
    """What Skia's paragraphs need to set `text`: joined Arabic, stacked Devanagari, right-to-left order, line breaks.

    `Font` with `drawString` puts one glyph after the other and is right only for Latin, Greek, Cyrillic and the like.
    Give `fonts` to `skia.textlayout.ParagraphBuilder.make` and `families` to `TextStyle.setFontFamilies`, with the
    same weight in `setFontStyle`. The binding can't set a paragraph's direction: to begin at the right, put the text
    between U+2067 and U+2069. Not for use by two threads at once.
    """
    first = _first(weight)  # even for an emoji alone: spaces and digits are to come from here
    return collection([first, *(run.face for run in runs(text, weight=weight))])


def collection(faces: Sequence[skia.Typeface]) -> Shaping:
    """`Shaping` of these faces and no others."""
    return _collection(tuple(dict.fromkeys(int(face.uniqueID()) for face in faces)))


@cache
def icu() -> skia.Unicode:
    """What Skia's paragraphs know of writing."""
    return skia.Unicodes.ICU.Make()


def heft(face: skia.Typeface, weight: int) -> float:
    """How much wider to paint the strokes of `face`, in parts of the text's size, so that it is as bold as `weight`."""
    name = str(face.getFamilyName())
    if name == "FiraGO" and weight >= BLACK_FROM:
        return _HEFT_BLACK
    if name.startswith("Noto Sans CJK") and weight >= BOLD_FROM:
        return _HEFT_CJK + (_HEFT_BLACK if weight >= BLACK_FROM else 0.0)
    return 0.0


def drawable(character: str) -> bool:
    """Whether a font draws it, or it needs none."""
    if character == scripts.KEYCAP:
        return system.face("1", 400, system.EMOJI_LANGUAGE) is not None
    return not scripts.visible(character) or _owner(character, weight=400, language="", style="") is not None


def lacking(text: str) -> tuple[str, ...]:
    """A sentence for each script in `text` that no installed font draws, with the Debian package to install.

    The same script always gives the same sentence.
    """
    among = scripts.language(text)
    found = dict.fromkeys(
        scripts.script(character, among=among) for character in dict.fromkeys(text) if not drawable(character)
    )
    return tuple(
        f"No installed font draws {name} characters, so the subtitles leave them out"
        + (f": install the Debian package {package}." if package else ".")
        for name, package in found
    )


@lru_cache(maxsize=64)
def _collection(faces: tuple[int, ...]) -> Shaping:
    provider = skia.textlayout.TypefaceFontProvider()
    for number in faces:
        provider.registerTypeface(bundled.shared(number))
    fonts = skia.textlayout.FontCollection()
    fonts.setDefaultFontManager(provider)
    return Shaping(fonts, tuple(dict.fromkeys(str(bundled.shared(number).getFamilyName()) for number in faces)))


def _first(weight: int) -> skia.Typeface:
    return next(bundled.text_faces(bold=weight >= BOLD_FROM))


def _face_for(cluster: str, before: Run | None, *, weight: int, language: str, style: str) -> skia.Typeface:
    """The face of one cluster. What is no letter keeps the face of the words before it, if that face draws it: but not
    an emoji font's, whose digits are blanks.
    """
    visible = [character for character in cluster if scripts.visible(character)]
    follows = before is not None and not any(map(scripts.chooses, visible)) and any(c.isalpha() for c in before.text)
    if before is not None and follows and all(_draws(before.face, character) for character in visible):
        return before.face
    if scripts.EMOJI_SELECTOR in cluster and visible:
        colour = system.face(visible[0], 400, system.EMOJI_LANGUAGE)
        if colour is not None:
            return colour
    owners = [_owner(character, weight=weight, language=language, style=style) for character in visible]
    found = [face for face in owners if face is not None]
    whole = [face for face in found if all(_draws(face, character) for character in visible)]
    return next(iter(whole or found), _first(weight))


@lru_cache(maxsize=8192)
def _owner(character: str, *, weight: int, language: str, style: str) -> skia.Typeface | None:
    """The first face that draws `character`: the style's, bundled, then the system's; None if there is none."""
    styled = bundled.named_face(style, weight)
    if styled is not None and not _draws(styled, _SCRIPT_SAMPLES.get(scripts.word(character), "a")):
        styled = None
    faces = chain(
        [styled] if styled is not None else [],
        bundled.text_faces(bold=weight >= BOLD_FROM),
        [bundled.cjk_face(character, language or "zh")] if scripts.east_asian(character) else [],
        bundled.sign_faces(),
    )
    drawing = next((face for face in faces if _draws(face, character)), None)
    return drawing or system.face(character, weight, language)


def _draws(face: skia.Typeface, character: str) -> bool:
    return bool(face.unicharToGlyph(ord(character)))
