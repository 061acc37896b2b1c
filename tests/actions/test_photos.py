"""Talking photos: taken in once, placed by hand, taken away and put back; and what a video makes of them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from studio.actions import cast, housekeeping, photos, portraits, previews, renders, takes
from studio.errors import BadInput, Conflict, EngineFailed
from studio.models import Account, Asset, Avatar, Event, Render, Team, User, Video
from studio.vocabulary import AvatarKind
from tests import drawing, faces, people

pytestmark = pytest.mark.django_db


def found(picture: Path, folder: Path) -> dict[str, Any]:
    assert picture.is_file()
    return faces.FOUND


def broken(picture: Path, folder: Path) -> dict[str, Any]:
    raise EngineFailed("The engine broke.", permanent=False)


def add(team: Team, body: bytes = b"", *, file_name: str = "lena.png", **more: Any) -> Avatar:
    file = SimpleUploadedFile(file_name, body or faces.png())
    return photos.add(team, file=file, **{"consent": True, "actor": None, "find": found, **more})


def speaking(video: Video, photo: Avatar) -> Video:
    scene = video.scenes.get()
    scene.document["character"] = {"type": "talking_photo", "talking_photo_id": photo.external_id}
    scene.save()
    return video


def events(team: Team) -> list[str]:
    return list(Event.objects.filter(team=team).order_by("id").values_list("text", flat=True))


def test_it_keeps_the_picture_the_face_and_who_allowed_it(account: Account, alice: User) -> None:
    photo = add(account.team, actor=alice, name="  لينا\u202e  ")
    assert (photo.name, photo.kind, photo.external_id) == ("لينا\u202e", AvatarKind.TALKING_PHOTO, str(photo.pk))
    assert photo.rig == faces.FOUND and photo.voice == "nora"
    assert photo.picture is not None and Path(photo.picture.file.path).is_file()
    event = Event.objects.get(kind="photo.added")
    assert (event.team, event.actor) == (account.team, alice)
    assert "with permission to use the picture" in event.text


def test_it_is_called_as_its_file_when_nobody_names_it(account: Account) -> None:
    assert add(account.team, file_name="Großmutter 1954.png").name == "Großmutter 1954"
    assert add(account.team, file_name="…", name="\n").name == "…"


def test_it_wants_permission_and_a_picture(account: Account) -> None:
    with pytest.raises(BadInput) as refused:
        photos.add(account.team, actor=None, file=None, consent=False)
    assert refused.value.problems == {"file": photos.NO_FILE, "consent": photos.CONSENT}
    with pytest.raises(BadInput) as refused:
        add(account.team, consent=False)
    assert set(refused.value.problems) == {"consent"}
    assert not Asset.objects.exists() and not Avatar.objects.filter(kind="talking_photo").exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"no picture at all", "text, not a picture"),
        (faces.huge_png(20_000), "more pixels than can be used"),
        (faces.png()[:200], "damaged or cut short"),
        (faces.png((64, 400)), "at least 120 pixels"),
    ],
    ids=["words", "huge", "cut", "tiny"],
)
def test_it_refuses_what_shows_nobody_and_keeps_nothing(account: Account, body: bytes, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        add(account.team, body)
    assert words in refused.value.problems["file"]
    assert not Asset.objects.exists() and not Avatar.objects.filter(kind="talking_photo").exists()


def test_it_is_added_once_however_often_it_is_sent(account: Account) -> None:
    key = uuid.uuid4()
    first, again = add(account.team, key=key), add(account.team, key=key)
    assert first.pk == again.pk == key
    assert Asset.objects.count() == 1 and len(events(account.team)) == 1


def test_it_does_not_hand_out_another_team_s_photo_for_its_key(account: Account, charlie: User) -> None:
    theirs = people.account(charlie.teams.get())
    key = add(theirs.team).pk
    with pytest.raises(Conflict):
        add(account.team, key=key)
    assert not Asset.objects.filter(team=account.team).exists()


def test_it_is_kept_when_the_engine_could_not_look(account: Account) -> None:
    photo = add(account.team, find=broken)
    assert photo.rig is None and not cast.is_placed(photo.rig)
    assert photos.points(photo) == photos.AVERAGE
    photos.place_points(photo, actor=None, placed={name: photos.AVERAGE[name] for name in faces.PLACED})
    assert cast.is_placed(photo.rig) and set(photo.rig or {}) == {"hand"}


def test_it_holds_by_hand_what_was_moved_and_no_more(account: Account, bob: User) -> None:
    photo = faces.photo(account)
    placed = {name: photos.points(photo)[name] for name in faces.PLACED} | {"chin": (0.52, 0.8)}
    photos.place_points(photo, actor=bob, placed=placed)
    kept = Avatar.objects.get(pk=photo.pk)
    assert kept.rig == {**faces.FOUND, "hand": {"chin": [0.52, 0.8]}}
    assert photos.points(kept)["chin"] == (0.52, 0.8)
    photos.place_points(kept, actor=bob, placed=placed)
    photos.place_points(kept, actor=bob, placed={})
    assert Avatar.objects.get(pk=photo.pk).rig == faces.FOUND
    assert events(account.team) == ["Points of “Lena” placed", "Points of “Lena” put back to where they were found"]


def test_what_was_hard_to_find_is_called_right_until_a_point_moves(account: Account, bob: User) -> None:
    photo = faces.photo(account, name="Lena", rig={**faces.FOUND, "confidence": 0.4})
    drawn, before = cast.digest(photo), photos.seen(photo)
    stands = {name: photos.points(photo)[name] for name in faces.PLACED}
    assert photos.is_doubtful(photo)
    for _ in range(2):
        photos.place_points(photo, actor=bob, placed=stands, seen_before=before, sure=True)
    kept = Avatar.objects.get(pk=photo.pk)
    assert not photos.is_doubtful(kept) and not photos.by_hand(kept)
    assert (cast.digest(kept), photos.seen(kept)) == (drawn, before), "nothing is drawn anew for it"
    photos.place_points(kept, actor=bob, placed=stands)
    photos.place_points(kept, actor=bob, placed={})
    assert not photos.is_doubtful(Avatar.objects.get(pk=photo.pk)), "nothing moved"
    photos.place_points(kept, actor=bob, placed={"chin": (0.5, 0.8)}, sure=True)
    assert kept.rig is not None and "sure" not in kept.rig
    photos.place_points(kept, actor=bob, placed={})
    assert photos.is_doubtful(Avatar.objects.get(pk=photo.pk))
    said = ["called right", "placed", "put back to where they were found"]
    assert events(account.team) == [f"Points of “Lena” {words}" for words in said]


def test_only_doubtful_points_are_called_right(account: Account) -> None:
    for rig in (faces.FOUND, None):
        photo = faces.photo(account, rig=rig)
        photos.place_points(photo, actor=None, placed={}, sure=True)
        assert photo.rig == rig
    assert events(account.team) == []


def test_it_carries_the_lips_with_their_corners(account: Account) -> None:
    photo = faces.photo(account)
    moved = {name: (at[0] + 0.05, at[1]) for name, at in photos.points(photo).items() if name.startswith("mouth_l")}
    moved |= {"mouth_right": (0.65, 0.62)}
    photos.place_points(photo, actor=None, placed=moved)
    assert photos.points(photo)["mouth_top"] == pytest.approx((0.55, 0.6), abs=1e-4)
    assert photos.by_hand(photo) == {"mouth_left", "mouth_right"}


def test_it_holds_all_of_them_when_no_face_was_found(account: Account) -> None:
    photo = faces.photo(account, rig=faces.GUESSED)
    assert not cast.is_placed(photo.rig)
    photos.place_points(photo, actor=None, placed={name: photos.points(photo)[name] for name in faces.PLACED})
    assert photos.by_hand(photo) == set(faces.PLACED) and cast.is_placed(photo.rig)


@pytest.mark.parametrize(
    ("placed", "words"),
    [
        ({"chin": (0.5, 0.2)}, "From top to bottom"),
        ({"left_eye": (0.9, 0.4)}, "Left and right are exchanged"),
        ({"chin": (0.5, 1.2)}, "on the picture"),
        ({"chin": (0.5, float("nan"))}, "on the picture"),
        ({"nose": (0.5, 0.5)}, "no point “nose”"),
    ],
)
def test_it_refuses_points_that_make_no_face(account: Account, placed: dict[str, photos.Point], words: str) -> None:
    photo = faces.photo(account)
    with pytest.raises(BadInput) as refused:
        photos.place_points(photo, actor=None, placed=placed)
    assert words in refused.value.problems["points"]
    assert Avatar.objects.get(pk=photo.pk).rig == faces.FOUND


def test_it_tells_the_second_of_two_who_move_points(account: Account) -> None:
    photo = faces.photo(account)
    before = photos.seen(photo)
    photos.place_points(photo, actor=None, placed={"chin": (0.5, 0.8)}, seen_before=before)
    with pytest.raises(Conflict):
        photos.place_points(photo, actor=None, placed={"chin": (0.5, 0.7)}, seen_before=before)
    assert photos.points(Avatar.objects.get(pk=photo.pk))["chin"] == (0.5, 0.8)


def test_it_changes_name_and_voice(account: Account) -> None:
    photo = faces.photo(account)
    assert photos.rename(photo, actor=None, name=" Grüße \n an alle ").name == "Grüße   an alle"
    for wrong in (
        lambda: photos.rename(photo, actor=None, name=" \n"),
        lambda: photos.give_voice(photo, actor=None, voice="x"),
    ):
        with pytest.raises(BadInput):
            wrong()
    photos.give_voice(photo, actor=None, voice="nora")
    kept = Avatar.objects.get(pk=photo.pk)
    assert (kept.name, kept.voice) == ("Grüße   an alle", "nora")


def test_it_goes_and_comes_back(account: Account, video: Video) -> None:
    photo = faces.photo(account)
    speaking(video, photo)
    assert list(photos.used_in(photo)) == [video]
    assert renders.problems(video) == {}
    for _ in range(2):
        photos.remove(photo, actor=None)
    assert renders.problems(video) == {"scenes.0.character.talking_photo_id": cast.GONE}
    photos.put_back(photo, actor=None)
    assert renders.problems(video) == {}
    assert events(account.team) == ["Talking photo “Lena” deleted", "Talking photo “Lena” put back"]


def test_it_is_deleted_for_good_after_a_month(account: Account, video: Video) -> None:
    gone, behind, fresh, kept = (faces.photo(account, name=name) for name in ("Gone", "Behind", "Fresh", "Kept"))
    scene = video.scenes.get()
    assert behind.picture is not None and gone.picture is not None
    scene.document["background"] = {"type": "image", "image_asset_id": str(behind.picture.pk)}
    scene.save()
    long_ago = timezone.now() - timedelta(days=31)
    Avatar.objects.filter(pk__in=[gone.pk, behind.pk]).update(retired_at=long_ago)
    photos.remove(fresh, actor=None)
    Asset.objects.update(
        created_at=long_ago, uploaded=False
    )  # as if the studio had made them: the sweep looks at those
    housekeeping.sweep_orphans()
    assert Asset.objects.count() == 4, "a photo's picture is no orphan"
    Asset.objects.update(uploaded=True)
    assert photos.forget_removed() == 2
    assert set(Avatar.objects.filter(kind="talking_photo")) == {fresh, kept}
    assert not Path(gone.picture.file.path).exists() and Path(behind.picture.file.path).exists()
    assert set(Asset.objects.values_list("name", flat=True)) == {"Behind.png", "Fresh.png", "Kept.png"}


def test_it_is_not_offered_to_another_team_or_before_it_is_placed(
    account: Account, video: Video, charlie: User
) -> None:
    theirs = faces.photo(people.account(charlie.teams.get()))
    path = "scenes.0.character.talking_photo_id"
    assert renders.problems(speaking(video, theirs)) == {path: cast.GONE}
    assert cast.gather(video.team, account.pk, video.document()) == cast.Props({}, {}, {})
    unplaced = faces.photo(account, name="Mascot", rig=faces.GUESSED)
    assert "“Mascot”" in renders.problems(speaking(video, unplaced))[path]
    scene = video.scenes.get()
    scene.document["character"] = {"type": "avatar", "avatar_id": unplaced.external_id}
    scene.save()
    assert renders.problems(video) == {"scenes.0.character.avatar_id": cast.GONE}


def test_it_hands_the_engine_picture_and_points(account: Account, video: Video) -> None:
    photo = faces.photo(account)
    props = cast.gather(video.team, account.pk, speaking(video, photo).document())
    assert photo.picture is not None
    assert props.paths == {photo.external_id: photo.picture.file.path}
    assert props.rigs == {photo.external_id: faces.FOUND}
    photos.place_points(photo, actor=None, placed={"chin": (0.5, 0.8)})
    assert cast.gather(video.team, account.pk, video.document()).digests != props.digests


def test_it_is_made_anew_when_its_points_were_moved(account: Account, video: Video, alice: User) -> None:
    """The segment is known by the points that were drawn, though they were moved after the order."""
    photo = faces.photo(account)
    given: list[Any] = []

    def draw(storyboard: dict[str, Any], **more: Any) -> dict[str, Any]:
        given.append(more["rigs"])
        return drawing.draw(storyboard, **more)

    first = renders.generate(speaking(video, photo), actor=alice).takes.get()
    photos.place_points(photo, actor=None, placed={"chin": (0.5, 0.8)})
    takes.work(str(first.pk), draw=draw)
    now = Avatar.objects.get(pk=photo.pk)
    assert given == [{photo.external_id: now.rig}]
    Render.objects.update(state="completed")
    again = renders.generate(video, actor=alice, request_key="again").takes.get()
    assert again.reused_from == first
    Render.objects.update(state="completed")
    photos.place_points(photo, actor=None, placed={})
    other = renders.generate(video, actor=alice, request_key="other").takes.get()
    assert other.reused_from is None


def test_it_is_drawn_speaking(account: Account) -> None:
    photo = faces.photo(account)
    open_lips, other = portraits.speaking(photo, strip=0), portraits.speaking(photo, strip=1)
    with Image.open(open_lips) as shown:
        assert shown.size == (720, 240)
        me, _oh, far = np.split(np.asarray(shown.convert("L"), dtype=float), 3, axis=1)
    assert other.read_bytes() != open_lips.read_bytes()
    assert np.abs(me - far)[120:, 60:180].max() > 40, "the mouth moves"
    assert [portraits.words(strip) for strip in (0, 1)] == [["Me", "Oh", "far"], ["Five", "You", "Mmm"]]


def test_it_is_seen_in_a_video_s_still(account: Account, video: Video) -> None:
    photo = faces.photo(account)
    before = previews.still(speaking(video, photo), scene=0, height=100)
    photos.place_points(photo, actor=None, placed={"chin": (0.5, 0.8)})
    assert previews.still(video, scene=0, height=100) != before


@pytest.mark.slow
def test_it_finds_a_face_in_a_child_process(account: Account) -> None:
    photo = add(account.team, find=photos.local.find_rig)
    assert photo.rig is not None and set(faces.POINTS) == set(photo.rig["points"])
