"""A site on this machine that answers as Captions does, and accounts at it."""

from __future__ import annotations

import json
from typing import Any

from studio.actions import connecting
from studio.models import Account, Team, User
from tests import people
from tests.net.site import Answer, Site, reply

LOOPBACK = ["127.0.0.1/32"]
KEY = "cap-very-secret-key"
LIST, REGISTER, UPDATE = "/api/creator/list", "/api/webhooks/register", "/api/webhooks/update"


def offers(*names: str, **pictures: str) -> Answer:
    """A list of creators; pictures by name."""
    thumbnails = {name: {"imageUrl": url} for name, url in pictures.items()}
    return answers({"supportedCreators": list(names), "thumbnails": thumbnails})


def answers(body: Any, status: str = "200 OK") -> Answer:
    return reply(json.dumps(body).encode(), status=status)


def refuses(sentence: str = "Unauthorized API key", status: str = "401 Unauthorized") -> Answer:
    return answers({"detail": sentence}, status)


def typed(site: Site, **more: str) -> dict[str, str]:
    """What somebody types to connect to this site."""
    return {"provider": "captions", "name": "Captions", "api_key": KEY, "server": site(""), "price": "1", **more}


def connected(team: Team, site: Site, *, by: User | None = None, names: tuple[str, ...] = ("Kate", "Luke")) -> Account:
    """An account at this site, with these creators and 100 credits."""
    site.pages[LIST] = offers(*names)
    made = connecting.connect(
        team, actor=by, provider="captions", name="Captions", credentials={"api_key": KEY}, server=site("")
    )
    people.fill(made)
    return made
