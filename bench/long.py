"""Ten minutes in fifty scenes, made by a real worker: memory, drift, one scene changed, and a kill half-way.

`python -m bench.long FOLDER` is the site (see site.py); it tells its progress on standard error and leaves rows.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from bench import boards, fifty, props, site
from bench.realtime import ROOT
from bench.report import Row

SCENES, SECONDS = 50, 600
SIZE = {"width": 360, "height": 640}
TENTH, HALF, JOINING = 10, SCENES // 2, -9
CHANGED = 23


def measure(runs: int, folder: Path) -> list[Row]:
    """One run, whatever `runs` says: it takes some minutes."""
    data = folder / "long"
    data.mkdir()
    command = [sys.executable, "-m", "bench.long", str(folder)]
    subprocess.run(command, cwd=ROOT, env=site.environment(data), check=True)
    return site.rows(folder / "rows.json")


@dataclass(frozen=True, slots=True)
class Cast:
    """Ids of what the scenes name."""

    picture: str
    clip: str
    photo: str
    film: str
    sound: str


def gathered(studio: site.Site, folder: Path) -> Cast:
    film, sound = props.marker(folder)
    return Cast(
        picture=studio.asset(props.picture(folder), "image"), clip=studio.asset(props.clip(folder), "video"),
        photo=studio.photo(props.FACE), film=studio.asset(film, "video"), sound=studio.asset(sound, "audio"),
    )  # fmt: skip


def document(cast: Cast, *, opening: str = "") -> dict[str, Any]:
    """The storyboard; `opening` begins every script, so that nothing of another version can be used again."""
    picture = {"type": "image", "image_asset_id": cast.picture}
    clip = {"type": "video", "video_asset_id": cast.clip}
    shots: tuple[dict[str, Any], ...] = (
        {"character": {"type": "avatar", "avatar_id": "amara"}, "background": picture},
        {"character": {"type": "avatar", "avatar_id": "maya", "avatar_style": "closeUp"}, "background": clip},
        {"character": {"type": "talking_photo", "talking_photo_id": cast.photo, "talking_photo_style": "circle"},
         "background": {"type": "color", "value": "#dce9f2"}},
        {"character": {"type": "avatar", "avatar_id": "maya", "avatar_style": "circle", "scale": 0.7,
                       "offset": {"x": 0.0, "y": 0.15}}, "background": picture},
        {"background": clip},
    )  # fmt: skip
    scenes = [{**shots[number % 5], "voice": _voice(number, opening)} for number in range(SCENES - 1)]
    mark = {"voice": {"type": "audio", "audio_asset_id": cast.sound},
            "background": {"type": "video", "video_asset_id": cast.film, "play_style": "once"}}  # fmt: skip
    return {"title": "Ten minutes", "dimension": SIZE, "fps": props.FPS, "caption": True, "scenes": [*scenes, mark]}


def _voice(number: int, opening: str) -> dict[str, Any]:
    said = f"{opening}Part {number + 1}. {boards.PARTS[number % 6]}"
    return {"type": "text", "voice_id": boards.VOICE, "input_text": said}


@dataclass(frozen=True, slots=True)
class Spent:
    """Of one render: seconds on the clock and of processor time, from the order to the video."""

    clock: float
    processor: float


def rendered(
    studio: site.Site, video: Any, running: list[site.Cluster], seen: Callable[[Any], object] = lambda render: None
) -> tuple[Any, Spent]:
    """Order the video and wait for it. `seen` is called with the render while it is made."""
    before = sum(site.processor(running).values()) + site.own_processor()
    begin = time.monotonic()
    render = studio.generate(video)
    site.finished(render, until=lambda: bool(seen(render)))
    after = sum(site.processor(running).values()) + site.own_processor()
    return render, Spent(time.monotonic() - begin, after - before)


def whole(studio: site.Site, folder: Path, cast: Cast) -> list[Row]:
    """By one worker: fifty takes in one and the same engine."""
    video = studio.video(document(cast))
    with site.clusters(1, workers=1, log=folder / "log") as running:
        memory = site.Memory(running[0])

        def seen(render: Any) -> None:
            drawing = render.state != "joining"
            memory.mark = render.takes.filter(state="completed").count() if drawing else JOINING

        with memory.watching():
            render, full = rendered(studio, video, running, seen)
        tell(f"{render.duration:.1f} s of video in {full.clock:.0f} s, {full.processor:.0f} s of processor time")
        first, half, last = (memory.around(count) for count in (TENTH, HALF, SCENES))
        rows = [
            Row("video", (render.duration,), "s", SECONDS, note=f"{SCENES} scenes, 360 × 640 at {props.FPS}"),
            Row("made by one worker", (full.clock,), "s"),
            Row("processor time of it", (full.processor,), "s"),
            Row("memory of the engine, 10th scene", (first,), "MiB"),
            Row("memory of the engine, 25th scene", (half,), "MiB"),
            Row("memory of the engine, 50th scene", (last,), "MiB"),
            Row("50th against 10th", (last / first,), "", 1.1, least=False),
        ]  # fmt: skip
    return rows + joins(render, folder) + drift(Path(render.file.file.path))


def joins(render: Any, folder: Path) -> list[Row]:
    """Peak memory of a process that joins a tenth of the scenes, and all of them."""
    segments = [{**take.result, "path": take.segment.file.path} for take in render.takes.order_by("position")]
    few, many = (_peak(render.storyboard, some, folder / "join") for some in (segments[:5], segments))
    return [
        Row("peak memory of joining 5 scenes", (few,), "MiB"),
        Row("peak memory of joining 50 scenes", (many,), "MiB"),
        Row("50 against 5", (many / few,), "", 1.1, least=False),
    ]


def _peak(storyboard: dict[str, Any], segments: list[dict[str, Any]], folder: Path) -> float:
    """MiB. Read from the process itself: what wait4 tells begins with the memory of whoever started it."""
    folder.mkdir(exist_ok=True)
    job = folder / "job.json"
    job.write_text(json.dumps({"storyboard": storyboard, "segments": segments, "media": {}}))
    command = [sys.executable, "-m", "studio.render", "join", str(job), str(folder)]
    held = 0.0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            held = max(held, _high_water(child.pid))
            time.sleep(0.05)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}.")
    return held


def _high_water(pid: int) -> float:
    """MiB of resident memory that a process has held at most; 0 when it has just ended."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def drift(film: Path) -> list[Row]:
    """How far what is seen and what is heard at one moment of the last scene lie apart, in frames, and how long both
    streams are."""
    with av.open(str(film)) as container:
        brightness = [(float(frame.time or 0), float(frame.to_ndarray()[: frame.height].mean()))
                      for frame in container.decode(video=0)]  # fmt: skip
    first = brightness[-1][0] - props.MARKER + props.MARK / 2
    white = next(when for when, grey in brightness if when > first and grey > 128)
    heard, end = _first_sound(film, after=first)
    shown = brightness[-1][0] + 1 / props.FPS
    return [
        Row("picture and sound of the last scene apart", (abs(white - heard) * props.FPS,), "frames", 1, least=False),
        Row("streams' lengths apart", (abs(shown - end) * props.FPS,), "frames", 1, least=False),
    ]


