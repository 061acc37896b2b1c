"""An order's files go to HeyGen first, each once; nothing is ordered when one does not get there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.net.client import Client, finish
from studio.providers import heygen_files
from studio.providers.base import Adapter, Connection, File, Later, Refused, Submitted, TakeOrder, Unsent
from studio.providers.heygen_v1 import HeyGenV1
from tests.net.site import Site, reply, sends
from tests.providers import contract
from tests.providers.contract import said, sent
from tests.providers.test_heygen import ACCEPTED, BOARD, GENERATE, MAKER, submitted

ASSET, PHOTO = "/v1/asset", "/v1/talking_photo"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, File]:
    made = {}
    for name, mime in (
        ("photo", "image/jpeg"),
        ("voice", "audio/mpeg"),
        ("back", "video/mp4"),
        ("music", "audio/mpeg"),
    ):
        path = tmp_path / name
        path.write_bytes(f"bytes of {name}".encode())
        made[name] = File(f"https://studio/{name}", path, mime)
    return made


WITH_FILES: dict[str, Any] = {
    **BOARD,
    "music": {"audio_asset_id": "music"},
    "scenes": [
        {"character": {"type": "talking_photo", "talking_photo_id": "photo", "talking_photo_style": "circle"},
         "voice": {"type": "audio", "audio_asset_id": "voice"},
         "background": {"type": "video", "video_asset_id": "back", "play_style": "loop", "fit": "cover"}},
        {"character": {"type": "talking_photo", "talking_photo_id": "theirs"},
         "voice": {"type": "audio", "audio_asset_id": "voice"}},
    ],
}  # fmt: skip


@pytest.mark.parametrize("maker", [MAKER, HeyGenV1()])
def test_nothing_is_ordered_that_nobody_wants_when_its_files_are_there(
    site: Site, files: dict[str, File], maker: Adapter
) -> None:
    async def unwanted() -> bool:
        return False

    site.pages[ASSET] = said({"code": 100, "data": {"id": "a1"}})
    site.pages[PHOTO] = said({"code": 100, "data": {"talking_photo_id": "tp1"}})
    given = TakeOrder(WITH_FILES, "t", files=files, wanted=unwanted)
    assert contract.ask(maker, site(""), lambda client, there: maker.submit(client, there, given)) == Unsent()
    assert {*site.paths} == {PHOTO, ASSET}


def test_files_are_uploaded_once_and_named_by_their_new_ids(site: Site, files: dict[str, File]) -> None:
    site.pages[GENERATE] = said(ACCEPTED)
    site.pages[ASSET] = said({"code": 100, "data": {"id": "a1", "url": "https://x/original"}, "msg": None})
    site.pages[PHOTO] = said({"code": 100, "data": {"talking_photo_id": "tp1"}, "msg": None, "message": None})
    assert isinstance(submitted(site(""), TakeOrder(WITH_FILES, "t", files=files)), Submitted)
    assert site.paths == [PHOTO, ASSET, ASSET, GENERATE]
    _, headers, body = sent(site, 0)
    assert (headers["content-type"], headers["content-length"], body) == ("image/jpeg", "14", "bytes of photo")
    assert "transfer-encoding" not in headers
    assert sent(site, 1)[1]["content-type"] == "audio/mpeg"
    first, second = sent(site)[2]["video_inputs"]
    assert first["character"]["talking_photo_id"] == "tp1"
    assert (first["voice"]["audio_asset_id"], first["background"]["video_asset_id"]) == ("a1", "a1")
    assert (second["character"]["talking_photo_id"], second["voice"]["audio_asset_id"]) == ("theirs", "a1")


def test_files_go_to_the_upload_host_unless_another_server_is_chosen(files: dict[str, File]) -> None:
    class Recorder(Client):
        async def call(self, method: str, path: str, **_: Any) -> Any:
            asked.append(path)
            return await super().call(method, "http://127.0.0.1:9/", **_)

    asked: list[str] = []
    order = TakeOrder(WITH_FILES, "t", files=files)
    for options in ({}, {"base_url": "https://studio.example.org/heygen"}):
        connection = Connection({"api_key": "k"}, options)

        async def once(connection: Connection = connection) -> Any:
            async with Recorder("http://127.0.0.1:9", headers={}) as client:
                return await MAKER.submit(client, connection, order)

        assert isinstance(finish(once()), Later)
    assert asked == ["https://upload.heygen.com/v1/talking_photo", "/v1/talking_photo"]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (said({"code": 400652, "message": "VIDEO_FILE_CORRUPTED", "data": None}, status="400 X"), Refused),
        (said({"code": 400112, "message": "UNAUTHORIZED", "data": None}, status="401 X"), Refused),
        (said({"code": 400123, "message": "exceed rate limit"}, status="429 X", Retry_After="7"), Later),
        (reply(contract.PAGE, status="502 X"), Later),
        (said({"code": 100, "data": None}), Later),
        (said({"code": 100, "data": {"id": 7}}), Later),
        (sends(b""), Later),
        (contract.HALF, Later),
    ],
)
def test_nothing_is_ordered_when_a_file_does_not_get_there(
    site: Site, files: dict[str, File], answer: Any, outcome: type
) -> None:
    site.pages |= {GENERATE: said(ACCEPTED), ASSET: answer, PHOTO: said({"data": {"talking_photo_id": "tp"}})}
    found = submitted(site(""), TakeOrder(WITH_FILES, "t", files=files))
    assert isinstance(found, outcome), found
    assert GENERATE not in site.paths


def test_a_file_that_heygen_does_not_take_is_refused_before_it_is_sent(site: Site, files: dict[str, File]) -> None:
    for file in (
        File("", files["voice"].path, "audio/ogg"),
        File("", files["voice"].path.with_name("gone"), "audio/mpeg"),
    ):
        site.pages[PHOTO] = said({"data": {"talking_photo_id": "tp"}})
        assert isinstance(submitted(site(""), TakeOrder(WITH_FILES, "t", files={**files, "voice": file})), Refused)
    large = files["voice"].path.with_name("large")
    with large.open("wb") as hole:
        hole.truncate(50 * 2**20 + 1)
    found = submitted(site(""), TakeOrder(WITH_FILES, "t", files={**files, "voice": File("", large, "audio/mpeg")}))
    assert isinstance(found, Refused)
    assert "at most 50 MB" in found.sentence
    assert set(site.paths) == {PHOTO}


def test_uploading_ends_before_the_queue_would_end_its_worker(
    site: Site, files: dict[str, File], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heygen_files, "SECONDS", 0.3)
    site.pages[PHOTO] = site.silence
    assert isinstance(submitted(site(""), TakeOrder(WITH_FILES, "t", files=files)), Later)
