"""Makes `import skia` work where the system has no OpenGL: `load()` before it (studio/render/canvas.py does).

Skia's wheel is linked against libGL.so.1 and libEGL.so.1, which a plain server lacks; without them the import ends in
"cannot open shared object file". The engine draws with Skia's CPU raster alone and never calls OpenGL, so any library
of that name will do as long as it defines the symbols that are bound when Skia is loaded. Here it is written on the
spot: a small ELF file with one function, "return 0", under every gl… or egl… name Skia leaves undefined.

How it is found: glibc takes a NEEDED library as loaded when something with that SONAME is loaded already (dl-load.c,
_dl_map_object). It is opened RTLD_LOCAL: Skia finds its symbols as those of its own dependency, nobody else ever does.
Paths not taken: a wheel of Mesa (no kept one on PyPI); a file in a cache folder (memory needs no cleaning up, and
nobody can swap it); stubs where the real libraries exist (then this module only opens those and does nothing).

The format: System V ABI, "Object Files" and "Dynamic Linking" (gabi 4.1); 64-bit little-endian, x86-64 and AArch64.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import struct
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

STANDS_IN_FOR = {"libEGL.so.1": "egl", "libGL.so.1": "gl"}  # library: what its symbols begin with
RETURN_ZERO = {
    62: bytes.fromhex("31c0c3"),  # x86-64: xor eax, eax; ret
    183: bytes.fromhex("000080d2c0035fd6"),  # AArch64: mov x0, #0; ret
}

HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
SEGMENT = struct.Struct("<IIQQQQQQ")
SECTION = struct.Struct("<IIQQQQIIQQ")
SYMBOL = struct.Struct("<IBBHQQ")
ENTRY = struct.Struct("<qQ")
IDENT = b"\x7fELF\x02\x01\x01".ljust(16, b"\0")
SHARED_OBJECT, PAGE = 3, 0x10000  # 64 KiB: the largest page AArch64 kernels use
SHT_DYNAMIC, SHT_DYNSYM = 6, 11
DT_NEEDED, DT_HASH, DT_STRTAB, DT_SYMTAB, DT_STRSZ, DT_SYMENT, DT_SONAME = 1, 4, 5, 6, 10, 11, 14
PT_LOAD, PT_DYNAMIC, PT_GNU_STACK = 1, 2, 0x6474E551
READ, WRITE, EXECUTE = 4, 2, 1
GLOBAL_FUNCTION = 0x12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a shared object asks of others. `machine` is ELF's e_machine, a key of RETURN_ZERO if it can be served."""

    machine: int
    libraries: tuple[str, ...]
    undefined: tuple[str, ...]


def load() -> tuple[str, ...]:
    """Stand in for each OpenGL library that Skia needs and this system lacks; returns their names, mostly none.

    Cheap to call again. OSError if the system refuses to map the stand-in: its message names the packages to install.
    """
    spec = importlib.util.find_spec("skia") if "skia" not in sys.modules else None
    if spec is None or spec.origin is None or not sys.platform.startswith("linux"):
        return ()
    wanted = read(Path(spec.origin))
    lacking = tuple(name for name in wanted.libraries if name in STANDS_IN_FOR and not _opens(name))
    if lacking and wanted.machine not in RETURN_ZERO:
        raise OSError(f"Skia needs {', '.join(lacking)}: install the Debian packages libgl1 and libegl1")
    images = []
    for name in lacking:
        symbols = [symbol for symbol in wanted.undefined if symbol.startswith(STANDS_IN_FOR[name])]
        images.append(image(name, symbols, machine=wanted.machine))
    _map(images)
    return lacking


def read(path: Path) -> Wanted:
    """What the shared object at `path` needs, by its sections. ValueError: it is no 64-bit little-endian ELF file."""
    with path.open("rb") as file:
        head = file.read(HEADER.size)
        if head[:6] != IDENT[:6] or len(head) < HEADER.size:
            raise ValueError(f"{path} is not a 64-bit little-endian ELF file")
        fields = HEADER.unpack(head)
        file.seek(fields[6])
        sections = list(SECTION.iter_unpack(file.read(fields[12] * SECTION.size)))

        def body(index: int) -> bytes:
            file.seek(sections[index][4])
            return file.read(sections[index][5])

        needed: list[str] = []
        undefined: list[str] = []
        for index, section in enumerate(sections):
            if section[1] == SHT_DYNAMIC:
                names = body(section[6])
                needed += (_string(names, value) for tag, value in ENTRY.iter_unpack(body(index)) if tag == DT_NEEDED)
            elif section[1] == SHT_DYNSYM:
                names = body(section[6])
                undefined += (_string(names, symbol[0]) for symbol in SYMBOL.iter_unpack(body(index)) if symbol[3] == 0)
    return Wanted(fields[2], tuple(needed), tuple(filter(None, undefined)))


