"""Storyboards that together say everything a storyboard can say, the files they name, and who reads what of them.

`GOLDENS` are data. `made` renders one as a worker does: its takes, then the join. `Readers` tells which files of the
engine look at which field meanwhile.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from studio.render.join import Segment, join
from studio.render.presets import PRESETS
from studio.render.progress import Progress
from studio.render.spoken import Word
from studio.render.take import take
from studio.storyboard import DIMENSIONS, Storyboard, parse
from studio.storyboard.sentences import PARTS
from studio.storyboard.values import Part
from tests.render import faces, sounds
from tests.render.boards import avatar, clip, picture, recording, silence, text

ROOT = Path(__file__).resolve().parents[2]
ENGINE, DOCUMENT, HERE = ROOT / "studio" / "render", ROOT / "studio" / "storyboard", Path(__file__).resolve()
SITE = "https://example.org"
TINY = {"width": 128, "height": 228}
"""Every fifth pixel of nothing much: what is drawn is tested elsewhere, here it is that it is."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A storyboard, and the paths of the warnings that it must give, once each. `height` makes it a draft."""

    document: dict[str, Any]
    warnings: tuple[str, ...] = ()
    height: int | None = None


def photo(**more: Any) -> dict[str, Any]:
    return {"type": "talking_photo", "talking_photo_id": "bear", **more}


def image(fit: str, *, url: bool = False) -> dict[str, Any]:
    source = {"url": f"{SITE}/picture.png"} if url else {"image_asset_id": "picture"}
    return {"type": "image", "fit": fit, **source}


def video(play_style: str, fit: str, *, url: bool = False) -> dict[str, Any]:
    source = {"url": f"{SITE}/clip.mp4"} if url else {"video_asset_id": "clip"}
    return {"type": "video", "play_style": play_style, "fit": fit, **source}


def eleven(model: str, **more: float) -> dict[str, Any]:
    return {"elevenlabs_settings": {"model": model, **more}}


SCENES: tuple[dict[str, Any], ...] = (
    {
        "character": avatar(brand_color="#c0392b", matting=True, scale=1.5, offset={"x": -0.2, "y": -0.1}),
        "voice": text("Morning!", emotion="Excited", speed=1.3, pitch=8,
                      **eleven("eleven_monolingual_v1", similarity_boost=0.7, stability=0.4, style=0.2)),
        "background": {"type": "color", "value": "#dce9f2"},
    },
    {
        "character": avatar(avatar_style="circle", circle_background_color="#ffd166", scale=0.8),
        "voice": text("Friends.", emotion="Friendly", locale="en-GB", **eleven("eleven_multilingual_v1")),
        "background": image("cover"),
    },
    {
        "character": avatar("amara", avatar_style="square", matting=True, scale=0.7, offset={"x": 0.1, "y": 0.2}),
        "voice": text("Numbers.", emotion="Serious", speed=0.8, **eleven("eleven_multilingual_v2")),
        "background": image("crop", url=True),
    },
    {
        "character": avatar("amara", avatar_style="closeUp"),
        "voice": text("Quietly.", emotion="Soothing", pitch=-10, **eleven("eleven_turbo_v2")),
        "background": image("contain"),
    },
    {
        "character": avatar(scale=0),
        "voice": text("News.", emotion="Broadcaster", **eleven("eleven_turbo_v2_5")),
        "background": image("none"),
    },
    {
        "voice": text('Wait <break time="0.4s"/> here.'),
        "background": video("fit_to_scene", "cover"),
    },
    {
        "character": photo(scale=0.8, offset={"x": 0.1, "y": 0.1}),
        "voice": {"type": "audio", "audio_asset_id": "recording"},
        "background": video("freeze", "crop", url=True),
    },
    {
        "character": photo(talking_photo_id="maya", talking_photo_style="square", talking_style="expressive",
                           expression="happy", matting=True, circle_background_color="#2a9d8f"),
        "voice": {"type": "audio", "audio_url": f"{SITE}/recording.wav"},
        "background": video("loop", "contain"),
    },
    {
        "character": photo(talking_photo_style="circle", super_resolution=True, scale=2),
        "voice": text("Nike."),
        "background": video("once", "none"),
    },
    {"character": avatar(scale=5, offset={"x": -5, "y": 5}), "voice": silence(1.2)},
    {"character": photo(scale=0), "voice": silence(), "background": {}},
)  # fmt: skip
"""Every value of every scene-level field. Scenes come in the order in which their values stand in the schema."""

