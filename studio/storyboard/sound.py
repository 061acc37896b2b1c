"""What is heard across scenes: the music under them, and how names are said."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict, ValidationInfo, field_validator

from studio.storyboard import limits
from studio.storyboard.values import (
    VISIBLE,
    WRITABLE,
    Flag,
    Identifier,
    Locale,
    Number,
    Part,
    Share,
    WebAddress,
    one_of,
    only_source,
)

Spelling = Annotated[str, Strict(), Field(min_length=1, max_length=limits.SPELLING_MAX), WRITABLE, VISIBLE]


class Music(Part):
    """A bed of music under the whole video: by address or from the library, never both."""

    model_config = one_of("url", "audio_asset_id")

    audio_asset_id: Identifier | None = None
    url: Annotated[WebAddress | None, Field(validate_default=True)] = None
    volume: Share = 0.3
    """1 is as loud as speech, 0 silent."""
    ducking: Flag = True
    """Make the music quieter while somebody speaks."""
    loop: Flag = True
    """Begin again when it is shorter than the video."""
    fade: Annotated[Number, Field(ge=limits.FADE_MIN, le=limits.FADE_MAX)] = 1.5
    """Seconds in which it rises at the beginning and falls at the end."""

    @field_validator("url")
    @classmethod
    def _one_piece(cls, url: str | None, info: ValidationInfo) -> str | None:
        return only_source(url, info, other="audio_asset_id")


class Pronunciation(Part):
    """How a word or a name is said; it is shown as written."""

    written: Spelling
    """Whole words, in any case."""
    spoken: Spelling
    """The same respelled, or IPA between slashes."""
    locale: Locale | None = None
    """Only for voices of this language; null for all."""
