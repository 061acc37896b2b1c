"""A clip behind the presenter, with the four ways of filling the scene's time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import av

from studio.render import footage, media, webm
from studio.render.canvas import skia
from studio.render.cast.layer import argb
from studio.render.fit import fitted
from studio.render.layers.layer import NOTHING, Look
from studio.render.plan import Canvas
from studio.storyboard.limits import BACKGROUND_COLOR

SEEK = 2.0
"""Seconds ahead from which seeking is quicker than decoding all frames between."""
SOON = 1e-3
"""Seconds by which a frame is shown early: Matroska's and WebM's times are whole milliseconds."""


class Video:
    """Frames are decoded one after the other as time goes on; memory holds one. Close it when done.

    There are no threads inside: they are not forked with their process, which would wait for them for ever.
    """

    def __init__(self, file: Path, *, fit: str, play_style: str, duration: float, canvas: Canvas, path: str) -> None:
        self._open, self._file, self._process = ExitStack(), file, os.getpid()
        self._path, self._style, self._duration = path, play_style, duration
        with media.opened(file, path=path) as probe:
            self._seconds = media.clip_seconds(probe, path=path)
        self._reopen()
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._frame: av.VideoFrame | None = None
        self._next: av.VideoFrame | None = None
        self._image: tuple[float, skia.Image] | None = None
        self._size = (canvas.width, canvas.height)
        first = self._first()
        self._begin = float(first.time)
        shape = footage.size(self._stream, first)
        self._place = skia.Rect.MakeXYWH(*fitted(fit, shape, self._size, scale=canvas.scale))

    def _reopen(self) -> None:
        self._container = self._open.enter_context(media.opened(self._file, path=self._path))
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "NONE"

    def _first(self) -> av.VideoFrame:
        self._seek(float((self._stream.start_time or 0) * (self._stream.time_base or 0)))
        if self._frame is None:
            raise media.damaged(self._path)
        return self._frame

    def close(self) -> None:
        self._open.close()

    def look(self, t: float) -> Look:
        moment = self._moment(t)
        if moment is None:
            return Look((0, 0, *self._size), "over") if self._style == "once" else NOTHING
        return Look((0, 0, *self._size), self._at(moment).time)

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        canvas.clear(argb(BACKGROUND_COLOR))
        moment = self._moment(t)
        if moment is None:
            return
        frame = self._at(moment)
        if self._image is None or self._image[0] != frame.time:
            with self._blamed():
                pixels = footage.pixels(frame, shown=(self._place.width(), self._place.height()))
            self._image = (frame.time, skia.Image.fromarray(pixels, colorType=skia.kRGBA_8888_ColorType))
        smooth = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kNone)
        canvas.drawImageRect(self._image[1], self._place, smooth, None)

    def _moment(self, t: float) -> float | None:
        """Seconds into the clip at scene time `t`; None when there is nothing to see."""
        if self._style == "fit_to_scene":
            return t * self._seconds / max(self._duration, 1e-3)
        if self._style == "loop":
            return t % self._seconds
        if self._style == "once" and t >= self._seconds:
            return None
        return min(t, self._seconds)

    def _at(self, moment: float) -> av.VideoFrame:
        """The frame shown `moment` seconds after the first one, whose own time need not be 0."""
        moment += self._begin
        if self._process != os.getpid():  # forked: where one reads in the file, the other would go on
            self._process, self._frame = os.getpid(), None
            self._reopen()
        ahead = self._next is not None and moment > self._next.time + SEEK
        if self._frame is None or moment < self._frame.time - SOON or ahead:
            self._seek(moment)
        while self._next is not None and self._next.time <= moment + SOON:
            self._frame, self._next = self._next, next(self._frames, None)
        if self._frame is None:
            raise media.damaged(self._path)
        return self._frame

    def _seek(self, moment: float) -> None:
        """To the key frame before a moment of the file's own time."""
        with self._blamed():
            self._container.seek(int(moment / (self._stream.time_base or 1)), stream=self._stream)
        self._frames = self._decoded()
        self._frame = next(self._frames, None)
        self._next = next(self._frames, None)

    def _decoded(self) -> Iterator[av.VideoFrame]:
        with self._blamed():
            yield from (frame for frame in webm.frames(self._container, threads=1) if frame.time is not None)

    @contextmanager
    def _blamed(self) -> Iterator[None]:
        """FFmpeg's errors are the file's fault: an index that leads nowhere, colours that nobody has defined."""
        try:
            yield
        except av.FFmpegError:
            raise media.damaged(self._path) from None
