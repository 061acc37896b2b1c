"""Ties between processes: a child that dies with its parent, however the parent dies.

Linux only (prctl(2), PR_SET_PDEATHSIG); elsewhere the ties are left out and a killed parent may leave children behind.
The kernel forgets the tie at every fork and binds it to the parent *thread*: each process ties itself, and whoever
starts tied processes does so from a thread that lives as long as the process does.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PARENT = "UNDERSTUDY_PARENT"
"""Environment variable: the process id of the supervisor that started this process, if one did."""
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15


def tie_to(parent: int) -> None:
    """Be killed (SIGKILL) when `parent` ends. If it is gone already, this process ends here."""
    _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(1)


def tie_to_supervisor() -> None:
    """Be killed when the supervisor ends; without a supervisor nothing happens. Its name is not passed on."""
    parent = os.environ.pop(PARENT, "")
    if parent:
        tie_to(int(parent))


def be_called(name: str) -> None:
    """What `ps -o comm` and `top` show for this process; 15 bytes at most."""
    _prctl(_PR_SET_NAME, ctypes.c_char_p(name.encode()[:15]))


def lead_group() -> None:
    """Lead a process group of one's own, so that one signal reaches everything started from here.

    In the group of another program (make, a script) this process would lose that program's Ctrl-C by leaving: so it
    is tied to its parent instead.
    """
    if os.getpgrp() != os.getpid():
        parent = os.getppid()
        os.setpgid(0, 0)
        tie_to(parent)


def _prctl(option: int, value: int | ctypes.c_char_p) -> None:
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
