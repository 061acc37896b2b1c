"""`lipsyncs` and `lipsyncs_v2`: personas who say a text."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse

from studio.actions import casting
from studio.api.creatify import orders
from studio.api.creatify.manner import MANNER, asked, no_such
from studio.api.door import as_json, door
from studio.api.operations import GET, ORDERING, POST
from studio.dialects import creatify
from studio.dialects.creatify import lipsyncs as shapes
from studio.dialects.creatify import lipsyncs_v2 as shapes_v2
from studio.dialects.creatify.words import NOTHING_ASKED
from studio.dialects.shapes import many
from studio.models import ApiKey, Job

EXAMPLE = {"text": "Hello from Understudy!", "creator": "maya", "aspect_ratio": "9x16"}
EXAMPLE_V2 = {
    "video_inputs": [
        {
            "character": {"type": "avatar", "avatar_id": "maya"},
            "voice": {"type": "text", "voice_id": "nora", "input_text": "Hello from Understudy!"},
            "caption_setting": {"style": "normal-black", "offset": {"x": 0, "y": 0.4}},
        }
    ],
    "aspect_ratio": "9x16",
}
_FIELDS = (
    (re.compile(r"\.character\b"), "creator"), (re.compile(r"\.voice_id$"), "accent"),
    (re.compile(r"\.audio_url$"), "audio"), (re.compile(r"\.voice\b"), "text"),
    (re.compile(r"\.background\b"), "background_asset_image_url"), (re.compile(r"^subtitles\b"), "caption_style"),
)  # fmt: skip
_PARTS_V2 = {"scenes": "video_inputs", "music": "background_music"}


def _field(path: str) -> str:
    """Of a lipsync's request, for a storyboard's dotted path."""
    return next((name for pattern, name in _FIELDS if pattern.search(path)), "non_field_errors")


def _field_v2(path: str) -> str:
    """Of an order of several scenes. Its captions are any scene's that shows some."""
    first, dot, rest = path.partition(".")
    if first == "subtitles":
        return f"video_inputs.caption_setting.{rest.replace('preset_name', 'style', 1)}"
    return _PARTS_V2.get(first, first) + dot + rest


ONE = orders.Family("lipsync", creatify.lipsync_job, _field)
TWO = orders.Family("lipsync_v2", creatify.lipsync_v2_job, _field_v2)


@door(
    MANNER,
    GET("The newest hundred lipsyncs.", asks=orders.LIST_ASKED, gives=many(shapes.ANSWER)),
    POST(
        "Order a lipsync.", takes=shapes.ORDER, gives=shapes.ANSWER, status=201, refuses=ORDERING, example=EXAMPLE,
    ),
)  # fmt: skip
def lipsyncs(request: HttpRequest, key: ApiKey) -> HttpResponse:
    if request.method == "POST":
        return orders.created(ONE, _ordered(request, key, draft=False))
    return orders.listed(request, key, ONE)


