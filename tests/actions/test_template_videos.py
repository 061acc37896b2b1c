"""Videos of templates: made once of what was filled in, by the template's account, or not at all."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from studio.actions import renders, template_videos, templates
from studio.actions.templates import Value
from studio.errors import BadInput, Conflict
from studio.models import Account, Template, User, Video
from studio.models.ids import id_of, new_id
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def template(account: Account, alice: User) -> Template:
    video = people.video(account, by=alice, title="For {{name}}", scripts=("Hello {{name}}!",))
    return templates.save(video, actor=alice, name="Welcome")


def begun(template: Template, name: str = "Anna", *, title: str = "", key: uuid.UUID | None = None) -> Video:
    return template_videos.begin(template, actor=None, values={"name": Value("text", text=name)}, title=title, key=key)


def test_it_says_what_was_filled_in_under_its_own_title_or_another(template: Template) -> None:
    assert begun(template).document() == {**template.storyboard, **begun(template).document(), "title": "For Anna"}
    assert begun(template).document()["scenes"][0]["voice"]["input_text"] == "Hello Anna!"
    assert begun(template, title=" My\nown ").title == "My own"
    assert begun(template).account == template.account


def test_the_same_key_and_content_are_the_same_video(template: Template) -> None:
    key = new_id()
    first = begun(template, key=key)
    assert begun(template, key=key) == first
    assert begun(template, "Ben", key=key) != first
    assert begun(template, key=new_id()) != first
    assert begun(template) != begun(template)


def test_a_key_is_of_no_use_in_another_team(template: Template, charlie: User) -> None:
    theirs = people.account(people.team("Third"))
    key = new_id()
    storyboard = begun(template).document()
    other = people.video(theirs)
    Video.objects.filter(pk=other.pk).delete()
    Video.objects.create(id=id_of(key, [str(template.pk), storyboard]), team=theirs.team, account=theirs)
    with pytest.raises(Conflict):
        begun(template, key=key)


@pytest.mark.parametrize("field", ["trashed_at", "retired_at", "closed_at"])
def test_nothing_is_made_of_what_is_gone(template: Template, field: str) -> None:
    holder = template.account if field == "closed_at" else template
    setattr(holder, field, timezone.now())
    before = Video.objects.count()
    with pytest.raises(Conflict):
        begun(template)
    assert Video.objects.count() == before and template_videos.obstacle(template)


def test_what_is_wrong_is_told_by_the_variable(template: Template) -> None:
    with pytest.raises(BadInput) as refused:
        template_videos.begin(template, actor=None, values={})
    assert set(refused.value.problems) == {"name"}
    assert Video.objects.count() == 1


def test_it_is_estimated_as_generate_counts(template: Template) -> None:
    Account.objects.filter(pk=template.account_id).update(price=50)
    template.account.refresh_from_db()
    told = template_videos.estimate(template, {"name": Value("text", text="Anna")})
    quote = renders.quote(begun(template))
    assert (told.seconds, told.amount, told.available, told.problem) == (
        quote.seconds, quote.amount, quote.available, ""
    )  # fmt: skip
    assert told.amount > 0


def test_an_id_of_content_is_a_right_one_as_old_as_its_key() -> None:
    key = new_id()
    made = id_of(key, {"b": 1, "a": [2]})
    assert made == id_of(key, {"a": [2], "b": 1}) != id_of(key, {"a": [3], "b": 1})
    assert (made.version, made.variant, made.hex[:12]) == (7, key.variant, key.hex[:12])
