"""Settings from the environment: what is taken, and that a slip is told in one sentence."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.http.request import split_domain_port

from project import environment
from tests import processes


def settings(expression: str, **given: str) -> subprocess.CompletedProcess[str]:
    """A process that prints an expression about the settings."""
    return subprocess.run(
        [sys.executable, "-c", f"from project import settings; print({expression})"], cwd=processes.ROOT,
        env={**os.environ, **given}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://studio.example.com", "studio.example.com"),
        ("http://10.0.0.7:8000/", "10.0.0.7"),
        ("http://[fd00::7]:8000", "[fd00::7]"),
    ],
)
def test_it_answers_to_the_name_of_its_public_address(address: str, host: str, tmp_path: Path) -> None:
    for more in ({}, {"ALLOWED_HOSTS": "other.example.com"}):
        told = settings("settings.ALLOWED_HOSTS", PUBLIC_URL=address, DATA_DIR=str(tmp_path), **more)
        assert f"'{host}'" in told.stdout


def test_nobody_else_can_look_into_a_new_folder_of_data(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    assert settings("settings.DATA_DIR", DATA_DIR=str(folder)).stdout.strip() == str(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["a b", "dä", "100%25", "#1", "what?", "[x"])
def test_the_database_lies_in_the_folder_of_data_whatever_that_is_called(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    told = settings("settings.DATABASES['default']['NAME']", DATA_DIR=str(tmp_path / name))
    assert told.stdout.strip() == str(tmp_path / name / "understudy.sqlite3")


def test_it_says_in_one_sentence_which_setting_is_wrong(tmp_path: Path) -> None:
    told = settings("1", PORT="eight", DATA_DIR=str(tmp_path))
    assert (told.returncode, told.stderr) == (1, "PORT is “eight”. It has to be a whole number from 1 to 65535.\n")


@pytest.mark.parametrize(
    ("name", "given", "limits"),
    [
        ("LEASE_SECONDS", "9", "a whole number from 30 to 86400"),  # it is renewed every 10 s
        ("LEASE_SECONDS", "99999999999", "a whole number from 30 to 86400"),
        ("TASK_TIMEOUT", "99999999999", "a whole number from 1 to 86400"),
        ("PROVIDER_SECONDS", "0", "a number from 0.1"),
    ],
)
def test_a_time_in_which_nothing_could_work_is_refused(name: str, given: str, limits: str, tmp_path: Path) -> None:
    told = settings("1", DATA_DIR=str(tmp_path), **{name: given})
    assert told.stderr == f"{name} is “{given}”. It has to be {limits}.\n"


MOST = {"WEB_WORKERS": "64", "WEB_THREADS": "512", "QUEUE_WORKERS": "64", "RENDER_WORKERS": "512"}


@pytest.mark.parametrize("name", MOST)
def test_more_workers_than_a_machine_has_room_for_are_refused(name: str, tmp_path: Path) -> None:
    """It would stand still before anybody could ask why."""
    told = settings("1", DATA_DIR=str(tmp_path), **{name: "10000"})
    assert (told.returncode, told.stderr) == (
        1,
        f"{name} is “10000”. It has to be a whole number from 1 to {MOST[name]}.\n",
    )


def test_as_many_workers_as_there_may_be_are_taken(tmp_path: Path) -> None:
    told = settings("settings.WEB_THREADS, settings.RENDER_WORKERS", DATA_DIR=str(tmp_path), **MOST)
    assert (told.stdout, told.stderr) == ("512 512\n", "")


def _render_workers(folder: Path, *, first: str) -> subprocess.CompletedProcess[str]:
    """How many a process would have that does something `first`."""
    return subprocess.run(
        [sys.executable, "-c", f"{first}; from project import settings; print(settings.RENDER_WORKERS)"],
        cwd=processes.ROOT, env={**os.environ, "DATA_DIR": str(folder)}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def test_a_machine_with_more_processors_than_that_uses_them(tmp_path: Path) -> None:
    many = "__import__('studio.render.cores').render.cores.count = lambda: 768"
    told = _render_workers(tmp_path, first=many)
    assert (told.stdout, told.stderr) == ("768\n", "")


def test_a_strange_host_name_is_one_line_in_the_log(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from django.test import Client; "
        "print(Client().get('/api/videos', headers={'host': 'evil.example'}).status_code)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=processes.ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "project.settings"},
    )  # fmt: skip
    assert told.stdout == "400\n"
    (line,) = [each for each in told.stderr.splitlines() if "DisallowedHost" in each]
    assert "'evil.example'" in line
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("name", ["", "static"])
def test_the_program_s_own_folder_is_none_for_data(name: str) -> None:
    """Gathering the static files would delete their sources, or show the keys to everybody."""
    told = settings("1", DATA_DIR=str(processes.ROOT / name))
    assert told.returncode == 1 and "Choose another folder" in told.stderr
    assert not (processes.ROOT / name / "secret.key").exists()


def test_a_folder_without_a_name_is_the_usual_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "")
    assert environment.folder("DATA_DIR", tmp_path) == tmp_path


def test_a_dollar_is_a_letter_like_others(tmp_path: Path) -> None:
    told = settings("*(settings.SECRET_KEY, settings.CREDENTIALS_KEYS)", SECRET_KEY="$ecret",
                    CREDENTIALS_KEYS="$new, old", DATA_DIR=str(tmp_path))  # fmt: skip
    assert told.stdout.strip() == "$ecret ['$new', 'old']"


@pytest.mark.parametrize("given", ["maybe", "y e s", "$DEBUG", "2"])
def test_a_switch_is_on_or_off(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", given)
    with pytest.raises(SystemExit, match=r"DEBUG is “.*”\. Write on or off"):
        environment.switch("DEBUG")
    for word, on in {"On": True, "1": True, "yes": True, "off": False, "False": False, "": False}.items():
        monkeypatch.setenv("DEBUG", word)
        assert environment.switch("DEBUG") is on


@pytest.mark.parametrize("given", ["-1", "0.5", "", "nan"])
def test_a_whole_number_is_one(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINK_DAYS", given)
    with pytest.raises(SystemExit, match=f"LINK_DAYS is “{given}”. It has to be a whole number from 0"):
        environment.whole("LINK_DAYS", 0)


def test_a_number_that_is_not_given_is_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROVIDER_SECONDS", raising=False)
    assert environment.number("PROVIDER_SECONDS", 75.0) == 75.0
    monkeypatch.setenv("PROVIDER_SECONDS", "0.5")
    assert environment.number("PROVIDER_SECONDS", 75.0) == 0.5


@pytest.mark.parametrize("given", ["secret", "mysql://me:secret@db/name", "postgres://me:secret@db:port/name", "",
    "postgres://me:secret@db", "postgres://me:secret@db/", "sqlite://", "sqlite://:memory:"])  # fmt: skip
def test_a_database_address_is_judged_and_never_repeated(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    with pytest.raises(SystemExit, match="DATABASE_URL can't be read") as told:
        environment.database("DATABASE_URL", default="")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("given", ["secret", "smtp://", "smtp+tls://user:secret@", "smtp://secret@host:587x"])
def test_a_mail_address_is_judged_and_never_repeated(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", given)
    with pytest.raises(SystemExit, match="EMAIL_URL can't be read") as told:
        environment.mail("EMAIL_URL", default="consolemail://")
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("given", "address", "host"),
    [
        ("https://Studio.Example.COM/", "https://studio.example.com", "studio.example.com"),
        ("HTTPS://studio.example.com:8443", "https://studio.example.com:8443", "studio.example.com"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("http://[FD00:0::7]:8000", "http://[fd00::7]:8000", "[fd00::7]"),
        ("http://10.0.0.7", "http://10.0.0.7", "10.0.0.7"),
        ("http://studio-2:65535", "http://studio-2:65535", "studio-2"),
        (" http://localhost:8000\n", "http://localhost:8000", "localhost"),
        ("https://studio.example.com:443/", "https://studio.example.com", "studio.example.com"),
        ("http://studio.example.com:080", "http://studio.example.com", "studio.example.com"),
        ("http://studio.example.com:443", "http://studio.example.com:443", "studio.example.com"),
    ],
)
def test_a_public_address_is_written_as_browsers_send_it(
    given: str, address: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", given)
    assert environment.public_address("PUBLIC_URL", default="") == (address, host)
    assert split_domain_port(urlsplit(address).netloc)[0] == host, "Django would refuse every request"


@pytest.mark.parametrize("given", ["", "studio.example.com", "ftp://studio.example.com", "https://",
    "https:studio.example.com", "http://[::1", "http://[::1%25eth0]", "http://[v1.a]", "http://[1:2]", "http://::1", "http://[10.0.0.7]",
    "http://10.0.0.256", "http://10.0.7", "http://a:b", "http://a:0", "http://a:99999", "http://a:-1", "http://a:٨٠",
    "https://studio.example.com/studio", "https://studio.example.com/?", "https://studio.example.com?a=1",
    "https://studio.example.com#top", "https://studio.example.com;a", "https://*.example.com", "https://.example.com",
    "https://studio..example.com", "https://studio.example.com.", "https://-studio.example.com", "https://studio-.example.com",
    "https://my_studio.example.com", "https://my studio.example.com", "https://stu\tdio.example.com", "https://a,b.example.com",
    "https://bücher.example", "https://studio.example.com\\@evil.example", f"https://{'a' * 64}.example",
    f"https://{'a.' * 126}abc"])  # fmt: skip
def test_a_public_address_is_a_web_address(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", given)
    with pytest.raises(SystemExit, match=r"PUBLIC_URL is “.*”\. Write it like https://studio\.example\.com .*\.$"):
        environment.public_address("PUBLIC_URL", default="")


@pytest.mark.parametrize(
    "given", ["https://me:secret@studio.example.com", "https://me:se/cret@a@studio.example.com", "secret@"]
)
def test_a_password_in_a_public_address_is_refused_and_never_repeated(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", given)
    with pytest.raises(SystemExit, match=r"PUBLIC_URL is “.*…@.*”\. Write it like") as told:
        environment.public_address("PUBLIC_URL", default="")
    assert "cret" not in str(told.value)


def test_what_is_logged_is_chosen_by_a_word_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "debug")
    assert environment.level("LOG_LEVEL", default="INFO") == "DEBUG"
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(SystemExit, match="LOG_LEVEL is “loud”"):
        environment.level("LOG_LEVEL", default="INFO")


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system binds no process to processors")
def test_as_many_scenes_are_drawn_as_there_are_processors_to_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container may have fewer than its machine."""
    monkeypatch.delenv("RENDER_WORKERS", raising=False)
    bound = "__import__('os').sched_setaffinity(0, {min(__import__('os').sched_getaffinity(0))})"
    told = _render_workers(tmp_path, first=bound)
    assert (told.returncode, told.stdout) == (0, "1\n"), told.stderr
