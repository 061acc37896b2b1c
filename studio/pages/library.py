"""The library: every video of the team, found by words and filters; the trash; doing things to many at once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from studio.actions import folders, videos
from studio.actions.housekeeping import TRASH_LIFE
from studio.actions.typed import line
from studio.errors import BadInput, NotFound
from studio.models import Render, Team, User, Video
from studio.models.ids import id_in, new_id
from studio.models.renders import OPEN_RENDERS
from studio.models.videos import VideoQuerySet
from studio.pages import access
from studio.pages.cabinet import MOST, Cabinet, cabinet
from studio.pages.cards import cards
from studio.pages.onward import go, offer, offered
from studio.vocabulary import Permission, Provider, RenderState

PAGE = 24

# By their ids: a join would look up the newest version of every video, and few are not ready.
_RUNNING = Q(latest_render__in=Render.objects.filter(state__in=OPEN_RENDERS).values("pk"))
_FAILED = Q(latest_render__in=Render.objects.filter(state=RenderState.FAILED).values("pk"))
_READY = ~_RUNNING & ~_FAILED & Q(finished_render__isnull=False)
STATUSES = {
    "ready": (gettext_lazy("Ready"), "check", _READY),
    "running": (gettext_lazy("Being made"), "loader", _RUNNING),
    "failed": (gettext_lazy("Failed"), "circle-alert", _FAILED),
    "draft": (gettext_lazy("Never made"), "pencil", Q(finished_render=None) & ~_RUNNING & ~_FAILED),
}
SORTS = {
    "": (gettext_lazy("Newest"), ("-updated_at", "-id")),
    "oldest": (gettext_lazy("Oldest"), ("updated_at", "id")),
    "title": (gettext_lazy("Title"), ("title", "id")),
}
SPANS = {
    "today": (gettext_lazy("Today"), 0),
    "week": (gettext_lazy("The last 7 days"), 6),
    "month": (gettext_lazy("The last 30 days"), 29),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the library; a word it does not know counts as not asked."""

    folder: str
    q: str
    status: str
    provider: str
    member: str
    when: str
    sort: str

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        def word(name: str, known: Any) -> str:
            value = request.GET.get(name, "")
            return value if value in known else ""

        member = request.GET.get("member", "")
        return cls(
            folder=request.GET.get("folder", ""), q=line(request.GET.get("q", ""))[:200],
            status=word("status", STATUSES), provider=word("provider", list(Provider)),
            member=member if id_in(member) else "", when=word("when", SPANS), sort=word("sort", SORTS),
        )  # fmt: skip

    @property
    def narrowed(self) -> bool:
        return any((self.status, self.provider, self.member, self.when))

    @property
    def anything(self) -> bool:
        return bool(self.q) or self.narrowed

    def find(self, team: Team, cabinet: Cabinet) -> VideoQuerySet:
        """All of the team's at the top. In a folder, those right in it; words and filters look deeper, too."""
        found = Video.objects.of(team).kept()
        if cabinet.here:
            found = found.filter(folder__in=cabinet.scope) if self.anything else found.filter(folder=cabinet.here)
        for each in self.q.casefold().split():
            found = found.filter(words__contains=each)
        if self.status:
            found = found.filter(STATUSES[self.status][2])
        if self.provider:
            found = found.filter(account__provider=self.provider)
        if self.member:
            found = found.filter(created_by_id=uuid.UUID(self.member))
        if self.when:
            found = found.filter(updated_at__gte=_days_ago(SPANS[self.when][1]))
        return found.order_by(*SORTS[self.sort][1])


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every video of the team, or those of a folder. htmx gets the results alone, or the states where it wants them."""
    team = access.team(request)
    asked = Asked.of(request)
    place = cabinet(team, asked.folder, words=asked.q, narrowed=asked.narrowed, everything="folders" in request.GET)
    if request.htmx and request.htmx.target == "states":  # type: ignore[attr-defined]
        frame = {"here": place.here, "asked": asked, **_sidebar(team, asked, place)}
        return render(request, "studio/videos/_sidebar.html", frame)
    page = _page(request, asked.find(team, place))
    frame = {
        "page": "videos", "cabinet": place, "here": place.here, "key": new_id(), "asked": asked, "results": page,
        "cards": cards(page.object_list), "view": _view(request),
        "sorts": SORTS, "spans": SPANS, "sort_name": SORTS[asked.sort][0],
        "span_name": SPANS[asked.when][0] if asked.when else "",
        "provider_name": Provider(asked.provider).label if asked.provider else "",
    }  # fmt: skip
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "studio/videos/_results.html", frame)
    frame |= _sidebar(team, asked, place) | offered(request, "videos")
    return render(request, "studio/videos/library.html", frame)


@require_safe
def video_card(request: HttpRequest, video_id: uuid.UUID) -> HttpResponse:
    """One card, for the poll of a video that is being made. It names the folder, unless `?in=` says one is there.

    When the video has ended, the numbers beside the states are no longer right: they hear of it.
    """
    access.video_for(request, video_id)
    found = Video.objects.filter(pk=video_id)
    card = cards(_for_cards(found))[0]
    frame = {"card": card, "here_id": request.GET.get("in", ""), "fragment": True}
    answer = render(request, "studio/videos/_card.html", frame)
    if not card.running:
        answer["HX-Trigger"] = "ended"
    return answer


@require_POST
def new_video(request: HttpRequest) -> HttpResponse:
    """A new video with one empty scene, made by the posted account or by the usual one; on to its storyboard.

    It goes to the posted folder.
    """
    place, actor = access.member(request, Permission.EDIT), access.user(request)
    wanted = request.POST.get("account", "")
    account = place.team.accounts.filter(pk=wanted, closed_at=None).first() if id_in(wanted) else None
    if wanted and account is None:
        raise BadInput({"account": _("This account is closed, or it belongs to another team. Choose another.")})
    named = request.POST.get("folder", "")
    video = videos.create(
        place.team, actor=actor, account=account or videos.usual_account(place.team, actor),
        folder=folders.kept(place.team, named) if named else None,
    )  # fmt: skip
    return redirect("storyboard", video.pk)


@require_safe
def trash(request: HttpRequest) -> HttpResponse:
    team = access.team(request)
    found = Video.objects.of(team).filter(trashed_at__isnull=False).order_by("-trashed_at", "-id")
    page = _page(request, found)
    frame = {"page": "videos", "results": page, "cards": cards(page.object_list), "in_trash": True}
    frame |= {"kept": TRASH_LIFE.days, "folders": folders.thrown(team)[:MOST] if page.number == 1 else []}
    return render(request, "studio/videos/trash.html", frame | _sidebar(team, None) | offered(request, "videos"))


@require_POST
def videos_trash(request: HttpRequest) -> HttpResponse:
    """Put one or many into the trash; the library offers to undo it."""
    gone = chosen(request)
    for video in gone:
        videos.trash(video, actor=access.user(request))
    names = [str(video.pk) for video in gone]
    offer(request, "videos", "studio/videos/_undo.html", videos=names, count=len(names))
    return back(request)


@require_POST
def videos_restore(request: HttpRequest) -> HttpResponse:
    for video in chosen(request):
        videos.restore(video, actor=access.user(request))
    return back(request)


_HEAVY = ("latest_render__storyboard", "finished_render__storyboard")


def _for_cards(found: VideoQuerySet) -> VideoQuerySet:
    return found.for_cards().select_related("finished_render__file").defer("words", "account__credentials", *_HEAVY)


def chosen(request: HttpRequest) -> list[Video]:
    """The videos that the form, or the address, names: of one of the person's teams, whichever they work in; a form
    takes them there. One that is another team's makes all of it NotFound.
    """
    named = set((request.POST if request.method == "POST" else request.GET).getlist("video"))
    if not named:
        raise BadInput({"video": _("Choose a video first.")})
    theirs = Video.objects.filter(team__members__user=access.user(request)).select_related("team")
    found = list(theirs.filter(pk__in=[each for each in named if id_in(each)]))
    if len(found) != len(named) or len({video.team_id for video in found}) > 1:
        raise NotFound(_("One of these videos is gone, or belongs to another team."))
    access.place_in(request, found[0].team_id, Permission.EDIT)
    if request.method == "POST":
        access.switch_team(request, found[0].team_id)
    return found


def _page(request: HttpRequest, found: VideoQuerySet) -> Page[Video]:
    """One page, looked for by ids alone: joined to all that a card shows, every video before it would be read, too."""
    page: Page[Any] = Paginator(found.values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    shown = _for_cards(Video.objects.all()).in_bulk(list(page.object_list))
    page.object_list = [shown[pk] for pk in page.object_list if pk in shown]
    return page


def _sidebar(team: Team, asked: Asked | None, cabinet: Cabinet | None = None) -> dict[str, Any]:
    """Numbers beside the states, and who and what can be filtered by. In a folder, states count what is in it.

    Most are ready, and every video is one of STATUSES: so these are what is left.
    """
    rare = {name: Count("pk", filter=STATUSES[name][2]) for name in STATUSES.keys() - {"ready"}}
    all_kept = Video.objects.of(team).kept()
    within = all_kept.filter(folder__in=cabinet.scope) if cabinet and cabinet.here else all_kept
    counts = within.aggregate(all=Count("pk"), **rare)
    counts["ready"] = counts["all"] - sum(counts[name] for name in rare)
    total = all_kept.count() if cabinet and cabinet.here else counts["all"]
    people = list(User.objects.filter(memberships__team=team).order_by("name", "email"))
    prefetch_related_objects([team], "accounts")  # for the frame of the page, too
    providers = sorted({account.provider for account in team.accounts.all()})
    member = next((person for person in people if asked and str(person.pk) == asked.member), None)
    return {
        "total": total, "within": counts["all"], "people": people, "member_name": member,
        "statuses": [(name, label, icon, counts[name]) for name, (label, icon, _condition) in STATUSES.items()],
        "providers": [(name, Provider(name).label) for name in providers],
    }  # fmt: skip


def back(request: HttpRequest) -> HttpResponse:
    """To the library as it was looked at: the same folder, search and page."""
    home = reverse("library")
    try:
        came = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address, whoever sent it
        return go(request, home)
    seen = came.path == home and came.netloc == request.get_host()
    return go(request, f"{home}?{came.query}" if seen and came.query else home)


def _view(request: HttpRequest) -> str:
    """Grid or list: as asked, and remembered by the page that was asked for."""
    wanted = request.GET.get("view")
    if wanted not in ("grid", "list"):
        return str(request.session.get("view", "grid"))
    if not request.htmx:  # type: ignore[attr-defined]
        request.session["view"] = wanted
    return wanted


def _days_ago(days: int) -> datetime:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days)