def image(soname: str, symbols: Iterable[str], *, machine: int) -> bytes:
    """A shared object named `soname` whose every symbol is a function that returns 0. KeyError: unknown `machine`.

    Layout: headers, hash table, symbols, names and code in one segment (read, execute); the dynamic section in a
    second (read, write: glibc before 2.35 relocates it in place).
    """
    symbols = sorted(set(symbols))
    names, offsets = _names([soname, *symbols])
    code = RETURN_ZERO[machine]
    hash_at = HEADER.size + 4 * SEGMENT.size
    table = _hash_table(symbols)
    symbols_at = hash_at + len(table) + -len(table) % 8
    names_at = symbols_at + (len(symbols) + 1) * SYMBOL.size
    code_at = names_at + len(names) + -len(names) % 8
    end = code_at + len(code)
    dynamic_at = end + -end % PAGE
    dynamic = _dynamic(soname=offsets[soname], table=hash_at, symbols=symbols_at, names=names_at, size=len(names))
    entries = (SYMBOL.pack(offsets[name], GLOBAL_FUNCTION, 0, 1, code_at, len(code)) for name in symbols)
    fixed = (IDENT, SHARED_OBJECT, machine, 1, 0, HEADER.size, 0, 0, HEADER.size, SEGMENT.size, 4, SECTION.size, 0, 0)
    parts = (
        (0, HEADER.pack(*fixed)),
        (HEADER.size, b"".join(_segments(end, dynamic_at, len(dynamic)))),
        (hash_at, table),
        (symbols_at, bytes(SYMBOL.size) + b"".join(entries)),
        (names_at, names),
        (code_at, code),
        (dynamic_at, dynamic),
    )
    whole = bytearray(dynamic_at + len(dynamic))
    for start, part in parts:
        whole[start : start + len(part)] = part
    return bytes(whole)


def _segments(end: int, dynamic_at: int, size: int) -> Iterator[bytes]:
    """The program headers. PT_GNU_STACK is there because glibc makes the stack executable when it is not."""
    yield SEGMENT.pack(PT_LOAD, READ | EXECUTE, 0, 0, 0, end, end, PAGE)
    yield SEGMENT.pack(PT_LOAD, READ | WRITE, dynamic_at, dynamic_at, dynamic_at, size, size, PAGE)
    yield SEGMENT.pack(PT_DYNAMIC, READ | WRITE, dynamic_at, dynamic_at, dynamic_at, size, size, 8)
    yield SEGMENT.pack(PT_GNU_STACK, READ | WRITE, 0, 0, 0, 0, 0, 16)


def _dynamic(*, soname: int, table: int, symbols: int, names: int, size: int) -> bytes:
    entries = (DT_SONAME, soname), (DT_HASH, table), (DT_STRTAB, names), (DT_SYMTAB, symbols)
    return b"".join(ENTRY.pack(*entry) for entry in (*entries, (DT_STRSZ, size), (DT_SYMENT, SYMBOL.size), (0, 0)))


def _names(strings: Iterable[str]) -> tuple[bytes, dict[str, int]]:
    """A string table (it begins with a zero byte) and where in it each string starts."""
    table, offsets = bytearray(1), {}
    for string in strings:
        offsets[string] = len(table)
        table += string.encode() + b"\0"
    return bytes(table), offsets


def _hash_table(symbols: list[str]) -> bytes:
    """DT_HASH for `symbols`, numbered from 1 in this order: the first of each bucket, then each one's next."""
    buckets, chain = [0] * max(1, len(symbols)), [0] * (len(symbols) + 1)
    for number, symbol in enumerate(symbols, start=1):
        value = 0
        for byte in symbol.encode():
            value = (value << 4) + byte
            value = (value ^ (value >> 24 & 0xF0)) & 0x0FFFFFFF
        bucket = value % len(buckets)
        chain[number], buckets[bucket] = buckets[bucket], number
    return struct.pack(f"<{2 + len(buckets) + len(chain)}I", len(buckets), len(chain), *buckets, *chain)


def _string(table: bytes, start: int) -> str:
    return table[start : table.index(b"\0", start)].decode()


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _map(images: list[bytes]) -> None:
    """Open each image as a library, from memory; from a private folder where memory may not be executed or named."""
    with ExitStack() as open_files:
        # All stay open to the end: glibc knows a library by its path, and a closed descriptor's number comes again.
        for content in images:
            try:
                descriptor = os.memfd_create("gl")
                open_files.callback(os.close, descriptor)
                Path(f"/proc/self/fd/{descriptor}").write_bytes(content)
                ctypes.CDLL(f"/proc/self/fd/{descriptor}")
            except OSError:
                folder = open_files.enter_context(tempfile.TemporaryDirectory(prefix="gl-"))
                path = Path(folder, "gl.so")
                path.write_bytes(content)
                ctypes.CDLL(str(path))
