"""Addresses: fetched before the order, once, outside of transactions; what was fetched is what is made."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from PIL import Image

from studio.actions import addresses, disk, media, previews, renders, takes
from studio.errors import BadInput, Busy, EngineFailed
from studio.models import Account, Asset, Render, Scene, Team, Video
from studio.vocabulary import AssetKind, RenderState
from tests import people
from tests.net.site import Site, drips, open_site, reply
from tests.render import boards
from tests.storyboards import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.FETCH_ALLOW = ["127.0.0.1/32"]
    addresses._downloads.clear()
    with open_site() as opened:
        yield opened
    for thread in threading.enumerate():
        if thread.name == "fetch":
            thread.join(10)
    addresses._downloads.clear()


def picture(colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()


def image(url: str) -> dict[str, Any]:
    return {"voice": TEXT, "background": {"type": "image", "url": url, "fit": "cover"}}


def heard(url: str) -> dict[str, Any]:
    return {"voice": {"type": "audio", "audio_url": url}}


def video(account: Account, *scenes: dict[str, Any], **setup: Any) -> Video:
    made = people.video(account)
    made.setup = {"dimension": {"width": 256, "height": 144}, **setup}
    made.save()
    made.scenes.all().delete()
    Scene.objects.bulk_create(Scene(video=made, position=i, document=scene) for i, scene in enumerate(scenes))
    return made


def drawn(render: Render, folder: Path) -> list[dict[str, Any]]:
    """What the engine is given for each take, and the takes completed with an empty file."""
    jobs = []

    def draw(storyboard: Any, **job: Any) -> dict[str, Any]:
        jobs.append({"storyboard": storyboard, **job})
        (job["folder"]).mkdir(parents=True, exist_ok=True)
        (job["folder"] / "segment.mp4").write_bytes(b"0101")
        return {"duration": job["seconds"], "words": [], "warnings": []}

    for take in render.takes.all():
        takes.work(str(take.pk), draw=draw)
    return jobs


def test_it_fetches_one_address_once_for_many_scenes(account: Account, site: Site) -> None:
    site.pages["/a.png"] = reply(picture())
    render = renders.generate(video(account, *[image(site("/a.png"))] * 5), actor=None)
    asset = Asset.objects.get(source_url=site("/a.png"))
    assert site.paths == ["/a.png"]
    assert (asset.name, asset.uploaded, asset.width, asset.kind) == ("a.png", False, 64, AssetKind.IMAGE)
    assert asset.fetched_at and timezone.now() - asset.fetched_at < timedelta(minutes=1)
    for scene in render.storyboard["scenes"]:
        assert scene["background"] == {"type": "image", "image_asset_id": str(asset.pk), "fit": "cover"}


def test_it_fetches_nothing_while_the_disk_has_no_room(
    account: Account, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/a.png"] = reply(picture())
    monkeypatch.setattr(disk, "free", lambda: disk.NEEDED - 1)
    with pytest.raises(EngineFailed, match="disk is nearly full"):
        addresses.file_at(account.team, site("/a.png"), AssetKind.IMAGE)
    assert not site.paths
    monkeypatch.setattr(disk, "free", lambda: disk.NEEDED + 1)
    with pytest.raises(EngineFailed, match="disk is nearly full"):
        addresses.file_at(account.team, site("/a.png"), AssetKind.IMAGE)
    assert site.paths and not Asset.objects.exists(), "how large it is shows when it has come"
    monkeypatch.undo()
    assert addresses.file_at(account.team, site("/a.png"), AssetKind.IMAGE).width == 64, "once there is room again"


def test_it_freezes_what_was_fetched(account: Account, site: Site, tmp_path: Path) -> None:
    """The address says something else, or nothing, when the scene is drawn and when it is tried again."""
    site.pages["/a.png"] = reply(picture("red"))
    render = renders.generate(video(account, image(site("/a.png"))), actor=None)
    site.pages["/a.png"] = reply(picture("blue"))
    Asset.objects.update(fetched_at=timezone.now() - timedelta(hours=2))
    renders.cancel(render, actor=None)
    again = renders.retry(render, actor=None)
    (job,) = drawn(again, tmp_path)
    with Image.open(next(iter(job["media"].values()))) as shown:
        red, _, blue = shown.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert red > 200 and blue < 60
    assert site.paths == ["/a.png"]


def test_it_asks_again_after_an_hour_and_keeps_what_is_the_same(account: Account, site: Site, tmp_path: Path) -> None:
    site.pages["/a.png"] = reply(picture())
    told = video(account, image(site("/a.png")))
    fetched = Asset.objects.filter(source_url=site("/a.png"))

    def once_more() -> bool:
        """Whether the next version takes the earlier one's scene over."""
        Render.objects.update(state=RenderState.COMPLETED)
        return renders.generate(told, actor=None).takes.get().reused_from is not None

    drawn(renders.generate(told, actor=None), tmp_path)
    assert once_more() and len(site.paths) == 1, "less than an hour ago"
    fetched.update(fetched_at=timezone.now() - addresses.FRESH)
    assert once_more(), "the same bytes: nobody pays or waits twice"
    assert len(site.paths) == 2 and fetched.count() == 1
    fetched.update(fetched_at=timezone.now() - addresses.FRESH)
    site.pages["/a.png"] = reply(picture("red"))
    assert not once_more() and fetched.count() == 2


