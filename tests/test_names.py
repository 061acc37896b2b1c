"""Names of files: shown, kept and saved under."""

from __future__ import annotations

import pytest

from studio import names


@pytest.mark.parametrize(
    ("name", "stored", "saved"),
    [
        ("Spring v3.mp4", "a.mp4", "Spring v3.mp4"),
        ("صورة.png", "a.jpg", "صورة.jpg"),
        ("photo\u202egnp.exe", "a.png", "photognp.exe.png"),
        ("evil.html", "a.jpg", "evil.html.jpg"),
        ("Release 1.2", "a.mp4", "Release 1.2.mp4"),
        ("a\r\nSet-Cookie: x.mp3", "a.mp3", "aSet-Cookie: x.mp3"),
        (".mp4", "a.mp4", ".mp4.mp4"),
        ("\u202e\u200b", "a.wav", "file.wav"),
        ("24/7 v1.mp4", "a.mp4", "24-7 v1.mp4"),
        ("..\\a/b.mp4", "a.mp4", "..-a-b.mp4"),
        ("x" * 255, "a.mp4", "x" * 200 + ".mp4"),
        ("ü" * 250 + ".mp4", "a.mp4", "ü" * 100 + ".mp4"),
    ],
)
def test_it_saves_under_a_name_that_says_what_it_is(name: str, stored: str, saved: str) -> None:
    assert names.for_download(name, stored=stored) == saved


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("a" * 300 + " v1.mp4", "a" * 16 + ".mp4"),
        ("b" * 300, "b" * 20),
        ("c.mp4", "c.mp4"),
        ("d." + "e" * 300, "d." + "e" * 18),
    ],
)
def test_it_shortens_the_stem_and_keeps_the_suffix(name: str, short: str) -> None:
    assert names.shortened(name, most=20) == short
