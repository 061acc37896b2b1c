"""The first-run sample is made once, and made up for when it could not be ordered."""

from __future__ import annotations

import pytest
from django_q.models import OrmQ

from studio.actions import renders, samples, templates
from studio.errors import Busy
from studio.models import Account, Render, Team, Template, Transfer, Video
from studio.storyboard import parse

pytestmark = pytest.mark.django_db


def test_it_is_ordered_once_in_an_empty_studio(db: None) -> None:
    samples.make()
    samples.make()
    video = Video.objects.get()
    assert (video.sample, video.title, video.scenes.count()) == (True, samples.TITLE, 3)
    assert video.team.members.count() == 0
    render = Render.objects.get()
    assert (render.kind, render.takes.count()) == ("test", 3)
    assert {hold.amount for hold in Transfer.objects.all()} == {0}


def test_it_is_ordered_later_when_it_could_not_be_at_first(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def slow(*args: object, **named: object) -> None:
        raise Busy("The server is too slow for this right now.")

    with monkeypatch.context() as busy:
        busy.setattr(renders, "generate", slow)
        samples.make()
    assert "trying again: The server is too slow" in caplog.text
    assert not Render.objects.exists()
    samples.wake_due()
    assert [task.func() for task in OrmQ.objects.all()] == ["studio.tasks.make_sample"]
    samples.make()
    samples.wake_due()
    assert (Render.objects.count(), Video.objects.count()) == (1, 1)
    assert OrmQ.objects.filter(key="default").count() == 1, "what was ordered isn't ordered again"


def test_it_leaves_a_studio_with_videos_alone(team: Team, account: Account) -> None:
    Video.objects.create(team=team, account=account)
    samples.make()
    assert Video.objects.count() == 1


def test_it_makes_a_template_once(db: None) -> None:
    samples.make()
    template = Template.objects.get(sample=True)
    assert {name: each["type"] for name, each in template.variables.items()} == {
        "first_name": "text", "company_name": "text", "background": "image",
    }  # fmt: skip
    filled = templates.filled(template, {"first_name": templates.Value("text", text="Ana")})
    assert filled["title"] == "Welcome, Ana"
    board = parse(filled)
    assert (board.aspect, len(board.scenes)) == ("9:16", 2)
    templates.trash(template, actor=None)
    samples.make()
    assert Template.objects.count() == 1
