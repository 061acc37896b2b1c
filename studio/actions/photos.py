"""Talking photos: taking a picture in, finding its face, placing points by hand, removing it and putting it back."""

from __future__ import annotations

import hashlib
import shutil
import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from studio.actions import assets, cast, fair, typed
from studio.actions.events import tell
from studio.errors import BadInput, Conflict, EngineFailed
from studio.models import Account, Asset, Avatar, Scene, Team, Template, User, Video, Voice
from studio.models.avatars import AvatarQuerySet
from studio.models.ids import new_id
from studio.models.videos import VideoQuerySet
from studio.names import visible
from studio.providers import local
from studio.render.photo import rig as rigs
from studio.vocabulary import AssetKind, AvatarKind, Provider

SMALLEST = 120
"""Pixels on the shorter side."""
NAME_MAX = 80
REMOVED_LIFE = timedelta(days=30)
LOOKING_WAIT = 20.0
"""Seconds that an upload waits for those whose pictures are being looked at."""
_LOOKING = threading.Semaphore(1)

CONSENT = "Tick this first: a picture of a person may be used only with that person's permission."
NO_FILE = "Choose a picture: PNG, JPEG or WebP."
NO_ACCOUNT = "This team has no embedded account, and talking photos are drawn by it. Ask whoever runs this server."
MOVED = "Somebody else moved these points meanwhile. The page shows theirs now; move yours again."

Point = tuple[float, float]
Find = Callable[[Path, Path], dict[str, Any]]
"""What finds a face, as providers.local.find_rig does."""
AVERAGE: dict[str, Point] = {
    "left_eye": (0.36, 0.38), "right_eye": (0.64, 0.38), "mouth_left": (0.37, 0.62), "mouth_right": (0.63, 0.62),
    "mouth_top": (0.5, 0.58), "mouth_bottom": (0.5, 0.68), "inner_top": (0.5, 0.62), "inner_bottom": (0.5, 0.62),
    "chin": (0.5, 0.8),
}  # fmt: skip
"""Where to start from in a picture nobody has found a face in."""


def add(
    team: Team, *, actor: User | None, file: UploadedFile[Any] | None, consent: bool, name: str = "",
    account: Account | None = None, key: uuid.UUID | None = None, find: Find = local.find_rig,
) -> Avatar:  # fmt: skip
    """A new talking photo from an uploaded picture, with the points of the face that was found in it.

    It belongs to `account`, an open one of the embedded engine, or else to the team's first. The same `key` gives the
    same photo. Raises BadInput for file and consent, and then nothing is kept.
    """
    wrong = {} if consent else {"consent": CONSENT}
    if file is None or wrong:
        raise BadInput(wrong if file else {"file": NO_FILE, **wrong})
    if key and (made := _made(team, key)):
        return made
    if account is None:
        account = team.accounts.filter(provider=Provider.LOCAL, closed_at=None).order_by("created_at").first()
    if account is None:
        raise BadInput({"file": NO_ACCOUNT})
    asset = assets.upload(team, actor=actor, file=file, kind=AssetKind.IMAGE)
    try:
        rig = _look(asset, find)
        return _keep(account, asset, rig, name=_named(name) or _stem(file), actor=actor, key=key or new_id())
    except BaseException as error:
        assets.discard(asset)
        if isinstance(error, IntegrityError) and key:
            if made := _made(team, key):
                return made
            raise Conflict("This form was used before. Reload the page and choose the picture again.") from None
        raise


@transaction.atomic
def _keep(
    account: Account, asset: Asset, rig: dict[str, Any] | None, *, name: str, actor: User | None, key: uuid.UUID
) -> Avatar:
    assets.hold(asset)
    voice = account.voices.filter(retired_at=None).values_list("external_id", flat=True).first()
    photo = Avatar(
        id=key, account=account, external_id=str(key), kind=AvatarKind.TALKING_PHOTO, name=name, picture=asset,
        rig=rig, voice=voice or "",
    )  # fmt: skip
    photo.save(force_insert=True)
    tell(account.team, "photo.added", f"Talking photo “{name}” added, with permission to use the picture", actor=actor)
    return photo


def _made(team: Team, key: uuid.UUID) -> Avatar | None:
    return Avatar.objects.filter(pk=key, account__team=team, kind=AvatarKind.TALKING_PHOTO).first()


