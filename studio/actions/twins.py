"""Twins: a person's own double, made from a video of them and photos of their mouth in five poses.

For now a twin speaks as a talking photo of its neutral picture, in the voice of its language; the video and the other
poses are checked and kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from studio.actions import assets, calibration, leases, typed
from studio.actions.calibration import POSES
from studio.actions.events import tell
from studio.errors import BadInput, NotFound, StudioError
from studio.models import Account, Asset, Avatar, Twin, TwinMedia, User
from studio.models.ids import new_id
from studio.net.fetch import Fetched, Refused, fetch
from studio.net.guard import Rules
from studio.providers import local
from studio.queue import later
from studio.vocabulary import AssetKind, AvatarKind, TwinState

log = logging.getLogger(__name__)
NAME_MAX = 80
LEASE = timedelta(minutes=10)
MOST_STARTS = 3
SHORTEST, LONGEST = 5.0, 600.0
"""Seconds of the calibration video."""
SECONDS = 300.0
"""For fetching one file; less than LEASE, which is renewed before each."""
VIDEO = "video"
NO_NAME = f"Give the twin a name of at most {NAME_MAX} characters."
FEW = f"Give {len(POSES)} photos, in this order: {', '.join(POSES)}."
CRASHING = "Making this twin kept crashing the worker: it was started three times without an end."
UNKNOWN = "There is no such twin."
Fetch = Callable[..., Fetched | Refused]


def order(
    account: Account, *, actor: User | None, name: str, language: str, video_url: str, image_urls: list[str],
    consent: bool = True,
) -> Twin:  # fmt: skip
    """Begin a twin from media at web addresses: written down now, fetched and checked by a worker.

    Raises BadInput for name, language or images. `image_urls` are in the order of `calibration.POSES`.
    """
    name = typed.line(name)
    if not name or len(name) > NAME_MAX:
        raise BadInput({"name": NO_NAME})
    if len(image_urls) != len(POSES):
        raise BadInput({"images": FEW})
    language = calibration.language(account, language)
    addresses = {VIDEO: video_url, **dict(zip(POSES, image_urls, strict=True))}
    twin = _write(account, actor=actor, name=name, language=language, addresses=addresses)
    if consent:
        Twin.objects.filter(pk=twin.pk).update(consent_at=timezone.now())
    later("make_twin", twin.pk, cluster="render")
    return twin


def _write(account: Account, *, actor: User | None, name: str, language: str, addresses: dict[str, str]) -> Twin:
    """The row, with the account's next number. Two at once get two numbers."""
    for _ in range(20):
        number = (Twin.objects.filter(account=account).aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                twin = Twin.objects.create(
                    team=account.team, account=account, name=name, number=number, language=language,
                    external_name=f"twin-{number}-{_slug(name)}", script=calibration.script(account, language),
                    state=TwinState.QUEUED, addresses=addresses, created_by=actor,
                )  # fmt: skip
                tell(account.team, "twin.ordered", f"Twin “{name}” ordered", actor=actor)
                return twin
        except IntegrityError:
            continue
    raise BadInput({"name": "Many twins are being made at this moment. Try again."})


def _slug(name: str) -> str:
    """The name as part of an id: lower case, hyphens for spaces."""
    return "-".join(name.lower().split())[:NAME_MAX]


def of(account: Account) -> QuerySet[Twin]:
    """The account's twins, oldest first, without deleted ones."""
    return Twin.objects.filter(account=account, deleted_at=None).order_by("number")


def find(account: Account, external_name: str) -> Twin:
    """By its whole name (twin-1-sam). Raises NotFound."""
    twin = of(account).filter(external_name=external_name).first()
    if twin is None:
        raise NotFound(UNKNOWN)
    return twin


@transaction.atomic
def remove(twin: Twin, *, actor: User | None) -> None:
    """Take it out of the cast. Its media go with it; videos that were made stay."""
    if Twin.objects.filter(pk=twin.pk, deleted_at=None).update(deleted_at=timezone.now(), lease_until=None):
        Avatar.objects.filter(twins=twin).update(retired_at=timezone.now())
        tell(twin.team, "twin.removed", f"Twin “{twin.name}” deleted", actor=actor)


def wake_due() -> None:
    """Wake twins whose time has come and that nobody makes; each once a minute."""
    now = timezone.now()
    for pk in list(Twin.objects.due(now).filter(deleted_at=None).values_list("pk", flat=True)[:50]):
        if Twin.objects.due(now).filter(pk=pk).update(wake_at=now + timedelta(minutes=1)):
            later("make_twin", pk, cluster="render")


def work(twin_id: str, *, fetch: Fetch = fetch) -> None:
    """Fetch, check and make a twin, if nobody else does."""
    name, now = leases.holder(), timezone.now()
    free = Twin.objects.filter(pk=twin_id, deleted_at=None, state__in=[TwinState.QUEUED, TwinState.CHECKING])
    mine = free.filter(lease_until=None) | free.filter(lease_until__lt=now)
    until = now + LEASE
    if not mine.update(
        lease_holder=name, lease_until=until, wake_at=until, starts=F("starts") + 1, state=TwinState.CHECKING
    ):
        return
    twin = Twin.objects.select_related("account", "team", "created_by").get(pk=twin_id)
    if twin.starts > MOST_STARTS:
        _end(twin, name, TwinState.FAILED, problem={"": CRASHING})
        return
    folder = Path(settings.DATA_DIR) / "work" / f"twin-{twin.pk}" / name.rpartition("|")[2]
    try:
        _make(twin, name, _gathered(twin, name, folder, fetch), folder)
    except _Lost:
        log.info("twin %s was lost to another worker, or deleted", twin.pk)
    except BadInput as error:
        _end(twin, name, TwinState.FAILED, problem=error.problems)
    except StudioError as error:
        _later(twin, name, str(error))
    except Exception as error:
        log.exception("twin %s", twin.pk)
        _later(twin, name, f"{type(error).__name__} while making this twin.")
    finally:
        leases.clear(folder)


class _Lost(Exception):
    """Somebody else makes this twin by now, or nobody wants it any more."""


def _hold_on(twin: Twin, name: str, **fields: Any) -> None:
    """Renew the lease for the next step. Raises _Lost."""
    until = timezone.now() + LEASE
    mine = Twin.objects.filter(pk=twin.pk, lease_holder=name, deleted_at=None)
    if not mine.update(lease_until=until, wake_at=until, **fields):
        raise _Lost


def _gathered(twin: Twin, name: str, folder: Path, fetch: Fetch) -> dict[str, Asset]:
    """Every file of the twin as an asset of the team; all that is wrong is told at once."""
    have = {each.pose: each.asset for each in twin.media.select_related("asset")}
    wrong: dict[str, str] = {}
    for step, (pose, url) in enumerate(twin.addresses.items(), start=1):
        if pose not in have:
            try:
                have[pose] = _brought(twin, pose, url, folder, fetch)
                TwinMedia.objects.create(twin=twin, pose=pose, asset=have[pose])
            except BadInput as error:
                wrong[_place(pose)] = next(iter(error.problems.values()))
        _hold_on(twin, name, progress=step * 80 // len(twin.addresses))
    if wrong:
        raise BadInput(wrong)
    return have


def _place(pose: str) -> str:
    return VIDEO if pose == VIDEO else f"images.{POSES.index(pose)}"


def _brought(twin: Twin, pose: str, url: str, folder: Path, fetch: Fetch) -> Asset:
    kind = AssetKind.VIDEO if pose == VIDEO else AssetKind.IMAGE
    limit = settings.UPLOAD_LIMIT_IMAGE if kind == AssetKind.IMAGE else settings.UPLOAD_LIMIT_MEDIA
    found = fetch(
        url, folder, most_bytes=limit, seconds=SECONDS, expected=assets.EXPECTED[kind],
        rules=Rules.read(settings.FETCH_ALLOW),
    )  # fmt: skip
    if isinstance(found, Refused):
        raise BadInput({"file": found.sentence})
    asset = assets.take_in(twin.team, found.path, kind=kind, url=url, name=f"{twin.name} {pose}{found.path.suffix}")
    if asset.width > asset.height:
        raise BadInput(
            {"file": f"This {'video' if pose == VIDEO else 'photo'} is wider than high. Use an upright one."}
        )
    if pose == VIDEO and not SHORTEST <= asset.duration <= LONGEST:
        raise BadInput({"file": f"This video lasts {asset.duration:.0f} seconds. Read the whole script, at least "
                                f"{SHORTEST:.0f} and at most {LONGEST:.0f} seconds."})  # fmt: skip
    return asset


def _make(twin: Twin, name: str, media: dict[str, Asset], folder: Path) -> None:
    """Find the faces; a twin needs that of the neutral photo."""
    wrong = {}
    for pose in POSES:
        _hold_on(twin, name)
        rig = local.find_rig(Path(media[pose].file.path), folder / pose)
        TwinMedia.objects.filter(twin=twin, pose=pose).update(rig=rig)
        if not rig.get("confidence"):
            wrong[_place(pose)] = "No face was found in this photo. Take it from the front, in good light, hair back."
    if wrong:
        raise BadInput(wrong)
    neutral = twin.media.get(pose="neutral")
    voice = twin.account.voices.filter(language=twin.language, retired_at=None).order_by("position").first()
    with transaction.atomic():
        if not Twin.objects.filter(pk=twin.pk, lease_holder=name, deleted_at=None).exists():
            return
        avatar = Avatar.objects.create(
            id=new_id(), account=twin.account, external_id=twin.external_name, kind=AvatarKind.TWIN, name=twin.name,
            picture=neutral.asset, rig=neutral.rig, voice=voice.external_id if voice else "",
            locale=voice.locale if voice else "",
        )  # fmt: skip
        _end(twin, name, TwinState.READY, avatar=avatar, progress=100, problem={})


def _end(twin: Twin, name: str, state: TwinState, **fields: Any) -> None:
    mine = Twin.objects.filter(pk=twin.pk, lease_holder=name)
    mine.update(state=state, finished_at=timezone.now(), lease_holder="", lease_until=None, **fields)


def _later(twin: Twin, name: str, reason: str) -> None:
    """Passing trouble: wait and start again; what was brought already is not fetched again."""
    if twin.starts >= MOST_STARTS:
        _end(twin, name, TwinState.FAILED, problem={"": reason})
        return
    until = timezone.now() + leases.backoff(twin.starts)
    Twin.objects.filter(pk=twin.pk, lease_holder=name).update(lease_holder="", lease_until=until, wake_at=until)
