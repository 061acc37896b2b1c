"""A whole storyboard into a video: its scenes in processes of their own, as many at once as there are processors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.errors import BadInput
from studio.render import music
from studio.render.join import Segment, join
from studio.render.plan import scene_plan
from studio.render.progress import Progress
from studio.render.spoken import Word
from studio.render.take import DRAWING
from studio.storyboard import Storyboard, parse

TAKES = 0.95
"""The part of the work that drawing is; the rest is joining."""
ROOT = Path(__file__).resolve().parents[2]


class TakeFailed(RuntimeError):
    """A scene's process ended without a segment."""


def localised(document: dict[str, Any], folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """A storyboard file may name media by paths relative to itself: (document with asset ids instead, their files)."""
    scenes, media = [], dict[str, str]()
    for scene in document.get("scenes") or document.get("video_inputs") or []:
        scenes.append(dict(scene) if isinstance(scene, dict) else scene)
        for place, url, asset in _places(scenes[-1]):
            part = dict(scenes[-1][place])
            name = part.pop(url)
            part[asset] = name
            scenes[-1][place] = part
            media[name] = str((folder / name).resolve())
    found = {key: value for key, value in document.items() if key != "video_inputs"} | {"scenes": scenes}
    if isinstance(document.get("music"), dict):
        found["music"] = _music(document["music"], folder, media)
    for part in (*scenes, found):
        _ids_as_paths(part, folder, media)
    return found, media


def _music(wanted: dict[str, Any], folder: Path, media: dict[str, str]) -> dict[str, Any]:
    address = wanted.get("url")
    if not isinstance(address, str) or not address or "://" in address:
        return wanted
    media[address] = str((folder / address).resolve())
    return {key: value for key, value in wanted.items() if key != "url"} | {"audio_asset_id": address}


def _ids_as_paths(scene: Any, folder: Path, media: dict[str, str]) -> None:
    """An asset or talking photo id that is the name of a file beside the storyboard is that file."""
    for place in ("voice", "background", "character", "music"):
        part = scene.get(place) if isinstance(scene, dict) else None
        for asset in ("audio_asset_id", "image_asset_id", "video_asset_id", "talking_photo_id"):
            name = part.get(asset) if isinstance(part, dict) else None
            if isinstance(name, str) and name and (folder / name).is_file():
                media[name] = str((folder / name).resolve())


def sidecars(media: dict[str, str]) -> dict[str, Any]:
    """The rigs that lie beside pictures as `<picture>.rig.json`. Raises `BadInput` for one that is no JSON object."""
    rigs = {}
    for name, file in media.items():
        beside = Path(f"{file}.rig.json")
        if beside.is_file():
            try:
                rigs[name] = json.loads(beside.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise BadInput({"": f"{beside.name} can't be read as JSON: {error}"}) from None
    return rigs


def _places(scene: Any) -> Iterator[tuple[str, str, str]]:
    """Where a scene names a file instead of a web address: (part, member, member of the asset id)."""
    kinds = (("voice", "audio", "audio_url", "audio_asset_id"), ("background", "image", "url", "image_asset_id"),
             ("background", "video", "url", "video_asset_id"))  # fmt: skip
    for place, kind, url, asset in kinds:
        part = scene.get(place) if isinstance(scene, dict) else None
        address = part.get(url) if isinstance(part, dict) and part.get("type") == kind else None
        if isinstance(address, str) and address and "://" not in address:
            yield place, url, asset


def video(document: dict[str, Any], folder: Path, *, media: dict[str, str], progress: Progress) -> dict[str, Any]:
    """Draw and join everything; `folder` gets what `join` writes. Raises `BadInput`, before drawing if it can."""
    storyboard, rigs = parse(document), sidecars(media)
    problems: dict[str, str] = {}
    for index in range(len(storyboard.scenes)):
        try:
            scene_plan(storyboard, index, media=media, rigs=rigs)
        except BadInput as error:
            problems |= error.problems
    if problems:
        raise BadInput(problems)
    if track := music.source(storyboard, media):
        music.check(track[0], path=track[1])
    results = _draw({"storyboard": document, "media": media, "rigs": rigs}, storyboard, folder, progress)
    segments = [
        Segment(folder / f"scene-{index}" / made["file"], tuple(Word(*word) for word in made["words"]), made["calm"])
        for index, made in enumerate(results)
    ]
    joined = join(storyboard, segments, folder, progress=progress.part(TAKES, 1.0), media=media)
    every = [text for result in [*results, joined] for text in result["warnings"]]
    joined["warnings"] = list(dict.fromkeys(every))  # what is true of all scenes is said once
    (folder / "result.json").write_text(json.dumps(joined))
    for segment in segments:
        for left in segment.path.parent.iterdir():
            left.unlink()
        segment.path.parent.rmdir()
    return joined


def _draw(job: dict[str, Any], storyboard: Storyboard, folder: Path, progress: Progress) -> list[dict[str, Any]]:
    """The result of every scene, in order. The first failure ends the others. `job` is that of every take."""
    count = len(storyboard.scenes)
    done, lock, engines, mine = [0.0] * count, threading.Lock(), list[_Engine](), threading.local()

    def one(index: int) -> dict[str, Any]:
        room = folder / f"scene-{index}"
        room.mkdir(parents=True, exist_ok=True)
        (room / "job.json").write_text(json.dumps({**job, "scene": index, "height": None}))
        if not hasattr(mine, "engine"):
            mine.engine = _Engine()
            engines.append(mine.engine)
        for part in mine.engine.take(room):
            with lock:
                done[index] = part
                progress.tell(DRAWING, TAKES * sum(done) / count)
        (room / "engine.log").unlink(missing_ok=True)
        found: dict[str, Any] = json.loads((room / "result.json").read_text())
        return found

    pool = ThreadPoolExecutor(min(count, os.cpu_count() or 1))
    try:
        return [future.result() for future in [pool.submit(one, index) for index in range(count)]]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for engine in engines:
            engine.kill()
        pool.shutdown()
        for engine in engines:
            engine.close()


class _Engine:
    """A process that draws scene after scene. It ends with this one."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "studio.render", "takes"]
        self._child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def take(self, room: Path) -> Iterator[float]:
        """Draw room/job.json; yields how far it is. Its own words become the error raised."""
        assert self._child.stdin is not None and self._child.stdout is not None
        job = {"command": "take", "job": str(room / "job.json"), "folder": str(room)}
        with suppress(BrokenPipeError):
            print(json.dumps(job), file=self._child.stdin, flush=True)
        last: dict[str, Any] = {}
        code = None
        while code is None and (line := self._child.stdout.readline()):
            said = json.loads(line)
            code, last = said.get("end"), last if "end" in said else said
            if "progress" in said:
                yield said["progress"]
        if code == 2 and "error" in last:
            raise BadInput({last.get("path", ""): last["error"]})
        if code != 0:
            raise TakeFailed(last.get("error") or f"Drawing a scene ended with exit code {self._child.wait()}.")

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self._child.kill()
        self._child.wait()

    def close(self) -> None:
        """When nobody listens to it any more."""
        for pipe in (self._child.stdin, self._child.stdout):
            with suppress(BrokenPipeError):
                if pipe:
                    pipe.close()
