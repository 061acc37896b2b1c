"""HeyGen's version 3. The same Idempotency-Key is the same video."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from studio.net import signature
from tests.storm.manner import Asked, Catalogue, Job, Manner, Order, Question, Said, order

VIDEOS = "/v3/videos"


class HeyGenV3(Manner):
    words = {"running": "processing", "done": "completed", "failed": "failed"}

    def read(self, asked: Asked) -> Order | Question | Catalogue | None:
        if asked.path == VIDEOS:
            token = asked.headers.get("idempotency-key", "")
            return order(asked, token=token) if asked.method == "POST" else Catalogue()
        if asked.method == "GET" and asked.path.startswith(f"{VIDEOS}/"):
            return Question(asked.path.rpartition("/")[2])
        return None

    def accepted(self, job: Any) -> Said:
        return Said({"data": {"video_id": job, "status": "waiting", "output_format": "mp4"}})

    def told(self, job: Job) -> Said:
        return Said({"data": self._video(job)})

    def listed(self, jobs: Sequence[Job]) -> Said:
        return Said({"data": [self._video(job) for job in jobs], "has_more": False, "next_token": None})

    def _video(self, job: Job) -> dict[str, Any]:
        failed = job.stage == "failed"
        return {
            "id": job.id, "status": job.word or self.words[job.stage], "title": job.title, "created_at": 1790000000,
            "completed_at": None, "video_url": job.url or None, "thumbnail_url": None, "duration": job.seconds,
            "failure_code": "internal_error" if failed else None, "failure_message": job.reason if failed else None,
        }  # fmt: skip

    def refused(self, reason: str) -> Said:
        return _error("invalid_parameter", reason, 400)

    def busy(self) -> Said:
        return _error("rate_limit_exceeded", "Too many requests.", 429)

    def gone(self) -> Said:
        return _error("video_not_found", "There is no such video.", 404)

    def webhook(self, job: Job, *, secret: str, now: float) -> tuple[dict[str, str], bytes]:
        event = "avatar_video.fail" if job.stage == "failed" else "avatar_video.success"
        data = {"video_id": job.id, "url": job.url, "msg": job.reason}
        body = json.dumps({"event_id": f"{job.id}:{event}", "event_type": event, "event_data": data}).encode()
        signed = {"Heygen-Signature": signature.hex_of(secret, body), "Heygen-Timestamp": str(int(now))}
        return {**signed, "Heygen-Event-Id": f"{job.id}:{event}"}, body


def _error(code: str, message: str, status: int) -> Said:
    return Said({"error": {"code": code, "message": message, "param": None, "doc_url": None}}, status)
