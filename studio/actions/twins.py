"""Twins: a person's own double, made from a video of them and photos of their mouth in five poses.

All media are looked at here. A twin of the embedded account then speaks as a talking photo of its neutral picture, in a
voice of its language; one of a provider's account is ordered there (actions/twin_orders.py).

    draft ─► queued ─► checking ─┬─► ready                                  embedded
                 └──► failed ◄───┴─► checked ─► ordering ─► training ─► ready   at a provider
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Max, QuerySet, When
from django.utils import timezone

from studio.actions import assets, calibration, leases, makers, outages, twin_media, twin_turns, typed
from studio.actions.calibration import POSES, Reading
from studio.actions.events import tell
from studio.actions.twin_media import VIDEO, place
from studio.errors import BadInput, EngineFailed, NotFound, StudioError, disk_is_full
from studio.models import Account, Asset, Avatar, Take, Twin, TwinMedia, User
from studio.models.ids import new_id
from studio.models.twins import MADE_HERE, SENT
from studio.net.fetch import Fetched, Refused, Why, fetch
from studio.net.guard import Rules
from studio.queue import later
from studio.vocabulary import AvatarKind, TwinState

log = logging.getLogger(__name__)
NAME_MAX = 80
LEASE, MOST_STARTS = Take.LEASE, Take.MOST_STARTS
SECONDS = 300.0
"""For fetching all files of one: a worker that draws waits for them."""
ERASED_AFTER = timedelta(days=30)
"""How long a deleted twin can be put back."""
NO_NAME = f"Give the twin a name of at most {NAME_MAX} characters."
FEW = f"Give {len(POSES)} photos, in this order: {', '.join(POSES)}."
CRASHING = "Making this twin kept crashing the worker: it was started three times without an end."
UNKNOWN = "There is no such twin."
SLOW = f"The files of this twin did not come within {SECONDS:.0f} seconds. Put them where they are fetched faster."
Fetch = Callable[..., Fetched | Refused]
_UNLESS_SENT = Case(When(state__in=SENT, then=F("lease_until")), default=None)
"""No lease for a worker that makes it; one that orders it is waited for, to know what came of it."""


def order(
    account: Account, *, actor: User | None, name: str, language: str, video_url: str, image_urls: list[str],
    consent: bool = True, reading: Reading | None = None,
) -> Twin:  # fmt: skip
    """Begin a twin from media at web addresses: written down now, fetched and checked by a worker.

    Raises BadInput for name, language or images. `image_urls` are in the order of `calibration.POSES`. In a transaction
    give the `reading`, which a provider may have to be asked for.
    """
    name = named(name)
    if len(image_urls) != len(POSES):
        raise BadInput({"images": FEW})
    addresses = {VIDEO: video_url, **dict(zip(POSES, image_urls, strict=True))}
    reading = reading or calibration.reading(account, language)
    twin = write(
        account, actor=actor, name=name, state=TwinState.QUEUED, addresses=addresses, language=reading.language,
        script=reading.script, consent_at=timezone.now() if consent else None,
    )  # fmt: skip
    tell(account.team, "twin.ordered", f"Twin “{name}” ordered", actor=actor)
    twin_turns.wake_makers()
    return twin


def named(name: str) -> str:
    """Raises BadInput for "name"."""
    name = typed.line(name)
    if not name or len(name) > NAME_MAX:
        raise BadInput({"name": NO_NAME})
    return name


def write(account: Account, *, actor: User | None, name: str, **fields: Any) -> Twin:
    """The row, with the account's next number. Two at once get two numbers."""
    key = fields.pop("id", None) or new_id()
    for _ in range(20):
        number = (Twin.objects.filter(account=account).aggregate(last=Max("number"))["last"] or 0) + 1
        known_as = str(key) if makers.makes_twins(account) else f"twin-{number}-{_slug(name)}"
        try:
            with transaction.atomic():
                twin = Twin(
                    id=key, team=account.team, account=account, name=name, number=number, external_name=known_as,
                    created_by=actor, **fields,
                )  # fmt: skip
                twin.save(force_insert=True)
                return twin
        except IntegrityError:
            if Twin.objects.filter(pk=key).exists():
                raise
    raise BadInput({"name": "Many twins are being made at this moment. Try again."})


def _slug(name: str) -> str:
    """The name as part of an id, which may stand in an address: lower case, hyphens for spaces and slashes."""
    return "-".join(name.lower().replace("/", " ").split())[:NAME_MAX]


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
    """Take it out of the cast. It can be put back for 30 days; then it goes for good (actions/erasures.py). Videos that
    were made stay.
    """
    now = timezone.now()
    gone = Twin.objects.kept().filter(pk=twin.pk)
    if gone.update(deleted_at=now, erase_at=now + ERASED_AFTER, lease_until=_UNLESS_SENT):
        Avatar.objects.filter(twins=twin).update(retired_at=now)
        tell(twin.team, "twin.removed", f"Twin “{twin.name}” deleted", actor=actor)


