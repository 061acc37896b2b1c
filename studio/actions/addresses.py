"""Files that a storyboard names by web address: fetched into the team's media, then like any other file of the team.

At Generate every address is fetched before the order, outside of any transaction, and the frozen storyboard names the
files instead: price, hold and content hash are those of the very bytes that will be drawn, and trying again uses the
same. A preview shows what was last fetched. Downloads run in threads that touch no database; whoever asks after a
download has ended takes its file in.
"""

from __future__ import annotations

import copy
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from studio.actions import assets, disk, media
from studio.errors import BadInput, Busy, EngineFailed, StudioError
from studio.models import Asset, Team
from studio.names import visible
from studio.net.fetch import Fetched, Refused, Why, fetch
from studio.net.guard import Rules
from studio.vocabulary import AssetKind

FRESH = timedelta(hours=1)
"""How long what was fetched is used without asking again."""
ORDERING, SHOWING = 20.0, 4.0
"""Seconds that one waits for downloads: who pressed Generate; who looks at a preview. They go on meanwhile."""
LONGEST = 600.0
"""Seconds that a download may take."""
REMEMBERED, KEPT = 180.0, 3600.0
"""Seconds that a preview remembers why there was no file (Generate asks again); that a file waits to be asked for."""
AT_ONCE, WAITING = 48, 1024
"""Downloads that run, and that may be under way, in this process. One that drips takes a thread and no time."""
A_TEAM = 1 / 8
"""Of those that run, what one team can have: servers that never get done hold up its own videos, not everybody's."""
A_TEAM_WAITING = 3 / 16
"""The same of those under way: fifty scenes have up to 150 addresses."""
COMING = "A file of this video is still being fetched from its address. Try again in a moment."
CROWDED = "Many files are being fetched right now. Try again in a moment."

Key = tuple[uuid.UUID, str, AssetKind]


@dataclass(slots=True)
class _Download:
    """One address being fetched. `outcome` is there when `ended` is set; the lock's holder takes the file in."""

    ended: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    outcome: Fetched | Refused | None = None
    asset: Asset | None = None
    problem: str = ""
    since: float = field(default_factory=time.monotonic)

    @property
    def failed(self) -> bool:
        return bool(self.problem) or isinstance(self.outcome, Refused)

    def stale(self, now: float) -> bool:
        return now - self.since > (REMEMBERED if self.failed else KEPT)

    def drop(self) -> None:
        if isinstance(self.outcome, Fetched):
            self.outcome.path.unlink(missing_ok=True)


_downloads: dict[Key, _Download] = {}
_registry = threading.Lock()
_slots = threading.Semaphore(AT_ONCE)
_shares = defaultdict[uuid.UUID, threading.Semaphore](lambda: threading.Semaphore(round(AT_ONCE * A_TEAM)))


def settled(team: Team, document: dict[str, Any]) -> dict[str, Any]:
    """The storyboard with every address fetched and replaced by the team's file with its content.

    Raises BadInput with a sentence at each dotted path whose address gives no usable file; Busy when something is still
    being fetched after a while: asking again goes on from there. Not inside a transaction.
    """
    wanted = list(media.addresses(document))
    if not wanted:
        return document
    have = _have(team, ((address, kind) for _, address, kind in wanted), wait=ORDERING, again=True)
    _raise_problems(wanted, have)
    made = copy.deepcopy(document)
    for path, address, kind in wanted:
        asset = have[address, kind]
        assert isinstance(asset, Asset)
        media.replace(made, path, kind, asset)
    return made


def file_at(team: Team, url: str, kind: AssetKind) -> Asset:
    """The team's file of what an address gives. Raises BadInput for "url"; Busy while it is still being fetched."""
    found = _have(team, [(url, kind)], wait=ORDERING, again=True)
    _raise_problems([("url", url, kind)], found)
    asset = found[url, kind]
    assert isinstance(asset, Asset)
    return asset


def show(team: Team, document: dict[str, Any], *, wait: float = SHOWING) -> None:
    """Have what the storyboard's addresses give fetched, for a preview; what was fetched some day will do.

    Raises BadInput by dotted path, or Busy while it comes.
    """
    wanted = list(media.addresses(document))
    known = media.found(team, document)
    lacking = [(path, address, kind) for path, address, kind in wanted if address not in known]
    if lacking:
        found = _have(team, ((address, kind) for _, address, kind in lacking), wait=wait)
        _raise_problems(lacking, found)


def problems(team: Team, document: dict[str, Any]) -> dict[str, str]:
    """What is known to be wrong with a storyboard's addresses, by dotted path. Fetches nothing."""
    wrong = {}
    for path, address, kind in media.addresses(document):
        known = _downloads.get((team.pk, address, kind))
        if known and known.failed and not known.stale(time.monotonic()):
            wrong[path] = _sentence(known)
    return wrong


