"""What the back office's pages have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect

from studio import models
from studio.amounts import show
from studio.errors import StudioError

if TYPE_CHECKING:  # Django's own classes take no type arguments at run time
    _Page = admin.ModelAdmin[Any]
    _PeoplePage = UserAdmin[Any]
    Rows = admin.TabularInline[Any, Any]
    Form = forms.ModelForm[Any]
else:
    _Page, _PeoplePage, Rows, Form = admin.ModelAdmin, UserAdmin, admin.TabularInline, forms.ModelForm

UNREADABLE = "No page of the back office asks for that."
MOST_WORDS = 20
"""Of a search: each is looked for in every field of every row."""
SAVED_MEANWHILE = (
    "Somebody saved the same at this moment, so nothing was kept. Look at what is there now, then try again."
)
TOO_MANY_WORDS = f"Search for at most {MOST_WORDS} words at once."


class Page(_Page):
    """A model's pages. What no page of the office asks for is answered 400 or 404; Django itself would break off."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if not all(_asked(name, value) for name in request.GET for value in request.GET.getlist(name)):
            raise SuspiciousOperation(UNREADABLE)
        for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not _is_id(self.model, chosen):
                raise SuspiciousOperation(UNREADABLE)
        try:
            return super().changelist_view(request, extra_context)
        except OverflowError:  # a year of eleven digits
            raise SuspiciousOperation(UNREADABLE) from None

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        if not all(self._points(name, value) for asked in (request.GET, request.POST) for name, value in asked.items()):
            raise SuspiciousOperation(UNREADABLE)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:  # after the form was found right
            messages.error(request, SAVED_MEANWHILE)
            return HttpResponseRedirect(request.get_full_path())

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        if not _readable(search_term):
            raise SuspiciousOperation(UNREADABLE)
        if len(search_term.split()) > MOST_WORDS:
            if not _while_typing(request):  # a field's list has no room for it: the next page would tell
                messages.error(request, TOO_MANY_WORDS)
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def _points(self, name: str, value: Any) -> bool:
        """Whether a field that is chosen from a list while one types names something that could be in the list."""
        for each in (self, *self.inlines):
            field = name.rpartition("-")[2]
            if value and field in each.autocomplete_fields:
                return _is_id(each.model._meta.get_field(field).related_model, value)
        return True

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return super().get_object(request, object_id, from_field) if _readable(object_id) else None


class PeoplePage(Page, _PeoplePage):
    """The same for those who sign in."""


def _while_typing(request: HttpRequest) -> bool:
    """Whether it is a field's list that asks, for what was typed so far, and no page."""
    return request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"


def _readable(text: str) -> bool:
    """PostgreSQL breaks off at a NUL."""
    return "\0" not in text


def _asked(name: str, value: str) -> bool:
    """Whether it may stand in a list's address; of years, Python's dates know those from 1 to 9999."""
    year = value.isdecimal() and len(value) <= 4 and int(value) > 0
    return _readable(value) and (year or not name.endswith("__year"))


def _is_id(model: Any, text: str) -> bool:
    try:
        return _readable(text) and model._meta.pk.to_python(text) is not None
    except ValidationError:
        return False


class ReadOnly(Page):
    """Rows that nobody edits by hand. `amounts` are the fields that hold hundredths of a credit."""

    amounts: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [in_credits(name) if name in self.amounts else name for name in super().get_fields(request, obj)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def in_credits(field: str) -> Any:
    """A column or line of the field, which holds hundredths of a credit, as people read it; sorted as the field is.

    Django takes the function for a column; its types know names only.
    """

    @admin.display(description=field, ordering=field)
    def shown(row: Any) -> str:
        amount = getattr(row, field)
        return "" if amount is None else show(amount)

    return shown


class CreditsField(forms.DecimalField):
    """For a field that holds hundredths of a credit: credits are shown and typed."""

    def __init__(self, *, max_digits: int, help_text: str) -> None:
        super().__init__(min_value=0, max_digits=max_digits, decimal_places=2, help_text=help_text)

    def prepare_value(self, value: Any) -> Any:
        return Decimal(value) / 100 if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        found = super().clean(value)
        return None if found is None else int(found * 100)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class Told(admin.AllValuesFieldListFilter):
    """A filter of what providers tell; what they didn't tell can be chosen, too."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            shown = str(choice["display"])
            yield {**choice, "display": f"not told{shown}" if not shown or shown.startswith(" (") else shown}


def each(request: HttpRequest, chosen: QuerySet[Any], verb: Callable[[Any], object], *, done: str) -> None:
    """Do `verb` to every chosen row and tell, in words, how many went well and why the others didn't.

    A verb that answers False found nothing to do."""
    went_well = 0
    for row in chosen:
        try:
            if verb(row) is False:
                messages.warning(request, f"{row}: there was nothing to do; it had already ended.")
            else:
                went_well += 1
        except StudioError as error:
            messages.error(request, f"{row}: {error}")
    if went_well:
        messages.success(request, f"{went_well} {done}.")


def actor_of(request: HttpRequest) -> models.User | None:
    return request.user if isinstance(request.user, models.User) else None