def work(twin_id: str, *, fetch: Fetch = fetch) -> None:
    """Fetch, check and make a twin, if nobody else does."""
    name, now = leases.holder(), timezone.now()
    free = Twin.objects.kept().filter(pk=twin_id, state__in=MADE_HERE)
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
        with leases.kept_alive(twin, as_holder=name):
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
        twin_turns.wake_makers()


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
    end = monotonic() + SECONDS
    for step, (pose, url) in enumerate(twin.addresses.items(), start=1):
        if pose not in have:
            try:
                have[pose] = _brought(twin, pose, url, folder, fetch, end=end)
                TwinMedia.objects.create(twin=twin, pose=pose, asset=have[pose])
            except BadInput as error:
                wrong[place(pose)] = error.first_sentence
        _hold_on(twin, name, progress=step * 80 // len(twin.addresses))
    if wrong:
        raise BadInput(wrong)
    return have


def _refusal(found: Refused) -> StudioError:
    """What is wrong with a file; but when our disk is to blame, something that passes."""
    if found.why is Why.DISK:
        return EngineFailed(found.sentence, permanent=False)
    return BadInput({"file": SLOW if found.why is Why.SLOW else found.sentence})


def _brought(twin: Twin, pose: str, url: str, folder: Path, fetch: Fetch, *, end: float) -> Asset:
    kind = twin_media.kind_of(pose)
    if (left := end - monotonic()) <= 0:
        raise BadInput({"file": SLOW})
    found = fetch(
        url, folder, most_bytes=assets.most_bytes(kind), seconds=left, expected=assets.EXPECTED[kind],
        rules=Rules.read(settings.FETCH_ALLOW),
    )  # fmt: skip
    if isinstance(found, Refused):
        raise _refusal(found)
    asset = assets.take_in(twin.team, found.path, kind=kind, url=url, name=f"{twin.name} {pose}{found.path.suffix}")
    twin_media.check_shape(asset, pose)
    if pose == VIDEO:
        twin_media.check_voice(asset)
    return asset


def _make(twin: Twin, name: str, media: dict[str, Asset], folder: Path) -> None:
    """Find the faces that nobody has found yet; then it is ready, or can be ordered."""
    wrong, seen = {}, set(twin.media.exclude(rig=None).values_list("pose", flat=True))
    for pose in POSES:
        _hold_on(twin, name)
        if pose in seen:
            continue
        try:
            rig = twin_media.find_face(media[pose], folder / pose)
            TwinMedia.objects.filter(twin=twin, pose=pose).update(rig=rig)
        except BadInput as error:
            wrong[place(pose)] = error.first_sentence
    if wrong:
        raise BadInput(wrong)
    if makers.makes_twins(twin.account):
        _hold_on(twin, name)
        _for_a_provider(twin, name, media[VIDEO], folder)
    else:
        _embedded(twin, name)


def _embedded(twin: Twin, name: str) -> None:
    neutral = twin.media.get(pose="neutral")
    voice = twin.account.voices.filter(language=twin.language, retired_at=None).order_by("position").first()
    with transaction.atomic():
        mine = Twin.objects.kept().select_for_update(no_key=True)  # whoever deletes it retires what is made here, too
        if not list(mine.filter(pk=twin.pk, lease_holder=name).values_list("pk")):
            return
        avatar = Avatar.objects.create(
            id=new_id(), account=twin.account, external_id=twin.external_name, kind=AvatarKind.TWIN, name=twin.name,
            picture=neutral.asset, rig=neutral.rig, voice=voice.external_id if voice else "",
            locale=voice.locale if voice else "",
        )  # fmt: skip
        _end(twin, name, TwinState.READY, avatar=avatar, progress=100, problem={})


def _for_a_provider(twin: Twin, name: str, video: Asset, folder: Path) -> None:
    sent = twin_media.as_mp4(twin.team, video, folder / VIDEO)
    with transaction.atomic():
        mine = Twin.objects.kept().filter(pk=twin.pk, lease_holder=name)
        if not mine.update(
            state=TwinState.CHECKED, progress=0, problem={}, starts=0, misses=0, wake_at=timezone.now(),
            **leases.no_lease(),
        ):  # fmt: skip
            return
        TwinMedia.objects.filter(twin=twin, pose=VIDEO).update(asset=sent)
        later("order_twin", twin.pk)
    if sent.pk != video.pk:
        twin_media.discard(video)


def _end(twin: Twin, name: str, state: TwinState, **fields: Any) -> None:
    mine = Twin.objects.filter(pk=twin.pk, lease_holder=name)
    mine.update(state=state, finished_at=timezone.now(), **leases.no_lease(), **fields)


@outages.outlasted
def _later(twin: Twin, name: str, reason: str) -> None:
    """Passing trouble: wait and start again; what was brought already is not fetched again."""
    full = disk_is_full(reason)
    if twin.starts >= MOST_STARTS and not full:
        _end(twin, name, TwinState.FAILED, problem={"": reason})
        return
    mine = Twin.objects.filter(pk=twin.pk, lease_holder=name)
    mine.update(**leases.rest_for_room(twin) if full else leases.rest(leases.backoff(twin.starts)))
