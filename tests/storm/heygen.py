"""HeyGen's versions 1 and 2: ordered by either, asked after in the words of version 1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from studio.net import signature
from tests.storm.manner import Asked, Catalogue, Job, Manner, Order, Question, Said, order


class HeyGenV1(Manner):
    words = {"running": "processing", "done": "completed", "failed": "failed"}
    orders = "/v1/video.generate"

    def read(self, asked: Asked) -> Order | Question | Catalogue | None:
        if asked.path == self.orders:
            return order(asked)
        if asked.path == "/v1/video_status.get":
            return Question(asked.query.get("video_id", ""))
        return Catalogue() if asked.path == "/v1/video.list" else None

    def accepted(self, job: Any) -> Said:
        return Said({"code": 100, "data": {"video_id": job}, "message": "Success"})

    def told(self, job: Job) -> Said:
        failed = {"code": 40119, "message": job.reason, "detail": job.reason} if job.stage == "failed" else None
        data = {
            "id": job.id, "status": job.word or self.words[job.stage], "callback_id": job.echo or None,
            "created_at": 1706000000, "duration": job.seconds, "error": failed, "gif_url": None, "caption_url": None,
            "thumbnail_url": None, "video_url": job.url or None, "video_url_caption": None,
        }  # fmt: skip
        return Said({"code": 100, "data": data, "message": "Success"})

    def listed(self, jobs: Sequence[Job]) -> Said:
        videos = [
            {"video_id": job.id, "video_title": job.title, "status": self.words[job.stage], "created_at": 1706000000,
             "type": "GENERATED"}
            for job in jobs
        ]  # fmt: skip
        return Said({"code": 100, "data": {"token": None, "videos": videos}, "message": "Success"})

    def refused(self, reason: str) -> Said:
        return Said({"code": 400175, "message": reason, "data": None}, 400)

    def busy(self) -> Said:
        return Said({"code": 400123, "message": "exceed rate limit", "data": None}, 429)

    def gone(self) -> Said:
        return Said({"code": 40031, "message": "Invalid video id", "data": None}, 404)

    def webhook(self, job: Job, *, secret: str, now: float) -> tuple[dict[str, str], bytes]:
        event = "avatar_video.fail" if job.stage == "failed" else "avatar_video.success"
        data = {"video_id": job.id, "url": job.url, "msg": job.reason, "callback_id": job.echo or None}
        body = json.dumps({"event_type": event, "event_data": data}).encode()
        return {"Signature": signature.hex_of(secret, body)}, body


class HeyGenV2(HeyGenV1):
    orders = "/v2/video/generate"

    def accepted(self, job: Any) -> Said:
        return Said({"error": None, "data": {"video_id": job}})

    def refused(self, reason: str) -> Said:
        return Said({"error": {"code": "invalid_parameter", "message": reason}, "data": None}, 400)

    def busy(self) -> Said:
        return Said({"error": {"code": "rate_limit_exceeded", "message": "Too many requests."}, "data": None}, 429)
