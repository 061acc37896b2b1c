"""What v3 says of the account behind a key."""

from __future__ import annotations

from typing import Any, Final

from studio.dialects.heygen import account

FREE: Final = account.FREE / account.UNITS
"""Credits that are told of an account that nothing is charged to, as v2 tells its quota."""


def me(hundredths: int, *, free: bool, email: str, name: str) -> dict[str, Any]:
    """The `data` of /v3/users/me: a wallet of credits."""
    left = max(hundredths / 100, FREE if free else 0.0)
    return {
        **account.me(email=email, name=name), "billing_type": "wallet", "subscription": None, "usage_based": None,
        "wallet": {"currency": "credits", "remaining_balance": left, "auto_reload": None},
    }  # fmt: skip
