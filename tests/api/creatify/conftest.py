"""A key to an embedded account with its cast and the first-run template."""

from __future__ import annotations

import pytest

from studio.actions import accounts, samples
from studio.models import Account, ApiKey, Template, User
from tests import people


@pytest.fixture
def key(account: Account, alice: User) -> ApiKey:
    accounts.sync_cast(account)
    return people.key(account, by=alice)


@pytest.fixture
def template(key: ApiKey) -> Template:
    samples.make_template()
    return Template.objects.get()


@pytest.fixture
def stranger(charlie: User) -> ApiKey:
    """A key of another team's."""
    return people.key(people.account(charlie.teams.get()), by=charlie)
