"""How the web server runs: `python -m gunicorn -c python:project.gunicorn`.

Threads, not asyncio: under ASGI Django reads a whole file into memory to send it (400 MB for a long video).
"""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

from project import settings
from studio import lifeline

lifeline.tie_to_supervisor()
_FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[0]

wsgi_app = "project.wsgi:application"
bind = [f"{settings.HOST}:{settings.PORT}"]
preload_app = True  # the studio is read once, and its memory shared
worker_class = "project.patience.PatientWorker"
# Each is an open file, and one too many ends the worker: the other half is for the database and for answers.
worker_connections = 1000 if _FILES == resource.RLIM_INFINITY else min(1000, _FILES // 2)
workers, threads = settings.WEB_WORKERS, settings.WEB_THREADS
sendfile = False  # the kernel would send a file with no regard to how slowly it is taken
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