def _look(asset: Asset, find: Find) -> dict[str, Any] | None:
    """The rig a child process finds; None when it can't look now: the points can be placed by hand all the same."""
    if min(asset.width, asset.height) < SMALLEST:
        raise BadInput({"file": f"{asset.name} is too small. Use one of at least {SMALLEST} pixels on each side."})
    folder = Path(settings.DATA_DIR) / "work" / f"rig-{asset.pk}"
    try:
        with fair.turn(
            _LOOKING, wait=LOOKING_WAIT, otherwise="Other pictures are being looked at. Add it again in a moment."
        ):
            return find(Path(asset.file.path), folder)
    except BadInput as error:
        raise BadInput({"file": error.first_sentence}) from None
    except EngineFailed:
        return None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def points(photo: Avatar) -> dict[str, Point]:
    """Where all points stand now: found, carried along, or placed by hand."""
    found = _found(photo)
    if found is None:
        return AVERAGE | _hand(photo)
    moved = rigs.moved(found, _hand(photo), aspect=_aspect(photo))
    return {name: getattr(moved, name) for name in rigs.HAND}


def by_hand(photo: Avatar) -> frozenset[str]:
    """The names of the points that somebody placed."""
    return frozenset(_hand(photo))


def is_doubtful(photo: Avatar) -> bool:
    """Whether eyes or lips may be elsewhere than where they were found, and nobody has said otherwise or moved one."""
    return rigs.is_doubtful(photo.rig)


def seen(photo: Avatar) -> str:
    """Changes with every change of the points."""
    return hashlib.sha256(rigs.digestible(photo.rig).encode()).hexdigest()[:16]


def place_points(
    photo: Avatar, *, actor: User | None, placed: Mapping[str, Point], seen_before: str | None = None,
    sure: bool = False,
) -> Avatar:  # fmt: skip
    """Put points where a person wants them, in 0…1 of the picture; {} puts all back to what was found.

    What stands where it stood stays as it was found; `sure` says that it is right there, which holds until a point
    moves. Raises BadInput for "points" when they make no face, Conflict when `seen_before` says that somebody else was
    first.
    """
    with transaction.atomic():
        locked = Avatar.objects.select_for_update(of=("self",)).select_related("account__team", "picture")
        now = locked.get(pk=photo.pk)
        if seen_before is not None and seen_before != seen(now):
            raise Conflict(MOVED)
        hand = _moved_by(now, placed) if placed else {}
        photo.rig = rigs.placed(now.rig, hand, sure=sure) or None
        if photo.rig != (now.rig or None):
            Avatar.objects.filter(pk=now.pk).update(rig=photo.rig)
            words = "placed" if hand else "called right" if sure else "put back to where they were found"
            tell(now.account.team, "photo.points", f"Points of “{now.name}” {words}", actor=actor)
    return photo


def _moved_by(photo: Avatar, placed: Mapping[str, Point]) -> dict[str, Point]:
    """Those of `placed` that the rig must hold: of a found face what stands elsewhere than it does by itself."""
    given = {name: (float(x), float(y)) for name, (x, y) in placed.items()}
    if strange := set(given) - set(rigs.HAND):
        raise BadInput({"points": f"There is no point “{min(strange)}”."})
    if any(not 0 <= value <= 1 for point in given.values() for value in point):
        raise BadInput({"points": "Keep every point on the picture."})
    found, aspect = _found(photo), _aspect(photo)
    try:
        rigs.check(points(photo) | given, aspect)
    except rigs.BadRig as error:
        raise BadInput({"points": f"{str(error).partition('. ')[0].rstrip('.')}."}) from None
    if found is None or not found.confidence:
        return _hand(photo) | given
    stands = points(photo)
    kept = _hand(photo)
    return kept | {name: at for name, at in given.items() if name in kept or not _same(at, stands[name])}


def _same(a: Point, b: Point) -> bool:
    return max(abs(a[0] - b[0]), abs(a[1] - b[1])) < 0.0006


