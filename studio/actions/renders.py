"""Generate: what it will cost, making it happen once, stopping it, trying it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from studio import storyboard as boards
from studio.actions import addresses, budgets, cast, credits, makers, media, previews, pronunciations, standins, waking
from studio.actions.events import note
from studio.actions.quotes import Quote, SceneQuote
from studio.actions.takes import begin_join, stop, take_over
from studio.actions.videos import DELETED, record
from studio.errors import BadInput, Conflict, NotFound
from studio.models import Account, Member, Render, Take, User, Video
from studio.vocabulary import RenderKind, RenderState, TakeState

LONGEST = 3600
"""Seconds a video may last: what the services allow, too."""
TOO_LONG = f"This video would last {{minutes}} minutes. The most is {LONGEST // 60}: shorten it, or make two of it."
_TRY_AGAIN = (RenderState.FAILED, RenderState.CANCELED)
CLOSED = "{account} is closed. Choose another account to make this video."
OTHER_ACCOUNT = "Another account was chosen for this video just now. Look at it once more, then generate it."
IN_THE_TRASH = "This video is in the trash. Restore it first; then it can be made."


def problems(video: Video) -> dict[str, str]:
    """Everything that stands between this video and Generate, by dotted path."""
    document = video.document()
    return {**addresses.problems(video.team, document), **_problems(video, document)}


def obstacles(account: Account, document: dict[str, Any]) -> dict[str, str]:
    """Everything that is known to stand between this storyboard and its order by the account, by dotted path. Fetches
    and measures nothing.
    """
    return _problems(Video(team=account.team, account=account), pronunciations.told(account.team_id, document))


def _problems(video: Video, document: dict[str, Any], *, kind: str = RenderKind.FINAL) -> dict[str, str]:
    wrong = {**_people_problems(video, document), **media.problems(video.team, document), **boards.problems(document)}
    if wrong or makers.embedded(video.account, kind):
        return wrong
    return makers.problems(video.account, boards.parse(document).plain())


def quote(video: Video, *, actor: User | None = None, seconds: tuple[float, ...] = ()) -> Quote:
    """The price of the video as it stands, and why the actor can't pay it. Scenes that can't be made yet count nothing,
    nor does a test. `seconds` are the scenes' lengths, when they were just measured; those of as many scenes.
    """
    document = pronunciations.told(video.team_id, video.document())
    price = 0 if document.get("test") is True else video.account.price
    if len(seconds) != len(document["scenes"]):
        seconds = previews.measure_drawable(video.team, standins.drawable(video.account, document)).durations
    scenes = list(_scene_quotes(video, document, seconds, price=price))
    amount = sum(scene.amount for scene in scenes)
    problem = budgets.refusal(video.team, video.account, amount, actor=actor)
    return Quote(tuple(scenes), video.account.wallet.available, problem)


def _scene_quotes(
    video: Video, document: dict[str, Any], seconds: tuple[float, ...], *, price: int
) -> Iterator[SceneQuote]:  # fmt: skip
    """Each scene's share of its take's price, in the order of the scenes."""
    kind, account = RenderKind.FINAL, video.account
    right = not boards.problems(document)
    storyboard = boards.parse(document).plain() if right else document
    takes = makers.split(account, kind, storyboard)
    kept = _reusable(video, makers.hashes(video, kind, storyboard)) if right else {}
    for number, scenes in enumerate(takes):
        lengths = [seconds[index] for index in scenes]
        part, reused = makers.part(storyboard, scenes), number in kept
        amount = 0 if reused else makers.quote(account, kind, part, sum(lengths), price=price)
        for length, share in zip(lengths, makers.shared(amount, lengths), strict=True):
            yield SceneQuote(length, share, reused)


def generate(
    video: Video, *, actor: User | None, kind: str = RenderKind.FINAL, request_key: str = "",
    ordered: Callable[[Render], None] | None = None,
) -> Render:  # fmt: skip
    """Freeze the storyboard into the next version and set it going. The same `request_key` gives the same render.

    What it names by web address is fetched first, and the frozen storyboard names the files. A storyboard with `test`
    on is made for nothing. `ordered` is told of a new version in the transaction that writes it. Raises BadInput with
    every problem by its dotted path, Conflict for a video in the trash, NotEnoughCredits, or Busy while a file is still
    being fetched; then nothing was made or held.
    """
    if request_key and (made := video.renders.filter(request_key=request_key).first()):
        return made
    document = _of_this_moment(video)
    if wrong := _problems(video, document, kind=kind):
        raise BadInput(wrong)
    storyboard = boards.parse(addresses.settled(video.team, document)).plain()
    kind = RenderKind.TEST if storyboard.get("test") and kind == RenderKind.FINAL else RenderKind(kind)
    measured = _measured(video, storyboard)
    if measured.seconds > LONGEST:
        raise BadInput({"scenes": TOO_LONG.format(minutes=round(measured.seconds / 60))})
    return _order_once(
        video, storyboard=storyboard, actor=actor, kind=kind, request_key=request_key or None,
        hashes=makers.hashes(video, kind, storyboard), seconds=measured.durations, ordered=ordered,
    )  # fmt: skip


def _measured(video: Video, storyboard: dict[str, Any]) -> previews.Measure:
    """How long it will be, as the engine says it; a provider's own voices may be a little slower or faster."""
    paths = cast.gather(video.team, video.account_id, storyboard).paths
    if wrong := media.problems(video.team, storyboard):  # somebody has just deleted it
        raise BadInput(wrong)
    return previews.check(standins.drawable(video.account, storyboard), paths=paths, team=video.team_id)


