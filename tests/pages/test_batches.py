"""Many at once on the pages: a table is brought, looked at, priced, made, and taken home."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.actions import batches, credits, takes, templates, videos
from studio.amounts import credits_of
from studio.models import Account, Asset, Batch, Render, Template, User, Video
from tests import people
from tests.pages.asking import HTMX, as_, is_fragment

pytestmark = pytest.mark.django_db
TABLE = "Whom we greet,company,title\nAna,Globex,\nBjörn,,Hi\n"


@pytest.fixture
def template(account: Account, alice: User) -> Template:
    video = people.video(
        account, by=alice, title="For {{first_name}}", scripts=("Hello {{first_name}} of {{company}}!",)
    )
    variables: dict[str, Any] = {
        "first_name": {"label": "Whom we greet", "default": None}, "company": {"default": "us"},
        "hero": {"type": "image", "path": "scenes.0.background"},
        "host": {"type": "avatar", "path": "scenes.*.character"},
    }  # fmt: skip
    return templates.save(video, actor=alice, name="Welcome, all", variables=variables)


def bring(client: Client, template: Template, text: str | bytes = TABLE, name: str = "guests.csv") -> Any:
    data = text.encode() if isinstance(text, str) else text
    return client.post(f"/templates/{template.pk}/batches/add/", {"file": SimpleUploadedFile(name, data)})


def brought(client: Client, template: Template, text: str = TABLE) -> Batch:
    reply = bring(client, template, text)
    assert reply.status_code == 302, reply.content.decode().partition("f-file-error")[2]
    return Batch.objects.get(pk=reply["Location"].split("/")[2])


def measured(client: Client, batch: Batch) -> str:
    """The page when it has been asked for as often as there are rows: each time at least one is measured."""
    for _ in batch.rows.all():
        reply = client.get(f"/batches/{batch.pk}/", headers=HTMX)
        assert is_fragment(reply.content)
    return str(reply.content.decode())


def made(batch: Batch) -> None:
    """Every row's video, with stand-ins for the engine."""
    batches.work(str(batch.pk))
    for row in batch.rows.exclude(video=None).select_related("video__latest_render"):
        assert row.video and row.video.latest_render
        people.made(row.video.latest_render)


def read(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))


def test_from_a_table_to_its_videos(template: Template, bob: User) -> None:
    client = as_(bob)
    assert f'href="/templates/{template.pk}/batches/"' in client.get(f"/templates/{template.pk}/").content.decode()
    batch = brought(client, template)
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    assert "Whom we greet" in page and "Globex" in page and "Measuring" in page and 'hx-trigger="every 1s"' in page
    assert "Make 2 videos" in measured(client, batch) and "hx-trigger" not in measured(client, batch)
    assert client.post(f"/batches/{batch.pk}/order/").status_code == 302
    assert "0 of 2 ready" in measured(client, batch) and 'hx-trigger="every 2s"' in measured(client, batch)
    made(batch)
    page = measured(client, batch)
    assert "All 2 videos are ready" in page and "hx-trigger" not in page and "In the folder" in page
    assert [row.video.title for row in batch.rows.all() if row.video] == ["For Ana", "Hi"]
    assert all(f'href="/videos/{row.video_id}/"' in page for row in batch.rows.all())


def test_the_table_to_fill_in_can_be_brought_as_it_is(template: Template, bob: User) -> None:
    client = as_(bob)
    reply = client.get(f"/templates/{template.pk}/table.csv")
    assert 'filename="Welcome, all.csv"' in reply["Content-Disposition"]
    table = reply.getvalue()
    assert read(table) == [["first_name", "company", "hero", "host", "title"], ["", "us", "", "", ""]]
    batch = brought(client, template, table.decode().replace(",us", "Zoë,us"))
    assert "Make 1 video<" in measured(client, batch)


def test_what_looks_like_a_formula_comes_back_as_it_was(template: Template, bob: User) -> None:
    variables = {**template.variables, "company": {**template.variables["company"], "default": "-20 % at Globex"}}
    Template.objects.filter(pk=template.pk).update(variables=variables)
    table = as_(bob).get(f"/templates/{template.pk}/table.csv").getvalue().decode()
    assert ",'-20 % at Globex," in table
    batch = brought(as_(bob), template, table.replace("\n,", "\nZoë,"))
    assert batch.rows.get().values["company"]["text"] == "-20 % at Globex"


