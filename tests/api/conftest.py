"""Every answer in these tests is compared with its document."""

from __future__ import annotations

from tests.documents import as_documented

__all__ = ["as_documented"]
