"""Who may open what, over every address of the server: addresses.py says it, this asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from studio.actions import accounts, endpoints, gifs, templates, twin_says
from studio.models import (
    Account,
    ApiKey,
    Asset,
    Avatar,
    Batch,
    BatchRow,
    Delivery,
    Endpoint,
    Folder,
    Invitation,
    Member,
    Pronunciation,
    Render,
    Scene,
    Template,
    Twin,
    User,
    Video,
    Voice,
)
from studio.vocabulary import Dialect, TwinState
from tests import doubles, faces, people
from tests.addresses import CHANGE, KEYED, OWN, PERSONAL, PUBLIC, READ, TEAMS

pytestmark = pytest.mark.django_db

CHANGES = [name for name, (method, _, _) in TEAMS.items() if method == CHANGE]
MANAGED = ("account_", "delivery_", "invit", "key_", "member_", "price_", "webhook_")
"""How the names begin of what only owners and admins change."""
EDITORS_ONLY_PAGES = {"storyboard", "folder_where", "template_new", "template_variables"}


@dataclass(frozen=True)
class Belongings:
    """One of everything that belongs to Alice's team."""

    video: Video
    scene: Scene
    render: Render
    asset: Asset
    photo: Avatar
    entry: Pronunciation
    key: ApiKey
    twin: Twin
    voice: Voice
    template: Template
    batch: Batch
    member: Member
    invitation: Invitation
    folder: Folder
    endpoint: Endpoint
    delivery: Delivery

    def address(self, name: str) -> str:
        _, key, more = TEAMS[name]
        ids = {
            "video_id": self.video.pk,
            "scene_id": self.scene.pk,
            "render_id": self.render.pk,
            "asset_id": self.asset.pk,
            "avatar_id": self.photo.pk,
            "account_id": self.video.account_id,
            "entry_id": self.entry.pk,
            "key_id": self.key.pk,
            "twin_id": self.twin.pk,
            "voice_id": self.voice.pk,
            "template_id": self.template.pk,
            "batch_id": self.batch.pk,
            "team_id": self.video.team_id,
            "member_id": self.member.pk,
            "invitation_id": self.invitation.pk,
            "folder_id": self.folder.pk,
            "endpoint_id": self.endpoint.pk,
            "delivery_id": self.delivery.pk,
        }
        return reverse(name, kwargs={key: ids[key], **more})


@pytest.fixture
def belongings(video: Video, account: Account, alice: User) -> Belongings:
    accounts.sync_cast(account)
    asset = Asset(team=video.team, kind="video", name="film.mp4", mime="video/mp4", size=4, sha256="0" * 64)
    asset.file.save("film.mp4", ContentFile(b"film"), save=False)
    asset.save(force_insert=True)
    gifs.place(asset).parent.mkdir(parents=True, exist_ok=True)
    gifs.place(asset).write_bytes(b"GIF89a")
    render = Render.objects.create(
        video=video, account=account, number=1, storyboard={"scenes": []}, state="completed", file=asset, poster=asset,
        created_by=alice,
    )  # fmt: skip
    Video.objects.filter(pk=video.pk).update(latest_render=render, finished_render=render, last_number=1)
    entry = Pronunciation.objects.create(team=video.team, written="Nguyen", spoken="win")
    twin = doubles.twin(account, state=TwinState.READY)
    film = twin_says.place(twin, "0" * 32)
    film.parent.mkdir(parents=True, exist_ok=True)
    film.write_bytes(b"film")
    key = people.key(account)
    voice = account.voices.all()[0]
    Voice.objects.filter(pk=voice.pk).update(sample=asset)
    template = templates.save(video, actor=alice, name="Spring, by name")
    batch = Batch.objects.create(team=video.team, template=template, name="guests of spring", columns=["title"])
    BatchRow.objects.create(batch=batch, number=1, cells=[video.title], video=video)
    member, invitation = people.member(alice, team=video.team), people.invitation(video.team, by=alice)
    folder = Folder.objects.create(team=video.team, name="Spring, all of it")
    endpoint = endpoints.add(key, Dialect.CAPTIONS, url="https://example.org/hook", events=[])
    delivery = Delivery.objects.create(
        team=video.team, endpoint=endpoint, dialect=endpoint.dialect, event="creator.success", url=endpoint.url,
        body="{}", key="told",
    )  # fmt: skip
    return Belongings(
        video, video.scenes.get(), render, asset, faces.photo(account), entry, key, twin, voice, template, batch,
        member, invitation, folder, endpoint, delivery,
    )  # fmt: skip


