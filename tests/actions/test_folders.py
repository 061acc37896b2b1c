"""Folders: names, what goes with them into the trash, and moving videos among them."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from studio.actions import folders, housekeeping, videos
from studio.actions.folder_tree import Tree
from studio.errors import BadInput, Conflict, NotFound
from studio.models import Account, Event, Folder, Member, Team, User, Video
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def folder(team: Team, name: str, parent: Folder | None = None) -> Folder:
    return folders.create(team, actor=None, name=name, parent=parent)


def seen(team: Team) -> list[str]:
    """The folders that aren't in the trash, as a tree is read."""
    return [each.name for each in Tree(team.folders.filter(trashed_at=None)).walk()]


@pytest.mark.parametrize("name", ["Spring", "ربيع ٢٠٢٦", "春の新作", "Осень", "🎬 B-roll", "x" * 255])
def test_it_takes_names_of_every_script(team: Team, name: str) -> None:
    assert folder(team, f"  {name}\n").name == name


def test_they_stand_in_the_order_of_names_and_the_older_of_two_of_one_name_first() -> None:
    rows = [Folder(pk=uuid.UUID(int=age), name=name) for age, name in enumerate(("b", "a", "B", "C", "a"))]
    assert [each.pk.int for each in Tree(rows[::-1]).walk()] == [1, 4, 0, 2, 3]


@pytest.mark.parametrize(("name", "said"), [(" \t\n", folders.NAMELESS), ("x" * 256, folders.LONG)])
def test_it_says_what_is_wrong_with_a_name(team: Team, name: str, said: str) -> None:
    made = folder(team, "Spring")
    for act in (lambda: folder(team, name), lambda: folders.rename(made, name=name)):
        with pytest.raises(BadInput) as refused:
            act()
        assert refused.value.problems == {"name": said}
    assert seen(team) == ["Spring"]


def test_it_keeps_names_apart_where_that_is_wished(team: Team) -> None:
    clients = folder(team, "Ährenfeld")
    summer = folder(team, "Summer")
    with pytest.raises(BadInput, match="“ährenFELD” here already"):
        folders.create(team, actor=None, name="ährenFELD", apart=True)
    with pytest.raises(BadInput, match="here already"):
        folders.rename(summer, name="Ährenfeld", apart=True)
    folders.create(team, actor=None, name="Ährenfeld", parent=clients, apart=True)
    folders.rename(summer, name="SUMMER", apart=True)
    folders.rename(folder(team, "Ährenfeld"), name="ÄHRENFELD")
    assert [name.casefold() for name in seen(team)].count("ährenfeld") == 3


def test_it_makes_one_of_a_form_that_is_sent_twice(team: Team, alice: User) -> None:
    key = uuid.uuid4()
    first, again = (folders.create(team, actor=alice, name="Spring", apart=True, key=key) for _ in range(2))
    assert first == again
    assert folders.create(team, actor=alice, name="Summer", apart=True, key=key) != first
    assert folders.create(team, actor=alice, name="Spring", parent=first, key=key).parent == first
    assert Folder.objects.count() == 3


