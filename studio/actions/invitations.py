"""Inviting somebody into a team by e-mail, and accepting that.

The link is mailed and shown once: many servers have no mail. Whoever holds it may make the account of its address, but
never gets into one that is there already: that takes its password.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from studio.actions import members, teams
from studio.actions.events import tell
from studio.actions.guesses import Guesser
from studio.errors import BadInput, Conflict, NotAllowed
from studio.models import Invitation, Member, Team, User
from studio.queue import later
from studio.vocabulary import Role

MOST = 200
"""Invitations of a team that wait at the same time."""
TOO_MANY = f"{MOST} invitations wait already. Withdraw some that nobody accepts."
TOO_OFTEN = "Many links were made just now. Wait ten minutes, or use the newest one."
SPENT = "This invitation was used, withdrawn, replaced by a newer link, or is older than seven days."
TAKEN = "Somebody signs in with this address already. Write their password to join."


def invite(team: Team, *, actor: User, email: str, role: str) -> Invitation:
    """Keep a place for `email` and have its link mailed. Inviting an address again renews its invitation.

    Raises BadInput for email and role, and NotAllowed.
    """
    email, wanted = _checked(email, role)
    _not_too_often(team, email)
    with transaction.atomic():
        team = members.lock(team)
        members.allowed(team, actor, wanted)
        found = Invitation.objects.select_for_update(no_key=True).filter(team=team, email__iexact=email).first()
        place = Member.objects.filter(team=team, user__email__iexact=email).select_related("user").first()
        if place:
            said = f"{place.user} is in the team already, as {Role(place.role).label.lower()}"
            raise BadInput({"email": f"{said}. The role can be changed in the list of members."})
        if found:
            members.allowed(team, actor, Role(found.role))
        elif team.invitations.count() >= MOST:
            raise BadInput({"email": TOO_MANY})
        found = found or Invitation(email=email)
        found.team, found.role = team, wanted
        return _issue(found, actor)


def renew(invitation: Invitation, *, actor: User) -> Invitation:
    """A new link in the place of the old one, which stops working. Raises NotAllowed, and Conflict when it is gone."""
    try:
        _not_too_often(invitation.team, invitation.email)
    except BadInput:
        raise Conflict(TOO_OFTEN) from None
    with transaction.atomic():
        return _issue(_locked(invitation, actor), actor)


@transaction.atomic
def withdraw(invitation: Invitation, *, actor: User) -> None:
    """Its link stops working. Raises NotAllowed, and Conflict when it is gone."""
    found = _locked(invitation, actor)
    found.delete()
    tell(found.team, "invitation.withdrawn", f"The invitation of {found.email} was withdrawn", actor=actor)


def address(invitation: Invitation) -> str:
    """The link itself: whoever opens it can accept. To be shown once, to the person who invites."""
    return str(settings.PUBLIC_URL) + reverse("invitation", args=[invitation.token])


def mails() -> bool:
    """Whether mail leaves this server, and is not only printed in its terminal."""
    return not settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend"))


def send(invitation_id: str) -> None:
    """Mail the newest link of the invitation. One that was accepted or withdrawn meanwhile is a quiet return."""
    found = Invitation.objects.select_related("team", "invited_by").filter(pk=invitation_id).first()
    if found is None or found.ended:
        return
    frame: dict[str, Any] = {"invitation": found, "role": Role(found.role).label.lower(), "address": address(found)}
    subject = render_to_string("studio/invitations/mail_subject.txt", frame)
    body = render_to_string("studio/invitations/mail.txt", frame)
    send_mail(" ".join(subject.split()), body, None, [found.email])


def account_of(invitation: Invitation) -> User | None:
    """Whoever signs in with the invited address already."""
    return User.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def accept(token: str, *, user: User) -> Team:
    """Have the person, who has shown that they are it, join. Raises Conflict when the link is spent."""
    invitation = _spend(token)
    if user.email.casefold() != invitation.email.casefold():
        raise NotAllowed(f"This invitation is for {invitation.email}.")
    return _join(invitation, user)


def accept_new(token: str, *, name: str, password: str) -> User:
    """Make the account of the invited address and have it join.

    Raises BadInput for name and password, and Conflict when the link is spent or the address has an account by now.
    """
    found = Invitation.open(token).first()
    if found is None:
        raise Conflict(SPENT)
    if account_of(found):
        raise Conflict(TAKEN)
    teams.check_person(email=found.email, password=password, name=name)
    user = User(email=found.email, name=name)
    user.set_password(password)  # slow on purpose, so before the transaction
    try:
        with transaction.atomic():
            invitation = _spend(token)
            user.save(force_insert=True)
            _join(invitation, user)
    except IntegrityError:  # two teams asked the same person, who said yes to both at once
        raise Conflict(TAKEN) from None
    return user


def _checked(email: str, role: str) -> tuple[str, Role]:
    problems: dict[str, str] = {}
    try:
        email = teams.address_of(email)
    except BadInput as error:
        problems |= error.problems
    try:
        wanted = members.role_of(role)
    except BadInput as error:
        problems |= error.problems
    if problems:
        raise BadInput(problems)
    return email, wanted


def _not_too_often(team: Team, email: str) -> None:
    """An inbox is not to be filled from here."""
    if not Guesser("invitation", email, str(team.pk)).may_try():
        raise BadInput({"email": TOO_OFTEN})


def _issue(invitation: Invitation, actor: User) -> Invitation:
    invitation.invited_by = actor
    invitation.issue()
    invitation.save()
    tell(invitation.team, "invitation.made", f"{invitation.email} was invited as {invitation.role}", actor=actor)
    later("mail_invitation", invitation.pk)
    return invitation


def _locked(invitation: Invitation, actor: User) -> Invitation:
    """The invitation as it is now, in the locked team, if the actor may change it."""
    team = members.lock(invitation.team)
    found = Invitation.objects.select_for_update(no_key=True).filter(pk=invitation.pk).first()
    if found is None:
        raise Conflict("This invitation is gone: it was accepted or withdrawn.")
    members.allowed(team, actor, Role(found.role))
    found.team = team
    return found


def _spend(token: str) -> Invitation:
    """The invitation, its row deleted: of all who come with the link at once, one gets it.

    In the locked team: nobody is put into it meanwhile who was just found not to be in it.
    """
    found = Invitation.open(token).select_related("team").first()
    if found is None:
        raise Conflict(SPENT)
    found.team = members.lock(found.team)
    if Invitation.objects.filter(digest=found.digest).delete()[0] != 1:
        raise Conflict(SPENT)
    return found


def _join(invitation: Invitation, user: User) -> Team:
    """Somebody who is in the team by now keeps the role they have."""
    place, is_new = Member.objects.get_or_create(team=invitation.team, user=user, defaults={"role": invitation.role})
    if is_new:
        tell(invitation.team, "member.joined", f"{user} joined as {place.role}", actor=user)
    return invitation.team
