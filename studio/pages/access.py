"""Who may see and do what: the first line of every view is one of these.

What belongs to another team is NotFound, never NotAllowed: a stranger can't learn that it exists.
"""

from __future__ import annotations

import uuid
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest

from studio.actions.deliveries import NOT_KEPT
from studio.actions.scenes import GONE
from studio.errors import NotAllowed, NoTeam, NotFound
from studio.models import (
    Account,
    ApiKey,
    Asset,
    Avatar,
    Batch,
    Delivery,
    Endpoint,
    Folder,
    Invitation,
    Member,
    Render,
    Scene,
    Team,
    Template,
    Twin,
    User,
    Video,
    Voice,
)
from studio.models.ids import Row
from studio.vocabulary import Permission

_TEAM = "team"
MADE_IN = "made_in"
"""What a form calls the team whose page it was on, when it names nothing else of that team."""
UNKNOWN = "There is no such %s, or it belongs to another team."
LEFT = "This page is of a team that you are not in any more. Nothing was changed."
NO_INVITATION = "This invitation is gone: it was accepted or withdrawn. Or it belongs to another team."


def user(request: HttpRequest) -> User:
    """The signed-in person; LoginRequiredMiddleware has seen to it that there is one."""
    return cast(User, request.user)


def member(request: HttpRequest, permission: Permission = Permission.VIEW) -> Member:
    """The person's place in the team they are working in: the one the form was made in, or the one the session
    remembers, else their oldest.
    """
    found: Member | None = getattr(request, "_member", None)
    if found is None:
        places = list(Member.objects.select_related("team").filter(user=user(request)).order_by("joined_at", "pk"))
        wanted = _made_in(request, places) or request.session.get(_TEAM)
        found = next((place for place in places if str(place.team_id) == wanted), places[0] if places else None)
        if found is None:
            raise NoTeam("You are not in a team yet. Ask a team's owner to invite you.")
        request._member = found  # type: ignore[attr-defined]
    return _allowed(found, permission)


def team(request: HttpRequest, permission: Permission = Permission.VIEW) -> Team:
    return member(request, permission).team


