"""How long Hypothesis plays: shortly in the suite, and as many times longer as EXAMPLES says (`make machines`)."""

from __future__ import annotations

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def played(examples: int, *, steps: int, unhealthy: Sequence[HealthCheck] = tuple(HealthCheck)) -> settings:
    """Settings of a state machine of so many steps an example. `unhealthy`: what Hypothesis may find amiss in it."""
    times = int(os.environ.get("EXAMPLES", "1"))
    return settings(
        max_examples=examples * times, stateful_step_count=steps, deadline=None,
        suppress_health_check=list(unhealthy),
    )  # fmt: skip


def ends(machine: type[RuleBasedStateMachine], rules: settings) -> int:
    """Play it; how many plays came to their end. Raises what the machine's rules and invariants assert."""
    ended = 0

    class Counted(machine):  # type: ignore[misc, valid-type]
        def teardown(self) -> None:
            nonlocal ended
            super().teardown()
            ended += 1

    run_state_machine_as_test(Counted, settings=rules)
    return ended
