"""Who is in a team and as what: changing a role, removing somebody, leaving.

Whatever changes who may do what in a team locks the team's row first and looks again at who acts: of two owners who
demote each other at once, one finds that they may not any more. So a team always keeps an owner.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from studio.actions import credits, favourites
from studio.actions.events import tell
from studio.errors import BadInput, Conflict, NotAllowed, NotFound
from studio.models import Invitation, Member, Team, User
from studio.vocabulary import Permission, Role

NO_ROLE = "Choose a role: " + ", ".join(role.label.lower() for role in Role) + "."
OWNERS_ONLY = "Only owners make, change or remove owners. Ask one of them."
LAST_OWNER = "A team keeps at least one owner. Make somebody else an owner first."
GONE = "They are not in the team any more: somebody removed them, or they left."


@transaction.atomic
def change_role(member: Member, *, actor: User, role: str) -> None:
    """Give them another role. Invitations they made and could not make any more are withdrawn.

    Raises BadInput for role, NotAllowed, Conflict for the last owner, NotFound when they left meanwhile.
    """
    wanted = role_of(role)
    now = _locked(member)
    allowed(now.team, actor, Role(now.role), wanted)
    if now.role == wanted:
        return
    _keep_an_owner(now, wanted)
    now.role = wanted
    put_in(now, actor=actor)


@transaction.atomic
def remove(member: Member, *, actor: User) -> None:
    """Take somebody out of the team, or leave it oneself. What they made stays, and so do the team's API keys;
    invitations they made, and one for themselves, are withdrawn, and their favourites forgotten.

    Raises NotAllowed, Conflict for the last owner, NotFound when they left.
    """
    now = _locked(member)
    leaves = now.user_id == actor.pk
    if not leaves:
        allowed(now.team, actor, Role(now.role))
    _keep_an_owner(now, None)
    take_out(now, actor=actor)


@transaction.atomic
def put_in(place: Member, *, actor: User | None) -> None:
    """Write down a place with its role, without asking who may. What it may not invite any more is withdrawn."""
    place.save()
    _withdraw(place)
    tell(place.team, "member.role", f"{place.user} is {Role(place.role).label.lower()} now", actor=actor)


@transaction.atomic
def take_out(place: Member, *, actor: User | None) -> None:
    """The same for somebody who goes."""
    theirs = Q(invited_by=place.user) | Q(email__iexact=place.user.email)
    Invitation.objects.filter(theirs, team=place.team).delete()
    credits.set_budget(place.team, None, member=place)  # while no hold is counted against it
    place.delete()  # before the stars: one that is given at this moment is there by then, or refused
    favourites.forget(place.team, person=place.user)
    leaves = place.user == actor
    kind, told = ("member.left", f"{place.user} left") if leaves else ("member.removed", f"{place.user} was removed")
    tell(place.team, kind, told, actor=actor)


def role_of(typed: str) -> Role:
    """Raises BadInput for role."""
    try:
        return Role(typed)
    except ValueError:
        raise BadInput({"role": NO_ROLE}) from None


def lock(team: Team) -> Team:
    """The team as it is now. Until the transaction ends nobody else changes who may do what in it, or adds to a list of
    it that holds so many.
    """
    return Team.objects.select_for_update(no_key=True).get(pk=team.pk)


def allowed(team: Team, actor: User, *roles: Role) -> None:
    """Raise NotAllowed unless the actor manages the locked team, and owns it when it is about an owner."""
    place = Member.objects.filter(team=team, user=actor).first()
    if place is None or not place.may(Permission.MANAGE):
        raise NotAllowed("Only owners and admins of the team say who is in it.")
    if Role.OWNER in roles and place.role != Role.OWNER:
        raise NotAllowed(OWNERS_ONLY)


def _locked(member: Member) -> Member:
    """Their place as it is now, in the locked team."""
    team = lock(member.team)
    now = Member.objects.select_related("user").filter(pk=member.pk).first()
    if now is None:
        raise NotFound(GONE)
    now.team = team
    return now


def _keep_an_owner(now: Member, wanted: Role | None) -> None:
    if now.role != Role.OWNER or wanted == Role.OWNER:
        return
    if not Member.objects.filter(team=now.team, role=Role.OWNER).exclude(pk=now.pk).exists():
        raise Conflict(LAST_OWNER)


def _withdraw(now: Member) -> None:
    """Delete the invitations they made that somebody with their role can't make."""
    if now.role == Role.OWNER:
        return
    above = Q() if not now.may(Permission.MANAGE) else Q(role=Role.OWNER)
    Invitation.objects.filter(above, team=now.team, invited_by=now.user).delete()
