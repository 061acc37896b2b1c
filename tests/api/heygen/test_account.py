"""What is left, and whose key it is."""

from __future__ import annotations

import pytest

from studio.models import Account, ApiKey, Wallet
from tests.api.heygen.asking import ask, error_of, number_of

pytestmark = pytest.mark.django_db
DETAILS = {
    "api", "seat", "streaming_avatar", "streaming_avatar_instance_quota", "plan_credit", "avatar_iv_free_credit",
    "generative_element_free_image_credit", "generative_element_free_video_credit", "video_agent_quality_mode_credit",
}  # fmt: skip


def test_quota_is_sixty_a_credit(key: ApiKey, wallet: Wallet) -> None:
    Account.objects.filter(pk=key.account_id).update(price=1)
    Wallet.objects.filter(pk=wallet.pk).update(available=60_50)
    answer = ask("GET", "/v2/user/remaining_quota", key).json()
    assert (answer["error"], answer["data"]["remaining_quota"]) == (None, 3630)
    assert set(answer["data"]["details"]) == DETAILS
    assert all(type(value) is int for value in answer["data"]["details"].values())


def test_an_account_that_is_free_never_runs_out(key: ApiKey, wallet: Wallet) -> None:
    Wallet.objects.filter(pk=wallet.pk).update(available=0)
    assert ask("GET", "/v2/user/remaining_quota", key).json()["data"]["remaining_quota"] == 360_000


def test_it_says_whose_key_it_is(key: ApiKey) -> None:
    assert ask("GET", "/v1/user/me", key).json() == {
        "code": 100,
        "data": {"username": "alice@example.org", "email": "alice@example.org", "first_name": "Alice", "last_name": ""},
        "msg": None, "message": None,
    }  # fmt: skip


def test_it_wants_a_key(db: None) -> None:
    assert error_of(ask("GET", "/v2/user/remaining_quota")) == (401, "unauthorized")
    assert number_of(ask("GET", "/v1/user/me")) == (401, 400112)