def test_it_names_every_dead_link_and_charges_nothing(account: Account, site: Site) -> None:
    site.pages["/good.png"] = reply(picture())
    site.pages["/page"] = reply(b"<!doctype html><p>Sign in</p>")
    site.pages["/cut.png"] = reply(picture()[:60])
    names = ("/good.png", "/gone.png", "/page", "/cut.png")
    told = video(account, *(image(site(name)) for name in names), {**image("http://10.0.0.1/a.png")})
    before = people.wallet(account)
    with pytest.raises(BadInput) as refused:
        renders.generate(told, actor=None)
    assert refused.value.problems == {
        "scenes.1.background.url": "There is nothing at this address (404). Check it, or upload the file.",
        "scenes.2.background.url": "This address gives a web page, not a picture. Use PNG, JPEG, WebP or GIF.",
        "scenes.3.background.url": "cut.png is damaged or cut short. Export it again and upload it once more.",
        "scenes.4.background.url": "This address is not on the public internet. Upload the file instead.",
    }
    assert not told.renders.exists()
    after = people.wallet(account)
    assert (after.available, after.held) == (before.available, before.held)
    assert renders.problems(told) == refused.value.problems, "the page tells the same, without asking again"
    asked = len(site.asked)
    site.pages["/gone.png"] = reply(picture())
    with pytest.raises(BadInput) as refused:
        renders.generate(told, actor=None)
    assert "scenes.1.background.url" not in refused.value.problems and len(site.asked) > asked


def test_it_fetches_nothing_for_a_storyboard_that_is_wrong_anyway(account: Account, site: Site) -> None:
    told = video(account, image(site("/a.png")), {"voice": {"type": "text"}})
    with pytest.raises(BadInput) as refused:
        renders.generate(told, actor=None)
    assert all(path.startswith("scenes.1") for path in refused.value.problems) and site.asked == []


