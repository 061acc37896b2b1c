"""A small storm in one process; `make chaos-providers` is the whole one."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from studio.models import Take
from tests.storm import crew, shop, verdict
from tests.storm.faults import ANSWERS, FATES, FILES, ORDERS, Weather

JOBS, SEED, PATIENCE = 6, 3, 0.3
HERE = [troupe for troupe in crew.TROUPES if troupe.here]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("troupe", HERE, ids=[troupe.name for troupe in HERE])
def test_every_order_ends_and_is_paid_once(troupe: crew.Troupe, tmp_path: Path) -> None:
    dice = random.Random(SEED)
    with (
        shop.opened(shop.Shop(troupe.manners, Weather(SEED), PATIENCE)) as opened,
        override_settings(FETCH_ALLOW=["127.0.0.1"], PROVIDER_SECONDS=PATIENCE),
    ):
        crew.order([(troupe, opened.url)], JOBS)
        for _ in range(500):
            crew.work(dice)
            crew.pass_by(timedelta(minutes=3))
            if not crew.waiting():
                break
        crew.decide()
        assert verdict.misses({opened.url: opened}, tmp_path) == []
        assert len(opened.jobs) > JOBS // 2
        assert sum(times for fault, times in opened.faults.items() if not fault.endswith("none")) > 3
        _spoil(opened, tmp_path)
        found = "\n".join(verdict.misses({opened.url: opened}, tmp_path))
        for wrong in ("bytes were kept", "it was sent again", "worker.log holds a secret", "takes have the number"):
            assert wrong in found


def _spoil(opened: shop.Shop, logs: Path) -> None:
    """What a studio that loses, repeats and tells would leave behind."""
    kept, *others = Take.objects.filter(state="completed").order_by("created_at")
    assert kept.segment
    film = Path(kept.segment.file.path)
    film.write_bytes(film.read_bytes()[:-1])
    opened.orders[verdict.text_of(kept)].append(shop.Sent("", "", job=kept.external_id))
    Take.objects.filter(pk=others[0].pk).update(external_id=kept.external_id)
    (logs / "worker.log").write_text(f"x-api-key: {crew.SECRET}-1")


def test_the_same_seed_brings_the_same_weather() -> None:
    texts = [f"Storm {number}" for number in range(500)]

    def told(seed: int) -> list[tuple[str, ...]]:
        weather = Weather(seed)
        return [(weather.order(t, 1), weather.answer(t, 2), weather.file(t, 1), weather.fate(t)) for t in texts]

    assert told(7) == told(7) != told(8)
    for place, kinds in enumerate((ORDERS, ANSWERS, FILES)):
        assert {each[place] for each in told(7)} == {"", *kinds}
    assert {each[3] for each in told(7)} == set(FATES)
