"""Videos: making, changing and trashing them; and the one place where a render's or a take's state changes."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from studio import storyboard as boards
from studio.actions import deliveries, media, typed
from studio.actions.events import note
from studio.errors import BadInput, Conflict
from studio.models import Account, Avatar, Folder, Render, Scene, Take, Team, User, Video
from studio.models.ids import new_id
from studio.models.renders import OPEN_RENDERS, OPEN_TAKES
from studio.vocabulary import RenderState, TakeState

LONGEST_SETUP, LONGEST_LIST = 20_000, 200_000
"""Characters of one change of the settings, as JSON: without the pronunciations, and of these. 500 are fewer, each as
long as can be."""
MOST_VALUES = 4_000
"""Of one change; 500 pronunciations are two thousand. Each that doesn't belong there is told of in its own sentence."""
STILL_MADE = "A version is being made by {account}. When it is done, or cancelled, another account can make the next."
NOT_OPEN = "Choose an open account of this team."
DELETED = "This video was deleted."
CHANGED = "Somebody else changed this meanwhile. This is how it stands now."


def _open_before(row: Render | Take, state: RenderState | TakeState) -> list[Any]:
    """The states from which `state` can be reached. A take may go back to waiting; a render only goes forward."""
    if isinstance(row, Take):
        return OPEN_TAKES
    return OPEN_RENDERS if state.finished else OPEN_RENDERS[: OPEN_RENDERS.index(RenderState(state)) + 1]


def record(row: Render | Take, state: RenderState | TakeState, *, holder: str | None = None, **fields: Any) -> bool:
    """Change the state of a render or take, and `fields` with it. False when nothing was changed.

    News about finished work is not applied, so states only move forward. With `holder`, only the worker that still
    holds the lease gets through. A finished state gives the lease back, and whom to tell of a render's end is written
    down with it.
    """
    kind = type(row)
    if state.finished:
        fields |= {"finished_at": timezone.now(), "lease_holder": "", "lease_until": None, "left": None}
    found = kind._default_manager.filter(pk=row.pk, state__in=_open_before(row, state))
    if holder is not None:
        found = found.filter(lease_holder=holder)
    if not found.update(state=state, **fields):
        return False
    for name, value in {"state": state, **fields}.items():
        setattr(row, name, value)
    if isinstance(row, Render) and state.finished:
        deliveries.render_ended(row)
    return True


@transaction.atomic
def create(
    team: Team, *, actor: User | None, title: str = "", storyboard: dict[str, Any] | None = None,
    account: Account | None = None, sample: bool = False, folder: Folder | None = None, key: uuid.UUID | None = None,
) -> Video:  # fmt: skip
    """A new video, with the scenes of `storyboard` (as typed: it may still be invalid) or one empty scene.

    `key` becomes its id; IntegrityError when there is one with this id.
    """
    account = account or usual_account(team, None)
    if account is None:
        raise BadInput({"account": "Connect an account first: videos are made by one."})
    document = dict(storyboard or {})
    scenes = document.pop("scenes", None) or [first_scene(account)]
    if not isinstance(scenes, list) or len(scenes) > boards.limits.SCENES_MAX:
        raise BadInput({"scenes": f"Give a list of at most {boards.limits.SCENES_MAX} scenes."})
    title = typed.line(str(document.pop("title", "") or title))[:255]
    setup = document or {"dimension": {"width": 1080, "height": 1920}, "caption_mode": "burn_in", "fps": 30}
    video = Video.objects.create(id=key or new_id(), team=team, account=account, title=title, setup=setup,
                                 created_by=actor, sample=sample, folder=folder)  # fmt: skip
    Scene.objects.bulk_create(Scene(video=video, position=i, document=scene) for i, scene in enumerate(scenes))
    touch(video)
    note(video, "video.created", "Video created", actor=actor)
    return video


def usual_account(team: Team, actor: User | None) -> Account | None:
    """The account of this person's newest video, while it is open; else the team's oldest one."""
    newest = Video.objects.filter(team=team, created_by=actor).order_by("-created_at").values("account")[:1]
    if actor and (usual := Account.objects.filter(pk=newest, closed_at=None).first()):
        return usual
    return team.accounts.filter(closed_at=None).order_by("created_at").first()


def first_scene(account: Account) -> dict[str, Any]:
    """A scene to start from, with the account's first avatar."""
    avatar = account.avatars.presenting().first()
    return scene_with({"type": "avatar", "avatar_id": avatar.external_id if avatar else ""}, avatar)


def scene_with(character: dict[str, Any], avatar: Avatar | None) -> dict[str, Any]:
    """The avatar, as this character of a storyboard, on a plain ground, with nothing to say yet."""
    return {
        "character": character,
        "voice": {"type": "text", "voice_id": avatar.voice if avatar else "", "input_text": ""},
        "background": {"type": "color", "value": "#f3e6d8"},
    }


