"""Twins: what people bring for one step by step, how its making goes, and what it can do then."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studio.actions import erasures, makers, photos, twin_drafts, twin_orders, twin_says
from studio.actions import twins as actions
from studio.actions.twin_media import VIDEO
from studio.errors import BadInput, Conflict, NotFound, ProviderError
from studio.models import Avatar, Twin
from studio.models.ids import id_in, new_id
from studio.pages import access
from studio.pages.onward import offer, offered
from studio.pages.stills import portrait
from studio.pages.twin_steps import LANGUAGE, MEET, POSES, READING, cards, frame_of, new_frame
from studio.vocabulary import Permission, TwinState

PAGE = 24
DELETED = "deleted"
"""Asks for the twins that were deleted and can still be put back."""


@require_safe
def twins(request: HttpRequest) -> HttpResponse:
    """The team's twins, the newest first; or, for who may put them back, those that were deleted."""
    team, may_edit = access.team(request), access.member(request).may(Permission.EDIT)
    mine = Twin.objects.filter(team=team)
    deleted = erasures.removed(team)
    frame = {"page": "twins", "may_edit": may_edit, "kept": actions.ERASED_AFTER.days}
    if may_edit and request.GET.get("kind") == DELETED:
        page = Paginator(deleted, PAGE).get_page(request.GET.get("page"))
        return render(request, "studio/twins/deleted.html", frame | {"results": page})
    kept = mine.kept().select_related("account", "avatar__account", "avatar__picture").order_by("-created_at", "-pk")
    page = Paginator(kept, PAGE).get_page(request.GET.get("page"))
    frame |= {
        "results": page, "cards": cards(page.object_list), "can": bool(twin_drafts.able(team)),
        "deleted": deleted.count() if may_edit else 0, **offered(request, "twins"),
    }  # fmt: skip
    return render(request, "studio/twins/twins.html", frame)


@require_safe
def twin_new(request: HttpRequest) -> HttpResponse:
    team = access.team(request, Permission.EDIT)
    return render(request, "studio/twins/new.html", new_frame(team) | {"key": new_id()})


@require_POST
def twin_begin(request: HttpRequest) -> HttpResponse:
    """Write the consent down; on to the language."""
    team = access.team(request, Permission.EDIT)
    given = {name: request.POST.get(name, "") for name in ("name", "account", "key")}
    consent = request.POST.get("consent") == "on"
    try:
        twin = twin_drafts.begin(
            team, actor=access.user(request), account=given["account"], name=given["name"], consent=consent,
            key=id_in(given["key"]),
        )  # fmt: skip
    except BadInput as error:
        frame = new_frame(team) | given | {"consent": consent, "problems": error.problems}
        return render(request, "studio/twins/new.html", frame, status=422)
    return redirect("twin", twin.pk)


@require_safe
def twin(request: HttpRequest, twin_id: uuid.UUID) -> HttpResponse:
    """The step of its preparation that comes next, or the one that is asked for; how its making goes; the twin."""
    found = _kept(request, twin_id)
    return render(request, "studio/twins/twin.html", frame_of(request, found, request.GET.get("step", "")))


@require_POST
def twin_language(request: HttpRequest, twin_id: uuid.UUID) -> HttpResponse:
    found = _kept(request, twin_id, Permission.EDIT)
    try:
        twin_drafts.choose(found, language=request.POST.get("language", ""))
    except (BadInput, Conflict, ProviderError) as error:
        said = error.problems["language"] if isinstance(error, BadInput) else str(error)
        frame = frame_of(request, found, LANGUAGE) | {"problem": said}
        return render(request, "studio/twins/twin.html", frame, status=error.status)
    return redirect(_at(found, READING))


@require_POST
def twin_file(request: HttpRequest, twin_id: uuid.UUID, pose: str) -> HttpResponse:
    """Take a file in and say what is wrong with it, in its place. htmx gets the list of files alone."""
    found = _kept(request, twin_id, Permission.EDIT)
    status = 200
    try:
        twin_drafts.add(found, pose, actor=access.user(request), file=request.FILES.get("file"))
    except BadInput:
        status = 422  # what is wrong is written down, and shown in its place
    except Conflict as error:
        return _too_late(request, error)
    return _files(request, found, pose, status=status)


@require_POST
def twin_file_remove(request: HttpRequest, twin_id: uuid.UUID, pose: str) -> HttpResponse:
    found = _kept(request, twin_id, Permission.EDIT)
    try:
        twin_drafts.take_out(found, pose)
    except Conflict as error:
        return _too_late(request, error)
    return _files(request, found, pose)


@require_POST
def twin_make(request: HttpRequest, twin_id: uuid.UUID) -> HttpResponse:
    found = _kept(request, twin_id, Permission.EDIT)
    try:
        twin_drafts.make(found, actor=access.user(request))
    except BadInput as error:
        frame = frame_of(request, found, POSES) | {"problem": error.problems[""]}
        return render(request, "studio/twins/twin.html", frame, status=422)
    return redirect("twin", found.pk)


