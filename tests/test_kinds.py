"""What a file is, from its first bytes."""

from __future__ import annotations

import pytest

from studio.kinds import CLIP, PICTURE, RECORDING, kind_of, words


@pytest.mark.parametrize(("head", "kind"), [
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff\xe0", "image/jpeg"),
    (b"GIF89a<script>", "image/gif"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
    (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
    (b"RIFF\x10\0\0\0AVI LIST", "video/x-msvideo"),
    (b"\0\0\0\x20ftypisom", "video/mp4"),
    (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
    (b"\0\0\0\x20ftypqt  ", "video/quicktime"),
    (b"\0\0\0\x20ftypheic", "image/heic"),
    (b"\0\0\0\x08wide", "video/quicktime"),
    (b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm", "video/webm"),
    (b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska", "video/x-matroska"),
    (b"ID3\x04\0", "audio/mpeg"),
    (b"\xff\xfb\x90\x44", "audio/mpeg"),
    (b"\xff\xf1\x50\x80", "audio/aac"),
    (b"OggS\0", "audio/ogg"),
    (b"fLaC\0", "audio/flac"),
    (b"\xef\xbb\xbf\r\n <!doctype HTML><p>", "text/html"),
    (b"<?xml version='1.0'?><html xmlns='x'>", "text/html"),
    (b"<?xml version='1.0'?><svg xmlns='x'>", "image/svg+xml"),
    (b"<?xml version='1.0'?>\n<MPD>", "application/x-playlist"),
    (b"<Error><Code>AccessDenied</Code></Error>", "application/xml"),
    (b"#EXTM3U\nfile:///etc/passwd", "application/x-playlist"),
    (b"ffconcat version 1.0\nfile x", "application/x-playlist"),
    (b'{"error": 1}', "application/json"),
    ("Grüße".encode(), "text/plain"),
    (b"\x00\x01\x02\xfe", ""),
    (b"", ""),
])  # fmt: skip
def test_it_tells_what_a_file_is(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind
    assert words(kind).startswith(("a ", "an ", "text"))


def test_it_says_what_is_wrong_with_a_file_of_another_kind() -> None:
    assert PICTURE.refusal(b"GIF89a", subject="x is") == ""
    assert RECORDING.refusal(b"\0\0\0\x20ftypisom", subject="x is") == ""
    assert CLIP.refusal(b"%PDF-1", subject="This is") == "This is a PDF, not a video. Use MP4, MOV or WebM."


def test_it_is_not_confused_by_a_letter_cut_in_two() -> None:
    assert kind_of(("é" * 3000).encode()[:4097]) == "text/plain"
