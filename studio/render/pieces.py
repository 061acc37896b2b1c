"""A scene's pictures, drawn in pieces of at most three seconds by as many processes as there are free processors.

Where a piece begins depends on the scene alone, so it is the same bytes whoever draws it, and however many help.
Helpers are forked from the process that has the scene ready; they go on from the picture it shows.
"""

from __future__ import annotations

import array
import fcntl
import gc
import mmap
import os
import struct
import termios
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from studio.render import limits
from studio.render.conform import writing
from studio.render.cores import AtWork, Core
from studio.render.encode import GROUP, Patch
from studio.render.plan import ScenePlan
from studio.render.stage import Stage

SHARED = 2
"""Seconds from which on a scene is shared by two at least: sharing less isn't worth a helper."""
_NUMBER = struct.Struct("=I")
WAIT = 0.01
"""Seconds between two looks at helpers that are still drawing."""
STALLED = 120.0
"""Seconds in which no frame has come, after which helpers are given up: no few frames drawn ahead take as long."""

FREED = 3
"""Pieces after which freed memory is given back. Asking for it again after each takes 3 % of a scene's time; if it is
never given back, 180 s take 9 % more memory than 20 s (2026-11, 1080×1920)."""

Tell = Callable[[float], None]
"""Takes the part of the work that is done, 0…1."""


def spans(frames: int, fps: int) -> list[range]:
    """The pieces: one closed group of pictures each, all nearly alike and an even number, so that two processes that
    share them are done at once."""
    count = -(-frames // (GROUP * fps))
    if frames >= SHARED * fps:
        count += count % 2
    return [range(frames * number // count, frames * (number + 1) // count) for number in range(count)]


class Pieces:
    """The pieces of one scene, in `folder`, drawn by this process and its helpers.

    Whose helper ends early, or stands still, draws its piece itself: a killed helper costs time, and an error is raised
    where it is seen.
    """

    def __init__(self, stage: Stage, plan: ScenePlan, frames: int, folder: Path, *, kind: str, at_work: AtWork) -> None:
        """`kind` is the files' suffix, `at_work` this process. Nobody else may draw on `stage` meanwhile."""
        self._stage, self._plan, self._folder, self._kind = stage, plan, folder, kind
        self._spans, self._frames = spans(frames, plan.canvas.fps), frames
        self._drawn = memoryview(mmap.mmap(-1, _NUMBER.size * len(self._spans))).cast("I")
        """Frames of every piece that are there: memory that all processes share."""
        self._free, claims = os.pipe()
        """The numbers of pieces that nobody has begun: each is read by one process."""
        os.write(claims, b"".join(_NUMBER.pack(number) for number in range(len(self._spans))))
        os.close(claims)
        self._helpers = list[int]()
        self._me = at_work

    def draw(self, tell: Tell) -> list[Path]:
        """Draw them all. Raises `BadInput` for media that turn out to be damaged."""
        try:
            self._go_on(lambda: self._between(tell))
            self._wait(tell)
            for number in range(len(self._spans)):
                if not self._file(number).exists():
                    self._draw(number, lambda: tell(self._done))
        finally:
            self._end()
            limits.give_back()
        return [self._file(number) for number in range(len(self._spans))]

    def _wait(self, tell: Tell) -> None:
        """Until all helpers have ended, or none of them gets any further."""
        seen, since = self._done, time.monotonic()
        while self._at_work() and time.monotonic() - since < STALLED:
            if self._done != seen:
                seen, since = self._done, time.monotonic()
            tell(seen)
            time.sleep(WAIT)
        self._dismiss()

    @property
    def _done(self) -> float:
        return sum(self._drawn) / self._frames

    def _file(self, number: int) -> Path:
        return self._folder / f"piece-{number}{self._kind}"

    def _go_on(self, between: Callable[[], None]) -> None:
        """Draw what nobody has begun, until nothing is left."""
        for drawn, claim in enumerate(iter(lambda: os.read(self._free, _NUMBER.size), b""), 1):
            self._draw(_NUMBER.unpack(claim)[0], between)
            if drawn % FREED == 0:
                limits.give_back()

    def _draw(self, number: int, between: Callable[[], None]) -> None:
        """One piece, there at once or not at all; `between` is called before every few frames."""
        file, span, canvas = self._file(number), self._spans[number], self._plan.canvas
        draft = file.with_name(f"part.{file.name}")
        picture, writer = writing(draft, canvas, transparent=self._plan.transparent)
        whole = [(0, 0, canvas.width, canvas.height)]
        with writer:
            for start in range(span.start, span.stop, picture.ahead):
                between()
                some, drawn = range(start, min(span.stop, start + picture.ahead)), list[list[Patch]]()
                for index in some:
                    boxes = self._stage.draw(index / canvas.fps)
                    drawn.append(picture.converted(self._stage.pixels, whole if index == span.start else boxes))
                for patches in drawn:
                    writer.frame(picture.show(patches))
                self._drawn[number] = some.stop - span.start
            writer.finish()
        draft.replace(file)

    def _between(self, tell: Tell) -> None:
        tell(self._done)
        self._me.claim()
        while self._left and (core := Core.free()):
            with core:
                self._helpers.append(self._forked())

    @property
    def _left(self) -> bool:
        """Whether there are pieces that nobody has begun."""
        waiting = array.array("i", [0])
        fcntl.ioctl(self._free, termios.FIONREAD, waiting)
        return waiting[0] > 0

    def _forked(self) -> int:
        """A helper that draws until nothing is left."""
        parent = os.getpid()
        number = os.fork()
        if not number:
            self._help(parent)
        return number

    def _help(self, parent: int) -> NoReturn:
        """The child. It leaves without a word to whatever its parent had open."""
        code = 1
        try:
            limits.die_with_parent()
            gc.freeze()  # garbage of the parent's may have had threads, which are not here: freeing it would never end
            if os.getppid() == parent:
                self._go_on(lambda: None)
                code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _at_work(self) -> bool:
        for helper in list(self._helpers):
            if os.waitpid(helper, os.WNOHANG)[0]:
                self._helpers.remove(helper)
        return bool(self._helpers)

    def _dismiss(self) -> None:
        for helper in self._helpers:
            with suppress(ProcessLookupError):
                os.kill(helper, 9)
            os.waitpid(helper, 0)
        self._helpers.clear()

    def _end(self) -> None:
        self._dismiss()
        os.close(self._free)
