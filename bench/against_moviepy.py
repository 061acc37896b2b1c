"""The same picture composed by a MoviePy program, as somebody who knows MoviePy would write it (moviepy_program.py)."""

from __future__ import annotations

import json
import math
import subprocess
import wave
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from bench import boards
from bench.realtime import made
from bench.report import Row
from studio.render import scene as scenes
from studio.render.canvas import skia
from studio.render.cast.performer import Performer
from studio.render.cast.pose import Pose
from studio.render.cast.visemes import VISEMES, visemes_of
from studio.render.framing import framing
from studio.render.limits import NICENESS
from studio.render.plan import scene_plan
from studio.render.spoken import RATE
from studio.storyboard import AvatarCharacter, parse

PYTHON = Path(__file__).parent / ".venv" / "bin" / "python"
WORDS = 4
"""In a cue."""
PROGRAM = Path(__file__).parent / "moviepy_program.py"


def prepared(folder: Path) -> Path:
    """What the program is given: background, figure (a picture a mouth), timed mouths, words, sound. Off the clock."""
    folder.mkdir(exist_ok=True)
    media = {"background.png": str(boards.background(folder.parent))}
    plan = scene_plan(parse(boards.board(boards.PARTS[:1])), 0, media=media)
    heard = scenes.score(plan)
    character = plan.scene.character
    assert isinstance(character, AvatarCharacter)
    frame = framing(character, plan.canvas)
    performer = Performer(boards.PRESENTER, head_px=frame.head)
    left, top, right, _ = performer.bounds
    width, height = right - left, plan.canvas.height - frame.y - top
    for name, mouth in VISEMES.items():
        surface = skia.Surface(width, height)
        surface.getCanvas().translate(-left, -top)
        performer.draw(surface.getCanvas(), Pose(mouth=mouth))
        pixels = surface.toarray(colorType=skia.kRGBA_8888_ColorType)
        Image.fromarray(pixels).save(folder / f"figure-{name}.png")
    _sound(folder / "voice.wav", heard.samples)
    mouths = [[each.start, visemes_of(each.ipa)[0]] for each in heard.spoken.phonemes if visemes_of(each.ipa)]
    words = [asdict(word) for word in heard.spoken.words]
    parts = [words[at : at + WORDS] for at in range(0, len(words), WORDS)]
    told = {
        "background": media["background.png"], "size": [plan.canvas.width, plan.canvas.height], "fps": plan.canvas.fps,
        "duration": heard.duration, "mouths": mouths, "cues": parts, "place": [frame.x + left, frame.y + top],
        "font": _font(),
    }  # fmt: skip
    (folder / "told.json").write_text(json.dumps(told))
    return folder


def _sound(file: Path, samples: np.ndarray) -> None:
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def _font() -> str:
    found = sorted(Path("/usr/share/fonts").rglob("*Sans-Bold.ttf"))
    if not found:
        raise SystemExit("There is no font for MoviePy's subtitles: install fonts-dejavu-core.")
    return str(found[0])


def measure(runs: int, folder: Path) -> list[Row]:
    if not PYTHON.exists():
        raise SystemExit("MoviePy has an environment of its own: run `make bench`, which makes it.")
    board = boards.written(folder, "six", boards.board())
    room = prepared(folder / "moviepy")
    command = ["nice", "-n", str(NICENESS), str(PYTHON), str(PROGRAM), str(room)]
    ours, theirs = [], []
    for run in range(runs):
        ours.append(made(board, folder / "six", caches=folder / f"moviepy-{run}").realtime)
        said = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
        theirs.append(float(said.splitlines()[-1]))
    ratios = tuple(a / b for a, b in zip(ours, theirs, strict=True))
    assert all(math.isfinite(ratio) for ratio in ratios)
    return [
        Row("MoviePy, its first 10 s", tuple(theirs), "x realtime"),
        Row("Understudy against MoviePy", ratios, "times", 6.0),
    ]
