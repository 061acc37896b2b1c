"""The same key of another team as next door: v3 has v2's door."""

from __future__ import annotations

from tests.api.heygen.conftest import other

__all__ = ["other"]
