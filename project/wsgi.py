"""The WSGI entrance, used by gunicorn."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from project.chunked import measured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
_django = measured(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018 - loads every page before the server's workers are forked
_READABLE = re.compile(r';\s*charset="?(utf-8|utf8|us-ascii)"?\s*(;|$)', re.IGNORECASE)
_CODE = re.compile(r";\s*charset\*?\s*=[^;]*", re.IGNORECASE)
UNREADABLE = "; charset=unreadable"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, which breaks before its first middleware on letters in a code that Python has and can't read text in.

    Such a request says that its letters are UNREADABLE instead; studio.pages.middleware refuses it in words, or takes
    them for UTF-8.
    """
    kind = environ.get("CONTENT_TYPE", "")
    if "*" in kind or ("charset" in kind.lower() and not _READABLE.search(kind)):
        kind = _CODE.sub("", kind)
        environ["CONTENT_TYPE"] = ("text/plain" if "*" in kind else kind) + UNREADABLE
    return _django(environ, start_response)
