"""What is done to several videos at once: taken home as one archive, made anew after one look at the price."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from studio.actions import budgets, credits, renders
from studio.errors import Busy, Conflict, StudioError
from studio.models import Account, User, Video
from studio.models.ids import id_in, new_id
from studio.pages import access, archives
from studio.pages.library import back, chosen
from studio.vocabulary import Permission

NOTHING_MADE = "None of these is ready yet. Choose videos that can be watched."
ALL_IN_THE_TRASH = "What you chose is in the trash. Restore it first; then it can be made again."
QUOTED_FOR = 2.0
"""Seconds for which videos are priced at once: a dialog waits for it, and asks for the others."""

TOLD = 3
"""Refusals that are told one by one."""


@dataclass(frozen=True, slots=True)
class Again:
    """One video that would be made anew. Seconds and hundredths of a credit are None until they are known; `problem`
    says why it can't be made.
    """

    video: Video
    seconds: float | None = None
    amount: int | None = None
    problem: str = ""

    @property
    def known(self) -> bool:
        return self.amount is not None or bool(self.problem)


@require_POST
def videos_download(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The newest finished version of each, in one ZIP."""
    videos = chosen(request)
    found = Video.objects.filter(pk__in=[each.pk for each in videos], finished_render__file__isnull=False)
    rows = list(found.select_related("finished_render__file").order_by("created_at", "pk"))
    if not rows:
        messages.error(request, _(NOTHING_MADE))
        return back(request)
    made = [(video, video.finished_render) for video in rows]
    files = [(f"{at:02} {video}", done.file) for at, (video, done) in enumerate(made, start=1) if done and done.file]
    return archives.answer(files, name=rows[0].team.name)


@require_safe
def videos_again(request: HttpRequest) -> HttpResponse:
    """A fragment that tells what making these videos anew would cost; it asks again until it knows all."""
    videos = _with_accounts(chosen(request))
    known = _quoted(videos)
    sure = [each for each in known if each.known]
    frame = {
        "list": known, "possible": [each for each in known if not each.problem], "waits": len(sure) < len(known),
        "amount": sum(each.amount or 0 for each in known), "problem": _unpayable(known, access.user(request)),
        "key": id_in(request.GET.get("key", "")) or new_id(),
    }  # fmt: skip
    only_prices = request.headers.get("HX-Target") == "again"
    return render(request, f"studio/videos/{'_again_prices' if only_prices else '_again'}.html", frame)


@require_POST
def videos_remake(request: HttpRequest) -> HttpResponse:
    """A new version of each. The dialog's key makes a second click order nothing more."""
    videos = _with_accounts(chosen(request))
    access.place_in(request, videos[0].team_id, Permission.SPEND)
    key, refused = id_in(request.POST.get("key", "")) or new_id(), list[str]()
    for video in videos:
        try:
            renders.generate(video, actor=access.user(request), request_key=f"again.{key.hex}")
        except StudioError as error:
            refused.append(f"{video}: {error.first_sentence}")
    if made := len(videos) - len(refused):
        said = ngettext("%(n)d video is made again.", "%(n)d videos are made again.", made)
        messages.success(request, said % {"n": made})
    for sentence in refused[:TOLD]:
        messages.error(request, sentence)
    if len(refused) > TOLD:
        messages.error(request, _("And %(n)d more were refused.") % {"n": len(refused) - TOLD})
    return back(request)


def _with_accounts(videos: Iterable[Video]) -> list[Video]:
    """Those that are not in the trash, the oldest first, with what pricing them needs. Raises Conflict when all are."""
    kept = Video.objects.filter(pk__in=[each.pk for each in videos]).kept()
    found = list(kept.select_related("team", "account__wallet").order_by("created_at", "pk"))
    if not found:
        raise Conflict(_(ALL_IN_THE_TRASH))
    return found


def _quoted(videos: Iterable[Video]) -> list[Again]:
    until, found = time.monotonic() + QUOTED_FOR, list[Again]()
    for video in videos:
        if time.monotonic() > until:
            found.append(Again(video))
            continue
        try:
            wrong = renders.problems(video)
            quote = None if wrong else renders.quote(video)
        except Busy:
            found.append(Again(video))
            continue
        problem = next(iter(wrong.values())) if wrong else ""
        found.append(Again(video, quote.seconds, quote.amount) if quote else Again(video, problem=problem))
    return found


def _unpayable(known: Sequence[Again], actor: User) -> str:
    """Why not all of them could be paid now; "" when they could. They are of one team."""
    needed: dict[Account, int] = {}
    for each in known:
        needed[each.video.account] = needed.get(each.video.account, 0) + (each.amount or 0)
    for account, amount in needed.items():
        if said := budgets.refusal(known[0].video.team, account, amount, actor=actor):
            return said
    return credits.over_budget(known[0].video.team, sum(needed.values()), actor=actor) if len(needed) > 1 else ""
