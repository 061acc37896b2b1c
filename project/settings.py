"""One settings file for every place Understudy runs; what differs is read from the environment (docs/operations.md)."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from csp.constants import NONE, SELF

from project.environment import (
    cannot_write,
    database,
    folder,
    level,
    mail,
    number,
    public_address,
    several,
    switch,
    text,
    whole,
)
from project.keys import read_or_make
from studio.render import cores

BASE_DIR = Path(__file__).resolve().parent.parent

VERSION = "0.1.0"
DATA_DIR = folder("DATA_DIR", BASE_DIR / "var")
if (DATA_DIR / "static").is_relative_to(BASE_DIR / "static"):  # gathering the static files would delete their sources
    raise SystemExit(f"DATA_DIR is “{DATA_DIR}”, where the program lies. Choose another folder: {BASE_DIR / 'var'}")
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # the database knows who is signed in
    SECRET_KEY = text("SECRET_KEY") or read_or_make(DATA_DIR / "secret.key")
    # The first key encrypts, all of them decrypt: rotate by putting a new one in front.
    CREDENTIALS_KEYS = several("CREDENTIALS_KEYS") or [read_or_make(DATA_DIR / "credentials.key")]
except OSError as error:
    raise SystemExit(cannot_write(DATA_DIR, error)) from None

DEBUG = switch("DEBUG")
HOST = text("HOST", "127.0.0.1")
PORT = whole("PORT", 8000, least=1, most=65_535)
PUBLIC_URL, _public_host = public_address("PUBLIC_URL", default=f"http://localhost:{PORT}")
ALLOWED_HOSTS = [*several("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"]), _public_host]
DIALECT_HOSTS = switch("DIALECT_HOSTS")
if DIALECT_HOSTS:
    ALLOWED_HOSTS += ["api.captions.ai", "api.heygen.com", "upload.heygen.com", "api.creatify.ai"]
API_RATE = whole("API_RATE", 600)
LINK_DAYS = whole("LINK_DAYS", 0)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
CSRF_FAILURE_VIEW = "studio.pages.problems.forged"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# `check --deploy` would like three more: other names under the domain, the lists that browsers come with, and the way
# from http to https belong to whoever owns the name and runs the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # project/urls.py loads it: only the web server needs it
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_q",
    "csp",
    "studio.apps.StudioConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "studio.pages.middleware.SmallPages",
    "project.connections.few_connections",
    "csp.middleware.CSPMiddleware",
    "studio.api.hosts.dialect_hosts",
    "studio.pages.middleware.readable_requests",
    "studio.pages.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "studio.pages.middleware.bounded_requests",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "studio.pages.middleware.MembersOnly",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "studio.pages.middleware.members_zone",
    "studio.pages.middleware.plain_errors",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["studio.templatetags.studio"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "studio.pages.context.chrome",
            ],
        },
    }
]


# SQLite before 3.51.3 can corrupt a write-ahead log written by several processes (sqlite.org/wal.html#walresetbug).
SQLITE_JOURNAL = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "TRUNCATE"
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": f"PRAGMA journal_mode={SQLITE_JOURNAL}; PRAGMA synchronous=FULL; PRAGMA mmap_size=0;",
}
DATABASES = {"default": database("DATABASE_URL", default=f"sqlite:///{quote(str(DATA_DIR / 'understudy.sqlite3'))}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "OPTIONS": _SQLITE}  # opening one takes longer than ten questions
else:
    # A pool would be shared with the forked workers of django-q2 and break both: plain connections, checked; few of
    # them for web threads (connections.py).
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
WEB_WORKERS, WEB_THREADS = whole("WEB_WORKERS", 2, least=1, most=64), whole("WEB_THREADS", 64, least=1, most=512)
WEB_CONNECTIONS = whole("WEB_CONNECTIONS", 32, least=1)
WEB_PATIENCE = number("WEB_PATIENCE", 20.0, least=0.1)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_TASK_TIMEOUT = whole("TASK_TIMEOUT", 3600, least=1, most=86_400)
_QUEUE_WORKERS = whole("QUEUE_WORKERS", 2, least=1, most=64)
RENDER_WORKERS = whole("RENDER_WORKERS", cores.count(), least=1, most=max(512, cores.count()))


def _cluster(*, workers: int, timeout: int) -> dict[str, int]:
    """`retry` counts from the moment of prefetch, so it must outlast everything prefetched before it."""
    limit, bulk = 2 * workers, 1
    retry = (timeout + 3) * (1 + -(-(limit + bulk) // workers)) + 30
    return {"workers": workers, "timeout": timeout, "retry": retry, "queue_limit": limit, "bulk": bulk}


# django-q2 forks, and makes a queue as it is imported. In Python's own way of starting, since 3.14 another one, that
# queue would give every part of the studio one process more, which keeps the names of its locks.
multiprocessing.set_start_method("fork", force=True)
Q_CLUSTER = {
    "name": "default",
    "orm": "default",
    "label": "Queue",
    "ack_failures": True,
    "max_attempts": 1,
    "catch_up": False,
    "save_limit": -1,
    "guard_cycle": 0.5,
    "poll": 0.2,
    "recycle": 100_000,
    "scheduler": False,
    **_cluster(workers=_QUEUE_WORKERS, timeout=300),
    "ALT_CLUSTERS": {"render": _cluster(workers=RENDER_WORKERS, timeout=_TASK_TIMEOUT)},
}

AUTH_USER_MODEL = "studio.User"
LOGIN_URL = "signin"
LOGIN_REDIRECT_URL = "library"
LOGOUT_REDIRECT_URL = "signin"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

vars().update(mail("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Understudy <understudy@localhost>")

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "project.formats"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
VOICES_DIR = folder("VOICES_DIR", DATA_DIR / "voices")
os.environ["VOICES_DIR"] = str(VOICES_DIR)  # the engine knows no settings
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # 500 pronunciations are 1500
UPLOAD_LIMIT_IMAGE = 20 * 1024 * 1024
UPLOAD_LIMIT_MEDIA = 500 * 1024 * 1024

FETCH_ALLOW = several("FETCH_ALLOW")
if FETCH_ALLOW:
    from studio.net.guard import Rules

    try:
        Rules.read(FETCH_ALLOW)
    except ValueError as error:
        raise SystemExit(f"FETCH_ALLOW: {error}") from None

LEASE_SECONDS = whole("LEASE_SECONDS", 90, least=30, most=86_400)  # renewed every 10 s while work goes on
PROVIDER_SECONDS = number("PROVIDER_SECONDS", 75.0, least=0.1)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "no_probes": {"()": "project.logs.WithoutProbes"},
        "no_tokens": {"()": "project.logs.WithoutTokens"},
        "no_traces": {"()": "project.logs.WithoutTraces"},
        "once": {"()": "project.logs.Once"},
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_probes", "no_tokens", "no_traces", "once"],
        }
    },
    "root": {"handlers": ["console"], "level": level("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django-q": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # it would log whole addresses: signed ones, and those with tokens
    },
}
