"""One month of a team's spending, added up for the credits page and drawn as a plot."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from django.db.models import Case, Exists, OuterRef, Sum, When
from django.utils import timezone
from django.utils.formats import date_format

from studio.amounts import show
from studio.models import Budget, BudgetMonth, Take, Team, Transfer, Video
from studio.vocabulary import Provider, TransferKind

COLOURS = {Provider.HEYGEN: "p1", Provider.CAPTIONS: "p2", Provider.CREATIFY: "p3", Provider.LOCAL: "p4"}
LONGEST_NAME = 10
"""Characters of a month's name that are looked at: Python makes no number of thousands of digits."""
WIDTHS = {"wide": 1196, "narrow": 440}
TOP, FLOOR = 16, 216
"""The plots, for a desk and for a phone, in units of their viewBox (see templates/studio/credits/_plot.html)."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in the member's zone; str() is what the address holds, "2026-11"."""

    year: int
    month: int

    @classmethod
    def now(cls) -> Month:
        today = timezone.localdate()
        return cls(today.year, today.month)

    @classmethod
    def named(cls, text: str) -> Month:
        """The month written "2026-11"; this one when that can't be read."""
        year, _, month = text[:LONGEST_NAME].partition("-")
        if year.isdecimal() and month.isdecimal() and 2000 <= int(year) <= 2999 and 1 <= int(month) <= 12:
            return cls(int(year), int(month))
        return cls.now()

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def name(self) -> str:
        return date_format(date(self.year, self.month, 1), "F Y")

    @property
    def short(self) -> str:
        return date_format(date(self.year, self.month, 1), "F")

    @property
    def current(self) -> bool:
        return self == Month.now()

    @property
    def start(self) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=timezone.get_current_timezone())

    @property
    def end(self) -> datetime:
        return self._next.start

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def _next(self) -> Month:
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def and_before(self, count: int) -> list[Month]:
        """This month and the ones before it, newest first."""
        index = self.year * 12 + self.month - 1
        return [Month((index - back) // 12, (index - back) % 12 + 1) for back in range(count)]


@dataclass(frozen=True, slots=True)
class Box:
    """One provider's share of a day, in units of the plot."""

    colour: str
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Day:
    number: int
    x: float
    total: int
    boxes: tuple[Box, ...]
    words: str
    shown: bool
    """Its number stands under it."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A month's days as bars right of `left`. `rules` are lines: where, and which amount."""

    name: str
    width: int
    left: int
    bar_width: float
    days: tuple[Day, ...]
    rules: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Spending:
    """Amounts in hundredths of a credit. `budget` is None when the team has no limit; `used` of it are spent or still
    `held`. A budget's month is UTC's and counts by the day of the order, `spent` the member's and by the day of the
    bill: so neither follows from the other.
    """

    month: Month
    spent: int
    reused: int
    budget: int | None
    used: int
    held: int
    counted: bool
    """The budget counted in this month: it has begun, or something was counted against it."""
    by_provider: tuple[tuple[str, str, int], ...]
    plots: tuple[Plot, ...]
    today: int

    @property
    def spent_percent(self) -> float:
        return min(100.0, 100 * (self.used - self.held) / self.budget) if self.budget else 0

    @property
    def held_percent(self) -> float:
        return min(100 - self.spent_percent, 100 * self.held / self.budget) if self.budget else 0

    @property
    def over(self) -> int:
        """What is used beyond the budget: it was lowered meanwhile, or a bill was higher than its hold."""
        return max(0, self.used - self.budget) if self.budget is not None else 0

    @property
    def near(self) -> bool:
        return is_near(self.used, self.budget)


def is_near(used: int, budget: int | None) -> bool:
    """Whether four fifths of a budget are gone."""
    return bool(budget) and used * 5 >= (budget or 0) * 4


def spending(team: Team, month: Month) -> Spending:
    """What was settled in the month, by day and provider; eight queries at most."""
    settled = Transfer.objects.filter(
        wallet__team=team, kind=TransferKind.SETTLE, created_at__gte=month.start, created_at__lt=month.end
    )
    per: dict[int, dict[str, int]] = defaultdict(dict)
    rows = settled.annotate(day=_day_in(month)).values_list("day", "wallet__account__provider")
    for day, provider, amount in rows.annotate(Sum("amount")).order_by():
        per[day][provider] = amount
    totals: dict[str, int] = defaultdict(int)
    for shares in per.values():
        for provider, amount in shares.items():
            totals[provider] += amount
    # Exists and not a join: few takes are reused, but SQLite would begin with all the team's videos.
    ours = Exists(Video.objects.filter(renders=OuterRef("render_id"), team=team))
    reused = Take.objects.filter(
        ours, reused_from__isnull=False, created_at__gte=month.start, created_at__lt=month.end
    ).count()
    limit, used, held, counted = _budget(team, month)
    return Spending(
        month=month, spent=sum(totals.values()), reused=reused, budget=limit, used=used, held=held,
        counted=counted,
        by_provider=tuple((COLOURS[name], name.label, totals[name]) for name in COLOURS if name in totals),
        plots=tuple(_plot(month, per, name) for name in WIDTHS), today=_today(month),
    )  # fmt: skip


def _day_in(month: Month) -> Case:
    """Which day of the month a row is of, in the member's zone, by the moments at which days begin: to work out each
    row's date, SQLite asks Python.
    """
    zone = timezone.get_current_timezone()
    days = (datetime(month.year, month.month, number, tzinfo=zone) for number in range(2, month.days + 1))
    passed = [When(created_at__lt=begin, then=number) for number, begin in enumerate(days, start=1)]
    return Case(*passed, default=month.days)


def _budget(team: Team, month: Month) -> tuple[int | None, int, int, bool]:
    """The team's limit, what was used of it and is still held, and whether it counted in that month at all."""
    budget = Budget.objects.filter(team=team, member=None).first()
    if budget is None:
        return None, 0, 0, False
    first = date(month.year, month.month, 1)
    row = BudgetMonth.objects.filter(budget=budget, month=first).first()
    if row is None:
        return budget.limit, 0, 0, month.current
    return budget.limit, row.used, min(row.used, budget.held(first)), True


def _today(month: Month) -> int:
    """0 in another month."""
    return timezone.localdate().day if month.current else 0


def _plot(month: Month, per: dict[int, dict[str, int]], name: str) -> Plot:
    """Bars that stand on the floor, one a day, stacked by provider, under at most five round lines."""
    top = _round_up(max((sum(shares.values()) for shares in per.values()), default=0))
    left = max(44, 14 + 8 * len(show(top)))
    step = (WIDTHS[name] - left) / month.days
    width = round(step * 0.76, 1)
    scale = (FLOOR - TOP) / top
    days = []
    for number in range(1, month.days + 1):
        x = left + step * (number - 1) + (step - width) / 2
        boxes, floor = [], float(FLOOR)
        shares = per.get(number, {})
        for provider, colour in COLOURS.items():
            if amount := shares.get(provider, 0):
                floor -= amount * scale
                boxes.append(Box(colour, round(x, 1), round(floor, 1), round(max(1.0, amount * scale - 1), 1)))
        words = ", ".join(f"{p.label} {show(shares[p])}" for p in COLOURS if shares.get(p))
        middle = round(x + width / 2, 1)
        days.append(Day(number, middle, sum(shares.values()), tuple(boxes), words, _numbered(number, _today(month))))
    rules = tuple((round(FLOOR - top * part / 4 * scale, 1), top * part // 4) for part in range(5))
    return Plot(name, WIDTHS[name], left, width, tuple(days), rules)


def _numbered(day: int, today: int) -> bool:
    """The first, every fifth, and today, which leaves no room for a number right beside it."""
    return day == today or ((day == 1 or day % 5 == 0) and not 1 <= abs(day - today) <= 2)


def _round_up(amount: int) -> int:
    """The next of 4, 8, 12, 20, 40, 80, 120 … credits: a quarter of it is a round number."""
    steps = (lead * int(10**power) for power in count() for lead in (4_00, 8_00, 12_00, 20_00))
    return next(step for step in steps if step >= amount)
