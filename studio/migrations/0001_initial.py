"""People and their teams, the accounts videos are made with, files and the cast."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions.text import Lower
from django.utils.timezone import now

from studio.models.assets import path_of
from studio.models.fields import EncryptedJSONField
from studio.models.ids import new_id
from studio.vocabulary import AvatarKind, Provider, Role


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("name", models.CharField(blank=True, max_length=120)),
                ("zone", models.CharField(blank=True, max_length=64)),
                ("theme", models.CharField(blank=True, choices=[("light", "Light"), ("dark", "Dark")], max_length=5)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False)),
                ("date_joined", models.DateTimeField(default=now)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text=(
                            "The groups this user belongs to. "
                            "A user will get all permissions granted to each of their groups."
                        ),
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(Lower("email"), name="user_email_once")],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                (
                    "brand_color",
                    models.CharField(blank=True, help_text="#rrggbb; dresses presenters who wear it.", max_length=7),
                ),
                ("created_at", models.DateTimeField(default=now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="members", to="studio.team")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="memberships", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("admin", "Admin"), ("editor", "Editor"), ("viewer", "Viewer")],
                        default=Role.EDITOR,
                        max_length=10,
                    ),
                ),
                ("joined_at", models.DateTimeField(default=now, editable=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "user"), name="member_once"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", [Role.OWNER, Role.ADMIN, Role.EDITOR, Role.VIEWER])),
                        name="member_role_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnerLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=now, editable=False)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="team",
            name="people",
            field=models.ManyToManyField(related_name="teams", through="studio.Member", to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name="Guess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField(default=now)),
            ],
            options={
                "verbose_name_plural": "guesses",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="accounts", to="studio.team")),
                (
                    "provider",
                    models.CharField(
                        choices=[
                            ("local", "Embedded"),
                            ("captions", "Captions"),
                            ("heygen", "HeyGen"),
                            ("creatify", "Creatify"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("credentials", EncryptedJSONField(blank=True, default=dict)),
                (
                    "price",
                    models.PositiveIntegerField(
                        default=0, help_text="Hundredths of a credit a second of finished video."
                    ),
                ),
                ("options", models.JSONField(blank=True, default=dict)),
                ("hook_token", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                (
                    "forged",
                    models.PositiveIntegerField(
                        default=0, editable=False, help_text="Webhooks refused as not the provider's."
                    ),
                ),
                ("balance", models.CharField(blank=True, editable=False, max_length=80)),
                ("balance_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "failure",
                    models.TextField(blank=True, editable=False, help_text="The last thing that went wrong, in words."),
                ),
                ("failed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "free_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When it may be asked again.", null=True
                    ),
                ),
                (
                    "poll_until",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="Till when somebody asks for it.", null=True
                    ),
                ),
                ("created_at", models.DateTimeField(default=now, editable=False)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("team", "name"), name="account_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("provider__in", [Provider.LOCAL, Provider.CAPTIONS, Provider.HEYGEN, Provider.CREATIFY])
                        ),
                        name="account_provider_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="api_keys", to="studio.team")),
                ("account", models.ForeignKey(on_delete=models.CASCADE, related_name="api_keys", to="studio.account")),
                ("name", models.CharField(max_length=120)),
                ("start", models.CharField(help_text="The first characters, to tell keys apart.", max_length=12)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(default=now, editable=False)),
                ("used_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Asset",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="assets", to="studio.team")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("image", "Image"),
                            ("video", "Video"),
                            ("audio", "Audio"),
                            ("subtitles", "Subtitles"),
                            ("segment", "Segment"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("file", models.FileField(max_length=255, upload_to=path_of)),
                ("mime", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("duration", models.FloatField(default=0)),
                (
                    "uploaded",
                    models.BooleanField(default=False, help_text="A member brought it; otherwise the studio made it."),
                ),
                ("source_url", models.TextField(blank=True, help_text="The address it was fetched from.")),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(default=now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Avatar",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("account", models.ForeignKey(on_delete=models.CASCADE, related_name="avatars", to="studio.account")),
                ("external_id", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("presenter", "Presenter"), ("talking_photo", "Talking photo"), ("twin", "Twin")],
                        default=AvatarKind.PRESENTER,
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("gender", models.CharField(blank=True, max_length=20)),
                ("age", models.CharField(blank=True, max_length=20)),
                ("locale", models.CharField(blank=True, max_length=20)),
                (
                    "voice",
                    models.CharField(
                        blank=True, help_text="The voice that suits it, by the provider's id.", max_length=200
                    ),
                ),
                ("looks", models.JSONField(blank=True, default=list)),
                ("tags", models.JSONField(blank=True, default=list)),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="studio.asset"
                    ),
                ),
                ("rig", models.JSONField(blank=True, null=True)),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "retired_at",
                    models.DateTimeField(blank=True, help_text="When the provider stopped offering it.", null=True),
                ),
                ("created_at", models.DateTimeField(default=now, editable=False)),
            ],
            options={
                "ordering": ["position", "name"],
                "constraints": [models.UniqueConstraint(fields=("account", "external_id"), name="avatar_once")],
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("account", models.ForeignKey(on_delete=models.CASCADE, related_name="voices", to="studio.account")),
                ("external_id", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("language", models.CharField(blank=True, max_length=60)),
                ("locale", models.CharField(blank=True, max_length=20)),
                ("gender", models.CharField(blank=True, max_length=20)),
                ("sample_text", models.TextField(blank=True)),
                ("position", models.PositiveIntegerField(default=0)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position", "name"],
                "constraints": [models.UniqueConstraint(fields=("account", "external_id"), name="voice_once")],
            },
        ),
        migrations.CreateModel(
            name="Pronunciation",
            fields=[
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("team", models.ForeignKey(on_delete=models.CASCADE, related_name="pronunciations", to="studio.team")),
                ("written", models.CharField(max_length=100)),
                ("spoken", models.CharField(max_length=100)),
                ("locale", models.CharField(blank=True, max_length=35)),
                ("created_at", models.DateTimeField(default=now, editable=False)),
            ],
            options={
                "ordering": ["written", "locale"],
                "constraints": [
                    models.UniqueConstraint(fields=("team", "written", "locale"), name="pronunciation_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Beat",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("pid", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
