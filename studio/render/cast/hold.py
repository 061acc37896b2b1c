"""Head and body as they are drawn: held for a few frames, "on twos" as animators say, while the face goes on."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from studio.render.cast.pose import Pose

TWOS, EIGHTS = 2, 8
"""Frames for which the head, the hand and the look on the face, and the breathing trunk, stay as they are: the trunk is
slow and moves by a pixel of a 1080-pixel picture in eight frames. Lips and lids move in every frame."""


class Held:
    """A motion's poses as they are drawn. What it gives depends on the time alone."""

    def __init__(self, pose_at: Callable[[float], Pose], *, fps: int) -> None:
        self._pose_at, self._fps = functools.lru_cache(maxsize=4)(pose_at), fps
        self.pose_at = functools.lru_cache(maxsize=1)(self._held_at)
        """The pose in the frame which shows t seconds, without the trunk's."""

    def _held_at(self, t: float) -> Pose:
        now = self._pose_at(t)
        return replace(self._since(t, TWOS), mouth=now.mouth, blink=now.blink)

    def trunk_at(self, t: float) -> Pose:
        """The pose of which breath and sway of the trunk are taken."""
        return self._since(t, EIGHTS)

    def _since(self, t: float, frames: int) -> Pose:
        return self._pose_at(int(t * self._fps + 1e-6) // frames * frames / self._fps)
