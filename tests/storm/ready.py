"""Django set up: what a process is forked from, so that a worker begins at once."""

import django

django.setup()

from tests.storm import crew  # noqa: E402, F401
