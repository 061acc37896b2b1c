"""Captions, as its contract writes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tests.storm.manner import Asked, Catalogue, Job, Manner, Order, Question, Said, order


class Captions(Manner):
    words = {"running": "PROCESSING", "done": "COMPLETE", "failed": "FAILED"}

    def read(self, asked: Asked) -> Order | Question | Catalogue | None:
        if asked.path == "/api/creator/submit":
            return order(asked)
        if asked.path == "/api/creator/poll":
            return Question(str(asked.json().get("operationId") or asked.headers.get("x-operation-id")))
        return None

    def accepted(self, job: Any) -> Said:
        return Said({"operationId": job})

    def told(self, job: Job) -> Said:
        word = job.word or self.words[job.stage]
        if job.stage == "done":
            return Said({"url": job.url, "state": word})
        return Said({"state": word, "progress": job.progress, **({"error": job.reason} if job.reason else {})})

    def listed(self, jobs: Sequence[Job]) -> Said:
        return self.gone()

    def refused(self, reason: str) -> Said:
        return Said({"detail": reason}, 400)

    def busy(self) -> Said:
        return Said(b"<html>429 Too Many Requests</html>", 429, {"Content-Type": "text/html"})

    def gone(self) -> Said:
        return Said({"detail": "Operation not found"}, 404)

    def webhook(self, job: Job, *, secret: str, now: float) -> tuple[dict[str, str], bytes]:
        event = "creator.failure" if job.stage == "failed" else "creator.success"
        body = {"url": job.url, "event": event, "operationId": job.id, "creditsSpent": 30}
        return {"Authorization": f"Bearer {secret}"}, json.dumps(body).encode()
