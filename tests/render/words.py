"""Tests of what only words tell about a script's language."""

from __future__ import annotations

import importlib.util
import sys

import pytest

# Where it can be installed it must be there: without it, older Pythons fail.
needs_words = pytest.mark.skipif(
    sys.version_info >= (3, 14) and importlib.util.find_spec("pycld2") is None,
    reason="pycld2 has no wheel for this Python: nobody can tell languages by their words",
)
