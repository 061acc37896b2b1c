"""Creatify as a provider: against the contract's examples, and servers that misbehave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studio.providers.base import (
    Connection,
    File,
    Forged,
    HookNews,
    Later,
    NoNews,
    Outcome,
    Refused,
    Standing,
    Submitted,
    TakeNews,
    TakeOrder,
    Unknown,
)
from studio.providers.creatify import Creatify
from studio.providers.creatify_orders import REFUSES
from tests.net.site import Answer, Site, reply
from tests.providers.contract import KEY, Case, Contract, ask, said, sent

MAKER = Creatify()
UUID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
JOBS, LIPSYNCS = "/api/custom_template_jobs/", "/api/lipsyncs_v2/"
TALL = {"width": 1080, "height": 1920}
ANA: dict[str, Any] = {
    "type": "avatar", "avatar_id": "p-ana", "avatar_style": "normal", "scale": 0.5, "offset": {"x": 0.1, "y": 0.25},
    "matting": False,
}  # fmt: skip
HELLO: dict[str, Any] = {
    "type": "text", "input_text": "Hello.", "voice_id": "a-1", "speed": 1.0, "pitch": 0,
}  # fmt: skip
COLOUR = {"type": "color", "value": "#f3e6d8"}
SCENE: dict[str, Any] = {"character": ANA, "voice": HELLO, "background": COLOUR}
BOARD: dict[str, Any] = {"dimension": TALL, "output_format": "mp4", "scenes": [SCENE]}
FILES = {
    "f-1": File("https://studio.example/f/1.jpg", Path("/nowhere/1.jpg"), "image/jpeg"),
    "f-2": File("https://studio.example/f/2.mp4", Path("/nowhere/2.mp4"), "video/mp4"),
}
VARIABLES: dict[str, Any] = {
    "company_name": {"type": "text", "properties": {"content": "Acme"}},
    "hero": {"type": "image", "properties": {"asset_id": "f-1", "fit": "contain"}},
    "clip": {"type": "video", "properties": {"url": "https://example.org/b.mp4", "play_style": "loop"}},
    "bed": {"type": "audio", "properties": {"url": "https://example.org/c.mp3", "volume": 0.2}},
    "host": {"type": "avatar", "properties": {"avatar_id": "p-ana"}},
    "voice": {"type": "voiceover", "properties": {"voice_id": "a-1"}},
}
TEMPLATE = {**BOARD, "template": {"template_id": UUID, "variables": VARIABLES}}
TOKEN = "0199f3a1-7c1e-4000-8000-00000000beef"
JOB: dict[str, Any] = {
    "id": UUID, "created_at": "2023-11-07T05:31:56Z", "updated_at": "2023-11-07T05:31:56Z", "variables": {},
    "media_job": None, "video_output": None, "preview": None, "editor_url": None, "failed_reason": "",
    "credits_used": 5, "duration": 28, "status": "pending", "progress": 0, "name": None, "webhook_url": None,
    "model_version": "standard", "is_hidden": False,
}  # fmt: skip
"""The contract's CustomTemplateJob."""
MADE = "https://x/o.mp4"


class TestScenes(Contract):
    case = Case(
        MAKER, TakeOrder(BOARD, TOKEN), LIPSYNCS, {"id": UUID, "status": "pending"}, f"lipsyncs_v2/{UUID}",
        {"detail": "No."}, f"{LIPSYNCS}{UUID}/", {"id": UUID, "status": "running"}, ("status",),
        {"api_id": "id-1"},
    )  # fmt: skip


class TestTemplates(Contract):
    case = Case(
        MAKER, TakeOrder(TEMPLATE, TOKEN, files=FILES), JOBS, JOB, f"custom_template_jobs/{UUID}",
        {"variables": ["This field is required."]}, f"{JOBS}{UUID}/", {**JOB, "status": "running"}, ("status",),
    )  # fmt: skip


