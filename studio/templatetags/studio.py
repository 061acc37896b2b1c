"""Tags and filters for every template."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from studio import amounts
from studio.models import Asset
from studio.vocabulary import RenderState

register = template.Library()
_STANDS = {
    RenderState.QUEUED: gettext_noop("In line"), RenderState.PROCESSING: gettext_noop("Being made"),
    RenderState.JOINING: gettext_noop("Being made"), RenderState.COMPLETED: gettext_noop("Ready"),
    RenderState.FAILED: gettext_noop("Failed"), RenderState.CANCELED: gettext_noop("Cancelled"),
}  # fmt: skip
_WHOLE = re.compile(r"(?<![\d.,])\d{4,}(?![\d,])")


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A lucide icon, inlined and hidden from screen readers: the words beside it (or aria-label) carry the meaning."""
    return _drawn(name, classes)


@lru_cache(maxsize=256)
def _drawn(name: str, classes: str) -> SafeString:
    svg = ElementTree.fromstring(_icons().read(f"{name}.svg"))  # noqa: S314 - lucide's own file
    for node in svg.iter():
        node.tag = node.tag.removeprefix("{http://www.w3.org/2000/svg}")
    svg.attrib |= {"width": "16", "height": "16", "class": f"i {classes}".strip()}
    svg.attrib |= {"aria-hidden": "true", "focusable": "false"}
    return mark_safe(ElementTree.tostring(svg, encoding="unicode"))  # noqa: S308 - and our own class names


@lru_cache(maxsize=1)
def _icons() -> ZipFile:
    """Lucide's own tag opens its archive for every icon: a second of work before the first page."""
    return ZipFile(BytesIO((files("lucide") / "lucide.zip").read_bytes()))


@register.filter
def credits(amount: int | None) -> str:
    """Hundredths of a credit as people read them: 128400 is "1,284", 50 is "0.5", -1900 is "−19"."""
    return amounts.show(amount or 0)


@register.filter
def credits_of(amount: int | None) -> str:
    """The same with its noun: "1 credit", "21 credits"."""
    return amounts.credits_of(amount or 0)


@register.filter
def grouped(words: str) -> str:
    """A provider's own words with its numbers as all others are written: "6000 credits" is "6,000 credits"."""
    return _WHOLE.sub(lambda found: f"{int(found[0]):,}", words)


@register.filter
def clause(sentence: str) -> str:
    """A sentence as one of several facts in a line: "No answer in time." is "No answer in time"."""
    return sentence.removesuffix(".")


@register.filter
def clock(seconds: float | None) -> str:
    """As `amounts.clock`; nothing is "0:00"."""
    return amounts.clock(seconds or 0)


@register.filter
def stands(state: str) -> str:
    """How a version stands, in the words of all pages: "Being made" for what the engine calls processing or joining."""
    return _(_STANDS[RenderState(state)])


@register.filter
def about_left(seconds: int | None) -> str:
    """What is left of a job, never more exact than it is known: "about 40 s left", "about 2 min left"."""
    if not seconds:
        return ""
    if seconds < 10:
        return _("a few seconds left")
    if seconds < 90:
        return _("about %(n)d s left") % {"n": 10 * round(seconds / 10)}
    return _("about %(n)d min left") % {"n": round(seconds / 60)}


@register.filter
def moment(at: datetime | None) -> str:
    """In the member's zone: the clock today, "yesterday", the weekday this week, the date before that."""
    if at is None:
        return ""
    local, today = timezone.localtime(at), timezone.localdate()
    days = (today - local.date()).days
    if days <= 0:
        return date_format(local, "TIME_FORMAT")
    if days == 1:
        return _("yesterday")
    if days < 7:
        return date_format(local, "l")
    return date_format(local, "j M" if local.year == today.year else "j M Y")


@register.filter
def ordinal(number: int) -> str:
    """A place in line: 2 is "2nd" in English, "2." elsewhere."""
    if get_language() and not str(get_language()).startswith("en"):
        return f"{number}."
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@register.simple_tag
def media(asset: Asset, *, download: str = "") -> str:
    """The address of a file of the team; `download` makes the browser save it."""
    address = reverse("media", args=[asset.pk, asset.name.replace("/", "_") or "file"])
    return f"{address}?download" if download else address


@register.filter
def unlocalized(number: float) -> str:
    """For attributes of drawings, where a decimal comma would break them."""
    return f"{number:g}"


@register.filter
def in_fives(percent: int) -> int:
    """Progress in the steps the stylesheet has a lamp for."""
    return 5 * round((percent or 0) / 5)
