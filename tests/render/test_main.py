"""The command line as its callers use it: processes, exit codes, JSON lines."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import psutil
import pytest
from PIL import Image

from tests.render.boards import avatar, board, picture, silence, text

ENGINE = [sys.executable, "-m", "studio.render"]


def run(command: str, job: dict[str, Any], folder: Path) -> tuple[int, list[dict[str, Any]]]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "job.json").write_text(json.dumps(job))
    done = subprocess.run(
        [*ENGINE, command, str(folder / "job.json"), str(folder / "out")], capture_output=True, check=False
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def asked_for(command: str, jobs: list[dict[str, Any]], folder: Path) -> list[tuple[int, dict[str, Any]]]:
    """The code and the last line of every job, done by one process one after another."""
    lines = []
    for number, each in enumerate(jobs):
        place = folder / f"{number}"
        place.mkdir()
        (place / "job.json").write_text(json.dumps(each))
        lines.append(json.dumps({"command": command, "job": str(place / "job.json"), "folder": str(place)}))
    with subprocess.Popen([*ENGINE, "takes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        process.stdin.write("\n".join([*lines, ""]))
        process.stdin.flush()
        found: list[tuple[int, dict[str, Any]]] = []
        last: dict[str, Any] = {}
        while len(found) < len(jobs):
            said = json.loads(process.stdout.readline())
            if "end" in said:
                found.append((said["end"], last))
            last = said
        process.stdin.close()
    return found


def job(scene: dict[str, Any], *, media: dict[str, str] | None = None, **top: Any) -> dict[str, Any]:
    return {"storyboard": board(scene, **top), "scene": 0, "media": media or {}, "height": None}


def _processor_seconds() -> float:
    """Of all processes that have ended: what others do meanwhile on this machine isn't counted."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def image(reference: str = "a") -> dict[str, Any]:
    return {"voice": silence(), "background": {"type": "image", "image_asset_id": reference}}


BAD = {
    "empty.png": "is empty", "junk.png": "not a picture", "huge.png": "too large", "cut.png": "damaged",
    "none.png": "can't be found",
}  # fmt: skip


def test_it_refuses_bad_pictures_quickly_and_in_plain_words(tmp_path: Path) -> None:
    """All by one process: it is the pictures that differ, not how an engine starts."""
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "junk.png").write_bytes(b"<svg/>" * 30)
    Image.new("1", (20_000, 20_000)).save(tmp_path / "huge.png")
    whole = picture(tmp_path / "a.png", (400, 400)).read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    began = _processor_seconds()
    answers = asked_for("take", [job(image(), media={"a": str(tmp_path / name)}) for name in BAD], tmp_path)
    for (code, line), words in zip(answers, BAD.values(), strict=True):
        assert (code, line["path"]) == (2, "scenes.0.background.image_asset_id")
        assert words in line["error"]
    assert _processor_seconds() - began < 5


