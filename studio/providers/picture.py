"""What a storyboard, as plain data, says of its picture, for providers that have other words for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

SAME_SHAPE: Final = 0.01


def burned_in(storyboard: Mapping[str, Any]) -> bool:
    """Whether subtitles are to be seen in it."""
    mode = storyboard.get("caption_mode")
    return mode == "burn_in" or (not mode and bool(storyboard.get("caption")))


def shape_of(storyboard: Mapping[str, Any], shapes: Mapping[str, float]) -> str:
    """The name of its shape among `shapes`, each as its width by its height, within 1 %; "" when it has none."""
    size = storyboard.get("dimension") or {"width": 1920, "height": 1080}
    shape = size["width"] / size["height"]
    return next((name for name, wanted in shapes.items() if abs(shape / wanted - 1) <= SAME_SHAPE), "")
