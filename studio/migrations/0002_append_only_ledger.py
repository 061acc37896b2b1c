"""Credits: wallets, budgets, and a ledger whose rows are never changed or deleted: the database refuses it."""

from django.conf import settings
from django.db import migrations, models
from django.utils.timezone import now

from studio.models import append_only
from studio.models.ids import new_id
from studio.vocabulary import Pocket, TransferKind


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def lift(apps, schema_editor):
    append_only.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("studio", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wallet",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.PROTECT, related_name="wallets", to="studio.team")),
                ("account", models.OneToOneField(on_delete=models.PROTECT, related_name="wallet", to="studio.account")),
                ("available", models.BigIntegerField(default=0)),
                ("held", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("available__gte", 0)), name="wallet_never_overspent"),
                    models.CheckConstraint(condition=models.Q(("held__gte", 0)), name="wallet_held_not_negative"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("wallet", models.ForeignKey(on_delete=models.PROTECT, related_name="transfers", to="studio.wallet")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("grant", "Grant"),
                            ("hold", "Hold"),
                            ("settle", "Settle"),
                            ("void", "Void"),
                            ("adjust", "Adjust"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("overage", models.BigIntegerField(default=0)),
                (
                    "pending",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=models.PROTECT, related_name="resolution", to="studio.transfer"
                    ),
                ),
                (
                    "key",
                    models.CharField(help_text="The same key never moves credits twice.", max_length=120, unique=True),
                ),
                ("render_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("take_id", models.UUIDField(blank=True, db_index=True, null=True)),
                (
                    "member_id",
                    models.BigIntegerField(
                        blank=True, help_text="Whose monthly budget a hold counts against.", null=True
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=now, editable=False)),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["wallet", "-created_at", "-id"], name="transfer_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    TransferKind.GRANT,
                                    TransferKind.HOLD,
                                    TransferKind.SETTLE,
                                    TransferKind.VOID,
                                    TransferKind.ADJUST,
                                ],
                            )
                        ),
                        name="transfer_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("kind", TransferKind.ADJUST), _connector="OR"),
                        name="transfer_amount_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("overage__gte", 0)), name="transfer_overage_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", [TransferKind.SETTLE, TransferKind.VOID]), ("pending__isnull", False)
                            ),
                            models.Q(
                                models.Q(("kind__in", [TransferKind.SETTLE, TransferKind.VOID]), _negated=True),
                                ("pending__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_resolves_a_hold",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("transfer", models.ForeignKey(on_delete=models.PROTECT, related_name="entries", to="studio.transfer")),
                ("wallet", models.ForeignKey(on_delete=models.PROTECT, related_name="entries", to="studio.wallet")),
                (
                    "pocket",
                    models.CharField(
                        choices=[
                            ("available", "Available"),
                            ("held", "Held"),
                            ("spent", "Spent"),
                            ("source", "Source"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", models.BigIntegerField()),
            ],
            options={
                "verbose_name_plural": "entries",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pocket__in", [Pocket.AVAILABLE, Pocket.HELD, Pocket.SPENT, Pocket.SOURCE])
                        ),
                        name="entry_pocket_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="entry_moves_something"
                    ),
                    models.UniqueConstraint(fields=("transfer", "pocket"), name="entry_pocket_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Budget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="budgets", to="studio.team")),
                (
                    "member",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.CASCADE, related_name="budgets", to="studio.member"
                    ),
                ),
                ("limit", models.PositiveBigIntegerField(help_text="Hundredths of a credit a month.")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("member", None)), fields=("team",), name="budget_team_once"
                    ),
                    models.UniqueConstraint(fields=("member",), name="budget_member_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("budget", models.ForeignKey(on_delete=models.CASCADE, related_name="months", to="studio.budget")),
                ("month", models.DateField()),
                ("used", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("budget", "month"), name="budget_month_once"),
                    models.CheckConstraint(condition=models.Q(("used__gte", 0)), name="budget_used_not_negative"),
                ],
            },
        ),
        migrations.RunPython(install, lift),
    ]
