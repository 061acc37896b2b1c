"""Skia without the system's OpenGL. The first tests run a fresh Python that finds broken files of that name."""

import ctypes
import importlib.util
import os
import platform
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from studio.render import gl

ROOT = Path(__file__).parents[2]
HERE = {"x86_64": 62, "aarch64": 183}.get(platform.machine(), 0)
DRAW = """
from studio.render import gl
stood_in = gl.load()
from studio.render.canvas import skia
surface = skia.Surface(64, 64)
surface.getCanvas().drawCircle(32, 32, 20, skia.Paint(Color=0xFF336699, AntiAlias=True))
print(stood_in, surface.toarray()[32, 32].tolist())
"""


def python_without_opengl(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """The loader looks in `folder` first and can't read what it finds, as good as not there."""
    for name in gl.STANDS_IN_FOR:
        (folder / name).touch()
    environment = {**os.environ, "LD_LIBRARY_PATH": str(folder)}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_it_draws_without_opengl(tmp_path):
    bare = python_without_opengl(tmp_path, "import skia")
    assert bare.returncode == 1 and "libEGL.so.1" in bare.stderr

    drawn = python_without_opengl(tmp_path, DRAW)
    assert drawn.stdout.splitlines() == ["('libEGL.so.1', 'libGL.so.1') [153, 102, 51, 255]"], drawn.stderr
    assert drawn.stderr == ""


def test_it_uses_a_private_folder_where_memory_may_not_be_executed(tmp_path):
    refuse = "import os\ndef memfd_create(name): raise PermissionError(name)\nos.memfd_create = memfd_create\n"
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    code = f"import tempfile; tempfile.tempdir = {str(scratch)!r}\n{refuse}{DRAW}"

    drawn = python_without_opengl(tmp_path, code)

    assert "[153, 102, 51, 255]" in drawn.stdout, drawn.stderr
    assert list(scratch.iterdir()) == []


def test_it_reads_what_skia_needs():
    wanted = gl.read(Path(importlib.util.find_spec("skia").origin))

    assert wanted.machine == HERE
    assert {"libEGL.so.1", "libGL.so.1", "libc.so.6"} <= set(wanted.libraries)
    assert {"glActiveTexture", "eglGetProcAddress"} <= set(wanted.undefined)
    assert "PyInit_skia" not in wanted.undefined


def test_it_does_nothing_once_skia_is_there():
    importlib.import_module("studio.render.canvas")
    assert gl.load() == ()


def test_it_builds_a_library_whose_functions_return_zero(tmp_path):
    path = tmp_path / "built.so"
    path.write_bytes(gl.image("libunderstudy-test.so.1", ["glOne", "glTwo", "glThree"], machine=HERE))

    library = ctypes.CDLL(str(path))

    assert [library[name](1, 2, 3) for name in ("glOne", "glTwo", "glThree")] == [0, 0, 0]
    with pytest.raises(AttributeError):
        library.glFour  # noqa: B018
    assert ctypes.CDLL("libunderstudy-test.so.1").glOne() == 0  # glibc knows it by its SONAME now
    with pytest.raises(AttributeError):
        ctypes.CDLL(None).glOne  # noqa: B018 - and nobody else meets its symbols


@pytest.mark.parametrize("machine", gl.RETURN_ZERO)
@pytest.mark.parametrize("count", [0, 1, 150])
def test_it_leads_every_name_through_the_hash_table_to_the_code(machine, count):
    names = [f"gl{number}Texture" for number in range(count)]
    content = gl.image("libGL.so.1", names, machine=machine)

    assert struct.unpack_from("<H", content, 18) == (machine,)
    for name in names:
        assert look_up(content, name).startswith(gl.RETURN_ZERO[machine])
    assert look_up(content, "glMissing") == b""


def look_up(content: bytes, name: str) -> bytes:
    """The code behind `name`, found the way a dynamic loader does."""
    program_headers = [struct.unpack_from("<IIQQQQQQ", content, 64 + 56 * number) for number in range(4)]
    dynamic = next(header for header in program_headers if header[0] == 2)
    tags = dict(struct.iter_unpack("<qQ", content[dynamic[2] : dynamic[2] + dynamic[5]]))
    hashed = 0
    for character in name:
        hashed = (hashed << 4) + ord(character)
        high = hashed & 0xF0000000
        hashed = (hashed ^ high >> 24) & ~high
    buckets, _ = struct.unpack_from("<II", content, tags[4])
    number = struct.unpack_from("<I", content, tags[4] + 8 + 4 * (hashed % buckets))[0]
    while number:
        spelt, info, _, section, value, size = struct.unpack_from("<IBBHQQ", content, tags[6] + 24 * number)
        start = tags[5] + spelt
        if content[start : content.index(b"\0", start)] == name.encode():
            assert (info, section > 0) == (0x12, True)
            return content[value : value + size]
        number = struct.unpack_from("<I", content, tags[4] + 8 + 4 * (buckets + number))[0]
    return b""


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b"MZ" + bytes(100), b"\x7fELF\x01\x01" + bytes(100)])
def test_it_refuses_what_is_not_64_bit_elf(tmp_path, content):
    path = tmp_path / "skia.so"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="64-bit little-endian"):
        gl.read(path)
