"""Many processes at the same rows at the same moment: `python -m tests.rush`, a line of orders for a line of answers.

Orders is a list with one list a process: its calls, each {"do": "hold" | "settle" | "void" | "work" | "join" |
"cancel" | "generate" | "use" | "demote" | "remove" | "leave" | "enter" | "finalise" | "take away" | "batch" | "share" |
"unshare" | "star" | "unstar" | "erase" | "webhook" | "unhook" | "send" | "resend" | "pronounce" | "folder" | "nest",
…}. The processes are forked by one that never opens a connection, wait for each other, and then run. An answer a call:
what happened, in order. The one that forks is started once: that takes longer than all they do.
"""

from __future__ import annotations

import atexit
import functools
import json
import multiprocessing
import os
import subprocess
import sys
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

Call = dict[str, Any]


def rush(orders: list[list[Call]]) -> list[str]:
    """Run the orders against the test database, one process each. Answers in no order: an id, or an error's name."""
    from tests.postgres import database_url

    forking, log = _forking(database_url())
    assert forking.stdin and forking.stdout
    forking.stdin.write(json.dumps(orders) + "\n")
    forking.stdin.flush()
    answers = forking.stdout.readline()
    if not answers:
        _forking.cache_clear()
        raise AssertionError(log.read_text())
    return list(json.loads(answers))


@functools.cache
def _forking(database: str) -> tuple[subprocess.Popen[str], Path]:
    """The process that forks the others, and where it says what went wrong. It ends with its standard input."""
    log = Path(os.environ["DATA_DIR"]) / f"rush-{os.getpid()}.log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.rush"], cwd=Path(__file__).parent.parent,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
            env={**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "project.settings"},
        )  # fmt: skip
    atexit.register(process.communicate)
    return process, log


def _answer(call: Call) -> str:
    """The id of the transfer, or what was raised: any error but the studio's own comes with its words."""
    from studio.actions import credits
    from studio.errors import StudioError
    from studio.models import Transfer, Wallet

    try:
        if call["do"] in ("demote", "remove", "leave", "enter"):
            return _team(call)
        if call["do"] in ("finalise", "take away"):
            return _job(call)
        if call["do"] in ("share", "unshare"):
            return _link(call)
        if call["do"] in ("star", "unstar", "erase"):
            return _star(call)
        if call["do"] in ("webhook", "pronounce"):
            return _entry(call)
        if call["do"] in ("unhook", "send", "resend"):
            return _message(call)
        if call["do"] in ("folder", "nest"):
            return _folder(call)
        if call["do"] not in ("hold", "settle", "void"):
            return _render(call)
        if call["do"] == "hold":
            wallet = Wallet.objects.get(pk=call["wallet"])
            return str(credits.hold(wallet, call["amount"], key=call["key"]).pk)
        hold = Transfer.objects.get(pk=call["hold"])
        return str((credits.void(hold) if call["do"] == "void" else credits.settle(hold, call["cost"])).pk)
    except StudioError as error:
        return type(error).__name__
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _render(call: Call) -> str:
    """Workers with the stand-in of the engine, and people who press buttons meanwhile."""
    from studio.actions import batches, joins, renders, takes, videos
    from studio.models import Account, Render, Video
    from tests import drawing

    if call["do"] == "work":
        takes.work(call["take"], draw=drawing.draw)
    elif call["do"] == "join":
        joins.join(call["render"], join=drawing.join)
    elif call["do"] == "batch":
        batches.work(call["batch"])
    elif call["do"] == "cancel":
        return str(renders.cancel(Render.objects.get(pk=call["render"]), actor=None))
    elif call["do"] == "use":
        video = Video.objects.get(pk=call["video"])
        videos.use_account(video, version=video.version, account=Account.objects.get(pk=call["account"]))
    else:
        video = Video.objects.get(pk=call["video"])
        return str(renders.generate(video, actor=None, request_key=call["key"]).pk)
    return "done"


def _job(call: Call) -> str:
    """Programs that want more of an order, and programs that want no more of it."""
    from studio.actions import jobs
    from studio.models import Job

    job = Job.objects.select_related("video", "preview", "render", "api_key__created_by").get(pk=call["job"])
    if call["do"] == "finalise":
        jobs.finalise(job)
    else:
        jobs.remove(job)
    return "done"