def test_letters_of_two_signs_are_the_same_letters(template: Template, bob: User) -> None:
    variables = {**template.variables, "company": {**template.variables["company"], "label": "Société"}}
    Template.objects.filter(pk=template.pk).update(variables=variables)
    picture = Asset(team=template.team, kind="image", name="Zürich.png", mime="image/png", size=1, sha256="0" * 64,
                    uploaded=True)  # fmt: skip
    picture.file.save("a.png", ContentFile(b"x"), save=False)
    picture.save(force_insert=True)
    text = unicodedata.normalize("NFD", "first_name,Société,hero\nA,B,Zürich.png\n")
    assert brought(as_(bob), template, text).rows.get().values["hero"]["asset_id"] == str(picture.pk)


def test_what_is_wrong_with_a_file_is_told_beside_it(template: Template, bob: User) -> None:
    client = as_(bob)
    for text, sentence in {
        "name,offer\nAna,5\n": "This template has no variable “name”. Its columns are: first_name, company, hero,",
        "company\nGlobex\n": "A column is missing: first_name.",
        "first_name,Whom we greet\nA,B\n": "The column “first_name” is there twice.",
        "first_name\n": "This table has no rows.",
    }.items():
        reply = bring(client, template, text)
        page = reply.content.decode()
        assert reply.status_code == 422 and sentence in page and 'aria-describedby="f-file-error"' in page
    assert bring(client, template, "first_name\nBjörn\n".encode("latin-1")).status_code == 422
    nothing = client.post(f"/templates/{template.pk}/batches/add/")
    assert nothing.status_code == 422 and "Choose a CSV file." in nothing.content.decode()
    assert not Batch.objects.exists()


def test_people_and_files_are_found_by_name(template: Template, bob: User) -> None:
    picture = Asset(team=template.team, kind="image", name="Hero.PNG", mime="image/png", size=1, sha256="0" * 64,
                    uploaded=True)  # fmt: skip
    picture.file.save("a.png", ContentFile(b"x"), save=False)
    picture.save(force_insert=True)
    text = "first_name,hero,host\nA,hero.png,maya\nB,https://example.org/a.png,\nC,lost.png,Nobody\nD,,Nobody\n"
    batch = brought(as_(bob), template, text)
    values = list(batch.rows.values_list("values", flat=True))
    assert values[0]["hero"]["asset_id"] == str(picture.pk) and values[0]["host"]["id"] == "maya"
    assert values[1]["hero"]["url"] == "https://example.org/a.png" and "host" not in values[1]
    page = measured(as_(bob), batch)
    assert "No file of the team is called this." in page and "This avatar isn&#x27;t offered." in page
    assert dict(batch.rows.values_list("number", "problems"))[1] == {}


def test_it_says_why_nothing_was_ordered(template: Template, bob: User) -> None:
    Account.objects.filter(pk=template.account_id).update(price=50)
    credits.adjust(people.wallet(template.account), -people.CREDITS, key="spent", actor=None, note="spent")
    client = as_(bob)
    batch = brought(client, template)
    assert "none are left" in measured(client, batch)
    reply = client.post(f"/batches/{batch.pk}/order/")
    assert reply.status_code == 402 and "Nothing was ordered." in reply.content.decode()
    assert Video.objects.count() == 1


def test_it_orders_at_the_price_that_the_page_shows(template: Template, bob: User) -> None:
    client, batch = as_(bob), brought(as_(bob), template)
    assert 'name="seen" value="0"' in measured(client, batch)
    Account.objects.filter(pk=template.account_id).update(price=1_000_000)
    credits.grant(people.wallet(template.account), 10**9, key="more")
    page = measured(as_(bob), batch)
    reply = client.post(f"/batches/{batch.pk}/order/", {"seen": "0"})
    assert reply.status_code == 409 and "Nothing was ordered.</b> The price changed" in reply.content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert int(seen) == batches.sums(Batch.objects.get()).amount > 1_000_000
    assert client.post(f"/batches/{batch.pk}/order/", {"seen": seen}).status_code == 302


