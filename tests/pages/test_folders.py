"""Folders in the library: seeing, making, naming and trashing them; moving videos, and taking it back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.actions import folders
from studio.models import Account, Folder, Team, User, Video
from tests import people
from tests.pages.asking import HTMX, as_, is_fragment


def folder(team: Team, name: str, parent: Folder | None = None) -> Folder:
    return folders.create(team, actor=None, name=name, parent=parent)


def video(account: Account, title: str, inside: Folder | None = None) -> Video:
    made = people.video(account, title=title, scripts=(f"About {title}.",))
    Video.objects.filter(pk=made.pk).update(folder=inside)
    return made


def shown(client: Client, query: str = "") -> tuple[list[str], set[str]]:
    """The folders and the videos of a page of the library."""
    seen = client.get(f"/{query}").context
    return [tile.folder.name for tile in seen["cabinet"].tiles], {str(card.video) for card in seen["cards"]}


@pytest.fixture
def spring(team: Team) -> Folder:
    return folder(team, "Spring")


@pytest.fixture
def week(team: Team, spring: Folder) -> Folder:
    """In spring."""
    return folder(team, "Week 1", spring)


@pytest.fixture
def cabinet(account: Account, spring: Folder, week: Folder) -> dict[str, Video]:
    """One video in no folder, one in spring, one in its week."""
    return {
        "loose": video(account, "Loose"), "inside": video(account, "Inside", spring),
        "deep": video(account, "Deep", week),
    }  # fmt: skip


def test_it_shows_the_folders_of_a_place_and_all_videos_at_the_top(
    vera: User, cabinet: dict[str, Video], spring: Folder, week: Folder
) -> None:
    client = as_(vera)
    assert shown(client) == (["Spring"], {"Loose", "Inside", "Deep"})
    assert shown(client, f"?folder={spring.pk}") == (["Week 1"], {"Inside"})
    assert shown(client, f"?folder={week.pk}") == ([], {"Deep"})
    page = client.get(f"/?folder={week.pk}")
    assert [each.name for each in page.context["cabinet"].way] == ["Spring"]
    assert f'href="/?folder={spring.pk}"' in page.content.decode()
    tile = client.get("/").context["cabinet"].tiles[0]
    assert (tile.videos, tile.folders) == (1, 1), "what lies right in it"
    assert "folder_new" not in page.content.decode(), "a viewer makes none"


def test_it_searches_and_filters_in_the_folder_and_what_is_in_it(
    alice: User, cabinet: dict[str, Video], spring: Folder, week: Folder
) -> None:
    client = as_(alice)
    assert shown(client, "?q=about") == ([], {"Loose", "Inside", "Deep"})
    assert shown(client, f"?folder={spring.pk}&q=about") == ([], {"Inside", "Deep"})
    assert shown(client, f"?folder={spring.pk}&status=draft") == ([], {"Inside", "Deep"})
    assert shown(client, "?q=WEEK") == (["Week 1"], set())
    assert shown(client, f"?folder={week.pk}&q=week") == ([], set())
    counts = client.get(f"/?folder={spring.pk}").context["statuses"]
    assert {name: count for name, _label, _icon, count in counts}["draft"] == 2
    assert "those in folders included" in client.get("/?q=about").content.decode()
    found = client.get(f"/?folder={spring.pk}&q=about", headers=HTMX)
    assert is_fragment(found.content)
    assert "and the folders in it" in found.content.decode()


def test_it_says_where_a_video_lies_unless_one_is_there(alice: User, cabinet: dict[str, Video], spring: Folder) -> None:
    client, named = as_(alice), f'<a class="where" href="/?folder={spring.pk}"'
    people.render(cabinet["inside"], state="processing")
    assert named in client.get("/").content.decode()
    assert named not in client.get(f"/?folder={spring.pk}").content.decode()
    assert f"?in={spring.pk}" in client.get(f"/?folder={spring.pk}").content.decode()
    card = f"/videos/{cabinet['inside'].pk}/card/"
    assert named in client.get(card).content.decode()
    assert named not in client.get(f"{card}?in={spring.pk}").content.decode()


def test_it_shows_few_of_many_and_all_when_asked(alice: User, team: Team, video: Video) -> None:
    Folder.objects.bulk_create(Folder(team=team, name=f"F{n:02}") for n in range(60))
    client = as_(alice)
    assert (len(shown(client)[0]), len(shown(client, "?folders=all")[0])) == (9, 60)
    assert "All 60 folders" in client.get("/").content.decode()
    assert "Show fewer" in client.get("/?folders=all").content.decode()
    Folder.objects.bulk_create(Folder(team=team, name=f"G{n:03}") for n in range(450))
    assert len(shown(client, "?folders=all")[0]) == 500
    assert "A search finds the others." in client.get("/?folders=all").content.decode()
    assert shown(client, "?q=g449")[0] == ["G449"]


@pytest.mark.parametrize("inside", [False, True], ids=["top", "folder"])
def test_it_asks_as_much_for_many_as_for_few(alice: User, account: Account, team: Team, inside: bool) -> None:
    client, place = as_(alice), folder(team, "Place") if inside else None
    address = f"/?folders=all&folder={place.pk}" if place else "/?folders=all"

    def asked(count: int, videos: int) -> int:
        made = Folder.objects.bulk_create(Folder(team=team, name=f"F{n}", parent=place) for n in range(count))
        homes = [place, *made]
        Video.objects.bulk_create(
            Video(team=team, account=account, title=f"V{n}", folder=homes[n % len(homes)]) for n in range(videos)
        )
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few, many = asked(3, 20), asked(297, 1980)
    assert few == many <= 17

    def choice() -> int:
        with CaptureQueriesContext(connection) as captured:
            some = [str(pk) for pk in Video.objects.values_list("pk", flat=True)[:20]]
            assert client.get("/videos/where/", {"video": some}).status_code == 200
        return len(captured)

    before = choice()
    Folder.objects.bulk_create(Folder(team=team, name=f"G{n}", parent=place) for n in range(300))
    assert choice() == before


def test_it_makes_a_folder_where_one_is(bob: User, team: Team, spring: Folder) -> None:
    client = as_(bob)
    answer = client.post("/folders/new/", {"name": "ربيع", "folder": spring.pk})
    assert answer["Location"] == f"/?folder={spring.pk}"
    made = Folder.objects.get(name="ربيع")
    assert "Folder “<bdi>ربيع</bdi>” made" in client.get("/").content.decode()
    assert (made.parent, made.created_by, made.team) == (spring, bob, team)
    form = {"name": "Autumn", "key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post("/folders/new/", form, headers=HTMX)["HX-Redirect"] == "/"
    assert Folder.objects.filter(name="Autumn").count() == 1


def test_it_goes_back_to_the_library_as_it_was_and_nowhere_else(bob: User, cabinet: dict[str, Video]) -> None:
    form = {"video": cabinet["loose"].pk}
    for came, to in {
        "http://testserver/?q=loose&page=2": "/?q=loose&page=2", "https://evil.example/?q=x": "/",
        "http://testserver/credits/?x": "/", "//": "/", "http://[": "/",
    }.items():  # fmt: skip
        assert as_(bob).post("/videos/trash/", form, headers={"Referer": came})["Location"] == to


@pytest.mark.parametrize(
    ("name", "said"),
    [(" ", folders.NAMELESS), ("x" * 300, folders.LONG), ("sPring", folders.TWICE.format(name="sPring"))],
)
def test_it_says_beside_the_field_what_is_wrong(alice: User, team: Team, spring: Folder, name: str, said: str) -> None:
    client, other = as_(alice), folder(team, "Other")
    rename = f"/folders/{other.pk}/name/"
    where: dict[str, Any] = {"video": people.video(people.account(team)).pk, "to": "new"}
    for path, form in (("/folders/new/", {}), (rename, {}), ("/videos/move/", where)):
        answer = client.post(path, {**form, "name": name}, headers=HTMX)
        assert answer.status_code == 422
        assert is_fragment(answer.content)
        assert said in answer.content.decode()
        assert client.post(path, {**form, "name": name}).status_code == 422
    assert Folder.objects.count() == 2
    assert not Video.objects.exclude(folder=None).exists()


def test_it_renames_where_the_name_stands(alice: User, spring: Folder) -> None:
    client = as_(alice)
    answer = client.post(f"/folders/{spring.pk}/name/", {"title": "Frühling"}, headers=HTMX)
    assert is_fragment(answer.content)
    assert "Saved" in answer.content.decode()
    assert client.post(f"/folders/{spring.pk}/name/", {"name": "Lenz"}, headers=HTMX)["HX-Redirect"] == "/"
    spring.refresh_from_db()
    assert spring.name == "Lenz"


def test_it_trashes_a_folder_and_takes_it_back(
    bob: User, cabinet: dict[str, Video], spring: Folder, week: Folder
) -> None:
    client = as_(bob)
    assert client.post(f"/folders/{week.pk}/trash/", {"inside": 1})["Location"] == f"/?folder={spring.pk}"
    client.get("/")
    client.post(f"/folders/{week.pk}/restore/")
    assert client.post(f"/folders/{spring.pk}/trash/")["Location"] == "/"
    page = client.get("/").content.decode()
    assert "moved to the trash. Its videos stay here." in page
    assert f"/folders/{spring.pk}/restore/" in page
    assert shown(client) == ([], {"Loose", "Inside", "Deep"})
    assert [each.name for each in client.get("/trash/").context["folders"]] == ["Spring"]
    gone = client.get(f"/?folder={week.pk}")
    assert (gone.status_code, "“Week 1” is in the trash" in gone.content.decode()) == (409, True)
    assert client.post(f"/folders/{spring.pk}/restore/")["Location"] == f"/?folder={spring.pk}"
    assert shown(client, f"?folder={spring.pk}") == (["Week 1"], {"Inside"})


def test_it_offers_the_folders_to_move_to(alice: User, cabinet: dict[str, Video], spring: Folder, week: Folder) -> None:
    client = as_(alice)
    answer = client.get("/videos/where/", {"video": cabinet["inside"].pk, "folder": week.pk})
    assert is_fragment(answer.content)
    page = answer.content.decode()
    assert [way[-1] for way in answer.context["ways"]] == [spring, week]
    assert f'value="{spring.pk}" disabled' in page, "it lies there"
    assert "No folder" in page
    assert "New folder in “<bdi>Week 1</bdi>”" in page
    assert "No folder</span>" not in client.get("/videos/where/", {"video": cabinet["loose"].pk}).content.decode()


def test_it_moves_many_and_takes_it_back(bob: User, cabinet: dict[str, Video], spring: Folder, week: Folder) -> None:
    client, chosen = as_(bob), [str(each.pk) for each in cabinet.values()]
    place = {**HTMX, "Referer": "http://testserver/?q=about"}
    answer = client.post("/videos/move/", {"video": chosen, "to": week.pk}, headers=place)
    assert answer["HX-Redirect"] == "/?q=about"
    assert shown(client, f"?folder={week.pk}")[1] == {"Loose", "Inside", "Deep"}
    client.post("/videos/move/", {"video": chosen[:2], "to": spring.pk})
    client.post("/videos/move/", {"video": chosen[:2], "to": week.pk})
    page = client.get("/")
    assert "2 videos moved to “<bdi>Week 1</bdi>”" in page.content.decode()
    undo = page.context["undo"]
    client.post("/videos/move/back/", {"to": undo["to"], "was": undo["was"]})
    assert shown(client, f"?folder={spring.pk}")[1] == {"Loose", "Inside"}
    client.post("/videos/move/", {"video": chosen, "to": ""})
    assert "3 videos are in no folder now" in client.get("/").content.decode()


def test_it_moves_into_a_folder_made_for_it(bob: User, cabinet: dict[str, Video], spring: Folder) -> None:
    form = {"video": cabinet["loose"].pk, "to": "new", "name": "Made", "folder": spring.pk, "key": str(uuid.uuid4())}
    for _ in range(2):
        assert as_(bob).post("/videos/move/", form).status_code == 302
    made = Folder.objects.get(name="Made")
    assert (made.parent, made.videos.get()) == (spring, cabinet["loose"])


def test_it_moves_a_folder_and_back(bob: User, cabinet: dict[str, Video], spring: Folder, week: Folder) -> None:
    client, clients = as_(bob), folder(spring.team, "Clients")
    answer = client.get(f"/folders/{spring.pk}/where/")
    assert is_fragment(answer.content)
    assert [way[-1] for way in answer.context["ways"]] == [clients], "not into itself, nor into what is in it"
    assert "Move the folder “<bdi>Spring</bdi>”" in answer.content.decode()
    client.post(f"/folders/{spring.pk}/move/", {"to": clients.pk})
    assert shown(client) == (["Clients"], {"Loose", "Inside", "Deep"})
    assert shown(client, f"?folder={clients.pk}") == (["Spring"], set())
    refused = client.post(f"/folders/{clients.pk}/move/", {"to": week.pk}, headers=HTMX)
    assert (refused.status_code, "lie in itself or in what is inside it" in refused.content.decode()) == (409, True)
    client.post(f"/folders/{spring.pk}/move/", {"to": "new", "name": "2027", "folder": clients.pk})
    page = client.get("/")
    assert "Folder “<bdi>Spring</bdi>” moved to “<bdi>2027</bdi>”" in page.content.decode()
    client.post(f"/folders/{spring.pk}/move/", {"to": page.context["undo"]["was"]})
    assert Folder.objects.get(pk=spring.pk).parent == clients
    client.post(f"/folders/{spring.pk}/move/", {"to": ""})
    assert "Folder “<bdi>Spring</bdi>” is in no other folder now" in client.get("/").content.decode()


def test_it_makes_new_videos_and_copies_where_one_is(bob: User, cabinet: dict[str, Video], spring: Folder) -> None:
    client = as_(bob)
    assert f'name="folder" value="{spring.pk}"' in client.get(f"/?folder={spring.pk}").content.decode()
    client.post("/videos/new/", {"folder": spring.pk})
    client.post(f"/videos/{cabinet['inside'].pk}/duplicate/")
    assert shown(client, f"?folder={spring.pk}")[1] == {"Inside", "Inside (copy)", "Untitled video"}


def test_it_says_that_a_folder_was_trashed_meanwhile(bob: User, cabinet: dict[str, Video], spring: Folder) -> None:
    client = as_(bob)
    folders.trash(spring)
    move = {"video": cabinet["loose"].pk, "to": spring.pk}
    for path, form in {
        "/videos/new/": {"folder": spring.pk}, "/folders/new/": {"folder": spring.pk, "name": "In it"},
        "/videos/move/": move, f"/folders/{spring.pk}/name/": {"name": "Other"},
    }.items():  # fmt: skip
        answer = client.post(path, form, headers=HTMX)
        assert answer.status_code == 409
        assert "“Spring” is in the trash. Its videos are among all videos" in answer.content.decode()
    assert (Video.objects.count(), Folder.objects.count()) == (3, 2)


def test_it_lets_nobody_else_in(
    alice: User, bob: User, vera: User, charlie: User, cabinet: dict[str, Video], spring: Folder
) -> None:
    theirs = folder(Team.objects.get(name="Others"), "Theirs")
    mine, loose = as_(alice), cabinet["loose"].pk
    for named in (theirs.pk, uuid.uuid4(), "x"):
        assert mine.get(f"/?folder={named}").status_code == 404
        assert mine.post("/folders/new/", {"name": "In it", "folder": named}).status_code == 404
        assert mine.post("/videos/new/", {"folder": named}).status_code == 404
        assert mine.post("/videos/move/", {"video": loose, "to": named}).status_code == 404
        assert mine.get("/videos/where/", {"video": loose, "folder": named}).status_code == 404
    back = {"was": f"{loose}:{spring.pk}", "to": ""}
    assert mine.post("/videos/move/back/", {**back, "to": theirs.pk}).status_code == 404
    assert mine.post("/videos/move/back/", {"was": "x"}).status_code == 422
    for wrong in ({}, {"video": loose}):
        assert mine.post("/videos/move/", wrong).status_code == 422
    for path, form in (
        ("/folders/new/", {"name": "Mine"}), ("/videos/move/", {"video": loose, "to": ""}), ("/videos/move/back/", back)
    ):  # fmt: skip
        assert as_(vera).post(path, form).status_code == 403
        assert as_(bob).get(path).status_code == 405
    assert as_(vera).get("/videos/where/", {"video": loose}).status_code == 403
    assert as_(charlie).post("/videos/move/", {"video": loose, "to": ""}).status_code == 404
    as_(charlie).post("/videos/move/back/", back)
    cabinet["loose"].refresh_from_db()
    assert cabinet["loose"].folder is None
    assert not Folder.objects.filter(name__in=("In it", "Mine"), team=spring.team).exists()


def test_a_new_house_is_as_calm_as_before(alice: User, team: Team, account: Account) -> None:
    assert "New folder" not in as_(alice).get("/").content.decode()
    people.video(account)
    page = as_(alice).get("/").content.decode()
    assert "tiles" not in page
    assert "New folder" in page


def test_the_trash_shows_a_folder_once_with_what_went_with_it(alice: User, spring: Folder, week: Folder) -> None:
    folders.trash(week)
    folders.trash(spring)
    page = as_(alice).get("/trash/")
    assert [each.name for each in page.context["folders"]] == ["Spring", "Week 1"]
    folders.restore(week)
    folders.restore(spring)
    Folder.objects.update(parent=None)
    Folder.objects.filter(pk=week.pk).update(parent=spring)
    folders.trash(spring)
    assert [each.name for each in as_(alice).get("/trash/").context["folders"]] == ["Spring"]
    assert Folder.objects.filter(trashed_at__lte=timezone.now()).count() == 2
