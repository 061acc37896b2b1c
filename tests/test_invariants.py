"""What docs/architecture.md says never happens, looked for in the code itself."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import models as fields

from studio import models, tasks
from studio.vocabulary import RenderState, TakeState

ROOT = Path(__file__).parents[1]
STUDIO = ROOT / "studio"


def sources(*, but: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for path in sorted(STUDIO.rglob("*.py")):
        name = str(path.relative_to(STUDIO))
        if "migrations" not in name and not name.startswith(but or ("\0",)):
            yield name, path.read_text()


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".html", ".svg"):
            yield str(path.relative_to(ROOT)), path.read_text()


def imported(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_no_state_changes_but_through_record() -> None:
    writes = re.compile(r"\.update\([^)]*\bstate=|\.state = ")
    found = [name for name, text in sources(but=("actions/videos.py",)) if writes.search(text)]
    twins = ["actions/twin_drafts.py", "actions/twin_news.py", "actions/twin_orders.py", "actions/twins.py"]
    assert found == ["actions/deliveries.py", "actions/takes.py", *twins], (
        "a webhook's and a twin's state are their own; take_over writes the first state of a take that was never open"
    )
    takes = (STUDIO / "actions/takes.py").read_text()
    assert len(writes.findall(takes)) == 1


def test_nobody_opens_a_stranger_s_address_but_net() -> None:
    openers = {"httpx", "httpcore", "requests", "urllib3", "aiohttp", "ftplib", "smtplib", "http"}
    found = {name for name, text in sources(but=("net/",)) if imported(text) & openers}
    assert found == set()


def test_only_the_queue_knows_django_q() -> None:
    assert {name for name, text in sources() if "django_q" in imported(text)} == {"queue.py"}


def test_tasks_take_strings_and_return_nothing() -> None:
    found = {name: verb for name, verb in vars(tasks).items() if inspect.isfunction(verb)}
    assert len(found) >= 5
    for name, verb in found.items():
        hints = dict(inspect.get_annotations(verb))
        assert hints.pop("return") == "None", name
        assert set(hints.values()) <= {"str"}, name


@pytest.mark.parametrize("model", [models.Wallet, models.Transfer, models.Entry, models.Budget, models.BudgetMonth])
def test_no_float_in_the_ledger(model: type[fields.Model]) -> None:
    assert not [field.name for field in model._meta.get_fields() if isinstance(field, fields.FloatField)]


def test_media_is_served_by_those_who_asked_whose_it_is() -> None:
    found = {name for name, text in sources() if "studio.ranges" in text}
    assert found == {
        "pages/media.py", "pages/shares.py", "pages/teams.py", "api/videos.py", "api/files.py",
    }  # fmt: skip


def test_templates_trust_nobody() -> None:
    unsafe = re.compile(
        r"\|\s*safe\b|autoescape off|<script(?![^>]*\bsrc=)[^>]*>|\sstyle=\"|\son[a-z]+=\"", re.IGNORECASE
    )
    found = [(name, unsafe.search(text)) for name, text in templates()]
    assert [(name, match[0]) for name, match in found if match] == []


def test_what_people_read_is_spelt_in_one_way() -> None:
    """British, as "colour" is. The wires' own words, in code and quotes alone, stay as their services spell them."""
    american = re.compile(
        r"\b(canceled|canceling|favorites?|colors|gray|labeled|behavior|\w{4,}yzed?)\b", re.IGNORECASE
    )
    shown = re.compile(r"""\{% trans (["'])(.+?)\1|%\}([^{}<>%]{3,})""")
    in_pages = [name for name, text in templates() for found in shown.finditer(text) if american.search(found[0])]
    sentence = re.compile(r'"[A-Z][^"\n]* [^"\n]*"')
    in_code = [name for name, text in sources() for found in sentence.findall(text) if american.search(found)]
    assert in_pages + in_code == []
    assert RenderState.CANCELED.label == TakeState.CANCELED.label == "Cancelled"


def test_no_secret_is_logged_or_put_into_an_event() -> None:
    leaks = re.compile(r"(log\.\w+|note)\([^)]*\b(password|secret|token|credentials)\b")
    assert [name for name, text in sources() if leaks.search(text)] == []


def test_no_file_grows_out_of_hand() -> None:
    long = {name: text.count("\n") for name, text in sources() if text.count("\n") > 300}
    assert long == {}
