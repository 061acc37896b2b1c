"""The page behind a share link, with a real video of the engine's own in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from studio.actions import joins, shares, takes
from studio.models import Account, Job, User
from tests import people
from tests.api.heygen.asking import ask, ordered
from tests.browser.conftest import PHONE, WIDE, Look, Open

pytestmark = pytest.mark.django_db(transaction=True)


def test_whoever_has_the_link_can_watch(open_page: Open, look: Look, account: Account, alice: User) -> None:
    key = people.key(account, by=alice)
    name = ordered(key, title="Spring collection, in one breath", caption=True, dimension={"width": 640, "height": 360})
    job = Job.objects.get(external_id=name)
    assert job.render
    takes.work(str(job.render.takes.get().pk))
    joins.join(str(job.render.pk))
    path = shares.to(Job.objects.select_related("render__file").get(pk=job.pk), origin="")
    for size, theme in ((WIDE, "dark"), (PHONE, "light")):
        page = open_page(path, size=size, theme=theme)
        film = page.locator("video")
        expect(film).to_have_js_property("videoWidth", 640)
        assert look(page, "shared") == []
    ask("DELETE", f"/v1/video.delete?video_id={name}", key)
    page.reload()
    expect(page.locator("video")).to_have_count(0)
