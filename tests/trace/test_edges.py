"""What belongs to a box is no ink: its round corners, its shadow; what it is joined to, what it turns around, its gloss."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from service.generators.trace.canvas import draw
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Pixels, Rect
from tests.trace.test_regions import blank, pixels, rounded

ORANGE, WHITE = (249, 99, 50), (255, 255, 255)


@pytest.mark.parametrize("radius", [12, 22, 30])
def test_a_round_corner_leaves_no_ink(radius: int) -> None:
    drawn = pixels(rounded((100, 100, 300, 60), radius, "#2266cc"))
    assert not draw(drawn, find_regions(drawn)).ink.any()


def test_words_close_to_a_round_corner_are_kept() -> None:
    image = rounded((100, 100, 300, 60), 30, "#2266cc")
    ImageDraw.Draw(image).text((122, 118), "Send", font=ImageFont.load_default(22), fill="#ffffff")
    drawn = pixels(image)
    ink = draw(drawn, find_regions(drawn)).ink
    rows, columns = np.nonzero(ink)
    assert columns.min() >= 120
    assert columns.max() <= 190
    assert rows.min() >= 118


def faded(image: Pixels, side: int, reach: int = 24) -> None:
    """A shadow at the right of a bar whose side is at that column, in place."""
    fade = np.linspace(60, 0, reach).astype(np.int16)
    part = image[:, side : side + reach].astype(np.int16) - fade[None, :, None]
    image[:, side : side + reach] = part.clip(0, 255)


def test_the_shadow_of_a_side_bar_is_its_own_and_no_picture() -> None:
    image, pen = blank()
    pen.rectangle((0, 0, 159, 399), fill="#343a40")
    drawn = pixels(image).copy()
    faded(drawn, 160)
    regions = find_regions(drawn)
    canvas = draw(drawn, regions)
    assert canvas.pictures == []
    assert not canvas.ink.any()
    (box,) = (box for box in regions.boxes if box.rect == Rect(0, 0, 160, 400))
    assert box.shadow is not None


def test_a_shadow_is_no_border() -> None:
    image = np.full((400, 640, 3), ORANGE, dtype=np.uint8)
    image[150:200, 100:400] = WHITE
    for step in range(12):  # one level a pixel: within what counts as one colour for a while
        for row in (149 - step, 200 + step):
            image[row, 100:400] = np.array(ORANGE) - (14 - step)
    (box,) = (box for box in find_regions(image).boxes if box.fill.colors == (WHITE,))
    assert box.rect == Rect(100, 150, 300, 50)
    assert box.border is None


def test_a_bar_and_a_side_of_its_colour_are_two_boxes() -> None:
    image, pen = blank()
    image = image.resize((900, 700))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 899, 55), fill="#212529")
    pen.rectangle((0, 0, 223, 699), fill="#212529")
    pen.text((40, 120), "Dashboard", font=ImageFont.load_default(18), fill="#ffffff")
    boxes = find_regions(pixels(image)).boxes
    assert sorted((box.rect for box in boxes if box.fill.colors == ((0x21, 0x25, 0x29),)), key=lambda r: r.y) == [
        Rect(0, 0, 900, 56),
        Rect(0, 56, 224, 644),
    ]


def test_a_steep_gradient_is_a_box_and_a_fading_edge_is_none() -> None:
    image = np.full((400, 640, 3), 255, dtype=np.uint8)
    image[100:130, 100:300] = np.linspace(190, 90, 30).astype(np.uint8)[:, None, None]  # more than three levels a row
    image[200:230, 100:300] = np.linspace(250, 150, 30).astype(np.uint8)[::-1, None, None]  # begins where nothing is
    image[230:, 100:300] = 255
    boxes = find_regions(image).boxes
    assert [box.rect for box in boxes] == [Rect(100, 100, 200, 30)]
    assert boxes[0].fill.angle == 0  # from below
    assert [abs(color[0] - level) <= 4 for color, level in zip(boxes[0].fill.colors, (90, 190), strict=True)] == [
        True
    ] * 2


def test_gloss_that_jumps_half_way_down_is_one_box() -> None:
    image = np.full((400, 640, 3), 254, dtype=np.uint8)
    for row in range(26):
        jump = 12 if row >= 13 else 0
        image[100 + row, 100:200] = (190 - 2 * row - jump, 200 - row - jump, 230 - row // 2 - jump // 2)
    (box,) = find_regions(image).boxes
    assert box.rect.grown(2).contains(Rect(100, 100, 100, 26))
    assert box.rect.h >= 26


def test_a_field_may_be_open_towards_its_button() -> None:
    image, pen = blank()
    pen.rectangle((100, 100, 300, 139), outline="#c8ccd0")
    pen.rectangle((300, 100, 400, 139), fill="#7796a8")
    boxes = {box.rect: box for box in find_regions(pixels(image)).boxes}
    field = boxes[Rect(100, 100, 200, 40)]
    assert field.border is not None
    assert field.border.widths == (1, 0, 1, 1)
    assert Rect(300, 100, 101, 40) in boxes


@pytest.mark.parametrize("shift", [0, 1, 4, 7])  # eighths of a pixel: then the ends are soft
def test_a_long_pill_of_the_page_s_own_colour_is_a_box(shift: int) -> None:
    image = Image.new("RGB", (640 * 8, 400 * 8), "#ffffff")
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((800 + shift, 800, 2479 + shift, 1103), 152, fill="#5b6166")
    pen.rounded_rectangle((816 + shift, 816, 2463 + shift, 1087), 136, fill="#ffffff")
    (box,) = find_regions(pixels(image.resize((640, 400), Image.Resampling.BOX))).boxes
    assert abs(box.rect.x - 100) <= 1
    assert abs(box.rect.right - 310) <= 1
    assert box.border is not None
    assert box.border.whole
