"""Creatify: template jobs and lipsyncs, which differ in where the video stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tests.storm.manner import Asked, Catalogue, Job, Manner, Order, Question, Said, order


class Creatify(Manner):
    words = {"running": "running", "done": "done", "failed": "failed"}
    families = ("lipsyncs_v2", "custom_template_jobs", "lipsyncs")

    def read(self, asked: Asked) -> Order | Question | Catalogue | None:
        _, room, family, *rest = [*asked.path.split("/"), "", ""][:5]
        if room != "api" or family not in self.families:
            return None
        if asked.method == "POST":
            return order(asked, title="name") if asked.path.endswith("/") else Catalogue()
        return Question(rest[0]) if rest and rest[0] else Catalogue()

    def accepted(self, job: Any) -> Said:
        return Said(self._job(Job(job, "", word="pending")), 201)

    def told(self, job: Job) -> Said:
        return Said(self._job(job))

    def listed(self, jobs: Sequence[Job]) -> Said:
        return Said([self._job(job) for job in jobs])

    def _job(self, job: Job) -> dict[str, Any]:
        return {
            "id": job.id, "name": job.title or None, "status": job.word or self.words[job.stage],
            "progress": job.progress, "failed_reason": job.reason, "output": job.url or None,
            "video_output": job.url or None, "video_thumbnail": None, "credits_used": 5, "duration": job.seconds or 0,
            "preview": None, "editor_url": None, "media_job": None, "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
        }  # fmt: skip

    def refused(self, reason: str) -> Said:
        return Said({"text": [reason]}, 400)

    def busy(self) -> Said:
        return Said({"detail": "Request was throttled."}, 429)

    def gone(self) -> Said:
        return Said({"detail": "Not found."}, 404)

    def webhook(self, job: Job, *, secret: str, now: float) -> tuple[dict[str, str], bytes]:
        """Nothing signs it: the address alone must do."""
        body = {"id": job.id, "status": job.word or self.words[job.stage], "failed_reason": job.reason}
        return {}, json.dumps({**body, "video_output": job.url, "output": job.url}).encode()
