"""Avatars: everybody a team can put on screen, found by words and filters, and one of them from near."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from studio.actions import favourites, photos, videos
from studio.actions.typed import line
from studio.errors import NotFound
from studio.models import Avatar, Team, User, Voice
from studio.pages import access
from studio.pages.onward import offered
from studio.pages.performers import Performer, language_of
from studio.pages.photos import photo_context
from studio.vocabulary import AvatarKind, Permission

PAGE = 24
KINDS = {
    AvatarKind.TALKING_PHOTO: (gettext_lazy("Talking photos"), "scan-face"),
    AvatarKind.TWIN: (gettext_lazy("Twins"), "users"),
    AvatarKind.PRESENTER: (gettext_lazy("Presenters"), "drama"),
}
"""In the order in which all of them are shown: a team's own come first."""
GENDERS = {"female": gettext_lazy("Women"), "male": gettext_lazy("Men")}
AGES = {"young": gettext_lazy("Young"), "adult": gettext_lazy("Adult"), "senior": gettext_lazy("Senior")}
DELETED = "deleted"
"""Asks for talking photos that were deleted and can still be put back."""
FILTERS = ("account", "gender", "age", "style", "language")


@dataclass(frozen=True, slots=True)
class Entry:
    """What finding an avatar takes, and no more: a team may have thousands."""

    id: uuid.UUID
    kind: str
    name: str
    gender: str
    age: str
    locale: str
    tags: tuple[str, ...]
    position: int
    account: str
    starred: bool

    @property
    def place(self) -> tuple[Any, ...]:
        """Kinds in order, presenters as they come, the team's own newest first: ids begin with a time."""
        own = self.kind != AvatarKind.PRESENTER
        return list(KINDS).index(AvatarKind(self.kind)), self.position, -self.id.int if own else 0

    @property
    def language(self) -> str:
        return self.locale.partition("-")[0].lower()

    def says(self, words: Iterable[str]) -> bool:
        text = " ".join((self.name, *self.tags)).casefold()
        return all(word in text for word in words)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the page; a word that nobody on it goes by counts as not asked."""

    q: str
    kind: str
    gender: str
    age: str
    style: str
    language: str
    account: str
    favourites: bool

    @classmethod
    def of(cls, request: HttpRequest, roll: list[Entry]) -> Asked:
        def word(name: str, known: Iterable[str]) -> str:
            value = request.GET.get(name, "")
            return value if value in known else ""

        return cls(
            q=line(request.GET.get("q", ""))[:100], kind=word("kind", [*KINDS, DELETED]),
            gender=word("gender", {each.gender for each in roll}), age=word("age", {each.age for each in roll}),
            style=word("style", {tag for each in roll for tag in each.tags}),
            language=word("language", {each.language for each in roll}),
            account=word("account", {each.account for each in roll}),
            favourites=request.GET.get("favourites") == "yes" and request.GET.get("kind") != DELETED,
        )  # fmt: skip

    @property
    def narrowed(self) -> bool:
        return any((self.gender, self.age, self.style, self.language, self.account))

    @property
    def anything(self) -> bool:
        return bool(self.q) or self.narrowed

    def find(self, roll: list[Entry]) -> list[Entry]:
        words = self.q.casefold().split()
        return [
            each
            for each in roll
            if (self.kind in ("", DELETED) or each.kind == self.kind)
            and (not self.gender or each.gender == self.gender)
            and (not self.age or each.age == self.age)
            and (not self.style or self.style in each.tags)
            and (not self.language or each.language == self.language)
            and (not self.account or each.account == self.account)
            and (not self.favourites or each.starred)
            and each.says(words)
        ]


@require_safe
def avatars(request: HttpRequest) -> HttpResponse:
    """Everybody the team can put on screen. htmx gets the results alone."""
    team, person = access.team(request), access.user(request)
    in_trash = request.GET.get("kind") == DELETED
    roll = _roll(team, person, deleted=in_trash)
    asked = Asked.of(request, roll)
    page = Paginator(asked.find(roll), PAGE).get_page(request.GET.get("page"))
    shown = Avatar.objects.select_related("account").filter(pk__in=[each.id for each in page.object_list])
    by_id = {avatar.pk: Performer(avatar) for avatar in shown}
    frame = {
        "page": "avatars", "asked": asked, "results": page, "in_trash": in_trash,
        "performers": [by_id[each.id] for each in page.object_list if each.id in by_id],
        "stars": {each.id for each in roll if each.starred},
    }  # fmt: skip
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "studio/avatars/_results.html", frame)
    frame |= _sidebar(team, _roll(team, person) if in_trash else roll, asked) | _deleted(team)
    return render(request, "studio/avatars/avatars.html", frame | offered(request, "avatars"))


@require_safe
def avatar(request: HttpRequest, avatar_id: uuid.UUID) -> HttpResponse:
    """One of them from near: looks and voice, or the points on a photo."""
    found = _offered(request, avatar_id)
    if found.kind == AvatarKind.TWIN and (twin := found.twins.filter(deleted_at=None).first()):
        return redirect("twin", twin.pk)
    performer = Performer(found, request.GET.get("look", ""))
    frame = {
        "page": "avatars", "avatar": found, "performer": performer,
        "may_edit": access.may(request, found.account.team_id, Permission.EDIT),
        "voice": Voice.objects.filter(account=found.account_id, external_id=found.voice).first(),
        "stars": favourites.among(Avatar.objects.filter(pk=found.pk), access.user(request)),
    }  # fmt: skip
    if found.kind == AvatarKind.TALKING_PHOTO and found.picture:
        frame |= photo_context(found) | {"used_in": list(photos.used_in(found)[:6]), "just_added": _news(request)}
        return render(request, "studio/avatars/photo.html", frame)
    return render(request, "studio/avatars/presenter.html", frame)


@require_POST
def avatar_use(request: HttpRequest, avatar_id: uuid.UUID) -> HttpResponse:
    """A new video with this avatar in its first scene; on to its storyboard."""
    found = _offered(request, avatar_id, Permission.EDIT)
    scene = videos.scene_with(Performer(found, request.POST.get("look", "")).character(), found)
    video = videos.create(
        found.account.team, actor=access.user(request), storyboard={"scenes": [scene]}, account=found.account
    )
    return redirect("storyboard", video.pk)


def _offered(request: HttpRequest, avatar_id: uuid.UUID, permission: Permission = Permission.VIEW) -> Avatar:
    found = access.avatar_for(request, avatar_id, permission)
    if found.retired_at:
        raise NotFound(_("This avatar isn't offered any more."))
    return found


def _roll(team: Team, person: User, *, deleted: bool = False) -> list[Entry]:
    """Everybody offered by the team's open accounts, or its deleted photos, in the order of the page; two queries."""
    among = photos.removed(team) if deleted else Avatar.objects.offered().filter(account__team=team)
    rows = among.filter(account__closed_at=None).values_list(
        "pk", "kind", "name", "gender", "age", "locale", "tags", "position", "account"
    )
    stars = favourites.among(Avatar.objects.filter(account__team=team), person)
    found = [Entry(*row[:6], tuple(map(str, row[6] or ())), row[7], str(row[8]), row[0] in stars) for row in rows]
    return sorted(found, key=lambda each: each.place)


