"""How long Hypothesis plays: shortly in the suite, and as many times longer as EXAMPLES says (`make machines`)."""

from __future__ import annotations

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, settings


def played(examples: int, *, steps: int, unhealthy: Sequence[HealthCheck] = tuple(HealthCheck)) -> settings:
    """Settings of a state machine of so many steps an example. `unhealthy`: what Hypothesis may find amiss in it."""
    times = int(os.environ.get("EXAMPLES", "1"))
    return settings(
        max_examples=examples * times, stateful_step_count=steps, deadline=None,
        suppress_health_check=list(unhealthy),
    )  # fmt: skip
