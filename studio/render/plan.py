"""What to draw: one scene of a storyboard with its files found, checked once, before anything is drawn.

Also the scene's content hash, by which finished segments are kept and used again. Cheap to import: no drawing library.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import BadInput
from studio.render.cast import catalogue as cast
from studio.render.presets import PRESETS, resolved
from studio.render.speech import catalogue as speech
from studio.render.speech.folder import absence
from studio.render.speech.reading.pronunciations import occurring
from studio.storyboard import (
    AvatarCharacter,
    Pronunciation,
    Scene,
    Storyboard,
    Subtitles,
    TalkingPhotoCharacter,
    TextVoice,
    parse,
    script_text,
)

ENGINE_VERSION = "13"
"""Part of every scene hash. Raise it when the same storyboard gives different pictures or sound."""
WATERMARK, TEST_MARK = "Made with Understudy", "Test"
NOT_HANDED = "This file was not handed to the engine, which fetches nothing itself."


@dataclass(frozen=True, slots=True)
class Canvas:
    """Pixels and pace of the finished video. `scale` is output pixels per storyboard pixel (1 unless a draft)."""

    width: int
    height: int
    fps: int
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class ScenePlan:
    """One scene, ready to be drawn. `files` holds every media file it names, by asset id or address."""

    canvas: Canvas
    scene: Scene
    path: str
    files: dict[str, Path]
    subtitles: Subtitles | None
    """How to burn subtitles in; None: don't."""
    mark: str
    """Text of the watermark; "" for none."""
    warnings: tuple[str, ...]
    rig: Mapping[str, Any] | None = None
    """The rig document of the scene's talking photo; None: find it in the picture."""
    pronunciations: tuple[Pronunciation, ...] = ()
    """The entries of the list that occur in the scene's script."""
    transparent: bool = False
    """Leave the background out and keep what is behind the rest transparent."""

    def file(self, reference: str) -> Path:
        return self.files[reference]


