"""A team's list of how words are said, and how it gets into what is made."""

from __future__ import annotations

import pytest

from studio.actions import pronunciations, renders, videos
from studio.errors import BadInput
from studio.models import Pronunciation, Team, User, Video

pytestmark = pytest.mark.django_db


def test_it_takes_an_entry_once(team: Team) -> None:
    entry = pronunciations.add(team, written=" Nike ", spoken="nykee")
    assert (entry.written, entry.spoken, entry.locale) == ("Nike", "nykee", "")
    pronunciations.add(team, written="Nike", spoken="naik", locale="de")
    with pytest.raises(BadInput) as refused:
        pronunciations.add(team, written="Nike", spoken="nike")
    assert refused.value.problems == {"written": pronunciations.TWICE.format(written="Nike")}
    assert team.pronunciations.count() == 2


@pytest.mark.parametrize(
    ("field", "value"), [("written", " "), ("spoken", "x" * 101), ("locale", "english"), ("written", "a\0b")]
)
def test_it_refuses_what_a_storyboard_refuses(team: Team, field: str, value: str) -> None:
    given = {"written": "Nike", "spoken": "nykee", "locale": "", field: value}
    with pytest.raises(BadInput) as refused:
        pronunciations.add(team, **given)
    assert list(refused.value.problems) == [field]
    assert not Pronunciation.objects.exists()


def test_it_changes_and_removes(team: Team) -> None:
    entry = pronunciations.add(team, written="Nike", spoken="nykee")
    other = pronunciations.add(team, written="Saab", spoken="sahb")
    pronunciations.change(entry, written="Nike", spoken="naikee", locale="en-US")
    assert pronunciations.told(team.pk, {"scenes": [{"voice": {"input_text": "My NIKE."}}]})["pronunciations"] == [
        {"written": "Nike", "spoken": "naikee", "locale": "en-US"}
    ]
    with pytest.raises(BadInput):
        pronunciations.change(other, written="Nike", spoken="sahb", locale="en-US")
    pronunciations.remove(entry)
    assert team.pronunciations.get() == other


def test_it_brings_only_what_the_scripts_need_and_the_storyboards_own_wins(team: Team) -> None:
    for written in ("Nike", "Saab", "Ikea"):
        pronunciations.add(team, written=written, spoken=written[::-1])
    own = [{"written": "saab", "spoken": "sahb"}]
    told = pronunciations.told(
        team.pk, {"pronunciations": own, "scenes": [{"voice": {"input_text": "Nike and Saab"}}, "broken", {}]}
    )
    assert told["pronunciations"] == [*own, {"written": "Nike", "spoken": "ekiN"}]
    assert pronunciations.told(team.pk, {"pronunciations": "no", "scenes": []}) == {
        "pronunciations": "no",
        "scenes": [],
    }


def test_it_keeps_another_teams_list_apart(team: Team, charlie: User) -> None:
    other = charlie.teams.get()
    pronunciations.add(other, written="Nike", spoken="nykee")
    assert "pronunciations" not in pronunciations.told(team.pk, {"scenes": [{"voice": {"input_text": "Nike"}}]})


def test_it_is_frozen_into_a_render_and_not_turned_back(video: Video, alice: User) -> None:
    scene = video.scenes.first()
    assert scene
    word = scene.document["voice"]["input_text"].split()[0].strip(".,!")
    entry = pronunciations.add(video.team, written=word, spoken="well")
    render = renders.generate(video, actor=alice, kind="draft")
    assert render.storyboard["pronunciations"] == [{"written": word, "spoken": "well"}]
    pronunciations.change(entry, written=word, spoken="other")
    videos.put_back(render, actor=alice)
    again = renders.generate(video, actor=alice, kind="draft")
    assert again.storyboard["pronunciations"] == [{"written": word, "spoken": "other"}]
    assert again != render
