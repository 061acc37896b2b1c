"""What v3 says of the account behind a key."""

from __future__ import annotations

from typing import Any, Final

from studio.dialects.allowance import left
from studio.dialects.heygen import account
from studio.dialects.shapes import NOTHING, NUMBER, TEXT, always, more, shape

ME: Final = more(
    account.ME, "V3User", billing_type=always("wallet"), subscription=NOTHING, usage_based=NOTHING,
    wallet=shape(currency=TEXT, remaining_balance=NUMBER, auto_reload=NOTHING),
)  # fmt: skip


def me(hundredths: int, *, free: bool, email: str, name: str) -> dict[str, Any]:
    """The `data` of /v3/users/me: a wallet of credits."""
    return {
        **account.me(email=email, name=name), "billing_type": "wallet", "subscription": None, "usage_based": None,
        "wallet": {"currency": "credits", "remaining_balance": left(hundredths, free=free), "auto_reload": None},
    }  # fmt: skip