class _UnderWay(Exception):
    """The very same version is being made already: pressing again, from another tab, orders nothing."""

    def __init__(self, render: Render) -> None:
        self.render = render


def _order_once(
    video: Video, *, request_key: str | None, ordered: Callable[[Render], None] | None = None, again: bool = True,
    **order: Any,
) -> Render:  # fmt: skip
    """Order it, all of it or nothing; or return what is being made of the same storyboard, or was ordered with the same
    key a moment ago. A take that goes with its video as it is reused is made anew.
    """
    try:
        with transaction.atomic():
            render = _order(video, request_key=request_key, **order)
            if ordered:
                ordered(render)
            return render
    except _UnderWay as found:
        return found.render
    except IntegrityError:
        if request_key and (made := video.renders.filter(request_key=request_key).first()):
            return made
        if not again:
            raise
        return _order_once(video, request_key=request_key, ordered=ordered, again=False, **order)


@transaction.atomic
def _of_this_moment(video: Video) -> dict[str, Any]:
    """The storyboard, read while nobody can change the video: what is checked is what will be frozen."""
    held = Video.objects.select_for_update(no_key=True)
    try:
        video.refresh_from_db(fields=["title", "setup", "account", "trashed_at"], from_queryset=held)
    except Video.DoesNotExist:
        raise NotFound(DELETED) from None
    if video.trashed_at:
        raise Conflict(IN_THE_TRASH)
    return pronunciations.told(video.team_id, video.document())


def _count_version(video: Video) -> None:
    """Raises BadInput, Conflict or NotFound when, as its files came, its account was closed or changed, or it went."""
    if Account.objects.select_for_update(no_key=True).get(pk=video.account_id).closed_at:
        raise BadInput({"account": CLOSED.format(account=video.account)})
    kept = Video.objects.filter(pk=video.pk, trashed_at=None)
    if not kept.filter(account=video.account_id).update(last_number=F("last_number") + 1):
        if not Video.objects.filter(pk=video.pk).exists():
            raise NotFound(DELETED)
        raise Conflict(OTHER_ACCOUNT if kept.exists() else IN_THE_TRASH)


def _order(
    video: Video, *, storyboard: dict[str, Any], actor: User | None, kind: RenderKind, request_key: str | None,
    hashes: list[str], seconds: tuple[float, ...],
) -> Render:  # fmt: skip
    """Write the render, its takes, their holds and wake-ups. Within a transaction."""
    _count_version(video)
    for made in video.renders.open().filter(kind=kind):
        if made.storyboard == storyboard:
            raise _UnderWay(made)
    video.refresh_from_db(fields=["last_number"])
    render = Render.objects.create(
        video=video, account=video.account, number=video.last_number, kind=kind, storyboard=storyboard,
        request_key=request_key, created_by=actor, duration=sum(seconds),
    )  # fmt: skip
    Video.objects.filter(pk=video.pk).update(latest_render=render)
    note(video, "render.ordered", f"v{render.number} ordered", render=render, actor=actor)
    fresh = _write_takes(render, hashes, seconds)
    _hold(fresh, render=render, actor=actor)
    if fresh:
        waking.wake_some(fresh)
    else:
        begin_join(render, just_drawn=False)
    return render


