"""Coming in: the owner's first link, signing in and out, a forgotten password, the team one works in."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from studio.actions import teams
from studio.errors import BadInput, Conflict
from studio.models import OwnerLink, Render, User
from studio.pages import access
from studio.ranges import serve
from studio.vocabulary import RenderState

_BACKEND = "django.contrib.auth.backends.ModelBackend"
MOST_TRIES, WAIT_SECONDS = 10, 600
_OWNER_FIELDS = ("name", "team_name", "email", "password")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time page on which the owner of a new installation is made."""
    if not OwnerLink.open(token).exists():
        return render(request, "studio/teams/link_gone.html", {"owned": User.objects.exists()}, status=410)
    typed = {field: request.POST.get(field, "") for field in _OWNER_FIELDS}
    frame: dict[str, Any] = {"token": token, "typed": typed, "problems": {}, **_stage()}
    if request.method == "GET":
        return render(request, "studio/teams/welcome.html", frame)
    try:
        owner = teams.make_owner(token, **typed)
    except BadInput as error:
        return render(request, "studio/teams/welcome.html", frame | {"problems": error.problems}, status=422)
    except Conflict:
        return render(request, "studio/teams/link_gone.html", {"owned": User.objects.exists()}, status=410)
    login(request, owner, backend=_BACKEND)
    return redirect("library")


@login_not_required
@require_GET
def welcome_stage(request: HttpRequest, token: str) -> HttpResponse:
    """The stage beside the form: asked for again until the sample plays."""
    if not OwnerLink.open(token).exists():
        raise Http404
    return render(request, "studio/teams/_stage.html", {"token": token, **_stage()})


@login_not_required
@require_http_methods(["GET", "HEAD"])
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
@require_http_methods(["GET", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail and password, then go on to `next` when it is a page of this server."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(_next(request))
    frame = {"next": request.POST.get("next") or request.GET.get("next", ""), "email": request.POST.get("email", "")}
    if request.method == "GET":
        return render(request, "studio/teams/signin.html", frame | {"owned": User.objects.exists()})
    tries = _tries_key(request, frame["email"])
    if cache.get(tries, 0) >= MOST_TRIES:
        wrong = _("Too many tries with this address. Wait ten minutes, or set a new password.")
        return render(request, "studio/teams/signin.html", frame | {"wrong": wrong, "owned": True}, status=429)
    found = authenticate(request, username=frame["email"].strip(), password=request.POST.get("password", ""))
    if found is None:
        cache.set(tries, cache.get(tries, 0) + 1, WAIT_SECONDS)
        wrong = _("This e-mail address and password don't belong together. Check both, or set a new password.")
        return render(request, "studio/teams/signin.html", frame | {"wrong": wrong, "owned": True}, status=422)
    cache.delete(tries)
    login(request, found)
    return redirect(_next(request))


@login_not_required
@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("signin")


@require_POST
def team_switch(request: HttpRequest) -> HttpResponse:
    try:
        access.switch_team(request, uuid.UUID(request.POST.get("team", "")))
    except ValueError:
        raise Http404 from None
    return redirect("library")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says ("")."""
    person = access.user(request)
    chosen = request.POST.get("theme", "")
    if chosen not in ("", "light", "dark"):
        raise BadInput({"theme": _("Choose light, dark or system.")})
    User.objects.filter(pk=person.pk).update(theme=chosen)
    return redirect(_next(request))


@require_GET
def backstage(request: HttpRequest) -> HttpResponse:
    """What is being made, for the header of every page; asked for again while there is something."""
    access.member(request)
    return render(request, "studio/_backstage.html", {"fragment": True})


def _tries_key(request: HttpRequest, email: str) -> str:
    """Counts wrong passwords for an address from one place, so that nobody can lock an owner out from afar."""
    who = f"{email.strip().casefold()}|{request.META.get('REMOTE_ADDR', '')}"
    return f"tries:{hashlib.sha256(who.encode()).hexdigest()}"


def _next(request: HttpRequest) -> str:
    """Where to go on: the `next` that was asked for when it is on this server, else the library."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("library")


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


password_reset = _unprocessable(
    auth_views.PasswordResetView.as_view(
        template_name="studio/teams/password_reset.html",
        email_template_name="studio/teams/password_reset_mail.txt",
        subject_template_name="studio/teams/password_reset_subject.txt",
        extra_email_context={"address": settings.PUBLIC_URL},
        success_url=reverse_lazy("password_reset_done"),
    )
)
password_reset_done = _unprocessable(
    auth_views.PasswordResetDoneView.as_view(template_name="studio/teams/password_reset_done.html")
)
password_reset_confirm = _unprocessable(
    auth_views.PasswordResetConfirmView.as_view(
        template_name="studio/teams/password_reset_confirm.html",
        success_url=reverse_lazy("library"),
        post_reset_login=True,
        post_reset_login_backend=_BACKEND,
    )
)
