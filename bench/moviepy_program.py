"""A presenter video with MoviePy 2: background, figure from pictures, a subtitle for every word. Runs in bench/.venv.

`python moviepy_program.py FOLDER`; prints how many times faster than real time it was. The figure's pictures are read
once and looked up by time; clips stand where they are, nothing is resized or turned while composing.
"""

import bisect
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, TextClip, VideoClip
from PIL import Image


def main(folder: Path) -> float:
    told = json.loads((folder / "told.json").read_text())
    begin = time.perf_counter()
    width, height = told["size"]
    duration = told["duration"]
    layers = [ImageClip(told["background"]).with_duration(duration), figure(folder, told, duration)]
    for cue in told["cues"]:
        layers += subtitle(cue, told["font"], width, height)
    sound = AudioFileClip(str(folder / "voice.wav")).with_duration(duration)
    film = CompositeVideoClip(layers, size=(width, height)).with_duration(duration).with_audio(sound)
    film.write_videofile(
        str(folder / "film.mp4"), fps=told["fps"], codec="libx264", preset="veryfast", audio_codec="aac", threads=2,
        ffmpeg_params=["-crf", "20"], logger=None,
    )  # fmt: skip
    return float(duration / (time.perf_counter() - begin))


def figure(folder: Path, told: dict[str, Any], duration: float) -> VideoClip:
    """The figure with the mouth of the sound at t."""
    pictures = {file.stem.removeprefix("figure-"): np.asarray(Image.open(file)) for file in folder.glob("figure-*.png")}
    colours = {name: np.ascontiguousarray(pixels[:, :, :3]) for name, pixels in pictures.items()}
    masks = {name: pixels[:, :, 3] / 255.0 for name, pixels in pictures.items()}
    starts, names = [start for start, _ in told["mouths"]], [name for _, name in told["mouths"]]

    def mouth(t: float) -> str:
        return str(names[max(0, bisect.bisect_right(starts, t) - 1)])

    mask = VideoClip(lambda t: masks[mouth(t)], is_mask=True, duration=duration)
    return VideoClip(lambda t: colours[mouth(t)], duration=duration).with_mask(mask).with_position(tuple(told["place"]))


def subtitle(cue: list[Any], font: str, width: int, height: int) -> list[Any]:
    """The line in white, and over it each word in yellow while it is said."""

    def text(words: str, colour: str) -> TextClip:
        return TextClip(
            font=font, text=words, font_size=54, color=colour, stroke_color="black", stroke_width=3, margin=(8, 16)
        )

    line = text(" ".join(word["text"] for word in cue), "white")
    left, top = (width - line.w) // 2, round(height * 0.84)
    clips = [line.with_start(cue[0]["start"]).with_end(cue[-1]["end"]).with_position((left, top))]
    said = ""
    for word in cue:
        before = text(said, "white").w - 16 if said else 0
        marked = text(word["text"], "yellow").with_start(word["start"]).with_end(max(word["end"], word["start"] + 0.05))
        clips.append(marked.with_position((left + before, top)))
        said += word["text"] + " "
    return clips


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