def _write_takes(render: Render, hashes: list[str], seconds: tuple[float, ...]) -> list[Take]:
    """Those that have to be made. For the others, earlier ones of the same content are taken over."""
    video, kind, storyboard = render.video, render.kind, render.storyboard
    kept = _reusable(video, hashes)
    price = video.account.price if kind == RenderKind.FINAL else 0
    fresh: list[Take] = []
    for position, scenes in enumerate(makers.split(video.account, kind, storyboard)):
        take = Take(render=render, account=video.account, position=position, scenes=list(scenes),
                    content_hash=hashes[position], price=price,
                    seconds=sum(seconds[index] for index in scenes))  # fmt: skip
        if earlier := kept.get(position):
            take_over(take, earlier)
        else:
            part = makers.part(storyboard, scenes)
            take.quote = makers.quote(video.account, kind, part, take.seconds, price=price)
            take.save()
            fresh.append(take)
    return fresh


def _hold(takes: Iterable[Take], *, render: Render, actor: User | None) -> None:
    wallet = credits.open_wallet(render.account)
    member = Member.objects.filter(team_id=render.video.team_id, user=actor).first() if actor else None
    for take in takes:
        credits.hold(
            wallet, take.quote, key=f"hold:{take.pk}", actor=actor, member=member, render_id=render.pk,
            take_id=take.pk, note=str(render),
        )  # fmt: skip


def _reusable(video: Video, hashes: list[str]) -> dict[int, Take]:
    """For each place in `hashes`, a finished take of the same account, and so team, and content whose file is there.

    SQLite is asked for the content alone: it would look through all the takes of the account, or all that are done.
    """
    made = Take.objects.filter(content_hash__in=hashes, segment__isnull=False).select_related("segment")
    ours = (video.account_id, TakeState.COMPLETED)
    by_hash: dict[str, Take] = {}
    for take in made.order_by("-created_at"):
        fits = take.content_hash not in by_hash and (take.account_id, take.state) == ours
        if fits and take.segment and Path(take.segment.file.path).is_file():
            by_hash[take.content_hash] = take
    return {index: by_hash[digest] for index, digest in enumerate(hashes) if digest in by_hash}


def _people_problems(video: Video, document: dict[str, Any]) -> dict[str, str]:
    """Avatars and voices that the account doesn't offer; and that it makes nothing any more."""
    closed = {"account": CLOSED.format(account=video.account)} if video.account.closed_at else {}
    return {**cast.problems(video.account, document), **closed}


@transaction.atomic
def cancel(render: Render, *, actor: User | None) -> bool:
    """Stop a render that is under way and give back what is held. False when it had already ended."""
    if not record(render, RenderState.CANCELED, stage="Cancelled"):
        return False
    for take in render.takes.order_by("position"):
        stop(take, why="Cancelled")
    note(render.video, "render.canceled", f"v{render.number} cancelled", render=render, actor=actor)
    return True


def retry(render: Render, *, actor: User | None, ordered: Callable[[Render], None] | None = None) -> Render:
    """Make a failed or cancelled version again, from its own storyboard. Finished scenes are reused for free. `ordered`
    is told as by `generate`.

    Asking again while that is being made, or once it is done, gives the same render. Raises what `generate` raises.
    """
    if render.state not in _TRY_AGAIN:
        raise Conflict("Only a version that failed or was cancelled can be tried again.")
    video, storyboard = render.video, render.storyboard
    earlier = list(video.renders.filter(request_key__startswith=f"retry:{render.pk}:").order_by("number"))
    if earlier and earlier[-1].state not in _TRY_AGAIN:
        return earlier[-1]
    kind = RenderKind(render.kind)
    if wrong := _problems(video, storyboard, kind=kind):
        raise BadInput(wrong)
    return _order_once(
        video, storyboard=storyboard, actor=actor, kind=kind, request_key=f"retry:{render.pk}:{len(earlier) + 1}",
        hashes=makers.hashes(video, kind, storyboard), seconds=_measured(video, storyboard).durations,
        ordered=ordered,
    )  # fmt: skip
