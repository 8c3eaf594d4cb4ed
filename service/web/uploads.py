"""Pictures that are uploaded before they are referred to: checked by their bytes, kept by their hash."""

from __future__ import annotations

import re
import struct

from aiohttp import web

from service.protocol import IMAGE_TYPES
from service.storage.media import medium
from service.web.answers import Problem, json, read
from service.web.deps import DEPS

_SHA256 = re.compile(r"[0-9a-f]{64}")
MAX_IMAGE_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000  # more than any screen; the generators have tighter limits of their own


def check_image(content_type: str, data: bytes) -> tuple[int, int]:
    """Width and height in pixels, read from the header alone: nothing is decoded. ValueError when it is no such image."""
    if len(data) > MAX_IMAGE_BYTES:
        raise ValueError(f"the image has {len(data)} bytes; the limit is {MAX_IMAGE_BYTES}")
    size = _size(data)
    if size is None or size[0] != content_type:
        raise ValueError(f"the bytes are not a {content_type.removeprefix('image/').upper()} image")
    _, width, height = size
    if not width or not height or width * height > MAX_PIXELS:
        raise ValueError(f"the image is {width} x {height} pixels; the limit is {MAX_PIXELS} pixels")
    return width, height


def _size(data: bytes) -> tuple[str, int, int] | None:
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and len(data) >= 24:
        return ("image/png", *struct.unpack(">II", data[16:24]))
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return ("image/gif", *struct.unpack("<HH", data[6:10]))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp(data)
    return _jpeg(data) if data[:2] == b"\xff\xd8" else None


def _webp(data: bytes) -> tuple[str, int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return "image/webp", int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L" and data[20] == 0x2F:
        bits = int.from_bytes(data[21:25], "little")
        return "image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[26:30])
        return "image/webp", width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(data: bytes) -> tuple[str, int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a start of frame
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return "image/jpeg", width, height
        at += 2 if marker in (0x01, 0xFF) or 0xD0 <= marker <= 0xD7 else 2 + int.from_bytes(data[at + 2 : at + 4])
    return None


async def upload(request: web.Request) -> web.Response:
    """POST /api/media: the picture's bytes as the body. 201 when it is new, 200 when it was there."""
    deps = request.app[DEPS]
    if request.content_type not in IMAGE_TYPES:
        known = ", ".join(one.removeprefix("image/") for one in IMAGE_TYPES)
        raise Problem(
            415, "unsupported_media_type", f"{request.content_type} is not accepted", f"Send one of: {known}."
        )
    data = await read(request, MAX_IMAGE_BYTES, "Choose a smaller picture.")
    try:
        width, height = check_image(request.content_type, data)
    except ValueError as error:
        raise Problem(422, "input_unreadable", str(error), "Choose another picture.") from None
    one = medium(request.content_type, data, width, height)
    new = await deps.media.keep([one])
    body = {"id": one.id, "bytes": len(data), "contentType": one.content_type, "width": width, "height": height}
    return json(body, status=201 if new else 200)


async def download(request: web.Request) -> web.Response:
    """GET /api/media/<sha256>."""
    sha256 = request.match_info["sha256"]
    found = await request.app[DEPS].media.find(sha256) if _SHA256.fullmatch(sha256) else None
    if found is None:
        raise Problem(404, "not_found", "there is no such picture")
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
               "Content-Security-Policy": "default-src 'none'"}  # fmt: skip
    return web.Response(body=found.data, content_type=found.content_type, headers=headers)
