"""Every answer in these tests is compared with its document."""

from __future__ import annotations

import pytest

from studio.actions import accounts
from studio.models import Account, ApiKey, User
from tests import people
from tests.documents import as_documented

__all__ = ["as_documented"]


@pytest.fixture
def key(account: Account, alice: User) -> ApiKey:
    accounts.sync_cast(account)
    return people.key(account, by=alice)


@pytest.fixture
def other(charlie: User) -> ApiKey:
    """A key of another team."""
    return people.key(people.account(charlie.teams.get()), by=charlie)
