"""The adapters' contract is checked like a test's own lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.net.site import Site, open_site

pytest.register_assert_rewrite("tests.providers.contract")


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened
