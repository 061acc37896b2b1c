"""Names, as people gave them: what of a file's can be shown, kept and saved under, and which read the same."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control characters, and those that turn writing around, so that "photo…gnp.exe" is shown as "photoexe.png"."""
_SUFFIXES = frozenset(
    ("png", "jpg", "jpeg", "webp", "gif", "mp3", "wav", "m4a", "ogg", "flac", "mp4", "webm", "mov", "srt", "vtt")
)
_SUFFIX_MAX = 8
_SLASHES = str.maketrans("/\\", "--")
"""They part folders: no file system has them in a name, and no address within one of its parts."""
_BYTES = 200
"""Of a saved file's name in UTF-8; file systems take 255."""


def visible(name: str) -> str:
    """The name without characters that nobody sees; "file" when nothing is left."""
    return "".join(sign for sign in name if unicodedata.category(sign) not in _DROPPED).strip() or "file"


def bare(name: str) -> str:
    """What is left without spaces, signs and capitals: names that read the same have it in common."""
    return re.sub(r"[\W_]+", "", name).casefold()


def shortened(name: str, *, most: int) -> str:
    """At most so many characters; what stands behind the last dot stays."""
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > _SUFFIX_MAX:
        return name[:most].rstrip()
    return stem[: most - len(suffix) - 1].rstrip() + dot + suffix


def for_download(name: str, *, stored: str) -> str:
    """What a file is saved as: its name, with the suffix of what it is. `stored` is its name on our disk."""
    suffix = stored.rpartition(".")[2].lower()
    plain = visible(name).translate(_SLASHES)
    stem, _, own = plain.rpartition(".")
    if not stem or own.lower() not in _SUFFIXES | {suffix}:
        stem = plain
    kept = stem.encode()[:_BYTES].decode(errors="ignore").rstrip(". ")
    return f"{kept or 'file'}.{suffix}"
