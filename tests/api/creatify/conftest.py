"""A key to an embedded account with its cast and the first-run template."""

from __future__ import annotations

import pytest

from studio.actions import samples
from studio.models import ApiKey, Template, User
from tests import people


@pytest.fixture
def template(key: ApiKey) -> Template:
    samples.make_template()
    return Template.objects.get()


@pytest.fixture
def stranger(charlie: User) -> ApiKey:
    """A key of another team's."""
    return people.key(people.account(charlie.teams.get()), by=charlie)
