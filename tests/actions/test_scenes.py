"""Editing scenes: order, undo, the optimistic lock, and that nothing typed is lost."""

from __future__ import annotations

import pytest

from studio.actions import scenes, videos
from studio.errors import BadInput, Conflict, NotFound
from studio.models import Scene, Team, User, Video

pytestmark = pytest.mark.django_db


def say(text: str) -> dict[str, object]:
    return {"voice": {"type": "text", "voice_id": "nora", "input_text": text}}


@pytest.fixture
def video(team: Team, alice: User, account: object) -> Video:
    return videos.create(team, actor=alice, title="Tour", storyboard={"scenes": [say("one"), say("two"), say("three")]})


def texts(video: Video) -> list[str]:
    return [scene.document["voice"]["input_text"] for scene in video.scenes.order_by("position")]


def positions(video: Video) -> list[int]:
    return list(video.scenes.order_by("position").values_list("position", flat=True))


def test_it_keeps_what_was_typed_even_when_it_is_invalid(video: Video) -> None:
    scene = video.scenes.first()
    typed = {**say("   "), "character": {"type": "avatar", "avatar_id": "maya", "scale": "huge"}}
    scenes.save(scene, version=1, document=typed)
    assert Scene.objects.get(pk=scene.pk).document == typed


def test_it_refuses_a_save_over_somebody_elses(video: Video) -> None:
    scene = video.scenes.first()
    scenes.save(scene, version=1, document=say("hers"))
    with pytest.raises(Conflict):
        scenes.save(scene, version=1, document=say("mine"))
    assert texts(video)[0] == "hers"


def test_it_moves_a_scene_and_the_others_keep_their_order(video: Video) -> None:
    scenes.move(video.scenes.get(position=2), to=0)
    assert texts(video) == ["three", "one", "two"]
    scenes.move(video.scenes.get(position=0), to=99)
    assert texts(video) == ["one", "two", "three"]
    assert positions(video) == [0, 1, 2]


def test_it_puts_a_removed_scene_back_where_it_stood(video: Video) -> None:
    kept = scenes.remove(video.scenes.get(position=1))
    assert texts(video) == ["one", "three"]
    scenes.put_back(video, **kept)
    assert texts(video) == ["one", "two", "three"]
    assert positions(video) == [0, 1, 2]


def test_a_removal_gives_back_what_was_written_last_and_only_once(video: Video) -> None:
    scene, seen, again = (video.scenes.get(position=0) for _ in range(3))
    scenes.save(scene, version=1, document={"voice": {"type": "text", "input_text": "Written last."}})
    assert scenes.remove(seen)["document"] == scene.document
    with pytest.raises(NotFound, match="somebody removed it"):
        scenes.remove(again)


def test_a_scene_that_was_removed_meanwhile_is_not_moved(video: Video) -> None:
    seen = video.scenes.get(position=1)
    scenes.remove(video.scenes.get(position=1))
    with pytest.raises(NotFound, match="somebody removed it"):
        scenes.move(seen, to=0)
    scenes.add(video, document=say("last"))
    assert texts(video) == ["one", "three", "last"]
    assert list(video.scenes.order_by("position").values_list("position", flat=True)) == [0, 1, 2]


def test_it_adds_behind_a_scene_with_its_looks_but_not_its_words(video: Video) -> None:
    added = scenes.add(video, after=video.scenes.get(position=0))
    assert texts(video) == ["one", "", "two", "three"]
    assert added.document["voice"]["voice_id"] == "nora"


def test_it_adds_behind_a_scene_where_it_stands_by_now(video: Video) -> None:
    seen, gone = video.scenes.get(position=0), video.scenes.get(position=1)
    scenes.move(video.scenes.get(position=0), to=2)
    scenes.duplicate(seen)
    assert texts(video) == ["two", "three", "one", "one"]
    scenes.remove(video.scenes.get(pk=gone.pk))
    scenes.duplicate(gone)
    assert texts(video) == ["three", "two", "one", "one"]


def test_it_keeps_the_last_scene(video: Video) -> None:
    for _ in range(2):
        scenes.remove(video.scenes.first())
    with pytest.raises(BadInput, match="at least one scene"):
        scenes.remove(video.scenes.first())


def test_it_stops_at_fifty_scenes(video: Video) -> None:
    for _ in range(47):
        scenes.duplicate(video.scenes.first())
    with pytest.raises(BadInput, match="at most 50"):
        scenes.add(video)
    assert video.scenes.count() == 50


def test_it_finds_a_video_by_words_in_any_script(video: Video) -> None:
    scenes.save(video.scenes.first(), version=1, document=say("مرحبا بالعالم"))
    assert Video.objects.filter(words__contains="مرحبا").get() == video


def test_it_duplicates_and_renames_under_the_lock(video: Video, alice: User) -> None:
    copy = videos.duplicate(video, actor=alice)
    assert (copy.title, texts(copy)) == ("Tour (copy)", texts(video))
    videos.rename(video, version=video.version, title="Grand tour")
    with pytest.raises(Conflict):
        videos.rename(video, version=1, title="Petit tour")
    assert Video.objects.get(pk=video.pk).title == "Grand tour"


def test_it_trashes_and_restores_with_a_line_in_the_timeline_each(video: Video, alice: User) -> None:
    videos.trash(video, actor=alice)
    videos.trash(video, actor=alice)
    videos.restore(Video.objects.get(pk=video.pk), actor=alice)
    kinds = list(video.events.order_by("at").values_list("kind", flat=True))
    assert kinds == ["video.created", "video.trashed", "video.restored"]
    assert Video.objects.get(pk=video.pk).trashed_at is None