@door(MANNER, POST(takes=shapes.ORDER, gives=shapes.ANSWER, status=201, refuses=ORDERING))
def lipsync_preview(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """A small, free draft; answered when it is there, or after 25 seconds. `Prefer: wait=3` waits less."""
    return orders.waited(request, ONE, _ordered(request, key, draft=True))


@door(MANNER, POST(takes=shapes.ORDER, gives=shapes.ANSWER, status=201, refuses=ORDERING, example=EXAMPLE))
def lipsync_preview_async(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """A small, free draft; answered at once."""
    return orders.created(ONE, _ordered(request, key, draft=True))


@door(MANNER, GET(gives=shapes.ANSWER))
def lipsync(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    """One job."""
    return orders.shown(key, ONE, name)


@door(MANNER, POST(takes=NOTHING_ASKED, gives=shapes.ANSWER, refuses=ORDERING))
def lipsync_render(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    """The final version of a previewed job, once."""
    return orders.rendered(key, ONE, name)


@door(
    MANNER,
    GET("The newest hundred lipsyncs of several scenes.", asks=orders.LIST_ASKED, gives=many(shapes_v2.ANSWER)),
    POST(
        "Order a lipsync of several scenes.", takes=shapes_v2.ORDER, gives=shapes_v2.ANSWER, status=201,
        refuses=ORDERING, example=EXAMPLE_V2,
    ),
)  # fmt: skip
def lipsyncs_v2(request: HttpRequest, key: ApiKey) -> HttpResponse:
    if request.method == "POST":
        return orders.created(TWO, _ordered_v2(request, key, draft=False))
    return orders.listed(request, key, TWO)


@door(MANNER, POST(takes=shapes_v2.ORDER, gives=shapes_v2.ANSWER, status=201, refuses=ORDERING))
def v2_preview(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """A small, free draft; answered when it is there, or after 25 seconds. `Prefer: wait=3` waits less."""
    return orders.waited(request, TWO, _ordered_v2(request, key, draft=True))


@door(MANNER, POST(takes=shapes_v2.ORDER, gives=shapes_v2.ANSWER, status=201, refuses=ORDERING, example=EXAMPLE_V2))
def v2_preview_async(request: HttpRequest, key: ApiKey) -> HttpResponse:
    """A small, free draft; answered at once."""
    return orders.created(TWO, _ordered_v2(request, key, draft=True))


@door(MANNER, GET(gives=shapes_v2.DETAIL))
def v2(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    """The job, with the moments at which its words are said."""
    told = orders.news_with_words(orders.found(key, TWO, name))
    return as_json({**TWO.show(told), "word_alignments": creatify.word_alignments(told)})


@door(MANNER, POST(takes=NOTHING_ASKED, gives=shapes_v2.ANSWER, refuses=ORDERING))
def v2_render(request: HttpRequest, key: ApiKey, name: str) -> HttpResponse:
    """The final version of a previewed job, once."""
    return orders.rendered(key, TWO, name)


def _ordered(request: HttpRequest, key: ApiKey, *, draft: bool) -> Job:
    order = creatify.lipsync_order(asked(request))
    performer = casting.by_id(key.account, order.creator)
    wrong = {} if performer else {"creator": no_such(order.creator)}
    voice_id = casting.voice_id(key.account, order.accent) if order.accent else ""
    if order.accent and not voice_id:
        wrong["accent"] = no_such(order.accent)
    if performer is None or wrong:
        raise creatify.Refused(wrong)
    storyboard = creatify.lipsync_storyboard(
        order, character=performer.character(), voice_id=voice_id or casting.voice_of(key.account, performer),
        backdrop=performer.backdrop,
    )  # fmt: skip
    return orders.place(
        request, key, ONE, storyboard=storyboard, echo=order.echo(), common=order.common, draft=draft
    )  # fmt: skip


def _ordered_v2(request: HttpRequest, key: ApiKey, *, draft: bool) -> Job:
    order = creatify.lipsync_v2_order(asked(request))
    wrong: dict[str, str] = {}
    scenes = [_scene(key, given, f"video_inputs.{number}", wrong) for number, given in enumerate(order.inputs)]
    if wrong:
        raise creatify.Refused(wrong)
    storyboard = creatify.lipsync_v2_storyboard(order, scenes=scenes)
    return orders.place(
        request, key, TWO, storyboard=storyboard, echo=order.echo(), common=order.common, draft=draft
    )  # fmt: skip


def _scene(key: ApiKey, given: Any, at: str, wrong: dict[str, str]) -> dict[str, Any]:
    """One scene with its people; who isn't there is noted in `wrong`."""
    performer = casting.by_id(key.account, given.persona) if given.persona else None
    if given.persona and performer is None:
        wrong[f"{at}.character.avatar_id"] = no_such(given.persona)
    voice_id = casting.voice_id(key.account, given.voice_id) if given.voice_id else ""
    if given.voice_id and not voice_id:
        wrong[f"{at}.voice.voice_id"] = no_such(given.voice_id)
    if not voice_id:
        voice_id = casting.voice_of(key.account, performer) if performer else first_voice(key)
    return creatify.scene_of(
        given, character=performer.character() if performer else None, voice_id=voice_id,
        backdrop=performer.backdrop if performer else casting.BACKDROP,
    )  # fmt: skip


def first_voice(key: ApiKey) -> str:
    """What an order without a persona and a voice is said in; "" when the account has no voice at all."""
    return next((voice.external_id for voice in casting.voices(key.account)), "")
