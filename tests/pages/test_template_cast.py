"""Templates at an account with a long cast: the page stays small, and words find who is meant."""

from __future__ import annotations

from typing import Any

import pytest

from studio.actions import templates
from studio.models import Account, Asset, Avatar, Template, User, Video
from tests import people
from tests.pages.asking import as_

pytestmark = pytest.mark.django_db
HOST = {"type": "avatar", "path": "scenes.*.character", "label": "Who speaks"}


@pytest.fixture
def template(account: Account, alice: User) -> Template:
    video = people.video(account, by=alice, scripts=("Hello!", "Goodbye."))
    return templates.save(video, actor=alice, name="Welcome", variables={"host": HOST})


def many(template: Template, *, people_: int, variables: int) -> None:
    """Presenters of the account, Maya and the others, and variables that each want one."""
    Avatar.objects.bulk_create(
        Avatar(
            account=template.account, kind="presenter", external_id=f"p{number}", name=f"Person {number}", position=9
        )
        for number in range(people_)
    )
    host = template.variables["host"]
    more = {f"host_{number}": {**host, "label": f"Host {number}", "default": "p7"} for number in range(variables)}
    Template.objects.filter(pk=template.pk).update(variables={**template.variables, **more})


def test_a_long_cast_stands_on_the_page_once(template: Template, bob: User, django_assert_max_num_queries: Any) -> None:
    many(template, people_=1000, variables=150)
    with django_assert_max_num_queries(40):
        found = as_(bob).get(f"/templates/{template.pk}/").content.decode()
    assert found.count("<option") < 1100 and found.count('list="roll-avatar"') == 151
    assert found.count('value="Person 7" list=') == 150, "what is chosen stands in its field"
    assert len(found) < 300_000


def test_who_is_found_by_words_is_who_presents(template: Template, bob: User) -> None:
    many(template, people_=60, variables=0)
    anna = {"account": template.account, "kind": "presenter", "name": "Anna"}
    for name in ("a1", "a2"):
        Avatar.objects.create(external_id=name, **anna)
    Avatar.objects.create(account=template.account, kind="presenter", external_id="x", name="a1")
    client = as_(bob)
    found = client.get(f"/templates/{template.pk}/").content.decode()
    assert all(f'value="{label}"' in found for label in ("Anna · a1", "Anna · a2", "a1 · x", "Person 3"))
    for typed, meant in (("Anna · a2", "a2"), (" person 3", "p3"), ("p4", "p4"), ("a1", "a1"), ("a1 · x", "x")):
        client.post(f"/templates/{template.pk}/open/", {"value.host": typed})
        made = Video.objects.latest("created_at").document()
        assert made["scenes"][0]["character"]["avatar_id"] == meant, typed
    refused = client.post(f"/templates/{template.pk}/open/", {"value.host": "Nobody"})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "This avatar isn&#x27;t offered." in text and 'value="Nobody" list="roll-avatar"' in text


def test_files_are_listed_once_for_all_variables(
    template: Template, bob: User, django_assert_max_num_queries: Any
) -> None:
    Asset.objects.bulk_create(
        Asset(team=template.team, kind="image", name=f"{number}.png", uploaded=True, size=1, sha256=f"{number:064}")
        for number in range(60)
    )
    picture = {"type": "image", "path": "scenes.*.background", "label": "Behind", "default": None}
    Template.objects.filter(pk=template.pk).update(variables={f"picture_{number}": picture for number in range(80)})
    with django_assert_max_num_queries(40):
        found = as_(bob).get(f"/templates/{template.pk}/").content.decode()
    assert found.count(">59.png<") == 80 and ">12.png<" in found and ">11.png<" not in found, "the newest 48"
