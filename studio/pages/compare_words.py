"""What a version is made of, in the names people see: its people, voices, files and settings, as short lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from studio.actions import media
from studio.actions.cast import ids_among
from studio.models import Asset, Avatar, Render, Voice
from studio.pages.board import PLACES
from studio.pages.board_fields import at
from studio.render.presets import presets, resolved

Document = Mapping[str, Any]
_STYLES = {"circle": _lazy("Circle"), "square": _lazy("Square"), "closeUp": _lazy("Close-up")}
_FITS = {"contain": _lazy("Contain"), "crop": _lazy("Crop"), "none": _lazy("Own size")}
_PLAYS = {
    "once": _lazy("once, then away"), "freeze": _lazy("once, then its last frame stays"),
    "fit_to_scene": _lazy("once, as long as the scene"),
}  # fmt: skip
_MODES = {"burn_in": _lazy("In the picture"), "file_only": _lazy("As a file"), "off": _lazy("None")}
_GONE = {"image": _lazy("A picture that is gone"), "video": _lazy("A clip that is gone")}
MIDDLE = 2
"""Where subtitles stand unless somebody says otherwise: bottom centre."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line about one thing. Two lines are the same when both their words and what they are about are.

    `name` is the thing alone, without how it is set; `about` tells apart what has the same name, and is never shown.
    `parts`: the lines of which this one is made up.
    """

    words: str
    name: str = ""
    about: str = ""
    colour: str = ""
    parts: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """What the people, voices and files in a version are called, by the ids that its storyboard says."""

    avatars: Mapping[str, Avatar]
    voices: Mapping[str, Voice]
    files: Mapping[str, Asset]


def names_in(render: Render) -> Names:
    """Also of those who aren't offered any more. Three queries, however many they are."""
    document = render.storyboard
    scenes = list(document.get("scenes") or [])
    given = [media.part(each, "properties") for each in variables(document).values()]
    people = [*(media.part(scene, "character") for scene in scenes), *given]
    avatars = render.account.avatars.filter(external_id__in=ids_among(_asked(each) for each in people))
    heard = [*(media.part(scene, "voice") for scene in scenes), *given]
    voices = render.account.voices.filter(external_id__in={str(at(each, "voice_id")) for each in heard})
    return Names(
        {each.external_id: each for each in avatars}, {each.external_id: each for each in voices},
        media.found(render.video.team, document),
    )  # fmt: skip


def variables(document: Document) -> dict[str, Any]:
    """What fills a template that lies at a provider, by the gaps' names."""
    return media.part(media.part(document, "template"), "variables")


def presenter(scene: Any, names: Names) -> Told:
    """Who is seen, in which look, and how they are placed."""
    character = media.part(scene, "character")
    if not character:
        return Told(_("Nobody"), _("Nobody"))
    name, about = _who(_asked(character), names)
    return Told(_line(name, *_placed(character), *_photo(character)), name, about)


def _asked(character: Any) -> str:
    return str(at(character, "avatar_id") or at(character, "talking_photo_id"))


def _who(asked: str, names: Names) -> tuple[str, str]:
    """Their name with the look, and what tells them apart. The first look may be left out of an id."""
    whole = asked in names.avatars
    avatar = names.avatars.get(asked) or names.avatars.get(asked.partition(".")[0])
    if avatar is None:
        return _("Somebody who isn't here any more"), asked
    looks = {str(look["id"]): str(look["name"]) for look in avatar.looks}
    look = "" if whole else asked.partition(".")[2]
    look = look or next(iter(looks), "")
    named = f"{avatar.name} ({looks[look]})" if len(looks) > 1 and look in looks else avatar.name
    return named, f"{avatar.external_id}.{look}"


def _placed(character: Document) -> Iterator[str]:
    style = str(at(character, "avatar_style") or at(character, "talking_photo_style"))
    if style in _STYLES:
        yield str(_STYLES[style])
    scale = _number(at(character, "scale"), 1)
    if scale != 1:
        yield f"{scale:.2f}×"
    x, y = (_number(at(character, f"offset.{axis}"), 0) for axis in "xy")
    if x or y:
        yield _signed(f"x {x:.2f}, y {y:.2f}")
    if colour := str(at(character, "brand_color")):
        yield _("dressed in %(colour)s") % {"colour": colour}
    if at(character, "matting"):
        yield _("cut out")
    if colour := str(at(character, "circle_background_color")):
        yield _("on %(colour)s") % {"colour": colour}


def _photo(character: Document) -> Iterator[str]:
    if at(character, "talking_style") == "expressive":
        yield _("Lively")
    if at(character, "expression") == "happy":
        yield _("Happy")
    if at(character, "super_resolution"):
        yield _("sharpened")