def _link(call: Call) -> str:
    """People who share a video, or stop sharing it."""
    from studio.actions import shares
    from studio.models import Video

    video = Video.objects.get(pk=call["video"])
    if call["do"] == "unshare":
        return str(shares.stop(video, key=call["key"], actor=None))
    shares.share(video, actor=None)
    return "done"


def _team(call: Call) -> str:
    """People of a team, and those who are asked into it."""
    from studio.actions import invitations, members
    from studio.models import Member, User

    if call["do"] == "enter":
        invitations.accept_new(call["token"], name="Ingrid", password="seven green herons")
        return "done"
    member = Member.objects.select_related("team").get(pk=call["member"])
    actor = User.objects.get(pk=call["actor"])
    if call["do"] == "demote":
        members.change_role(member, actor=actor, role="editor")
    else:
        members.remove(member, actor=actor)
    return "done"


def _star(call: Call) -> str:
    """People who give stars and take them back, while an avatar is deleted for good."""
    from django.utils import timezone

    from studio.actions import favourites
    from studio.models import Avatar, User

    avatar = Avatar.objects.select_related("account").filter(pk=call["avatar"]).first()
    if avatar is None:
        return "NotFound"
    if call["do"] == "erase":
        Avatar.objects.filter(pk=avatar.pk).update(retired_at=timezone.now())
        Avatar.objects.filter(pk=avatar.pk).delete()
    elif call["do"] == "star":
        favourites.add(avatar, person=User.objects.get(pk=call["person"]))
    else:
        favourites.remove(avatar, person=User.objects.get(pk=call["person"]))
    return "done"


def _entry(call: Call) -> str:
    """Programs that add webhooks, and people who add to the team's list of pronunciations."""
    from studio.actions import endpoints, pronunciations
    from studio.models import ApiKey, Team
    from studio.vocabulary import Dialect

    if call["do"] == "webhook":
        key = ApiKey.objects.select_related("team").get(pk=call["key"])
        endpoints.add(key, Dialect.CAPTIONS, url=call["url"], events=[])
    else:
        pronunciations.add(Team.objects.get(pk=call["team"]), written=call["written"], spoken="so")
    return "done"


def _message(call: Call) -> str:
    """Messages to webhooks, which answer 500, and people who remove the webhooks meanwhile."""
    from studio.actions import deliveries, endpoints
    from studio.models import Delivery, Endpoint
    from studio.net.deliver import Told

    if call["do"] == "send":
        deliveries.send(call["delivery"], post=lambda *_, **__: Told(500, 1), seconds=0)
    elif call["do"] == "resend":
        message = Delivery.objects.filter(pk=call["delivery"]).first()
        return str(deliveries.redeliver(message)) if message else "NotFound"
    elif endpoint := Endpoint.objects.select_related("team").filter(pk=call["endpoint"]).first():
        endpoints.remove(endpoint)
    return "done"


def _folder(call: Call) -> str:
    """People who make folders, and who lay them into one another."""
    from uuid import UUID

    from studio.actions import folders
    from studio.models import Folder, Team

    if call["do"] == "nest":
        about = Folder.objects.select_related("team")
        folders.put(about.get(pk=call["folder"]), to=about.get(pk=call["to"]), actor=None)
        return "done"
    key, team = call["key"] and UUID(call["key"]), Team.objects.get(pk=call["team"])
    return str(folders.create(team, actor=None, name="Spring", apart=not key, key=key).pk)


def _run(calls: list[Call], start: Barrier, answers: multiprocessing.Queue[str]) -> None:
    from django.db import connection

    start.wait(100)
    for call in calls:
        answers.put(_answer(call))
    connection.close()


def _rushed(orders: list[list[Call]]) -> list[str]:
    context = multiprocessing.get_context("fork")
    start, answers = context.Barrier(len(orders)), context.Queue()
    runners = [context.Process(target=_run, args=(calls, start, answers)) for calls in orders]
    for runner in runners:
        runner.start()
    found = [answers.get(timeout=100) for calls in orders for _ in calls]
    for runner in runners:
        runner.join()
    return found


def main() -> None:
    import django

    django.setup()
    from studio.actions import batches, endpoints, favourites, invitations, jobs, joins, members, previews, takes  # noqa: F401 - before the others are forked

    previews.SPEECH_LIMIT = previews.CHECK_WAIT = 90.0  # each process starts an engine of its own, all at once
    for line in sys.stdin:
        print(json.dumps(_rushed(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
