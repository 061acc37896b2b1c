"""HeyGen's templates: their variables as they are shown, and the values that programs send for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from studio.dialects.heygen.body import AssetId, Link, Name, Sent, Text, one_of
from studio.dialects.heygen.generate import FPS, Dimension, Rate, Subtitles, Whole
from studio.dialects.heygen.refusals import Refused, invalid, not_found
from studio.dialects.heygen.storyboards import our_id, refusal_of
from studio.dialects.shapes import LINK, NUMBER, TEXT, each, many, nullable, shape, word
from studio.errors import BadInput
from studio.storyboard.gaps import Value
from studio.storyboard.limits import SCENES_MAX, SCRIPT_MAX
from studio.storyboard.scene import Fit
from studio.storyboard.values import WRITABLE

_THEIRS: Final = {"avatar": "character"}
"""Our types of variable by HeyGen's names, where they differ."""
_SOURCES: Final = {
    **dict.fromkeys(("image", "video", "audio"), ("url", "asset_id")), "character": ("character_id",),
    "voice": ("voice_id",),
}  # fmt: skip
"""The properties that say what goes into a variable of each type."""
TEMPLATES: Final = shape(
    "Templates",
    templates=many(shape(
        "Template", template_id=TEXT, name=TEXT, thumbnail_image_url=LINK,
        aspect_ratio=word("landscape", "portrait", "square"),
    )),
)  # fmt: skip
_FILE: Final = {"url": nullable(LINK), "asset_id": nullable(TEXT)}
_PROPERTIES: Final = {
    "text": shape(content=TEXT), "character": shape(character_id=nullable(TEXT), type=TEXT),
    "voice": shape(voice_id=nullable(TEXT), locale=nullable(TEXT)), "audio": shape(**_FILE, volume=NUMBER),
    "image": shape(**_FILE, fit=TEXT), "video": shape(**_FILE, fit=TEXT, play_style=TEXT),
}  # fmt: skip
VARIABLES: Final = shape(
    "TemplateVariables",
    variables=each({
        "anyOf": [shape(name=TEXT, type=word(kind), properties=held) for kind, held in _PROPERTIES.items()]
    }),
)  # fmt: skip


class TextProperties(Sent):
    content: Annotated[str, Field(max_length=SCRIPT_MAX), WRITABLE]


class FileProperties(Sent):
    url: Link = None
    asset_id: AssetId = None
    fit: Fit | None = None
    play_style: Literal["fit_to_scene", "freeze", "loop", "once", "full_video"] | None = None
    volume: Annotated[float, Field(ge=0, le=1)] | None = None

    @model_validator(mode="after")
    def _one_file(self) -> FileProperties:
        one_of(self.url, self.asset_id, names=("url", "asset_id"))
        return self


class CharacterProperties(Sent):
    character_id: Name
    type: Literal["avatar", "talking_photo"] = "avatar"


class VoiceProperties(Sent):
    voice_id: Name


class TextVariable(Sent):
    type: Literal["text"]
    properties: TextProperties


class FileVariable(Sent):
    type: Literal["image", "video", "audio"]
    properties: FileProperties


class CharacterVariable(Sent):
    type: Literal["character"]
    properties: CharacterProperties


class VoiceVariable(Sent):
    type: Literal["voice"]
    properties: VoiceProperties


Variable = Annotated[
    TextVariable | FileVariable | CharacterVariable | VoiceVariable, Field(discriminator="type")
]  # fmt: skip


def _as_shown(given: Any) -> Any:
    """Without the variables that come back as they are shown when the template has nothing there: programs read them
    all, change one and send them all.
    """
    if not isinstance(given, dict):
        return given
    return {name: variable for name, variable in given.items() if not _nothing_there(variable)}


def _nothing_there(variable: Any) -> bool:
    kind = variable.get("type") if isinstance(variable, dict) else None
    properties = variable.get("properties") if isinstance(kind, str) else None
    named = _SOURCES.get(str(kind), ())
    return bool(named) and isinstance(properties, dict) and all(properties.get(name, "") is None for name in named)


Variables = Annotated[dict[Text, Variable], BeforeValidator(_as_shown)]


class FromTemplate(Whole):
    """`POST /v2/template/{id}/generate`. What is left out stays as the template has it."""

    variables: Variables = {}
    dimension: Dimension | None = None
    subtitles: Subtitles | None = None
    fps: Annotated[Rate | None, FPS] = None
    scene_ids: Annotated[list[Text], Field(max_length=SCENES_MAX)] = []

    def numbers(self, scenes: int) -> list[int]:
        """The scenes that are wanted, in order, each by its number from 0. Raises Refused for one that isn't there."""
        if not self.scene_ids:
            return [*range(scenes)]
        known = {scene_id(number): number for number in range(scenes)}
        if strange := [name for name in self.scene_ids if name not in known]:
            raise invalid("scene_ids", f"Value error, this template has no scene {strange[0][:60]}")
        return [known[name] for name in self.scene_ids]


def scene_id(number: int) -> str:
    """By what a template's scene is named, for its number from 0."""
    return f"scene_{number + 1}"


def type_of(kind: str) -> str:
    """HeyGen's name of a type of ours."""
    return _THEIRS.get(kind, kind)


def values_of(order: FromTemplate) -> dict[str, Value]:
    """What goes into each variable."""
    return {name: _value(variable) for name, variable in order.variables.items()}


def _value(variable: TextVariable | FileVariable | CharacterVariable | VoiceVariable) -> Value:
    match variable:
        case TextVariable():
            return Value("text", text=variable.properties.content)
        case CharacterVariable():
            return Value("avatar", id=variable.properties.character_id)
        case VoiceVariable():
            return Value("voice", id=variable.properties.voice_id)
    file = variable.properties
    style = "once" if file.play_style == "full_video" else file.play_style
    return Value(
        variable.type, url=file.url or "", asset_id=our_id(file.asset_id) if file.asset_id else "", fit=file.fit,
        play_style=style, volume=file.volume,
    )  # fmt: skip


def changed(storyboard: Mapping[str, Any], order: FromTemplate) -> dict[str, Any]:
    """A filled template with what the order says of the whole video. Raises Refused for a scene that isn't there."""
    said = order.model_dump(
        mode="json", include={"title", "caption", "test", "dimension", "subtitles", "fps"}, exclude_unset=True,
        exclude_none=True,
    )  # fmt: skip
    if not said.get("title"):
        said.pop("title", None)
    if "caption" in said:
        said["caption_mode"] = None
    scenes = storyboard.get("scenes") or []
    made = {**storyboard, **said, "scenes": [scenes[number] for number in order.numbers(len(scenes))]}
    return {name: value for name, value in made.items() if value is not None}


def original(path: str, numbers: Sequence[int]) -> str:
    """Where in the template a path of the storyboard comes from, when it has these scenes of it."""
    first, _, rest = path.partition(".")
    number, dot, part = rest.partition(".")
    if first != "scenes" or not number.isdigit() or int(number) >= len(numbers):
        return path
    return f"scenes.{numbers[int(number)]}{dot}{part}"


def refusal(error: BadInput, storyboard: dict[str, Any], order: FromTemplate) -> Refused:
    """What was wrong with the values, by the variable's name; or with the storyboard they made."""
    name, sentence = next(iter(error.problems.items()))
    given, param = order.variables.get(name), f"variables.{name}"
    if isinstance(given, CharacterVariable) and "offered" in sentence:
        return not_found("Avatar", given.properties.character_id, code="avatar_not_found", param=param)
    if isinstance(given, VoiceVariable) and "offered" in sentence:
        return not_found("Voice", given.properties.voice_id, code="voice_not_found", param=param)
    if given is not None or "." not in name:
        return invalid(param, sentence)
    return refusal_of(error, storyboard)


def later_refusal(error: BadInput, storyboard: dict[str, Any], *, blamed: Callable[[str], str]) -> Refused:
    """What stands between the filled storyboard and its video; `blamed` names a path's variable, or is the path."""
    path = next(iter(error.problems))
    name = blamed(path)
    return refusal_of(error, storyboard) if name == path else refusal_of(
        error, storyboard, place=lambda _: f"variables.{name}"
    )  # fmt: skip


def line(id: str, *, name: str, picture: str, width: int, height: int) -> dict[str, Any]:
    """One of `templates` in /v2/templates."""
    shape = "square" if width == height else "landscape" if width > height else "portrait"
    return {"template_id": id, "name": name, "thumbnail_image_url": picture, "aspect_ratio": shape}


def variables(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The `variables` of /v2/template/{id}, in the form in which they are sent back."""
    return {name: _shown(name, variable) for name, variable in found.items()}


def _shown(name: str, variable: Mapping[str, Any]) -> dict[str, Any]:
    kind, default = variable["type"], variable["default"]
    file = default if isinstance(default, Mapping) else {}
    properties: dict[str, Any] = {"url": file.get("url"), "asset_id": file.get("asset_id")}
    if kind == "text":
        properties = {"content": default or ""}
    elif kind == "avatar":
        properties = {"character_id": default or None, "type": "avatar"}
    elif kind == "voice":
        properties = {"voice_id": default or None, "locale": None}
    elif kind == "audio":
        properties |= {"volume": 1.0}
    else:
        properties |= {"fit": "cover"} | ({"play_style": "loop"} if kind == "video" else {})
    return {"name": name, "type": type_of(kind), "properties": properties}