def submitted(site: Site, board: dict[str, Any], **more: Any) -> Outcome:
    order = TakeOrder(board, TOKEN, **{"title": "Spring v1", "files": FILES, **more})
    found: Outcome = ask(MAKER, site(""), lambda *asked: MAKER.submit(*asked, order), api_id="id-1")
    return found


def news(site: Site, job: dict[str, Any], *, family: str = "custom_template_jobs") -> TakeNews:
    site.pages[f"/api/{family}/{UUID}/"] = said(job)
    found = ask(MAKER, site(""), lambda *asked: MAKER.fetch(*asked, f"{family}/{UUID}"))
    assert isinstance(found, TakeNews), found
    return found


def problems(**changes: Any) -> dict[str, str]:
    return MAKER.problems({**BOARD, **changes})


def test_it_orders_a_template_as_the_contract_writes_it(site: Site) -> None:
    site.pages[JOBS] = said(JOB, status="201 Created")
    board = {**TEMPLATE, "model_version": "aurora_v1_fast"}
    hook = "https://studio.example/hooks/creatify/t0ken"
    assert submitted(site, board, callback_url=hook) == Submitted(f"custom_template_jobs/{UUID}", 30.0)
    line, headers, body = sent(site)
    assert line == f"POST {JOBS} HTTP/1.1"
    assert (headers["x-api-id"], headers["x-api-key"]) == ("id-1", KEY)
    assert headers["content-type"] == "application/json"
    assert body == {
        "template_id": UUID,
        "variables": {
            "company_name": {"type": "text", "properties": {"content": "Acme"}},
            "hero": {"type": "image", "properties": {"url": "https://studio.example/f/1.jpg"}},
            "clip": {"type": "video", "properties": {"url": "https://example.org/b.mp4"}},
            "bed": {"type": "audio", "properties": {"url": "https://example.org/c.mp3"}},
            "host": {"type": "avatar", "properties": {"avatar_id": "p-ana"}},
            "voice": {"type": "voiceover", "properties": {"voice_id": "a-1"}},
        },
        "name": f"Spring v1 · {TOKEN}",
        "webhook_url": hook,
        "model_version": "aurora_v1_fast",
    }


def test_it_orders_scenes_as_the_contract_writes_them(site: Site) -> None:
    site.pages[LIPSYNCS] = said({"id": UUID, "status": "pending"}, status="201 Created")
    image = {"type": "image", "image_asset_id": "f-1", "fit": "cover"}
    video = {"type": "video", "video_asset_id": "f-2", "fit": "contain", "play_style": "loop"}
    scenes = [SCENE, {"voice": {"type": "silence", "duration": 2.5}, "background": image},
              {**SCENE, "background": video}]  # fmt: skip
    music = {"url": "https://example.org/song.mp3", "volume": 0.3}
    assert submitted(site, {**BOARD, "scenes": scenes, "music": music}) == Submitted(f"lipsyncs_v2/{UUID}", 30.0)
    line, _, body = sent(site)
    assert line == f"POST {LIPSYNCS} HTTP/1.1"
    ana = {
        "type": "avatar", "avatar_id": "p-ana", "offset": {"x": 0.1, "y": -0.25}, "scale": 0.5,
        "avatar_style": "normal", "hidden": False,
    }  # fmt: skip
    hello = {"type": "text", "input_text": "Hello.", "voice_id": "a-1"}
    off = {"hidden": True}
    assert body == {
        "video_inputs": [
            {"character": ana, "voice": hello, "caption_setting": off},
            {
                "character": {**ana, "hidden": True}, "voice": {"type": "silence", "duration": 2.5},
                "background": {"type": "image", "url": "https://studio.example/f/1.jpg", "fit": "crop"},
                "caption_setting": off,
            },
            {
                "character": ana, "voice": hello, "caption_setting": off,
                "background": {"type": "video", "url": "https://studio.example/f/2.mp4", "fit": "contain"},
            },
        ],
        "aspect_ratio": "9x16",
        "name": f"Spring v1 · {TOKEN}",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("look", "setting"),
    [
        (None, {"style": "normal-black", "hidden": False, "offset": {"x": 0.0, "y": 0.4}}),
        ({"preset_name": "pop", "alignment": 8}, {"style": "normal-black", "offset": {"x": 0.0, "y": -0.4}}),
        (
            {"preset_name": "neo-minimal", "alignment": 5, "font_size": 70, "position": {"x": -108.0, "y": 384.0}},
            {"style": "neo-minimal", "offset": {"x": -0.1, "y": -0.2}, "font_size": 70},
        ),
        (
            {"preset_name": "x", "alignment": 1, "position": {"x": -4096.0, "y": 4096.0}},
            {"offset": {"x": -0.5, "y": -0.5}},
        ),
    ],
)  # fmt: skip
def test_it_says_how_captions_look(site: Site, look: Any, setting: dict[str, Any]) -> None:
    site.pages[LIPSYNCS] = said({"id": UUID})
    submitted(site, {**BOARD, "caption": True, **({"subtitles": look} if look else {})})
    found = sent(site)[2]["video_inputs"][0]["caption_setting"]
    assert {name: found[name] for name in setting} == setting