def _sidebar(team: Team, roll: list[Entry], asked: Asked) -> dict[str, Any]:
    """Numbers beside the kinds, and what can be filtered by."""
    counts = Counter(each.kind for each in roll)
    kinds = [(name.value, label, icon, counts[name]) for name, (label, icon) in KINDS.items()]
    of_kind = [each for each in roll if asked.kind in ("", DELETED) or each.kind == asked.kind]
    styles = sorted({tag for each in of_kind for tag in each.tags})
    languages = sorted({each.language for each in of_kind if each.language})
    choices: dict[str, tuple[str, list[tuple[str, Any]]]] = {
        "account": (_("Account"), [(pk, name) for pk, name in _accounts(team) if _any(of_kind, "account", pk)]),
        "gender": (_("Gender"), [(key, label) for key, label in GENDERS.items() if _any(of_kind, "gender", key)]),
        "age": (_("Age"), [(key, label) for key, label in AGES.items() if _any(of_kind, "age", key)]),
        "style": (_("Style"), [(tag, tag.capitalize()) for tag in styles]),
        "language": (_("Language"), [(code, language_of(code)) for code in languages]),
    }
    filters = [(name, *choices[name], getattr(asked, name), _named(choices[name][1], asked, name)) for name in FILTERS]
    names = {kind.value: label for kind, (label, _icon) in KINDS.items()} | {DELETED: _("Deleted")}
    return {"kinds": kinds, "filters": filters, "kind_name": names.get(asked.kind, ""), "total": len(roll)}


def _accounts(team: Team) -> list[tuple[str, str]]:
    rows = team.accounts.filter(closed_at=None).order_by("created_at").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def _deleted(team: Team) -> dict[str, Any]:
    return {"deleted": photos.removed(team).count(), "kept": photos.REMOVED_LIFE.days}


def _any(roll: list[Entry], name: str, value: str) -> bool:
    return any(getattr(each, name) == value for each in roll)


def _named(choices: list[tuple[str, Any]], asked: Asked, name: str) -> Any:
    """The chosen one's own word."""
    chosen = getattr(asked, name)
    return next((label for value, label in choices if value == chosen), chosen)


def _news(request: HttpRequest) -> bool:
    return bool(request.session.pop("added_photo", False))
