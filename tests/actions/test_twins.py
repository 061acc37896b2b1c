"""A person's double: media fetched and checked, a twin that speaks, every fault told where it is."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from django.test import override_settings
from django.utils import timezone
from django_q.models import OrmQ
from PIL import Image

from studio.actions import accounts, calibration, cast, casting, leases, renders, twin_media, twin_turns, twins, videos
from studio.errors import BadInput, EngineFailed, NotFound, unwritable
from studio.models import Account, Avatar, Team, Twin, TwinMedia, User
from studio.net.fetch import Refused, Why
from studio.providers import local
from studio.vocabulary import AvatarKind, TwinState
from tests.net.site import Site, open_site, reply

pytestmark = pytest.mark.django_db
FACE = Path(__file__).parents[1] / "render" / "data" / "astronaut.jpg"


def film(path: Path, *, size: tuple[int, int] = (90, 160), seconds: int = 6, heard: bool = True) -> bytes:
    """A film in which somebody hums."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libvpx" if path.suffix == ".webm" else "libx264", rate=5)
        sound: Any = container.add_stream("libopus" if path.suffix == ".webm" else "aac", rate=48_000)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(seconds * 5):
            picture = np.full((size[1], size[0], 3), number * 3 % 255, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode(None))
        wave = 0.2 * heard * np.sin(np.arange(48_000 * seconds) * 2 * np.pi * 180 / 48_000)
        frame = av.AudioFrame.from_ndarray(wave.astype(np.float32)[None], "fltp", "mono")
        frame.rate = 48_000
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path.read_bytes()


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """An upright video and an upright photo, as a program would have them."""
    folder = tmp_path_factory.mktemp("twin")
    with Image.open(FACE) as opened:
        wide = min(opened.size[0], opened.size[1] * 9 // 10)
        opened.crop(((opened.size[0] - wide) // 2, 0, (opened.size[0] + wide) // 2, opened.size[1])).save(
            folder / "f.jpg"
        )
    return {
        "video": film(folder / "v.mp4"), "photo": (folder / "f.jpg").read_bytes(),
        "wide": film(folder / "w.mp4", size=(160, 90)), "short": film(folder / "s.mp4", seconds=2),
        "silent": film(folder / "m.mp4", heard=False), "webm": film(folder / "v.webm"),
    }  # fmt: skip


@pytest.fixture
def site(media: dict[str, bytes]) -> Iterator[Site]:
    with open_site() as opened, override_settings(FETCH_ALLOW=["127.0.0.1/32"]):
        for name, content in media.items():
            mime = {"photo": "image/jpeg", "webm": "video/webm"}.get(name, "video/mp4")
            opened.pages[f"/{name}"] = reply(content, Content_Type=mime)
        yield opened


@pytest.fixture(scope="module")
def known() -> dict[bytes, dict[str, Any]]:
    """What the engine has found in a picture: the same picture is not looked at again for the next test."""
    return {}


@pytest.fixture(autouse=True)
def looked_at_once(known: dict[bytes, dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    find = local.find_rig

    def look(picture: Path, folder: Path) -> dict[str, Any]:
        content = picture.read_bytes()
        if content not in known:
            known[content] = find(picture, folder)
        return known[content]

    monkeypatch.setattr(local, "find_rig", look)


@pytest.fixture
def account(team: Team) -> Account:
    return accounts.open_embedded(team)


def ordered(account: Account, alice: User, site: Site, *, video: str = "/video", photos: str = "ppppp") -> Twin:
    pages = {"p": "/photo", "-": "/missing", "v": "/video"}
    return twins.order(
        account, actor=alice, name="Sam", language="english", video_url=site(video),
        image_urls=[site(pages[sign]) for sign in photos],
    )  # fmt: skip


def test_it_makes_a_twin_that_speaks(account: Account, alice: User, site: Site) -> None:
    twin = ordered(account, alice, site)
    assert (twin.external_name, twin.state, twin.language) == ("twin-1-sam", TwinState.QUEUED, "English")
    twins.work(str(twin.pk))
    twin.refresh_from_db()
    assert (twin.state, twin.progress, twin.problem) == (TwinState.READY, 100, {})
    assert sorted(twin.media.values_list("pose", flat=True)) == sorted(["video", *calibration.POSES])
    assert all(each.rig for each in twin.media.exclude(pose="video"))
    performer = casting.by_creator(account, "twin-1-sam")
    assert performer
    assert performer.character() == {"type": "talking_photo", "talking_photo_id": "twin-1-sam"}
    scene = {"character": performer.character(), "voice": {"type": "text", "voice_id": "nora", "input_text": "Hi."}}
    video = videos.create(account.team, actor=alice, storyboard={"scenes": [scene]}, account=account)
    assert renders.problems(video) == {}
    assert cast.gather(account.team, account.pk, video.document()).rigs["twin-1-sam"]["confidence"]


def test_it_tells_every_fault_where_it_is(account: Account, alice: User, site: Site) -> None:
    twin = ordered(account, alice, site, video="/wide", photos="p-pvp")
    twins.work(str(twin.pk))
    twin.refresh_from_db()
    assert twin.state == TwinState.FAILED
    assert set(twin.problem) == {"video", "images.1", "images.3"}
    assert "wider than high" in twin.problem["video"]
    assert "nothing at this address" in twin.problem["images.1"]
    assert not Avatar.objects.filter(kind=AvatarKind.TWIN).exists()


def test_it_wants_a_whole_reading(account: Account, alice: User, site: Site) -> None:
    twin = ordered(account, alice, site, video="/short")
    twins.work(str(twin.pk))
    twin.refresh_from_db()
    assert twin.problem == {
        "video": "This video lasts 2 seconds. Read the whole script, at least 5 and at most 600 seconds."
    }


def test_it_wants_a_voice(account: Account, alice: User, site: Site) -> None:
    twin = ordered(account, alice, site, video="/silent")
    twins.work(str(twin.pk))
    twin.refresh_from_db()
    assert twin.problem == {"video": twin_media.NO_SOUND}


def test_passing_trouble_is_tried_again_without_fetching_twice(
    account: Account, alice: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise EngineFailed("Away.", permanent=False)

    twin = ordered(account, alice, site)
    with monkeypatch.context() as patch:
        patch.setattr("studio.providers.local.find_rig", broken)
        twins.work(str(twin.pk))
    twin.refresh_from_db()
    assert (twin.state, TwinMedia.objects.count()) == (TwinState.CHECKING, 6)
    asked = len(site.asked)
    twins.work(str(twin.pk))
    assert len(site.asked) == asked, "it rests first"
    Twin.objects.update(lease_until=None, wake_at=timezone.now())
    twins.work(str(twin.pk))
    twin.refresh_from_db()
    assert (twin.state, len(site.asked)) == (TwinState.READY, asked)


def test_it_waits_for_room_on_a_full_disk_and_that_counts_as_no_start(
    account: Account, alice: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise EngineFailed(unwritable(OSError(28, "No space left on device")), permanent=False)

    twin = ordered(account, alice, site)
    with monkeypatch.context() as patch:
        patch.setattr("studio.providers.local.find_rig", full)
        for _ in range(twins.MOST_STARTS + 1):
            twins.work(str(twin.pk))
            twin.refresh_from_db()
            assert (twin.state, twin.starts) == (TwinState.CHECKING, 0)
            Twin.objects.update(lease_until=None, wake_at=timezone.now())
    twins.work(str(twin.pk))
    twin.refresh_from_db()
    assert twin.state == TwinState.READY


def test_it_waits_for_room_to_fetch_its_files_to(account: Account, alice: User, site: Site) -> None:
    twin = ordered(account, alice, site)
    twins.work(str(twin.pk), fetch=lambda *_, **__: Refused("The disk is full: No space left on device.", Why.DISK))
    twin.refresh_from_db()
    assert (twin.state, twin.starts) == (TwinState.CHECKING, 0)


def test_a_crashing_worker_ends_it_in_words(account: Account, alice: User, site: Site) -> None:
    twin = ordered(account, alice, site)
    Twin.objects.update(starts=twins.MOST_STARTS, lease_until=timezone.now() - timedelta(seconds=1))
    twins.work(str(twin.pk))
    twin.refresh_from_db()
    assert twin.problem == {"": twins.CRASHING}


@pytest.mark.parametrize(
    ("asked", "place"),
    [({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"language": "Klingon"}, "language"),
     ({"image_urls": ["http://x/1"]}, "images")],
)  # fmt: skip
def test_it_refuses_what_it_can_not_use(account: Account, asked: dict[str, Any], place: str) -> None:
    right = {"name": "Sam", "language": "English", "video_url": "http://x/v", "image_urls": ["http://x/1"] * 5}
    with pytest.raises(BadInput) as refused:
        twins.order(account, actor=None, **(right | asked))
    assert list(refused.value.problems) == [place]
    assert not Twin.objects.exists()


def test_every_twin_has_a_name_of_its_own(account: Account, alice: User, site: Site) -> None:
    first, second = ordered(account, alice, site), ordered(account, alice, site)
    assert (first.external_name, second.external_name) == ("twin-1-sam", "twin-2-sam")
    media: dict[str, Any] = {"video_url": "http://x", "image_urls": ["http://x"] * 5}
    other = twins.order(account, actor=alice, name="سامي العلي", language="Arabic", **media)
    assert other.external_name == "twin-3-سامي-العلي"
    both = twins.order(account, actor=alice, name="Sam / Bo", language="English", **media)
    assert both.external_name == "twin-4-sam-bo", "programs put it into addresses"


def test_a_deleted_twin_leaves_the_cast(account: Account, alice: User, site: Site) -> None:
    twin = ordered(account, alice, site)
    twins.work(str(twin.pk))
    twins.remove(twin, actor=alice)
    twins.remove(twin, actor=alice)
    assert casting.by_creator(account, "twin-1-sam") is None
    with pytest.raises(NotFound):
        twins.find(account, "twin-1-sam")


def test_one_that_is_deleted_or_taken_over_is_not_made(account: Account, alice: User, site: Site) -> None:
    twin = ordered(account, alice, site)

    def fetch(*args: Any, **kwargs: Any) -> Any:
        twins.remove(twin, actor=alice)
        return twins.fetch(*args, **kwargs)

    twins.work(str(twin.pk), fetch=fetch)
    assert len(site.asked) == 1
    assert not Avatar.objects.filter(kind=AvatarKind.TWIN).exists()


def test_servers_that_drip_share_the_time_for_one_twin(
    account: Account, alice: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker of those who draw waits for them."""
    twin, now, asked = ordered(account, alice, site), [1000.0], list[float]()

    def drip(*args: Any, seconds: float, **kwargs: Any) -> Any:
        asked.append(seconds)
        now[0] += seconds
        return Refused("It did not come in time.", Why.SLOW)

    monkeypatch.setattr("studio.actions.twins.monotonic", lambda: now[0])
    twins.work(str(twin.pk), fetch=drip)
    twin.refresh_from_db()
    assert sum(asked) <= twins.SECONDS
    assert set(twin.problem.values()) == {twins.SLOW}
    assert set(twin.problem) == {"video", *(f"images.{n}" for n in range(5))}


def under_way() -> list[Twin]:
    return [Twin.objects.get(pk=row.task["args"][0]) for row in OrmQ.objects.order_by("pk")]


@pytest.mark.parametrize(("workers", "most"), [(1, 1), (2, 1), (4, 3)])
def test_those_that_are_ordered_leave_a_worker_for_videos(
    account: Account, alice: User, site: Site, settings: Any, workers: int, most: int
) -> None:
    settings.RENDER_WORKERS = workers
    for _ in range(6):
        ordered(account, alice, site)
    twin_turns.wake_due()
    assert len(under_way()) == most


def test_behind_one_comes_the_next(account: Account, alice: User, site: Site, settings: Any) -> None:
    settings.RENDER_WORKERS = 2
    for _ in range(3):
        ordered(account, alice, site, video="/wide")
    twins.work(str(under_way()[0].pk))
    assert [each.number for each in under_way()] == [1, 2]


def test_one_that_rests_holds_nobody_up(account: Account, alice: User, site: Site, settings: Any) -> None:
    settings.RENDER_WORKERS = 2
    for _ in range(2):
        ordered(account, alice, site)
    twins.work(
        str(under_way()[0].pk), fetch=lambda *_, **__: Refused("The disk is full: No space left on device.", Why.DISK)
    )
    assert [each.number for each in under_way()] == [1, 2]


def test_a_teams_only_twin_does_not_wait_behind_anothers_many(
    account: Account, alice: User, charlie: User, site: Site, settings: Any
) -> None:
    settings.RENDER_WORKERS = 2
    random.seed(7)
    for _ in range(15):
        ordered(account, alice, site, video="/missing", photos="-----")
    theirs = ordered(accounts.open_embedded(charlie.teams.get()), charlie, site)
    for _ in range(12):
        twins.work(str(under_way()[-1].pk), fetch=lambda *_, **__: Refused("Gone.", Why.MISSING))
    assert theirs in under_way()


def test_a_slow_one_keeps_its_lease(account: Account, alice: User, site: Site) -> None:
    twin = ordered(account, alice, site)

    def fetch(*args: Any, **kwargs: Any) -> Any:
        left = Twin.objects.get().lease_until
        assert left
        assert left > timezone.now() + twins.LEASE - timedelta(seconds=30)
        Twin.objects.update(lease_until=timezone.now() + timedelta(minutes=5))
        return twins.fetch(*args, **kwargs)

    twins.work(str(twin.pk), fetch=fetch)
    assert Twin.objects.get().state == TwinState.READY


@pytest.mark.django_db(transaction=True)
def test_a_step_that_takes_longer_than_its_lease_keeps_it(
    account: Account, alice: User, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that it counts as alive meanwhile, and one whose machine is gone is made elsewhere soon."""
    monkeypatch.setattr(leases, "RENEW", 0.02)
    twin, over = ordered(account, alice, site), timezone.now() - timedelta(seconds=1)

    def fetch(*args: Any, **kwargs: Any) -> Any:
        Twin.objects.update(lease_until=over)
        for _ in range(500):
            if Twin.objects.get().lease_until != over:
                return twins.fetch(*args, **kwargs)
            time.sleep(0.02)
        pytest.fail("nobody renewed it")

    twins.work(str(twin.pk), fetch=fetch)
    assert Twin.objects.get().state == TwinState.READY
