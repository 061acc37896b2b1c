"""What is encrypted at rest."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


def _keys() -> list[Fernet]:
    """Of CREDENTIALS_KEYS: any text becomes a Fernet key through SHA-256."""
    digests = (hashlib.sha256(key.encode()).digest() for key in settings.CREDENTIALS_KEYS)
    return [Fernet(base64.urlsafe_b64encode(digest)) for digest in digests]


def _cipher() -> MultiFernet:
    """Encrypts with the first key, decrypts with any."""
    return MultiFernet(_keys())


class Unreadable(Exception):
    """The stored secret was written with a key this server does not have."""

    def __init__(self) -> None:
        super().__init__("This was saved with another key.")


def sealed(text: str) -> str:
    """The text as a database may keep it; "" stays "". `unsealed` reads it."""
    return _cipher().encrypt(text.encode()).decode() if text else ""


def unsealed(kept: str) -> str:
    """Raises Unreadable."""
    try:
        return _cipher().decrypt(kept.encode()).decode() if kept else ""
    except InvalidToken as error:
        raise Unreadable from error


def renewed(kept: str) -> str:
    """What was sealed, sealed with the first key; just as it was when that key sealed it. Raises Unreadable."""
    try:
        _keys()[0].decrypt(kept.encode())
    except InvalidToken:
        try:
            return _cipher().rotate(kept.encode()).decode()
        except InvalidToken as error:
            raise Unreadable from error
    return kept


if TYPE_CHECKING:  # Django's own class takes no type arguments at run time
    TextField = models.TextField[Any, Any]
else:
    TextField = models.TextField


class Locked(dict[str, Any]):
    """What was saved with a key that this server doesn't have: nothing to whoever reads it, written back as it was."""

    def __init__(self, kept: str) -> None:
        super().__init__()
        self.kept = kept


class EncryptedJSONField(TextField):
    """A JSON object, stored as a Fernet token. Can't be searched; never shown by str().

    Without the key it reads as Locked: the rows beside it are needed all the same, if only to enter it again.
    """

    def get_prep_value(self, value: Any) -> str:
        return value.kept if isinstance(value, Locked) else sealed(json.dumps(value or {}))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> dict[str, Any]:
        if not value:
            return {}
        try:
            secret: dict[str, Any] = json.loads(unsealed(value))
        except Unreadable:
            return Locked(value)
        return secret

    def to_python(self, value: Any) -> Any:
        """Of a dump: what was sealed."""
        return self.from_db_value(value, None, None) if isinstance(value, str) else value

    def value_to_string(self, obj: models.Model) -> str:
        """For a dump: sealed, as in the database."""
        return self.get_prep_value(self.value_from_object(obj))
