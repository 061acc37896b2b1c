"""The same keys as next door: v3 has v2's door."""

from __future__ import annotations

from tests.api.heygen.conftest import key, other

__all__ = ["key", "other"]
