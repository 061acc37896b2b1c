"""Personas, voices and pages in Creatify's words."""

from __future__ import annotations

from typing import Any

import pytest

from studio.dialects import creatify

ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
PERSONA: dict[str, Any] = {
    "uuid": ID, "created_at": "2026-11-21T00:00:00Z", "name": "Maya", "gender": "female", "age": "young",
    "tags": ["Expert", "warm"], "own": False, "scene": "Office", "picture": "http://x/p.jpg", "clip": "http://x/c.mp4",
}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "kind", "place", "style", "film"),
    [
        ({}, "stock", "indoor", "presenter", "http://x/c.mp4"),
        ({"own": True, "clip": ""}, "byoa", "other", "other", None),
    ],
)
def test_a_persona_looks_like_the_contracts(
    given: dict[str, Any], kind: str, place: str, style: str, film: str | None
) -> None:
    picture = PERSONA["picture"]
    assert creatify.persona(**{**PERSONA, **given}) == {
        "id": ID, "created_at": PERSONA["created_at"], "updated_at": PERSONA["created_at"], "gender": "f",
        "creator_name": "Maya", "suitable_industries": ["Expert", "warm"], "preview_image_16_9": picture,
        "preview_image_1_1": picture, "preview_image_9_16": picture, "preview_video_16_9": film,
        "preview_video_1_1": film, "preview_video_9_16": film, "landscape_preview_video": film,
        "squared_preview_video": film, "portrait_preview_video": film, "is_active": True, "process_status": "done",
        "failed_reason": "", "type": kind, "age_range": "adult", "location": place, "style": style,
        "video_scene": "Office", "keywords": "Expert, warm",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "gender", "age"),
    [
        ({"gender": "male", "age": "child"}, "m", "child"), ({"gender": "", "age": ""}, "nb", "adult"),
        ({"age": "teen"}, "f", "teen"), ({"age": "senior"}, "f", "senior"), ({"age": "adult"}, "f", "adult"),
    ],
)  # fmt: skip
def test_a_persona_is_described_in_creatifys_words(given: dict[str, Any], gender: str, age: str) -> None:
    told = creatify.persona(**{**PERSONA, **given})
    assert (told["gender"], told["age_range"]) == (gender, age)


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ({}, True), ({"gender": "m"}, False), ({"gender": " F , m"}, True), ({"gender": " , "}, True),
        ({"age_range": "teen"}, False), ({"location": "indoor"}, True), ({"location": "other"}, False),
        ({"style": "other"}, False),
        ({"suitable_industries": "EXPERT"}, True), ({"suitable_industries": "bank"}, False),
        ({"keyword": " MAYA "}, True), ({"keyword": "WARM"}, True), ({"keyword": "office"}, True),
        ({"keyword": "Max"}, False), ({"gender": "f", "keyword": "Max"}, False),
    ],
)  # fmt: skip
def test_a_persona_passes_every_filter_or_none(query: dict[str, str], passes: bool) -> None:
    assert creatify.wanted(creatify.persona(**PERSONA), query) is passes


@pytest.mark.parametrize(
    ("given", "gender", "accent"),
    [
        ({"gender": "female", "language": "English", "locale": "en-GB"}, "female", "British English accent"),
        ({"gender": "", "language": "German", "locale": "de-DE"}, "neutral", "German accent"),
        ({"gender": "", "language": "", "locale": "de-DE"}, "neutral", "de-DE accent"),
        ({"gender": "", "language": "", "locale": ""}, "neutral", "Neutral accent"),
    ],
)
def test_a_voice_has_one_accent(given: dict[str, str], gender: str, accent: str) -> None:
    told = creatify.voice(uuid=ID, name="Nora", preview="http://x/v.mp3", **given)
    accents = [{"id": ID, "accent_name": accent, "preview_url": "http://x/v.mp3"}]
    assert told == {"name": "Nora", "gender": gender, "accents": accents}


@pytest.mark.parametrize(
    ("locale", "accent"),
    [
        ("en-US", "American English"), ("en-GB", "British English"), ("en-AU", "Australian English"),
        ("en-IN", "Indian English"), ("es-ES", "Castilian Spanish"), ("es-MX", "Mexican Spanish"),
        ("pt-BR", "Brazilian Portuguese"), ("pt-PT", "Portuguese"),
    ],
)  # fmt: skip
def test_an_accent_has_a_name_of_its_own(locale: str, accent: str) -> None:
    told = creatify.voice(uuid=ID, name="Nora", gender="", language="Other", locale=locale, preview="")
    assert told["accents"][0]["accent_name"] == f"{accent} accent"


def test_pages_end() -> None:
    page = creatify.page_of(list(range(5)), page=3, size=2, address="http://x/")
    assert page == {"count": 5, "next": None, "previous": "http://x/?page=2&page_size=2", "results": [4]}
    first = creatify.page_of(list(range(5)), page=1, size=2, address="http://x/", filters="gender=m")
    assert first == {
        "count": 5, "next": "http://x/?gender=m&page=2&page_size=2", "previous": None, "results": [0, 1]
    }  # fmt: skip
    second = creatify.page_of(list(range(5)), page=2, size=2, address="http://x/") or {}
    assert (second["previous"], second["next"]) == ("http://x/?page=1&page_size=2", "http://x/?page=3&page_size=2")
    assert creatify.page_of(list(range(4)), page=0, size=2, address="") is None
    assert creatify.page_of([], page=1, size=2, address="") == {
        "count": 0,
        "next": None,
        "previous": None,
        "results": [],
    }
    assert creatify.page_of([1], page=2, size=2, address="") is None
