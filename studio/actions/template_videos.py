"""Videos made of templates by people. Programs order theirs through their own doors."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError

from studio import storyboard as boards
from studio.actions import budgets, makers, previews, pronunciations, standins, typed, videos
from studio.actions.filling import filled
from studio.errors import Conflict
from studio.models import Folder, Template, User, Video
from studio.models.ids import id_of
from studio.storyboard.gaps import Value
from studio.storyboard.limits import TITLE_MAX
from studio.vocabulary import RenderKind

IN_THE_TRASH = "This template is in the trash. Restore it first; then it can be filled in."
GONE = "{account} no longer offers this template."
CLOSED = "{account} is closed: nothing can be made of its templates any more."
USED = "Something else was made with this key. Load the page anew, then try again."


def obstacle(template: Template, *, ordered: bool = False) -> str:
    """Why nothing can be made of it now; "" when something can. What was `ordered` goes on from the trash."""
    if template.trashed_at and not ordered:
        return IN_THE_TRASH
    if template.retired_at:
        return GONE.format(account=template.account)
    return CLOSED.format(account=template.account) if template.account.closed_at else ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds and hundredths of a credit of a video before there is one. `problem` is "" or why it can't be paid."""

    seconds: float
    amount: int
    available: int
    problem: str


def estimate(
    template: Template, values: Mapping[str, Value], *, actor: User | None = None, strict: bool = False
) -> Estimate:
    """What making it would cost when nothing made before is reused. Raises what `filled` raises, and Busy when there
    was no time to measure it all: asking again goes on from there. A scene that the engine fails at counts nothing;
    when `strict`, that is EngineFailed.
    """
    account = template.account
    document = pronunciations.told(template.team_id, filled(template, values))
    storyboard = boards.parse(document).plain()
    seconds = previews.measure_drawable(template.team, standins.drawable(account, document), strict=strict).durations
    price, kind = 0 if storyboard.get("test") else account.price, RenderKind.FINAL
    amount = sum(
        makers.quote(account, kind, makers.part(storyboard, scenes), sum(seconds[at] for at in scenes), price=price)
        for scenes in makers.split(account, kind, storyboard)
    )
    problem = budgets.refusal(template.team, account, amount, actor=actor)
    return Estimate(sum(seconds), amount, account.wallet.available, problem)


def begin(
    template: Template, *, actor: User | None, values: Mapping[str, Value], title: str = "",
    key: uuid.UUID | None = None, folder: Folder | None = None, ordered: bool = False,
) -> Video:  # fmt: skip
    """A new video of the filled template, by the template's account; `title` in place of the template's own.

    The same `key` with the same content gives the same video. Raises what `filled` raises, and Conflict when nothing
    can be made of the template.
    """
    if why := obstacle(template, ordered=ordered):
        raise Conflict(why)
    storyboard = filled(template, values)
    if title := typed.line(title)[:TITLE_MAX]:
        storyboard["title"] = title
    wanted = id_of(key, [str(template.pk), storyboard]) if key else None
    if made := _made(template, wanted):
        return made
    try:
        return videos.create(
            template.team, actor=actor, storyboard=storyboard, account=template.account, folder=folder, key=wanted
        )
    except IntegrityError:
        if made := _made(template, wanted):
            return made
        raise Conflict(USED) from None


def _made(template: Template, key: uuid.UUID | None) -> Video | None:
    found = Video.objects.select_related("account", "team").filter(pk=key, team=template.team) if key else None
    return found.first() if found else None
