"""The engine's processes have bounds: no network, no other programs, so much memory, so much processor time."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from studio.render import confine

ROOT = Path(__file__).parents[2]
LIMITED = "from studio.render import limits; limits.apply(); "


def child(code: str, *, first: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", first + LIMITED + code],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def filters() -> list[str]:
    """The kernel's lines about the system call filters of this process: a container may have put one on it."""
    return [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("Seccomp")]


@pytest.fixture
def listener() -> object:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_it_lets_no_child_reach_a_listener_on_this_machine(listener: socket.socket) -> None:
    address = listener.getsockname()
    code = f"import socket; socket.create_connection({address!r}, timeout=5)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0, "without limits it does"
    assert "PermissionError: [Errno 13]" in child(code).stderr


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET"])
def test_it_lets_no_child_open_a_socket_of_any_kind(family: str) -> None:
    code = f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM)"
    assert f"[Errno {errno.EACCES}]" in child(code).stderr


def test_it_lets_no_child_use_a_socket_that_was_left_open_for_it() -> None:
    """As by a descriptor inherited by mistake."""
    code = "s.bind(('127.0.0.1', 0))"
    opened = "import socket; s = socket.socket(); "
    assert "Permission denied" in child(code, first=opened).stderr


def test_it_lets_no_child_start_a_program() -> None:
    assert "Permission denied" in child("import subprocess; subprocess.run(['true'])").stderr


def test_it_keeps_what_a_child_forks_off_the_network(listener: socket.socket) -> None:
    code = (
        "import os, socket\n"
        "if not os.fork():\n"
        f"    socket.create_connection({listener.getsockname()!r}, timeout=5)\n"
        "raise SystemExit(os.waitstatus_to_exitcode(os.wait()[1]))"
    )
    ended = child(code)
    assert ended.returncode == 1 and "Permission denied" in ended.stderr


def test_it_holds_for_threads_that_run_already(listener: socket.socket) -> None:
    first = (
        "import threading, socket; go = threading.Event(); said = []\n"
        "def late():\n"
        "    go.wait()\n"
        f"    said.append(socket.socket().connect_ex({listener.getsockname()!r}))\n"
        "def run():\n"
        "    try:\n"
        "        late()\n"
        "    except OSError as error:\n"
        "        said.append(error.errno)\n"
        "thread = threading.Thread(target=run); thread.start()\n"
    )
    assert child("go.set(); thread.join(); print(said)", first=first).stdout.strip() == "[13]"


def test_it_lets_no_child_look_into_its_neighbours() -> None:
    code = (
        "import ctypes, os; libc = ctypes.CDLL(None, use_errno=True); "
        "print(libc.ptrace(16, os.getppid(), 0, 0), ctypes.get_errno())"
    )
    assert child(code).stdout.strip() == f"-1 {errno.EACCES}"


def test_it_ends_a_hog_of_memory_alone() -> None:
    ended = child("x = bytearray(7 * 1024**3)")
    assert ended.returncode == 1 and "MemoryError" in ended.stderr


def test_it_ends_a_child_when_its_processor_time_is_over() -> None:
    first = "from studio.render import limits; limits.SECONDS = 1\n"
    assert child("\nwhile True: pass", first=first).returncode in (-9, -24)  # SIGKILL at the hard limit, or SIGXCPU


def test_it_lets_no_child_write_an_endless_file(tmp_path: Path) -> None:
    first = "from studio.render import limits; limits.FILE = 100_000\n"
    child(f"open({str(tmp_path / 'a')!r}, 'wb').write(b'0' * 200_000)", first=first)
    assert (tmp_path / "a").stat().st_size <= 100_000


def test_it_says_so_where_there_is_no_filter() -> None:
    ended = child("", first="import platform; platform.machine = lambda: 'vax'\n")
    assert ended.returncode == 0
    assert ended.stderr.strip().startswith("This engine process can reach the network: linux on vax")


def test_it_tells_beforehand_whether_the_filter_will_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    before = filters()
    assert confine.lacking() == "" and filters() == before, "asking closes nothing"
    monkeypatch.setattr(confine.platform, "machine", lambda: "vax")
    assert confine.lacking() == "linux on vax has no system call filter that this engine knows"


def test_it_knows_the_system_calls_of_both_processors_it_can_meet() -> None:
    """Against the kernel's own list where its headers are; the pairs must at least not be mixed up."""
    for machine in confine._MACHINES.values():
        assert set(confine.NETWORK + confine.NEIGHBOURS + confine.PROGRAMS) == set(machine.numbers)
        assert len(set(machine.numbers.values())) == len(machine.numbers)
        parts = confine._program(machine, machine.numbers.values())
        assert len(parts) == 8 * (7 + len(machine.numbers))
