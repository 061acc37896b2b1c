"""Programs with a hard-coded address."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from studio.api.hosts import dialect_hosts


def seen(path: str, host: str) -> str:
    paths: list[str] = []

    def get(request: HttpRequest) -> HttpResponse:
        paths.append(request.path_info)
        return HttpResponse()

    dialect_hosts(get)(RequestFactory().post(path, headers={"host": host}))
    return paths[0]


@pytest.mark.parametrize(
    ("host", "path", "found"),
    [
        ("api.captions.ai", "/api/creator/list", "/captions/api/creator/list"),
        ("API.HeyGen.com:443", "/v2/video/generate", "/heygen/v2/video/generate"),
        ("api.heygen.com", "/v3/videos", "/heygen/v3/videos"),
        ("upload.heygen.com", "/v1/asset", "/heygen/v1/asset"),
        ("api.creatify.ai", "/api/voices/", "/creatify/api/voices/"),
        ("api.creatify.ai", "/creatify/api/voices/", "/creatify/api/voices/"),
        ("api.heygen.com", "/files/token/video.mp4", "/files/token/video.mp4"),
        ("api.captions.ai", "/cast/kate.jpg", "/cast/kate.jpg"),
        ("api.heygen.com", "/cast/voices/nora.mp3", "/cast/voices/nora.mp3"),
        ("localhost", "/api/videos", "/api/videos"),
        ("api.heygen.com.evil.example", "/v1/x", "/v1/x"),
    ],
)
@override_settings(DIALECT_HOSTS=True)
def test_it_finds_the_dialect_by_the_host(host: str, path: str, found: str) -> None:
    assert seen(path, host) == found


def test_it_is_off_unless_asked_for() -> None:
    assert seen("/v2/video/generate", "api.heygen.com") == "/v2/video/generate"
