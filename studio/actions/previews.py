"""Pictures and lengths for the editor, straight from the engine, kept by content."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from studio import storyboard as boards
from studio.actions import media
from studio.errors import BadInput
from studio.models import Video
from studio.providers.child import Warm
from studio.render.plan import ENGINE_VERSION

HEIGHTS = range(64, 1081)
_engine = Warm()

Words = tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """Seconds and timed words of each scene, in order; 0 seconds and no words for a scene that can't be made yet."""

    durations: tuple[float, ...]
    words: tuple[Words, ...]

    @property
    def seconds(self) -> float:
        return sum(self.durations)


def still(video: Video, *, scene: int, at: float = 0.0, height: int = 640) -> Path:
    """A JPEG of one moment of a scene (seconds from its start). A scene that can't be said yet is shown silent.

    Raises BadInput with the dotted path when what would be seen can't be drawn.
    """
    document = _alone(video.document(), scene)
    if any(path.startswith("scenes.0.voice") for path in boards.problems(document)):
        document["scenes"][0]["voice"] = {"type": "silence", "duration": 1.0}
    storyboard = boards.parse(document).model_dump(mode="json", exclude_none=True)
    assets = media.found(video.team, document)
    height = min(max(height, HEIGHTS.start), HEIGHTS.stop - 1)
    question = {"storyboard": storyboard, "scene": 0, "at": round(max(0.0, at), 2), "height": height}
    path = _kept("stills", {**question, "media": media.digests(assets)})
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}.{id(question)}.jpg")
        _engine.ask("still", **question, media=media.paths(assets), out=str(draft))
        draft.replace(path)
    return path


def avatar_picture(avatar_id: str, *, height: int = 240, crop: str = "half") -> Path:
    """A JPEG of an embedded presenter: "half" body in 4:5, or only the "face" in a square."""
    face = crop == "face"
    size = {"width": 640, "height": 640 if face else 800}
    character: dict[str, Any] = {"type": "avatar", "avatar_id": avatar_id}
    if face:
        character |= {"avatar_style": "closeUp"}
    scene = {"character": character, "voice": {"type": "silence", "duration": 1.0}}
    storyboard = boards.parse({"dimension": size, "scenes": [scene]}).model_dump(mode="json", exclude_none=True)
    question = {"storyboard": storyboard, "scene": 0, "at": 0.0, "height": min(max(height, 64), 800), "backdrop": True}
    path = _kept("avatars", question)
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}.{id(question)}.jpg")
        _engine.ask("still", **question, media={}, out=str(draft))
        draft.replace(path)
    return path


def measure(video: Video) -> Measure:
    """How long each scene will be, from the very speech that will be heard."""
    document = video.document()
    assets = media.paths(media.found(video.team, document))
    found = [_length(_voice_of(document, index), json.dumps(assets, sort_keys=True))
             for index in range(len(document["scenes"]))]  # fmt: skip
    return Measure(tuple(seconds for seconds, _ in found), tuple(words for _, words in found))


def check(storyboard: dict[str, Any], *, paths: dict[str, str]) -> Measure:
    """Like measure, for a storyboard that must be right: raises BadInput with what the engine can't honour."""
    answer = _engine.ask("measure", storyboard=storyboard, media=paths)
    words = tuple(tuple((str(w[0]), float(w[1]), float(w[2])) for w in scene) for scene in answer["words"])
    return Measure(tuple(float(seconds) for seconds in answer["durations"]), words)


def _voice_of(document: dict[str, Any], index: int) -> str:
    """A storyboard of this scene's voice alone, as canonical JSON; "" when it can't be spoken yet."""
    alone = _alone(document, index)
    alone["scenes"][0] = {"voice": (alone["scenes"][0] or {}).get("voice")}
    if boards.problems({"scenes": alone["scenes"]}):
        return ""
    return boards.parse({"scenes": alone["scenes"]}).model_dump_json(exclude_none=True)


@lru_cache(maxsize=4096)
def _length(storyboard: str, paths: str) -> tuple[float, Words]:
    if not storyboard:
        return 0.0, ()
    try:
        found = check(json.loads(storyboard), paths=json.loads(paths))
    except BadInput:
        return 0.0, ()
    return found.durations[0], found.words[0]


def _alone(document: dict[str, Any], scene: int) -> dict[str, Any]:
    """The storyboard with this scene as its only one, and without what the video as a whole got wrong."""
    if not 0 <= scene < len(document["scenes"]):
        raise BadInput({"scenes": "This scene is gone."})
    alone = {**document, "scenes": [dict(document["scenes"][scene] or {})]}
    for path in boards.problems(alone):
        top = path.partition(".")[0]
        if top != "scenes":
            alone.pop(top, None)
    return alone


def _kept(room: str, question: dict[str, Any]) -> Path:
    name = hashlib.sha256(json.dumps([ENGINE_VERSION, question], sort_keys=True).encode()).hexdigest()
    folder = Path(settings.DATA_DIR) / "cache" / room / name[:2]
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.jpg"