def test_it_holds_no_lock_while_it_fetches(account: Account, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    depths = []
    real = addresses.settled
    monkeypatch.setattr(addresses, "settled", lambda *a: (depths.append(len(connection.savepoint_ids)), real(*a))[1])
    outer = len(connection.savepoint_ids)
    site.pages["/a.png"] = reply(picture())
    renders.generate(video(account, image(site("/a.png"))), actor=None)
    assert depths == [outer], "no transaction but the test's own"


def test_it_orders_nothing_from_an_account_that_was_closed_while_it_fetched(
    account: Account, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, now = addresses.settled, timezone.now()
    closes = Account.objects.filter(pk=account.pk).update
    monkeypatch.setattr(addresses, "settled", lambda *a: (real(*a), closes(closed_at=now))[0])
    site.pages["/a.png"] = reply(picture())
    told = video(account, image(site("/a.png")))
    with pytest.raises(BadInput, match="is closed"):
        renders.generate(told, actor=None)
    assert not told.renders.exists() and people.wallet(account).held == 0


def test_it_says_that_a_large_file_is_still_coming_and_goes_on(
    account: Account, site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(configured, "DATA_DIR", tmp_path)  # its own: other tests' downloads come and go elsewhere
    monkeypatch.setattr(addresses, "ORDERING", 0.1)
    body = picture()
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    site.pages["/a.png"] = drips(head + body[:-1], body[-1:], every=0.5, times=1)
    told = video(account, image(site("/a.png")))
    with pytest.raises(Busy, match="still being fetched"):
        renders.generate(told, actor=None)
    assert not told.renders.exists()
    monkeypatch.setattr(addresses, "ORDERING", 5.0)
    assert renders.generate(told, actor=None).number == 1
    assert site.paths == ["/a.png"], "the same download"
    assert (tmp_path / "work" / "addresses").is_dir()
    assert not list((tmp_path / "work" / "addresses").glob("*"))


@pytest.mark.slow
def test_it_knows_how_long_a_recording_is_before_it_is_paid_for(account: Account, site: Site, tmp_path: Path) -> None:
    account.price = 100
    account.save()
    site.pages["/a.wav"] = reply(boards.recording(tmp_path / "a.wav", seconds=3.0).read_bytes())
    told = video(account, heard(site("/a.wav")), music={"url": site("/a.wav")})
    quote = renders.quote(told)
    assert quote.seconds == pytest.approx(3.0, abs=0.1) and quote.amount >= 290
    render = renders.generate(told, actor=None)
    (take,) = render.takes.all()
    assert take.quote == quote.amount and people.wallet(account).held == quote.amount
    asset = Asset.objects.get(source_url=site("/a.wav"))
    assert asset.duration == pytest.approx(3.0, abs=0.1) and asset.mime == "audio/wav"
    assert render.storyboard["scenes"][0]["voice"] == {"type": "audio", "audio_asset_id": str(asset.pk)}
    assert render.storyboard["music"]["audio_asset_id"] == str(asset.pk) and "url" not in render.storyboard["music"]
    assert site.paths == ["/a.wav"]


@pytest.mark.slow
def test_it_takes_in_a_clip(account: Account, site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = reply(boards.clip(tmp_path / "a.mp4").read_bytes())
    site.pages["/b"] = reply(boards.recording(tmp_path / "a.wav").read_bytes())
    scene = {"voice": TEXT, "background": {"type": "video", "url": site("/a")}}
    render = renders.generate(video(account, scene), actor=None)
    asset = Asset.objects.get(pk=render.storyboard["scenes"][0]["background"]["video_asset_id"])
    assert (asset.kind, asset.width, asset.height) == (AssetKind.VIDEO, 64, 36)
    assert asset.duration == pytest.approx(3.0, abs=0.11)
    wrong = {"voice": TEXT, "background": {"type": "video", "url": site("/b")}}
    with pytest.raises(BadInput, match="gives a recording, not a video"):
        renders.generate(video(account, wrong), actor=None)


def test_it_shows_a_still_of_an_address_or_says_why_not(
    account: Account, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = []
    monkeypatch.setattr(previews, "_picture", lambda room, question, props, **_: (shown.append(props), Path("x"))[1])
    site.pages["/a.png"] = reply(picture())
    told = video(account, image(site("/a.png")), image(site("/gone.png")))
    previews.still(told, scene=0)
    asset = Asset.objects.get(source_url=site("/a.png"))
    assert shown[0].paths == {site("/a.png"): asset.file.path} and shown[0].digests == {site("/a.png"): asset.sha256}
    Asset.objects.update(fetched_at=timezone.now() - timedelta(days=3))
    previews.still(told, scene=0)
    assert site.paths == ["/a.png"], "a preview shows what was last fetched"
    for _ in range(2):
        with pytest.raises(BadInput) as refused:
            previews.still(told, scene=1)
        assert "nothing at this address" in refused.value.problems["scenes.0.background.url"]
    assert site.paths == ["/a.png", "/gone.png"], "and remembers for a while what isn't there"


def test_it_says_that_a_still_is_coming(account: Account, site: Site) -> None:
    site.pages["/a.png"] = site.silence
    begun = time.monotonic()
    with pytest.raises(Busy, match="Try again in a moment"):
        addresses.show(account.team, {"scenes": [image(site("/a.png"))]}, wait=0.1)
    assert time.monotonic() - begun < 20


def test_it_never_uses_what_another_team_fetched(account: Account, site: Site) -> None:
    site.pages["/a.png"] = reply(picture())
    document = {"scenes": [image(site("/a.png"))]}
    addresses.settled(account.team, document)
    others = people.team("Others")
    assert media.found(others, document) == {}
    addresses.settled(others, document)
    assert len(site.paths) == 2
    assert set(Asset.objects.values_list("team", flat=True)) == {account.team_id, others.pk}


def test_it_changes_nothing_of_the_storyboard_it_was_given(team: Team, site: Site) -> None:
    site.pages["/a.png"] = reply(picture())
    document = {"scenes": [image(site("/a.png"))], "music": None}
    addresses.settled(team, document)
    assert document["scenes"][0]["background"]["url"] == site("/a.png")  # type: ignore[index]


def test_it_starts_only_so_many_downloads_and_a_share_of_them_for_one_team(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "WAITING", 6)  # two for each of three teams
    names = ("/0", "/1", "/2")
    site.pages |= dict.fromkeys(names, site.silence)

    def begin(team: Team, most: int) -> None:
        addresses.show(team, {"scenes": [image(site(name)) for name in names[:most]]}, wait=0.01)

    for name in ("A", "B", "C"):
        team = people.team(name)
        with pytest.raises(Busy, match="still being fetched"):
            begin(team, 2)
        with pytest.raises(Busy, match="Many files"):
            begin(team, 3)
    with pytest.raises(Busy, match="Many files"):
        begin(people.team("D"), 1)


def test_slow_servers_of_two_teams_hold_nobody_else_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = [f"/{number}" for number in range(addresses.AT_ONCE // 2)]  # without their shares, all that run
    site.pages |= dict.fromkeys(
        slow, drips(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", b"x", every=0.1, times=80)
    )
    for name in ("Slow", "Slower"):
        with pytest.raises(Busy, match="still being fetched"):
            addresses.show(people.team(name), {"scenes": [image(site(each)) for each in slow]}, wait=0.2)
    monkeypatch.setattr(addresses, "ORDERING", 5.0)
    site.pages["/a.png"] = reply(picture())
    assert addresses.file_at(people.team("Others"), site("/a.png"), AssetKind.IMAGE).width == 64
