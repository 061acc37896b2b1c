"""What the ways in have in common: who knocks, how often, and where they go on to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from studio.actions.guesses import Guesser
from studio.errors import StudioError

BACKEND = "django.contrib.auth.backends.ModelBackend"
LONGEST_ADDRESS = 2000
"""Characters of a path to go on to."""


class Unknown(StudioError):
    """Whoever knocks is not let in."""

    def __init__(self, message: str, *, status: int) -> None:
        self.status = status
        super().__init__(message)


def sign_in(request: HttpRequest, *, email: str, password: str) -> None:
    """Sign the visitor in, or raise Unknown with what to say. Who tries for too long has to wait."""
    guesser = Guesser("signin", email, place(request))
    if not guesser.may_try():
        said = _("Too many tries with this address. Wait ten minutes, or set a new password.")
        raise Unknown(said, status=429)
    found = authenticate(request, username=email, password=password)
    if found is None:
        said = _("This e-mail address and password don't belong together. Check both, or set a new password.")
        raise Unknown(said, status=422)
    guesser.was_right()
    login(request, found)


def place(request: HttpRequest) -> str:
    """Where a request comes from; of IPv6, the network that one customer gets. A server or a proxy that listens to both
    writes IPv4 as ::ffff:192.0.2.7, which is no such network: all of IPv4 would be one place.

    A proxy on this machine adds the client's address at the end of X-Forwarded-For; from elsewhere nobody believes it.
    """
    place = request.META.get("REMOTE_ADDR", "")
    try:
        if _address(place).is_loopback:
            place = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or place
        found = _address(place)
        return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
    except ValueError:
        return ""


def _address(text: str) -> IPv4Address | IPv6Address:
    """Raises ValueError for what is none."""
    found = ip_address(text)
    return getattr(found, "ipv4_mapped", None) or found


def next_page(request: HttpRequest) -> str:
    """Where to go on: the `next` that was asked for when it is a path of this server, else the library."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = wanted.startswith("/") and len(wanted) <= LONGEST_ADDRESS
    safe = here and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("library")
