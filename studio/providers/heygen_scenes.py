"""Our scenes as `video_inputs` of HeyGen's v2, and what it can't honour of a storyboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from studio.providers.heygen_files import ASSET_IDS, PHOTO_ID, Uploads
from studio.providers.heygen_words import HEYGEN
from studio.providers.spoken import respelled

LONGEST_SCRIPT: Final = 5000
_UNSAID: Final = {"matting": False, "super_resolution": False}
"""Members that are left out when they say nothing: older servers don't know them."""
REFUSES: Final = {
    "character.brand_color": "HeyGen's avatars wear what they wear: leave the brand colour out.",
    "character.avatar_style.square": "HeyGen shows avatars normal, in a circle or close up, not in a square.",
    "output_format": "HeyGen makes no transparent video of scenes: choose MP4.",
}
TOO_LONG: Final = f"HeyGen reads {LONGEST_SCRIPT:,} characters a scene: cut it in two."
Found = list[tuple[str, str]]


def video_inputs(storyboard: Mapping[str, Any], uploads: Uploads) -> list[dict[str, Any]]:
    """The scenes in order. Files of ours are named by what HeyGen called them when they were uploaded."""
    return [
        {part: _plain(scene[part], uploads) for part in ("character", "voice", "background") if scene.get(part)}
        for scene in storyboard["scenes"]
    ]


def _plain(part: Mapping[str, Any], uploads: Uploads) -> dict[str, Any]:
    made = {
        name: value for name, value in part.items() if value is not None and _UNSAID.get(name) is not value
    }  # fmt: skip
    for name in (PHOTO_ID, *ASSET_IDS):
        if (known := uploads.get(str(made.get(name)))) is not None:
            made[name] = known.id
    return made


def problems(storyboard: Mapping[str, Any]) -> dict[str, str]:
    """What v2 can't honour, by dotted path. Music is mixed in here, behind HeyGen's work."""
    found = whole_problems(storyboard)
    for index, scene in enumerate(storyboard["scenes"]):
        found |= {f"scenes.{index}.{field}": text for field, text in _problems(scene)}
    return found


def whole_problems(storyboard: Mapping[str, Any]) -> dict[str, str]:
    """What no version of HeyGen can honour."""
    found = {}
    if storyboard.get("output_format") == "webm":
        found["output_format"] = REFUSES["output_format"]
    entries = storyboard.get("pronunciations") or ()
    for index, scene in enumerate(storyboard["scenes"]):
        script = str(_part(scene, "voice").get("input_text") or "")
        if len(script) > LONGEST_SCRIPT:
            found[f"scenes.{index}.voice.input_text"] = TOO_LONG
        elif told := respelled(script, entries, provider=HEYGEN):
            found[f"scenes.{index}.voice.input_text"] = told
    return found


def _problems(scene: Mapping[str, Any]) -> Found:
    character, found = _part(scene, "character"), Found()
    if character.get("brand_color"):
        found.append(("character.brand_color", REFUSES["character.brand_color"]))
    if character.get("avatar_style") == "square":
        found.append(("character.avatar_style", REFUSES["character.avatar_style.square"]))
    return found


def _part(scene: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return scene.get(name) or {}
