"""What programs order through the API dialects, and the answers they were given."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from studio.models.accounts import Account, ApiKey
from studio.models.assets import Asset
from studio.models.hooks import Endpoint
from studio.models.ids import new_id
from studio.models.renders import Render
from studio.models.teams import Team
from studio.models.templates import Template
from studio.models.twins import Twin
from studio.models.videos import Video
from studio.vocabulary import Dialect


class Job(models.Model):
    """One order, under the id and in the words of its dialect. `request` is what was asked, as it was sent.

    What became of it is told by its `render` (or `preview`, a draft that comes before it) or `twin`; `asset` is a file
    that was made at once. `problem` is why it never became one of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="jobs")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="jobs")
    api_key = models.ForeignKey(ApiKey, null=True, on_delete=models.SET_NULL, related_name="jobs")
    dialect = models.CharField(max_length=12, choices=Dialect.choices())
    kind = models.CharField(max_length=40, help_text="The dialect's own name of what was ordered.")
    external_id = models.CharField(max_length=40, help_text="The id that the program was given.")
    request = models.JSONField(default=dict, blank=True)
    request_key = models.CharField(max_length=255, null=True, blank=True, help_text="Its Idempotency-Key.")
    title = models.CharField(max_length=255, blank=True)
    origin = models.CharField(max_length=300, help_text="How the program reached us: its links begin with this.")
    callback_id = models.CharField(max_length=1000, blank=True)
    callback_url = models.TextField(blank=True)
    endpoint = models.ForeignKey(Endpoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    video = models.ForeignKey(Video, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    preview = models.ForeignKey(Render, null=True, blank=True, on_delete=models.SET_NULL, related_name="previews")
    render = models.ForeignKey(Render, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    twin = models.ForeignKey(Twin, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    asset = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    template = models.ForeignKey(Template, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["dialect", "external_id"], name="job_id_once"),
            models.UniqueConstraint(fields=["api_key", "request_key"], name="job_request_once"),
        ]
        indexes = [models.Index(fields=["team", "dialect", "kind", "-created_at"], name="job_newest")]

    def __str__(self) -> str:
        return f"{self.dialect} {self.kind} {self.external_id}"


class Answer(models.Model):
    """What was answered to a request with an Idempotency-Key. `status` 0 means that the first one is still at work.

    `body` is encrypted: what makes a webhook is answered with its secret.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="Of the request: method, path and body.")
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    mime = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["api_key", "key"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status or 'at work'}"