def place_in(request: HttpRequest, team_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Member:
    """The person's place in that team, whichever one they work in."""
    return _allowed(_place(request, team_id), permission)


def switch_team(request: HttpRequest, team_id: uuid.UUID) -> Team:
    """Work in another of the person's teams from now on."""
    place = _place(request, team_id)
    request.session[_TEAM] = str(place.team_id)
    return place.team


def video_for(request: HttpRequest, video_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Video:
    """The video with its account and team, of any team the person is in."""
    video = _one(Video.objects.select_related("account", "team"), video_id, UNKNOWN % "video")
    _allowed(_place(request, video.team_id), permission)
    return video


def folder_for(request: HttpRequest, folder_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Folder:
    """The folder with its team; also one in the trash."""
    folder = _one(Folder.objects.select_related("team"), folder_id, UNKNOWN % "folder")
    _allowed(_place(request, folder.team_id), permission)
    return folder


def scene_for(request: HttpRequest, scene_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Scene:
    scene = _one(
        Scene.objects.select_related("video__account", "video__team"),
        scene_id,
        GONE,
    )
    _allowed(_place(request, scene.video.team_id), permission)
    return scene


def render_for(request: HttpRequest, render_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Render:
    render = _one(
        Render.objects.select_related("video__team", "account", "file", "poster"), render_id, UNKNOWN % "version"
    )
    _allowed(_place(request, render.video.team_id), permission)
    return render


def asset_for(request: HttpRequest, asset_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Asset:
    asset = _one(Asset.objects.all(), asset_id, UNKNOWN % "file")
    _allowed(_place(request, asset.team_id), permission)
    return asset


def avatar_for(request: HttpRequest, avatar_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Avatar:
    """The avatar with its account and team; also one that was removed, which may be put back."""
    avatar = _one(Avatar.objects.select_related("account__team", "picture", "headshot"), avatar_id, UNKNOWN % "avatar")
    _allowed(_place(request, avatar.account.team_id), permission)
    return avatar


def voice_for(request: HttpRequest, voice_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Voice:
    """The voice with its account, team and sample."""
    voice = _one(Voice.objects.select_related("account__team", "sample"), voice_id, UNKNOWN % "voice")
    _allowed(_place(request, voice.account.team_id), permission)
    return voice


def account_for(request: HttpRequest, account_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Account:
    """The account with its team; also a closed one, whose books stay."""
    account = _one(Account.objects.select_related("team"), account_id, UNKNOWN % "account")
    _allowed(_place(request, account.team_id), permission)
    return account


def key_for(request: HttpRequest, key_id: uuid.UUID, permission: Permission = Permission.VIEW) -> ApiKey:
    """A program's key with its account and team."""
    key = _one(ApiKey.objects.select_related("account__team"), key_id, UNKNOWN % "key")
    _allowed(_place(request, key.team_id), permission)
    return key


def endpoint_for(request: HttpRequest, endpoint_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Endpoint:
    """An address that programs want to be told, with its team."""
    found = _one(Endpoint.objects.select_related("team"), endpoint_id, UNKNOWN % "webhook")
    _allowed(_place(request, found.team_id), permission)
    return found


def delivery_for(request: HttpRequest, delivery_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Delivery:
    """A message to a program, with its team and where it goes."""
    rows = Delivery.objects.select_related("team", "endpoint__team").defer("endpoint__secret")
    found = _one(rows, delivery_id, f"{NOT_KEPT} Or it belongs to another team.")
    _allowed(_place(request, found.team_id), permission)
    return found


def member_for(request: HttpRequest, member_id: int, permission: Permission = Permission.VIEW) -> Member:
    """Somebody's place in a team that the visitor is in, too."""
    found = _one(
        Member.objects.select_related("team", "user"),
        member_id,
        "They are not in the team any more, or it is another team.",
    )
    _allowed(_place(request, found.team_id), permission)
    return found


def invitation_for(
    request: HttpRequest, invitation_id: uuid.UUID, permission: Permission = Permission.VIEW
) -> Invitation:
    """The invitation with its team."""
    found = _one(Invitation.objects.select_related("team"), invitation_id, NO_INVITATION)
    _allowed(_place(request, found.team_id), permission)
    return found


def may(request: HttpRequest, team_id: uuid.UUID, permission: Permission) -> bool:
    """Whether the person may do this in a team of theirs."""
    return _place(request, team_id).may(permission)


def twin_for(request: HttpRequest, twin_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Twin:
    """The twin with its account, team and avatar; also a deleted one, which may be put back."""
    rows = Twin.objects.select_related("account", "team", "avatar__account", "avatar__picture")
    twin = _one(rows, twin_id, UNKNOWN % "twin")
    _allowed(_place(request, twin.team_id), permission)
    return twin


def template_for(request: HttpRequest, template_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Template:
    """The template with its account, team and picture; also one in the trash, and one no longer offered."""
    template = _one(Template.objects.select_related("account", "team", "picture"), template_id, UNKNOWN % "template")
    _allowed(_place(request, template.team_id), permission)
    return template


def batch_for(request: HttpRequest, batch_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Batch:
    """The batch with its team, folder and template."""
    rows = Batch.objects.select_related("team", "folder", "template__account", "template__team")
    batch = _one(rows, batch_id, UNKNOWN % "batch")
    _allowed(_place(request, batch.team_id), permission)
    return batch


def _made_in(request: HttpRequest, places: list[Member]) -> str:
    """The team whose page a form was on, which is worked in from now on: another tab may have gone to another one
    since. "" when it doesn't say.
    """
    ours = getattr(request, "csrf_processing_done", False)
    made_in = request.POST.get(MADE_IN, "") if ours else ""
    if not made_in:
        return ""
    if made_in not in {str(place.team_id) for place in places}:
        raise NotFound(LEFT)
    if request.session.get(_TEAM) != made_in:
        request.session[_TEAM] = made_in
    return made_in


def _one(rows: QuerySet[Row], pk: uuid.UUID | int, unknown: str) -> Row:
    """Raises NotFound with the sentence when there is none."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(unknown)
    return found


def _place(request: HttpRequest, team_id: uuid.UUID) -> Member:
    found = Member.objects.select_related("team").filter(user=user(request), team_id=team_id).first()
    if found is None:
        raise NotFound("There is nothing at this address, or it belongs to another team.")
    return found


def _allowed(place: Member, permission: Permission) -> Member:
    if not place.may(permission):
        said = f"As {place.get_role_display().lower()} of {place.team} you can look here, not change anything."
        raise NotAllowed(f"{said} An owner or admin can give you another role.")
    return place
