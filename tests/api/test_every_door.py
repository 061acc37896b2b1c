"""No address for programs opens without a key, but for those that tell nothing secret."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {
    "api_docs", "api_document", "api_openapi", "captions_nothing", "creatify_nothing", "heygen_nothing",
}  # fmt: skip


def doors(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from doors(entry)
        else:
            yield entry


@pytest.mark.parametrize("root", ["api/", "captions/", "creatify/", "heygen/"])
def test_it_is_locked(root: str) -> None:
    (tree,) = (each for each in get_resolver().url_patterns if str(each.pattern) == root)
    assert isinstance(tree, URLResolver)
    found = {entry.name: entry.callback for entry in doors(tree)}
    assert found
    for name, view in found.items():
        assert hasattr(view, "doorway") or name in OPEN, name
