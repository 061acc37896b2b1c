"""The storyboard itself: how the whole video looks, and its scenes in the order they play."""

from __future__ import annotations

from math import gcd
from typing import Annotated, Any, Literal

from pydantic import Field, Strict, model_validator

from studio.storyboard import limits
from studio.storyboard.limits import DIMENSIONS
from studio.storyboard.scene import Scene, TextVoice
from studio.storyboard.sound import Music, Pronunciation
from studio.storyboard.template import ProviderTemplate
from studio.storyboard.values import VISIBLE, WHOLE, WRITABLE, Flag, Identifier, Number, Part, WebAddress, counted

AspectRatio = Literal["16:9", "9:16", "1:1", "4:5"]
SubtitleMode = Literal["off", "file_only", "burn_in"]
Side = Annotated[int, Strict(), Field(ge=limits.SIDE_MIN, le=limits.SIDE_MAX, multiple_of=limits.SIDE_STEP), WHOLE]
FontSize = Annotated[int, Strict(), Field(ge=limits.FONT_SIZE_MIN, le=limits.FONT_SIZE_MAX), WHOLE]
Alignment = Annotated[int, Strict(), Field(ge=limits.ALIGNMENT_MIN, le=limits.ALIGNMENT_MAX), WHOLE]
Coordinate = Annotated[Number, Field(ge=limits.POSITION_MIN, le=limits.POSITION_MAX)]
_SAME_SHAPE = 0.01


class Dimension(Part):
    """Pixels of the finished video; even numbers."""

    width: Side
    height: Side


class Position(Part):
    """Where the subtitles are moved to, in the provider's own units."""

    x: Coordinate = 0.0
    y: Coordinate = 0.0


class Subtitles(Part):
    """How burned-in subtitles look."""

    preset_name: Annotated[str, Strict(), Field(min_length=1, max_length=limits.PRESET_NAME_MAX), WRITABLE, VISIBLE]
    font_size: FontSize | None = None
    """null: the preset's own."""
    alignment: Alignment = 2
    """As on a numeric keypad: 2 is bottom centre, 8 top centre."""
    position: Position = Position()
    disable_highlight: Flag = False
    """Don't mark the word being said."""


class Storyboard(Part, defer_build=False):
    """Everything that describes a video.

    This is the form in which it is kept. On the way in, null means that an optional field is left out, and
    `video_inputs` is another name for `scenes`.
    """

    title: Annotated[str, Strict(), Field(max_length=limits.TITLE_MAX), WRITABLE] = ""
    dimension: Dimension = Dimension(width=1920, height=1080)
    aspect_ratio: AspectRatio | None = None
    """Gives the dimension when that is left out; otherwise the dimension wins."""
    caption: Flag = False
    """Burn in subtitles, unless caption_mode says otherwise."""
    caption_mode: Literal["file_only", "burn_in"] | None = None
    subtitles: Subtitles | None = None
    callback_id: Annotated[str, Strict(), Field(max_length=limits.CALLBACK_ID_MAX), WRITABLE] | None = None
    """Handed back in webhooks and answers."""
    callback_url: WebAddress | None = None
    """Is told when what a program ordered has ended."""
    folder_id: Identifier | None = None
    """A folder of the team, in which what a program orders lies."""
    fps: Literal[25, 30] = 25
    enable_watermark: Flag = False
    test: Flag = False
    """A free render with a watermark."""
    music: Music | None = None
    pronunciations: Annotated[
        tuple[Pronunciation, ...], Field(max_length=limits.PRONUNCIATIONS_MAX), counted(limits.PRONUNCIATIONS_MAX)
    ] = ()
    output_format: Literal["mp4", "webm"] = "mp4"
    """webm leaves the backgrounds out: only the characters and subtitles are seen, the rest is transparent."""
    resolution: Literal["fhd", "4k"] | None = None
    """Captions only."""
    model_version: Literal["standard", "aurora_v1", "aurora_v1_fast"] | None = None
    """Creatify only."""
    template: ProviderTemplate | None = None
    """The video is made from a template that lies at the provider; the scenes stand for it in length, price, drafts."""
    scenes: Annotated[
        tuple[Scene, ...], Field(min_length=limits.SCENES_MIN, max_length=limits.SCENES_MAX), counted(limits.SCENES_MAX)
    ]

    @model_validator(mode="before")
    @classmethod
    def _other_names(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        document = dict(given)
        inputs = document.pop("video_inputs", None)
        if inputs is not None:
            document["scenes" if document.get("scenes") is None else "video_inputs"] = inputs
        ratio = document.get("aspect_ratio")
        if document.get("dimension") is None and isinstance(ratio, str) and ratio in DIMENSIONS:
            document["dimension"] = dict(zip(("width", "height"), DIMENSIONS[ratio], strict=True))
        return document

    def plain(self) -> dict[str, Any]:
        """As JSON has it: how it is frozen, and what the engine is given."""
        return self.model_dump(mode="json", exclude_none=True)

    @property
    def subtitle_mode(self) -> SubtitleMode:
        """What to do about subtitles. `caption_mode` wins over `caption`."""
        if self.caption_mode is not None:
            return self.caption_mode
        return "burn_in" if self.caption else "off"

    @property
    def aspect(self) -> str:
        """The picture's shape: a name of `DIMENSIONS` ("9:16") when within 1 % of it, else the reduced fraction."""
        width, height = self.dimension.width, self.dimension.height
        for name, (wide, high) in DIMENSIONS.items():
            if abs(width * high / (height * wide) - 1) <= _SAME_SHAPE:
                return name
        common = gcd(width, height)
        return f"{width // common}:{height // common}"

    def pronunciations_in(self, scene: int) -> tuple[Pronunciation, ...]:
        """Those entries whose words occur in this scene's script: nothing else of the list touches the scene."""
        voice = self.scenes[scene].voice
        script = voice.input_text.casefold() if isinstance(voice, TextVoice) else ""
        return tuple(entry for entry in self.pronunciations if entry.written.casefold() in script)