SAYS_SO = tuple(f"scenes.{number}.voice.elevenlabs_settings" for number in range(5))
MAIN = Golden(
    {
        "title": "Everything", "dimension": TINY, "caption": True, "scenes": SCENES,
        "pronunciations": [{"written": "Nike", "spoken": "nykee"},
                           {"written": "news", "spoken": "/njuːz/", "locale": "en"}],
    },
    warnings=(*SAYS_SO, "scenes.6.voice", "scenes.7.voice", "scenes.9.character.offset"),
)  # fmt: skip


def _word(said: str = "Yes.", **top: Any) -> dict[str, Any]:
    """One scene of one word, without anybody."""
    return {"dimension": TINY, **top, "scenes": [{"voice": text(said)}]}


def _styles() -> Iterator[tuple[str, Golden]]:
    """Every style of subtitles; between them every alignment."""
    for number, name in enumerate(PRESETS):
        look: dict[str, Any] = {"preset_name": name, "alignment": number % 9 + 1, "font_size": 12 + number}
        if number % 2:
            look |= {"disable_highlight": True, "position": {"x": -number / 2, "y": number / 2}}
        yield f"subtitles {name}", Golden(_word(subtitles=look, caption_mode="burn_in", fps=(25, 30)[number % 2]))


def _others() -> Iterator[tuple[str, Golden]]:
    somebody: dict[str, Any] = {"character": avatar(), "voice": text("Hi.")}
    song = {"audio_asset_id": "song", "volume": 0.5, "ducking": False, "loop": False, "fade": 0.2}
    for ratio in DIMENSIONS:
        yield f"aspect {ratio}", Golden({"aspect_ratio": ratio, "scenes": [somebody]}, height=128)
    for width, height in ((128, 4096), (4096, 128), (128, 128), (130, 614)):
        sized = {"dimension": {"width": width, "height": height}, "caption": True, "scenes": [somebody]}
        yield f"{width} × {height}", Golden(sized)
    yield "files only", Golden(_word(caption_mode="file_only", subtitles={"preset_name": "pop", "alignment": 8}))
    yield "watermark", Golden(_word(enable_watermark=True))
    yield "test", Golden(_word(test=True, enable_watermark=True, caption=True))
    yield "music", Golden({"dimension": TINY, "scenes": [*_word()["scenes"], {"voice": silence(2)}],
                           "music": {"url": f"{SITE}/song.wav", "ducking": True, "loop": True}})  # fmt: skip
    yield "music alone", Golden(_word(music=song))
    clear = {**MAIN.document, "output_format": "webm", "fps": 30, "scenes": [SCENES[1], SCENES[7]], "music": song}
    yield "webm", Golden(clear, warnings=("scenes.0.voice.elevenlabs_settings", "scenes.1.voice"))
    template = {"template_id": "t-1", "variables": {"greeting": {"type": "text", "properties": {"content": "Hi."}}}}
    known = {"template": template, "callback_id": "order 7", "callback_url": f"{SITE}/hook", "folder_id": "spring"}
    yield "elsewhere", Golden(_word(resolution="fhd", model_version="standard", **known),
                              warnings=("resolution", "model_version", "template"))  # fmt: skip
    yield "aurora", Golden(_word(resolution="4k", model_version="aurora_v1", aspect_ratio="16:9"),
                           warnings=("resolution", "model_version", "aspect_ratio"))  # fmt: skip
    yield "aurora fast", Golden(_word(model_version="aurora_v1_fast"), warnings=("model_version",))


GOLDENS: dict[str, Golden] = {"main": MAIN, **dict(_styles()), **dict(_others())}


def files(folder: Path) -> tuple[dict[str, str], dict[str, Any]]:
    """What the storyboards name, made: (files by reference, rigs)."""
    still, moving = picture(folder / "picture.png", (90, 60)), clip(folder / "clip.mp4", frames=8)
    said, song = recording(folder / "recording.wav", 1.4), sounds.written(folder / "song.wav", _song())
    found = {
        "picture": still, f"{SITE}/picture.png": still, "clip": moving, f"{SITE}/clip.mp4": moving,
        "recording": said, f"{SITE}/recording.wav": said, "song": song, f"{SITE}/song.wav": song,
        "bear": faces.mascot(folder / "bear.png"), "maya": faces.drawing(folder / "maya.png"),
    }  # fmt: skip
    return {name: str(file) for name, file in found.items()}, {"bear": faces.MASCOT}


