"""Whom and what voice a scene can have. A short list lies in the storyboard page; a long one is asked for when it is
opened, a page at a time, and searched here: a provider offers thousands.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.actions import favourites
from studio.actions.cast import ids_among
from studio.models import Account, Avatar, User, Video, Voice
from studio.pages import forms
from studio.pages.board_fields import at
from studio.pages.performers import Performer, language_of
from studio.vocabulary import AvatarKind, Provider

FEW, PAGE, MOST_PHOTOS = 100, 60, 48
"""Names up to which a list is short, and how many of a longer one are shown at once."""
TWIN, PRESENTER, PHOTO = "twin", "presenter", "photo"
KINDS = {
    "": gettext_lazy("All"), TWIN: gettext_lazy("Twins"), PRESENTER: gettext_lazy("Presenters"),
    PHOTO: gettext_lazy("Photos"),
}  # fmt: skip
TWINS_FIRST = Case(When(kind=AvatarKind.TWIN, then=0), default=1)


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who can present. `off` says why not yet; `where` is the page on which that can be put right."""

    value: str
    name: str
    kind: str
    picture: str
    words: str
    chosen: bool = False
    starred: bool = False
    off: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who can present, and who does: an avatar, if it is offered."""

    choices: tuple[Choice, ...]
    """All of them; of a long list only who presents."""
    kinds: tuple[tuple[str, str], ...]
    """What the list can be narrowed to, after all of it: the kinds that there are, and what they are called."""
    presenter: Avatar | None
    is_long: bool
    more: bool
    """There are more talking photos than are shown."""

    @property
    def performer(self) -> Performer | None:
        return Performer(self.presenter) if self.presenter else None


@dataclass(frozen=True, slots=True)
class Language:
    """Voices of one language, as they are shown one after another. `goes_on`: its first ones were shown before."""

    name: str
    voices: tuple[Voice, ...]
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Voices:
    """The voices to choose from, and `spoken`, the language of the chosen one."""

    groups: tuple[Language, ...]
    """All of them; of a long list only the chosen one."""
    languages: tuple[str, ...]
    spoken: str
    is_long: bool


def cast(video: Video, document: Mapping[str, Any], person: User) -> Cast:
    """The account's avatars: the person's favourites, then the team's own, then all others. As many queries, however
    many they are.
    """
    offered, stars = video.account.avatars.offered(), favourites.among(video.account.avatars.all(), person)
    photos = list(_photos(video.account)[: FEW + 1])
    people = list(_people(video.account)[: FEW + 1])
    names = ids_among(str(at(document, f"character.{name}")) for name in ("avatar_id", "talking_photo_id"))
    named = {each.external_id: each for each in offered.filter(external_id__in=names)}
    chosen = forms.presenter_of(dict(document), named)
    presenter = named.get(chosen)
    is_long = len(photos) + len(people) > FEW
    shown = [] if is_long else _first([*_first(photos, stars)[:MOST_PHOTOS], *people], stars)
    if presenter and not any(each.pk == presenter.pk for each in shown):
        shown.append(presenter)
    some = {"", *map(_kind, (*photos, *people))}
    kinds = tuple((kind, str(label)) for kind, label in KINDS.items() if kind in some)
    choices = _choices(video.account, shown, stars, chosen=chosen)
    return Cast(choices, kinds, presenter, is_long, not is_long and len(photos) > MOST_PHOTOS)


def voices(video: Video, chosen: Voice | None) -> Voices:
    """The account's voices by language, in alphabetical order."""
    offered = video.account.voices.filter(retired_at=None)
    spoken = chosen.language if chosen else ""
    some = list(offered[: FEW + 1])
    if len(some) <= FEW:
        groups = _by_language(some)
        return Voices(groups, tuple(group.name for group in groups), spoken, is_long=False)
    languages = offered.order_by("language").values_list("language", flat=True).distinct()
    held = [chosen] if chosen and not chosen.retired_at else []
    return Voices(_by_language(held), tuple(sorted(languages)), spoken, is_long=True)


