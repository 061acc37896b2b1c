"""A verb changes the row it is told of and none beside it: not its team's others, and nothing of another team."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model

from studio.actions import (
    accounts,
    connecting,
    credits,
    endpoints,
    erasures,
    favourites,
    folders,
    invitations,
    jobs,
    leases,
    members,
    photos,
    pronunciations,
    renders,
    scenes,
    takes,
    team_settings,
    templates,
    twins,
    videos,
)
from studio.models import (
    Account,
    ApiKey,
    Attempt,
    Avatar,
    Endpoint,
    Favourite,
    Folder,
    Invitation,
    Job,
    Member,
    Pronunciation,
    Render,
    Scene,
    Take,
    Team,
    Template,
    Transfer,
    Twin,
    User,
    Video,
)
from studio.vocabulary import Dialect, Provider, Role, TwinState
from tests import doubles, faces, people

pytestmark = pytest.mark.django_db
PLAIN = {"voice": {"type": "silence", "duration": 1.0}}


@dataclass(frozen=True)
class Own:
    """One of each thing."""

    team: Team
    person: User
    account: Account
    video: Video
    scene: Scene
    render: Render
    take: Take
    attempt: Attempt
    hold: Transfer
    key: ApiKey
    endpoint: Endpoint
    job: Job
    template: Template
    folder: Folder
    photo: Avatar
    star: Favourite
    twin: Twin
    avatar: Avatar
    entry: Pronunciation
    invitation: Invitation
    place: Member


def own(account: Account, person: User, name: str) -> Own:
    team = account.team
    video = people.video(account, title=name, scripts=("One.", "Two."))
    template = templates.save(video, actor=person, name=name)
    render = people.render(video, state="processing")
    take, photo = people.take(render), faces.photo(account, name=name)
    key, twin = people.key(account), doubles.twin(account, name=name, state=TwinState.READY, media=("neutral",))
    assert twin.avatar
    return Own(
        team, person, account, video, video.scenes.all()[0], render, take, people.attempt(take),
        credits.hold(people.wallet(account), 100, key=str(take.pk), take_id=take.pk, render_id=render.pk), key,
        endpoints.add(key, Dialect.HEYGEN, url=f"https://{name}.example.org", events=[]),
        Job.objects.create(
            team=team, api_key=key, account=account, dialect=Dialect.HEYGEN, kind="video", external_id=name,
        ),
        template, Folder.objects.create(team=team, name=name), photo,
        Favourite.objects.create(user=person, avatar=photo), twin, twin.avatar,
        Pronunciation.objects.create(team=team, written=name, spoken="so"),
        people.invitation(team, f"{name}@example.org", by=person),
        people.member(people.person(name, team=team, role=Role.ADMIN), team=team),
    )  # fmt: skip


@pytest.fixture
def mine(team: Team, alice: User, charlie: User) -> Own:
    """Alice's, beside the same of her own, of her team's other account, and of another team."""
    account = people.account(team, provider=Provider.HEYGEN, price=5)
    own(account, alice, "beside")
    found = own(account, alice, "mine")
    own(people.account(team, provider=Provider.CAPTIONS), alice, "elsewhere")
    own(people.account(charlie.teams.get()), charlie, "theirs")
    return found


def name(row: Model) -> tuple[str, Any]:
    return type(row).__name__, row.pk


def rows(kinds: Collection[type[Model]] = ()) -> dict[tuple[str, Any], dict[str, Any]]:
    models = kinds or apps.get_app_config("studio").get_models()
    return {(model.__name__, each["id"]): each for model in models for each in model._default_manager.values()}


def changed(before: dict[tuple[str, Any], dict[str, Any]]) -> set[tuple[str, Any]]:
    """The rows that are another now, or gone."""
    there = {apps.get_model("studio", kind) for kind, _ in before}
    after = rows(there)
    return {row for row, was in before.items() if after.get(row) != was}


VERBS: dict[str, tuple[Callable[[Own], Any], set[str]]] = {
    # what is done, and what of one's own may be another afterwards
    "video trashed": (lambda own: videos.trash(own.video, actor=None), {"video"}),
    "video renamed": (lambda own: videos.rename(own.video, version=1, title="New"), {"video"}),
    "video put back": (lambda own: videos.put_back(own.render, actor=None), {"video", "scene", "second"}),
    "scene saved": (lambda own: scenes.save(own.scene, version=1, document=PLAIN), {"video", "scene"}),
    "scene moved": (lambda own: scenes.move(own.scene, to=1), {"video", "scene", "second"}),
    "scene removed": (lambda own: scenes.remove(own.scene), {"video", "scene", "second"}),
    "render canceled": (
        lambda own: renders.cancel(own.render, actor=None), {"take", "attempt", "render", "video", "wallet"},
    ),
    "take claimed": (lambda own: leases.claim(Take, own.take.pk, states=["ready"], as_holder="me"), {"take"}),
    "take settled": (lambda own: takes.settle(own.take, 60), {"wallet", "render"}),
    "take released": (lambda own: takes.release(own.take, note=""), {"wallet"}),
    "take given up": (
        lambda own: takes.give_up(own.take, None, "Gone."), {"take", "attempt", "render", "video", "wallet"},
    ),
    "key used": (lambda own: accounts.use_key(own.key.secret), {"key"}),  # type: ignore[attr-defined]
    "key revoked": (lambda own: accounts.revoke_key(own.key), {"key"}),
    "account in trouble": (lambda own: accounts.trouble(own.account, "Later."), {"account"}),
    "account waits": (lambda own: accounts.wait(own.account, 9.0), {"account"}),
    "account renamed": (lambda own: connecting.rename(own.account, actor=None, name="New"), {"account"}),
    "account closed": (lambda own: connecting.close(own.account, actor=None), {"account", "keys"}),
    "account priced": (lambda own: team_settings.price(own.account, actor=None, credits="9"), {"account"}),
    "team renamed": (lambda own: team_settings.rename(own.team, actor=None, name="New"), {"team"}),
    "endpoint stopped": (lambda own: endpoints.disable(own.endpoint), {"endpoint"}),
    "job removed": (lambda own: jobs.remove(own.job), {"job"}),
    "template renamed": (lambda own: templates.rename(own.template, actor=None, name="New"), {"template"}),
    "template trashed": (lambda own: templates.trash(own.template, actor=None), {"template"}),
    "folder renamed": (lambda own: folders.rename(own.folder, name="New"), {"folder"}),
    "folder trashed": (lambda own: folders.trash(own.folder), {"folder"}),
    "photo renamed": (lambda own: photos.rename(own.photo, actor=None, name="New"), {"photo"}),
    "photo removed": (lambda own: photos.remove(own.photo, actor=None), {"photo"}),
    "star taken": (lambda own: favourites.remove(own.photo, person=own.person), {"star"}),
    "entry removed": (lambda own: pronunciations.remove(own.entry), {"entry"}),
    "invitation withdrawn": (lambda own: invitations.withdraw(own.invitation, actor=own.person), {"invitation"}),
    "invitation renewed": (lambda own: invitations.renew(own.invitation, actor=own.person), {"invitation"}),
    "member demoted": (lambda own: members.change_role(own.place, actor=own.person, role="viewer"), {"place"}),
    "member removed": (  # whose invitation ends with them
        lambda own: members.remove(own.place, actor=own.person), {"place", "invitation"},
    ),
    "twin removed": (lambda own: twins.remove(own.twin, actor=None), {"twin", "avatar"}),
    "twin hurried": (lambda own: erasures.hurry(own.twin, actor=None), {"twin", "avatar"}),
}  # fmt: skip


def test_what_stands_beside_stays_as_it_is(mine: Own) -> None:
    second, wallet, keys = mine.video.scenes.all()[1], mine.account.wallet, mine.account.api_keys.all()
    also = {"second": [second], "wallet": [wallet], "keys": keys}
    before, wrong = rows(), {}
    for verb, (act, names) in VERBS.items():
        with transaction.atomic():
            for each in fields(mine):
                getattr(mine, each.name).refresh_from_db()
            act(mine)
            found = changed(before)
            may = {name(row) for each in names for row in also.get(each) or [getattr(mine, each)]}
            if not found or found - may:
                wrong[verb] = found - may
            transaction.set_rollback(True)
    assert wrong == {}


def test_what_is_put_back_brings_nothing_else_along(mine: Own) -> None:
    for away, back, row, other in (
        (videos.trash, videos.restore, mine.video, Video.objects.get(title="beside")),
        (templates.trash, templates.restore, mine.template, Template.objects.get(name="beside")),
        (photos.remove, photos.put_back, mine.photo, Avatar.objects.get(name="beside", kind=mine.photo.kind)),
        (twins.remove, erasures.put_back, mine.twin, Twin.objects.get(name="beside")),
    ):
        away(row, actor=None)  # type: ignore[operator]
        away(other, actor=None)  # type: ignore[operator]
        before = rows()
        back(row, actor=None)  # type: ignore[operator]
        assert changed(before) == {name(row), *([name(mine.avatar)] if row == mine.twin else [])}
