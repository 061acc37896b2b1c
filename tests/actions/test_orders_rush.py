"""An order, and what it names goes at the same moment: both are done, or one is refused in words, and nobody pays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.actions import endpoints, jobs
from studio.errors import BadInput
from studio.models import ApiKey, Endpoint, Job, Transfer, Video
from studio.vocabulary import Dialect
from tests import people
from tests.meanwhile import meanwhile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
WISH = jobs.Order(Dialect.CAPTIONS, "creator", "first", "http://studio.example", people.storyboard("Hello there."))


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