def test_what_failed_says_why_and_is_tried_again_in_its_row(template: Template, bob: User, vera: User) -> None:
    Account.objects.filter(pk=template.account_id).update(price=50)
    client, batch = as_(bob), brought(as_(bob), template)
    measured(client, batch)
    batches.order(batch, actor=bob)
    batches.work(str(batch.pk))
    first, second = (row.video.latest_render for row in batch.rows.order_by("number"))  # type: ignore[union-attr]
    assert first and second
    takes.fail_render(first, "The engine broke: no <luck>.")
    people.made(second)
    page = measured(client, batch)
    told = credits_of(batch.rows.get(number=1).amount or 0)
    assert "no &lt;luck&gt;." in page and "Why stands in its row" in page
    again = f"/batches/{batch.pk}/rows/1/again/"
    assert page.count("/again/") == 1 and f'action="{again}"' in page and f'dim">{told}</span></form>' in page
    assert "/again/" not in measured(as_(vera), batch) and as_(vera).post(again).status_code == 403
    for _ in range(2):
        assert client.post(again)["Location"] == f"/batches/{batch.pk}/?page=1#row-1"
    assert batch.rows.get(number=1).video.renders.count() == 2  # type: ignore[union-attr]
    page = measured(client, batch)
    assert "1 of 2 ready" in page and "In line" in page and "/again/" not in page and 'id="row-1"' in page
    assert client.get(f"/batches/{batch.pk}/", headers=HTMX)["HX-Trigger"] == "begun", "the header shows it, too"
    assert client.post(f"/batches/{batch.pk}/rows/3/again/").status_code == 404


def test_a_row_that_the_engine_failed_at_is_looked_at_again(template: Template, bob: User) -> None:
    client, batch = as_(bob), brought(as_(bob), template)
    batch.rows.filter(number=1).update(problems={batches.WHOLE: "The engine ended twice."})
    page = measured(client, batch)
    assert "The engine ended twice." in page and page.count("Look again") == 1 and "Make 1 video<" in page
    reply = client.post(f"/batches/{batch.pk}/rows/1/again/", follow=True)
    assert "Measuring" in reply.content.decode()
    assert "Make 2 videos" in measured(client, batch)
    assert "nothing to try again" in client.post(f"/batches/{batch.pk}/rows/1/again/", follow=True).content.decode()


def test_a_viewer_looks_and_takes_home(template: Template, bob: User, vera: User) -> None:
    batch, viewer = brought(as_(bob), template), as_(vera)
    page = measured(viewer, batch)
    assert "Measuring" in page and "Make" not in page, "a viewer's look measures nothing"
    assert "ask an owner" in viewer.get(f"/templates/{template.pk}/batches/").content.decode()
    assert viewer.post(f"/batches/{batch.pk}/order/").status_code == 403


def test_those_that_failed_are_found_together(template: Template, bob: User) -> None:
    client = as_(bob)
    batch = brought(client, template)
    measured(client, batch)
    batches.order(batch, actor=bob)
    batches.work(str(batch.pk))
    Render.objects.update(state="failed", finished_at=timezone.now())
    batch.refresh_from_db()
    place = f"/?folder={batch.folder_id}&amp;status=failed"
    assert f'href="{place}"' in client.get(f"/batches/{batch.pk}/").content.decode()
    assert client.get(place.replace("&amp;", "&")).content.decode().count('id="card-') == batch.rows.count()


def test_the_links_stand_behind_the_table(template: Template, bob: User) -> None:
    client = as_(bob)
    batch = brought(client, template, TABLE + "=1+1,,\n,nobody,\n")
    measured(client, batch)
    client.post(f"/batches/{batch.pk}/order/")
    made(batch)
    head, *rows = read(client.get(f"/batches/{batch.pk}/links.csv").getvalue())
    assert head == ["first_name", "company", "title", "page", "video", "state", "seconds", "credits"]
    assert [row[0] for row in rows] == ["Ana", "Björn", "'=1+1", ""]
    assert [row[5] for row in rows] == ["completed", "completed", "completed", "not possible"]
    assert Client().get(rows[0][4]).getvalue(), "a link opens without signing in"
    assert client.get(rows[0][3]).status_code == 200 and rows[3][3:] == ["", "", "not possible", "", ""]


