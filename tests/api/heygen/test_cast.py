"""Who can speak, in all of HeyGen's lists."""

from __future__ import annotations

import pytest
from django.test import Client

from studio.models import Account, ApiKey, Avatar, Render
from studio.vocabulary import AvatarKind
from tests import faces
from tests.api.heygen.asking import ask, error_of, ordered

pytestmark = pytest.mark.django_db
AVATAR = {
    "avatar_id", "avatar_name", "gender", "preview_image_url", "preview_video_url", "premium", "type", "tags",
    "default_voice_id",
}  # fmt: skip
VOICE = {
    "voice_id", "language", "gender", "name", "preview_audio", "support_pause", "emotion_support",
    "support_interactive_avatar", "support_locale",
}  # fmt: skip


@pytest.fixture
def photo(account: Account) -> Avatar:
    return faces.photo(account)


def test_avatars_have_every_field_and_pictures(key: ApiKey, photo: Avatar) -> None:
    answer = ask("GET", "/v2/avatars?page=2&limit=1", key).json()
    assert answer["error"] is None
    found = {each["avatar_id"]: each for each in answer["data"]["avatars"]}
    assert {"kate", "maya"} <= set(found)
    assert photo.external_id not in found
    assert all(set(each) == AVATAR for each in found.values())
    assert found["kate"]["preview_image_url"] == "http://testserver/cast/kate.jpg"
    assert all(each["preview_video_url"].startswith("http://testserver/") for each in found.values())
    (shown,) = answer["data"]["talking_photos"]
    assert set(shown) == {"talking_photo_id", "talking_photo_name", "preview_image_url"}
    picture = Client().get(shown["preview_image_url"].removeprefix("http://testserver"))
    assert picture.status_code == 200
    picture.close()


def test_whoever_is_listed_can_speak(key: ApiKey, photo: Avatar) -> None:
    data = ask("GET", "/v2/avatars", key).json()["data"]
    voice = ask("GET", "/v2/voices", key).json()["data"]["voices"][0]["voice_id"]
    said = {"type": "text", "voice_id": voice, "input_text": "Hi."}
    characters = [
        {"type": "avatar", "avatar_id": data["avatars"][-1]["avatar_id"]},
        {"type": "talking_photo", "talking_photo_id": data["talking_photos"][0]["talking_photo_id"]},
        {"type": "avatar", "avatar_id": data["talking_photos"][0]["talking_photo_id"]},
    ]
    ordered(key, video_inputs=[{"character": each, "voice": said} for each in characters])
    scenes = Render.objects.get().storyboard["scenes"]
    assert [scene["character"]["type"] for scene in scenes] == ["avatar", "talking_photo", "talking_photo"]


def test_details_tell_of_one(key: ApiKey, photo: Avatar) -> None:
    kate = ask("GET", "/v2/avatar/kate/details", key).json()["data"]
    assert set(kate) == {
        "type", "id", "name", "gender", "preview_image_url", "preview_video_url", "premium", "is_public",
        "default_voice_id", "tags",
    }  # fmt: skip
    assert (kate["type"], kate["id"], kate["is_public"]) == ("avatar", "kate", True)
    own = ask("GET", f"/v2/avatar/{photo.external_id}/details", key).json()["data"]
    assert (own["type"], own["is_public"]) == ("talking_photo", False)
    assert error_of(ask("GET", "/v2/avatar/nobody/details", key)) == (404, "avatar_not_found")


