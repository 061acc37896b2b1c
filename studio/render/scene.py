"""A scene made ready: what is heard, and the stage with everything that is seen."""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from studio.render import fonts, voice
from studio.render.cast.motion import Motion
from studio.render.framing import away, outside
from studio.render.layers import photo
from studio.render.layers.backdrop import Backdrop
from studio.render.layers.character import Character, motion_of
from studio.render.layers.checkered import Checkered
from studio.render.layers.colour import Colour
from studio.render.layers.image import Image
from studio.render.layers.label import Label
from studio.render.layers.layer import Layer
from studio.render.layers.subtitles import Subtitles
from studio.render.layers.video import Video
from studio.render.plan import ScenePlan, references
from studio.render.speech import catalogue as speech
from studio.render.spoken import RATE, Spoken
from studio.render.stage import Stage
from studio.storyboard import AvatarCharacter, ColorBackground, TalkingPhotoCharacter, TextVoice, VideoBackground
from studio.storyboard import Subtitles as Wanted

CALM = 1.0
"""The moment, in seconds, that stands for a scene without a presenter."""


@dataclass(frozen=True, slots=True)
class Score:
    """What is heard in a scene, and its length in whole frames."""

    spoken: Spoken
    frames: int
    fps: int

    @property
    def duration(self) -> float:
        return self.frames / self.fps

    @property
    def samples(self) -> npt.NDArray[np.float32]:
        """The sound, exactly as long as the frames."""
        wanted = self.frames * RATE // self.fps
        heard = self.spoken.samples[:wanted]
        return np.pad(heard, (0, wanted - len(heard))) if len(heard) < wanted else heard

    def words(self) -> list[list[object]]:
        """[text, start, end] of every word, for a result file."""
        return [[word.text, round(word.start, 3), round(word.end, 3)] for word in self.spoken.words]


def score(plan: ScenePlan, *, keep: bool = False) -> Score:
    """Speak the scene; `keep` it for who asks for the same scenes again. Raises `BadInput`."""
    return _in_frames(plan, voice.speak(plan, keep=keep))


def timing(plan: ScenePlan) -> Score:
    """What `score` gives, with the same frames, words and warnings, but silent. Raises `BadInput`."""
    return _in_frames(plan, voice.time(plan))


def _in_frames(plan: ScenePlan, spoken: Spoken) -> Score:
    return Score(spoken, max(1, math.ceil(round(spoken.duration * plan.canvas.fps, 6))), plan.canvas.fps)


def calm_moment(plan: ScenePlan, heard: Score) -> float:
    """Seconds into the scene at which it makes the best still picture."""
    motion = _motion(plan, heard)
    return min(motion.calm_moment(), heard.duration - 1 / heard.fps) if motion else min(CALM, heard.duration / 2)


def seeing_moment(plan: ScenePlan, heard: Score, at: float) -> float:
    """The moment of the frame nearest to `at` in which nobody blinks: less than a third of a second from it."""
    motion = _motion(plan, heard)
    return motion.seeing_moment(at, fps=heard.fps) if motion else at


def _motion(plan: ScenePlan, heard: Score) -> Motion | None:
    """How whoever is in the scene moves, if anybody does."""
    character = plan.scene.character
    if isinstance(character, AvatarCharacter):
        return motion_of(character, heard.spoken, duration=heard.duration)
    if isinstance(character, TalkingPhotoCharacter):
        return photo.motion_of(heard.spoken, duration=heard.duration)
    return None


def warnings(plan: ScenePlan, heard: Score) -> list[str]:
    """Everything the author should know about this scene, as sentences that begin with a dotted path."""
    found, character = [*plan.warnings, *heard.spoken.warnings], plan.scene.character
    if isinstance(character, AvatarCharacter) and character.scale > 0 and away(character, plan.canvas):
        found.append(outside(plan.path))
    if isinstance(character, TalkingPhotoCharacter):
        found += photo.warnings(plan, character)
    if plan.subtitles is not None:
        if heard.spoken.words:
            found += [f"subtitles: {each}" for each in fonts.lacking(" ".join(w.text for w in heard.spoken.words))]
            found += _subtitles(plan, heard, plan.subtitles).warnings()
        elif plan.scene.voice.type == "audio":
            found.append(f"{plan.path}.voice: A recording has no subtitles; its words aren't known.")
    return found


def stage(plan: ScenePlan, heard: Score, *, close: ExitStack, backdrop: bool = False, checkered: bool = False) -> Stage:
    """The stage of a scene. Files stay open until `close`. `backdrop` puts the presenter's own behind them,
    `checkered` squares where the video will be transparent.
    """
    canvas, scene = plan.canvas, plan.scene
    ground = Checkered(canvas) if plan.transparent else _ground(plan, heard, close)
    still: list[Layer] = [] if isinstance(ground, Video) or (plan.transparent and not checkered) else [ground]
    moving: list[Layer] = [ground] if isinstance(ground, Video) else []
    if isinstance(scene.character, AvatarCharacter):
        if backdrop:
            still = [Backdrop(scene.character.avatar_id, width=canvas.width, height=canvas.height)]
        if scene.character.scale > 0:
            moving.append(Character(scene.character, heard.spoken, duration=heard.duration, canvas=canvas))
    elif isinstance(scene.character, TalkingPhotoCharacter) and scene.character.scale > 0:
        moving.append(photo.TalkingPhoto(plan, scene.character, heard.spoken, duration=heard.duration))
    around = None
    if plan.subtitles is not None and heard.spoken.words:
        burned = _subtitles(plan, heard, plan.subtitles)
        around = burned.bounds()
        moving.append(burned)
    if plan.mark:
        moving.append(Label(plan.mark, canvas=canvas, around=around))
    return Stage(canvas.width, canvas.height, still=still, moving=moving, transparent=plan.transparent)


def _subtitles(plan: ScenePlan, heard: Score, wanted: Wanted) -> Subtitles:
    said = plan.scene.voice
    language = (said.locale or speech.find(said.voice_id).locale) if isinstance(said, TextVoice) else ""
    return Subtitles(heard.spoken.words, wanted, canvas=plan.canvas, until=heard.duration, language=language)


def _ground(plan: ScenePlan, heard: Score, close: ExitStack) -> Layer:
    canvas, background = plan.canvas, plan.scene.background
    if isinstance(background, ColorBackground):
        return Colour(background.value, width=canvas.width, height=canvas.height)
    field, reference = next(found for found in references(plan.scene) if found[0].startswith("background."))
    file, path = plan.file(reference), f"{plan.path}.{field}"
    if isinstance(background, VideoBackground):
        clip = Video(file, fit=background.fit, play_style=background.play_style, duration=heard.duration, canvas=canvas,
                     path=path)  # fmt: skip
        close.callback(clip.close)
        return clip
    return Image(file, fit=background.fit, canvas=canvas, path=path)
