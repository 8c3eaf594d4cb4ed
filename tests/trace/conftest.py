"""Screenshots drawn with Pillow's own font: a small page with a header, a heading, prose, a card and a form."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image, ImageDraw, ImageFont

from service.generators.base import GenerationRequest
from service.generators.base import Image as Upload
from service.generators.trace import Tracer
from service.generators.trace.pool import Pool

PROSE = (
    "The ferry leaves the harbour every hour",
    "from the first of May, also on Sundays.",
)


def draw_page(width: int = 800, height: int = 600) -> Image.Image:
    image = Image.new("RGB", (width, height), "#ffffff")
    pen = ImageDraw.Draw(image)

    def text(x: int, y: int, words: str, size: int, color: str) -> None:
        pen.text((x, y), words, font=ImageFont.load_default(size), fill=color)

    pen.rectangle((0, 0, width, 59), fill="#1e3a5f")
    text(24, 18, "Ferry times", 22, "#ffffff")
    text(40, 90, "Summer timetable", 34, "#222222")
    for row, words in enumerate(PROSE):
        text(40, 150 + 26 * row, words, 18, "#444444")
    pen.rounded_rectangle((40, 240, 439, 419), 10, fill="#f3f6fa", outline="#c5cfdb")
    text(64, 262, "Tickets", 22, "#222222")
    text(64, 304, "Return ticket, valid one day", 16, "#444444")
    pen.rounded_rectangle((64, 350, 203, 391), 6, fill="#0a7d4f")
    text(98, 360, "Buy now", 18, "#ffffff")
    pen.rectangle((480, 250, 739, 289), fill="#ffffff", outline="#999999")
    text(492, 260, "Your name", 16, "#888888")
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: int | bool) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def request_for(data: bytes, **options: str) -> GenerationRequest:
    return GenerationRequest(
        "g-1", "create", "image", "html_css", "", [Upload("0" * 64, "image/png", data)], options=options
    )


@pytest.fixture(scope="session")
def page() -> bytes:
    return encoded(draw_page())


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(2)
    yield pool
    await pool.close()


@pytest.fixture
async def tracer(pool: Pool) -> AsyncIterator[Tracer]:
    async with Tracer(pool) as tracer:
        yield tracer
