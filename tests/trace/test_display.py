"""Digits as large as a page's title: read, not cut out; and the letter-spacing that lines share."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from service.generators.trace.canvas import draw
from service.generators.trace.lines import find_lines
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Line, Rect, Word
from service.generators.trace.style import median_spacing
from service.generators.trace.understood import _drawing
from tests.trace.test_families import LIBERATION
from tests.trace.test_structure import line, roles, understood


def drawn(words: str, size: int) -> tuple[list[Rect], list[Rect], Rect]:
    """The lines and the pictures that are found of those words in white on slate, and where they are."""
    image = Image.new("RGB", (900, 500), "#66737f")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(LIBERATION / "LiberationSans-Bold.ttf", size)
    pen.text((200, 60), words, font=font, fill="#ffffff")
    pen.text((240, 440), "Ask the crew of the ferry", font=ImageFont.load_default(20), fill="#ffffff")
    pixels = np.asarray(image, dtype=np.uint8)
    regions = find_regions(pixels)
    canvas = draw(pixels, regions)
    left, top, right, bottom = (round(side) for side in pen.textbbox((200, 60), words, font=font))
    return find_lines(canvas, regions.boxes), canvas.pictures, Rect(left, top, right - left, bottom - top)


def test_digits_of_a_hundred_and_sixty_pixels_are_a_line_of_text() -> None:
    lines, pictures, where = drawn("404", 220)
    assert pictures == []
    (large,) = [found for found in lines if found.h > 60]
    assert where.h > 150
    assert max(abs(a - b) for a, b in zip(large, where, strict=True)) <= 4


def test_a_tall_sign_that_stands_alone_is_a_picture() -> None:
    lines, pictures, where = drawn("4", 220)
    assert [found for found in lines if found.h > 60] == []
    (picture,) = pictures
    assert picture.contains(where, 6)


def test_a_number_many_times_as_large_as_the_text_is_the_pages_heading() -> None:
    prose = [line("The ferry that you ask for does not leave from this harbour", 40, 300 + 24 * n) for n in range(3)]
    assert roles(understood([line("404", 40, 100, 120), *prose]), "heading") == ["404"]
    assert roles(understood([line("404", 40, 100, 40), *prose]), "heading") == []


def squeezed(text: str, size: float) -> Line:
    """A line that was misread, with half as much room as its letters need."""
    rect = Rect(40, 100, round(0.25 * size * len(text)), round(0.73 * size))
    return Line([Word(text, rect, 40.0)], rect, size=size)


def test_two_lines_that_were_misread_do_not_squeeze_the_others() -> None:
    titles = [line(said, 40, 100, 27) for said in ("Leah Gordon and Andre", "Eugene: Report on", "Notes from Addis")]
    assert median_spacing([*titles, squeezed("ABABA,ETHIOPIA12:40:53pm)", 27.0)]) == 0.0
    assert median_spacing([squeezed("ABABA,ETHIOPIA12:40:53pm)", 27.0)]) < -0.05


@pytest.mark.parametrize(
    ("said", "height", "drawn"), [("\\A/", 166, True), ("x", 149, True), ("404", 160, False), ("A", 60, False)]
)
def test_the_line_of_a_chart_is_no_letter_however_sure(said: str, height: int, drawn: bool) -> None:
    rect = Rect(100, 100, 80 * len(said), height)
    assert _drawing(Line([Word(said, rect, 95.0)], rect)) is drawn
