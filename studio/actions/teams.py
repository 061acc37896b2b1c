"""Making the first owner, and the teams."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from studio.actions import accounts, team_settings, typed
from studio.actions.events import tell
from studio.errors import BadInput, Conflict, NotAllowed
from studio.models import Account, Member, OwnerLink, Team, User
from studio.queue import later
from studio.vocabulary import Role

ADDRESS_MAX = 254
NAME_MAX = 120
NO_ADDRESS = "Write an e-mail address, like ana@example.com."
STAFF_ONLY = "New teams are made by those who run this server. Ask one of them."
LINK_GONE = "This link was used or is older than a day. Start Understudy again to get a new one."


@dataclass(frozen=True, slots=True)
class Founded:
    """A team that can work: its owner and its embedded account."""

    user: User
    team: Team
    account: Account


def make_owner(token: str, *, email: str, password: str, name: str, team_name: str) -> User:
    """Create the installation's first owner through the one-time link. Raises Conflict when the link is spent."""
    check_person(email=email, password=password, name=name, team_name=team_name)
    with transaction.atomic():
        if OwnerLink.open(token).update(used_at=timezone.now()) != 1:
            raise Conflict(LINK_GONE)
        if User.objects.exists():
            raise Conflict("This Understudy has an owner already. Sign in, or ask them to invite you.")
        return _found(email=email, password=password, name=name, team_name=team_name).user


def bootstrap(*, email: str, password: str, team_name: str) -> Founded:
    """The owner and team of these names, made if missing. Calling again changes nothing, not even the password."""
    with transaction.atomic():
        team_name = typed.line(team_name)
        user = User.objects.filter(email__iexact=email).first()
        place = Member.objects.filter(user=user, team__name=team_name).select_related("team").first() if user else None
        if user and place:
            return Founded(user, place.team, accounts.open_embedded(place.team))
        if user:
            return _team_of(user, team_name)
        check_person(email=email, password=password, name="", team_name=team_name)
        return _found(email=email, password=password, name="", team_name=team_name)


def make_team(*, actor: User, name: str) -> Team:
    """A further team, which the actor owns, with its embedded account. Only those who run the server make one, as they
    pay for what it draws. Raises BadInput for name, and NotAllowed.
    """
    if not actor.is_staff:
        raise NotAllowed(STAFF_ONLY)
    name = team_settings.name_of(name)
    with transaction.atomic():
        team = Team.objects.create(name=name)
        Member.objects.create(team=team, user=actor, role=Role.OWNER)
        accounts.open_embedded(team)
        tell(team, "team.made", f"“{name}” was made", actor=actor)
    return team


def ask_reset(address: str) -> None:
    """Have a link to set a new password sent to whoever signs in with `address`. Takes as long when nobody does."""
    later("send_reset", address)


def send_reset(address: str) -> None:
    """Send it now, to everybody it concerns: to nobody when nobody signs in with `address`."""
    form = PasswordResetForm({"email": address})
    if form.is_valid():
        form.save(
            domain_override=urlsplit(settings.PUBLIC_URL).netloc,
            subject_template_name="studio/teams/password_reset_subject.txt",
            email_template_name="studio/teams/password_reset_mail.txt",
            extra_email_context={"address": settings.PUBLIC_URL},
        )


def _found(*, email: str, password: str, name: str, team_name: str) -> Founded:
    user = User.objects.create_superuser(email, password, name=name.strip())
    OwnerLink.objects.filter(used_at=None).delete()
    return _team_of(user, team_name)


def _team_of(user: User, team_name: str) -> Founded:
    # The team that the first-run sample was made in has no people yet: it becomes theirs.
    team = Team.objects.filter(members=None).order_by("created_at").first() or Team()
    team.name = team_settings.name_of(team_name)
    team.save()
    Member.objects.create(team=team, user=user, role=Role.OWNER)
    return Founded(user, team, accounts.open_embedded(team))


def address_of(typed_address: str) -> str:
    """The e-mail address that somebody wrote, as it is kept. Raises BadInput for email."""
    address = typed.line(typed_address).lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadInput({"email": NO_ADDRESS}) from None
    if len(address) > ADDRESS_MAX:
        raise BadInput({"email": f"Write an e-mail address of at most {ADDRESS_MAX} characters."})
    return address


def check_person(*, email: str, password: str, name: str, team_name: str | None = None) -> None:
    """Raise BadInput with a sentence for every field that can't be used."""
    problems: dict[str, str] = {}
    try:
        if User.objects.filter(email__iexact=address_of(email)).exists():
            problems["email"] = "Somebody signs in with this address already."
    except BadInput as error:
        problems |= error.problems
    try:
        validate_password(password, User(email=email.strip(), name=name))
    except ValidationError as error:
        problems["password"] = " ".join(error.messages)
    try:
        if team_name is not None:
            team_settings.name_of(team_name)
    except BadInput as error:
        problems["team_name"] = error.problems["name"]
    if len(name) > NAME_MAX:
        problems["name"] = f"Shorten the name to {NAME_MAX} characters."
    if problems:
        raise BadInput(problems)