def patterns(resolver: URLResolver | None = None, *, space: str = "") -> Iterator[tuple[str, str]]:
    """(namespace, name) of every address the server has."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, space=entry.namespace or space)
        elif isinstance(entry, URLPattern):
            yield space, entry.name or str(entry.pattern)


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_it_knows_every_address() -> None:
    found = {name for space, name in patterns() if space != "admin"}
    known = PUBLIC | PERSONAL | KEYED | set(TEAMS)
    assert found - known == set(), "say in tests/addresses.py who may open these"
    assert known - found == set(), "these are gone: take them out of tests/addresses.py"


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_it_is_404_to_a_stranger(belongings: Belongings, charlie: User, htmx: bool) -> None:
    client, headers = signed_in(charlie), {"HX-Request": "true"} if htmx else {}
    for name, (method, _, _) in TEAMS.items():
        answer = getattr(client, method)(belongings.address(name), headers=headers)
        assert answer.status_code == 404, name
        assert belongings.video.title not in answer.content.decode(), name


def test_it_asks_who_is_there(belongings: Belongings) -> None:
    for name in sorted(set(TEAMS) | PERSONAL):
        address = belongings.address(name) if name in TEAMS else _personal(name)
        answer = getattr(Client(), TEAMS[name][0] if name in TEAMS else READ)(address)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith(reverse("signin")), name


def test_it_shows_a_viewer_what_there_is(belongings: Belongings, vera: User) -> None:
    client = signed_in(vera)
    for name in (name for name, (method, _, _) in TEAMS.items() if method == READ):
        answer = client.get(belongings.address(name))
        answer.getvalue()  # reads the file to its end, which closes it
        expected = {200, 403} if name in EDITORS_ONLY_PAGES else {204} if name == "twin_progress" else {200, 286}
        assert answer.status_code in expected, name  # of a twin that is ready there is no progress: the page loads anew
        head = client.head(belongings.address(name))
        for close in head._resource_closers:  # as a server would; `close` would leave without the database, too
            close()
        assert head.status_code == answer.status_code, name


@pytest.mark.parametrize("name", ["signin", "password_reset", "library", "settings", "credits", "twins", "api_docs"])
def test_head_is_answered_as_get_is(video: Video, alice: User, name: str) -> None:
    for client in (Client(), signed_in(alice)):
        assert client.head(reverse(name)).status_code == client.get(reverse(name)).status_code < 400


def test_it_lets_a_viewer_change_nothing(belongings: Belongings, vera: User) -> None:
    client, before = signed_in(vera), belongings.video.document()
    for name in CHANGES:
        assert client.post(belongings.address(name)).status_code == (422 if name in OWN else 403), name
        assert Video.objects.get(pk=belongings.video.pk).document() == before, name


def test_it_lets_an_editor_manage_nothing(belongings: Belongings, bob: User) -> None:
    client, managed = signed_in(bob), [name for name in CHANGES if name.startswith(MANAGED)]
    assert len(managed) >= 20
    for name in managed:
        assert client.post(belongings.address(name)).status_code == 403, name


def test_it_changes_nothing_by_a_link(belongings: Belongings, alice: User) -> None:
    client = signed_in(alice)
    for name in CHANGES:
        assert client.get(belongings.address(name)).status_code == 405, name


def test_it_keeps_the_back_office_to_superusers(bob: User, alice: User) -> None:
    names = [name for space, name in patterns() if space == "admin" and name.endswith("_changelist")]
    assert len(names) >= 19
    for name in names:
        assert signed_in(bob).get(reverse(f"admin:{name}")).status_code == 302
    alice.is_staff = alice.is_superuser = True
    alice.save()
    for name in names:
        address = reverse(f"admin:{name}")
        assert signed_in(alice).get(address, {"q": "spring"}).status_code == 200, address


def _personal(name: str) -> str:
    return reverse(name, kwargs={"avatar_id": "maya"} if name == "avatar_picture" else {})