def canvas_of(storyboard: Storyboard, height: int | None = None) -> Canvas:
    """The canvas, or a draft's: `height` pixels high and as wide as the shape wants (both even)."""
    wide, high = storyboard.dimension.width, storyboard.dimension.height
    if height is None or height >= high:
        return Canvas(wide, high, storyboard.fps)
    small = max(2, height // 2 * 2)
    return Canvas(max(2, round(wide * small / high / 2) * 2), small, storyboard.fps, small / high)


def scene_plan(
    storyboard: Storyboard, scene: int, *, media: Mapping[str, str], height: int | None = None,
    rigs: Mapping[str, Any] | None = None,
) -> ScenePlan:  # fmt: skip
    """The plan of one scene. Raises `BadInput` with the dotted path of what can't be honoured.

    `rigs` holds rig documents (docs/engine.md) by talking photo id; a photo without one is looked at for a face.
    """
    if not 0 <= scene < len(storyboard.scenes):
        raise BadInput({"scenes": f"There is no scene {scene}; the storyboard has {len(storyboard.scenes)}."})
    part, path = storyboard.scenes[scene], f"scenes.{scene}"
    files, lacking = {}, {}
    for field, reference in references(part):
        if reference in media:
            files[reference] = Path(media[reference])
        else:
            lacking[f"{path}.{field}"] = NOT_HANDED
    refused = {f"{path}.{field}": text for field, text in _unknown(part)} | lacking
    if refused:
        raise BadInput(refused)
    mark = TEST_MARK if storyboard.test else WATERMARK if storyboard.enable_watermark else ""
    passed_over = (*_passed_over(part, path), *_for_others(storyboard), *_other_preset(storyboard))
    rig = (rigs or {}).get(getattr(part.character, "talking_photo_id", ""))
    return ScenePlan(canvas_of(storyboard, height), part, path, files, _burned(storyboard), mark, passed_over, rig,
                     occurring(script_text(part.voice), storyboard.pronunciations),
                     storyboard.output_format == "webm")  # fmt: skip


def references(scene: Scene) -> Iterator[tuple[str, str]]:
    """The media files a scene names: (field within the scene, address, asset id or talking photo id)."""
    if isinstance(scene.character, TalkingPhotoCharacter):
        yield "character.talking_photo_id", scene.character.talking_photo_id
    for place, part in (("voice", scene.voice), ("background", scene.background)):
        for field in ("audio_url", "audio_asset_id", "url", "image_asset_id", "video_asset_id"):
            if reference := getattr(part, field, None):
                yield f"{place}.{field}", reference


def scene_hash(storyboard: Mapping[str, Any], scene: int, media_hashes: Mapping[str, str], height: int | None) -> str:
    """Hex SHA-256 of everything a scene's segment depends on: two scenes with one hash give the same segment.

    `media_hashes`: content hash by address or asset id; by talking photo id, of its picture and rig together.
    The title, callbacks, folder, music, other scenes and pronunciations of words not said here don't count.
    """
    alone = {**storyboard, "scenes": [(storyboard.get("scenes") or storyboard.get("video_inputs") or [])[scene]]}
    alone.pop("video_inputs", None)
    board = parse(alone)
    canvas, subtitles = canvas_of(board, height), _burned(board)
    part = board.scenes[0]
    content: dict[str, Any] = {
        "engine": ENGINE_VERSION,
        "canvas": [canvas.width, canvas.height, canvas.fps, canvas.scale],
        "format": board.output_format,
        "mark": [board.test, board.enable_watermark],
        "subtitles": subtitles.model_dump(mode="json") if subtitles else None,
        "scene": part.model_dump(mode="json"),
        "pronunciations": [
            entry.model_dump(mode="json") for entry in occurring(script_text(part.voice), board.pronunciations)
        ],
        "media": {},
        "voice": speech.fingerprint(getattr(part.voice, "voice_id", "")),
    }
    for field, reference in references(part):  # what a file is called doesn't matter, what is in it does
        place, name = field.split(".")
        content["scene"][place][name] = None
        content["media"][place] = media_hashes.get(reference) or ["unseen", reference]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _burned(storyboard: Storyboard) -> Subtitles | None:
    if storyboard.subtitle_mode != "burn_in":
        return None
    wanted = storyboard.subtitles or Subtitles(preset_name=PRESETS[0])
    return wanted.model_copy(update={"preset_name": resolved(wanted.preset_name) or PRESETS[0]})


def _for_others(storyboard: Storyboard) -> Iterator[str]:
    """Sentences on members of the whole storyboard that are right but mean nothing to this engine."""
    size = f"{storyboard.dimension.width} × {storyboard.dimension.height} pixels"
    if storyboard.resolution is not None:
        yield f"resolution: Only Captions has resolutions to choose from; the embedded engine drew {size}."
    if storyboard.model_version is not None:
        yield "model_version: Only Creatify has models to choose from; the embedded engine has one."
    if storyboard.template is not None:
        yield "template: It lies at the provider; the embedded engine drew the scenes that stand for it."
    if storyboard.aspect_ratio not in (None, storyboard.aspect):
        yield f"aspect_ratio: The dimension says otherwise and wins; the video has {size}."


def _other_preset(storyboard: Storyboard) -> Iterator[str]:
    wanted = storyboard.subtitles
    if _burned(storyboard) and wanted and resolved(wanted.preset_name) is None:
        yield (f"subtitles.preset_name: The embedded engine has no “{wanted.preset_name}” subtitles and drew "
               f"“{PRESETS[0]}”; it has {', '.join(PRESETS)}.")  # fmt: skip


def _unknown(scene: Scene) -> Iterator[tuple[str, str]]:
    """What names nothing the engine has: (field within the scene, sentence)."""
    character, voice = scene.character, scene.voice
    if isinstance(character, AvatarCharacter):
        try:
            cast.find(character.avatar_id)
        except KeyError:
            name = character.avatar_id
            yield "character.avatar_id", f"The embedded engine has no presenter “{name}”; choose another."
    if isinstance(voice, TextVoice):
        try:
            speech.find(voice.voice_id)
        except KeyError:
            yield "voice.voice_id", absence(voice.voice_id)


def _passed_over(scene: Scene, path: str) -> Iterator[str]:
    """Sentences on members that are right but mean nothing to this engine."""
    if isinstance(scene.voice, TextVoice) and scene.voice.elevenlabs_settings is not None:
        yield f"{path}.voice.elevenlabs_settings: ElevenLabs settings don't apply to the embedded voices."
    character = scene.character
    style = getattr(character, "avatar_style", None) or getattr(character, "talking_photo_style", None)
    framed = style in ("circle", "square")
    if character is not None and character.circle_background_color is not None and not framed:
        yield f"{path}.character.circle_background_color: this colour shows only in the circle and square styles."


def recording(scene: Scene) -> tuple[str, str]:
    """(field, reference) of the scene's recorded voice. Only for scenes that have one."""
    return next((field, reference) for field, reference in references(scene) if field.startswith("voice."))
