"""Credits and lengths as people read them."""

import pytest
from django.template import Context, Template

from studio.amounts import clock, credits_of, read, show
from studio.templatetags.studio import grouped


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "0"), (5, "0.05"), (50, "0.5"), (100, "1"), (1000, "10"), (2100, "21"), (12345, "123.45"),
        (128400, "1,284"), (-5, "−0.05"), (-190000, "−1,900"),
    ],
)  # fmt: skip
def test_it_shows_hundredths_as_credits(amount: int, shown: str) -> None:
    assert show(amount) == shown


def test_it_has_one_credit_and_several_credits() -> None:
    said = ["1 credit", "0.5 credits", "21 credits"]
    assert [credits_of(amount) for amount in (100, 50, 2100)] == said
    page = Template("{% load studio %}{% for amount in amounts %}{{ amount|credits_of }}, {% endfor %}")
    assert page.render(Context({"amounts": (100, 50, 2100)})) == "1 credit, 0.5 credits, 21 credits, "


def test_it_shows_lengths() -> None:
    assert [clock(seconds) for seconds in (0, 41.6, 60, 3599.4, 3725)] == ["0:00", "0:42", "1:00", "59:59", "1:02:05"]
    assert Template("{% load studio %}{{ nothing|clock }} {{ 3600|clock }}").render(Context()) == "0:00 1:00:00"


@pytest.mark.parametrize(
    ("said", "shown"),
    [("6000 credits", "6,000 credits"), ("$1234567.8901", "$1,234,567.8901"), ("999", "999"), ("6,000", "6,000")],
)
def test_it_writes_a_providers_own_numbers_as_all_others(said: str, shown: str) -> None:
    assert grouped(said) == shown


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("500", 500_00), ("12.5", 12_50), ("12,50", 12_50), ("0,05", 5), ("1,284", 1284_00),
        ("1,284,000.5", 1284000_50), (" 1 284.05 ", 1284_05), ("1\u202f000", 1000_00), ("٥٠٠", 500_00), ("0", 0),
    ],
)  # fmt: skip
def test_it_reads_what_people_type(typed: str, amount: int) -> None:
    assert read(typed) == amount


@pytest.mark.parametrize("amount", [0, 5, 50, 2100, 12345, 128400, 100_000_000])
def test_it_reads_what_it_shows(amount: int) -> None:
    assert read(show(amount)) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ".",
        "1.284",
        "1_000",
        "1,00,0",
        "5 00",
        "1 2",
        "12,5,0",
        "1e3",
        "-5",
        "+5",
        "1.005",
        "nan",
        "inf",
        "five",
        "9" * 31,
    ],
)
def test_it_guesses_nothing(typed: str) -> None:
    assert read(typed) is None
