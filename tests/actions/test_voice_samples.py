"""How a provider's voice sounds: fetched when somebody wants to hear it, once, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.actions import housekeeping, syncing, voice_samples
from studio.errors import NotFound, ProviderError, StudioError
from studio.models import Account, Asset, Team, Voice
from studio.providers.base import NoNews, Offer
from studio.vocabulary import AssetKind, Provider
from tests import creators, people
from tests.net.site import Site, open_site, reply
from tests.render.boards import recording

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any, tmp_path: Path) -> Iterator[Site]:
    settings.FETCH_ALLOW = creators.LOOPBACK
    with open_site() as opened:
        said = reply(recording(tmp_path / "sara.wav", seconds=0.3).read_bytes())
        opened.pages["/sara.wav"] = opened.pages["/sara.wav?sig=1"] = opened.pages["/sara.wav?sig=2"] = said
        yield opened


@pytest.fixture
def heygen(team: Team) -> Account:
    return people.account(team, provider=Provider.HEYGEN)


def offered(account: Account, url: str) -> Voice:
    """Sara, as the provider lists her now."""
    syncing.take_in(account, syncing.Told(NoNews("x"), [Offer("v1", "Sara", sample_url=url)], NoNews("")))
    return Voice.objects.select_related("account__team", "sample").get(account=account, external_id="v1")


def test_it_is_brought_once_though_its_signature_changes(heygen: Account, site: Site) -> None:
    first = voice_samples.of(offered(heygen, site("/sara.wav?sig=1")))
    assert (first.kind, first.uploaded, first.source_url) == (AssetKind.AUDIO, False, site("/sara.wav"))
    assert first.duration == pytest.approx(0.3, abs=0.05)
    assert voice_samples.of(offered(heygen, site("/sara.wav?sig=2"))) == first
    assert len(site.asked) == 1
    assert voice_samples.of(offered(heygen, "")) == first, "what is here stays, wherever it came from"


def test_another_address_is_another_sample(heygen: Account, site: Site, tmp_path: Path) -> None:
    first = voice_samples.of(offered(heygen, site("/sara.wav")))
    site.pages["/new.wav"] = reply(recording(tmp_path / "new.wav", seconds=0.6).read_bytes())
    assert voice_samples.of(offered(heygen, site("/new.wav"))) != first


def test_one_that_is_gone_from_the_disk_is_brought_again(heygen: Account, site: Site) -> None:
    Path(voice_samples.of(offered(heygen, site("/sara.wav"))).file.path).unlink()
    again = voice_samples.of(offered(heygen, site("/sara.wav")))
    assert Path(again.file.path).is_file()


def test_it_says_why_there_is_nothing_to_hear(heygen: Account, site: Site) -> None:
    with pytest.raises(NotFound, match="HeyGen has no sample of this voice"):
        voice_samples.of(offered(heygen, "javascript:alert(1)"))
    with pytest.raises(ProviderError, match="The sample of Sara can't be heard"):
        voice_samples.of(offered(heygen, site("/gone.wav")))
    with pytest.raises(ProviderError, match="The sample of Sara can't be heard"):
        voice_samples.of(offered(heygen, "http://10.0.0.1/sara.wav"))
    site.pages["/page.wav"] = reply(b"<html>Sign in</html>")
    with pytest.raises(StudioError):
        voice_samples.of(offered(heygen, site("/page.wav")))
    assert not Asset.objects.exists()


def test_it_is_not_swept_while_a_voice_has_it(heygen: Account, site: Site) -> None:
    voice_samples.of(offered(heygen, site("/sara.wav")))
    Asset.objects.update(fetched_at="2026-01-01T00:00:00Z")
    assert housekeeping.sweep_fetched() == 0
    Voice.objects.update(sample=None)
    assert housekeeping.sweep_fetched() == 1