def rename(photo: Avatar, *, actor: User | None, name: str) -> Avatar:
    """Raises BadInput for "name"."""
    name = _named(name)
    if not name:
        raise BadInput({"name": "Give it a name."})
    if name != photo.name:
        with transaction.atomic():
            Avatar.objects.filter(pk=photo.pk).update(name=name)
            tell(photo.account.team, "photo.renamed", f"“{photo.name}” is called “{name}” now", actor=actor)
        photo.name = name
    return photo


def give_voice(photo: Avatar, *, actor: User | None, voice: str) -> Avatar:
    """The voice it starts with in a new video. Raises BadInput for "voice"."""
    chosen = Voice.objects.filter(account_id=photo.account_id, external_id=typed.line(voice), retired_at=None).first()
    if chosen is None:
        raise BadInput({"voice": cast.SILENT})
    with transaction.atomic():
        Avatar.objects.filter(pk=photo.pk).update(voice=chosen.external_id)
        tell(photo.account.team, "photo.voice", f"“{photo.name}” speaks as {chosen.name}", actor=actor)
    photo.voice = chosen.external_id
    return photo


@transaction.atomic
def remove(photo: Avatar, *, actor: User | None) -> None:
    """Take it from everybody. It can be put back for 30 days; then picture and points are deleted for good."""
    if Avatar.objects.filter(pk=photo.pk, retired_at=None).update(retired_at=timezone.now()):
        tell(photo.account.team, "photo.removed", f"Talking photo “{photo.name}” deleted", actor=actor)


@transaction.atomic
def put_back(photo: Avatar, *, actor: User | None) -> None:
    if Avatar.objects.filter(pk=photo.pk, retired_at__isnull=False).update(retired_at=None):
        tell(photo.account.team, "photo.put_back", f"Talking photo “{photo.name}” put back", actor=actor)


def used_in(photo: Avatar) -> VideoQuerySet:
    """The team's videos, but for the trash, in whose scenes it speaks."""
    scenes = Scene.objects.filter(
        video=OuterRef("pk"), document__character__type="talking_photo",
        document__character__talking_photo_id=photo.external_id,
    )  # fmt: skip
    return Video.objects.of(photo.account.team).kept().filter(Exists(scenes)).order_by("-updated_at", "-id")


def removed(team: Team) -> AvatarQuerySet:
    """The team's deleted talking photos, which can still be put back."""
    gone = Avatar.objects.filter(account__team=team, kind=AvatarKind.TALKING_PHOTO, retired_at__isnull=False)
    return gone.filter(picture__isnull=False)


def forget_removed() -> int:
    """Delete for good what was removed more than 30 days ago, picture and all. Returns how many."""
    gone = Avatar.objects.filter(
        kind=AvatarKind.TALKING_PHOTO, picture__isnull=False, retired_at__lt=timezone.now() - REMOVED_LIFE
    )
    return sum(_forget(photo) for photo in gone.select_related("picture")[:500])


def _forget(photo: Avatar) -> bool:
    with transaction.atomic():
        gone = Avatar.objects.filter(pk=photo.pk, retired_at__lt=timezone.now() - REMOVED_LIFE)
        found = gone.select_for_update().first()  # or somebody puts it back while it is looked up
        deleted = found.delete() if found else None
    picture = photo.picture
    if deleted and picture and not is_named(picture):
        with suppress(IntegrityError):  # something else holds it: a twin's photo
            assets.discard(picture)
    return bool(deleted)


def is_named(picture: Asset) -> bool:
    """Whether a scene or a template shows it, as a background."""
    name = str(picture.pk)
    scenes = Scene.objects.filter(video__team_id=picture.team_id, document__icontains=name)
    return scenes.exists() or Template.objects.filter(team_id=picture.team_id, storyboard__icontains=name).exists()


def _found(photo: Avatar) -> rigs.Rig | None:
    return rigs.Rig.from_json(photo.rig) if photo.rig and "points" in photo.rig else None


def _hand(photo: Avatar) -> dict[str, Point]:
    return rigs.hand_points(photo.rig or {})


def _aspect(photo: Avatar) -> float:
    return photo.picture.width / photo.picture.height if photo.picture and photo.picture.height else 1.0


def _named(name: str) -> str:
    return typed.line(name)[:NAME_MAX].strip()


def _stem(file: UploadedFile[Any]) -> str:
    name = visible(file.name or "")
    return _named(name.rpartition(".")[0] or name)
