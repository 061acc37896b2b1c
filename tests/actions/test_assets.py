"""Uploads: what can't be used gets a sentence; what can is kept upright, small enough and private."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from studio.actions import assets, disk, renders, takes
from studio.errors import BadInput, Busy, EngineFailed
from studio.models import Account, Asset, Team, User
from studio.render import pictures
from studio.vocabulary import AssetKind
from tests import people
from tests.render import hostile
from tests.render.boards import clip, recording

pytestmark = pytest.mark.django_db


def picture(size: tuple[int, int] = (64, 48), form: str = "PNG", mode: str = "RGB", **saving: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, form, **saving)
    return out.getvalue()


def send(team: Team, name: str, body: bytes, kind: str = "image") -> Asset:
    return assets.upload(team, actor=None, file=SimpleUploadedFile(name, body), kind=kind)


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("empty.png", b"", "is empty"),
        ("notes.png", b"just some words", "notes.png is text, not a picture. Use PNG, JPEG, WebP or GIF."),
        (
            "drawing.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
            "is an SVG drawing, not a picture",
        ),
        ("song.png", b"ID3\x04" + b"\0" * 500, "is a recording, not a picture"),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>", "is a web page, not a picture"),
        ("nothing.png", hostile.png(0, 0), "not a picture that can be read"),
        ("slow.jpg", picture((64, 64), "JPEG") + b"\xff\xda" * 200, "was made to take minutes to read"),
        ("wall.png", hostile.png(30_000, 30_000, b"\0" * 100), "more pixels than can be used. Make it at most 12,000"),
        ("cut.png", picture((400, 400))[:200], "damaged or cut short"),
        ("cut.jpg", picture((400, 400), "JPEG")[:300], "damaged or cut short"),
    ],
    ids=["empty", "words", "svg", "sound", "page", "0x0", "scans", "huge", "cut-png", "cut-jpeg"],
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
    assert send(team, "wide.jpg", picture((6000, 300), "JPEG")).width == pictures.KEPT_SIDE


def test_it_refuses_what_is_neither_picture_nor_sound(team: Team) -> None:
    with pytest.raises(BadInput, match="Use MP3, WAV"):
        send(team, "thing.exe", b"MZ", kind="audio")
    with pytest.raises(BadInput, match="Upload a picture"):
        send(team, "thing.bin", b"0101", kind="segment")


def test_it_names_a_file_by_what_can_be_seen(team: Team) -> None:
    assert send(team, "photo\u202egnp.exe\u200b", picture()).name == "photognp.exe"
    kept = assets.keep(team, made(team), kind=AssetKind.VIDEO, name="T" * 255 + " v1.mp4", mime="video/mp4")
    assert (len(kept.name), kept.name[-4:]) == (255, ".mp4")


def test_it_says_so_when_the_disk_cannot_be_written(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "media").write_text("a file where a folder should be")
    monkeypatch.setattr(default_storage, "location", str(tmp_path / "media"))
    with pytest.raises(EngineFailed, match="The server's disk can't be written"):
        send(team, "a.png", picture())
    assert not Asset.objects.exists()


def test_its_bytes_are_on_the_disk_before_anything_says_so(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the power fails, and what a provider was paid for is an empty file."""
    synced, wait = list[tuple[Path, bool]](), os.fsync

    def fsync(descriptor: int) -> None:
        wait(descriptor)
        synced.append((Path(f"/proc/self/fd/{descriptor}").readlink(), Asset.objects.exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    kept = Path(assets.keep(team, made(team), kind=AssetKind.VIDEO, name="T", mime="video/mp4").file.path)
    assert synced == [(kept, False), (kept.parent, False)]


def test_it_leaves_nothing_half_written_on_a_full_disk(team: Team) -> None:
    """What a full disk is full of would stay for a day, once for every try."""

    class Film(File):  # type: ignore[type-arg]  # Django's own takes no arguments
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"0101"
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    film = Film(io.BytesIO(b"0101"), name="a.mp4")
    with pytest.raises(EngineFailed, match="No space left on device"):
        assets._store(team, film, name="A", sha256="", kind=AssetKind.VIDEO, mime="video/mp4")
    assert not [path for path in Path(settings.MEDIA_ROOT, str(team.pk)).rglob("*") if path.is_file()]
    assert not Asset.objects.exists()


def test_it_takes_nothing_that_leaves_the_disk_without_room(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is being made needs it, and so does the database."""
    body = picture()
    monkeypatch.setattr(disk, "free", lambda: disk.NEEDED + len(body) - 1)
    with pytest.raises(EngineFailed, match="disk is nearly full"):
        send(team, "a.png", body)
    monkeypatch.setattr(disk, "free", lambda: disk.NEEDED + len(body))
    assert send(team, "a.png", body).width == 64


def test_it_reads_one_picture_at_a_time(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "READING_WAIT", 0.1)
    others = assets._READING.place("another team", wait=0, otherwise="")
    with others, pytest.raises(Busy, match="Upload it again in a moment"):
        send(team, "a.png", picture())
    with pytest.raises(BadInput):
        send(team, "cut.png", picture((400, 400))[:200])
    assert send(team, "a.png", picture()).width == 64, "a damaged one doesn't hold up the next"


@pytest.mark.slow
def test_it_keeps_a_recording_with_its_length(team: Team, tmp_path: Path) -> None:
    asset = send(team, "a.wav", recording(tmp_path / "a.wav", seconds=3.0).read_bytes(), "audio")
    assert asset.duration == pytest.approx(3.0, abs=0.05)


@pytest.mark.slow
def test_it_keeps_no_recording_that_nobody_listened_to(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = recording(tmp_path / "a.wav", seconds=5.0).read_bytes()
    with pytest.raises(BadInput, match="cut off"):
        send(team, "cut.wav", sound[: len(sound) // 3], "audio")
    for wrong in (Busy("Later."), EngineFailed("It broke.")):
        with monkeypatch.context() as patch:
            patch.setattr(assets, "run", lambda *_, wrong=wrong, **__: (_ for _ in ()).throw(wrong))
            with pytest.raises(type(wrong)):
                send(team, "a.wav", sound, "audio")
    assert not Asset.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob(f"{team.pk}/**/*.wav"))


@pytest.mark.slow
def test_it_keeps_a_clip_with_its_size_and_length(team: Team, tmp_path: Path) -> None:
    body = clip(tmp_path / "a.mp4", frames=20).read_bytes()
    asset = send(team, "a.mov", body, "video")
    assert (asset.width, asset.height, asset.mime) == (64, 36, "video/mp4") and asset.file.name.endswith(".mp4")
    assert asset.duration == pytest.approx(2.0, abs=0.11) and asset.uploaded


@pytest.mark.slow
def test_it_keeps_no_clip_that_cannot_be_used(team: Team, tmp_path: Path) -> None:
    for name, body, words in (
        ("list.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "is a playlist, not a video. Use MP4, MOV or WebM."),
        ("song.mp4", recording(tmp_path / "a.wav").read_bytes(), "is a recording, not a video"),
        ("cut.mp4", clip(tmp_path / "a.mp4").read_bytes()[:700], "damaged"),
        ("sound.mp4", hostile.many_streams(tmp_path / "b.mp4", 2).read_bytes(), "no picture in this file"),
    ):
        with pytest.raises(BadInput) as refused:
            send(team, name, body, "video")
        assert words in refused.value.problems["file"], name
    assert not Asset.objects.exists()


def test_it_keeps_the_first_picture_of_a_gif(team: Team) -> None:
    frames = [Image.new("RGB", (32, 24), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    kept = send(team, "a.gif", out.getvalue())
    with Image.open(kept.file.path) as shown:
        red, _, blue = shown.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert shown.size == (32, 24) and red > 200 and blue < 60
    assert send(team, "endless.gif", hostile.gif(100_000)).width == 1


@pytest.mark.slow
def test_it_fails_a_render_whose_file_went_bad_and_gives_the_credits_back(account: Account) -> None:
    """After it was ordered; and the same worker draws the next one."""
    account.price = 100
    account.save()
    asset = send(account.team, "a.png", picture())
    background = {"type": "image", "image_asset_id": str(asset.pk)}
    video = people.video(account)
    video.setup = {"dimension": {"width": 128, "height": 128}}
    video.save()
    video.scenes.update(document={"voice": {"type": "silence", "duration": 1.0}, "background": background})
    render = renders.generate(video, actor=None)
    assert people.wallet(account).held > 0
    Path(asset.file.path).write_bytes(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    takes.work(str(render.takes.get().pk))
    render.refresh_from_db()
    assert render.state == "failed"
    assert "scenes.0.background.image_asset_id: This is a playlist, not a picture" in render.error
    assert people.wallet(account).held == 0 and people.wallet(account).available == people.CREDITS
    video.scenes.update(document={"voice": {"type": "silence", "duration": 1.0}})
    again = renders.generate(video, actor=None)
    takes.work(str(again.takes.get().pk))
    assert again.takes.get().state == "completed"


def made(team: Team) -> Path:
    file = Path(settings.DATA_DIR) / "made.mp4"
    file.write_bytes(b"0101")
    return file


def test_of_two_that_fetch_the_same_at_once_the_older_stays(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them sees the other's: if both made way, both would be gone."""
    file = tmp_path / "a.png"
    Image.new("RGB", (64, 64), "teal").save(file)
    alone, made = assets._picture_of, list[Asset]()

    def together(*args: Any, **fields: Any) -> Asset:
        made.extend(alone(*args, **fields) for _ in range(2))
        return made[0]

    monkeypatch.setattr(assets, "_picture_of", together)
    url = "https://example.org/a.png"
    assert assets.take_in(team, file, kind=AssetKind.IMAGE, url=url, name="a.png") == made[0]
    assert set(Asset.objects.all()) == set(made)
