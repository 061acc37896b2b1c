"""A process that stays warm: one JSON question a line on stdin, one JSON answer a line on stdout, until EOF. Its first
line says that it is ready.
"""

from __future__ import annotations

import json
import os
import traceback
from pathlib import Path
from typing import Any, TextIO

from studio.errors import BadInput, EngineFailed
from studio.render.say import say
from studio.render.still import measure, still
from studio.storyboard import parse


def serve(questions: TextIO, answers: TextIO) -> None:
    """Answer every question. A bad one is answered with an error; only EOF ends this."""
    _say(answers, {"ready": True})
    for line in questions:
        if line.strip():
            _say(answers, answer(line))


def _say(answers: TextIO, said: dict[str, Any]) -> None:
    try:
        answers.write(json.dumps(said) + "\n")
        answers.flush()
    except BrokenPipeError:  # whoever asked is gone
        os._exit(0)


def answer(line: str) -> dict[str, Any]:
    """{"id", "ok": true, …} or {"id", "ok": false, "error": a sentence, "path": dotted or ""}.

    With "broke": true the error is the engine's own and not the question's.
    """
    name: Any = None
    try:
        question = json.loads(line)
        name = question.get("id")
        return {"id": name, "ok": True, **_done(question)}
    except BadInput as error:
        path, text = next(iter(error.problems.items()))
        return {"id": name, "ok": False, "error": text, "path": path}
    except EngineFailed as error:
        return {"id": name, "ok": False, "error": str(error), "path": "", "broke": True}
    except Exception as error:
        traceback.print_exc()
        text = f"The engine broke: {type(error).__name__}: {error}"
        return {"id": name, "ok": False, "error": text, "path": "", "broke": True}


def _done(question: dict[str, Any]) -> dict[str, Any]:
    storyboard, media = parse(question["storyboard"]), question.get("media") or {}
    rigs = question.get("rigs") or {}
    if question["op"] == "measure":
        return measure(storyboard, media=media, rigs=rigs)
    if question["op"] == "still":
        at = question.get("at")
        return still(
            storyboard, int(question.get("scene", 0)), None if at is None else float(at), height=question.get("height"),
            media=media, out=Path(question["out"]), backdrop=bool(question.get("backdrop")),
            seeing=bool(question.get("seeing")), rigs=rigs,
        )  # fmt: skip
    if question["op"] == "say":
        return say(storyboard, int(question.get("scene", 0)), media=media, out=Path(question["out"]))
    raise BadInput({"op": f"The engine can't do “{question['op']}”; ask for still, measure or say."})
