"""Words shared by every room: states, roles, kinds. No Django, no I/O.

Each enum's value is what the database and the wire hold; `label` is what a page shows.
"""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """A closed set of words. `choices()` suits a Django field."""

    @property
    def label(self) -> str:
        # The wires spell it as their services do, pages as the rest of their words.
        return self.value.replace("_", " ").replace("canceled", "cancelled").capitalize()

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(word.value, word.label) for word in cls]


class Role(Word):
    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"

    def may(self, permission: Permission) -> bool:
        """Whether a member with this role may do `permission` in their team."""
        return permission in _PERMISSIONS[self]


class Permission(Word):
    VIEW = "view"
    EDIT = "edit"
    SPEND = "spend"
    MANAGE = "manage"


_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: frozenset(Permission),
    Role.EDITOR: frozenset({Permission.VIEW, Permission.EDIT, Permission.SPEND}),
    Role.VIEWER: frozenset({Permission.VIEW}),
}


class Provider(Word):
    """Who makes the pictures. `local` is the embedded engine."""

    LOCAL = "local"
    CAPTIONS = "captions"
    HEYGEN = "heygen"
    CREATIFY = "creatify"

    @property
    def label(self) -> str:
        return {"local": "Embedded", "heygen": "HeyGen"}.get(self.value, self.value.capitalize())


class RenderState(Word):
    QUEUED = "queued"
    PROCESSING = "processing"
    JOINING = "joining"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def finished(self) -> bool:
        return self in (RenderState.COMPLETED, RenderState.FAILED, RenderState.CANCELED)


class TakeState(Word):
    READY = "ready"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    PROCESSING = "processing"
    FETCHING = "fetching"
    UNKNOWN = "unknown"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def finished(self) -> bool:
        return self in (TakeState.COMPLETED, TakeState.FAILED, TakeState.CANCELED)


class RenderKind(Word):
    """`final` spends credits; `draft` is small and free; `test` is free and watermarked."""

    FINAL = "final"
    DRAFT = "draft"
    TEST = "test"


class AvatarKind(Word):
    PRESENTER = "presenter"
    TALKING_PHOTO = "talking_photo"
    TWIN = "twin"


class AssetKind(Word):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    SUBTITLES = "subtitles"
    SEGMENT = "segment"


class TransferKind(Word):
    """The five ways credits move. `hold` is pending until one `settle` or `void` resolves it."""

    GRANT = "grant"
    HOLD = "hold"
    SETTLE = "settle"
    VOID = "void"
    ADJUST = "adjust"


class Pocket(Word):
    """The side of a ledger entry. Every transfer's entries add up to zero."""

    AVAILABLE = "available"
    HELD = "held"
    SPENT = "spent"
    SOURCE = "source"


class Dialect(Word):
    """Whose words an API request speaks. `studio` is our own JSON."""

    STUDIO = "studio"
    CAPTIONS = "captions"
    HEYGEN = "heygen"
    CREATIFY = "creatify"

    @property
    def label(self) -> str:
        return "HeyGen" if self is Dialect.HEYGEN else self.value.capitalize()


class DeliveryState(Word):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class TwinState(Word):
    """A `draft` still collects its media; `ready` can be used. From `checked` to `training` are the states of one that
    a provider makes; `unknown`: it was ordered, and no reply came.
    """

    DRAFT = "draft"
    QUEUED = "queued"
    CHECKING = "checking"
    CHECKED = "checked"
    ORDERING = "ordering"
    UNKNOWN = "unknown"
    TRAINING = "training"
    READY = "ready"
    FAILED = "failed"

    @property
    def finished(self) -> bool:
        return self in (TwinState.DRAFT, TwinState.READY, TwinState.FAILED)
