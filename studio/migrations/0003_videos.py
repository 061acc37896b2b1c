"""Videos, their versions and the work on them."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.utils.timezone import now

from studio.models.ids import new_id
from studio.vocabulary import RenderKind, RenderState, TakeState


class Migration(migrations.Migration):
    replaces = [("studio", "0003_guess")]  # so that a database of these goes on

    dependencies = [
        ("studio", "0002_append_only_ledger"),
    ]

    operations = [
        migrations.CreateModel(
            name="Folder",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="folders", to="studio.team")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.CASCADE, related_name="children", to="studio.folder"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("project_type", models.CharField(default="mixed", max_length=40)),
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
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Video",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="videos", to="studio.team")),
                ("account", models.ForeignKey(on_delete=models.PROTECT, related_name="videos", to="studio.account")),
                (
                    "folder",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="videos", to="studio.folder"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=255)),
                ("setup", models.JSONField(blank=True, default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("words", models.TextField(blank=True, editable=False)),
                ("last_number", models.PositiveIntegerField(default=0, editable=False)),
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
                "indexes": [models.Index(fields=["team", "trashed_at", "-updated_at", "-id"], name="video_newest")],
            },
        ),
        migrations.CreateModel(
            name="Scene",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("video", models.ForeignKey(on_delete=models.CASCADE, related_name="scenes", to="studio.video")),
                ("position", models.PositiveIntegerField()),
                ("document", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [models.Index(fields=["video", "position"], name="scene_in_order")],
            },
        ),
        migrations.CreateModel(
            name="Render",
            fields=[
                ("lease_holder", models.CharField(blank=True, max_length=120)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("starts", models.PositiveSmallIntegerField(default=0)),
                ("wake_at", models.DateTimeField(default=now)),
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("video", models.ForeignKey(on_delete=models.CASCADE, related_name="renders", to="studio.video")),
                ("account", models.ForeignKey(on_delete=models.PROTECT, related_name="renders", to="studio.account")),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("final", "Final"), ("draft", "Draft"), ("test", "Test")],
                        default=RenderKind.FINAL,
                        max_length=8,
                    ),
                ),
                ("storyboard", models.JSONField(encoder=DjangoJSONEncoder)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("processing", "Processing"),
                            ("joining", "Joining"),
                            ("completed", "Completed"),
                            ("failed", "Failed"),
                            ("canceled", "Cancelled"),
                        ],
                        default=RenderState.QUEUED,
                        max_length=12,
                    ),
                ),
                ("stage", models.CharField(blank=True, max_length=120)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("left", models.PositiveIntegerField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                ("warnings", models.JSONField(blank=True, default=list)),
                ("cost", models.PositiveBigIntegerField(default=0)),
                ("request_key", models.CharField(blank=True, max_length=80, null=True)),
                ("duration", models.FloatField(default=0)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="studio.asset"
                    ),
                ),
                (
                    "poster",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="studio.asset"
                    ),
                ),
                (
                    "srt",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="studio.asset"
                    ),
                ),
                (
                    "vtt",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="studio.asset"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(default=now, editable=False)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-number"],
                "indexes": [models.Index(fields=["state", "wake_at"], name="render_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("video", "number"), name="render_number_once"),
                    models.UniqueConstraint(fields=("video", "request_key"), name="render_request_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    RenderState.QUEUED,
                                    RenderState.PROCESSING,
                                    RenderState.JOINING,
                                    RenderState.COMPLETED,
                                    RenderState.FAILED,
                                    RenderState.CANCELED,
                                ],
                            )
                        ),
                        name="render_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("progress__lte", 100)), name="render_progress_percent"),
                ],
            },
        ),
        migrations.AddField(
            model_name="video",
            name="latest_render",
            field=models.ForeignKey(
                blank=True, editable=False, null=True, on_delete=models.SET_NULL, related_name="+", to="studio.render"
            ),
        ),
        migrations.AddField(
            model_name="video",
            name="finished_render",
            field=models.ForeignKey(
                blank=True, editable=False, null=True, on_delete=models.SET_NULL, related_name="+", to="studio.render"
            ),
        ),
        migrations.CreateModel(
            name="Take",
            fields=[
                ("lease_holder", models.CharField(blank=True, max_length=120)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("starts", models.PositiveSmallIntegerField(default=0)),
                ("wake_at", models.DateTimeField(default=now)),
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("render", models.ForeignKey(on_delete=models.CASCADE, related_name="takes", to="studio.render")),
                ("account", models.ForeignKey(on_delete=models.PROTECT, related_name="takes", to="studio.account")),
                ("position", models.PositiveIntegerField()),
                ("scenes", models.JSONField()),
                ("content_hash", models.CharField(db_index=True, max_length=64)),
                (
                    "price",
                    models.PositiveIntegerField(
                        default=0, help_text="Hundredths of a credit a second, when it was ordered."
                    ),
                ),
                (
                    "seconds",
                    models.FloatField(default=0, help_text="How long it will be, as measured when it was ordered."),
                ),
                ("quote", models.PositiveBigIntegerField(default=0, help_text="Hundredths of a credit expected.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "Ready"),
                            ("submitting", "Submitting"),
                            ("submitted", "Submitted"),
                            ("processing", "Processing"),
                            ("fetching", "Fetching"),
                            ("unknown", "Unknown"),
                            ("completed", "Completed"),
                            ("failed", "Failed"),
                            ("canceled", "Cancelled"),
                        ],
                        default=TakeState.READY,
                        max_length=12,
                    ),
                ),
                ("stage", models.CharField(blank=True, max_length=120)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("left", models.PositiveIntegerField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "external_id",
                    models.CharField(blank=True, db_index=True, help_text="The provider's job.", max_length=200),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("poll_at", models.DateTimeField(blank=True, help_text="When the provider is asked next.", null=True)),
                ("polls", models.PositiveIntegerField(default=0)),
                ("raw", models.JSONField(blank=True, default=dict)),
                ("result", models.JSONField(blank=True, default=dict)),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="studio.asset"
                    ),
                ),
                (
                    "reused_from",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="studio.take"
                    ),
                ),
                ("created_at", models.DateTimeField(default=now, editable=False)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position"],
                "indexes": [
                    models.Index(fields=["state", "wake_at"], name="take_due"),
                    models.Index(condition=models.Q(("poll_at__isnull", False)), fields=["poll_at"], name="take_poll"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("render", "position"), name="take_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    TakeState.READY,
                                    TakeState.SUBMITTING,
                                    TakeState.SUBMITTED,
                                    TakeState.PROCESSING,
                                    TakeState.FETCHING,
                                    TakeState.UNKNOWN,
                                    TakeState.COMPLETED,
                                    TakeState.FAILED,
                                    TakeState.CANCELED,
                                ],
                            )
                        ),
                        name="take_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("progress__lte", 100)), name="take_progress_percent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("take", models.ForeignKey(on_delete=models.CASCADE, related_name="attempts", to="studio.take")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "token",
                    models.UUIDField(
                        default=new_id, help_text="Sent along, so that a lost reply can be found.", unique=True
                    ),
                ),
                ("holder", models.CharField(max_length=120)),
                ("started_at", models.DateTimeField(default=now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("take", "number"), name="attempt_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="events", to="studio.team")),
                (
                    "video",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.CASCADE, related_name="events", to="studio.video"
                    ),
                ),
                (
                    "render",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.CASCADE, related_name="events", to="studio.render"
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("text", models.CharField(max_length=500)),
                ("at", models.DateTimeField(default=now, editable=False)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["video", "-at"], name="event_of_video")],
            },
        ),
    ]
