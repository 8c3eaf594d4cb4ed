"""What is accepted is decided from the header: nothing too large is ever decoded."""

from __future__ import annotations

import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from service.generators.trace.header import read_header
from service.generators.trace.intake import UnreadableError, decode, device_scale, measure
from tests.trace.conftest import draw_page, encoded


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes whose pixels would inflate to what it claims."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 4096))
        + chunk(b"IEND", b"")
    )


def webp_claiming(width: int, height: int) -> bytes:
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0" * 4
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("bomb", [png_claiming(60_000, 60_000), webp_claiming(16_000, 16_000)])
def test_a_decompression_bomb_costs_nothing(bomb: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableError, match="2560"):
            decode(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize(
    ("width", "height", "limit"),
    [(319, 400, "320"), (2561, 400, "2560"), (800, 39, "40"), (800, 6001, "6000"), (2560, 5000, "12")],
)
def test_a_refusal_names_the_limit(width: int, height: int, limit: str) -> None:
    with pytest.raises(UnreadableError, match=limit):
        measure(png_claiming(width, height))


@pytest.mark.parametrize(
    ("kind", "options", "lossy"),
    [
        ("PNG", {}, False),
        ("JPEG", {"quality": 80}, True),
        ("JPEG", {"quality": 80, "progressive": True}, True),
        ("WEBP", {"quality": 80}, True),
        ("WEBP", {"lossless": True}, False),
    ],
)
def test_the_header_says_what_the_decoder_would(kind: str, options: dict[str, int], lossy: bool) -> None:
    header = read_header(encoded(draw_page(640, 480), kind, **options))
    assert header == (kind, 640, 480, lossy)


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a" + b"\0" * 40, b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<svg/>", b"RIFF"]
)
def test_what_is_no_screenshot_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="PNG, JPEG or WebP"):
        measure(data)


def test_a_cut_off_file_is_refused_with_a_reason() -> None:
    whole = encoded(draw_page())
    with pytest.raises(UnreadableError, match="damaged"):
        decode(whole[: len(whole) // 2])


def test_transparent_pixels_lie_on_white() -> None:
    image = Image.new("RGBA", (400, 100), (255, 0, 0, 0))
    assert (decode(encoded(image)).pixels == 255).all()


def test_a_screenshot_at_two_device_pixels_is_brought_to_one() -> None:
    image = draw_page(1100, 600)
    shot = decode(encoded(image.resize((2200, 1200), Image.Resampling.NEAREST)))
    assert shot.scale == 2
    assert np.array_equal(shot.pixels, np.asarray(image))


@pytest.mark.parametrize(
    ("size", "scale"), [((1280, 800), 1), ((2000, 1200), 2), ((1170, 2532), 3), ((750, 1334), 2), ((750, 900), 1)]
)
def test_the_scale_is_guessed_from_width_and_shape(size: tuple[int, int], scale: int) -> None:
    assert device_scale(*size) == scale
