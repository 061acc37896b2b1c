"""Sounds for the engine's tests: made, written as files, and read back."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from studio.render.spoken import RATE

Sound = npt.NDArray[np.float32]


def tone(seconds: float, *, hertz: float = 440.0, level: float = 0.1, rate: int = RATE) -> Sound:
    t = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def written(path: Path, sound: Sound, *, codec: str = "pcm_s16le", rate: int = RATE, bits: int | None = None) -> Path:
    """Mono samples, or two channels × samples, in the container that the name says."""
    channels = np.atleast_2d(sound)
    layout = "mono" if len(channels) == 1 else "stereo"
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, options={"b": str(bits)} if bits else {})
        stream.layout = layout
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(channels), format="fltp", layout=layout)
        frame.sample_rate = rate
        resampler = av.AudioResampler(
            format=stream.codec_context.format.name, layout=layout, rate=rate, frame_size=stream.frame_size or None
        )
        for each in (frame, None):
            for part in resampler.resample(each):
                out.mux(stream.encode(part))
        out.mux(stream.encode(None))
    return path


def heard(path: Path) -> Sound:
    """Two channels × samples, from the file's first moment."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        frames = [*container.decode(audio=0), None]
        return np.concatenate([part.to_ndarray() for frame in frames for part in resampler.resample(frame)], axis=1)


def band(sound: Sound, begin: float, end: float, *, hertz: float) -> float:
    """Decibels of one frequency between two moments (a Goertzel over the whole of it)."""
    part = sound[round(begin * RATE) : round(end * RATE)].astype(np.float64)
    wave = np.exp(-2j * np.pi * hertz * np.arange(len(part)) / RATE)
    return float(20 * np.log10(np.abs((part * np.hanning(len(part)) * wave).mean()) * 4 + 1e-12))
