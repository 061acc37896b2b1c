"""Two studios in one: the client's account orders from the server's, as from the real service, over HTTP.

What workers and the clock do in a running studio is called here by hand: `order`, `make`, `ask`, `fetch`, `join`.
`settings.FETCH_ALLOW` must be LOOPBACK meanwhile.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import av
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from studio.actions import accounts, arrivals, callbacks, deliveries, joins, ledger, makers, orders, polls, takes
from studio.models import Account, ApiKey, Delivery, Render, Take, User, Video, Wallet
from studio.providers.base import Outcome, Registered, TakeOrder, Unknown
from studio.vocabulary import Provider, RenderState
from tests import people

LOOPBACK = ["127.0.0.1/32", "localhost"]
SMALL = {"width": 134, "height": 240}
"""9:16, as small as storyboards may be: nothing here depends on the pixels."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The account that serves, with the key to it; the account that orders, and bob, who edits in its team."""

    server: Account
    key: ApiKey
    client: Account
    bob: User


def pair(provider: Provider, base_url: str, *, avatar: str = "maya", price: int = 100, **options: Any) -> Pair:
    """`base_url` is our own dialect's, of the live server; the client offers one `avatar` of its cast."""
    server = people.account(people.team("Server"))
    accounts.sync_cast(server)
    key = people.key(server, by=people.alice(server.team))
    client = people.account(people.team("Client"), provider=provider, price=price)
    client.credentials = {"api_key": key.secret}  # type: ignore[attr-defined]
    client.options = {"base_url": base_url, **options}
    client.save()
    client.avatars.update(external_id=avatar)
    return Pair(server, key, client, people.bob(client.team))


def lose(pair: Pair, render: Render) -> Outcome:
    """Order its only take; the server's reply, which is returned, is lost on its way."""
    made: list[Outcome] = []

    def submit(take: Take, order: TakeOrder) -> Outcome:
        made.append(orders.ask(take, order))
        return Unknown("The connection to the provider broke.")

    pair.client.free_at = None
    pair.client.save()
    orders.work(str(render.takes.get().pk), submit=submit)
    return made[0]


def video(pair: Pair, *scripts: str, **setup: Any) -> Video:
    """A small video of the client's, with one scene a script."""
    made = people.video(pair.client, by=pair.bob, scripts=scripts)
    made.setup = {"dimension": SMALL, **setup}
    made.save()
    avatar = pair.client.avatars.get().external_id
    for scene in made.scenes.all():
        scene.document["character"]["avatar_id"] = avatar
        scene.save()
    return made


def picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "PNG")
    return SimpleUploadedFile("back.png", file.getvalue())


def listen(pair: Pair, url: str) -> None:
    """Have the server tell the client's address at `url` of its news, as an account's page does at HeyGen."""
    pair.client.hook_token = callbacks.new_token()
    address = f"{url}/hooks/heygen/{pair.client.hook_token}"
    made = makers.ask(pair.client, lambda maker, *asked: maker.register_webhook(*asked, address))
    assert isinstance(made, Registered)
    pair.client.credentials = {**pair.client.credentials, "webhook_secret": made.secret}
    pair.client.save()


def deliver() -> None:
    for delivery in Delivery.objects.all():
        deliveries.send(str(delivery.pk))


def order(render: Render) -> None:
    """Every take, whatever the provider's pace."""
    for take in render.takes.all():
        Account.objects.filter(pk=take.account_id).update(free_at=None)
        orders.work(str(take.pk))


def make(pair: Pair) -> None:
    """What the workers of the studio that serves would do."""
    for render in Render.objects.filter(account=pair.server):
        for take in render.takes.all():
            takes.work(str(take.pk))
        joins.join(str(render.pk))


def ask(pair: Pair, render: Render) -> None:
    """The clock's question, at once."""
    Take.objects.filter(render=render, poll_at__isnull=False).update(poll_at=render.created_at)
    polls.work(str(pair.client.pk))


def fetch(render: Render) -> None:
    for take in render.takes.all():
        arrivals.work(str(take.pk))


def states(render: Render) -> set[str]:
    return set(render.takes.values_list("state", flat=True))


def join(pair: Pair, render: Render) -> float:
    """Join it and look at everything that must be right at the end: a film that plays, paid once. Its seconds."""
    joins.join(str(render.pk))
    render.refresh_from_db()
    assert (render.state, render.error) == (RenderState.COMPLETED, "")
    with av.open(render.file.file.path) as film:  # type: ignore[union-attr]
        assert [stream.codec_context.name for stream in film.streams] == ["h264", "aac"]
        frames = sum(1 for _ in film.decode(video=0))
        seconds = film.duration / av.time_base
    parts = sum(take.result["duration"] for take in render.takes.all())
    assert frames > 0
    assert abs(seconds - parts) <= 0.1
    settled(pair, render)
    return float(seconds)


def settled(pair: Pair, render: Render) -> None:
    """Nothing is held any more; what left the wallet is what the version cost."""
    wallet = Wallet.objects.get(account=pair.client)
    assert (wallet.held, wallet.available) == (0, people.CREDITS - render.cost)
    assert ledger.problems() == []
