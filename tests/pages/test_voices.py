"""Hearing a provider's voice from the editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.models import Team, User, Voice
from studio.vocabulary import Provider
from tests import creators, people
from tests.net.site import open_site, reply
from tests.pages.asking import as_
from tests.render.boards import recording

pytestmark = pytest.mark.django_db


def test_it_plays_a_providers_own_sample_to_the_team(
    team: Team, alice: User, vera: User, charlie: User, settings: Any, tmp_path: Path
) -> None:
    settings.FETCH_ALLOW = creators.LOOPBACK
    heygen = people.account(team, provider=Provider.HEYGEN)
    heygen.voices.create(external_id="mute", name="Mute")
    video, nora = people.video(heygen), heygen.voices.get(external_id="nora")
    path = f"/voices/{nora.pk}/sample/"
    with open_site() as site:
        site.pages["/nora.wav"] = reply(recording(tmp_path / "nora.wav", seconds=0.3).read_bytes())
        Voice.objects.filter(pk=nora.pk).update(sample_url=site("/nora.wav"))
        page = as_(alice).get(f"/videos/{video.pk}/edit/").content.decode()
        assert page.count("/sample/") == 1 and f'data-listen="{path}"' in page
        answer = as_(vera).get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "audio/wav")
        assert len(site.asked) == 1
    assert as_(charlie).get(path).status_code == 404
    assert as_(alice).post(path).status_code == 405
    mute = heygen.voices.get(external_id="mute")
    silent = as_(alice).get(f"/voices/{mute.pk}/sample/", headers={"Accept": "application/json, audio/*"})
    assert silent.status_code == 404
    assert silent.json()["error"]["message"] == "HeyGen has no sample of this voice."
    answer.close()
