"""One door to the three kinds of voice."""

from __future__ import annotations

import functools
from pathlib import Path

from studio.render.plan import ScenePlan, recording
from studio.render.speech import recorded, scripted, silence
from studio.render.spoken import Spoken
from studio.storyboard import Pronunciation, SilenceVoice, TextVoice


def speak(plan: ScenePlan, *, keep: bool = False) -> Spoken:
    """What is heard in a scene, kept for who asks for the same scenes again (`keep`).

    Raises `BadInput` with the dotted path of what can't be said or read.
    """
    voice, path = plan.scene.voice, f"{plan.path}.voice"
    if isinstance(voice, TextVoice):
        return (_said if keep else _said.__wrapped__)(voice, path, plan.pronunciations)
    if isinstance(voice, SilenceVoice):
        return silence.keep(voice)
    return (_read if keep else _read.__wrapped__)(*_recording(plan))


def time(plan: ScenePlan) -> Spoken:
    """What `speak` gives, as long to the sample and with the same words, but silent: quick, for measuring."""
    voice, path = plan.scene.voice, f"{plan.path}.voice"
    if isinstance(voice, TextVoice):
        return scripted.time(voice, path=path, pronunciations=plan.pronunciations)
    if isinstance(voice, SilenceVoice):
        return silence.keep(voice)
    file, _, field = _recording(plan)
    return recorded.time(file, path=field)


def _recording(plan: ScenePlan) -> tuple[Path, int, str]:
    """(file, when it was changed, the dotted path that names it)."""
    field, reference = recording(plan.scene)
    file = plan.file(reference)
    return file, file.stat().st_mtime_ns if file.exists() else 0, f"{plan.path}.{field}"


@functools.lru_cache(maxsize=4)
def _said(voice: TextVoice, path: str, pronunciations: tuple[Pronunciation, ...]) -> Spoken:
    """Kept, because an editor asks for many stills of one scene. Few: twenty minutes of sound are 230 MB."""
    return scripted.say(voice, path=path, pronunciations=pronunciations)


@functools.lru_cache(maxsize=2)
def _read(file: Path, changed: int, path: str) -> Spoken:
    return recorded.read(file, path=path)
