"""Uploads: what can't be used gets a sentence; what can is kept upright, small enough and private."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from studio.actions import assets
from studio.errors import BadInput
from studio.models import Asset, Team, User

pytestmark = pytest.mark.django_db


def picture(size: tuple[int, int] = (64, 48), form: str = "PNG", mode: str = "RGB", **saving: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, form, **saving)
    return out.getvalue()


def huge_png(side: int) -> bytes:
    """A valid PNG header of side × side pixels with next to no data behind it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def send(team: Team, name: str, body: bytes, kind: str = "image") -> Asset:
    return assets.upload(team, actor=None, file=SimpleUploadedFile(name, body), kind=kind)


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("empty.png", b"", "is empty"),
        ("notes.png", b"just some words", "not a picture that can be read"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture that can be read"),
        ("wall.png", huge_png(20_000), "more pixels than can be used. Make it at most 12,000"),
        ("cut.png", picture((400, 400))[:200], "damaged or cut short"),
        ("cut.jpg", picture((400, 400), "JPEG")[:300], "damaged or cut short"),
    ],
    ids=["empty", "words", "svg", "huge", "cut-png", "cut-jpeg"],
)
def test_it_refuses_a_bad_picture_with_words_and_keeps_nothing(team: Team, name: str, body: bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        send(team, name, body)
    assert words in refused.value.problems["file"]
    assert name in refused.value.problems["file"]
    assert not Asset.objects.exists()


def test_it_keeps_a_picture_under_an_id_of_its_own(team: Team, alice: User) -> None:
    file = SimpleUploadedFile("../../صورة.png", picture())
    asset = assets.upload(team, actor=alice, file=file, kind="image")
    assert (asset.name, asset.width, asset.height, asset.mime) == ("صورة.png", 64, 48, "image/jpeg")
    assert str(asset.pk) in asset.file.name and ".." not in asset.file.name
    assert asset.size == Path(asset.file.path).stat().st_size


def test_it_keeps_transparency_and_turns_the_picture_upright(team: Team) -> None:
    assert send(team, "logo.png", picture(mode="RGBA")).mime == "image/png"
    exif = Image.Exif()
    exif[0x0112] = 6  # a camera held on its side
    turned = send(team, "phone.jpg", picture((80, 40), "JPEG", exif=exif.tobytes()))
    assert (turned.width, turned.height) == (40, 80)


def test_it_keeps_no_more_pixels_than_a_video_can_show(team: Team) -> None:
    assert send(team, "wide.jpg", picture((6000, 300), "JPEG")).width == assets.KEPT_SIDE


def test_it_refuses_what_is_neither_picture_nor_sound(team: Team) -> None:
    with pytest.raises(BadInput, match="Use MP3, WAV"):
        send(team, "thing.exe", b"MZ", kind="audio")
    with pytest.raises(BadInput, match="Upload a picture"):
        send(team, "thing.bin", b"0101", kind="segment")