def test_groups_hold_looks_under_both_names(key: ApiKey, photo: Avatar) -> None:
    own = ask("GET", "/v2/avatar_group.list", key).json()["data"]
    assert (own["total_count"], own["avatar_group_list"][0]["group_type"]) == (1, "PHOTO")
    everybody = ask("GET", "/v2/avatar_group.list?include_public=true", key).json()["data"]["avatar_group_list"]
    maya = next(each for each in everybody if each["id"] == "maya")
    assert set(maya) == {
        "id", "name", "created_at", "num_looks", "preview_image", "group_type", "train_status", "default_voice_id"
    }  # fmt: skip
    assert isinstance(maya["created_at"], int)
    looks = ask("GET", "/v2/avatar_group/maya/avatars", key).json()["data"]["avatar_list"]
    assert len(looks) == maya["num_looks"]
    assert all((each["id"], each["name"]) == (each["avatar_id"], each["avatar_name"]) for each in looks)
    assert all(each["gender"] and each["preview_video_url"] for each in looks)
    (mine,) = ask("GET", f"/v2/avatar_group/{photo.external_id}/avatars", key).json()["data"]["avatar_list"]
    assert (mine["status"], mine["upscale_availability"]) == ("completed", {"available": False, "reason": None})
    assert error_of(ask("GET", "/v2/avatar_group/nobody/avatars", key)) == (404, "resource_not_found")


def test_voices_have_every_field_and_a_sample(key: ApiKey) -> None:
    found = ask("GET", "/v2/voices", key).json()["data"]["voices"]
    assert "nora" in {each["voice_id"] for each in found}
    assert all(set(each) == VOICE for each in found)
    assert all(each["preview_audio"].startswith("http://testserver/cast/voices/") for each in found)
    locales = ask("GET", "/v2/voices/locales", key).json()["data"]["locales"]
    assert all(set(each) == {"value", "label", "language", "locale", "language_code", "tag"} for each in locales)
    assert len({each["locale"] for each in locales}) == len(locales) > 1


def test_the_older_lists_say_the_same(key: ApiKey, photo: Avatar) -> None:
    listed = ask("GET", "/v1/avatar.list", key).json()
    assert (listed["code"], listed["message"]) == (100, "Success")
    states = {each["id"]: each for avatar in listed["data"]["avatars"] for each in avatar["avatar_states"]}
    assert states["kate"]["video_url"]["grey"].startswith("http://")
    assert states["kate"]["default_voice"]["free"]["voice_id"]
    spoken = ask("GET", "/v1/voice.list", key).json()["data"]
    assert spoken["list"] == spoken["voices"]
    assert {"voice_id", "display_name", "language", "gender", "preview"} <= set(spoken["list"][0])
    shown = ask("GET", "/v1/talking_photo.list", key).json()
    assert [set(each) for each in shown["data"]] == [{"id", "image_url", "circle_image"}]


def test_a_talking_photo_can_be_deleted(key: ApiKey, other: ApiKey, photo: Avatar) -> None:
    path = f"/v2/talking_photo/{photo.external_id}"
    assert error_of(ask("DELETE", path, other)) == (404, "resource_not_found")
    assert ask("DELETE", path, key).json() == {"error": None, "data": None}
    assert error_of(ask("DELETE", path, key)) == (404, "resource_not_found")
    assert ask("GET", "/v1/talking_photo.list", key).json()["data"] == []
    assert error_of(ask("DELETE", "/v2/talking_photo/kate", key)) == (404, "resource_not_found")


def test_a_twin_that_is_made_here_is_an_avatar_and_can_speak(key: ApiKey, photo: Avatar) -> None:
    Avatar.objects.filter(pk=photo.pk).update(kind=AvatarKind.TWIN)
    listed = {each["avatar_id"] for each in ask("GET", "/v2/avatars", key).json()["data"]["avatars"]}
    assert photo.external_id in listed
    voice = {"type": "text", "voice_id": "nora", "input_text": "Hi."}
    for named in ({"type": "avatar", "avatar_id": photo.external_id},
                  {"type": "talking_photo", "talking_photo_id": photo.external_id}):  # fmt: skip
        ordered(key, video_inputs=[{"character": {**named, "scale": 0.5}, "voice": voice}])
    for render in Render.objects.all():
        shown = render.storyboard["scenes"][0]["character"]
        assert (shown["talking_photo_id"], shown["scale"]) == (photo.external_id, 0.5)
