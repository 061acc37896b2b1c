"""What a file is, told from its first bytes: names and headers only claim it. No I/O.

The signatures are those of the formats' own specifications (PNG, JFIF, GIF89a, RIFF, ISO 14496-12, EBML, Ogg, FLAC,
ID3v2 and MPEG audio frames).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

HEAD = 4096
"""Bytes that are enough to tell."""

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
)
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/x-msvideo"}
_EBML = b"\x1a\x45\xdf\xa3"
_BRANDS = {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime", b"avif": "image/avif",
           b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic"}  # fmt: skip
_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip")
_PAGE = re.compile(rb"<(?:!doctype html|html|head|body|script|title|meta|!--)", re.IGNORECASE)
_PLAYLIST = re.compile(rb"#EXTM3U|ffconcat|\[playlist\]|<(?:\?xml[^>]*>\s*<)?(?:MPD|smil)\b", re.IGNORECASE)
_WORDS = {
    "": "a file of an unknown kind",
    "text/html": "a web page",
    "text/plain": "text",
    "application/xml": "an XML text",
    "application/json": "a JSON text",
    "application/x-playlist": "a playlist",
    "application/pdf": "a PDF",
    "image/svg+xml": "an SVG drawing",
    "image/tiff": "a TIFF file",
    "image/bmp": "a BMP file",
    "image/heic": "a HEIC file",
    "image/avif": "an AVIF file",
    "image/gif": "a GIF",
    "video/x-msvideo": "an AVI video",
    "application/zip": "a ZIP archive",
    "application/gzip": "a compressed archive",
    "application/x-7z-compressed": "a compressed archive",
    "application/vnd.rar": "a compressed archive",
    "application/x-msdownload": "a program",
    "application/x-executable": "a program",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file should be: in words, and as content types with the suffix that each is kept under."""

    word: str
    formats: str
    suffixes: Mapping[str, str]

    def refusal(self, head: bytes, *, subject: str) -> str:
        """Nothing for a file that may be one by its first bytes, else a sentence: "<subject> a web page, not a …"."""
        found = kind_of(head)
        if found in self.suffixes:
            return ""
        return f"{subject} {words(found)}, not a {self.word}. Use {self.formats}."


PICTURE = Expected(
    "picture",
    "PNG, JPEG, WebP or GIF",
    MappingProxyType({"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}),
)
RECORDING = Expected(
    "recording",
    "MP3, WAV, M4A, OGG or FLAC",
    MappingProxyType({
        "audio/mpeg": "mp3", "audio/wav": "wav", "audio/mp4": "m4a", "audio/ogg": "ogg", "audio/flac": "flac",
        "audio/aac": "aac", "video/mp4": "m4a", "video/quicktime": "m4a", "video/webm": "webm",
    }),
)  # fmt: skip
"""The sound of a video is a recording, too."""
CLIP = Expected(
    "video",
    "MP4, MOV or WebM",
    MappingProxyType({"video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm", "video/x-matroska": "mkv"}),
)


def kind_of(head: bytes) -> str:
    """The content type of a file that begins so (give at least HEAD bytes when it has them); "" when unknown."""
    if found := next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), ""):
        return found
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp" or head[4:8] in _QUICKTIME:
        return _BRANDS.get(head[8:12], "video/mp4") if head[4:8] == b"ftyp" else "video/quicktime"
    if head.startswith(_EBML):
        return "video/webm" if b"webm" in head[:80] else "video/x-matroska"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "audio/mpeg" if head[1] & 0x06 else "audio/aac"
    return _text(head)


def words(kind: str) -> str:
    """What a content type is called in a sentence, with its article."""
    if kind in _WORDS:
        return _WORDS[kind]
    return {"image": "a picture", "audio": "a recording", "video": "a video"}.get(kind.partition("/")[0], _WORDS[""])


def _text(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return _marked_up(head, start)
    if _PLAYLIST.match(start):
        return "application/x-playlist"
    if start[:1] in (b"{", b"["):
        return "application/json"
    try:
        readable = head[:HEAD].decode("utf-8", errors="strict" if len(head) < HEAD else "ignore")
    except UnicodeDecodeError:
        return ""
    return "text/plain" if readable and all(sign.isprintable() or sign.isspace() for sign in readable) else ""


def _marked_up(head: bytes, start: bytes) -> str:
    if _PLAYLIST.match(start):
        return "application/x-playlist"
    if b"<svg" in head:
        return "image/svg+xml"
    page = _PAGE.match(start) or re.search(rb"<html\b", head, re.IGNORECASE)
    return "text/html" if page else "application/xml"
