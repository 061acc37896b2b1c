"""What programs order: made once, told truly, nothing left behind by a refusal."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from studio.actions import answers, housekeeping, jobs, renders, videos
from studio.errors import BadInput, Conflict, EngineFailed, NotEnoughCredits, NotFound
from studio.models import Account, ApiKey, Delivery, Job, Render, Transfer, User, Video, Wallet
from studio.vocabulary import Dialect, RenderState
from tests import people

pytestmark = pytest.mark.django_db
WISH = jobs.Order(
    Dialect.CAPTIONS, "creator", "tg7FaiVgmGqTQfuDhyGA", "http://studio.example",
    people.storyboard("Hello there."), request={"script": "Hello there."}, title="Hello", callback_id="order-7",
)  # fmt: skip


def test_it_orders_a_video_and_tells_how_it_goes(key: ApiKey, client: Client) -> None:
    job = jobs.order(key, WISH)
    news = jobs.news(job)
    assert (news.id, news.state, news.callback_id, news.video_url) == (WISH.external_id, "queued", "order-7", None)
    assert job.render
    people.made(job.render)
    news = jobs.news(jobs.find(key, Dialect.CAPTIONS, WISH.external_id))
    assert (news.state, news.progress, news.seconds) == (RenderState.COMPLETED, 100, 1.5)
    assert news.video_url
    assert news.video_url.startswith("http://studio.example/files/")
    opened = client.get(
        news.video_url.removeprefix("http://studio.example"), headers={"x-api-key": "another service's"}
    )
    assert opened.status_code == 200
    assert b"Hello there." in opened.getvalue()


def test_a_mistyped_link_opens_nothing(key: ApiKey, client: Client) -> None:
    job = jobs.order(key, WISH)
    people.made(job.render or Render())
    link = jobs.news(jobs.find(key, Dialect.CAPTIONS, WISH.external_id)).video_url or ""
    path = link.removeprefix("http://studio.example")
    token = path.split("/")[2]
    assert client.get(path.replace(token, token[:-1] + ("A" if token[-1] != "A" else "B"))).status_code == 404
    assert client.get(path.replace(token, "x:y:z")).status_code == 404
    assert client.post(path).status_code == 405


def test_a_refusal_leaves_nothing_behind(key: ApiKey, account: Account) -> None:
    with pytest.raises(BadInput):
        jobs.order(key, replace(WISH, storyboard=people.storyboard(" ")))
    Account.objects.filter(pk=account.pk).update(price=100_00)
    key.account.refresh_from_db()
    with pytest.raises(NotEnoughCredits):
        jobs.order(key, replace(WISH, storyboard=people.storyboard("A long script. " * 200)))
    assert not Job.objects.exists()
    assert not Video.objects.exists()
    assert not Transfer.objects.filter(kind="hold").exists()


def test_the_same_request_orders_once(key: ApiKey) -> None:
    first = jobs.order(key, replace(WISH, request_key="k1"))
    again = jobs.order(key, replace(WISH, request_key="k1", external_id="another"))
    assert first == again
    assert Render.objects.count() == 1
    assert jobs.order(key, replace(WISH, request_key="k2", external_id="another")) != first


def test_it_goes_on_where_a_dead_server_stopped(key: ApiKey) -> None:
    """The job was written down, and its render never ordered."""
    begun = jobs._begin(key, replace(WISH, request_key="k1"))
    assert jobs.news(begun).state == RenderState.QUEUED
    assert jobs.order(key, replace(WISH, request_key="k1")).render == Render.objects.get()


@pytest.mark.parametrize("draft", [False, True])
def test_what_is_ordered_is_the_jobs_at_once(key: ApiKey, monkeypatch: pytest.MonkeyPatch, draft: bool) -> None:
    """The server dies right behind the order: its program is told of the end all the same."""

    def order(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise KeyboardInterrupt

    real = renders.generate
    monkeypatch.setattr(renders, "generate", order)
    with pytest.raises(KeyboardInterrupt):
        jobs.order(key, replace(WISH, dialect=Dialect.STUDIO, callback_url="https://example.org/hook", draft=draft))
    job, render = Job.objects.get(), Render.objects.get()
    assert (job.preview if draft else job.render) == render
    people.made(render)
    assert jobs.news(jobs.find(key, Dialect.STUDIO, job.external_id)).state == RenderState.COMPLETED
    assert Delivery.objects.count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once_orders_once(key: ApiKey) -> None:
    found: list[Job] = []

    def order(number: int) -> None:
        try:
            found.append(jobs.order(key, replace(WISH, request_key="k1", external_id=f"job-{number}")))
        finally:
            connection.close()

    threads = [threading.Thread(target=order, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({job.pk for job in found}) == 1
    assert Job.objects.count() == Video.objects.count() == Render.objects.count() == 1


def test_a_preview_comes_before_the_final_version(key: ApiKey, wallet: Wallet) -> None:
    job = jobs.order(key, replace(WISH, draft=True))
    assert job.preview
    assert job.render is None
    people.made(job.preview)
    news = jobs.news(jobs.find(key, Dialect.CAPTIONS, WISH.external_id))
    assert news.preview_url
    assert news.video_url is None
    final = jobs.finalise(job)
    assert jobs.finalise(final).render == final.render
    people.made(final.render or Render())
    assert jobs.news(jobs.find(key, Dialect.CAPTIONS, WISH.external_id)).video_url


def test_another_team_finds_nothing(key: ApiKey, charlie: User) -> None:
    jobs.order(key, WISH)
    other = people.key(people.account(charlie.teams.get()), by=charlie)
    with pytest.raises(NotFound):
        jobs.find(other, Dialect.CAPTIONS, WISH.external_id)
    with pytest.raises(NotFound):
        jobs.find(key, Dialect.HEYGEN, WISH.external_id)


def test_it_is_taken_away_and_stopped(key: ApiKey) -> None:
    job = jobs.order(key, WISH)
    jobs.remove(job)
    with pytest.raises(NotFound):
        jobs.find(key, Dialect.CAPTIONS, WISH.external_id)
    assert Render.objects.get().state == RenderState.CANCELED
    assert Video.objects.get().trashed_at
    jobs.remove(job)


def test_a_version_ordered_while_it_is_taken_away_is_stopped(
    key: ApiKey, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, trash = jobs.order(key, replace(WISH, draft=True)), videos.trash
    people.made(job.preview or Render())

    def late(video: Video, *, actor: User | None) -> None:
        jobs.finalise(jobs.find(key, Dialect.CAPTIONS, WISH.external_id))
        trash(video, actor=actor)

    monkeypatch.setattr(videos, "trash", late)
    jobs.remove(jobs.find(key, Dialect.CAPTIONS, WISH.external_id))
    assert Render.objects.get(kind="final").state == RenderState.CANCELED
    assert not Transfer.objects.filter(kind="hold", resolution=None).exists()


def test_no_version_is_ordered_of_what_was_taken_away(key: ApiKey) -> None:
    job = jobs.order(key, replace(WISH, draft=True))
    jobs.remove(jobs.find(key, Dialect.CAPTIONS, WISH.external_id))
    with pytest.raises(Conflict):
        jobs.finalise(job)
    assert Render.objects.get().state == RenderState.CANCELED


def test_what_people_make_of_its_video_meanwhile_goes_on(key: ApiKey) -> None:
    job = jobs.order(key, WISH)
    assert job.video
    videos.rename(job.video, version=job.video.version, title="Mine")
    mine = renders.generate(job.video, actor=None)
    jobs.remove(job)
    states = dict(Render.objects.values_list("pk", "state"))
    assert (states[job.render_id], states[mine.pk]) == (RenderState.CANCELED, RenderState.QUEUED)


@pytest.mark.parametrize("finished", [False, True])
def test_what_people_throw_away_is_not_there_until_it_is_restored(key: ApiKey, finished: bool) -> None:
    """Its links are shut for that time: told as completed, a program would save an error page as its video."""
    job = jobs.order(key, WISH)
    if finished:
        people.made(Render.objects.get())
    videos.trash(Video.objects.get(), actor=None)
    assert list(jobs.of(key, WISH.dialect)) == []
    with pytest.raises(NotFound):
        jobs.find(key, WISH.dialect, job.external_id)
    videos.restore(Video.objects.get(), actor=None)
    state = RenderState.COMPLETED if finished else RenderState.QUEUED
    assert jobs.news(jobs.find(key, WISH.dialect, job.external_id)).state == state


def test_what_was_deleted_for_good_is_told_of_no_more(key: ApiKey) -> None:
    job = jobs.order(key, WISH)
    people.made(Render.objects.get())
    Video.objects.update(trashed_at=timezone.now() - housekeeping.TRASH_LIFE * 2)
    housekeeping.empty_trash()
    assert not Video.objects.exists()
    assert list(jobs.of(key, WISH.dialect)) == []
    with pytest.raises(NotFound):
        jobs.find(key, WISH.dialect, job.external_id)


def test_it_says_why_it_failed(key: ApiKey) -> None:
    job = jobs.order(key, WISH)
    assert job.render
    renders.cancel(job.render, actor=None)
    news = jobs.news(jobs.find(key, Dialect.CAPTIONS, WISH.external_id))
    assert (news.state, news.seconds) == (RenderState.CANCELED, None), "there is no video that lasts"


def test_a_refusal_of_a_repeat_does_not_take_away_what_was_ordered(
    key: ApiKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same request came twice; the other one was ordered while this one was being refused."""
    begun, generate = jobs._begin(key, replace(WISH, request_key="k1")), renders.generate

    def refused(*args: Any, **kwargs: Any) -> Render:
        generate(*args, **kwargs)
        raise EngineFailed("Away.", permanent=False)

    monkeypatch.setattr(renders, "generate", refused)
    with pytest.raises(EngineFailed):
        jobs.order(key, replace(WISH, request_key="k1"))
    monkeypatch.undo()
    assert jobs.order(key, replace(WISH, request_key="k1")) == begun
    assert Render.objects.get().takes.exists()


def test_a_key_may_name_another_order_when_it_is_not_kept_any_more(key: ApiKey) -> None:
    first = jobs.order(key, replace(WISH, request_key="k1"))
    Job.objects.update(created_at=timezone.now() - answers.KEPT * 2)
    again = jobs.order(key, replace(WISH, request_key="k1", external_id="another"))
    assert again != first
    assert jobs.order(key, replace(WISH, request_key="k1", external_id="third")) == again


def test_a_job_that_was_never_ordered_says_so_once(key: ApiKey) -> None:
    wish = replace(WISH, dialect=Dialect.STUDIO, callback_url="https://example.org/hook")
    forgotten = jobs._begin(key, wish)
    jobs.order(key, replace(wish, external_id="another"))
    assert jobs.end_forgotten() == 0
    Job.objects.update(created_at=timezone.now() - jobs.FORGOTTEN * 2)
    assert [jobs.end_forgotten() for _ in range(2)] == [1, 0]
    news = jobs.news(jobs.find(key, Dialect.STUDIO, forgotten.external_id))
    assert (news.state, news.error) == (RenderState.FAILED, jobs.STOPPED)
    assert Delivery.objects.count() == 1
