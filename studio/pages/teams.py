"""Coming in: the owner's first link, signing in and out, a forgotten password, the team one works in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordResetForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from studio.actions import teams
from studio.actions.guesses import Guesser
from studio.actions.typed import line
from studio.errors import BadInput, Conflict, NotAllowed
from studio.models import OwnerLink, Render, User
from studio.models.ids import id_in
from studio.pages import access, doors, problems
from studio.ranges import serve
from studio.vocabulary import RenderState

_OWNER_FIELDS = ("name", "team_name", "email", "password")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time page on which the owner of a new installation is made."""
    if not OwnerLink.open(token).exists():
        return render(request, "studio/teams/link_gone.html", {"owned": User.objects.exists()}, status=410)
    typed = {field: request.POST.get(field, "") for field in _OWNER_FIELDS}
    typed |= {field: line(typed[field]) for field in _OWNER_FIELDS if field != "password"}
    frame: dict[str, Any] = {"token": token, "typed": typed, "problems": {}, **_stage()}
    if request.method != "POST":
        return render(request, "studio/teams/welcome.html", frame)
    try:
        owner = teams.make_owner(token, **typed)
    except BadInput as error:
        return render(request, "studio/teams/welcome.html", frame | {"problems": error.problems}, status=422)
    except Conflict:
        return render(request, "studio/teams/link_gone.html", {"owned": User.objects.exists()}, status=410)
    login(request, owner, backend=doors.BACKEND)
    return redirect("library")


@login_not_required
@require_safe
def welcome_stage(request: HttpRequest, token: str) -> HttpResponse:
    """The stage beside the form: asked for again until the sample plays."""
    if not OwnerLink.open(token).exists():
        raise Http404
    return render(request, "studio/teams/_stage.html", {"token": token, **_stage()})


@login_not_required
@require_safe
def welcome_sample(request: HttpRequest, token: str, what: str) -> HttpResponseBase:
    """The sample's film or poster, for whoever holds the link to a house that nobody owns yet."""
    sample = _stage()["sample"]
    asset = getattr(sample, what, None) if what in ("file", "poster") else None
    if asset is None or not OwnerLink.open(token).exists():
        raise Http404
    return serve(request, asset, download=False)


def _stage() -> dict[str, Render | None]:
    """The sample video that can be watched, or else how far it is."""
    versions = Render.objects.filter(video__sample=True).select_related("file", "poster").defer("storyboard")
    sample = versions.filter(state=RenderState.COMPLETED, file__isnull=False).order_by("finished_at").first()
    return {"sample": sample, "making": None if sample else versions.open().order_by("-created_at").first()}


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail and password, then go on to `next` when it is a page of this server."""
    if request.user.is_authenticated and request.method != "POST":
        return redirect(doors.next_page(request))
    wanted = request.POST.get("next") or request.GET.get("next", "")
    frame = {"next": wanted, "email": line(request.POST.get("email", ""))}
    if request.method != "POST":
        return render(request, "studio/teams/signin.html", frame | {"owned": User.objects.exists()})
    try:
        doors.sign_in(request, email=frame["email"], password=request.POST.get("password", ""))
    except doors.Unknown as error:
        wrong = {"wrong": error, "owned": True}
        return render(request, "studio/teams/signin.html", frame | wrong, status=error.status)
    return redirect(doors.next_page(request))


@login_not_required
def office_door(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """The back office has no sign-in of its own: everybody comes in by the one that counts."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise NotAllowed(_("The back office is for those who run this server."))
    wanted = request.POST.get("next") or request.GET.get("next") or reverse("admin:index")
    return redirect(f"{reverse('signin')}?{urlencode({'next': wanted})}")


@login_not_required
@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    """Go out, and on to `next` when one is given: an invitation for somebody else."""
    logout(request)
    return redirect(doors.next_page(request) if "next" in request.POST else "signin")


@require_safe
def signin_token(request: HttpRequest) -> HttpResponse:
    """What a form of a page that has been open for long has to bring, if its visitor, `?for=`, is still signed in."""
    if request.GET.get("for") not in (None, str(request.user.pk)):
        return problems.forged(request)
    return HttpResponse(get_token(request), content_type="text/plain")


@require_POST
def team_switch(request: HttpRequest) -> HttpResponse:
    if not (team_id := id_in(request.POST.get("team", ""))):
        raise Http404
    access.switch_team(request, team_id)
    return redirect("library")


@require_safe
def team_new(request: HttpRequest) -> HttpResponse:
    """For those who run this server."""
    _may_found(request)
    return render(request, "studio/teams/new.html", {"page": "settings", "name": "", "problems": {}})


@require_POST
def team_make(request: HttpRequest) -> HttpResponse:
    """Make a team, which the visitor owns and works in from now on."""
    _may_found(request)
    name = request.POST.get("name", "")
    try:
        made = teams.make_team(actor=access.user(request), name=name)
    except BadInput as error:
        frame = {"page": "settings", "name": line(name), "problems": error.problems}
        return render(request, "studio/teams/new.html", frame, status=error.status)
    access.switch_team(request, made.pk)
    messages.success(request, _("%(team)s is made. Invite who belongs to it.") % {"team": made})
    return redirect("members")


def _may_found(request: HttpRequest) -> None:
    if not access.user(request).is_staff:
        raise NotAllowed(_(teams.STAFF_ONLY))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says ("")."""
    person = access.user(request)
    chosen = request.POST.get("theme", "")
    if chosen not in ("", "light", "dark"):
        raise BadInput({"theme": _("Choose light, dark or system.")})
    User.objects.filter(pk=person.pk).update(theme=chosen)
    return redirect(doors.next_page(request))


@require_safe
def backstage(request: HttpRequest) -> HttpResponse:
    """What is being made, for the header of every page; asked for again while there is something."""
    access.member(request)
    return render(request, "studio/_backstage.html", {"fragment": True})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. The answer says nothing about who exists, nor whether somebody asked too often."""
    form = PasswordResetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        address = form.cleaned_data["email"]
        if Guesser("reset", address, doors.place(request)).may_try():
            teams.ask_reset(address)
        return redirect("password_reset_done")
    return render(request, "studio/teams/password_reset.html", {"form": form}, status=422 if form.is_bound else 200)


def _unprocessable(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Django's own password pages, open to strangers, with 422 for a form that can't be used."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        response = view(request, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if form is not None and form.errors:
            response.status_code = 422
        return response

    return answer


password_reset_done = _unprocessable(
    auth_views.PasswordResetDoneView.as_view(template_name="studio/teams/password_reset_done.html")
)
password_reset_confirm = _unprocessable(
    auth_views.PasswordResetConfirmView.as_view(
        template_name="studio/teams/password_reset_confirm.html",
        success_url=reverse_lazy("library"),
        post_reset_login=True,
        post_reset_login_backend=doors.BACKEND,
    )
)