def touch(video: Video) -> None:
    """Note that the video changed now, and what a search finds it by."""
    scripts = [media.script(document) for document in video.scenes.values_list("document", flat=True)]
    video.words = "\n".join([video.title, *filter(None, scripts)]).casefold()
    video.updated_at = timezone.now()
    video.save(update_fields=["words", "updated_at"])


def rename(video: Video, *, version: int, title: str) -> Video:
    return _save(video, version=version, title=typed.line(title)[:255])


def save_setup(video: Video, *, version: int, changes: dict[str, Any]) -> Video:
    """Change what holds for the whole video; None removes a field. What was typed is kept even when it is invalid.

    Raises BadInput for a part that is no part, and for more than anybody types.
    """
    for name in ("dimension", "subtitles"):
        if not isinstance(changes.get(name) or {}, dict):
            raise BadInput({name: f"Send {name} as an object."})
    said = changes.get("pronunciations")
    rest = {**changes, "pronunciations": None}
    long = len(json.dumps(rest)) > LONGEST_SETUP or len(json.dumps(said, ensure_ascii=False)) > LONGEST_LIST
    if long or typed.values_in(changes) > MOST_VALUES:
        raise BadInput({"": "Shorten the settings."})
    setup = {**video.setup, **changes}
    return _save(video, version=version, setup={key: value for key, value in setup.items() if value is not None})


def use_account(video: Video, *, version: int, account: Account) -> Video:
    """Have another account of the same team make the video. Raises Conflict while a version of it is being made."""
    if account.team_id != video.team_id or account.closed_at:
        raise BadInput({"account": NOT_OPEN})
    with transaction.atomic():
        list(Video.objects.select_for_update(no_key=True).filter(pk=video.pk).values_list("pk"))  # as Generate does
        if video.renders.filter(state__in=OPEN_RENDERS).exists():
            raise Conflict(STILL_MADE.format(account=video.account))
        made = _save(video, version=version, account=account)
        note(made, "video.account", f"Made by {account} from now on")
    return made


@transaction.atomic
def _save(video: Video, *, version: int, **fields: Any) -> Video:
    if not Video.objects.filter(pk=video.pk, version=version).update(version=F("version") + 1, **fields):
        raise Conflict(CHANGED)
    video.refresh_from_db()
    touch(video)
    return video


@transaction.atomic
def trash(video: Video, *, actor: User | None) -> None:
    """Put it into the trash, where it can be restored from. Renders under way go on: they are paid for."""
    if Video.objects.filter(pk=video.pk, trashed_at=None).update(trashed_at=timezone.now()):
        note(video, "video.trashed", "Moved to the trash", actor=actor)


@transaction.atomic
def restore(video: Video, *, actor: User | None) -> None:
    if Video.objects.filter(pk=video.pk, trashed_at__isnull=False).update(trashed_at=None):
        note(video, "video.restored", "Restored from the trash", actor=actor)


@transaction.atomic
def take_back(video: Video) -> bool:
    """Leave nothing behind of a video whose order was refused. False, and it stays, when a version of it was ordered
    meanwhile: somebody who saw it in the library pays for that.
    """
    found = Video.objects.select_for_update().filter(pk=video.pk).first()
    if found and found.renders.exists():
        return False
    if found:
        found.delete()
    return True


def duplicate(video: Video, *, actor: User | None) -> Video:
    """A copy of the video as it stands now, without its renders, in the same folder."""
    document = video.document()
    document["title"] = f"{video.title or 'Untitled video'} (copy)"[:255]
    return create(video.team, actor=actor, storyboard=document, account=video.account, folder=home(video))


def home(video: Video) -> Folder | None:
    """The folder that what is made of the video goes to: its own, unless that is in the trash."""
    return video.folder if video.folder and video.folder.trashed_at is None else None


@transaction.atomic
def put_back(render: Render, *, actor: User | None) -> Video:
    """Make the video's storyboard what it was for `render`. Today's scenes are kept in a copy of the video.

    How words are said is not turned back: the render's list holds entries of the team's, which goes on.
    """
    video = Video.objects.select_for_update(no_key=True).get(pk=render.video_id)
    document = {name: value for name, value in render.storyboard.items() if name != "pronunciations"}
    if own := video.setup.get("pronunciations"):
        document["pronunciations"] = own
    if video.document() != document:
        duplicate(video, actor=actor)
    scenes = document.pop("scenes")
    title = document.pop("title", "")
    Video.objects.filter(pk=video.pk).update(version=F("version") + 1, title=title, setup=document)
    video.scenes.all().delete()
    Scene.objects.bulk_create(Scene(video=video, position=i, document=scene) for i, scene in enumerate(scenes))
    video.refresh_from_db()
    touch(video)
    note(video, "video.put_back", f"Storyboard of v{render.number} put back", actor=actor)
    return video
