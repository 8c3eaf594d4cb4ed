"""How the worker and a tracing process talk: length-prefixed JSON and, towards the process, the picture's bytes."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

Message = dict[str, Any]

PREFIX = struct.Struct(">I")


def pack(message: Message) -> bytes:
    body = json.dumps(message, ensure_ascii=False).encode()
    return PREFIX.pack(len(body)) + body


def read_exactly(stream: BinaryIO, count: int) -> bytes | None:
    """`count` bytes, None where the stream ends before."""
    parts = bytearray()
    while len(parts) < count:
        part = stream.read(count - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)


def read_message(stream: BinaryIO) -> Message | None:
    prefix = read_exactly(stream, PREFIX.size)
    if prefix is None:
        return None
    body = read_exactly(stream, PREFIX.unpack(prefix)[0])
    if body is None:
        return None
    message: Message = json.loads(body)
    return message
