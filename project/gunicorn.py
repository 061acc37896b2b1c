"""How the web server runs: `python -m gunicorn -c python:project.gunicorn`; WEB_WORKERS, WEB_THREADS are read, and by
patience.py WEB_PATIENCE.

Threads, not asyncio: under ASGI Django reads a whole file into memory to send it (400 MB for a long video).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from studio import lifeline

lifeline.tie_to_supervisor()

wsgi_app = "project.wsgi:application"
bind = [f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"]
preload_app = True  # the studio is read once, and its memory shared
worker_class = "project.patience.PatientWorker"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "64"))
# gunicorn believes SCRIPT_NAME of a proxy on this machine, which may pass on what a stranger sent.
forwarder_headers = ""
timeout = 60
graceful_timeout = 5
keepalive = 15
loglevel = "warning"
control_socket_disable = True
# Workers show life by touching a file there: on a slow disk they would be taken for dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def post_fork(server: Any, worker: Any) -> None:
    lifeline.tie_to(server.pid)
