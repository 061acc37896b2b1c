"""`manage.py bootstrap`: what it leaves in the file of the key; and a database that can't be used."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from studio.management import database
from studio.models import ApiKey, Team, User
from tests import processes

pytestmark = pytest.mark.django_db


def bootstrap(out: Path, *, email: str = "ana@example.com") -> None:
    password = "ten letters or more"
    call_command("bootstrap", email=email, password=password, team="Acme", api_key_out=out, stdout=io.StringIO())


def test_a_refusal_names_the_options_that_were_given(alice: User) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("bootstrap", email="ana", password="short", team=" ")
    assert re.fullmatch(
        r"--email: Write .+\. --password: .+ short\. .+\. --team: Give the team a name\.", str(refused.value)
    )
    with pytest.raises(CommandError, match=r"^--team: Give the team a name\.$"):
        call_command("bootstrap", email=alice.email, password="ten letters or more", team=" ")
    assert not Team.objects.filter(name="").exists()


def test_a_team_is_the_same_with_a_space_behind_it() -> None:
    for name in ("Acme ", " Acme", "Acme"):
        call_command("bootstrap", email="ana@example.com", password="ten letters or more", team=name)
    assert Team.objects.get().name == "Acme"


@pytest.mark.parametrize("name", ["none/key.txt", "."])
def test_a_key_that_can_not_be_written_down_is_not_made(name: str, tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(CommandError, match="The API key can't be written to"):
            bootstrap(tmp_path / name)
    assert not ApiKey.objects.exists()


def test_a_key_that_works_stays_and_another_team_s_is_not_taken_for_it(tmp_path: Path) -> None:
    out = tmp_path / "key.txt"
    out.write_bytes(b"\xff\x00")
    bootstrap(out)
    secret = out.read_text()
    bootstrap(out)
    with pytest.raises(CommandError, match="holds the key of another team"):
        bootstrap(out, email="ben@example.com")
    assert out.read_text() == secret and ApiKey.objects.get().created_by.email == "ana@example.com"


def test_two_at_once_on_a_new_folder_make_one_database(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "bootstrap", "--email", "ana@example.com", "--team", "Acme"]
    command += ["--password", "ten letters or more"]
    environment = {**os.environ, "DATA_DIR": str(tmp_path)}
    both = [
        subprocess.Popen(command, cwd=processes.ROOT, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [each.communicate(timeout=120)[1] for each in both]
    assert [each.returncode for each in both] == [0, 0], said


@pytest.mark.parametrize("command", ["check_ledger", "webhooks", "sync_accounts"])
@pytest.mark.parametrize(("address", "reason"), [("", "no such table"), ("postgres://me@127.0.0.1:1/none", "connect")])
def test_a_database_that_can_not_be_used_is_a_sentence(command: str, address: str, reason: str, tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), **({"DATABASE_URL": address} if address else {})}
    told = subprocess.run(
        [sys.executable, "manage.py", command], cwd=processes.ROOT, env=environment, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert told.returncode == 1 and told.stderr.count("\n") == 1
    assert told.stderr.startswith("CommandError: The database can't be used: ") and reason in told.stderr


def test_a_database_without_room_is_a_sentence_that_says_what_to_do() -> None:
    with pytest.raises(CommandError, match=r"is full[.] Make room there"), database.usable():
        raise OperationalError("database or disk is full")
