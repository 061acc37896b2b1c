"""AI Twin as programs written for it use it."""

from __future__ import annotations

from typing import Any

import pytest

from studio.models import ApiKey, Avatar, Twin, User
from studio.vocabulary import AvatarKind, TwinState
from tests import faces, people
from tests.api.captions.test_creator import ask, submitted

pytestmark = pytest.mark.django_db
BODY = {
    "name": "Sam", "videoUrl": "https://example.org/v.mp4",
    "calibrationImageUrls": [f"https://example.org/{number}.jpg" for number in range(5)],
}  # fmt: skip


def created(key: ApiKey) -> str:
    answer = ask("twin/create", key, BODY)
    assert answer.status_code == 200, answer.content
    assert set(answer.json()) == {"operationId"}
    return str(answer.json()["operationId"])


def test_it_says_which_languages_and_what_to_read(key: ApiKey) -> None:
    languages = ask("twin/supported-languages", key).json()["supportedLanguages"]
    assert {"English", "German", "Arabic"} <= set(languages)
    assert ask("twin/script", key).json()["script"].startswith("Hello!")
    assert ask("twin/script", key, {"language": "german"}).json()["script"].startswith("Hallo!")
    assert ask("twin/script", key, {"language": "Polish"}).json()["script"]
    assert ask("twin/script", key, {"language": "Klingon"}).status_code == 400
    chinese = ask("twin/script", key, {"language": "Chinese"}).json()["script"]
    for variant in ("Chinese-Simplified", "chinese-traditional"):
        assert ask("twin/script", key, {"language": variant}).json()["script"] == chinese


def test_it_is_made_listed_used_and_deleted(key: ApiKey) -> None:
    operation = created(key)
    assert ask("twin/status", key, {"operationId": operation}).json() == {"state": "QUEUED", "progress": 0}
    assert ask("twin/list", key).json() == {"twins": []}
    twin = Twin.objects.get()
    avatar = faces.photo(key.account, name="Sam")
    Avatar.objects.filter(pk=avatar.pk).update(external_id=twin.external_name, kind=AvatarKind.TWIN, voice="nora")
    Twin.objects.update(state=TwinState.READY, progress=100, avatar=avatar)
    assert ask("twin/status", key, b"", **{"x-operation-id": operation}).json() == {
        "state": "COMPLETE",
        "progress": 100,
    }
    assert ask("twin/list", key, {}).json() == {"twins": ["twin-1-sam"]}
    assert "twin-1-sam" in ask("creator/list", key).json()["supportedCreators"]
    submitted(key, creatorName="twin-1-sam")
    assert ask("twin/delete", key, {"name": "twin-1-sam"}).json() == {"success": True}
    assert ask("twin/list", key).json() == {"twins": []}
    assert ask("twin/delete", key, {"name": "twin-1-sam"}).status_code == 404
    gone = ask("twin/status", key, {"operationId": operation}).json()
    assert (gone["state"], gone["detail"]) == ("FAILED", "This twin was deleted.")


def test_it_says_what_was_wrong_in_the_requests_words(key: ApiKey) -> None:
    operation = created(key)
    Twin.objects.update(state=TwinState.FAILED, problem={"video": "Too short.", "images.2": "No face."})
    failed = ask("twin/status", key, {"operationId": operation}).json()
    assert failed["state"] == "FAILED"
    assert failed["detail"] == "videoUrl: Too short. calibrationImageUrls[2]: No face."


@pytest.mark.parametrize(
    "body",
    [{"name": ""}, {"name": None}, {"videoUrl": ""}, {"calibrationImageUrls": []}, {"calibrationImageUrls": "x"},
     {"calibrationImageUrls": ["https://example.org/1.jpg"]}, {"language": "Klingon"}, {"language": 7}],
    ids=str,
)  # fmt: skip
def test_it_refuses_with_a_detail(key: ApiKey, body: dict[str, Any]) -> None:
    answer = ask("twin/create", key, {**BODY, **body})
    assert (answer.status_code, set(answer.json())) == (400, {"detail"})
    assert not Twin.objects.exists()


def test_another_teams_twin_does_not_exist(key: ApiKey, charlie: User) -> None:
    operation = created(key)
    other = people.key(people.account(charlie.teams.get()), by=charlie)
    assert ask("twin/status", other, {"operationId": operation}).status_code == 404
    assert ask("twin/delete", other, {"name": "twin-1-sam"}).status_code == 404
    assert ask("twin/list", other).json() == {"twins": []}


def test_one_idempotency_key_makes_one_twin(key: ApiKey) -> None:
    answers = [ask("twin/create", key, BODY, **{"idempotency-key": "k"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert Twin.objects.count() == 1
