"""Money. Whole hundredths of a credit everywhere; no float ever.

A wallet's cached balances change only together with the appended transfer and entries that explain them
(studio/actions/credits.py). Transfers and entries are never changed or deleted: database triggers refuse it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.utils import timezone

from studio.amounts import show
from studio.models.accounts import Account
from studio.models.ids import new_id
from studio.models.teams import Member, Team
from studio.vocabulary import Pocket, TransferKind

RESOLVING = [TransferKind.SETTLE, TransferKind.VOID]


def month_of(moment: datetime) -> date:
    """The first day of the UTC month that `moment` is in: the month whose budgets it counts against."""
    return moment.astimezone(UTC).date().replace(day=1)


class Wallet(models.Model):
    """What a team may spend at one account: `available`, and `held` for work that is not finished."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="wallets")
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="wallet")
    available = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(available__gte=0), name="wallet_never_overspent"),
            models.CheckConstraint(condition=Q(held__gte=0), name="wallet_held_not_negative"),
        ]

    def __str__(self) -> str:
        return f"Wallet of {self.account}"


class Transfer(models.Model):
    """One movement of credits. `amount` is what it is about: granted, held, the true cost, given back, adjusted.

    A settle or void names the hold it resolves in `pending`; UNIQUE makes that once. `overage` is the part of a
    true cost above the hold. Renders, takes and the member who spends are named by id without a foreign key: the
    ledger outlives them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=8, choices=TransferKind.choices())
    amount = models.BigIntegerField()
    overage = models.BigIntegerField(default=0)
    pending = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="resolution")
    key = models.CharField(max_length=120, unique=True, help_text="The same key never moves credits twice.")
    render_id = models.UUIDField(null=True, blank=True, db_index=True)
    take_id = models.UUIDField(null=True, blank=True, db_index=True)
    member_id = models.BigIntegerField(null=True, blank=True, help_text="Whose monthly budget a hold counts against.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(TransferKind)), name="transfer_kind_known"),
            models.CheckConstraint(
                condition=Q(amount__gte=0) | Q(kind=TransferKind.ADJUST), name="transfer_amount_not_negative"
            ),
            models.CheckConstraint(condition=Q(overage__gte=0), name="transfer_overage_not_negative"),
            models.CheckConstraint(
                condition=Q(kind__in=RESOLVING, pending__isnull=False)
                | (~Q(kind__in=RESOLVING) & Q(pending__isnull=True)),
                name="transfer_resolves_a_hold",
            ),
        ]
        indexes = [models.Index(fields=["wallet", "-created_at", "-id"], name="transfer_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {show(self.amount)}"


class Entry(models.Model):
    """One side of a transfer: `amount` added to (or, negative, taken from) a pocket. A transfer's entries sum to 0."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="entries")
    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="entries")
    pocket = models.CharField(max_length=10, choices=Pocket.choices())
    amount = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(condition=Q(pocket__in=list(Pocket)), name="entry_pocket_known"),
            models.CheckConstraint(condition=~Q(amount=0), name="entry_moves_something"),
            models.UniqueConstraint(fields=["transfer", "pocket"], name="entry_pocket_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pocket} {show(self.amount)}"


class Budget(models.Model):
    """What a team, or one member of it, may spend a calendar month (UTC), over all accounts."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="budgets")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.CASCADE, related_name="budgets")
    limit = models.PositiveBigIntegerField(help_text="Hundredths of a credit a month.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team"], condition=Q(member=None), name="budget_team_once"),
            models.UniqueConstraint(fields=["member"], name="budget_member_once"),
        ]

    def __str__(self) -> str:
        return f"Budget of {self.member or self.team}"

    def spent(self, month: date) -> int:
        """What the ledger says was used in `month`: costs of settled holds and amounts of open ones, by hold date."""
        holds = self._holds(month)
        counted = Case(
            When(resolution=None, then=F("amount")),
            When(resolution__kind=TransferKind.SETTLE, then=F("resolution__amount")),
            default=0,
        )
        return int(holds.aggregate(total=Sum(counted, default=0))["total"])

    def held(self, month: date) -> int:
        """What is still held of what was used in `month`."""
        return int(self._holds(month).filter(resolution=None).aggregate(total=Sum("amount", default=0))["total"])

    def _holds(self, month: date) -> QuerySet[Transfer]:
        start = datetime.combine(month, time(), UTC)
        end = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        holds = Transfer.objects.filter(
            kind=TransferKind.HOLD, wallet__team=self.team_id, created_at__gte=start, created_at__lt=end
        )
        return holds.filter(member_id=self.member_id) if self.member_id else holds


class BudgetMonth(models.Model):
    """What holds and settled costs have used of a budget in the month that starts on `month`."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    used = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "month"], name="budget_month_once"),
            models.CheckConstraint(condition=Q(used__gte=0), name="budget_used_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.budget}, {self.month:%Y-%m}"

    @property
    def left(self) -> int:
        return max(0, self.budget.limit - self.used)
