"""Real processes at the same takes and renders at the same moment: one segment, one settle, one join, no deadlock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django_q.models import OrmQ

from studio.actions import jobs, ledger, renders, videos
from studio.models import Account, Asset, Attempt, Event, Render, Take, Team, Transfer, Video
from studio.vocabulary import Dialect
from tests import people
from tests.rush import rush

WISH = jobs.Order(
    Dialect.CAPTIONS, "creator", "job", "http://studio.example", people.storyboard("Hello there."), title="Hello"
)  # fmt: skip
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]


@pytest.fixture
def account(team: Team) -> Account:
    return people.account(team, price=50)


@pytest.fixture
def video(account: Account) -> Video:
    return people.video(account, scripts=("One.", "Two."))


def order(video: Video, *, times: int = 1) -> list[Render]:
    """Versions of one content but with titles of their own: the very same one would be ordered once."""
    made = []
    for number in range(times):
        videos.rename(video, version=video.version, title=f"Spring {number}")
        made.append(renders.generate(video, actor=None))
    return made


def take(render: Render, position: int) -> dict[str, Any]:
    return {"do": "work", "take": str(render.takes.get(position=position).pk)}


def test_it_draws_and_pays_a_take_once_however_many_come_for_it(video: Video) -> None:
    (render,) = order(video)
    assert set(rush([[take(render, 0)] for _ in range(6)])) == {"done"}
    first = render.takes.get(position=0)
    assert (first.state, first.starts) == ("completed", 1)
    assert (first.attempts.get().outcome, Asset.objects.get()) == ("completed", first.segment)
    assert Transfer.objects.get(kind="settle").take_id == first.pk
    assert Render.objects.get().state == "processing"
    assert ledger.problems() == []


def test_it_joins_once_behind_two_takes_that_end_together(video: Video) -> None:
    made = order(video, times=6)
    OrmQ.objects.all().delete()
    assert set(rush([[take(render, position) for render in made] for position in (0, 1)])) == {"done"}
    assert set(Take.objects.values_list("state", flat=True)) == {"completed"}
    assert set(Render.objects.values_list("state", flat=True)) == {"joining"}
    tasks = [row.task for row in OrmQ.objects.all()]
    joins = sorted(task["args"][0] for task in tasks if task["func"] == "studio.tasks.join_render")
    assert joins == sorted(str(render.pk) for render in made), "one wake-up a render"
    assert Transfer.objects.filter(kind="settle").count() == 12
    assert set(rush([[{"do": "join", "render": str(render.pk)} for render in made] for _ in range(3)])) == {"done"}
    assert set(Render.objects.values_list("state", "starts")) == {("completed", 1)}
    assert Asset.objects.filter(kind="video").count() == Event.objects.filter(kind="render.completed").count() == 6
    video.refresh_from_db()
    assert video.finished_render and video.finished_render.number == 6
    assert ledger.problems() == []


def test_it_loses_nothing_when_a_cancel_meets_the_end(video: Video) -> None:
    """The cancels start from the other end, so that somewhere they meet the workers in one render."""
    made = order(video, times=8)
    cancels = [{"do": "cancel", "render": str(render.pk)} for render in reversed(made)]
    answers = rush([[take(render, 0) for render in made], [take(render, 1) for render in made], cancels])
    assert set(answers) <= {"done", "True", "False"}, "nobody sees a deadlock"
    assert set(Render.objects.values_list("state", flat=True)) <= {"canceled", "joining"}
    assert not Take.objects.open().exists()
    assert not Attempt.objects.filter(ended_at=None).exists()
    assert set(Attempt.objects.values_list("outcome", flat=True)) <= {"completed", "stopped"}
    assert Transfer.objects.filter(kind="hold", resolution=None).count() == 0
    assert Asset.objects.count() == Take.objects.filter(state="completed").count()
    assert ledger.problems() == []


def test_nothing_goes_on_of_what_a_program_takes_away(account: Account) -> None:
    """It is taken away while its final version is being ordered, and from the other end, so that they meet."""
    key = people.key(account)
    made = [jobs.order(key, replace(WISH, external_id=f"job-{number}", draft=True)) for number in range(8)]
    finalise, remove = ([{"do": do, "job": str(job.pk)} for job in made] for do in ("finalise", "take away"))
    answers = rush([finalise, remove[::-1], [{"do": "work", "take": str(Take.objects.earliest("pk").pk)}]])
    assert set(answers) <= {"done", "Conflict"}, "nobody sees a deadlock"
    assert not Render.objects.open().exists() and not Take.objects.open().exists()
    assert not Video.objects.filter(trashed_at=None).exists()
    assert Transfer.objects.filter(kind="hold", resolution=None).count() == 0
    assert ledger.problems() == []


def test_it_makes_one_render_of_one_key(video: Video) -> None:
    call = {"do": "generate", "video": str(video.pk), "key": "pressed"}
    answers = rush([[call] for _ in range(3)])
    assert answers == [str(Render.objects.get().pk)] * 3
    assert Transfer.objects.filter(kind="hold").count() == 2
    assert ledger.problems() == []


def test_no_video_changes_its_account_while_a_version_is_ordered(account: Account, team: Team) -> None:
    """The changes start from the other end, so that somewhere they meet."""
    other = people.account(team, name="Other")
    made = [people.video(account) for _ in range(6)]
    orders = [{"do": "generate", "video": str(each.pk), "key": "pressed"} for each in made]
    changes = [{"do": "use", "video": str(each.pk), "account": str(other.pk)} for each in reversed(made)]
    assert set(rush([orders, changes])) - {"done", "Conflict"} <= {str(each.pk) for each in Render.objects.all()}
    assert all(render.account_id == render.video.account_id for render in Render.objects.select_related("video"))
    assert ledger.problems() == []
