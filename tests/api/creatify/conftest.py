"""The first-run template."""

from __future__ import annotations

import pytest

from studio.actions import samples
from studio.models import ApiKey, Template


@pytest.fixture
def template(key: ApiKey) -> Template:
    samples.make_template()
    return Template.objects.get()
