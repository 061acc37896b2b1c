"""A take that a provider is to make, and has not been ordered yet."""

from __future__ import annotations

import pytest

from studio.actions import renders
from studio.models import Account, Render, Take, User, Video
from studio.vocabulary import Provider
from tests import people


@pytest.fixture
def account(team: people.Team) -> Account:
    return people.account(team, provider=Provider.CAPTIONS, price=100)


@pytest.fixture
def render(video: Video, alice: User) -> Render:
    return renders.generate(video, actor=alice)


@pytest.fixture
def take(render: Render) -> Take:
    return render.takes.get()
