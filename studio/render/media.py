"""Opening other people's files safely: pictures, recordings and clips.

Files are named by absolute path, opened with a list of allowed formats (FFmpeg reads names as protocols and playlists
otherwise), and bounded in bytes, pixels and seconds before they are decoded. What can't be read is a `BadInput` at
the storyboard's dotted path, with a sentence that says what to do.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import av
from PIL import Image, UnidentifiedImageError

from studio import kinds
from studio.errors import BadInput, disk_is_full
from studio.render.pictures import FORMATS, SCANS_MAX, in_bytes, scans, upright
from studio.render.spoken import RATE

if TYPE_CHECKING:  # a process that looks at one clip or picture is done sooner than NumPy is loaded
    import numpy as np
    import numpy.typing as npt

BYTES_MAX = 1_000_000_000
SIDE_MAX, PIXELS_MAX = 12_000, 60_000_000
CLIP_SIDE_MAX, CLIP_SECONDS_MAX = 4096, 3600.0
CONTAINERS = "mov,matroska,webm,mp3,wav,flac,ogg,aac"
CUT_OFF = "This recording is cut off before its end; upload it again."
CLIP_CUT_OFF = "This video is cut off before its end; upload it again."
TRACKS_MAX, CHANNELS_MAX = 32, 16
RATES = range(4_000, 400_000)
"""Samples a second. One second at 1 Hz would become 48,000 samples, a whole file gigabytes."""
CODECS = frozenset((
    "aac", "alac", "flac", "mp2", "mp2float", "mp3", "mp3float", "opus", "libopus", "vorbis", "libvorbis",
    "pcm_alaw", "pcm_f32le", "pcm_f64le", "pcm_mulaw", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le",
    "pcm_s32be", "pcm_s32le", "pcm_u8", "av1", "libdav1d", "h264", "hevc", "mjpeg", "mpeg4", "png", "prores",
    "qtrle", "vp8", "vp9", "libvpx", "libvpx-vp9",
))  # fmt: skip
"""Decoders that a file may call for. FFmpeg has five hundred; the old and odd ones are where its holes are found."""
LOUDEST = 1000.0
"""Samples beyond are damage: 60 dB more than a file can hold in whole numbers. What is no number at all is silence."""
_UNKNOWN = 0x7FFF0000
"""Bytes from which a WAV's length is no length: programs that don't know it yet write something like it."""
_OPTIONS = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file", "codec_whitelist": ",".join(sorted(CODECS))}

UNSEEN = {"skip_frame": "all"}
"""For files whose pictures are not looked at: FFmpeg else decodes one when it opens them."""
INDEXED = UNSEEN | {"analyzeduration": "1"}
"""For an MP4 whose index is true: FFmpeg else reads on to see whether it is (4 ms a file, then 1)."""


def existing(file: Path, *, path: str) -> Path:
    """The absolute path of a readable, non-empty, regular file."""
    try:
        found = file.resolve(strict=True)
        size = found.stat().st_size if found.is_file() else -1
    except OSError:
        size = -1
    if size < 0:
        raise BadInput({path: "This file can't be found; choose it again."})
    if size == 0:
        raise BadInput({path: "This file is empty; upload it again."})
    if size > BYTES_MAX:
        raise BadInput({path: f"This file is too big: at most {BYTES_MAX // 1_000_000:,} MB can be used."})
    return found


def picture(file: Path, *, path: str, side: int) -> Image.Image:
    """The picture upright, as RGBA, scaled down so that its shorter side is no more than `side`."""
    found = existing(file, path=path)
    if refusal := kinds.PICTURE.refusal(_head(found), subject="This is"):
        raise BadInput({path: refusal})
    with found.open("rb") as opened_file:
        many = scans(opened_file) > SCANS_MAX
    if many:
        raise BadInput({path: "This JPEG was made to take minutes to read; export it again as an ordinary one."})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(found, formats=FORMATS) as opened:
                wide, high = opened.size
                if max(wide, high) > SIDE_MAX or wide * high > PIXELS_MAX:
                    raise _too_large(path)
                if min(wide, high) > side * 2:
                    opened.draft("RGB", (wide * side // min(wide, high), high * side // min(wide, high)))
                turned = upright(in_bytes(opened)).convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_large(path) from None
    except UnidentifiedImageError:
        raise BadInput({path: "This is not a picture the engine can read; use PNG, JPEG, WebP or GIF."}) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise BadInput({path: "This picture is damaged; export it again and upload it once more."}) from None
    if min(turned.size) > side:
        share = side / min(turned.size)
        size = (max(1, round(turned.width * share)), max(1, round(turned.height * share)))
        turned = turned.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return turned


def sound(file: Path, *, path: str, seconds_max: float) -> npt.NDArray[np.float32]:
    """All of a recording as mono samples at `RATE`."""
    import numpy as np

    found: list[npt.NDArray[np.float32]] = []
    total = 0
    for piece in pieces(file, path=path, layout="mono"):
        found.append(piece[0])
        total += piece.shape[1]
        if total > seconds_max * RATE:
            raise BadInput({path: f"This recording is longer than {seconds_max / 60:.0f} minutes; cut it."})
    return np.concatenate(found)


def pieces(file: Path, *, path: str, layout: str) -> Generator[npt.NDArray[np.float32]]:
    """A recording at `RATE` as it is decoded: (channels of `layout` × samples), piece by piece, memory flat.

    Raises `BadInput` at `path`; behind the last piece, too, when the file ends before its header says.
    """
    import numpy as np

    with opened(file, path=path, options=UNSEEN) as container:
        if not container.streams.audio:
            raise BadInput({path: "There is no sound in this file; choose a recording."})
        stream = container.streams.audio[0]
        if stream.rate not in RATES or not 0 < stream.channels <= CHANNELS_MAX:
            raise BadInput({path: f"This recording has {stream.rate:,} samples a second on {stream.channels} channels, "
                                  "which can't be used; export it with 48,000 in stereo."})  # fmt: skip
        honest = container.format.name.startswith(("mov", "flac"))  # others only estimate their length
        said = float((stream.duration or 0) * (stream.time_base or 0)) if honest else 0.0
        if container.format.name == "wav" and _wav_share(file) < 0.9:
            raise BadInput({path: CUT_OFF})
        resampler, total = av.AudioResampler(format="fltp", layout=layout, rate=RATE), 0
        for frame in chain(container.decode(stream), (None,)):
            for part in _resampled(resampler, frame, path):
                total += part.samples
                heard = np.asarray(part.to_ndarray(), np.float32)
                yield heard if np.abs(heard).max(initial=0.0) <= LOUDEST else _undamaged(heard)
        if not total:
            raise BadInput({path: "This recording is damaged or has no sound; export it again."})
        if total < 0.9 * said * RATE:
            raise BadInput({path: CUT_OFF})


def _resampled(resampler: av.AudioResampler, frame: av.AudioFrame | None, path: str) -> list[av.AudioFrame]:
    try:
        return resampler.resample(frame)
    except ValueError:  # it has other channels or another rate than the frames before
        raise damaged(path) from None


def _undamaged(heard: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    import numpy as np

    return np.clip(np.nan_to_num(heard, nan=0.0, posinf=0.0, neginf=0.0), -LOUDEST, LOUDEST)


def _wav_share(file: Path) -> float:
    """How much of the sound that a WAV's header promises is there; 1 when it promises nothing, as streams do."""
    size = file.stat().st_size
    with file.open("rb") as wav:
        if wav.read(4) != b"RIFF":
            return 1.0
        wav.seek(12)
        for _ in range(100):
            kind, length = wav.read(4), int.from_bytes(wav.read(4), "little")
            if kind == b"data":
                return (size - wav.tell()) / length if 0 < length < _UNKNOWN else 1.0
            wav.seek(length + length % 2, os.SEEK_CUR)
    return 1.0


