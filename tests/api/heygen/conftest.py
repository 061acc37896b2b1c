"""Whoever is of another team."""

from __future__ import annotations

import pytest

from studio.models import ApiKey, User
from tests import people


@pytest.fixture
def other(charlie: User) -> ApiKey:
    """A key of another team."""
    return people.key(people.account(charlie.teams.get()), by=charlie)
