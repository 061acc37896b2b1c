"""What holds for a team: its name, its brand colour, and what its embedded videos cost."""

from __future__ import annotations

from django.db import transaction
from pydantic import TypeAdapter, ValidationError

from studio.actions import callbacks, typed
from studio.actions.events import tell
from studio.amounts import credits_of, read
from studio.errors import BadInput, Conflict
from studio.models import Account, Team, User
from studio.storyboard.values import Color

NAME_MAX = 120
PRICE_MAX = 100_00
"""Hundredths of a credit a second."""
NO_NAME = "Give the team a name."
NO_COLOUR = "Write the colour as # and three or six hexadecimal digits, such as #7a2462, or leave it empty."
NO_PRICE = f"Write credits a second as a number from 0 to {PRICE_MAX // 100}, with at most two decimals."
_COLOUR: TypeAdapter[str] = TypeAdapter(Color)


def rename(team: Team, *, actor: User | None, name: str) -> Team:
    """Raises BadInput for name."""
    name = name_of(name)
    if name != team.name:
        _keep(team, actor, "team.renamed", f"“{team.name}” is called “{name}” now", name=name)
    return team


def name_of(typed_name: str) -> str:
    """A team's name, as somebody wrote it. Raises BadInput for name."""
    name = typed.line(typed_name)
    if not name:
        raise BadInput({"name": NO_NAME})
    if len(name) > NAME_MAX:
        raise BadInput({"name": f"Shorten the team's name to {NAME_MAX} characters."})
    return name


def dress(team: Team, *, actor: User | None, colour: str) -> Team:
    """The colour that presenters can wear: #rgb or #rrggbb; "" for none. Raises BadInput for brand_color."""
    try:
        colour = _COLOUR.validate_python(typed.line(colour)) if typed.line(colour) else ""
    except ValidationError:
        raise BadInput({"brand_color": NO_COLOUR}) from None
    if colour != team.brand_color:
        _keep(team, actor, "team.brand", f"Brand colour: {colour or 'none'}", brand_color=colour)
    return team


def price(account: Account, *, actor: User | None, credits: str) -> Account:
    """What a second of finished video costs from now on; what is ordered already keeps its price. Raises BadInput for
    price, Conflict for a closed account."""
    if account.closed_at:
        raise Conflict(callbacks.CLOSED.format(account=account))
    hundredths = price_of(credits)
    if hundredths != account.price:
        with transaction.atomic():
            Account.objects.filter(pk=account.pk).update(price=hundredths)
            told = f"{account.name} costs {credits_of(hundredths)} a second"
            tell(account.team, "account.price", told, actor=actor)
        account.price = hundredths
    return account


def price_of(typed_credits: str) -> int:
    """Credits a second, as somebody wrote them, in hundredths. Raises BadInput for price."""
    hundredths = read(typed_credits)
    if hundredths is None or hundredths > PRICE_MAX:
        raise BadInput({"price": NO_PRICE})
    return hundredths


def _keep(team: Team, actor: User | None, kind: str, told: str, **fields: str) -> None:
    with transaction.atomic():
        Team.objects.filter(pk=team.pk).update(**fields)
        tell(team, kind, told, actor=actor)
    for name, value in fields.items():
        setattr(team, name, value)