def test_a_name_keeps_its_token_and_an_address_that_is_too_long_stays_here(site: Site) -> None:
    site.pages[LIPSYNCS] = said({"id": UUID})
    submitted(site, BOARD, title="x" * 300, callback_url="https://example.org/" + "x" * 200)
    _, _, body = sent(site)
    assert len(body["name"]) == 255
    assert body["name"].endswith(TOKEN)
    assert "webhook_url" not in body


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (said({"detail": "No such key."}, status="401 X"), "No such key."),
        (said({"template_id": ["This field is required."], "variables": ["Not valid.", "Empty."]}, status="400 X"),
         "template_id: This field is required.; variables: Not valid.; variables: Empty."),
        (said(["Link must have at least one image or one video."], status="400 X"),
         "Link must have at least one image or one video."),
        (said({"non_field_errors": ["Not enough credits."]}, status="400 X"), "Not enough credits."),
        (said({"video_inputs": [{}, {"voice": {"input_text": ["Too long."]}}]}, status="400 X"),
         "video_inputs.voice.input_text: Too long."),
        (said({"detail": {"detail": ["Deep."]}}, status="403 X"), "Deep."),
        (said({"detail": "x" * 9000}, status="400 X"), "x" * 500),
        (said("No such thing", status="400 X"), Unknown),
        (said({"detail": ""}, status="400 X"), Unknown),
        (said({"count": 7}, status="400 X"), Unknown),
        (reply(b"<html>Forbidden</html>", status="403 Forbidden"), Unknown),
        (said([JOB]), Unknown),
        (said({**JOB, "id": "../x"}), Unknown),
        (said({**JOB, "id": 7}), Unknown),
        (reply(b"", status="301 Moved", Location=JOBS), Unknown),
        (said({"detail": "Slow down."}, status="429 X", Retry_After="3"), Later),
    ],
)  # fmt: skip
def test_it_tells_the_endings_of_an_order_apart(site: Site, answer: Answer, outcome: Any) -> None:
    site.pages[JOBS] = answer
    found = submitted(site, TEMPLATE)
    if isinstance(outcome, str):
        assert isinstance(found, Refused)
        assert found.sentence == outcome
    else:
        assert isinstance(found, outcome), found
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"status": "pending"}, (Standing.RUNNING, 0, "", None)),
        ({"status": "in_queue", "progress": 0.0}, (Standing.RUNNING, 0, "", None)),
        ({"status": "running", "progress": 0.42, "credits_used": 5}, (Standing.RUNNING, 42, "", None)),
        ({"status": "running", "progress": "0.42"}, (Standing.RUNNING, 42, "", None)),
        ({"status": "running", "progress": 42}, (Standing.RUNNING, 42, "", None)),
        ({"status": "running", "progress": "soon"}, (Standing.RUNNING, None, "", None)),
        ({"status": "running", "progress": True}, (Standing.RUNNING, None, "", None)),
        ({"status": "something_new"}, (Standing.RUNNING, 0, "", None)),
        ({"status": "done", "video_output": "https://x/v.mp4"}, (Standing.DONE, 0, "https://x/v.mp4", 500)),
        ({"status": "done", "output": MADE, "credits_used": 3.5}, (Standing.DONE, 0, MADE, 350)),
        ({"status": "done", "output": MADE, "credits_used": None}, (Standing.DONE, 0, MADE, None)),
        ({"status": "done", "output": MADE, "credits_used": -1}, (Standing.DONE, 0, MADE, None)),
        ({"status": "done", "output": MADE, "credits_used": 1e300}, (Standing.DONE, 0, MADE, None)),
        ({"status": "done", "output": MADE, "credits_used": 1e308}, (Standing.DONE, 0, MADE, None)),
        ({"status": "done", "preview": "https://x/player"}, (Standing.RUNNING, 0, "", None)),
        ({"status": "done", "video_output": "s3://x"}, (Standing.RUNNING, 0, "", None)),
        ({"status": "done", "output": MADE, "credits_used": 0}, (Standing.DONE, 0, MADE, 0)),
        ({"status": "failed", "video_output": "https://x/v.mp4"}, (Standing.FAILED, 0, "", None)),
        ({"status": "rejected"}, (Standing.FAILED, 0, "", None)),
    ],
)  # fmt: skip
def test_it_reads_news(site: Site, answer: dict[str, Any], found: tuple[Any, ...]) -> None:
    told = news(site, {**JOB, **answer})
    assert (told.standing, told.progress, told.video_url, told.cost) == found
    assert (told.word, told.seconds) == (answer["status"], 28.0)
    assert sent(site)[0] == f"GET {JOBS}{UUID}/ HTTP/1.1"


