"""What every page's frame shows. Nothing is asked of the database until a template uses it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Sum
from django.http import HttpRequest
from django.utils import timezone

from studio.actions import twin_news, videos
from studio.errors import StudioError
from studio.models import Account, Member, Render, Team, Twin, Video, Wallet
from studio.pages import access
from studio.vocabulary import Permission, TwinState

JUST_NOW, A_DAY = timedelta(minutes=10), timedelta(days=1)
MOST_JOBS = 30


@dataclass(frozen=True, slots=True)
class Stuck:
    """A twin that goes no further by itself."""

    twin: Twin

    @property
    def failed(self) -> bool:
        return bool(self.twin.state == TwinState.FAILED)

    @property
    def sentence(self) -> str:
        """What is wrong with the twin, or with one of its files; "" when nobody said."""
        problem = self.twin.problem
        return str(problem.get("") or next(iter(problem.values()), ""))


class Chrome:
    """The frame round a page: team, balance, and the jobs backstage. Empty for a stranger."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def member(self) -> Member | None:
        user = getattr(self._request, "user", None)
        if user is None or not user.is_authenticated:
            return None
        try:
            return access.member(self._request)
        except StudioError:
            return None

    @property
    def team(self) -> Team | None:
        return self.member.team if self.member else None

    @property
    def may_edit(self) -> bool:
        return bool(self.member and self.member.may(Permission.EDIT))

    @property
    def may_manage(self) -> bool:
        return bool(self.member and self.member.may(Permission.MANAGE))

    @cached_property
    def teams(self) -> list[Team]:
        """Those of the visitor by name, each with `asks`: whether a twin of it waits for a person."""
        if self.member is None:
            return []
        asks = Exists(twin_news.stuck(OuterRef("pk")))
        return list(Team.objects.filter(members__user=self.member.user_id).annotate(asks=asks).order_by("name"))

    @cached_property
    def accounts(self) -> list[Account]:
        """Those that a new video can be made by, oldest first."""
        found = self.team.accounts.all() if self.team else ()
        return sorted((each for each in found if each.closed_at is None), key=lambda each: each.created_at)

    @cached_property
    def usual_account(self) -> Account | None:
        """The one that makes it unless another is chosen."""
        return videos.usual_account(self.team, access.user(self._request)) if self.team else None

    @cached_property
    def _sums(self) -> dict[str, int | None]:
        return Wallet.objects.filter(team=self.team).aggregate(available=Sum("available"), held=Sum("held"))

    @property
    def available(self) -> int:
        """Hundredths of a credit that may be spent, over all accounts."""
        return self._sums["available"] or 0

    @property
    def held(self) -> int:
        return self._sums["held"] or 0

    @property
    def balance(self) -> int:
        return self.available + self.held

    @cached_property
    def jobs(self) -> list[Render]:
        """Renders under way, then what ended in the last minutes; newest first."""
        if self.team is None:
            return []
        # Exists and not a join: few renders are open or recent, but SQLite would begin with all the team's videos.
        ours = Exists(Video.objects.filter(pk=OuterRef("video_id"), team=self.team))
        mine = Render.objects.filter(ours).select_related("video").defer("storyboard")
        ended = mine.filter(pk__gte=_first_id(timezone.now() - A_DAY), finished_at__gt=timezone.now() - JUST_NOW)
        return [*mine.open().order_by("-created_at")[:MOST_JOBS], *ended.order_by("-finished_at")[:MOST_JOBS]]

    @cached_property
    def stuck(self) -> list[Stuck]:
        """Twins of the team that wait for a person, for those who may do something about it."""
        here = next((each for each in self.teams if each == self.team), None)
        if here is None or not self.may_edit or not getattr(here, "asks", False):
            return []
        return [Stuck(twin) for twin in twin_news.stuck(here)[:MOST_JOBS]]

    @property
    def running(self) -> list[Render]:
        return [render for render in self.jobs if not render.finished]


def _first_id(at: datetime) -> uuid.UUID:
    """The smallest id a row made at that moment can have: ids begin with their milliseconds (RFC 9562 §5.7), so the
    primary key finds recent rows where no other index would."""
    return uuid.UUID(int=int(at.timestamp() * 1000) << 80)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `chrome` in every template."""
    return {"chrome": Chrome(request)}
