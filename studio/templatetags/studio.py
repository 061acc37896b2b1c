"""Tags and filters for every template."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """A lucide icon, inlined and hidden from screen readers: the words beside it (or aria-label) carry the meaning."""
    return _drawn(name, classes)


@lru_cache(maxsize=256)
def _drawn(name: str, classes: str) -> SafeString:
    drawn = lucide(name, size=16, **{"class": f"i {classes}".strip(), "aria-hidden": "true", "focusable": "false"})
    return mark_safe(drawn)  # noqa: S308 - lucide's own file, with our own class names
