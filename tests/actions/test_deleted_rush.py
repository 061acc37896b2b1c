"""What is deleted for good at the moment in which something is made of it: both know, and nothing hangs in the air."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.db.models.deletion import Collector
from django.db.models.sql.subqueries import DeleteQuery
from django.utils import timezone

from studio.actions import (
    assets,
    folders,
    housekeeping,
    ledger,
    photos,
    previews,
    renders,
    scenes,
    twin_drafts,
    twin_media,
    uploads,
    videos,
)
from studio.errors import Conflict, NotFound
from studio.models import Account, Asset, Avatar, Event, Render, Team, TwinMedia, User, Video
from studio.vocabulary import AssetKind
from tests import doubles, faces, people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
LONG_AGO = timedelta(days=40)
ALL_OR_NOTHING = [("ready", False), ("completed", True)]
"""A take that is drawn anew, or has the file of the one that it reuses."""


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and lengths, without the engine."""

    def kept(team: Team, file: SimpleUploadedFile, *, kind: AssetKind, name: str, **fields: Any) -> Asset:
        made = Asset(team=team, kind=kind, name=name, size=1, sha256="0" * 64, width=240, height=320, **fields)
        made.file.save("a.png", ContentFile(b"-"), save=False)
        made.save(force_insert=True)
        return made

    monkeypatch.setattr(assets, "_picture_of", kept)
    monkeypatch.setattr(assets, "_media_of", kept)
    monkeypatch.setattr(previews, "check", lambda *_, **__: previews.Measure((2.0,), ((),)))


def remove(*_: object, **__: object) -> dict[str, Any]:
    """Somebody's program tidies up what was uploaded."""
    uploads.remove(Asset.objects.get())
    return faces.FOUND


def photo(team: Team, find: Callable[[Path, Path], dict[str, Any]]) -> Avatar:
    return photos.add(team, actor=None, file=SimpleUploadedFile("a.png", b"-"), consent=True, find=find)


def test_a_picture_that_is_deleted_while_its_face_is_looked_for_makes_no_photo(account: Account) -> None:
    with pytest.raises(Conflict, match="Somebody deleted this file while it was being looked at"):
        photo(account.team, remove)
    assert not Avatar.objects.filter(kind="talking_photo").exists()


def test_a_picture_of_which_a_photo_is_made_is_in_use(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    told = list[str]()

    def tidy() -> None:
        try:
            remove()
        except Conflict as error:
            told.append(str(error))

    other = meanwhile(monkeypatch, Avatar, "save", tidy)
    made = photo(account.team, lambda *_: faces.FOUND)
    other.join()
    assert (told, made.picture) == ([uploads.IN_USE], Asset.objects.get())


def test_a_twins_photo_that_is_deleted_while_its_face_is_looked_for_is_told_of(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = doubles.twin(account, media=())
    monkeypatch.setattr(twin_media, "find_face", remove)
    with pytest.raises(Conflict, match="Somebody deleted this file"):
        twin_drafts.add(twin, "neutral", actor=None, file=SimpleUploadedFile("a.png", b"-"))
    assert not TwinMedia.objects.exists()


def test_a_recording_that_is_deleted_while_it_is_looked_at_is_told_of(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "look_into", lambda *_: {**remove(), "seconds": 1.0, "width": 0, "height": 0})
    with pytest.raises(Conflict, match="Somebody deleted this file"):
        assets.upload(team, actor=None, file=SimpleUploadedFile("a.wav", b"-"), kind="audio")


def test_a_photo_that_is_put_back_as_it_is_forgotten_is_told_of_truly(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = faces.photo(account)
    Avatar.objects.filter(pk=made.pk).update(retired_at=timezone.now() - LONG_AGO)
    other = meanwhile(monkeypatch, Collector, "delete", lambda: photos.put_back(made, actor=None))
    photos.forget_removed()
    other.join()
    there = Avatar.objects.filter(pk=made.pk).exists()
    assert there == Event.objects.filter(kind="photo.put_back").exists() == Asset.objects.exists()


@pytest.fixture
def copy(video: Video, alice: User) -> Video:
    """Of a video that has been in the trash for too long, and that shows the same."""
    people.made(renders.generate(video, actor=alice))
    made = videos.duplicate(Video.objects.get(), actor=alice)
    Video.objects.filter(pk=video.pk).update(trashed_at=timezone.now() - LONG_AGO)
    return made


def made(render: Render) -> tuple[str, bool]:
    take = render.takes.get()
    return take.state, take.segment is not None


def test_a_take_that_goes_as_it_is_reused_is_made_anew(
    copy: Video, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = meanwhile(monkeypatch, renders, "_hold", housekeeping.empty_trash)
    render = renders.generate(copy, actor=alice)
    other.join()
    assert made(render) in ALL_OR_NOTHING
    assert ledger.problems() == []


def test_a_video_whose_take_is_reused_as_it_goes_stays_for_a_day(
    copy: Video, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = meanwhile(monkeypatch, DeleteQuery, "delete_batch", lambda: renders.generate(copy, actor=alice))
    housekeeping.empty_trash()
    other.join()
    assert made(Render.objects.get(video=copy)) in ALL_OR_NOTHING
    housekeeping.empty_trash()
    assert list(Video.objects.all()) == [copy]


def test_a_video_that_goes_with_its_refused_order_is_in_nobodys_way(
    video: Video, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, known = folders.create(video.team, actor=alice, name="Spring"), Video.objects.get()
    other = meanwhile(monkeypatch, QuerySet, "update", lambda: videos.take_back(known))
    folders.move(video.team, [known], to=folder, actor=alice)
    other.join()
    with pytest.raises(NotFound, match="This video was deleted"):
        scenes.add(known)
    assert not Event.objects.filter(kind="video.moved").exists()
