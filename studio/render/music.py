"""The music under the whole video, as it is heard: at its loudness, looped, faded; read as a stream."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
import numpy.typing as npt

from studio.errors import BadInput
from studio.render import media
from studio.render.plan import NOT_HANDED
from studio.render.speech import loudness
from studio.render.spoken import RATE
from studio.storyboard import Storyboard

Stereo = npt.NDArray[np.float32]
"""2 × samples."""
CROSSFADE = RATE
"""Samples in which a loop's end goes over into its beginning; a quarter of a short piece."""
SHORTEST = RATE // 2
SHORT = "This music is shorter than half a second; choose another."
_CLEAN = RATE // 200
"""Samples of the shortest fade: a cut would click."""
_MAX_GAIN = 10 ** (40 / 20)


def source(storyboard: Storyboard, media_files: Mapping[str, str]) -> tuple[Path, str] | None:
    """(the music's file, its dotted path), None without music. Raises `BadInput` when it wasn't handed over."""
    music = storyboard.music
    if music is None:
        return None
    field, reference = ("audio_asset_id", music.audio_asset_id) if music.audio_asset_id else ("url", music.url or "")
    if reference not in media_files:
        raise BadInput({f"music.{field}": NOT_HANDED})
    return Path(media_files[reference]), f"music.{field}"


def check(file: Path, *, path: str) -> None:
    """Raise `BadInput` at `path` unless music can be heard in the file's beginning."""
    length = 0
    with closing(media.pieces(file, path=path, layout="stereo")) as pieces:
        for piece in pieces:
            length += piece.shape[1]
            if length >= SHORTEST:
                return
    raise BadInput({path: SHORT})


class Bed:
    """Music for exactly `samples` of video: ask for it in order.

    It is measured first, as much of it as will be heard, so that volume 1 is as loud as speech; a track that is longer
    than the video is read no further. Raises `BadInput` at `path` when it can't be read or is silent.
    """

    def __init__(self, file: Path, *, path: str, volume: float, loop: bool, fade: float, samples: int) -> None:
        self._file, self._path = file, path
        length, loud = self._measured(samples)
        heard = samples if loop else min(samples, length)
        self._gain = np.float32(volume * min(_MAX_GAIN, 10 ** ((loudness.TARGET - loud) / 20)))
        self._fades = _Fades(heard, seconds=fade)
        crossfade = min(CROSSFADE, length // 4)
        self._pieces = _looped(self._stream, crossfade) if loop and length < samples else self._stream()
        self._left, self._at = np.zeros((2, 0), np.float32), 0

    def take(self, samples: int) -> Stereo:
        """The next `samples`; silence behind the end of music that is not looped."""
        found, have = [self._left], self._left.shape[1]
        while have < samples and (piece := next(self._pieces, None)) is not None:
            found.append(piece)
            have += piece.shape[1]
        whole = np.concatenate(found, axis=1)
        self._left = whole[:, samples:]
        out = np.pad(whole[:, :samples], ((0, 0), (0, max(0, samples - have)))) * self._gain
        out *= self._fades.gains(self._at, samples)
        self._at += samples
        return out

    def close(self) -> None:
        self._pieces.close()

    def _stream(self) -> Generator[Stereo]:
        return media.pieces(self._file, path=self._path, layout="stereo")

    def _measured(self, samples: int) -> tuple[int, float]:
        """(samples of the track, LUFS), of what will be heard."""
        meter, length = loudness.Meter(), 0
        with closing(self._stream()) as pieces:
            for piece in pieces:
                meter.add(piece[:, : samples - length])
                length += piece.shape[1]
                if length >= samples:
                    break
        if length < min(samples, SHORTEST):
            raise BadInput({self._path: SHORT})
        loud = meter.integrated()
        if not np.isfinite(loud):
            raise BadInput({self._path: "This music is silent; choose another."})
        return length, loud


class _Fades:
    """Rises at the beginning and falls at the end, along half a cosine; both together no longer than the sound."""

    def __init__(self, samples: int, *, seconds: float) -> None:
        self._samples, self._fade = samples, max(1, min(max(_CLEAN, round(seconds * RATE)), samples // 2))

    def gains(self, at: int, samples: int) -> Stereo:
        near = np.arange(at, at + samples)
        share = np.minimum(near + 0.5, self._samples - near - 0.5) / self._fade
        return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.clip(share, 0, 1)), np.float32)


def _looped(stream: Callable[[], Generator[Stereo]], crossfade: int) -> Generator[Stereo]:
    """Over and over, the end of one time going over into the beginning of the next at equal power."""
    turn = (np.arange(crossfade) + 0.5) / crossfade * np.pi / 2
    rising, falling = np.sin(turn).astype(np.float32), np.cos(turn).astype(np.float32)
    tail = np.zeros((2, 0), np.float32)
    while True:
        held, begun = [tail[:, :0]], not tail.size
        have = 0
        with closing(stream()) as pieces:
            for piece in pieces:
                held.append(piece)
                have += piece.shape[1]
                if have < 2 * crossfade:
                    continue
                whole = np.concatenate(held, axis=1)
                if not begun:
                    whole[:, :crossfade] = whole[:, :crossfade] * rising + tail * falling
                    begun = True
                yield whole[:, : have - crossfade]
                held, have = [whole[:, have - crossfade :]], crossfade
        whole = np.concatenate(held, axis=1)
        yield whole[:, :-crossfade]
        tail = whole[:, -crossfade:]
