"""What a rule of reading is: a pattern, and what is said where it matches (None: nothing special)."""

from __future__ import annotations

import re
from collections.abc import Callable

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
