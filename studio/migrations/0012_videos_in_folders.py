from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("studio", "0011_names"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="video",
            index=models.Index(fields=["folder", "trashed_at", "-updated_at", "-id"], name="video_in_folder"),
        ),
    ]
