"""What every page's frame shows. Nothing is asked of the database until a template uses it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q, Sum
from django.http import HttpRequest
from django.utils import timezone

from studio.errors import StudioError
from studio.models import Member, Render, Team, Wallet
from studio.models.renders import OPEN_RENDERS
from studio.pages import access
from studio.vocabulary import Permission

JUST_NOW = timedelta(minutes=10)
MOST_JOBS = 30


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
        return list(Team.objects.filter(members__user=self.member.user_id).order_by("name")) if self.member else []

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
        """Renders under way, newest first, and what ended in the last minutes."""
        if self.team is None:
            return []
        ended = Q(finished_at__gt=timezone.now() - JUST_NOW)
        found = Render.objects.filter(Q(state__in=OPEN_RENDERS) | ended, video__team=self.team)
        return list(found.select_related("video").defer("storyboard").order_by("-created_at")[:MOST_JOBS])

    @property
    def running(self) -> list[Render]:
        return [render for render in self.jobs if not render.finished]


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `chrome` in every template."""
    return {"chrome": Chrome(request)}
