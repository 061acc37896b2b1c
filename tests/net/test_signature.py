"""Signatures of webhooks: as Standard Webhooks has them, and how old a message may be."""

from __future__ import annotations

import pytest

from studio.net import signature


def test_it_signs_as_standard_webhooks_does_in_its_own_example() -> None:
    signed = signature.standard(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )  # fmt: skip
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("said", "fresh"),
    [
        ("1000", True), ("700", True), ("1300", True), ("699", False), ("1301", False), ("", False), ("-1000", False),
        ("1000.0", False), ("²", False), ("١٠٠٠", False), ("9" * 5000, False),
    ],
)  # fmt: skip
def test_it_believes_a_time_of_five_minutes_ago_and_none_that_is_no_number(said: str, fresh: bool) -> None:
    assert signature.fresh(said, now=1000.0) == fresh
