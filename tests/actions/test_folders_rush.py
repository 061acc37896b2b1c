"""Real processes at the folders of a team: no ring, and one folder where one is meant."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from studio.actions import folders
from studio.errors import BadInput, Conflict, StudioError
from studio.models import Folder, Team
from tests.meanwhile import meanwhile
from tests.rush import rush

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both, pytest.mark.slow]


def test_folders_that_are_laid_into_each_other_make_no_ring(team: Team) -> None:
    """What lies in a ring lies nowhere: nobody would see it again."""
    made = [folders.create(team, actor=None, name=name) for name in "abcd"]
    orders = [
        [{"do": "nest", "folder": str(each.pk), "to": str(to.pk)}]
        for each, to in zip(made, [*made[1:], made[0]], strict=True)
    ]
    assert Counter(rush(orders)) == {"done": 3, "Conflict": 1}
    assert len(list(folders.tree_of(team).walk())) == 4


def test_a_form_that_is_sent_many_times_makes_one(team: Team) -> None:
    order = {"do": "folder", "team": str(team.pk), "key": str(uuid.uuid4())}
    answers = rush([[order]] * 6)
    assert set(answers) == {str(Folder.objects.get().pk)}


def test_of_those_who_take_the_same_name_at_once_one_has_it(team: Team) -> None:
    answers = Counter(rush([[{"do": "folder", "team": str(team.pk), "key": ""}]] * 6))
    assert answers == {str(Folder.objects.get().pk): 1, "BadInput": 5}


def late(act: Callable[[], object], error: type[StudioError]) -> Callable[[], None]:
    def try_() -> None:
        with pytest.raises(error):
            act()

    return try_


def test_a_name_that_is_given_stays_alone(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    made = folders.create(team, actor=None, name="Spring")
    same = late(lambda: folders.create(team, actor=None, name="Summer", apart=True), BadInput)
    other = meanwhile(monkeypatch, QuerySet, "update", same)
    folders.rename(made, name="Summer", apart=True)
    other.join()
    assert Folder.objects.get().name == "Summer"


def test_nothing_is_laid_into_what_is_thrown_away(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    spring, week = (folders.create(team, actor=None, name=name) for name in ("Spring", "Week 1"))
    other = meanwhile(
        monkeypatch, QuerySet, "update", late(lambda: folders.put(week, to=spring, actor=None), Conflict)
    )  # fmt: skip
    folders.trash(spring)
    other.join()
    assert list(folders.tree_of(team).walk()) == [week]
    week.refresh_from_db()
    assert week.parent is None