@contextmanager
def opened(file: Path, *, path: str, options: Mapping[str, str] | None = None) -> Iterator[av.container.InputContainer]:
    """An FFmpeg container; errors while it is open are the file's fault and become `BadInput`.

    With `options` UNSEEN its picture can be copied, not decoded: it opens in a tenth of the time.
    """
    found = existing(file, path=path)
    with _container(found, kinds.kind_of(_head(found)), path, options or {}) as container:
        yield container


@contextmanager
def segment(file: Path, *, path: str) -> Iterator[av.container.InputContainer]:
    """`opened` for a scene's segment, whose picture is to be copied. The engine's own MP4s open soonest."""
    found = existing(file, path=path)
    kind = kinds.kind_of(_head(found))
    with _container(found, kind, path, INDEXED if kind == "video/mp4" else UNSEEN) as container:
        yield container


@contextmanager
def _container(
    file: Path, kind: str | None, path: str, options: Mapping[str, str]
) -> Iterator[av.container.InputContainer]:
    if kind and kind not in kinds.RECORDING.suffixes and kind not in kinds.CLIP.suffixes:
        raise BadInput({path: f"This is {kinds.words(kind)}; use MP4, WebM, MP3 or WAV."})
    try:
        with av.open(f"file:{file}", options={**_OPTIONS, **options}, metadata_errors="replace") as container:
            _check_tracks(container, path)
            yield container
    except av.FFmpegError as error:
        if disk_is_full(str(error)):  # it is copied from while another file is written
            raise
        raise damaged(path) from None