def voice(scene: Any, names: Names) -> Told:
    """Who is heard, and how; of a recording its name, of silence its length."""
    chosen = media.part(scene, "voice")
    kind = chosen.get("type")
    if kind == "silence":
        return Told(_line(_("Silence"), _("%(n)g s") % {"n": _number(chosen.get("duration"), 1)}), _("Silence"))
    if kind == "audio":
        file, about = _file(chosen, names, "audio_asset_id", "audio_url", gone=_("a file that is gone"))
        name = _("Recording: %(name)s") % {"name": file}
        return Told(name, name, about)
    asked = str(at(chosen, "voice_id"))
    found = names.voices.get(asked)
    name = found.name if found else _("A voice that isn't here any more")
    locale = at(chosen, "locale") or (found.locale if found else "")
    return Told(_line(name, locale, *_manner(chosen)), name, asked)


def _manner(chosen: Document) -> Iterator[str]:
    yield str(at(chosen, "emotion"))
    speed, pitch = _number(at(chosen, "speed"), 1), _number(at(chosen, "pitch"), 0)
    if speed != 1:
        yield _("speed %(n)g×") % {"n": speed}
    if pitch:
        yield _signed(_("pitch %(n)+g") % {"n": pitch})
    for name, value in sorted(media.part(chosen, "elevenlabs_settings").items()):
        yield f"{name.replace('_', ' ')} {value}"


def background(scene: Any, names: Names) -> Told:
    """A colour, or the name of a picture or clip and how it fills the screen."""
    ground = media.part(scene, "background")
    kind = str(ground.get("type") or "color")
    if kind == "color":
        value = str(ground.get("value") or "#f6f6fc").lower()
        return Told(value, value, colour=value)
    name, about = _file(ground, names, f"{kind}_asset_id", "url", gone=str(_GONE.get(kind, _("A file that is gone"))))
    fit, play = str(ground.get("fit")), str(ground.get("play_style"))
    return Told(_line(name, _FITS.get(fit, ""), _PLAYS.get(play, "") if kind == "video" else ""), name, about)


def _file(part: Document, names: Names, *fields: str, gone: str) -> tuple[str, str]:
    asked = next((str(part[field]) for field in fields if part.get(field)), "")
    found = names.files.get(asked)
    return (found.name if found and found.name else gone), asked


def subtitles(document: Document) -> Told:
    """Where they are; in the picture also how they look."""
    mode = str(at(document, "caption_mode") or ("burn_in" if at(document, "caption") else "off"))
    style = media.part(document, "subtitles")
    if mode != "burn_in" or not style:
        return Told(str(_MODES.get(mode, mode)))
    asked = str(style.get("preset_name") or "")
    label = dict(presets()).get(resolved(asked) or "", asked)
    place = int(_number(style.get("alignment"), MIDDLE))
    size = style.get("font_size")
    x, y = (_number(at(style, f"position.{axis}"), 0) for axis in "xy")
    return Told(_line(
        _MODES[mode], label, dict(PLACES).get(place, "") if place != MIDDLE else "",
        _("letters of %(n)g px") % {"n": size} if size else "",
        _signed(_("moved by %(x)g, %(y)g") % {"x": x, "y": y}) if x or y else "",
        _("the word being said isn't marked") if style.get("disable_highlight") else "",
    ))  # fmt: skip


def music(document: Document, names: Names) -> Told:
    """What plays under the video, how loud and how."""
    chosen = media.part(document, "music")
    if not chosen:
        return Told(_("No music"))
    name, about = _file(chosen, names, "audio_asset_id", "url", gone=_("Music that is gone"))
    fade = _number(chosen.get("fade"), 1.5)
    return Told(_line(
        name, f"{_number(chosen.get('volume'), 0.3):.0%}".replace("%", " %"),
        _("as loud under speech") if chosen.get("ducking") is False else "",
        _("once") if chosen.get("loop") is False else "",
        _("fade %(n)g s") % {"n": fade} if fade != 1.5 else "",
    ), name, about)  # fmt: skip


def filling(variable: Any, names: Names) -> Told:
    """What fills one gap of a template that lies at a provider."""
    given = media.part(variable, "properties")
    if asked := _asked(given):
        return Told(_who(asked, names)[0], about=asked)
    if asked := str(given.get("voice_id") or ""):
        found = names.voices.get(asked)
        return Told(found.name if found else _("A voice that isn't here any more"), about=asked)
    if given.get("asset_id") or given.get("url"):
        name, about = _file(given, names, "asset_id", "url", gone=_("A file that is gone"))
        return Told(name, about=about)
    return Told(str(given.get("content") or "–"))


def _line(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def unique(told: Iterable[Told]) -> Told:
    """The names alone, each once."""
    parts = tuple(dict.fromkeys(Told(each.name, colour=each.colour) for each in told))
    return Told(", ".join(part.words for part in parts), parts=parts if len(parts) > 1 else (), colour=_only(parts))


def _only(parts: tuple[Told, ...]) -> str:
    return parts[0].colour if len(parts) == 1 else ""


def _number(value: Any, default: float) -> float:
    return float(value) if isinstance(value, int | float) else float(default)


def _signed(text: str) -> str:
    return text.replace("-", "−")
