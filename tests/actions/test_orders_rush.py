"""An order, and what it names goes at the same moment: both are done, or one is refused in words, and nobody pays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from studio.actions import endpoints, jobs, previews, renders
from studio.errors import BadInput, Busy, NotFound
from studio.models import Account, ApiKey, Endpoint, Job, Render, Transfer, User, Video
from studio.vocabulary import Dialect
from tests import people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
WISH = jobs.Order(Dialect.CAPTIONS, "creator", "first", "http://studio.example", people.storyboard("Hello there."))


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, so that whoever orders is done while another waits."""
    monkeypatch.setattr(renders, "_measured", lambda *_: previews.Measure((2.0,), ((),)))


@pytest.fixture
def hook(key: ApiKey) -> Endpoint:
    return endpoints.add(key, Dialect.CAPTIONS, url="http://a.example/", events=[])


def test_a_webhook_that_is_deleted_before_it_is_named_is_told_of(
    key: ApiKey, hook: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, jobs, "ordered_with", lambda: Endpoint.objects.all().delete())
    with pytest.raises(BadInput, match="The webhook that this order names was deleted"):
        jobs.order(key, replace(WISH, endpoint=hook))
    assert not Video.objects.exists()
    assert not Job.objects.exists()
    assert not Transfer.objects.filter(kind="hold").exists()


def test_a_webhook_that_is_deleted_as_it_is_named_leaves_the_order(
    key: ApiKey, hook: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = meanwhile(monkeypatch, Job.objects, "create", lambda: endpoints.remove(Endpoint.objects.get()))
    job = jobs.order(key, replace(WISH, endpoint=hook))
    other.join()
    job.refresh_from_db()
    assert (job.render is not None, job.endpoint, Endpoint.objects.count()) == (True, None, 0)


def test_nobody_pays_for_a_version_that_goes_with_the_video_of_a_refused_order(
    key: ApiKey, alice: User, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    """They saw it in the library, and press Generate while it is taken back."""
    Account.objects.update(price=100)
    generate, told = renders.generate, list[str]()

    def refused(*_: object, **__: object) -> Render:
        raise Busy("Later.")

    def person() -> None:
        try:
            generate(Video.objects.get(), actor=alice)
        except (NotFound, Video.DoesNotExist) as error:
            told.append(str(error))

    monkeypatch.setattr(renders, "generate", refused)
    other = meanwhile(monkeypatch, Video, "delete", person)
    reply = client.post("/api/videos", people.storyboard("Hello."), content_type="application/json",
                        headers={"authorization": f"Bearer {key.secret}"})  # type: ignore[attr-defined]  # fmt: skip
    other.join()
    assert reply.status_code == 503
    assert people.wallet(key.account).held == 0
    assert told == ["This video was deleted."]
