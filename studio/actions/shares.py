"""Share links: a page at which everybody who has its address can watch one video.

A team's link belongs to a video: it shows the newest version that is finished, and no draft. Its files open with the
link only, so that all of it ends with the link. A program's link belongs to the one version that it ordered.
"""

from __future__ import annotations

import re
import secrets
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from studio.actions import casting, links
from studio.actions.events import note
from studio.errors import Conflict, NotFound
from studio.models import Asset, Job, Render, User, Video
from studio.names import for_download
from studio.vocabulary import RenderState

_SIGNER = signing.Signer(salt="studio.shares")
_BYTES = 16
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
"""What `secrets.token_urlsafe` makes of so many bytes; a program's token has a colon in it."""
GONE = (
    "This link does not open a video: it is mistyped, or the video was deleted or is no longer shared. "
    "Ask whoever sent it."
)
NOT_YET = "This video isn't ready yet. Ask for its link when it is."
NOTHING_YET = "No version of this video is finished yet, and drafts can't be shared. Share it when one is."
IN_THE_TRASH = "This video is in the trash. Restore it, then share it."
ANOTHER = "Somebody stopped that link already and made another one. It stands here now."


@dataclass(frozen=True, slots=True)
class Shared:
    """What the page shows. The addresses open without a key; `poster` and `subtitles` may be "".

    Width and height are the video's, in pixels; `spoken` is the language of its subtitles.
    """

    title: str
    width: int
    height: int
    video: str
    poster: str
    subtitles: str
    spoken: str


@transaction.atomic
def share(video: Video, *, actor: User | None) -> None:
    """Give the video an address for strangers; one that has an address keeps it.

    Raises Conflict for a video in the trash, and while only drafts of it are finished.
    """
    if newest(video) is None:
        raise Conflict(NOTHING_YET)
    found = Video.objects.filter(pk=video.pk, share_key=None, trashed_at=None)
    if found.update(share_key=secrets.token_urlsafe(_BYTES)):
        note(video, "video.shared", "Shared by a link", actor=actor)
    elif Video.objects.filter(pk=video.pk, trashed_at__isnull=False).exists():
        raise Conflict(IN_THE_TRASH)


@transaction.atomic
def stop(video: Video, *, key: str, actor: User | None) -> bool:
    """End the link with this key, for good. False when the video is not shared any more.

    Raises Conflict when it is shared at another address by now: that one goes on.
    """
    if Video.objects.filter(pk=video.pk, share_key=key).update(share_key=None):
        note(video, "video.unshared", "Sharing stopped", actor=actor)
        return True
    if Video.objects.filter(pk=video.pk, share_key__isnull=False).exists():
        raise Conflict(ANOTHER)
    return False


def newest(video: Video) -> Render | None:
    """The version that strangers see, or would see."""
    return video.renders.presentable().defer("storyboard").order_by("-number").first()


def address(video: Video) -> str:
    """The video's link, to be handed out; "" while it is not shared."""
    return str(settings.PUBLIC_URL) + reverse("shared", args=[video.share_key]) if video.share_key else ""


def to(job: Job, *, origin: str) -> str:
    """An absolute address below `origin`. It works until the job is deleted. Raises Conflict before it is ready."""
    if _file(job) is None:
        raise Conflict(NOT_YET)
    return origin.rstrip("/") + reverse("shared", args=[_SIGNER.sign(job.pk.hex)])


def opened(token: str) -> Shared:
    """What lies behind a link's token, a team's or a program's. Raises NotFound."""
    return _of_video(token) if _KEY.fullmatch(token) else _of_job(token)


def opened_file(token: str, asset_id: uuid.UUID) -> Asset:
    """A file of what a team's link shows now, named as the video is. Raises NotFound.

    One of an older version is NotFound, too: what was replaced is out of sight.
    """
    version = _version(token)
    for asset in (version.file, version.poster, version.vtt):
        if asset and asset.pk == asset_id:
            asset.name = str(version.video)
            return asset
    raise NotFound(GONE)


def _version(token: str) -> Render:
    """In one query: players ask for one range after the other."""
    if not _KEY.fullmatch(token):
        raise NotFound(GONE)
    found = Render.objects.presentable().filter(video__share_key=token, video__trashed_at=None)
    found = found.select_related("video", "account", "file", "poster", "vtt").defer("storyboard", "video__words")
    version = found.order_by("-number").first()
    if version is None:
        raise NotFound(GONE)
    return version


def _of_video(token: str) -> Shared:
    version = _version(token)
    name = str(version.video)

    def file(asset: Asset | None) -> str:
        called = for_download(name, stored=asset.file.name or "") if asset else ""
        return reverse("shared_file", args=[token, asset.pk, called]) if asset else ""

    width, height = (version.file.width, version.file.height) if version.file else (0, 0)
    return Shared(
        version.video.title, width, height, file(version.file), file(version.poster), file(version.vtt),
        casting.spoken_in(version),
    )  # fmt: skip


def _of_job(token: str) -> Shared:
    try:
        pk = uuid.UUID(hex=_SIGNER.unsign(token))
    except signing.BadSignature:
        raise NotFound(GONE) from None
    found = Job.objects.filter(pk=pk, deleted_at=None, video__trashed_at=None)
    job = found.select_related("render__file", "render__poster", "render__vtt").first()
    file = _file(job) if job else None
    if job is None or job.render is None or file is None:
        raise NotFound(GONE)
    return Shared(
        job.title, file.width, file.height, _link(file), _link(job.render.poster), _link(job.render.vtt),
        casting.spoken_in(job.render),
    )  # fmt: skip


def _file(job: Job) -> Asset | None:
    return job.render.file if job.render and job.render.state == RenderState.COMPLETED else None


def _link(asset: Asset | None) -> str:
    """An address on the page's own host, as its content policy wants it."""
    return links.to(asset, origin="") if asset else ""
