"""No network and no other programs for a process, by a filter in the Linux kernel that it can't take off again.

A seccomp filter (kernel.org/doc/html/latest/userspace-api/seccomp_filter.html) is a small BPF program that sees the
number and arguments of every system call. Ours answers EACCES to the few that lead out, and lets all others pass. It
holds for all threads, is kept over fork and exec, and needs no privilege (PR_SET_NO_NEW_PRIVS).
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
"""BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K (linux/bpf_common.h)."""
_NUMBER, _ARCHITECTURE = 0, 4
"""Offsets in struct seccomp_data."""
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_REFUSE = 0x00050000 | errno.EACCES
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_SET_MODE_FILTER, _IS_THERE, _ALL_THREADS = 1, 2, 1
_X32 = 0x40000000
"""Numbers from here on are x86-64's second set of calls, which would pass the comparison."""


@dataclass(frozen=True, slots=True)
class _Machine:
    audit: int
    seccomp: int
    numbers: Mapping[str, int]
    """As in the kernel's tables: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h."""


_NEWER = {"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "pidfd_getfd": 438}
"""The same on all machines. io_uring opens sockets without the calls that open sockets."""
_MACHINES = {
    "x86_64": _Machine(0xC000003E, 317, _NEWER | {
        "socket": 41, "connect": 42, "bind": 49, "listen": 50, "accept": 43, "accept4": 288, "ptrace": 101,
        "process_vm_readv": 310, "process_vm_writev": 311, "execve": 59, "execveat": 322,
    }),
    "aarch64": _Machine(0xC00000B7, 277, _NEWER | {
        "socket": 198, "connect": 203, "bind": 200, "listen": 201, "accept": 202, "accept4": 242, "ptrace": 117,
        "process_vm_readv": 270, "process_vm_writev": 271, "execve": 221, "execveat": 281,
    }),
}  # fmt: skip
NETWORK = ("socket", "connect", "bind", "listen", "accept", "accept4",
           "io_uring_setup", "io_uring_enter", "io_uring_register")  # fmt: skip
"""What leads to other machines, and to programs on this one: databases listen on local sockets, too."""
NEIGHBOURS = ("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd")
"""What leads into other processes of the same user: their memory holds keys, their descriptors sockets."""
PROGRAMS = ("execve", "execveat")
UNKNOWN = "{system} on {machine} has no system call filter that this engine knows"


def confine() -> str:
    """Shut the network, other processes and other programs off: EACCES from now on, for what is forked, too.

    Returns "" when it holds, else why it can't here: another system, another processor, a kernel without seccomp.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return UNKNOWN.format(system=sys.platform, machine=platform.machine())
    refused = (machine.numbers[name] for name in (*NETWORK, *NEIGHBOURS, *PROGRAMS))
    return _install(machine, _program(machine, refused))


def lacking() -> str:
    """Why `confine` would not hold here, "" when it would. Changes nothing."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return UNKNOWN.format(system=sys.platform, machine=platform.machine())
    action = ctypes.c_uint32(_REFUSE & 0xFFFF0000)
    asked = (ctypes.c_long(_IS_THERE), ctypes.c_long(0), ctypes.byref(action))
    if ctypes.CDLL(None).syscall(ctypes.c_long(machine.seccomp), *asked) == 0:
        return ""
    return "this kernel takes no system call filter"


def _program(machine: _Machine, refused: Iterable[int]) -> bytes:
    """The filter as an array of struct sock_filter (code, jump if true, jump if false, value).

    Calls of another architecture (32-bit ones on a 64-bit kernel have other numbers) end the process.
    """
    numbers = list(refused)
    parts = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, len(numbers) + 1, 0, _X32),
        *((_EQUAL, len(numbers) - index, 0, number) for index, number in enumerate(numbers)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *part) for part in parts)


class _Filter(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("parts", ctypes.c_char_p))


def _install(machine: _Machine, program: bytes) -> str:
    """For all threads; on kernels that can't (before 3.17), for this one and those that it will start."""
    libc = ctypes.CDLL(None, use_errno=True)
    found = _Filter(len(program) // 8, program)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return f"PR_SET_NO_NEW_PRIVS: {errno.errorcode.get(ctypes.get_errno())}"
    arguments = (ctypes.c_long(_SET_MODE_FILTER), ctypes.c_long(_ALL_THREADS), ctypes.byref(found))
    if libc.syscall(ctypes.c_long(machine.seccomp), *arguments) == 0:
        return ""
    if libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(found), 0, 0) == 0:
        return ""
    return f"this kernel takes no system call filter ({errno.errorcode.get(ctypes.get_errno())})"
