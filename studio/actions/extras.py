"""What a provider gives beside a video: its subtitles, as words with times, and a picture. Welcome, never needed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio import kinds
from studio.actions import assets
from studio.models import Asset, Take
from studio.net.fetch import Fetched, Refused
from studio.net.guard import Rules
from studio.providers import subtitle_text
from studio.providers.subtitle_text import Timed

log = logging.getLogger(__name__)
MOST_PICTURE, MOST_TEXT = 10 * 2**20, 2**20
SECONDS = 10.0
"""For each of them."""
NO_SUBTITLES = "The subtitles that {account} made could not be fetched: {reason}"
Fetch = Callable[..., Fetched | Refused]


@dataclass(frozen=True, slots=True)
class Extras:
    """What was brought home. `poster` is the version's to keep or discard."""

    words: list[Timed] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    poster: Asset | None = None


def gather(take: Take, folder: Path, *, seconds: float, fetch: Fetch, rules: Rules) -> Extras:
    """Fetch what the provider told of. `seconds` is how long the video is. Never raises: the video stands without."""

    def get(url: str, most_bytes: int, expected: kinds.Expected | None = None) -> Fetched | Refused:
        return fetch(url, folder, most_bytes=most_bytes, seconds=SECONDS, expected=expected, rules=rules)

    words, warnings, poster = _within(take.result.get("words") or [], seconds), list[str](), None
    try:
        if url := take.result.get("captions_url"):
            words, refused = _words(get(url, MOST_TEXT), seconds)
            warnings = [NO_SUBTITLES.format(account=take.account, reason=refused)] if refused else []
        if take.position == 0 and (url := take.result.get("poster_url")):
            poster = _poster(take, get(url, MOST_PICTURE, kinds.PICTURE))
    except Exception:
        log.exception("what came beside the video of take %s", take.pk)
    return Extras(words, warnings, poster)


def _within(words: Iterable[Sequence[Any]], seconds: float) -> list[Timed]:
    """Those that the provider's answer itself held, as far as the video goes."""
    return [(str(word), float(start), min(float(end), seconds)) for word, start, end in words if start < seconds]


def _words(found: Fetched | Refused, seconds: float) -> tuple[list[Timed], str]:
    """The words, or else why there are none."""
    if isinstance(found, Refused):
        return [], found.sentence
    if found.kind != "text/plain":
        return [], f"there is {kinds.words(found.kind)} at its address."
    text = found.path.read_bytes().decode("utf-8-sig", "replace")
    words = subtitle_text.words(text, seconds=seconds)
    return words, "" if words else "nothing in it can be read."


def _poster(take: Take, found: Fetched | Refused) -> Asset | None:
    """Made anew, as every picture of a stranger's is."""
    if isinstance(found, Refused):
        log.info("the picture of take %s: %s", take.pk, found.sentence)
        return None
    return assets.picture(take.render.video.team, found.path, name=f"{take.render}.jpg")
