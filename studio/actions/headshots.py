"""Pictures of a provider's avatars and templates, brought here once: its links die. A few at a time, behind everything
else."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model, QuerySet

from studio import kinds
from studio.actions import assets
from studio.errors import StudioError
from studio.models import Account, Avatar, Template
from studio.net.fetch import Fetched, Refused, fetch
from studio.net.guard import Rules
from studio.queue import later
from studio.vocabulary import AssetKind

log = logging.getLogger(__name__)
MOST = 2000
"""Pictures of avatars that are kept for one account, those that come first in its cast; and as many of templates."""
MOST_BYTES = 8 * 2**20
SECONDS, TURN = 15.0, 20.0
"""For one picture; and for a turn, after which others' work in the queue comes first."""
Fetch = Callable[..., Fetched | Refused]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where pictures hang: the rows, the field that holds one, and the field that says where it is still to be fetched
    from."""

    model: type[Model]
    picture: str
    url: str

    def offered(self, account: Account) -> QuerySet[Any]:
        return self.model._default_manager.filter(account=account, retired_at=None)

    def lacking(self, account: Account) -> QuerySet[Any]:
        return self.offered(account).exclude(**{self.url: ""})


FRAMES: Final = (Frame(Avatar, "headshot", "headshot_url"), Frame(Template, "picture", "picture_url"))


def wanted(url: str, shown: str) -> str:
    """The address to fetch, when it is of the web and leads elsewhere than to what is `shown` already; else ""."""
    url = url if url.startswith(("http://", "https://")) and url.isprintable() else ""
    return "" if url and place(url) == shown else url


def kept(rows: QuerySet[Any], picture: str = "headshot") -> dict[str, str]:
    """Where the pictures that are here came from, by the row's external id."""
    have = rows.filter(**{f"{picture}__isnull": False})
    return dict(have.values_list("external_id", f"{picture}__source_url"))


def lacking(account: Account) -> bool:
    """Whether there is something to fetch."""
    return any(frame.lacking(account).exists() for frame in FRAMES)


def place(url: str) -> str:
    """An address without its signature, which is another one every time."""
    return url.partition("?")[0].partition("#")[0]


def work(account_id: str, *, fetch: Fetch = fetch) -> None:
    """Fetch some of the pictures that an account's avatars and templates lack, and wake the next turn while there are
    more.

    Each address is tried once: one that gives no picture is tried again when the cast is next brought.
    """
    account = Account.objects.select_related("team").filter(pk=account_id).first()
    if account is None:
        return
    end = time.monotonic() + TURN
    for frame, row in _next(account):
        if time.monotonic() > end:
            later("fetch_headshots", account.pk)
            return
        url = getattr(row, frame.url)
        if frame.model._default_manager.filter(pk=row.pk, **{frame.url: url}).update(**{frame.url: ""}):
            _bring(account, frame, row, url, fetch)


def _next(account: Account) -> Iterator[tuple[Frame, Any]]:
    for frame in FRAMES:
        room = MOST - frame.model._default_manager.filter(account=account).exclude(**{frame.picture: None}).count()
        order = ("position", "pk") if frame.model is Avatar else ("pk",)
        for row in list(frame.lacking(account).order_by(*order)[: max(0, room)]):
            yield frame, row


def _bring(account: Account, frame: Frame, row: Any, url: str, fetch: Fetch) -> None:
    found: Any = fetch(
        url, Path(settings.DATA_DIR) / "work" / "headshots", most_bytes=MOST_BYTES, seconds=SECONDS,
        expected=kinds.PICTURE, rules=Rules.read(settings.FETCH_ALLOW),
    )  # fmt: skip
    what = f"{frame.model._meta.verbose_name} {row.pk}"
    if isinstance(found, Refused):
        log.info("no picture of %s: %s", what, found.sentence)
        return
    try:
        name = urlsplit(url).path.rpartition("/")[2] or row.name
        asset = assets.take_in(account.team, found.path, kind=AssetKind.IMAGE, url=place(url), name=name)
        frame.model._default_manager.filter(pk=row.pk).update(**{frame.picture: asset})
    except StudioError as error:
        log.info("no picture of %s: %s", what, error)
    finally:
        found.path.unlink(missing_ok=True)
