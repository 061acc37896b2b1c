"""Makers of people and what they own. Everybody in tests is one of these; conftest has fixtures of the same names.

alice owns the team, bob edits in it, vera looks; charlie owns another team and must never see a thing.
Makers write rows directly: a test of one area doesn't fail for another area's sake.
"""

from __future__ import annotations

import itertools
from typing import Any

from studio.actions import credits
from studio.models import (
    Account,
    ApiKey,
    Attempt,
    Avatar,
    Invitation,
    Member,
    Render,
    Scene,
    Take,
    Team,
    User,
    Video,
    Voice,
    Wallet,
)
from studio.vocabulary import AvatarKind, Provider, Role
from tests.storyboards import AVATAR, TEXT

PASSWORD = "correct horse 7"
CREDITS = 100_00
_numbers = itertools.count(1)


def team(name: str = "Acme") -> Team:
    return Team.objects.create(name=name)


def person(name: str, *, team: Team, role: Role = Role.EDITOR) -> User:
    """Somebody in `team`, who signs in as <name>@example.org with PASSWORD. The same name is the same person."""
    email = f"{name.lower()}@example.org"
    user = User.objects.filter(email=email).first()
    user = user or User.objects.create_user(email, PASSWORD, name=name.capitalize())
    Member.objects.create(team=team, user=user, role=role)
    return user


def alice(team: Team) -> User:
    """Owner."""
    return person("alice", team=team, role=Role.OWNER)


def bob(team: Team) -> User:
    """Editor."""
    return person("bob", team=team)


def vera(team: Team) -> User:
    """Viewer."""
    return person("vera", team=team, role=Role.VIEWER)


def charlie() -> User:
    """Owner of another team."""
    return person("charlie", team=team("Others"), role=Role.OWNER)


def member(user: User, *, team: Team) -> Member:
    return Member.objects.get(user=user, team=team)


def invitation(team: Team, email: str = "ingrid@example.org", *, by: User | None = None, **fields: Any) -> Invitation:
    """A place in the team that waits for an answer, as editor unless `fields` say otherwise."""
    made = Invitation(team=team, email=email, invited_by=by, **fields)
    made.issue()
    made.save()
    return made


def account(
    team: Team, *, provider: Provider = Provider.LOCAL, price: int = 0, credit: int = CREDITS, name: str = ""
) -> Account:
    """An account with an avatar (maya), a voice (nora) and `credit` hundredths of a credit in its wallet."""
    made = Account.objects.create(team=team, provider=provider, price=price, name=name or provider.label)
    Avatar.objects.create(
        account=made, kind=AvatarKind.PRESENTER, external_id=AVATAR["avatar_id"], name="Maya", voice=TEXT["voice_id"]
    )
    Voice.objects.create(account=made, external_id=TEXT["voice_id"], name="Nora", language="en", locale="en-US")
    fill(made, credit)
    return made


LANGUAGES = ("English", "Spanish", "German", "French", "Danish", "Japanese", "Arabic", "Hindi", "Portuguese", "Italian")


def catalogue(account: Account, number: int) -> None:
    """Fill up the account until it offers, beside Maya and Nora, this many avatars and voices more."""
    known = account.avatars.count() - 1
    Avatar.objects.bulk_create(
        Avatar(account=account, external_id=f"Abigail_{each:04}", name=f"Abigail {each}", tags=["casual", "office"],
               locale="en-US", voice=f"voice-{each:04}", position=each)
        for each in range(known, number)
    )  # fmt: skip
    Voice.objects.bulk_create(
        Voice(account=account, external_id=f"voice-{each:04}", name=f"Cassidy {each}", gender="female", locale="en-US",
              language=LANGUAGES[each % 10], sample_url="https://example.org/a.mp3", position=each)
        for each in range(known, number)
    )  # fmt: skip


def fill(account: Account, credit: int = CREDITS) -> None:
    """Have a wallet with `credit` hundredths of a credit in it."""
    wallet = credits.open_wallet(account)
    if credit:
        credits.grant(wallet, credit, key=f"people:{account.pk}")


def wallet(account: Account) -> Wallet:
    """The account's wallet as it is now."""
    return Wallet.objects.get(account=account)


def storyboard(*scripts: str) -> dict[str, Any]:
    """A right storyboard with one scene a script."""
    return {"scenes": [_scene(script) for script in scripts or ("Hello.",)]}


def video(account: Account, *, by: User | None = None, title: str = "Spring", scripts: tuple[str, ...] = ()) -> Video:
    """A video that can be generated, with one scene a script."""
    scenes = storyboard(*scripts)["scenes"]
    words = " ".join([title, *(scene["voice"]["input_text"] for scene in scenes)]).lower()
    setup = {"dimension": {"width": 1080, "height": 1920}}
    made = Video.objects.create(
        team_id=account.team_id, account=account, title=title, created_by=by, setup=setup, words=words
    )
    Scene.objects.bulk_create(Scene(video=made, position=i, document=scene) for i, scene in enumerate(scenes))
    return made


def render(video: Video, *, by: User | None = None, **fields: Any) -> Render:
    """The video's next version: queued, without takes or holds, unless `fields` say otherwise."""
    number = fields.pop("number", video.last_number + 1)
    fields.setdefault("storyboard", video.document())
    made = Render.objects.create(video=video, account=video.account, number=number, created_by=by, **fields)
    video.last_number, video.latest_render = number, made
    video.save(update_fields=["last_number", "latest_render"])
    return made


def take(render: Render, *, position: int = 0, **fields: Any) -> Take:
    """A take of one scene: ready, unless `fields` say otherwise."""
    fields.setdefault("scenes", [position])
    fields.setdefault("content_hash", f"{next(_numbers):064x}")
    return Take.objects.create(render=render, account=render.account, position=position, **fields)


def attempt(take: Take, **fields: Any) -> Attempt:
    return Attempt.objects.create(take=take, number=take.attempts.count() + 1, holder="somebody", **fields)


def _scene(script: str) -> dict[str, Any]:
    return {
        "character": dict(AVATAR),
        "voice": {**TEXT, "input_text": script},
        "background": {"type": "color", "value": "#f3e6d8"},
    }


def key(account: Account, *, by: User | None = None) -> ApiKey:
    """A program's key to the account. Its secret is `key.secret` on this object only."""
    from studio.actions import accounts

    secret = accounts.make_key(account, name="Program", actor=by)
    made = ApiKey.objects.select_related("account__team", "team").get(digest=ApiKey.digest_of(secret))
    made.secret = secret  # type: ignore[attr-defined]
    return made


def made(render: Render) -> Render:
    """Draw and join a render with stand-ins for the engine, at once."""
    from studio.actions import joins, takes
    from tests import drawing

    for each in render.takes.order_by("position"):
        takes.work(str(each.pk), draw=drawing.draw)
    joins.join(str(render.pk), join=drawing.join)
    render.refresh_from_db()
    return render