def test_it_refuses_a_storyboard_that_is_wrong(tmp_path: Path) -> None:
    code, lines = run("take", job({"voice": text("   ")}), tmp_path)
    assert (code, lines[-1]["path"]) == (2, "scenes.0.voice.input_text")
    assert lines[-1]["error"] == "Write what the presenter should say."
    (tmp_path / "broken.json").write_text("{")
    command = [*ENGINE, "video", str(tmp_path / "broken.json"), str(tmp_path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2


def test_it_breaks_with_another_code_when_the_fault_is_not_the_inputs(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder should be")
    code, lines = run("take", job({"voice": silence()}), tmp_path)
    assert code == 1
    assert "error" in lines[-1]


def test_it_draws_takes_and_joins_them(tmp_path: Path) -> None:
    storyboard = board({"character": avatar(), "voice": text("One.")}, {"voice": text("Two.")}, caption=True)
    segments = []
    for scene in range(2):
        code, lines = run(
            "take", {"storyboard": storyboard, "scene": scene, "media": {}, "height": 72}, tmp_path / f"{scene}"
        )
        assert code == 0 and {"stage", "progress", "left"} == set(lines[0])
        result = json.loads((tmp_path / f"{scene}/out/result.json").read_text())
        segments.append({**result, "path": str(tmp_path / f"{scene}/out/segment.mp4")})
    code, lines = run("join", {"storyboard": storyboard, "segments": segments}, tmp_path)
    assert code == 0 and lines[-1]["stage"] == "Joining scenes"
    made = {path.name for path in (tmp_path / "out").iterdir()}
    assert made == {"video.mp4", "poster.jpg", "result.json", "subtitles.srt", "subtitles.vtt"}
    result = json.loads((tmp_path / "out/result.json").read_text())
    assert result["duration"] == pytest.approx(sum(part["duration"] for part in segments))
    assert (result["width"], result["height"]) == (128, 72)


def test_it_makes_a_whole_video_from_a_file_with_pictures_beside_it(tmp_path: Path) -> None:
    picture(tmp_path / "office.png")
    storyboard = board(
        {"character": avatar(), "voice": text("Hello."), "background": {"type": "image", "url": "office.png"}},
        {"voice": silence(), "background": {"type": "image", "image_asset_id": "office.png"}},
    )
    (tmp_path / "story.json").write_text(json.dumps(storyboard))
    command = [sys.executable, "manage.py", "render", str(tmp_path / "story.json"), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    parts = [json.loads(line)["progress"] for line in done.stdout.splitlines()]
    assert parts == sorted(parts)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "video.mp4", "poster.jpg", "result.json", "subtitles.srt", "subtitles.vtt"}  # fmt: skip
    with av.open(str(tmp_path / "out/video.mp4")) as container:
        last = list(container.decode(video=0))[-1].to_ndarray(format="rgb24")
    assert last[70, 40, 0] > 200 > 60 > last[70, 40, 2]
    assert last[70, 220, 2] > 200


def test_it_tells_which_scene_of_a_video_is_at_fault(tmp_path: Path) -> None:
    scene = {"voice": silence(), "background": {"type": "image", "url": "gone.png"}}
    (tmp_path / "story.json").write_text(json.dumps(board({"voice": silence()}, scene)))
    command = [*ENGINE, "video", str(tmp_path / "story.json"), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 2
    assert json.loads(done.stdout.splitlines()[-1])["path"] == "scenes.1.background.url"


def test_it_names_the_files_that_are_not_beside_a_storyboard(tmp_path: Path) -> None:
    wall = {"voice": silence(), "background": {"type": "image", "url": "wall.png"}}
    code, lines = run("video", board(wall, music={"url": "bed.mp3"}), tmp_path)
    assert code == 2
    assert lines[-1]["problems"] == {
        "scenes.0.background.url": f"There is no file {tmp_path / 'wall.png'}.",
        "music.url": f"There is no file {tmp_path / 'bed.mp3'}.",
    }


def test_it_says_that_there_is_no_such_file(tmp_path: Path) -> None:
    command = [*ENGINE, "video", str(tmp_path / "board.json"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["error"]) == (2, f"There is no file {tmp_path / 'board.json'}.")


def test_it_looks_into_a_file_for_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "wall.png")
    code, _ = run("inspect", {"file": str(tmp_path / "wall.png"), "kind": "picture", "name": "wall"}, tmp_path)
    assert code == 0
    assert json.loads((tmp_path / "out" / "result.json").read_text())["width"] == 64


def test_it_answers_questions_until_nobody_asks(tmp_path: Path) -> None:
    storyboard = board({"character": avatar(), "voice": text("Hello you.")}, {"voice": silence(2.0)})
    questions = [
        {"id": 1, "op": "measure", "storyboard": storyboard, "media": {}},
        {"id": "b", "op": "still", "storyboard": storyboard, "scene": 0, "at": 0.5, "height": 72, "media": {},
         "out": str(tmp_path / "a.jpg")},
        {"id": 3, "op": "still", "storyboard": storyboard, "scene": 0, "at": 99, "backdrop": True,
         "out": str(tmp_path / "b.jpg")},
        {"id": 4, "op": "still", "storyboard": board({"voice": text(voice="x")}), "out": str(tmp_path / "c.jpg")},
        {"id": 5, "op": "dance", "storyboard": storyboard},
        {"id": 6, "op": "still", "storyboard": storyboard, "scene": 7, "out": str(tmp_path / "c.jpg")},
    ]  # fmt: skip
    lines = "\n".join([*(json.dumps(question) for question in questions), "not json", ""])
    done = subprocess.run([*ENGINE, "serve"], input=lines, capture_output=True, text=True, check=True)
    ready, *answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert ready == {"ready": True}
    assert [(answer["id"], answer["ok"]) for answer in answers] == [
        (1, True), ("b", True), (3, True), (4, False), (5, False), (6, False), (None, False)]  # fmt: skip
    assert answers[0]["durations"][1] == 2.0
    assert [word[0] for word in answers[0]["words"][0]] == ["Hello", "you."] and answers[0]["words"][1] == []
    assert answers[3]["path"] == "scenes.0.voice.voice_id"
    with Image.open(tmp_path / "a.jpg") as small, Image.open(tmp_path / "b.jpg") as large:
        assert (small.size, large.size) == ((128, 72), (256, 144))


def test_it_says_so_when_a_process_that_draws_is_killed(tmp_path: Path) -> None:
    (tmp_path / "story.json").write_text(json.dumps(board(*[{"voice": silence(60.0)}] * 3)))
    command = [*ENGINE, "video", str(tmp_path / "story.json"), str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        while json.loads(parent.stdout.readline())["progress"] < 0.005:
            pass
        for drawing in psutil.Process(parent.pid).children():
            drawing.kill()
        told = json.loads(parent.stdout.readlines()[-1])
    assert parent.returncode == 1
    assert told["error"].endswith("Drawing a scene ended with exit code -9.")


def test_it_limits_itself_and_dies_with_its_parent(tmp_path: Path) -> None:
    (tmp_path / "story.json").write_text(json.dumps(board({"voice": silence(90.0)}, {"voice": silence(90.0)})))
    command = [*ENGINE, "video", str(tmp_path / "story.json"), str(tmp_path / "out")]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE)
    watched = psutil.Process(parent.pid)
    try:
        assert parent.stdout is not None
        while json.loads(parent.stdout.readline())["progress"] < 0.005:
            pass
        children = watched.children()
        assert children
        for process in (watched, *children):
            assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
            assert process.rlimit(psutil.RLIMIT_AS)[0] <= 8 * 1024**3
            assert process.rlimit(psutil.RLIMIT_CPU)[0] > 0 and process.rlimit(psutil.RLIMIT_FSIZE)[0] > 0
            assert process.nice() >= 5
        os.kill(parent.pid, signal.SIGKILL)
        gone, alive = psutil.wait_procs(children, timeout=30)
        assert (len(gone), alive) == (len(children), [])
    finally:
        parent.kill()
        parent.wait()
        if parent.stdout:
            parent.stdout.close()


def test_ctrl_c_ends_it_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(json.dumps(board({"voice": silence(20)})))
    command = [*ENGINE, "video", str(tmp_path / "job.json"), str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 130