def _first_sound(film: Path, *, after: float) -> tuple[float, float]:
    """(seconds at which something is heard, seconds at which the sound ends)."""
    found, end = 0.0, 0.0
    with av.open(str(film)) as container:
        for frame in container.decode(audio=0):
            begin, loud = float(frame.time or 0), np.abs(frame.to_ndarray()).max(axis=0)
            end = begin + frame.samples / frame.sample_rate
            over = np.nonzero(loud > 0.02)[0]
            if not found and end > after and len(over) and begin + over[0] / frame.sample_rate > after:
                found = begin + over[0] / frame.sample_rate
    return found, end


def changed(studio: site.Site, folder: Path) -> list[Row]:
    """Fifty short scenes in the bench's own size, on all cores; then the same with one scene changed."""
    from studio.actions import scenes

    picture = studio.asset(boards.background(folder), "image")
    shots = [boards.scene(text) for text in fifty.texts()]
    for shot in shots:
        shot["background"]["image_asset_id"] = picture
    video = studio.video({**boards.board(()), "scenes": shots})
    with site.clusters(1, workers=len(os.sched_getaffinity(0)), log=folder / "log") as running:
        _, full = rendered(studio, video, running)
        scene = video.scenes.get(position=CHANGED)
        voice = {**scene.document["voice"], "input_text": "This scene is new, and the other ones are as they were."}
        scenes.save(scene, version=scene.version, document={**scene.document, "voice": voice})
        render, spent = rendered(studio, video, running)
    tell(f"one of fifty: {spent.processor:.1f} of {full.processor:.0f} s of processor time")
    reused = float(render.takes.exclude(reused_from=None).count())
    return [
        Row("fifty short scenes, 1080 × 1920 at 30: clock", (full.clock,), "s"),
        Row("fifty short scenes: processor time", (full.processor,), "s"),
        Row("one changed: scenes used again", (reused,), "", SCENES - 1),
        Row("one changed: clock", (spent.clock,), "s"),
        Row("one changed: processor time", (spent.processor,), "s"),
        Row("one changed: share of the clock", (spent.clock / full.clock,), "", 0.05, least=False),
        Row("one changed: share of the processor time", (spent.processor / full.processor,), "", 0.05, least=False),
    ]


