"""What HeyGen says of the account behind a key."""

from __future__ import annotations

from typing import Any, Final

from studio.dialects.allowance import FREE
from studio.dialects.shapes import TEXT, WHOLE, shape

UNITS: Final = 60
"""Of quota in one credit."""
QUOTA: Final = shape(
    "Quota", remaining_quota=WHOLE,
    details=shape(
        api=WHOLE, seat=WHOLE, streaming_avatar=WHOLE, streaming_avatar_instance_quota=WHOLE, plan_credit=WHOLE,
        avatar_iv_free_credit=WHOLE, generative_element_free_image_credit=WHOLE,
        generative_element_free_video_credit=WHOLE, video_agent_quality_mode_credit=WHOLE,
    ),
)  # fmt: skip
ME: Final = shape("User", username=TEXT, email=TEXT, first_name=TEXT, last_name=TEXT)


def quota(hundredths: int, *, free: bool) -> dict[str, Any]:
    """The `data` of user/remaining_quota for so many hundredths of a credit."""
    left = max(hundredths * UNITS // 100, FREE * UNITS if free else 0)
    return {
        "remaining_quota": left,
        "details": {
            "api": left, "seat": 1, "streaming_avatar": 0, "streaming_avatar_instance_quota": 0, "plan_credit": 0,
            "avatar_iv_free_credit": 0, "generative_element_free_image_credit": 0,
            "generative_element_free_video_credit": 0, "video_agent_quality_mode_credit": 0,
        },
    }  # fmt: skip


def me(*, email: str, name: str) -> dict[str, Any]:
    """The `data` of user/me."""
    first, _, last = name.strip().partition(" ")
    return {"username": email or "program", "email": email, "first_name": first, "last_name": last.strip()}