def test_it_says_why_there_is_no_video(site: Site) -> None:
    assert news(site, {**JOB, "status": "failed", "failed_reason": " No luck. "}).reason == "No luck."
    assert news(site, {**JOB, "status": "failed", "failed_reason": None}).reason == ""
    assert news(site, {**JOB, "status": "rejected", "failed_reason": "Nudity."}).reason == "Nudity."
    assert "rejected" in news(site, {**JOB, "status": "rejected"}).reason


def test_its_name_says_whose_job_it_is(site: Site) -> None:
    assert news(site, {**JOB, "name": f"Spring · {TOKEN}"}).mark == TOKEN
    assert news(site, {**JOB, "name": "Spring"}).mark == news(site, {**JOB, "name": 7}).mark == ""


def test_a_thumbnail_comes_along(site: Site) -> None:
    job = {"id": UUID, "status": "done", "output": MADE, "video_thumbnail": "https://x/t.jpg"}
    told = news(site, job, family="lipsyncs_v2")
    assert (told.poster_url, told.seconds, told.cost) == ("https://x/t.jpg", None, None)


def test_the_words_come_with_their_times(site: Site) -> None:
    words = [
        {"start": 0, "duration": 0.5, "text": "Hi"}, {"start": 0.4, "duration": 0.6, "text": " there.\0"},
        {"start": 0.1, "duration": 1, "text": "backwards"}, {"start": 2, "duration": 0, "text": "never"},
        {"start": None, "duration": 1, "text": "x"}, {"start": 3, "duration": 1, "text": " "}, {"text": 7}, "x",
    ]  # fmt: skip
    job = {"id": UUID, "status": "done", "output": MADE, "word_alignments": words}
    told = news(site, job, family="lipsyncs_v2")
    assert told.words == (("Hi", 0.0, 0.4), ("there.", 0.4, 1.0))
    assert "word_alignments" not in told.raw
    for nothing in (None, {}, "x"):
        assert news(site, {**job, "word_alignments": nothing}, family="lipsyncs_v2").words == ()


