"""What HeyGen's v3 can't do of a right storyboard, said before money is spent, with what helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from studio.providers.heygen_scenes import REFUSES as ALWAYS
from studio.providers.heygen_scenes import whole_problems
from studio.providers.heygen_v3_scenes import ASPECTS, ENGINE_MODELS, aspect_of, stands_alone
from studio.providers.picture import burned_in

MOST_SCENES: Final = 50
_OR: Final = " Choose version v2 for this account, or {}."
PLACED: Final = "HeyGen's v3 can't move the avatar." + _OR.format("set x and y to 0")
SCALED: Final = "HeyGen's v3 can't scale the avatar." + _OR.format("set the scale to 1")
STYLED: Final = "HeyGen's v3 has no circle, square or close-up." + _OR.format("show the whole avatar")
MATTED: Final = "HeyGen's v3 removes a background only in a video of one scene." + _OR.format("leave it")
SMILING: Final = "HeyGen's v3 has no expressions." + _OR.format("choose the default one")
ENHANCED: Final = "HeyGen's v3 doesn't enhance photos." + _OR.format("switch it off")
MOVED: Final = "HeyGen's v3 has no emotions." + _OR.format("choose none")
MODEL: Final = "HeyGen's v3 has no such voice model." + _OR.format(f"choose {' or '.join(ENGINE_MODELS)}")
SILENT: Final = "In HeyGen's v3 an avatar always speaks." + _OR.format("give it something to say, or take it out")
CLIP: Final = "HeyGen's v3 has no clips behind what is said." + _OR.format("choose a picture or a colour")
PICTURE: Final = "In a video of several scenes HeyGen's v3 has one colour behind an avatar." + _OR.format(
    "choose a colour"
)
BARE: Final = "Without an avatar HeyGen's v3 needs a picture." + _OR.format("choose a picture as the background")
FITTED: Final = "HeyGen's v3 always fills the frame with the picture." + _OR.format("choose cover")
SHAPE: Final = f"HeyGen's v3 makes {', '.join(ASPECTS)}." + _OR.format("choose one of these shapes")
PACE: Final = "HeyGen's v3 has no choice of frames a second." + _OR.format("choose 25")
MARK: Final = "HeyGen's v3 has no watermark of its own." + _OR.format("switch it off")
LETTERS: Final = "HeyGen's v3 has one look of subtitles." + _OR.format("choose none for their look")
REFUSES: Final = {
    "character.offset": PLACED, "character.scale": SCALED, "character.avatar_style": STYLED,
    "character.talking_photo_style": STYLED, "character.expression": SMILING,
    "character.super_resolution": ENHANCED, "voice.emotion": MOVED, "background.video": CLIP,
    "background.fit": FITTED, "fps": PACE, "enable_watermark": MARK, "subtitles": LETTERS,
    **{path: ALWAYS[path] for path in ("character.brand_color", "output_format")},
}  # fmt: skip


def problems(storyboard: Mapping[str, Any]) -> dict[str, str]:
    """By dotted path. Of a template's order HeyGen knows the scenes, not we."""
    if storyboard.get("template"):
        marked = {"enable_watermark": MARK} if storyboard.get("enable_watermark") else {}
        return whole_problems({**storyboard, "scenes": ()}) | marked
    found = whole_problems(storyboard) | dict(_of_the_whole(storyboard))
    alone = stands_alone(storyboard)
    for index, scene in enumerate(storyboard["scenes"]):
        found |= {f"scenes.{index}.{path}": text for path, text in _of_a_scene(scene, alone=alone)}
    return found


def _of_the_whole(storyboard: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    dimension = storyboard.get("dimension")
    if dimension and aspect_of(dimension) is None:
        yield "dimension", SHAPE
    if storyboard.get("fps", 25) != 25:
        yield "fps", PACE
    if storyboard.get("enable_watermark"):
        yield "enable_watermark", MARK
    if storyboard.get("subtitles") and burned_in(storyboard):
        yield "subtitles", LETTERS
    if len(storyboard["scenes"]) > MOST_SCENES:
        yield "scenes", f"HeyGen takes {MOST_SCENES} scenes a video: make two videos of this one."


def _of_a_scene(scene: Mapping[str, Any], *, alone: bool) -> Iterator[tuple[str, str]]:
    character, voice, background = (scene.get(part) or {} for part in ("character", "voice", "background"))
    if character:
        yield from _of_a_character(character, alone=alone)
    yield from _of_a_voice(voice, seen=bool(character))
    kind = background.get("type", "color")
    if kind == "video":
        yield "background.type", CLIP
    elif kind == "image" and character and not alone:
        yield "background.type", PICTURE
    elif kind == "image" and background.get("fit", "cover") not in ("cover", "crop"):
        yield "background.fit", FITTED
    elif kind == "color" and not character:
        yield "background.type", BARE


def _of_a_character(character: Mapping[str, Any], *, alone: bool) -> Iterator[tuple[str, str]]:
    if any((character.get("offset") or {}).values()):
        yield "character.offset", PLACED
    if character.get("scale", 1) != 1:
        yield "character.scale", SCALED
    if character.get("avatar_style", "normal") != "normal":
        yield "character.avatar_style", STYLED
    if character.get("talking_photo_style"):
        yield "character.talking_photo_style", STYLED
    if character.get("matting") and not alone:
        yield "character.matting", MATTED
    if character.get("brand_color"):
        yield "character.brand_color", ALWAYS["character.brand_color"]
    if character.get("expression", "default") != "default":
        yield "character.expression", SMILING
    if character.get("super_resolution"):
        yield "character.super_resolution", ENHANCED


def _of_a_voice(voice: Mapping[str, Any], *, seen: bool) -> Iterator[tuple[str, str]]:
    if voice.get("type") == "silence":
        if seen:
            yield "voice.type", SILENT
        return
    if voice.get("emotion"):
        yield "voice.emotion", MOVED
    model = (voice.get("elevenlabs_settings") or {}).get("model")
    if model and model not in ENGINE_MODELS:
        yield "voice.elevenlabs_settings.model", MODEL
