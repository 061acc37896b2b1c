"""The back office: useful lists, actions that go through the verbs, a ledger nobody can edit."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import pre_save
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django_q.models import OrmQ

from studio.actions import accounts, credits, endpoints, renders
from studio.models import Account, ApiKey, Budget, Delivery, Member, Render, Team, Transfer, User, Video, Wallet
from studio.templatetags.studio import moment
from studio.vocabulary import Dialect, Provider
from tests import creators, people
from tests.net.site import open_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(alice: User) -> Client:
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client = Client()
    client.force_login(alice)
    return client


def do(office: Client, model: str, action: str, *rows: Any) -> str:
    address = reverse(f"admin:studio_{model}_changelist")
    answer = office.post(address, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)
    return str(answer.content.decode())


@pytest.fixture
def render(video: Video, alice: User) -> Render:
    return renders.generate(video, actor=alice)


def test_it_cancels_and_tries_again(office: Client, render: Render) -> None:
    assert "1 cancelled" in do(office, "render", "cancel", render)
    assert "1 ordered again" in do(office, "render", "retry", render)
    assert list(Render.objects.order_by("number").values_list("state", flat=True)) == ["canceled", "queued"]


def test_it_says_when_there_was_nothing_to_do(office: Client, render: Render) -> None:
    do(office, "render", "cancel", render)
    said = do(office, "render", "cancel", render)
    assert "1 cancelled" not in said and "it had already ended" in said


def test_it_says_why_an_action_did_not_go(office: Client, render: Render) -> None:
    assert "Only a version that failed or was cancelled" in do(office, "render", "retry", render)


def test_it_sends_a_webhook_again(office: Client, team: Team) -> None:
    fields: dict[str, Any] = {"team": team, "dialect": "studio", "event": "render.completed", "body": "{}"}
    given_up = Delivery.objects.create(**fields, key="one", url="https://example.org/hook", state="given_up", tries=9)
    assert "1 will be sent again" in do(office, "delivery", "redeliver", given_up)
    given_up.refresh_from_db()
    assert (given_up.state, given_up.tries) == ("waiting", 0)
    assert OrmQ.objects.get().task["args"] == (str(given_up.pk),)
    assert "It is on its way already." in do(office, "delivery", "redeliver", given_up)


def test_it_stops_sharing_a_video(office: Client, video: Video, alice: User) -> None:
    Video.objects.filter(pk=video.pk).update(share_key="k" * 22)
    listed = office.get(reverse("admin:studio_video_changelist"), {"share_key__isempty": "0"}).content.decode()
    shown = office.get(reverse("admin:studio_video_change", args=[video.pk])).content.decode()
    assert "Spring" in listed
    assert "k" * 22 not in listed + shown
    assert "1 no longer shared" in do(office, "video", "stop_sharing", video)
    assert "there was nothing to do" in do(office, "video", "stop_sharing", video)
    assert video.events.get(kind="video.unshared").actor == alice


def test_it_stops_a_webhook_that_a_revoked_key_left(office: Client, account: Account, alice: User) -> None:
    key = people.key(account, by=alice)
    told = endpoints.add(key, Dialect.HEYGEN, url="https://example.org/hook", events=[])
    accounts.revoke_key(key)
    assert "1 disabled" in do(office, "endpoint", "disable", told)
    told.refresh_from_db()
    assert told.disabled_at and told.disabled_why
    assert told.team.events.get(kind="webhook.stopped").actor == alice


def test_it_grants_through_the_ledger(office: Client, account: Account) -> None:
    wallet = Wallet.objects.get(account=account)
    address = reverse("admin:studio_wallet_change", args=[wallet.pk])
    assert office.post(address, {"grant": "12.34", "note": "November"}).status_code == 302
    before = wallet.available
    wallet.refresh_from_db()
    assert wallet.available == before + 1234
    assert Transfer.objects.get(note="November").amount == 1234


def test_a_second_click_grants_nothing(office: Client, wallet: Wallet) -> None:
    address = reverse("admin:studio_wallet_change", args=[wallet.pk])
    page = office.get(address)
    key = str(page.context["adminform"].form["key"].value())
    assert f'value="{key}"' in page.content.decode()
    for grant in ("12.34", "12.34", "5"):
        assert office.post(address, {"grant": grant, "note": "November", "key": key}).status_code == 302
    assert people.wallet(wallet.account).available == wallet.available + 1234 + 500


def test_it_shows_credits_not_hundredths(office: Client, wallet: Wallet) -> None:
    credits.hold(wallet, 12_50, key="a", actor=None, note="Spring")
    page = office.get(reverse("admin:studio_wallet_change", args=[wallet.pk])).content.decode()
    assert "87.5" in page and "8,750" not in page
    for model, said in {"wallet": "12.5", "transfer": "12.5", "entry": "−12.5"}.items():
        page = office.get(reverse(f"admin:studio_{model}_changelist"), {"o": "1"}).content.decode()
        assert said in page and "1,250" not in page, model


def test_a_row_s_own_page_shows_credits_too(office: Client, wallet: Wallet, render: Render) -> None:
    hold = credits.hold(wallet, 12_50, key="a", actor=None, note="Spring")
    Render.objects.filter(pk=render.pk).update(cost=12_50)
    render.takes.update(price=12_50, quote=12_50)
    for row in (hold, hold.entries.first(), render, render.takes.first()):
        name = row._meta.model_name
        page = office.get(reverse(f"admin:studio_{name}_change", args=[row.pk])).content.decode()
        assert "12.5" in page and "1250" not in page and "1,250" not in page, name
    assert str(hold) == "hold 12.5"


def test_it_can_not_touch_balances_or_the_ledger(office: Client, wallet: Wallet) -> None:
    office.post(
        reverse("admin:studio_wallet_change", args=[wallet.pk]), {"available": "999999", "grant": "", "note": ""}
    )
    assert Wallet.objects.get(pk=wallet.pk).available == wallet.available
    transfer = Transfer.objects.first()
    for verb in ("change", "delete"):
        assert (
            office.post(reverse(f"admin:studio_transfer_{verb}", args=[transfer.pk]), {"post": "yes"}).status_code
            == 403
        )
    assert office.get(reverse("admin:studio_transfer_add")).status_code == 403


def test_it_sets_a_budget_that_counts_what_is_held(office: Client, render: Render, account: Account) -> None:
    credits.hold(account.wallet, 500, key="before")
    office.post(reverse("admin:studio_budget_add"), {"team": account.team_id, "member": "", "limit": "10"})
    budget = Budget.objects.get()
    assert (budget.limit, budget.months.get().used) == (10_00, 500)
    change = reverse("admin:studio_budget_change", args=[budget.pk])
    assert 'value="10"' in office.get(change).content.decode()
    assert "no more than 2 decimal places" in office.post(change, {"limit": "12.345"}).content.decode()
    office.post(change, {"limit": "12.34"})
    assert Budget.objects.get().limit == 12_34
    office.post(reverse("admin:studio_budget_delete", args=[budget.pk]), {"post": "yes"})
    assert not Budget.objects.exists()


def test_an_account_stays_with_its_team_and_its_provider(office: Client, account: Account, charlie: User) -> None:
    other = Team.objects.exclude(pk=account.team_id).get()
    change = reverse("admin:studio_account_change", args=[account.pk])
    office.post(change, {"team": other.pk, "provider": "heygen", "name": "Ours", "price": "1"})
    changed = Account.objects.get(pk=account.pk)
    assert (changed.team, changed.provider, changed.name) == (account.team, account.provider, account.name)
    assert changed.price == 100


def test_what_a_worker_notes_meanwhile_stays(office: Client, account: Account) -> None:
    def note(instance: Account, **_: Any) -> None:
        Account.objects.filter(pk=instance.pk).update(failure="Away.")

    pre_save.connect(note, sender=Account)
    try:
        office.post(reverse("admin:studio_account_change", args=[account.pk]), {"price": "1"})
    finally:
        pre_save.disconnect(note, sender=Account)
    account.refresh_from_db()
    assert (account.price, account.failure) == (100, "Away.")


def test_an_account_made_here_has_a_wallet(office: Client, team: Team) -> None:
    made = {"team": team.pk, "provider": "heygen", "name": "HeyGen", "price": "1"}
    assert office.post(reverse("admin:studio_account_add"), made).status_code == 302
    assert Account.objects.get().wallet.available == 0


def test_a_price_is_typed_in_credits(office: Client, account: Account) -> None:
    change = reverse("admin:studio_account_change", args=[account.pk])
    kept = {"team": account.team_id, "provider": account.provider, "name": account.name}
    assert office.post(change, {**kept, "price": "0.75"}).status_code == 302
    account.refresh_from_db()
    assert account.price == 75
    assert 'value="0.75"' in office.get(change).content.decode()
    assert "0.75" in office.get(reverse("admin:studio_account_changelist")).content.decode()
    assert "Ensure that there are no more than" in office.post(change, {**kept, "price": "1e9"}).content.decode()


def test_it_revokes_keys_and_never_shows_their_digest(office: Client, account: Account) -> None:
    accounts.make_key(account, name="site")
    key = ApiKey.objects.get()
    assert key.digest not in office.get(reverse("admin:studio_apikey_change", args=[key.pk])).content.decode()
    assert "1 revoked" in do(office, "apikey", "revoke", key)
    key.refresh_from_db()
    assert key.revoked_at


def test_it_gives_back_what_is_held_for_nothing(office: Client, render: Render) -> None:
    wallet = people.wallet(render.account)
    take = render.takes.get()
    made = credits.hold(wallet, 3_00, key="made", take_id=take.pk, render_id=render.pk)
    lost, spent = credits.hold(wallet, 2_00, key="lost"), credits.hold(wallet, 1_00, key="spent")
    credits.settle(spent, 1_00)
    before = people.wallet(render.account).available
    assert "Something is still being made for it" in do(office, "transfer", "void", made)
    assert "These credits were spent already" in do(office, "transfer", "void", spent)
    assert "Only credits on hold" in do(office, "transfer", "void", wallet.transfers.get(kind="grant"))
    assert "1 given back" in do(office, "transfer", "void", lost)
    assert "there was nothing to do" in do(office, "transfer", "void", lost)
    assert people.wallet(render.account).available == before + 2_00
    assert render.video.team.events.get(kind="hold.returned").text == "2 credits on hold given back by hand"


def test_its_lists_name_the_video_newest_first(office: Client, render: Render) -> None:
    do(office, "render", "cancel", render)
    do(office, "render", "retry", render)
    latest = render.video.renders.get(number=2)
    people.attempt(render.takes.get())
    people.attempt(latest.takes.get())
    for model, said in {"render": "Spring, v{}", "take": "Spring, v{}, take", "attempt": "Spring, v{}, take"}.items():
        page = office.get(reverse(f"admin:studio_{model}_changelist")).content.decode()
        assert 0 < page.find(said.format(2)) < page.find(said.format(1)), model
    assert "Spring" in office.get(reverse("admin:studio_event_changelist")).content.decode()


def test_what_nobody_told_can_be_filtered_by(office: Client, account: Account) -> None:
    account.avatars.create(external_id="kofi", kind="presenter", name="Kofi", gender="male")
    address = reverse("admin:studio_avatar_changelist")
    page = office.get(address).content.decode()
    assert "2 avatars" in page
    (link, *_) = re.findall(r'<a href="(\?gender[^"]*)"[^>]*>\s*not told', page)
    shown = office.get(address + unescape(link)).content.decode()
    assert "1 avatar\n" in shown and ">Maya</a>" in shown and ">Kofi</a>" not in shown


def test_it_never_shows_credentials(office: Client, account: Account) -> None:
    account.credentials = {"key": "sk-very-secret"}
    account.save()
    assert (
        "sk-very-secret" not in office.get(reverse("admin:studio_account_change", args=[account.pk])).content.decode()
    )


def test_it_opens_every_page_of_a_row(office: Client, render: Render) -> None:
    for row in (render, render.video, render.takes.first(), render.account, render.account.team, render.created_by):
        name = row._meta.model_name
        assert office.get(reverse(f"admin:studio_{name}_change", args=[row.pk])).status_code == 200, name


def test_it_syncs_asks_and_gives_accounts_new_addresses(office: Client, team: Team, settings: Any) -> None:
    settings.FETCH_ALLOW, settings.PUBLIC_URL = creators.LOOPBACK, "https://studio.example.com"
    with open_site() as site:
        made = creators.connected(team, site)
        site.pages[creators.LIST] = creators.offers("Mia")
        site.pages[creators.REGISTER] = creators.answers({"id": "wh-1", "secret": "hook-secret"})
        assert "1 brought up to date" in do(office, "account", "sync", made)
        assert "Captions doesn&#x27;t tell what is left" in do(office, "account", "ask_balance", made)
        page = do(office, "account", "rotate", made)
    assert "1 registered" in page and "hook-secret" not in page
    made.refresh_from_db()
    assert made.options["webhook_id"] == "wh-1"
    assert list(made.avatars.offered().values_list("name", flat=True)) == ["Mia"]


def test_it_closes_an_account_by_the_verb(office: Client, account: Account) -> None:
    elsewhere = people.account(account.team, provider=Provider.HEYGEN)
    accounts.make_key(elsewhere, name="site")
    kept = {"team": account.team_id, "provider": account.provider, "name": account.name, "price": "1"}
    change = reverse("admin:studio_account_change", args=[account.pk])
    office.post(change, {**kept, "closed_at_0": "2026-11-01", "closed_at_1": "10:00"})
    said = do(office, "account", "close", account, elsewhere)
    assert "1 closed" in said and "The embedded account stays" in said
    assert list(Account.objects.exclude(closed_at=None)) == [elsewhere]
    assert ApiKey.objects.get().revoked_at


def test_what_the_ledger_names_is_not_deleted(office: Client, account: Account) -> None:
    for row in (account, account.team):
        name = row._meta.model_name
        assert office.get(reverse(f"admin:studio_{name}_delete", args=[row.pk])).status_code == 403
        assert "deletelink" not in office.get(reverse(f"admin:studio_{name}_change", args=[row.pk])).content.decode()


def members(team: Team, **roles: str) -> dict[str, str]:
    """The team's page as it is sent: everybody's role, or "gone"."""
    rows = list(team.members.select_related("user"))
    sent = {"name": team.name, "members-TOTAL_FORMS": str(len(rows)), "members-INITIAL_FORMS": str(len(rows))}
    for number, row in enumerate(rows):
        wanted = roles.get(row.user.name.lower(), row.role)
        fields = {"id": row.pk, "team": team.pk, "user": row.user_id, "role": row.role if wanted == "gone" else wanted}
        fields |= {"DELETE": "on"} if wanted == "gone" else {}
        sent |= {f"members-{number}-{name}": str(value) for name, value in fields.items()}
    return sent


@pytest.mark.parametrize("wanted", ["editor", "gone"])
def test_a_team_keeps_an_owner(office: Client, team: Team, alice: User, bob: User, wanted: str) -> None:
    page = reverse("admin:studio_team_change", args=[team.pk])
    assert "at least one owner" in office.post(page, members(team, alice=wanted)).content.decode()
    assert Member.objects.get(team=team, user=alice).role == "owner"
    Member.objects.filter(user=bob).update(role="owner")
    assert office.post(page, members(team, alice=wanted)).status_code == 302
    assert not Member.objects.filter(team=team, user=alice, role="owner").exists()


def test_nobody_is_deleted_past_the_team_s_page(office: Client, team: Team, alice: User) -> None:
    place = Member.objects.get(team=team, user=alice)
    for model, row in (("user", alice), ("member", place)):
        answer = office.post(reverse(f"admin:studio_{model}_delete", args=[row.pk]), {"post": "yes"})
        assert answer.status_code == 403
        do(office, model, "delete_selected", row)
        row.refresh_from_db()


@pytest.mark.both
@pytest.mark.parametrize(
    "asked",
    ["account/?provider__exact=%00", "asset/?kind__exact=a%00b", "avatar/?age=%00", "job/?q=%00",
     "member/?role__exact=%00", "render/?created_at__year=99999999999", "user/?is_staff__exact=%00", "user/?all=%00",
     "video/?created_at__year=0", "video/?created_at__year=-1", "video/?created_at__year=9999"],
)  # fmt: skip
def test_it_refuses_what_no_list_of_it_asks_for(office: Client, asked: str) -> None:
    assert office.get(f"/admin/studio/{asked}").status_code in (200, 400)


@pytest.mark.both
@pytest.mark.parametrize("page", ["change", "history", "delete"])
@pytest.mark.parametrize("name", ["%00", "a%00b"])
def test_it_knows_no_row_by_nul(office: Client, page: str, name: str) -> None:
    assert office.get(f"/admin/studio/beat/{name}/{page}/").status_code in (302, 403, 404)


@pytest.mark.both
@pytest.mark.parametrize("name", ["x", "\0", "9" * 30])
def test_it_chooses_no_row_that_has_no_such_id(office: Client, name: str, render: Render) -> None:
    answer = office.post("/admin/studio/render/", {"action": "cancel", "_selected_action": [render.pk, name]})
    assert answer.status_code == 400
    render.refresh_from_db()
    assert render.state == "queued", "nor does it choose the others"


def test_it_limits_nobody_of_another_team(office: Client, account: Account, charlie: User) -> None:
    stranger = Member.objects.get(user=charlie)
    asked = {"team": account.team_id, "member": stranger.pk, "limit": "10"}
    answer = office.post(reverse("admin:studio_budget_add"), asked)
    assert "is another team&#x27;s member" in answer.content.decode()
    assert not Budget.objects.exists()


def test_a_team_of_many_costs_one_look_a_member(office: Client, team: Team) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(reverse("admin:studio_team_change", args=[team.pk])).status_code == 200
        return len(queries)

    asked()  # the session and the content types of a first visit
    few = asked()
    for number in range(10):
        people.person(f"guest-{number}", team=team)
    assert asked() == few + 10, "the name in the field; Django asks for each"


@pytest.mark.parametrize("language", ["en", "en-gb", "en-au"])
def test_every_english_writes_the_day_first_and_the_clock_of_the_studio(language: str) -> None:
    at = datetime(2026, 11, 30, 17, 5, tzinfo=UTC)
    with translation.override(language):
        assert date_format(at, "DATETIME_FORMAT") == "30 Nov 2026, 17:05"
        assert moment(timezone.now().replace(hour=17, minute=5)) == "17:05"