@pytest.mark.parametrize("job", [f"lipsyncs/{UUID}", UUID, "", "lipsyncs_v2/", "lipsyncs_v2/../personas", "../x/y"])
def test_what_is_no_job_of_ours_is_gone_and_nobody_is_asked(site: Site, job: str) -> None:
    found = ask(MAKER, site(""), lambda *asked: MAKER.fetch(*asked, job))
    assert found.standing is Standing.GONE
    assert site.asked == []


def test_only_its_own_404_means_that_a_job_is_gone(site: Site) -> None:
    path = f"{LIPSYNCS}{UUID}/"
    site.pages[path] = said({"detail": "Not found."}, status="404 Not Found")
    assert ask(MAKER, site(""), lambda *asked: MAKER.fetch(*asked, f"lipsyncs_v2/{UUID}")).standing is Standing.GONE
    site.pages[path] = reply(b"<html>no route</html>", status="404 Not Found")
    assert isinstance(ask(MAKER, site(""), lambda *asked: MAKER.fetch(*asked, f"lipsyncs_v2/{UUID}")), NoNews)


@pytest.mark.parametrize(
    ("jobs", "found"),
    [
        ([{"id": "j-1", "name": f"Spring · {TOKEN}"}, {"id": "j-2", "name": "Spring"}], "lipsyncs_v2/j-1"),
        ([{"id": "j-1", "name": TOKEN}, {"id": "j-2", "name": TOKEN}], None),
        ([{"id": "j-1", "name": f"Spring · {TOKEN} (copy)"}], None),
        ([{"id": "j-1", "name": None}, {"id": "j-2"}, 7], None),
        ([{"id": "../x", "name": TOKEN}], None),
        ([{"id": "0" * 201, "name": TOKEN}], None),
        ([], None),
    ],
)
def test_a_lost_order_is_found_by_its_name(site: Site, jobs: list[Any], found: str | None) -> None:
    site.pages[LIPSYNCS] = said(jobs)
    order = TakeOrder(BOARD, TOKEN)
    told = ask(MAKER, site(""), lambda *asked: MAKER.find(*asked, [order])).get(TOKEN)
    assert (told.external_id if told else None) == found
    assert sent(site)[0] == f"GET {LIPSYNCS} HTTP/1.1"


@pytest.mark.parametrize(
    ("model", "seconds", "cost"),
    [
        (None, 0.0, 0), (None, 0.1, 500), ("standard", 30.0, 500), ("standard", 30.0004, 500), ("standard", 30.1, 1000),
        ("aurora_v1", 30.1, 3100), ("aurora_v1", 31.0, 3100), ("aurora_v1_fast", 30.0, 1500),
        ("aurora_v1_fast", 30.1, 1550),
    ],
)  # fmt: skip
def test_it_quotes_by_the_model(model: str | None, seconds: float, cost: int) -> None:
    assert MAKER.quote({"model_version": model}, seconds, price=100) == cost
    assert MAKER.quote({"model_version": model}, seconds, price=0) == 0


def test_the_price_is_what_one_of_its_credits_costs() -> None:
    assert MAKER.quote({}, 40.0, price=150) == 10 * 150
    assert MAKER.quote({"model_version": "aurora_v1_fast"}, 3.0, price=25) == 38


def test_a_right_video_has_no_problems() -> None:
    assert MAKER.problems(BOARD) == {}
    assert MAKER.problems(TEMPLATE) == {}
    assert problems(caption_mode="burn_in", dimension={"width": 1920, "height": 1080}) == {}
    assert problems(dimension={"width": 134, "height": 240}) == {}


