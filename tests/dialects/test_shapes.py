"""What the documents say of the requests that are read by hand is what the reading code does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from studio.dialects import captions, creatify
from studio.errors import StudioError

Read = Callable[[dict[str, Any]], Any]
LINK = "https://example.org/a"
LIPSYNC: dict[str, Any] = {"text": "Hello.", "creator": "maya"}
VOICE: dict[str, Any] = {"type": "text", "input_text": "Hello."}
SCENE: dict[str, Any] = {"character": {"avatar_id": "maya"}, "voice": VOICE}
TWIN: dict[str, Any] = {"name": "Maya", "videoUrl": LINK, "calibrationImageUrls": [LINK]}
ORDER: dict[str, Any] = {"template_id": "1", "variables": {"name": "Maya"}}


def scenes(**changes: Any) -> dict[str, Any]:
    return {"video_inputs": [SCENE | changes]}


CREATOR, DOUBLE = (captions.creator.ORDER, captions.creator_order), (captions.twin.ORDER, captions.twin_order)
ONE, TWO = (
    (creatify.lipsyncs.ORDER, creatify.lipsync_order),
    (creatify.lipsyncs_v2.ORDER, creatify.lipsync_v2_order),
)
SPEECH = (creatify.speech.ORDER, creatify.speech_order)
TEMPLATE = (creatify.templates.ORDER, creatify.template_order)
LEGACY = (creatify.templates.LEGACY_ORDER, creatify.legacy_order)
GOOD: list[tuple[tuple[Any, Read], dict[str, Any]]] = [
    (CREATOR, {"script": "x" * captions.LONGEST}),
    (CREATOR, {"script": "Hi.", "creatorName": "Kate", "resolution": "fhd", "webhookId": "a", "other": 1}),
    (DOUBLE, TWIN | {"language": "German"}),
    (ONE, LIPSYNC | {"aspect_ratio": "16:9", "no_caption": False, "caption_offset_x": -0.5, "name": "x" * 255}),
    (ONE, {"creator": "maya", "audio": LINK, "model_version": "aurora_v1", "webhook_url": LINK, "is_hidden": True}),
    (TWO, scenes(background={"type": "color", "value": "#fff"}, caption_setting={"font_size": 40, "hidden": False})),
    (TWO, scenes(voice={"type": "silence", "duration": 1}, background={"url": LINK, "fit": "contain"})),
    (TWO, scenes(voice={"type": "audio", "url": LINK}, character={"hidden": True})),
    (TWO, scenes() | {"background_music": {"url": LINK, "volume": 1}, "aspect_ratio": "1x1"}),
    (SPEECH, {"script": "Hi.", "accent": "a"}),
    (TEMPLATE, ORDER | {"variables": {"a": {"type": "image", "properties": {"url": LINK}}}}),
    (LEGACY, {"visual_style": "Sale", "data": {"images": {"one": LINK}}}),
]
BAD: list[tuple[tuple[Any, Read], dict[str, Any]]] = [
    (CREATOR, {}),
    (CREATOR, {"script": "x" * (captions.LONGEST + 1)}),
    (CREATOR, {"script": "Hi.", "resolution": "8k"}),
    (CREATOR, {"script": "Hi.", "creatorName": 7}),
    *((DOUBLE, {name: value for name, value in TWIN.items() if name != left_out}) for left_out in TWIN),
    (DOUBLE, TWIN | {"calibrationImageUrls": []}),
    (ONE, {"text": "Hello."}),
    *(
        (ONE, LIPSYNC | wrong)
        for wrong in (
            {"text": "x" * 8001}, {"aspect_ratio": "4x5"}, {"caption_offset_x": 0.6}, {"name": "x" * 256},
            {"model_version": "aurora"}, {"no_music": "perhaps"}, {"caption_style": "x" * 65},
            {"webhook_url": f"{LINK}{'a' * 200}"},
        )
    ),
    (TWO, {}),
    (TWO, {"video_inputs": []}),
    (TWO, {"video_inputs": [{"character": {"avatar_id": "maya"}}]}),
    *(
        (TWO, scenes(**wrong))
        for wrong in (
            {"voice": {"type": "text"}}, {"voice": {"type": "audio"}}, {"voice": {"type": "silence", "duration": 0}},
            {"background": {"type": "color"}}, {"background": {"type": "image"}},
            {"background": {"url": LINK, "fit": "fill"}}, {"caption_setting": {"font_size": 1}},
            {"character": {"avatar_id": "maya", "scale": 6}},
            {"character": {"avatar_id": "maya", "avatar_style": "full"}},
        )
    ),
    (SPEECH, {"accent": "a"}),
    (SPEECH, {"script": ""}),
    (TEMPLATE, {"template_id": "1"}),
    (TEMPLATE, {"variables": {}}),
    (TEMPLATE, ORDER | {"variables": {"a": {"type": "film", "properties": {"url": LINK}}}}),
    (LEGACY, {"visual_style": "Sale"}),
    (LEGACY, {"data": {}}),
]  # fmt: skip


def is_read(read: Read, body: dict[str, Any]) -> bool:
    try:
        read(body)
    except StudioError:
        return False
    return True


@pytest.mark.parametrize(("order", "body"), GOOD)
def test_what_it_says_is_read(order: tuple[Any, Read], body: dict[str, Any]) -> None:
    shape, read = order
    assert list(Draft202012Validator(shape).iter_errors(body)) == []
    assert is_read(read, body)


@pytest.mark.parametrize(("order", "body"), BAD)
def test_what_it_does_not_say_is_refused(order: tuple[Any, Read], body: dict[str, Any]) -> None:
    shape, read = order
    assert not Draft202012Validator(shape).is_valid(body)
    assert not is_read(read, body)
