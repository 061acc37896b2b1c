"""The web server's entrance. Clients that send half a request, or take no answer, are let go and hold nobody else up;
headers that only a server's own parts could mean are no one's to send."""

from __future__ import annotations

import contextlib
import http.client
import os
import resource
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from project import patience
from tests import processes

HALF_A_HEAD = b"GET /signin/ HTTP/1.1\r\nHost: localhost\r\n"
HALF_A_FORM = (
    b"POST /signin/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nemail="
)  # fmt: skip
THREADS = 2


@contextlib.contextmanager
def server(folder: Path, **settings: str) -> Iterator[int]:
    """The port of a web server."""
    with running(folder, **settings) as (found, _):
        yield found


@contextlib.contextmanager
def running(folder: Path, **settings: str) -> Iterator[tuple[int, psutil.Process]]:
    """The port of a web server, and its only worker."""
    found = processes.free_port()
    environment = {
        "WEB_WORKERS": "1", "DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'none.sqlite3'}",
    }  # fmt: skip
    command = ("-m", "gunicorn", "-c", "python:project.gunicorn", "--bind", f"127.0.0.1:{found}")
    with processes.started(*command, log=folder / "log", **environment, **settings) as (arbiter, _):
        processes.until(lambda: answers(found, seconds=5), seconds=60)
        yield found, psutil.Process(arbiter.pid).children()[0]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Of a web server with two threads and little patience."""
    with server(tmp_path_factory.mktemp("web"), WEB_THREADS=str(THREADS), WEB_PATIENCE="0.5") as found:
        yield found


@pytest.fixture(scope="module")
def patient_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Of a web server with four threads that would wait for minutes."""
    with server(tmp_path_factory.mktemp("web"), WEB_THREADS="4", WEB_PATIENCE="120") as found:
        yield found


def answers(port: int, *, seconds: float) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asked):
        asked.request("GET", "/static/none.css", headers={"Host": "localhost"})
        return bool(asked.getresponse().status)
    return False


def crowd(stack: contextlib.ExitStack, port: int, count: int, sent: bytes) -> None:
    """So many clients that send this and nothing more, until the stack is closed."""
    for _ in range(count):
        client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
        client.sendall(sent)
    time.sleep(0.2)


@pytest.mark.parametrize("sent", [HALF_A_HEAD, HALF_A_FORM], ids=["half a head", "half a form"])
def test_it_is_not_held_up_by_whoever_sends_half_a_request(port: int, sent: bytes) -> None:
    with contextlib.ExitStack() as stack:
        crowd(stack, port, 8 * THREADS, sent)
        assert answers(port, seconds=15), "each holds a thread for half a second, and nobody else afterwards"


@pytest.mark.parametrize("sent", [b"", HALF_A_HEAD, HALF_A_FORM], ids=["nothing", "half a head", "half a form"])
def test_everybody_else_is_let_in_however_many_send_half_a_request(patient_port: int, sent: bytes) -> None:
    with contextlib.ExitStack() as stack:
        crowd(stack, patient_port, 40, sent)
        assert all(answers(patient_port, seconds=15) for _ in range(8))


@pytest.mark.parametrize("sent", [b"GET /static/none.css HTTP/1.0\r\n\r\n", b"no request\r\n\r\n"])
def test_whoever_stays_behind_the_last_answer_keeps_nobody_out(patient_port: int, sent: bytes) -> None:
    with contextlib.ExitStack() as stack:
        crowd(stack, patient_port, 20, sent)
        time.sleep(1)
        assert answers(patient_port, seconds=5)


def test_who_speaks_while_the_last_room_is_taken_is_heard(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        port, worker = stack.enter_context(running(tmp_path, GUNICORN_CMD_ARGS="--worker-connections 5"))

        def let_in() -> int:
            return sum(bool(each.raddr) for each in worker.net_connections("tcp"))

        processes.until(lambda: let_in() == 0, seconds=20)
        first, *_ = (stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(4))
        processes.until(lambda: let_in() == 4, seconds=20)
        worker.suspend()
        processes.until(lambda: worker.status() == psutil.STATUS_STOPPED, seconds=20)
        stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        first.sendall(b"GET /static/none.css HTTP/1.0\r\n\r\n")
        worker.resume()
        first.settimeout(20)
        assert first.recv(100).startswith(b"HTTP/1.")
        assert worker.is_running()


def test_more_strangers_than_files_end_no_worker(tmp_path: Path) -> None:
    few, most = 150, resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.ExitStack() as stack:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, most[1]))
        try:
            port, worker = stack.enter_context(running(tmp_path, WEB_THREADS="4"))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, most)
        crowd(stack, port, few + 20, b"")
        assert answers(port, seconds=5) and worker.is_running()


def test_who_sends_steadily_is_heard_among_many_who_do_not(patient_port: int) -> None:
    """Whoever has sent least for its time is let go first."""
    with contextlib.ExitStack() as stack:
        steady = stack.enter_context(socket.create_connection(("127.0.0.1", patient_port), timeout=20))
        steady.sendall(HALF_A_FORM.replace(b"Content-Length: 100", b"Content-Length: 500000"))
        for _ in range(20):
            steady.sendall(b"a" * 24_000)
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", patient_port), timeout=20))
            slow.sendall(HALF_A_HEAD)
            time.sleep(0.02)
        steady.sendall(b"a" * 19_994)
        assert steady.recv(100).startswith(b"HTTP/1.1 "), "all of it came, and was answered"