def _raise_problems(wanted: Iterable[tuple[str, str, AssetKind]], have: dict[tuple[str, AssetKind], Any]) -> None:
    found = {path: have[address, kind] for path, address, kind in wanted}
    if wrong := {path: text for path, text in found.items() if isinstance(text, str)}:
        raise BadInput(wrong)
    if None in found.values():
        raise Busy(COMING)


def _have(
    team: Team, wanted: Iterable[tuple[str, AssetKind]], *, wait: float, again: bool = False
) -> dict[tuple[str, AssetKind], Asset | str | None]:
    """For each (address, kind): the file; why there is none; or None while it comes. Each is fetched once.

    `again`: ask anew where there was no file a while ago.
    """
    end = time.monotonic() + wait
    have: dict[tuple[str, AssetKind], Asset | str | None] = dict.fromkeys(wanted)
    for asset in _fresh(team, have):
        have[asset.source_url, AssetKind(asset.kind)] = asset
    under_way = {pair: _begin((team.pk, *pair), again=again) for pair, asset in have.items() if asset is None}
    for pair, download in under_way.items():
        late = time.monotonic() > end + wait  # taking in what came first took long: the rest when asked again
        if not late and download.ended.wait(max(0.0, end - time.monotonic())):
            have[pair] = _taken_in(team, pair, download)
    return have


def _fresh(team: Team, wanted: Iterable[tuple[str, AssetKind]]) -> Iterator[Asset]:
    pairs = set(wanted)
    recent = Asset.objects.filter(
        team=team, source_url__in={address for address, _ in pairs}, fetched_at__gt=timezone.now() - FRESH
    )
    for asset in recent.order_by("fetched_at"):
        if (asset.source_url, asset.kind) in pairs and Path(asset.file.path).is_file():
            yield asset


def _begin(key: Key, *, again: bool) -> _Download:
    """The download of this address: the one under way, the one that failed lately (unless `again`), or a new one."""
    now = time.monotonic()
    with _registry:
        for old in [each for each, one in _downloads.items() if one.ended.is_set() and one.stale(now)]:
            _downloads.pop(old).drop()
        known = _downloads.get(key)
        if known and not (known.failed and again):
            return known
        under_way = [each[0] for each, one in _downloads.items() if not one.ended.is_set()]
        if len(under_way) >= WAITING or under_way.count(key[0]) >= WAITING * A_TEAM_WAITING:
            raise Busy(CROWDED)
        share = _shares[key[0]]
        download = _downloads[key] = _Download()
    threading.Thread(target=_run, args=(key, download, share), name="fetch", daemon=True).start()
    return download


def _run(key: Key, download: _Download, share: threading.Semaphore) -> None:
    """In a thread of its own. It ends with the process; nothing but a file in DATA_DIR/work is left then."""
    _, address, kind = key
    try:
        with share, _slots:
            download.outcome = Refused(disk.FULL, Why.DISK) if not disk.takes() else fetch(
                address, Path(settings.DATA_DIR) / "work" / "addresses", most_bytes=assets.most_bytes(kind),
                seconds=LONGEST, expected=assets.EXPECTED[kind], rules=Rules.read(settings.FETCH_ALLOW),
            )  # fmt: skip
    finally:
        download.since = time.monotonic()
        if download.outcome is None:
            download.problem = "This address could not be fetched. Try again later."
        download.ended.set()


def _taken_in(team: Team, pair: tuple[str, AssetKind], download: _Download) -> Asset | str:
    """The file of a download that has ended, kept as the team's; or the sentence why there is none. Raises EngineFailed
    when our own disk is to blame.
    """
    with download.lock:
        if isinstance(download.outcome, Refused) and download.outcome.why is Why.DISK:
            _forget((team.pk, *pair), download)
            raise EngineFailed(download.outcome.sentence, permanent=False)
        if download.asset is None and not download.failed:
            assert isinstance(download.outcome, Fetched)
            try:
                download.asset = _kept(team, pair, download.outcome.path)
            except BadInput as error:
                download.problem = error.first_sentence
            except StudioError:  # nobody's fault: fetched anew when asked again
                _forget((team.pk, *pair), download)
                raise
            finally:
                download.outcome.path.unlink(missing_ok=True)
    if download.asset is None:
        return _sentence(download)
    _forget((team.pk, *pair), download)
    return download.asset


def _kept(team: Team, pair: tuple[str, AssetKind], path: Path) -> Asset:
    if not disk.takes(path.stat().st_size):
        raise EngineFailed(disk.FULL, permanent=False)
    address, kind = pair
    last = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
    name = visible(last)[-200:] if last else str(urlsplit(address).hostname)
    return assets.take_in(team, path, kind=kind, url=address, name=name)


def _sentence(download: _Download) -> str:
    return download.outcome.sentence if isinstance(download.outcome, Refused) else download.problem


def _forget(key: Key, download: _Download) -> None:
    with _registry:
        if _downloads.get(key) is download:
            del _downloads[key]