@require_safe
def twin_progress(request: HttpRequest, twin_id: uuid.UUID) -> HttpResponse:
    """How its making goes. Once that has ended, the page is loaded anew: what it offers then needs its own scripts."""
    found = access.twin_for(request, twin_id)
    if found.deleted_at or TwinState(found.state).finished:
        return _anew()
    return render(request, "studio/twins/_progress.html", frame_of(request, found, MEET))


@require_POST
def twin_decide(request: HttpRequest, twin_id: uuid.UUID) -> HttpResponse:
    """A person's word about an order whose reply was lost: "again" or "give_up"."""
    found = _kept(request, twin_id, Permission.EDIT)
    decide = twin_orders.send_again if request.POST.get("decide") == "again" else twin_orders.give_up
    try:
        decide(found, actor=access.user(request))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("twin", found.pk)


@require_POST
def twin_say(request: HttpRequest, twin_id: uuid.UUID) -> HttpResponse:
    """Have it say a sentence. htmx gets the film's place alone."""
    found = _kept(request, twin_id, Permission.EDIT)
    text, problem, digest = request.POST.get("text", ""), "", ""
    try:
        if voice := request.POST.get("voice", ""):
            _give_voice(request, found, voice)
        digest = twin_says.say(found, text)
    except BadInput as error:
        problem = error.first_sentence
    frame = frame_of(request, found, MEET) | {"problem": problem, "text": text, "digest": digest}
    template = "studio/twins/_said.html" if request.htmx else "studio/twins/twin.html"  # type: ignore[attr-defined]
    return render(request, template, frame, status=422 if problem else 200)


@require_safe
def twin_says_film(request: HttpRequest, twin_id: uuid.UUID, digest: str) -> FileResponse:
    """The film that `twin_say` had made."""
    path = twin_says.film(_kept(request, twin_id), digest)
    return FileResponse(path.open("rb"), content_type="video/mp4")


@require_safe
def twin_picture(request: HttpRequest, twin_id: uuid.UUID, pose: str) -> HttpResponse:
    """A small JPEG of one of its photos."""
    found = _kept(request, twin_id)
    held = found.media.select_related("asset").filter(pose=pose).exclude(pose=VIDEO).first()
    if held is None:
        raise NotFound(_("There is no such photo."))
    shown = Avatar(account=found.account, picture=held.asset, rig=held.rig)
    return portrait(request, shown, height=240, crop="half")


@require_POST
def twin_remove(request: HttpRequest, twin_id: uuid.UUID) -> HttpResponse:
    """Take it away; the list of twins offers to undo it."""
    found = _kept(request, twin_id, Permission.EDIT)
    actions.remove(found, actor=access.user(request))
    offer(request, "twins", "studio/twins/_undo.html", twin=str(found.pk), name=found.name)
    return redirect("twins")


@require_POST
def twin_put_back(request: HttpRequest, twin_id: uuid.UUID) -> HttpResponse:
    found = access.twin_for(request, twin_id, Permission.EDIT)
    erasures.put_back(found, actor=access.user(request))
    return redirect("twin", found.pk)


@require_POST
def twin_erase(request: HttpRequest, twin_id: uuid.UUID) -> HttpResponse:
    """Delete it for good: nothing brings it back. On to the others that were deleted, where one was among them."""
    found = access.twin_for(request, twin_id, Permission.EDIT)
    erasures.hurry(found, actor=access.user(request))
    messages.success(request, _("“%(name)s” is being deleted for good.") % {"name": found.name})
    page = request.GET.get("page", "")
    return redirect(f"{reverse('twins')}?{urlencode({'kind': DELETED} | ({'page': page} if page else {}))}")


def _kept(request: HttpRequest, twin_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Twin:
    found = access.twin_for(request, twin_id, permission)
    if found.deleted_at:
        raise NotFound(_("This twin was deleted."))
    return found


def _files(request: HttpRequest, found: Twin, pose: str, *, status: int = 200) -> HttpResponse:
    """The file's place as it is now: a fragment for htmx, else the page of its step again."""
    step = READING if pose == VIDEO else POSES
    found.refresh_from_db()
    if request.htmx:  # type: ignore[attr-defined]
        frame = frame_of(request, found, step)
        if step == READING:
            return render(request, "studio/twins/_reading_files.html", frame, status=status)
        frame["slot"] = next(each for each in frame["photos"] if each.pose == pose)
        return render(request, "studio/twins/_poses_changed.html", frame, status=status)
    if status == 200:
        return redirect(_at(found, step))
    return render(request, "studio/twins/twin.html", frame_of(request, found, step), status=status)


def _too_late(request: HttpRequest, error: Conflict) -> HttpResponse:
    """Its files can't be changed any more: the page is loaded anew, and says so above what there is now."""
    if not request.htmx:  # type: ignore[attr-defined]
        raise error
    messages.error(request, str(error))
    return _anew()


def _anew() -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _give_voice(request: HttpRequest, found: Twin, voice: str) -> None:
    if found.avatar and voice != found.avatar.voice and not makers.makes_twins(found.account):
        photos.give_voice(found.avatar, actor=access.user(request), voice=voice)


def _at(found: Twin, step: str) -> str:
    return f"{reverse('twin', args=[found.pk])}?step={step}"
