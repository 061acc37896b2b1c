"""The faces that come with the engine's own dependencies, all under the SIL Open Font License 1.1.

* `pymupdf-fonts`: FiraGO for Latin (Vietnamese included), Greek, Cyrillic, Arabic, Hebrew, Thai, Georgian and
  Devanagari; Noto Sans for rarer Latin and Cyrillic; Noto Sans Symbols, Symbols 2 and Math for signs; Space Mono.
* `noto-cjk-sans-otc`: Noto Sans CJK, regular, in the shapes of Japan, Korea, mainland China, Taiwan and Hong Kong.
* `fontpkg-anton`, `fontpkg-montserrat`: what some subtitle styles are set in, for the letters they have.

Read without fontconfig; a file is opened when the first character of it is asked for.
"""

from __future__ import annotations

import importlib
import importlib.resources
from collections.abc import Iterator
from functools import cache

from studio.render.canvas import skia
from studio.render.fonts import scripts

BOLD_FROM = 600
REGULAR = ("FiraGO_Regular", "NotoSans_Regular")
BOLD = ("FiraGO_Bold", "NotoSans_Bold")
SIGNS = ("NotoSansSymbols_Regular", "NotoSansSymbols2_Regular", "NotoSansMath_Regular")
SHAPES = {"ja": 0, "ko": 1, "zh": 2, "zh-hant": 3, "zh-tw": 3, "zh-hk": 4, "zh-mo": 4, "yue": 4}
"""Place within the collection of the shapes that a language wants."""
_WEIGHT_AXIS = 0x77676874  # "wght"
_ANTON, _MONTSERRAT = "Anton-Regular.ttf", "Montserrat[wght].ttf"

_shared: dict[int, skia.Typeface] = {}


def share(face: skia.Typeface) -> skia.Typeface:
    """One Python object for one typeface, so that `is` compares them (they have no hash)."""
    return _shared.setdefault(int(face.uniqueID()), face)


def shared(number: int) -> skia.Typeface:
    """The face that `share` has seen, by its unique id."""
    return _shared[number]


def text_faces(*, bold: bool) -> Iterator[skia.Typeface]:
    """The faces for running text, most wanted first; each is opened when it is come to."""
    return map(_embedded, BOLD if bold else REGULAR)


def sign_faces() -> Iterator[skia.Typeface]:
    """The faces for arrows, stars, mathematics and the like; each is opened when it is come to."""
    return map(_embedded, SIGNS)


def cjk_face(character: str, language: str) -> skia.Typeface:
    """The face for Chinese, Japanese and Korean. `language` chooses between the shapes of one character."""
    if scripts.word(character) == "HANGUL":
        language = "ko"
    tag = language.lower()
    return _collected(SHAPES.get(tag, SHAPES.get(tag.partition("-")[0], 0)))


@cache
def named_face(name: str, weight: int) -> skia.Typeface | None:
    """The face of a style: "display", "geometric" or "mono"; None for "" (running text)."""
    if name == "display":
        return _from_file("fontpkg_anton", _ANTON)
    if name == "geometric":
        return _weighted(_from_file("fontpkg_montserrat", _MONTSERRAT), weight)
    if name == "mono":
        return _embedded("SpaceMono_Bold" if weight >= BOLD_FROM else "SpaceMono_Regular")
    return None


@cache
def _embedded(name: str) -> skia.Typeface:
    data = importlib.import_module(f"pymupdf_fonts.{name}").fontbuffer
    return _made(skia.Data.MakeWithCopy(data), name)


@cache
def _from_file(package: str, name: str) -> skia.Typeface:
    return _made(_mapped(package, f"files/{name}"), name)


@cache
def _collected(place: int) -> skia.Typeface:
    return _made(_mapped("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"), "Noto Sans CJK", place)


def _mapped(package: str, path: str) -> skia.Data:
    """A file of an installed package, mapped rather than read: a process touches only the glyphs that it draws."""
    return skia.Data.MakeFromFileName(str(importlib.resources.files(package).joinpath(path)))


def _made(content: skia.Data | None, name: str, place: int = 0) -> skia.Typeface:
    face = None if content is None else skia.FontMgr.New_Custom_Empty().makeFromData(content, place)
    if face is None:
        raise RuntimeError(f"{name} is not a font that Skia can read; install requirements.txt again")
    return share(face)


def _weighted(face: skia.Typeface, weight: int) -> skia.Typeface:
    """A variable face at one weight."""
    arguments = skia.FontArguments()
    place = skia.FontArguments.VariationPosition
    axes = place.Coordinates([place.Coordinate(_WEIGHT_AXIS, float(weight))])
    position = place(axes)  # Skia copies neither: both must live until the clone is made
    arguments.setVariationDesignPosition(position)
    return share(face.makeClone(arguments))
