"""What programs order and are told, what providers tell, twins and templates."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.utils.timezone import now

from studio.models.fields import EncryptedJSONField
from studio.models.ids import new_id
from studio.vocabulary import DeliveryState, TwinState


class Migration(migrations.Migration):
    replaces = [("studio", "0004_engine_fields"), ("studio", "0005_dialects")]  # so that a database of these goes on

    dependencies = [
        ("studio", "0003_videos"),
    ]

    operations = [
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="endpoints", to="studio.team")),
                (
                    "api_key",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="endpoints", to="studio.apikey"
                    ),
                ),
                (
                    "dialect",
                    models.CharField(
                        choices=[
                            ("studio", "Studio"),
                            ("captions", "Captions"),
                            ("heygen", "Heygen"),
                            ("creatify", "Creatify"),
                        ],
                        max_length=12,
                    ),
                ),
                ("external_id", models.CharField(max_length=40, unique=True)),
                ("url", models.TextField()),
                ("events", models.JSONField(blank=True, default=list)),
                ("secret", EncryptedJSONField(blank=True, default=dict)),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                ("disabled_at", models.DateTimeField(blank=True, null=True)),
                ("disabled_why", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=now, editable=False)),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="deliveries", to="studio.team")),
                (
                    "endpoint",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.CASCADE, related_name="deliveries", to="studio.endpoint"
                    ),
                ),
                (
                    "dialect",
                    models.CharField(
                        choices=[
                            ("studio", "Studio"),
                            ("captions", "Captions"),
                            ("heygen", "Heygen"),
                            ("creatify", "Creatify"),
                        ],
                        max_length=12,
                    ),
                ),
                ("event", models.CharField(max_length=80)),
                ("url", models.TextField()),
                ("body", models.TextField(help_text="The very bytes that are signed and sent.")),
                ("key", models.CharField(max_length=200, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("delivered", "Delivered"), ("given_up", "Given up")],
                        default=DeliveryState.WAITING,
                        max_length=12,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(default=now)),
                ("woken_at", models.DateTimeField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=now, editable=False)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [models.Index(fields=["state", "next_at"], name="delivery_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", [DeliveryState.WAITING, DeliveryState.DELIVERED, DeliveryState.GIVEN_UP])
                        ),
                        name="delivery_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "delivery",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="attempts", to="studio.delivery"),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(default=now)),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("took", models.PositiveIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "verbose_name_plural": "delivery tries",
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("delivery", "number"), name="delivery_try_once")],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="templates", to="studio.team")),
                ("account", models.ForeignKey(on_delete=models.PROTECT, related_name="templates", to="studio.account")),
                ("name", models.CharField(max_length=255)),
                ("storyboard", models.JSONField(encoder=DjangoJSONEncoder)),
                ("variables", models.JSONField(blank=True, default=dict)),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="studio.asset"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("sample", models.BooleanField(default=False, help_text="Made by the studio on its first run.")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(default=now, editable=False)),
                ("updated_at", models.DateTimeField(default=now)),
                ("trashed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Twin",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="twins", to="studio.team")),
                ("account", models.ForeignKey(on_delete=models.PROTECT, related_name="twins", to="studio.account")),
                ("name", models.CharField(max_length=120)),
                ("external_name", models.CharField(max_length=200)),
                ("number", models.PositiveIntegerField()),
                ("language", models.CharField(default="English", max_length=60)),
                ("script", models.TextField(blank=True, help_text="What the person read.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("queued", "Queued"),
                            ("checking", "Checking"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default=TwinState.DRAFT,
                        max_length=12,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.JSONField(blank=True, default=dict)),
                (
                    "avatar",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="twins", to="studio.avatar"
                    ),
                ),
                (
                    "addresses",
                    models.JSONField(blank=True, default=dict, help_text="Where a program said its media lies."),
                ),
                ("external_id", models.CharField(blank=True, help_text="The provider's operation.", max_length=200)),
                ("consent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(default=now, editable=False)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("lease_holder", models.CharField(blank=True, max_length=120)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("starts", models.PositiveSmallIntegerField(default=0)),
                ("wake_at", models.DateTimeField(default=now)),
            ],
            options={
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "number"), name="twin_number_once"),
                    models.UniqueConstraint(fields=("account", "external_name"), name="twin_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    TwinState.DRAFT,
                                    TwinState.QUEUED,
                                    TwinState.CHECKING,
                                    TwinState.READY,
                                    TwinState.FAILED,
                                ],
                            )
                        ),
                        name="twin_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TwinMedia",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("twin", models.ForeignKey(on_delete=models.CASCADE, related_name="media", to="studio.twin")),
                ("asset", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="studio.asset")),
                ("pose", models.CharField(max_length=12)),
                ("rig", models.JSONField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "twin media",
                "constraints": [models.UniqueConstraint(fields=("twin", "pose"), name="twin_pose_once")],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="jobs", to="studio.team")),
                ("account", models.ForeignKey(on_delete=models.CASCADE, related_name="jobs", to="studio.account")),
                (
                    "api_key",
                    models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="jobs", to="studio.apikey"),
                ),
                (
                    "dialect",
                    models.CharField(
                        choices=[
                            ("studio", "Studio"),
                            ("captions", "Captions"),
                            ("heygen", "Heygen"),
                            ("creatify", "Creatify"),
                        ],
                        max_length=12,
                    ),
                ),
                ("kind", models.CharField(help_text="The dialect's own name of what was ordered.", max_length=40)),
                ("external_id", models.CharField(help_text="The id that the program was given.", max_length=40)),
                ("request", models.JSONField(blank=True, default=dict)),
                (
                    "request_key",
                    models.CharField(blank=True, help_text="Its Idempotency-Key.", max_length=255, null=True),
                ),
                ("title", models.CharField(blank=True, max_length=255)),
                (
                    "origin",
                    models.CharField(
                        help_text="How the program reached us: its links begin with this.", max_length=300
                    ),
                ),
                ("callback_id", models.CharField(blank=True, max_length=1000)),
                ("callback_url", models.TextField(blank=True)),
                (
                    "endpoint",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="studio.endpoint"
                    ),
                ),
                (
                    "video",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="jobs", to="studio.video"
                    ),
                ),
                (
                    "preview",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="previews", to="studio.render"
                    ),
                ),
                (
                    "render",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="jobs", to="studio.render"
                    ),
                ),
                (
                    "twin",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="jobs", to="studio.twin"
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="jobs", to="studio.asset"
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="jobs", to="studio.template"
                    ),
                ),
                ("problem", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=now, editable=False)),
                ("updated_at", models.DateTimeField(default=now)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["team", "dialect", "kind", "-created_at"], name="job_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("dialect", "external_id"), name="job_id_once"),
                    models.UniqueConstraint(fields=("api_key", "request_key"), name="job_request_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hook",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("account", models.ForeignKey(on_delete=models.CASCADE, related_name="hooks", to="studio.account")),
                ("key", models.CharField(max_length=128)),
                ("body", models.TextField()),
                ("event", models.CharField(blank=True, max_length=80)),
                (
                    "external_id",
                    models.CharField(blank=True, help_text="The provider's id of the job it is about.", max_length=200),
                ),
                (
                    "take",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="hooks", to="studio.take"
                    ),
                ),
                ("received_at", models.DateTimeField(default=now, editable=False)),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-received_at"],
                "indexes": [
                    models.Index(condition=models.Q(("handled_at", None)), fields=["received_at"], name="hook_waiting")
                ],
                "constraints": [models.UniqueConstraint(fields=("account", "key"), name="hook_once")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("api_key", models.ForeignKey(on_delete=models.CASCADE, related_name="answers", to="studio.apikey")),
                ("key", models.CharField(max_length=255)),
                ("digest", models.CharField(help_text="Of the request: method, path and body.", max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("body", models.TextField(blank=True)),
                ("mime", models.CharField(blank=True, max_length=100)),
                ("created_at", models.DateTimeField(default=now, editable=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("api_key", "key"), name="answer_once")],
            },
        ),
    ]