def find_people(
    account: Account, person: User, *, words: str, kind: str, number: Any
) -> tuple[tuple[Choice, ...], Page[Any]]:
    """A page of those who have every one of `words` in name, styles or language, the person's favourites first."""
    rows = [row for roll in _rolls(account, kind) for row in roll.values_list("pk", "name", "tags", "locale")]
    spoken = {locale: language_of(locale) for *_rest, locale in rows}
    said = {pk: " ".join((name, *map(str, tags or ()), spoken[locale])) for pk, name, tags, locale in rows}
    stars = favourites.among(account.avatars.all(), person)
    found = sorted(_with(said, words), key=lambda pk: pk not in stars)
    page = Paginator(found, PAGE).get_page(number)
    return _choices(account, _in_order(account.avatars.all(), page.object_list), stars), page


def find_voices(account: Account, *, words: str, language: str, number: Any) -> tuple[tuple[Language, ...], Page[Any]]:
    """A page of the voices of a language; words are looked for in all languages."""
    rows = account.voices.filter(retired_at=None).values_list("pk", "language", "name", "locale", "gender")
    among = [row for row in rows if words or not language or row[1] == language]
    said = {row[0]: " ".join(row[1:]) for row in sorted(among, key=lambda row: row[1])}
    found = _with(said, words)
    page = Paginator(found, PAGE).get_page(number)
    start = max(0, page.start_index() - 2)  # from the one before: a language that goes on is told so
    shown = _in_order(account.voices.all(), found[start : page.end_index()])
    before = shown.pop(0).language if page.has_previous() else None
    return _by_language(shown, before=before), page


def _photos(account: Account) -> QuerySet[Avatar]:
    return account.avatars.pictured().order_by(TWINS_FIRST, "position", "-created_at", "-id")


def _people(account: Account) -> QuerySet[Avatar]:
    return account.avatars.presenting().order_by(TWINS_FIRST, "position", "name")


def _rolls(account: Account, kind: str) -> list[QuerySet[Avatar]]:
    """Those of a kind, or all. Twins are drawn of their picture here and presenters at a provider."""
    photos, people = _photos(account), _people(account)
    if kind == TWIN:
        return [roll.filter(kind=AvatarKind.TWIN) for roll in (photos, people)]
    wanted = {PHOTO: [photos], PRESENTER: [people]}.get(kind)
    return [roll.exclude(kind=AvatarKind.TWIN) for roll in wanted] if wanted else [photos, people]


def _kind(avatar: Avatar) -> str:
    if avatar.kind == AvatarKind.TWIN:
        return TWIN
    return PHOTO if avatar.is_pictured else PRESENTER


def _first(avatars: list[Avatar], stars: Collection[uuid.UUID]) -> list[Avatar]:
    """The starred ones before all others, each in the order in which they were."""
    return sorted(avatars, key=lambda each: each.pk not in stars)


def _with(said: Mapping[Any, str], words: str) -> list[Any]:
    wanted = words.casefold().split()
    return [key for key, text in said.items() if all(word in text.casefold() for word in wanted)]


def _in_order(among: QuerySet[Any], keys: Iterable[Any]) -> list[Any]:
    found = among.in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def _by_language(found: Iterable[Voice], before: str | None = None) -> tuple[Language, ...]:
    ordered = groupby(sorted(found, key=lambda each: each.language), key=lambda each: each.language)
    return tuple(Language(name, tuple(group), name == before) for name, group in ordered)


def _choices(
    account: Account, avatars: Iterable[Avatar], stars: Collection[uuid.UUID], chosen: str = ""
) -> tuple[Choice, ...]:
    found = []
    for each in avatars:
        each.account = account
        found.append(_choice(each, chosen, starred=each.pk in stars))
    return tuple(found)


def _choice(avatar: Avatar, chosen: str, *, starred: bool) -> Choice:
    performer, photo = Performer(avatar), avatar.is_pictured
    placed = performer.is_placed
    return Choice(
        value=(forms.PHOTO if photo else "") + avatar.external_id, name=avatar.name,
        kind=_kind(avatar), picture=_picture(performer),
        words=" ".join((avatar.name, *map(str, avatar.tags or ()), performer.language)),
        chosen=avatar.external_id == chosen, starred=starred, off="" if placed else _("Its points aren't placed yet"),
        where="" if placed else reverse("avatar", args=[avatar.pk]),
    )  # fmt: skip


def _picture(performer: Performer) -> str:
    avatar = performer.avatar
    if avatar.picture_id or avatar.account.provider != Provider.LOCAL:
        return performer.picture(height=200)
    return reverse("avatar_picture", args=[avatar.external_id]) + "?crop=half&height=200"