def test_a_team_has_so_many_and_no_more(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST", 2)
    spring = folder(team, "Spring")
    folder(people.team("Others"), "Theirs")
    folder(team, "Week 1", spring)
    with pytest.raises(BadInput) as refused:
        folder(team, "Week 2", spring)
    assert refused.value.problems == {"name": folders.FULL}
    assert team.events.latest("id").text == "Folder “Week 1” made in “Spring”"


def test_it_trashes_and_restores_what_is_inside_with_it(team: Team) -> None:
    spring = folder(team, "Spring")
    week = folder(team, "Week 1", spring)
    folder(team, "Monday", week)
    old = folder(team, "Old", spring)
    folders.trash(old)
    folders.trash(spring)
    assert seen(team) == []
    with pytest.raises(Conflict, match="“Week 1” is in the trash"):
        folder(team, "Tuesday", week)
    folders.restore(spring)
    assert seen(team) == ["Spring", "Week 1", "Monday"], "what was thrown away before stays away"
    folders.restore(spring)
    folders.trash(spring)
    folders.restore(week)
    assert seen(team) == ["Week 1", "Monday"]
    assert Tree(Folder.objects.filter(trashed_at=None)).inside(None) == [week], "at the top, where it can be seen"


def test_the_trash_has_the_latest_first_and_nothing_twice(team: Team) -> None:
    spring, old = folder(team, "Spring"), folder(team, "Old")
    folder(team, "Week 1", spring)
    apart = folder(team, "Apart", spring)
    for each in (apart, spring, old):
        folders.trash(each)
    folder(team, "New")
    assert [each.name for each in folders.thrown(team)] == ["Old", "Spring", "Apart"]
    Folder.objects.filter(pk__in=[spring.pk, old.pk]).update(trashed_at=timezone.now())
    assert [each.name for each in folders.thrown(team)][:2] == ["Old", "Spring"], "the latest made, of one moment"


def test_a_list_has_the_newest_first_and_counts_what_lies_right_inside(team: Team, account: Account) -> None:
    spring = folder(team, "Spring")
    week, *_ = (folder(team, name, spring) for name in ("Week 1", "Week 2"))
    folder(team, "Monday", week)
    folders.trash(folder(team, "Old", spring))
    made = [people.video(account, title=title) for title in ("One", "Two", "Three")]
    folders.move(team, made, to=spring, actor=None)
    videos.trash(made[0], actor=None)
    Folder.objects.filter(pk=week.pk).update(created_at=timezone.now())
    found = [(each.name, each.direct_children) for each in folders.of(team)]  # type: ignore[attr-defined]
    assert found == [("Week 1", 1), ("Old", 0), ("Monday", 0), ("Week 2", 0), ("Spring", 4)]
    Folder.objects.update(created_at=timezone.now())
    assert [each.name for each in folders.of(team)] == ["Old", "Monday", "Week 2", "Week 1", "Spring"]


def test_it_keeps_the_videos_of_a_folder_that_goes(team: Team, account: Account, alice: User) -> None:
    spring = folder(team, "Spring")
    inner = folder(team, "Week 1", spring)
    video = people.video(account)
    folders.move(team, [video], to=inner, actor=alice)
    folders.trash(spring)
    assert Video.objects.of(team).kept().get() == video
    video.refresh_from_db()
    assert videos.duplicate(video, actor=alice).folder is None
    folders.restore(spring)
    video.refresh_from_db()
    assert (video.folder, videos.duplicate(video, actor=alice).folder) == (inner, inner)
    folders.trash(spring)
    Folder.objects.update(trashed_at=timezone.now() - timedelta(days=31))
    assert housekeeping.empty_trash() + housekeeping.empty_trash() == 2
    video.refresh_from_db()
    assert (video.folder, Folder.objects.count()) == (None, 0)


def test_it_moves_and_puts_each_back_where_it_was(team: Team, account: Account, alice: User) -> None:
    spring, summer, autumn = (folder(team, name) for name in ("Spring", "Summer", "Autumn"))
    one, two, three = (people.video(account, title=title) for title in ("One", "Two", "Three"))
    before = one.updated_at
    folders.move(team, [one], to=spring, actor=alice)
    folders.move(team, [three], to=summer, actor=alice)
    were = folders.move(team, [one, two, three], to=summer, actor=alice)
    assert were == {one.pk: spring.pk, two.pk: None}, "the third was there already"
    assert Video.objects.filter(folder=summer).count() == 3
    folders.move(team, [two], to=autumn, actor=alice)
    folders.move_back(team, were, from_=summer, actor=alice)
    places = dict(Video.objects.values_list("title", "folder__name"))
    assert places == {"One": "Spring", "Two": "Autumn", "Three": "Summer"}, "nobody's later move is undone"
    one.refresh_from_db()
    assert one.updated_at == before, "moving is no change of the video"
    told = Event.objects.filter(video=one).order_by("id").values_list("text", flat=True)
    assert list(told) == ["Moved to the folder “Spring”", "Moved to the folder “Summer”", "Moved back"]


def test_it_puts_back_into_none_what_was_in_a_folder_that_is_gone(team: Team, account: Account, alice: User) -> None:
    spring, video = folder(team, "Spring"), people.video(account)
    folders.move(team, [video], to=spring, actor=alice)
    were = folders.move(team, [video], to=None, actor=alice)
    spring.delete()
    folders.move_back(team, were, from_=None, actor=alice)
    video.refresh_from_db()
    assert video.folder is None


def test_it_moves_nothing_of_another_team_nor_to_it(team: Team, account: Account, charlie: User) -> None:
    others = Team.objects.get(name="Others")
    theirs, video = folder(others, "Theirs"), people.video(account)
    with pytest.raises(NotFound):
        folders.move(team, [video], to=theirs, actor=None)
    assert folders.move(others, [video], to=theirs, actor=None) == {}
    folders.move_back(others, {video.pk: theirs.pk}, from_=None, actor=None)
    folders.move_back(team, {video.pk: theirs.pk}, from_=None, actor=None)
    video.refresh_from_db()
    assert video.folder is None


def test_it_refuses_one_that_was_trashed_meanwhile(team: Team, account: Account) -> None:
    spring, video = folder(team, "Spring"), people.video(account)
    folders.trash(spring)
    with pytest.raises(Conflict, match="“Spring” is in the trash"):
        folders.move(team, [video], to=spring, actor=None)


def test_a_tree_knows_ways_and_depths(team: Team) -> None:
    top = folder(team, "b")
    inner = folder(team, "Inner", top)
    deep = folder(team, "Deep", inner)
    other = folder(team, "A")
    tree = Tree(team.folders.all())
    assert tree.inside(None) == [other, top]
    assert tree.way(deep) == [top, inner, deep]
    assert tree.below(inner.pk) == [inner.pk, deep.pk]
    assert tree.below(uuid.uuid4()) == []
    assert [tree.levels(each.pk) for each in (top, inner, deep, other)] == [3, 2, 1, 1]
    assert [each.name for each in tree.walk()] == ["A", "b", "Inner", "Deep"]
    assert Tree([deep]).inside(None) == [deep]


def test_it_lays_so_many_in_one_another_and_no_more(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "DEEPEST", 3)
    top = folder(team, "1")
    inner = folder(team, "2", top)
    deep = folder(team, "3", inner)
    with pytest.raises(Conflict, match="lie in one another"):
        folder(team, "4", deep)
    pair = folder(team, "a")
    folder(team, "b", pair)
    with pytest.raises(Conflict, match="lie in one another"):
        folders.put(pair, to=inner, actor=None)
    folders.put(pair, to=top, actor=None)
    folders.put(deep, to=None, actor=None)
    assert seen(team) == ["1", "2", "a", "b", "3"]


def test_it_comes_back_to_the_top_where_it_has_no_room_any_more(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "DEEPEST", 3)
    top, other = folder(team, "1"), folder(team, "x")
    inner = folder(team, "2", top)
    folder(team, "3", inner)
    folders.trash(inner)
    folders.put(top, to=other, actor=None)
    folders.restore(inner)
    assert seen(team) == ["2", "3", "x", "1"]
    inner.refresh_from_db()
    assert inner.parent is None


def test_it_moves_a_folder_with_all_in_it_and_gives_where_it_was(team: Team, alice: User) -> None:
    clients, spring = folder(team, "Clients"), folder(team, "Spring")
    week = folder(team, "Week 1", spring)
    assert folders.put(spring, to=clients, actor=alice) is None
    spring.refresh_from_db()
    assert [each.name for each in Tree(team.folders.all()).way(week)] == ["Clients", "Spring", "Week 1"]
    assert folders.put(spring, to=clients, actor=alice) == clients, "nothing to do"
    assert folders.put(spring, to=None, actor=alice) == clients
    told = Event.objects.filter(kind="folder.moved").order_by("id").values_list("text", "actor__name")
    assert list(told) == [
        ("Folder “Spring” moved into “Clients”", "Alice"), ("Folder “Spring” moved to the top", "Alice")
    ]  # fmt: skip


def test_it_moves_no_folder_where_it_can_not_be(team: Team, charlie: User) -> None:
    spring = folder(team, "Spring")
    week = folder(team, "Week 1", spring)
    day = folder(team, "Day", week)
    for inside in (spring, week, day):
        with pytest.raises(Conflict, match="can't lie in itself"):
            folders.put(spring, to=inside, actor=None)
    folder(team, "week 1")
    with pytest.raises(BadInput, match="a folder “Week 1” here already"):
        folders.put(week, to=None, actor=None)
    with pytest.raises(NotFound):
        folders.put(spring, to=folder(Member.objects.get(user=charlie).team, "Theirs"), actor=None)
    folders.trash(day)
    with pytest.raises(Conflict, match="“Day” is in the trash"):
        folders.put(day, to=None, actor=None)
    with pytest.raises(Conflict, match="“Day” is in the trash"):
        folders.put(folder(team, "New"), to=day, actor=None)
    assert set(team.folders.values_list("name", "parent__name")) == {
        ("Spring", None), ("Week 1", "Spring"), ("Day", "Week 1"), ("week 1", None), ("New", None),
    }  # fmt: skip


def test_the_team_is_told_who_did_what_with_a_folder(team: Team, bob: User) -> None:
    made = folders.create(team, actor=bob, name="Spring")
    for name in ("Spring", "Summer"):
        folders.rename(made, name=name, actor=bob)
    before = made.updated_at
    made.refresh_from_db()
    assert made.updated_at > before
    folders.trash(made, actor=bob)
    folders.trash(made, actor=bob)
    folders.restore(made, actor=bob)
    assert list(team.events.order_by("id").values_list("text", "actor__name")) == [
        ("Folder “Spring” made", "Bob"), ("Folder “Spring” is called “Summer” now", "Bob"),
        ("Folder “Summer” moved to the trash", "Bob"), ("Folder “Summer” taken back from the trash", "Bob"),
    ]  # fmt: skip
