"""Width, height and format out of a picture's first bytes: no decoder is asked before the limits are."""

from __future__ import annotations

import struct
from typing import NamedTuple


class Header(NamedTuple):
    """`kind` is PNG, JPEG or WEBP; `lossy` whether its pixels went through lossy compression."""

    kind: str
    width: int
    height: int
    lossy: bool


def read_header(data: bytes) -> Header | None:
    """None where the bytes are none of the three formats, or are cut off before the size."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR":
            width, height = struct.unpack(">II", data[16:24])
            return Header("PNG", width, height, lossy=False)
        if data[:2] == b"\xff\xd8":
            return _jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError):
        pass
    return None


def _jpeg(data: bytes) -> Header | None:
    """Walks the segments up to the frame header (SOF0 to SOF15, less the three of that range that are none)."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD8:  # fill bytes and markers without a length
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Header("JPEG", width, height, lossy=True)
        if length < 2:
            return None
        at += 2 + length
    return None


def _webp(data: bytes) -> Header | None:
    chunk = data[12:16]
    if chunk == b"VP8X":
        width = 1 + int.from_bytes(data[24:27], "little")
        height = 1 + int.from_bytes(data[27:30], "little")
        return Header("WEBP", width, height, lossy=b"VP8L" not in data[30:64]) if len(data) >= 30 else None
    if chunk == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        return Header("WEBP", 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), lossy=False)
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return Header("WEBP", width & 0x3FFF, height & 0x3FFF, lossy=True)
    return None
