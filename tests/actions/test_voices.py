"""The engine's voices in the database: all of them, the same rows every time, none lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.actions import accounts
from studio.models import Team
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
