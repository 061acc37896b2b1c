"""Secret keys that the installation makes for itself on its first run."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read_or_make(path: Path) -> str:
    """The secret in `path`; made on first use, readable by its owner alone.

    Two processes that start together agree: the file is created exclusively and complete, by a hard link.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its secret counts
        finally:
            draft.unlink(missing_ok=True)
    if secret := path.read_text().strip():
        return secret
    raise SystemExit(f"{path} is empty. Put it back from a backup, or delete it: then a new one is made.")
