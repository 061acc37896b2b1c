"""Settings of the test run, and the people in it."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="understudy-tests-"))
