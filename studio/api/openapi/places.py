"""The addresses below one root, as OpenAPI writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from studio.api.door import Doorway
from studio.dialects.shapes import TEXT, UUID, Schema

_CONVERTED = re.compile(r"<(?:(\w+):)?(\w+)>")
_GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True, slots=True)
class Place:
    """One address: `path` below its root, with its parameters in braces; `slash` when the last one may be left out."""

    name: str
    path: str
    parameters: dict[str, Schema]
    slash: bool
    view: Any

    @property
    def doorway(self) -> Doorway | None:
        return getattr(self.view, "doorway", None)


def below(root: str) -> Iterator[Place]:
    """Every address below a root ("heygen/"), in the order of the URL patterns."""
    (tree,) = (each for each in get_resolver().url_patterns if str(each.pattern) == root)
    assert isinstance(tree, URLResolver)
    yield from _below(tree, "/")


def _below(tree: URLResolver, before: str) -> Iterator[Place]:
    for entry in tree.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _below(entry, before + str(entry.pattern))
        else:
            yield _place(entry, before)


def _place(entry: URLPattern, before: str) -> Place:
    route = str(entry.pattern)
    if isinstance(entry.pattern, RoutePattern):
        kinds = {name: UUID if kind == "any_uuid" else TEXT for kind, name in _CONVERTED.findall(route)}
        return Place(entry.name or "", before + _CONVERTED.sub(r"{\2}", route), kinds, False, entry.callback)
    plain = route.removeprefix("^").removesuffix("$")
    path, slash = _GROUP.sub(r"{\1}", plain.removesuffix("/?")), plain.endswith("/?")
    kinds = dict.fromkeys(_GROUP.findall(plain), TEXT)
    return Place(entry.name or "", f"{before}{path}/" if slash else before + path, kinds, slash, entry.callback)