def test_all_videos_come_in_one_archive(template: Template, bob: User) -> None:
    client = as_(bob)
    batch = brought(client, template, TABLE.replace("Hi", '"1: a/b?"'))
    assert client.get(f"/batches/{batch.pk}/videos.zip")["Location"] == f"/batches/{batch.pk}/"
    measured(client, batch)
    client.post(f"/batches/{batch.pk}/order/")
    made(batch)
    first, second = (row.video.finished_render.file for row in batch.rows.all())  # type: ignore[union-attr]
    reply = client.get(f"/batches/{batch.pk}/videos.zip")
    archive = zipfile.ZipFile(io.BytesIO(reply.getvalue()))
    assert archive.testzip() is None
    assert archive.namelist() == ["001 For Ana.mp4", "002 1- a-b-.mp4"]
    with first.file.open() as file:
        assert archive.read("001 For Ana.mp4") == file.read()
    second.file.storage.delete(second.file.name)
    rest = zipfile.ZipFile(io.BytesIO(client.get(f"/batches/{batch.pk}/videos.zip").getvalue()))
    assert rest.namelist() == ["001 For Ana.mp4"], "what is gone from the disk is left out"


def test_what_is_in_the_trash_is_not_handed_out(template: Template, bob: User) -> None:
    client = as_(bob)
    batch = brought(client, template)
    measured(client, batch)
    client.post(f"/batches/{batch.pk}/order/")
    made(batch)
    first = batch.rows.get(number=1).video
    assert first
    videos.trash(first, actor=bob)
    assert "Download 1 video<" in client.get(f"/batches/{batch.pk}/").content.decode()
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/batches/{batch.pk}/videos.zip").getvalue()))
    assert archive.namelist() == ["002 Hi.mp4"]
    _, thrown, kept = read(client.get(f"/batches/{batch.pk}/links.csv").getvalue())
    assert (thrown[4], thrown[5], kept[5]) == ("", "in the trash", "completed") and kept[4]


def test_a_long_table_costs_no_more_questions(template: Template, bob: User) -> None:
    client, costs = as_(bob), []
    for count in (3, 120):
        batch = brought(client, template, "first_name\n" + "Ana\n" * count)
        batches.measure(batch, seconds=60)
        client.post(f"/batches/{batch.pk}/order/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/batches/{batch.pk}/").content.decode()
            client.get(f"/batches/{batch.pk}/links.csv").getvalue()
            client.get(f"/batches/{batch.pk}/videos.zip")
        costs.append(len(asked))
    assert costs[0] == costs[1] and "Page 1 of 3" in page
    assert ">51</th>" in client.get(f"/batches/{batch.pk}/?page=2").content.decode()


def test_a_removed_table_is_gone_and_its_videos_stay(template: Template, bob: User) -> None:
    client = as_(bob)
    batch = brought(client, template)
    assert client.post(f"/batches/{batch.pk}/remove/")["Location"] == f"/templates/{template.pk}/batches/"
    assert "“guests” is removed. Its videos stay." in client.get(f"/templates/{template.pk}/batches/").content.decode()
    assert client.get(f"/batches/{batch.pk}/").status_code == 404


def test_it_is_closed_while_the_template_is_in_the_trash(template: Template, bob: User) -> None:
    client = as_(bob)
    batch = brought(client, template)
    templates.trash(template, actor=bob)
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    assert "This template is in the trash." in page and "hx-trigger" not in page.partition('id="batch"')[2]
    assert bring(client, template).status_code == 409


def test_it_tells_whoever_orders_a_table_that_it_was_removed_meanwhile(
    template: Template, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, order = as_(bob), batches.order

    def too_late(found: Batch, *, actor: User, seen: int | None) -> None:
        batches.remove(Batch.objects.get(pk=found.pk), actor=actor)
        order(found, actor=actor)

    batch = brought(client, template)
    monkeypatch.setattr(batches, "order", too_late)
    reply = client.post(f"/batches/{batch.pk}/order/")
    assert reply.status_code == 404
    assert "This table was removed. Its videos stay." in reply.content.decode()