def test_what_comes_after_a_half_form_is_no_request(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
        slow.sendall(HALF_A_FORM)
        time.sleep(1.5)
        with contextlib.suppress(OSError):
            slow.sendall(b"GET /static/none.css HTTP/1.1\r\nHost: localhost\r\n\r\n")
            said = b"".join(iter(lambda: slow.recv(4096), b""))
            assert b"404" not in said


@pytest.mark.parametrize("header", ["SCRIPT_NAME", "PATH_INFO"])
def test_it_lets_nobody_say_where_it_lies(port: int, header: str) -> None:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(asked):
        asked.request("GET", "/static/none.css", headers={"Host": "localhost"})
        plain = asked.getresponse()
        plain_page = plain.read()
        asked.request("GET", "/static/none.css", headers={"Host": "localhost", header: "/api/docs"})
        answer = asked.getresponse()
        assert (answer.status, answer.read()) == (plain.status, plain_page)


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[patience.PatientSocket, socket.socket]]:
    monkeypatch.setattr(patience, "SECONDS", 0.3)
    ours, theirs = socket.socketpair()
    patient = patience.PatientSocket(fileno=ours.detach())
    with patient, theirs:
        patient.setblocking(True)
        yield patient, theirs


def test_it_takes_what_comes_in_time(pair: tuple[patience.PatientSocket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall(b"all of it")
    assert ours.recv(100) == b"all of it"


def test_it_takes_one_byte_every_now_and_then_for_no_request(
    pair: tuple[patience.PatientSocket, socket.socket],
) -> None:
    ours, theirs = pair

    def drip() -> None:
        with contextlib.suppress(OSError):
            for _ in range(1200):
                theirs.sendall(b"x")
                time.sleep(0.05)

    dripping, began = threading.Thread(target=drip), time.monotonic()
    dripping.start()
    with pytest.raises(ConnectionResetError):
        while ours.recv(1):
            pass
    assert time.monotonic() - began < 30
    ours.close()
    dripping.join()


def test_it_gives_a_large_file_the_time_it_takes(
    pair: tuple[patience.PatientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "RATE", 1000)
    ours, theirs = pair
    for _ in range(8):
        theirs.sendall(b"x" * 200)
        assert ours.recv(1000)
        time.sleep(0.1)


def test_what_does_not_come_breaks_the_connection_at_once(
    pair: tuple[patience.PatientSocket, socket.socket],
) -> None:
    ours, _ = pair
    with pytest.raises(ConnectionResetError):
        ours.recv(1)
    with pytest.raises(OSError, match="given up"):
        ours.shutdown(socket.SHUT_WR)


def test_only_waiting_for_the_other_side_counts(pair: tuple[patience.PatientSocket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall(b"all of it")
    time.sleep(0.5)
    assert ours.recv(100) == b"all of it"


def test_who_wants_to_wait_less_may(pair: tuple[patience.PatientSocket, socket.socket]) -> None:
    ours, _ = pair
    ours.settimeout(0.05)
    with pytest.raises(TimeoutError):
        ours.recv(1)


def test_it_waits_for_the_next_request_afresh(pair: tuple[patience.PatientSocket, socket.socket]) -> None:
    ours, theirs = pair
    time.sleep(0.4)
    ours.setblocking(False)
    ours.setblocking(True)
    theirs.sendall(b"next")
    assert ours.recv(100) == b"next"


def test_it_lets_go_of_whoever_takes_no_answer(
    pair: tuple[patience.PatientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(patience, "RATE", 10**9)
    ours, _ = pair
    much = tmp_path / "much"
    much.write_bytes(os.urandom(8 * 2**20))
    with pytest.raises(ConnectionResetError):
        ours.sendall(much.read_bytes())


def test_another_is_let_go_for_whoever_begins_to_wait(pair: tuple[patience.PatientSocket, socket.socket]) -> None:
    new, client = pair
    waiting = patience.Waiting(1)
    ours, theirs = socket.socketpair()
    with theirs, patience.PatientSocket(fileno=ours.detach()) as earlier:
        with waiting.turn(earlier, 100.0), waiting.turn(new, 0.0):
            client.sendall(b"the rest")
            assert new.recv(100) == b"the rest"
        with pytest.raises(OSError, match="given up"):
            earlier.shutdown(socket.SHUT_WR)


def test_whoever_takes_little_of_an_answer_is_let_go_for_others(
    pair: tuple[patience.PatientSocket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    new, client = pair
    monkeypatch.setattr(patience, "SECONDS", 60.0)
    monkeypatch.setattr(patience, "_waiting", waiting := patience.Waiting(1))
    came = list[Exception]()
    ours, theirs = socket.socketpair()

    def answer() -> None:
        try:
            slow.sendall(b"x" * 8 * 2**20)
        except OSError as error:
            came.append(error)

    with theirs, patience.PatientSocket(fileno=ours.detach()) as slow:
        slow.setblocking(True)
        answering = threading.Thread(target=answer)
        answering.start()
        processes.until(lambda: bool(waiting._earned), seconds=20)
        threading.Timer(0.1, client.sendall, [b"all of it"]).start()
        new.setblocking(True)
        assert new.recv(100) == b"all of it"
        answering.join(20)
        assert [type(each) for each in came] == [ConnectionResetError]
