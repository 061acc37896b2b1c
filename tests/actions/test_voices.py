"""The engine's voices in the database: all of them, the same rows every time, none lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from studio import tasks
from studio.actions import accounts
from studio.management.commands.studio import first_steps
from studio.models import Account, Avatar, Team, Voice
from studio.render.speech.catalogue import voices

pytestmark = pytest.mark.django_db


def test_it_keeps_the_rows_of_voices_and_their_order(team: Team) -> None:
    account = accounts.open_embedded(team)
    before = list(account.voices.values_list("pk", "external_id"))
    assert [external for _, external in before] == [voice.id for voice in voices()]
    accounts.sync_cast(account)
    assert list(account.voices.values_list("pk", "external_id")) == before
    assert not account.voices.exclude(retired_at=None).exists()
    assert not account.voices.filter(language="").exists()


def test_it_writes_only_what_differs(team: Team, django_assert_num_queries: Any) -> None:
    account = accounts.open_embedded(team)
    avatar, (voice, other) = account.avatars.get(external_id="maya"), account.voices.all()[:2]
    account.avatars.filter(pk=avatar.pk).update(name="Somebody", looks=[], retired_at=timezone.now())
    account.voices.filter(pk=voice.pk).update(locale="xx-XX")
    with django_assert_num_queries(8) as asked:  # savepoint, two reads, two writes, two retirements, release
        accounts.sync_cast(account)
    faces, sounds = [each["sql"] for each in asked.captured_queries if each["sql"].startswith("INSERT")]
    assert "'maya'" in faces and "'kofi'" not in faces
    assert f"'{voice.external_id}'" in sounds and f"'{other.external_id}'" not in sounds
    was = (avatar.name, avatar.looks, avatar.created_at, avatar.retired_at)
    avatar.refresh_from_db()
    assert (avatar.name, avatar.looks, avatar.created_at, avatar.retired_at) == was
    locale = voice.locale
    voice.refresh_from_db()
    assert voice.locale == locale
    with django_assert_num_queries(6):  # nothing differs, nothing is written
        accounts.sync_cast(account)


def test_a_start_brings_what_a_newer_version_has_to_every_team(team: Team) -> None:
    open_, closed = accounts.open_embedded(team), accounts.open_embedded(Team.objects.create(name="Others"))
    Account.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    Avatar.objects.filter(external_id="maya").delete()
    Voice.objects.filter(external_id="nora").delete()
    tasks.sync_embedded()
    assert open_.avatars.filter(external_id="maya").exists() and open_.voices.filter(external_id="nora").exists()
    assert not closed.avatars.filter(external_id="maya").exists()


@pytest.mark.django_db(transaction=True)
def test_a_start_asks_for_it() -> None:
    first_steps()
    assert "studio.tasks.sync_embedded" in {each.func() for each in OrmQ.objects.all()}


def test_it_retires_a_voice_whose_file_is_gone_and_takes_it_back(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICES_DIR", str(tmp_path))
    sheet = {"espeak": {"voice": "en-us"}, "dataset": "lessac", "language": {"code": "en_US"}}
    (tmp_path / "en_US-lessac-low.onnx.json").write_text(json.dumps(sheet))
    model = tmp_path / "en_US-lessac-low.onnx"
    model.write_bytes(b"")
    account = accounts.open_embedded(team)
    row = account.voices.get(external_id="piper:en_US-lessac-low")
    assert (row.name, row.language, row.locale, row.retired_at) == ("Lessac (Piper)", "English", "en-US", None)
    model.unlink()
    accounts.sync_cast(account)
    row.refresh_from_db()
    assert row.retired_at is not None
    model.write_bytes(b"")
    accounts.sync_cast(account)
    row.refresh_from_db()
    assert row.retired_at is None
