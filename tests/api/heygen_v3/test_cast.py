"""Avatars, looks, voices and the account, as v3 lists them: whole answers beside the published schemas."""

from __future__ import annotations

import pytest

from studio.models import Account, ApiKey
from tests import faces, heygen_schemas, people
from tests.api.heygen.asking import ask
from tests.api.heygen_v3.asking import error_of, told

pytestmark = pytest.mark.django_db
LOOKS, GROUP, LOOK = "GET /v3/avatars/looks", "GET /v3/avatars/{group_id}", "GET /v3/avatars/looks/{look_id}"


def test_looks_are_what_orders_name(key: ApiKey) -> None:
    photo = faces.photo(key.account)
    first = told("GET", "/avatars/looks?limit=5", key)
    assert (len(first["data"]), first["has_more"]) == (5, True)
    assert set(first["data"][0]) == heygen_schemas.members(LOOKS)
    second = told("GET", f"/avatars/looks?limit=5&token={first['next_token']}", key)
    assert not {each["id"] for each in first["data"]} & {each["id"] for each in second["data"]}
    own = told("GET", "/avatars/looks?ownership=private", key)["data"]
    assert [(each["id"], each["avatar_type"], each["status"]) for each in own] == [
        (photo.external_id, "photo_avatar", "completed")
    ]
    pictured = told("GET", "/avatars/looks?avatar_type=photo_avatar", key)["data"]
    assert [each["id"] for each in pictured] == [photo.external_id]
    mine = told("GET", "/avatars/looks?group_id=maya", key)["data"]
    assert {each["group_id"] for each in mine} == {"maya"}
    assert mine[0]["default_voice_id"] == "nora"
    one = told("GET", f"/avatars/looks/{mine[1]['id']}", key, route=LOOK)["data"]
    assert one == mine[1]


def test_avatars_are_groups_of_looks(key: ApiKey) -> None:
    found = told("GET", "/avatars?limit=100", key)["data"]
    looks = told("GET", "/avatars/looks?limit=100&ownership=public", key)["data"]
    assert {each["id"] for each in found} >= {each["group_id"] for each in looks[:20]}
    maya = told("GET", "/avatars/maya", key, route=GROUP)["data"]
    assert maya in found
    assert maya["looks_count"] == len([each for each in looks if each["group_id"] == "maya"])
    assert told("GET", "/avatars?ownership=private", key)["data"] == []


def test_voices_are_listed_and_filtered(key: ApiKey) -> None:
    found = told("GET", "/voices?limit=100", key)["data"]
    assert set(found[0]) == heygen_schemas.members("GET /v3/voices")
    nora = next(each for each in found if each["voice_id"] == "nora")
    english = told("GET", f"/voices?limit=100&language={nora['language']}&gender={nora['gender']}", key)["data"]
    assert nora in english
    assert len(english) < len(found)
    assert told("GET", "/voices?type=private", key)["data"] == []
    assert ask("GET", "/v3/voices/nora", key).json()["data"]["name"] == nora["name"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/avatars/nobody", "avatar_not_found"), ("/avatars/looks/nobody", "avatar_not_found"),
        ("/voices/nobody", "voice_not_found"),
    ],
)  # fmt: skip
def test_who_is_not_offered_is_not_found(key: ApiKey, path: str, code: str) -> None:
    assert error_of(ask("GET", f"/v3{path}", key)) == (404, code, "")


@pytest.mark.parametrize("query", ["ownership=mine", "avatar_type=cartoon", "limit=x", "token=%21"])
def test_a_wrong_filter_is_refused(key: ApiKey, query: str) -> None:
    assert error_of(ask("GET", f"/v3/avatars/looks?{query}", key)) == (
        400,
        "invalid_parameter",
        query.partition("=")[0],
    )


def test_the_account_tells_what_is_left(key: ApiKey) -> None:
    assert told("GET", "/users/me", key)["data"]["wallet"]["remaining_balance"] == 6000
    Account.objects.filter(pk=key.account_id).update(price=100)
    found = told("GET", "/users/me", key)["data"]
    assert found["wallet"] == {"currency": "credits", "remaining_balance": people.CREDITS / 100, "auto_reload": None}
    assert (found["email"], found["first_name"]) == ("alice@example.org", "Alice")


def test_another_teams_key_sees_its_own_cast(key: ApiKey, other: ApiKey) -> None:
    photo = faces.photo(key.account)
    assert error_of(ask("GET", f"/v3/avatars/looks/{photo.external_id}", other))[0] == 404