@pytest.mark.parametrize(
    ("part", "change", "path", "field"),
    [
        ("character", {"type": "talking_photo"}, "character.type", "character.talking_photo"),
        ("character", {"matting": True}, "character.matting", "character.matting"),
        ("voice", {"type": "audio", "audio_asset_id": "f"}, "voice.type", "voice.audio"),
        ("voice", {"speed": 1.2}, "voice.speed", "voice.speed"),
        ("voice", {"pitch": 3}, "voice.pitch", "voice.pitch"),
        ("voice", {"emotion": "Serious"}, "voice.emotion", "voice.emotion"),
        ("voice", {"locale": "en-GB"}, "voice.locale", "voice.locale"),
        ("voice", {"input_text": 'A<break time="1s"/>b'}, "voice.input_text", "voice.pause"),
        ("background", {"type": "image", "url": "https://x/y", "fit": "none"}, "background.fit", "background.fit"),
    ],
)
def test_it_says_what_a_scene_can_not_have(part: str, change: dict[str, Any], path: str, field: str) -> None:
    scene = {**SCENE, part: {**SCENE[part], **change}}
    assert problems(scenes=[SCENE, scene]) == {f"scenes.1.{path}": REFUSES[field]}


def test_it_can_not_be_told_how_a_word_is_said() -> None:
    entries = [{"written": "Nike", "spoken": "nykee"}, {"written": "hello", "spoken": "hallo"}]
    assert problems(pronunciations=entries[:1]) == {}
    assert "“hello”" in problems(pronunciations=entries)["scenes.0.voice.input_text"]


def test_it_says_what_a_video_can_not_be() -> None:
    assert problems(dimension={"width": 1080, "height": 1350}) == {"dimension": REFUSES["dimension"]}
    assert problems(output_format="webm") == {"output_format": REFUSES["output_format"]}
    long = {**SCENE, "voice": {**HELLO, "input_text": "x" * 2001}}
    assert list(problems(scenes=[long])) == ["scenes.0.voice.input_text"]
    nobody = {"voice": HELLO, "background": COLOUR}
    assert list(problems(scenes=[nobody])) == ["scenes.0.character", "scenes.0.background.type"]
    photo = {"photo": {"type": "avatar", "properties": {"talking_photo_id": "x"}}}
    board = {**TEMPLATE, "template": {"template_id": UUID, "variables": photo}}
    assert MAKER.problems(board) == {"template.variables.photo.properties": REFUSES["character.talking_photo"]}


def test_scenes_that_stand_for_a_template_are_not_judged() -> None:
    stand_in = {"voice": {"type": "silence", "duration": 30.0}}
    assert MAKER.problems({**TEMPLATE, "dimension": {"width": 128, "height": 4096}, "scenes": [stand_in]}) == {}


def test_a_webhook_says_which_job_and_nothing_more() -> None:
    body = b'{"id": "3c90c3cc", "status": "done", "failed_reason": "", "video_output": "https://x", "output": null}'
    found = MAKER.read_webhook(Connection({}), {}, body, now=0)
    assert found == HookNews("3c90c3cc:done", "done", "3c90c3cc")
    assert MAKER.known_as("3c90c3cc") == ("custom_template_jobs/3c90c3cc", "lipsyncs_v2/3c90c3cc")
    for wrong in (b'{"id": "../x", "status": "done"}', b'{"id": 7, "status": "done"}', b'{"id": "x", "status": null}'):
        assert isinstance(MAKER.read_webhook(Connection({}), {}, wrong, now=0), Forged)


def test_an_order_without_its_file_is_not_sent(site: Site) -> None:
    scene = {**SCENE, "background": {"type": "image", "image_asset_id": "f-1"}}
    for board in (TEMPLATE, {**BOARD, "scenes": [scene]}):
        found = submitted(site, board, files={})
        assert isinstance(found, Refused)
        assert "is gone" in found.sentence
    assert site.asked == []


def test_nothing_can_be_called_back(site: Site) -> None:
    assert ask(MAKER, site(""), lambda *asked: MAKER.cancel(*asked, f"lipsyncs_v2/{UUID}")) is False
    assert site.asked == []
