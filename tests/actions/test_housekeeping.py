"""Sweeping removes what nobody needs and nothing else."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from django.utils import timezone

from studio.actions import assets, housekeeping
from studio.models import Account, Asset, Delivery, DeliveryTry, Hook, Job, Render, Scene, Take, Team, Template, Video
from studio.vocabulary import Provider, RenderState, TakeState
from tests import people

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=31)


def asset(team: Team, **fields: object) -> Asset:
    row = Asset(team=team, kind="segment", name="x", mime="video/mp4", size=1, sha256="0" * 64, **fields)
    row.file.save("x.mp4", ContentFile(b"x"), save=False)
    row.save(force_insert=True)
    Asset.objects.filter(pk=row.pk).update(created_at=LONG_AGO)
    return row


def test_it_empties_the_trash_after_thirty_days(team: Team, account: Account) -> None:
    old = Video.objects.create(team=team, account=account, trashed_at=LONG_AGO)
    Video.objects.create(team=team, account=account, trashed_at=timezone.now())
    busy = Video.objects.create(team=team, account=account, trashed_at=LONG_AGO)
    Render.objects.create(video=busy, account=account, number=1, storyboard={}, state="processing")
    assert housekeeping.empty_trash() == 1
    assert not Video.objects.filter(pk=old.pk).exists()
    assert Video.objects.count() == 2


def test_it_empties_the_trash_of_templates_but_for_the_providers_own(team: Team, account: Account) -> None:
    def template(name: str, **fields: object) -> Template:
        return Template.objects.create(team=team, account=account, name=name, storyboard={}, **fields)

    template("Long ago", trashed_at=LONG_AGO)
    template("Lately", trashed_at=timezone.now())
    template("Theirs", trashed_at=LONG_AGO, external_id="t-1")
    template("In use")
    assert housekeeping.empty_trash() == 1
    assert set(Template.objects.values_list("name", flat=True)) == {"Lately", "Theirs", "In use"}


def test_it_sweeps_only_files_nothing_refers_to(team: Team, account: Account) -> None:
    video = Video.objects.create(team=team, account=account)
    film, segment, upload, orphan = asset(team), asset(team), asset(team, uploaded=True), asset(team)
    render = Render.objects.create(video=video, account=account, number=1, storyboard={}, file=film)
    Take.objects.create(render=render, account=account, position=0, scenes=[0], content_hash="h", segment=segment)
    assert housekeeping.sweep_orphans() == 1
    assert set(Asset.objects.all()) == {film, segment, upload}
    assert not Path(orphan.file.path).exists()


def test_it_keeps_a_programs_speech_and_a_templates_picture(team: Team, account: Account) -> None:
    speech, picture = asset(team), asset(team)
    Job.objects.create(team=team, account=account, dialect="creatify", kind="text_to_speech", asset=speech)
    Template.objects.create(team=team, account=account, name="Spring", storyboard={}, picture=picture)
    assert housekeeping.sweep_orphans() == 0
    assert set(Asset.objects.all()) == {speech, picture}


def test_it_sweeps_what_was_fetched_and_no_storyboard_names(team: Team, account: Account) -> None:
    fetched = {"source_url": "https://example.org/a.png", "fetched_at": LONG_AGO}
    frozen, chosen, music, kept, unused = (asset(team, **fetched) for _ in range(5))
    young = asset(team, source_url="https://example.org/a.png", fetched_at=timezone.now() - timedelta(days=3))
    video = Video.objects.create(team=team, account=account, setup={"music": {"audio_asset_id": str(music.pk)}})
    scene = {"background": {"type": "image", "image_asset_id": str(frozen.pk)}}
    Render.objects.create(video=video, account=account, number=1, storyboard={"scenes": [scene]}, poster=kept)
    Scene.objects.create(video=video, position=0, document={"voice": {"audio_asset_id": str(chosen.pk)}})
    assert housekeeping.sweep_orphans() == 0
    assert housekeeping.sweep_fetched() == 1
    assert set(Asset.objects.all()) == {frozen, chosen, music, kept, young}
    assert not Path(unused.file.path).exists()
    assert housekeeping.sweep_fetched() == 0


def test_it_sweeps_files_that_no_row_names(team: Team) -> None:
    kept = asset(team)
    stray = Path(kept.file.path).with_name("stray.mp4")
    young = Path(kept.file.path).with_name("young.mp4")
    for path in (stray, young):
        path.write_bytes(b"x")
    for path in (stray, Path(kept.file.path)):
        os.utime(path, (time.time() - 2 * 86400,) * 2)
    assert housekeeping.sweep_strays() == 1
    assert (stray.exists(), young.exists(), Path(kept.file.path).exists()) == (False, True, True)


def test_it_forgets_old_pictures_and_keeps_new_ones(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    for name, age in (("old", 20), ("new", 1)):
        file = tmp_path / "cache" / name / "a" / "still.jpg"
        file.parent.mkdir(parents=True)
        file.write_bytes(b"x")
        for path in (file, file.parent, file.parent.parent):
            os.utime(path, (time.time() - age * 86400,) * 2)
    housekeeping.tidy()
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["new"]


def test_it_keeps_a_folder_that_somebody_is_about_to_fill(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    fresh = tmp_path / "cache" / "avatar" / "4f"
    fresh.mkdir(parents=True)
    left = tmp_path / "work" / "left"
    left.mkdir(parents=True)
    os.utime(left, (time.time() - 2 * 86400,) * 2)
    housekeeping.tidy()
    assert (fresh.is_dir(), left.exists()) == (True, False)


def test_it_keeps_a_file_that_somebody_began_to_use(team: Team, account: Account) -> None:
    used = asset(team)
    render = people.render(people.video(account))
    people.take(render, state="completed", segment=used)
    with pytest.raises(ProtectedError):
        assets.discard(used)
    assert Path(used.file.path).exists() and Asset.objects.filter(pk=used.pk).exists()


def test_it_leaves_a_video_that_was_restored_meanwhile(team: Team, account: Account) -> None:
    first, second = (Video.objects.create(team=team, account=account, trashed_at=LONG_AGO) for _ in range(2))

    def restore_the_other(instance: Video, **_: object) -> None:
        Video.objects.exclude(pk=instance.pk).update(trashed_at=None)

    pre_delete.connect(restore_the_other, sender=Video)
    try:
        assert housekeeping.empty_trash() == 1
    finally:
        pre_delete.disconnect(restore_the_other, sender=Video)
    assert Video.objects.filter(pk__in=[first.pk, second.pk]).count() == 1


@pytest.mark.parametrize("state", [TakeState.SUBMITTED, TakeState.UNKNOWN, TakeState.FETCHING])
def test_what_a_provider_still_makes_keeps_its_video_and_its_hold(team: Team, state: TakeState) -> None:
    account = people.account(team, provider=Provider.CAPTIONS)
    video = Video.objects.create(team=team, account=account, trashed_at=LONG_AGO)
    take = people.take(people.render(video, state=RenderState.CANCELED, storyboard={}), state=state)
    assert housekeeping.empty_trash() == 0
    Take.objects.filter(pk=take.pk).update(state=TakeState.COMPLETED)
    assert housekeeping.empty_trash() == 1


def test_webhooks_are_kept_for_a_month(team: Team, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "BATCH", 2)
    for number, (state, handled) in enumerate([("delivered", LONG_AGO), ("given_up", LONG_AGO), ("waiting", None)] * 2):
        for when in (LONG_AGO, timezone.now()):
            Delivery.objects.create(team=team, key=f"{number}{when}", state=state, created_at=when)
            Hook.objects.create(account=account, key=f"{number}{when}", received_at=when, handled_at=handled)
    DeliveryTry.objects.create(delivery=Delivery.objects.filter(state="given_up", created_at=LONG_AGO)[0], number=1)
    assert housekeeping.forget_told() == 8
    assert (
        Delivery.objects.filter(created_at=LONG_AGO).count() == Hook.objects.filter(received_at=LONG_AGO).count() == 2
    )
    assert Delivery.objects.count() == Hook.objects.count() == 8
    assert not DeliveryTry.objects.exists()


def test_who_signed_in_a_month_ago_is_forgotten(apart: None) -> None:
    now = timezone.now()
    for key, ends in (("over", now - timedelta(minutes=1)), ("open", now + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    housekeeping.tidy()
    assert [each.pk for each in Session.objects.all()] == ["open"]