def _song() -> sounds.Sound:
    return np.stack([sounds.tone(0.9, hertz=330), sounds.tone(0.9, hertz=440)])


@dataclass(frozen=True, slots=True)
class Made:
    """A rendered golden: what was parsed, what each take said, what the join said and left in `folder`."""

    board: Storyboard
    takes: tuple[dict[str, Any], ...]
    joined: dict[str, Any]
    folder: Path

    @property
    def film(self) -> Path:
        return self.folder / ("video.webm" if self.board.output_format == "webm" else "video.mp4")

    @property
    def warnings(self) -> tuple[str, ...]:
        """Every warning once, as a render keeps them."""
        every = [text for result in (*self.takes, self.joined) for text in result["warnings"]]
        return tuple(dict.fromkeys(every))


def made(golden: Golden, folder: Path, *, media: dict[str, str], rigs: dict[str, Any]) -> Made:
    board, quiet = parse(golden.document), Progress(lambda line: None)
    takes, segments = list[dict[str, Any]](), list[Segment]()
    for index in range(len(board.scenes)):
        room = folder / f"scene-{index}"
        takes.append(take(board, index, room, media=media, rigs=rigs, height=golden.height, progress=quiet))
        words = tuple(Word(*word) for word in takes[-1]["words"])
        segments.append(Segment(room / takes[-1]["file"], words, takes[-1]["calm"]))
    joined = join(board, segments, folder, progress=quiet, media=media)
    return Made(board, tuple(takes), joined, folder)


def fields(board: Storyboard) -> Iterator[tuple[str, Any, bool]]:
    """(its key as `SENTENCES` writes it, its value, whether that differs from what leaving it out means)."""
    yield from _fields(board, "")


def _fields(part: BaseModel, owner: str) -> Iterator[tuple[str, Any, bool]]:
    for name, about in type(part).model_fields.items():
        if name == "type":
            continue
        value = getattr(part, name)
        inside = _inside(owner, name, value)
        if inside:
            for key, each in inside:
                yield from _fields(each, key)
        else:
            yield _joined(owner, name), _hashable(value), about.is_required() or value != about.default


def _hashable(value: Any) -> Any:
    return str(value) if isinstance(value, Mapping) else value


def _joined(owner: str, name: str) -> str:
    return f"{owner}.{name}" if owner else name


def _inside(owner: str, name: str, value: Any) -> list[tuple[str, BaseModel]]:
    """The parts that a member holds, with the prefix of their keys."""
    if isinstance(value, Mapping) and owner == "template":
        return [("variable", each) for each in value.values()]
    if name in ("scenes", "pronunciations"):
        return [(name.removesuffix("s"), each) for each in value]
    if owner == "scene":
        return [(value.type, value)] if value is not None else []
    return [(_joined(owner, name), value)] if isinstance(value, BaseModel) else []


@dataclass(slots=True)
class Readers:
    """Which files of the engine read which field, while `watching`.

    A member is read by whoever asks for it, through properties and methods of the document, too. Copying, comparing,
    hashing and writing out a whole part reads nothing.
    """

    found: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _owners: dict[int, str] = field(default_factory=dict)

    @contextmanager
    def watching(self) -> Iterator[None]:
        plain = Part.__getattribute__

        def read(part: Part, name: str) -> Any:
            value = plain(part, name)
            if not name.startswith("_") and name in type(part).model_fields:
                self._note(part, name, value)
            return value

        Part.__getattribute__ = read  # type: ignore[method-assign]
        try:
            yield
        finally:
            del Part.__getattribute__

    def _note(self, part: Part, name: str, value: Any) -> None:
        key = _joined(self._prefix(part), name)
        if key in PARTS:
            self._owners[id(value)] = key
        reader = _reader()
        if reader:
            self.found[key].add(reader)

    def _prefix(self, part: Part) -> str:
        known = [prefix for prefix, (_, model) in PARTS.items() if model is type(part)]
        return known[0] if len(known) == 1 else self._owners[id(part)]


def _reader() -> str:
    """The file within studio/render whose code asked, "" when it was somebody else's."""
    frame = sys._getframe(3)
    while (file := Path(frame.f_code.co_filename)).is_relative_to(DOCUMENT) or file == HERE:
        if frame.f_back is None:
            return ""
        frame = frame.f_back
    return str(file.relative_to(ENGINE)) if file.is_relative_to(ENGINE) else ""
