"""GIFs are made once, by the engine's own process, and only of what there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from studio.actions import assets, gifs
from studio.errors import BadInput, NotFound
from studio.models import Render, Video
from studio.providers.local import preview
from tests.render.boards import clip

pytestmark = pytest.mark.django_db


def render(video: Video, file: Path | None) -> Render:
    account = video.account
    made = file and assets.keep(video.team, file, kind="video", name="film.mp4", mime="video/mp4")
    return Render.objects.create(video=video, account=account, number=1, storyboard={}, state="completed", file=made)


def test_it_makes_a_gif_once(video: Video, tmp_path: Path) -> None:
    shown = render(video, clip(tmp_path / "film.mp4", frames=6))
    path = gifs.gif(shown)
    assert path.read_bytes().startswith(b"GIF89a")
    made = path.stat().st_mtime_ns
    assert gifs.gif(shown) == path
    assert path.stat().st_mtime_ns == made
    assert not list((settings.DATA_DIR / "work").glob("gif-*"))


def test_it_says_what_there_is_no_gif_of(video: Video, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        gifs.gif(render(video, None))
    (tmp_path / "bad.mp4").write_bytes(bytes(range(256)) * 9)
    with pytest.raises(BadInput):
        preview(tmp_path / "bad.mp4", tmp_path / "work")
