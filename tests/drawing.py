"""Stand-ins for the engine where it is not what is tested: leases, money and races need no pictures.

They keep the engine's contract (providers.local.draw and join): files in the folder, a result,
progress that may say stop.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio.providers.child import Progress, Stopped

SECONDS = 1.5
"""How long every drawn scene is."""

OnProgress = Callable[[Progress | None], bool]


def draw(storyboard: dict[str, Any], *, scene: int, folder: Path, on_progress: OnProgress, **_: Any) -> dict[str, Any]:
    tell(on_progress, 0.5)
    return drawn(folder, f"{storyboard['scenes'][scene]}")


def join(_: dict[str, Any], *, segments: list[dict[str, Any]], folder: Path, on_progress: OnProgress, **__: Any) -> Any:
    tell(on_progress, 0.5)
    return joined(folder, segments)


def tell(on_progress: OnProgress, done: float) -> None:
    if not on_progress(Progress("Drawing frames", done, 1.0)):
        raise Stopped


def drawn(folder: Path, shown: str) -> dict[str, Any]:
    folder.mkdir(parents=True)
    (folder / "segment.mp4").write_text(shown)
    return {"duration": SECONDS, "words": [], "warnings": []}


def joined(folder: Path, segments: list[dict[str, Any]]) -> dict[str, Any]:
    """The video is every segment's words, in order."""
    folder.mkdir(parents=True)
    (folder / "video.mp4").write_text("\n".join(Path(part["path"]).read_text() for part in segments))
    (folder / "poster.jpg").write_text("poster")
    return {"duration": SECONDS * len(segments), "width": 64, "height": 64, "warnings": []}
