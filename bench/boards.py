"""The storyboard that is measured: one presenter before a picture, 1080 × 1920 at 30, highlighted subtitles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

PARTS = (
    "Hello and welcome. Today we look at how a small team can publish better videos, every single week, without a "
    "studio, without a camera, and without losing a whole afternoon to editing.",
    "First, write down what you want to say. Short sentences work best. Read them aloud once, cut every word that you "
    "stumble over, and keep the one picture that people should remember.",
    "Then pick a presenter. Maybe somebody who looks like your customers, maybe somebody who looks like your team. "
    "Put them before a picture of the real place, and choose the voice that fits.",
    "Press the button, and watch the draft. It takes a moment, not a morning. If a word sounds wrong, change its "
    "spelling in the list of pronunciations, and it will be right from then on.",
    "When a price or a date changes, change that one scene. Everything else is kept as it was, so the new version is "
    "ready before your coffee is, and the old link simply shows the new video.",
    "That is all there is to it. Try it with the smallest story you have, show it to one person, and ask what they "
    "remember. Thank you for watching, and see you next week.",
)
"""Twelve seconds each."""
SIZE = {"width": 1080, "height": 1920}
PRESENTER, VOICE = "amara", "nora"


def background(folder: Path) -> Path:
    """A picture as detailed as a photograph, in the size of the canvas."""
    file = folder / "background.png"
    if not file.exists():
        y, x = np.mgrid[0 : SIZE["height"], 0 : SIZE["width"]]
        soft = np.dstack([120 + 60 * np.sin(x / 170 + y / 400), 130 + 50 * np.cos(y / 210), 150 + 40 * np.sin(x / 90)])
        grain = np.random.default_rng(7).normal(0, 3, soft.shape)
        Image.fromarray((soft + grain).clip(0, 255).astype(np.uint8)).save(file)
    return file


def scene(text: str) -> dict[str, Any]:
    return {
        "character": {"type": "avatar", "avatar_id": PRESENTER},
        "voice": {"type": "text", "voice_id": VOICE, "input_text": text},
        "background": {"type": "image", "image_asset_id": "background.png"},
    }


def board(texts: tuple[str, ...] = PARTS) -> dict[str, Any]:
    """One scene a text."""
    return {"dimension": SIZE, "fps": 30, "caption": True, "scenes": [scene(text) for text in texts]}


def written(folder: Path, name: str, document: dict[str, Any]) -> Path:
    """The storyboard as a file beside its picture."""
    background(folder)
    file = folder / f"{name}.json"
    file.write_text(json.dumps(document))
    return file