def killed(studio: site.Site, folder: Path, cast: Cast) -> list[Row]:
    """Two workers; at half, SIGKILL to the whole tree; then another cluster goes on."""
    render_of = studio.video(document(cast, opening="Once more. "))
    with site.clusters(1, workers=2, log=folder / "log") as running:
        render = studio.generate(render_of)
        site.finished(render, until=lambda: render.takes.filter(state="completed").count() >= HALF)
        running[0].kill()
        in_flight = set(render.takes.filter(attempts__ended_at=None, attempts__number=1).values_list("pk", flat=True))
        kept = dict(render.takes.filter(state="completed").values_list("pk", "segment"))
        tell(f"killed with {len(kept)} scenes finished and {len(in_flight)} in work")
        begin = time.monotonic()
        running[0] = site.cluster(workers=2, log=folder / "log")
        site.finished(render, until=lambda: render.takes.filter(state="completed").count() > len(kept))
        back = time.monotonic() - begin
        site.finished(render)
    takes = list(render.takes.prefetch_related("attempts"))
    twice = {take.pk for take in takes if take.attempts.count() > 1}
    same = sum(kept.get(take.pk) == take.segment_id for take in takes)
    return [
        Row("killed: scenes finished by then", (float(len(kept)),), "", HALF),
        Row("killed: of these, kept", (same / len(kept),), "", 1.0),
        Row("killed: drawn twice beyond those in work", (float(len(twice - in_flight)),), "", 0, least=False),
        Row("killed: in work, and drawn twice", (float(len(twice & in_flight)),), "", note=f"of {len(in_flight)}"),
        Row("killed: until the next scene was finished", (back,), "s"),
        Row("killed: video all the same", (render.duration,), "s", SECONDS),
    ]


def tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    folder, studio = Path(sys.argv[1]), site.Site()
    cast = gathered(studio, folder)
    found = whole(studio, folder, cast)
    site.keep(found, folder / "rows.json")
    found += killed(studio, folder, cast)
    site.keep(found, folder / "rows.json")
    site.keep(found + changed(studio, folder), folder / "rows.json")


if __name__ == "__main__":
    main()
