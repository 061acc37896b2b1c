"""Pictures of a provider's avatars, brought here once: its links die. A few at a time, behind everything else."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet

from studio import kinds
from studio.actions import assets
from studio.errors import StudioError
from studio.models import Account, Avatar
from studio.net.fetch import Fetched, Refused, fetch
from studio.net.guard import Rules
from studio.queue import later
from studio.vocabulary import AssetKind

log = logging.getLogger(__name__)
MOST = 2000
"""Pictures that are kept for one account; those that come first in its cast."""
MOST_BYTES = 8 * 2**20
SECONDS, TURN = 15.0, 20.0
"""For one picture; and for a turn, after which others' work in the queue comes first."""
Fetch = Callable[..., Fetched | Refused]


def wanted(url: str, shown: str) -> str:
    """The address to fetch, when it is of the web and leads elsewhere than to what is `shown` already; else ""."""
    url = url if url.startswith(("http://", "https://")) and url.isprintable() else ""
    return "" if url and _place(url) == shown else url


def kept(avatars: QuerySet[Avatar]) -> dict[str, str]:
    """Where the pictures that are here came from, by the avatar's external id."""
    return dict(avatars.filter(headshot__isnull=False).values_list("external_id", "headshot__source_url"))


def _place(url: str) -> str:
    """An address without its signature, which is another one every time."""
    return url.partition("?")[0].partition("#")[0]


def work(account_id: str, *, fetch: Fetch = fetch) -> None:
    """Fetch some of the pictures that an account's avatars lack, and wake the next turn while there are more.

    Each address is tried once: one that gives no picture is tried again when the cast is next brought.
    """
    account = Account.objects.select_related("team").filter(pk=account_id).first()
    if account is None:
        return
    end = time.monotonic() + TURN
    room = MOST - account.avatars.exclude(headshot=None).count()
    lacking = account.avatars.offered().exclude(headshot_url="").order_by("position", "pk")
    for avatar in list(lacking[: max(0, room)]):
        if time.monotonic() > end:
            later("fetch_headshots", account.pk)
            return
        if Avatar.objects.filter(pk=avatar.pk, headshot_url=avatar.headshot_url).update(headshot_url=""):
            _bring(account, avatar, fetch)


def _bring(account: Account, avatar: Avatar, fetch: Fetch) -> None:
    found: Any = fetch(
        avatar.headshot_url, Path(settings.DATA_DIR) / "work" / "headshots", most_bytes=MOST_BYTES, seconds=SECONDS,
        expected=kinds.PICTURE, rules=Rules.read(settings.FETCH_ALLOW),
    )  # fmt: skip
    if isinstance(found, Refused):
        log.info("no picture of avatar %s: %s", avatar.pk, found.sentence)
        return
    try:
        place, name = _place(avatar.headshot_url), urlsplit(avatar.headshot_url).path.rpartition("/")[2]
        asset = assets.take_in(account.team, found.path, kind=AssetKind.IMAGE, url=place, name=name or avatar.name)
        Avatar.objects.filter(pk=avatar.pk).update(headshot=asset)
    except StudioError as error:
        log.info("no picture of avatar %s: %s", avatar.pk, error)
    finally:
        found.path.unlink(missing_ok=True)
