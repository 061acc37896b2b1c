"""What a wake-up in the queue calls: load by id, call one action. Strings only; a missing row is a quiet return."""

from __future__ import annotations

from studio.actions import (
    accounts,
    arrivals,
    batches,
    cast_pictures,
    deliveries,
    erasures,
    headshots,
    health,
    housekeeping,
    invitations,
    joins,
    orders,
    polls,
    samples,
    syncing,
    teams,
    twin_orders,
    twins,
    withdrawals,
)


def work_take(take_id: str) -> None:
    joins.draw_and_join(take_id)


def order_take(take_id: str) -> None:
    orders.work(take_id)


def order_batch(batch_id: str) -> None:
    batches.work(batch_id)


def fetch_take(take_id: str) -> None:
    arrivals.work(take_id)


def withdraw_take(take_id: str) -> None:
    withdrawals.work(take_id)


def poll_account(account_id: str) -> None:
    polls.work(account_id)


def sync_account(account_id: str) -> None:
    syncing.work(account_id)


def sync_embedded() -> None:
    accounts.sync_embedded()


def fetch_headshots(account_id: str) -> None:
    headshots.work(account_id)


def join_render(render_id: str) -> None:
    joins.join(render_id)


def make_twin(twin_id: str) -> None:
    twins.work(twin_id)


def order_twin(twin_id: str) -> None:
    twin_orders.work(twin_id)


def erase_twin(twin_id: str) -> None:
    erasures.work(twin_id)


def send_reset(address: str) -> None:
    teams.send_reset(address)


def mail_invitation(invitation_id: str) -> None:
    invitations.send(invitation_id)


def make_sample() -> None:
    samples.make()


def draw_cast() -> None:
    cast_pictures.draw()


def tidy() -> None:
    housekeeping.tidy()


def deliver(delivery_id: str) -> None:
    deliveries.send(delivery_id)


def beat(cluster: str) -> None:
    health.beat(cluster)