def _check_tracks(container: av.container.InputContainer, path: str) -> None:
    """Refuse what only its maker could want decoded, and let no picture grow behind its header."""
    if len(container.streams) > TRACKS_MAX:
        raise BadInput(
            {path: f"This file has {len(container.streams):,} tracks; export it with one picture and one sound."}
        )
    for stream in (*container.streams.video[:1], *container.streams.audio[:1]):
        codec = stream.codec_context
        if codec is None:
            raise damaged(path)
        if codec.name not in CODECS:
            raise BadInput({path: f"The engine can't read what this file is coded in ({codec.name}); export it as "
                                  "H.264 and AAC."})  # fmt: skip
        if stream.type == "video":
            codec.options = {**codec.options, "max_pixels": str(CLIP_SIDE_MAX**2)}


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(kinds.HEAD)


def clip_seconds(container: av.container.InputContainer, *, path: str) -> float:
    """The length of a clip's picture. Refuses clips too large, too long, without picture, or cut off."""
    if not container.streams.video:
        raise BadInput({path: "There is no picture in this file; choose a video."})
    stream = container.streams.video[0]
    if not (stream.width and stream.height):
        raise BadInput({path: "This video's picture has no size; export it again."})
    if max(stream.width, stream.height) > CLIP_SIDE_MAX:
        raise BadInput({path: f"This video's picture is too large: at most {CLIP_SIDE_MAX} pixels a side."})
    begin, end, base = float("inf"), 0.0, float(stream.time_base or 0)
    for packet in container.demux(stream):
        if packet.pts is not None:
            begin = min(begin, max(0.0, float(packet.pts) * base))  # what is before 0 is never shown
            end = max(end, float(packet.pts + (packet.duration or 0)) * base)
    said = float((stream.duration or 0) * (stream.time_base or 0))
    if end <= begin or end - begin < 0.9 * said:
        raise BadInput({path: CLIP_CUT_OFF})
    if end - begin > CLIP_SECONDS_MAX:
        raise BadInput({path: f"This video is longer than {CLIP_SECONDS_MAX / 60:.0f} minutes; cut it."})
    return end - begin


def damaged(path: str) -> BadInput:
    """The refusal of a recording or clip that can't be decoded."""
    return BadInput({path: "This file is damaged or of a kind the engine can't read; use MP4, WebM, MP3 or WAV."})


def _too_large(path: str) -> BadInput:
    return BadInput({path: f"This picture is too large: at most {SIDE_MAX:,} pixels a side and "
                           f"{PIXELS_MAX // 1_000_000} megapixels. Scale it down."})  # fmt: skip
