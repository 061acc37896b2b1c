"""Piper voices in the voices folder: what their files say about themselves. Cheap to import, nothing is loaded.

A voice is two files, NAME.onnx and NAME.onnx.json, as https://huggingface.co/rhasspy/piper-voices offers them. The
folder is named by the environment variable VOICES_DIR. Without piper-tts (`pip install piper-tts`) there are none.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PREFIX = "piper:"
_SUFFIX = ".onnx"
_READ_BY_ESPEAK = "espeak"


@dataclass(frozen=True, slots=True)
class PiperFile:
    """One voice. `speaker` is the espeak-ng language whose phonemes it was taught; `locale` a language tag."""

    id: str
    name: str
    locale: str
    language: str
    """English name of its language, as far as the file tells."""
    speaker: str
    file: Path


def installed() -> bool:
    """Whether piper-tts is there to speak with."""
    return importlib.util.find_spec("piper") is not None


def piper_voices() -> tuple[PiperFile, ...]:
    """Every voice of the folder that can be spoken with, by name."""
    place = os.environ.get("VOICES_DIR", "")
    if not place or not installed():
        return ()
    files = sorted(Path(place).glob(f"*{_SUFFIX}"))
    found = (_described(file, _changed(_sheet(file))) for file in files if _sheet(file).is_file())
    return tuple(voice for voice in found if voice is not None)


def absence(voice_id: str) -> str:
    """Why there is no such voice, as a sentence."""
    if not voice_id.startswith(PREFIX):
        return f"The embedded engine has no voice “{voice_id}”; choose another."
    if not installed():
        return f"“{voice_id}” is a Piper voice, and piper-tts is not installed here; choose another voice."
    name = voice_id.removeprefix(PREFIX)
    return f"There are no usable {name}{_SUFFIX} and {name}{_SUFFIX}.json in the voices folder; choose another voice."


def _sheet(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns


@functools.lru_cache(maxsize=256)
def _described(file: Path, changed: int) -> PiperFile | None:
    """None for files that aren't voices, and for voices that don't read espeak-ng's phonemes."""
    try:
        sheet: dict[str, Any] = json.loads(_sheet(file).read_text(encoding="utf-8"))
        if sheet.get("phoneme_type", _READ_BY_ESPEAK) != _READ_BY_ESPEAK:
            return None
        speaker = str(sheet["espeak"]["voice"])
        language = sheet.get("language") or {}
        locale = str(language.get("code") or speaker).replace("_", "-")
        name = str(sheet.get("dataset") or file.stem).replace("_", " ").title()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    english = str(language.get("name_english") or "")
    return PiperFile(PREFIX + file.stem, name, locale, english, speaker, file)
