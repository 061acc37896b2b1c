"""Files that no honest program makes, built small by the tests themselves."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import av
import numpy as np

from tests.render.boards import clip, recording


def box(kind: bytes, body: bytes) -> bytes:
    """An MP4 box (ISO 14496-12)."""
    return struct.pack(">I", len(body) + 8) + kind + body


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG of that size, whatever its rows say."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def gif(frames: int) -> bytes:
    """One pixel, again and again."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x21\xf9\x04\0\x01\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b"\x3b"


def patched(content: bytes, box_kind: bytes, offset: int, value: bytes) -> bytes:
    """With other bytes at `offset` of the body of every such box."""
    found, at = bytearray(content), content.find(box_kind)
    while at >= 0:
        found[at + 4 + offset : at + 4 + offset + len(value)] = value
        at = content.find(box_kind, at + 4)
    return bytes(found)


def long_claim(path: Path) -> Path:
    """A one-second MP4 whose headers claim ten hours."""
    content = clip(path, frames=10, fps=10).read_bytes()
    scale_at = content.find(b"mdhd") + 4 + 12
    (scale,) = struct.unpack(">I", content[scale_at : scale_at + 4])
    content = patched(content, b"mdhd", 16, struct.pack(">I", 36_000 * scale))
    path.write_bytes(patched(content, b"mvhd", 16, struct.pack(">I", 36_000 * 1000)))
    return path


def no_size(path: Path) -> Path:
    """An MP4 whose picture is 0 × 0 by its headers."""
    content = clip(path, frames=3).read_bytes()
    path.write_bytes(patched(content, b"avc1", 24, b"\0\0\0\0"))
    return path


def many_samples(path: Path) -> Path:
    """An MP4 whose tables speak of four thousand million pictures."""
    content = clip(path, frames=3).read_bytes()
    content = patched(content, b"stts", 4, struct.pack(">III", 1, 0xFFFFFFF0, 1))
    path.write_bytes(patched(content, b"stsz", 4, struct.pack(">II", 10, 0xFFFFFFF0)))
    return path


def many_streams(path: Path, count: int = 1000) -> Path:
    """An MP4 of so many tracks."""
    with av.open(str(path), "w", format="mp4") as out:
        streams = [out.add_stream("aac", rate=48_000, layout="mono") for _ in range(count)]
        for stream in streams:
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate = 48_000
            out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
    return path


def with_font(path: Path) -> Path:
    """A Matroska video that carries a font, as subtitled films do."""
    with av.open(str(path), "w", format="matroska") as out:
        stream = out.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        attached = out.add_attachment("font.ttf", "application/x-truetype-font", b"\0\1\0\0" + b"x" * 5000)
        assert attached is not None
        for _ in range(10):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((36, 64, 3), np.uint8), format="rgb24")))
        out.mux(stream.encode(None))
    return path


def wav_claim(path: Path) -> Path:
    """One second of sound whose header claims ten hours."""
    content = bytearray(recording(path, seconds=1.5).read_bytes())
    at = content.find(b"data") + 4
    content[at : at + 4] = struct.pack("<I", 36_000 * 44_100)
    path.write_bytes(bytes(content))
    return path


def archive() -> bytes:
    return gzip.compress(b"\0" * 1_000_000)
