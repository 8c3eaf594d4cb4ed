"""Controls as browsers draw them without a style sheet, rings and marks, cards that a chart or a bar cuts."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from PIL import ImageFont

from service.generators.trace.canvas import draw
from service.generators.trace.controls import find_controls
from service.generators.trace.layout import build
from service.generators.trace.native import native_button
from service.generators.trace.paragraphs import gather
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Border, Fill, Picture, Pixels, Rect
from service.generators.trace.touching import own_lines
from tests.trace.test_regions import blank, pixels
from tests.trace.test_structure import line

LINE, BLUE = (118, 118, 118), (0, 117, 255)
CORNER = np.array([[255, 162, 151], [162, 171, 239], [151, 239, 239]], dtype=np.uint8)  # as a browser draws it


def framed(image: Pixels, rect: Rect, fill: tuple[int, int, int]) -> None:
    rect.cut(image)[:] = LINE
    rect.grown(-1).cut(image)[:] = fill


def test_buttons_and_fields_that_touch_have_their_own_lines() -> None:
    image = np.full((400, 640, 3), 255, dtype=np.uint8)
    first, second, field = Rect(8, 100, 34, 21), Rect(84, 100, 82, 21), Rect(8, 121, 177, 21)
    for rect, fill in ((first, (239, 239, 239)), (second, (239, 239, 239)), (field, (255, 255, 255))):
        framed(image, rect, fill)
    boxes = {box.rect: box.border for box in find_regions(image).boxes}
    assert {first, second, field} <= set(boxes)
    assert {border.widths for border in boxes.values() if border} == {(1, 1, 1, 1)}


def test_a_line_of_two_pixels_is_the_boxs_own_where_nothing_begins_beyond_it() -> None:
    border, outer = Border((1, 1, 2, 1), LINE), Rect(10, 10, 100, 24)
    assert own_lines(border, outer, []) == (border, outer)
    parted = own_lines(border, outer, [Rect(10, 34, 90, 20)])
    assert parted == (Border((1, 1, 1, 1), LINE), Rect(10, 10, 100, 23))


def circle(side: int, line: float, dot: float = 0.0, color: tuple[int, int, int] = LINE) -> Pixels:
    """A ring as a browser draws it, softened by drawing it eight times as large."""
    large, centre = np.full((8 * side, 8 * side, 3), 255, dtype=np.uint8), (4 * side, 4 * side)
    cv2.circle(large, centre, 4 * side, color, -1)
    cv2.circle(large, centre, round(4 * side - 8 * line), (255, 255, 255), -1)
    if dot:
        cv2.circle(large, centre, round(4 * dot), color, -1)
    return np.asarray(cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA), dtype=np.uint8)


@pytest.mark.parametrize(("line", "dot", "color"), [(1.0, 0.0, LINE), (1.6, 7.0, BLUE)])
def test_a_small_ring_is_a_radio_button(line: float, dot: float, color: tuple[int, int, int]) -> None:
    image = np.full((400, 640, 3), 255, dtype=np.uint8)
    place = Rect(60, 100, 13, 13)
    place.cut(image)[:] = circle(13, line, dot, color)
    (box,) = find_regions(image).boxes
    assert (box.rect, box.radius, box.fill.colors) == (place, 6, ((255, 255, 255),))
    assert box.border is not None
    assert math.dist(box.border.color, color) < 60


def test_a_ring_of_a_word_is_a_letter_and_so_is_one_that_is_open() -> None:
    image = np.full((400, 640, 3), 255, dtype=np.uint8)
    for at in (60, 74):  # as two o stand in a word
        Rect(at, 100, 13, 13).cut(image)[:] = circle(13, 1.6)
    Rect(200, 100, 13, 13).cut(image)[:] = circle(13, 1.6)
    image[104:109, 209:213] = 255  # as in a C
    assert find_regions(image).boxes == []


def test_a_ticked_box_is_one_box_and_its_tick_is_ink() -> None:
    image = np.full((400, 640, 3), 255, dtype=np.uint8)
    place = Rect(60, 100, 13, 13)
    place.cut(image)[:] = BLUE
    cv2.polylines(image, [np.array([[62, 106], [65, 109], [70, 103]], np.int32)], False, (255, 255, 255), 2)
    regions = find_regions(image)
    assert [(box.rect, box.fill.colors) for box in regions.boxes] == [(place, (BLUE,))]
    assert draw(image, regions).ink[102:112, 62:72].any()


def test_a_thin_ring_around_an_icon_is_a_box() -> None:
    image = np.full((400, 640, 3), 255, dtype=np.uint8)
    place = Rect(60, 100, 38, 38)
    place.cut(image)[:] = circle(38, 1.0)
    cv2.line(image, (74, 114), (83, 123), LINE, 1)
    cv2.line(image, (74, 123), (83, 114), LINE, 1)
    regions = find_regions(image)
    (box,) = (box for box in regions.boxes if box.border)
    rows, columns = np.nonzero(draw(image, regions).ink)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (114, 123, 74, 83)  # the icon's alone
    assert box.rect.grown(1).contains(place)
    assert place.grown(1).contains(box.rect)
    assert box.radius >= 17


def test_the_stroke_of_a_large_letter_o_is_no_ring() -> None:
    image = np.full((400, 640, 3), 255, dtype=np.uint8)
    Rect(60, 100, 48, 48).cut(image)[:] = circle(48, 5.0)
    assert find_regions(image).boxes == []


def test_a_card_that_a_chart_crosses_is_one_box() -> None:
    image = np.full((400, 640, 3), 230, dtype=np.uint8)
    card = Rect(40, 40, 400, 300)
    card.cut(image)[:] = 255
    points = np.array([[40 + 20 * n, 180 + 50 * (-1) ** n] for n in range(21)], np.int32)
    cv2.polylines(image, [points], False, (220, 60, 40), 3)
    boxes = find_regions(image).boxes
    assert [box.rect for box in boxes] == [card]
    image[340:] = 230
    image[:40] = 230
    image[230:, 40:440] = (90, 160, 90)  # what is below the line is of another colour: no card
    assert card not in [box.rect for box in find_regions(image).boxes]


def test_a_bar_along_a_cards_side_is_a_box_under_the_card() -> None:
    image = np.full((400, 640, 3), 255, dtype=np.uint8)
    card = Rect(60, 60, 230, 100)
    framed(image, card, (255, 255, 255))
    image[60:160, 56:61] = (78, 115, 223)
    regions = find_regions(image)
    under, upper = regions.boxes
    assert (under.rect, under.fill.colors) == (Rect(56, 60, 234, 100), ((78, 115, 223),))
    assert upper.rect.x >= 60
    assert draw(image, regions).pictures == []


def test_a_low_field_whose_letters_reach_its_edge_is_a_box() -> None:
    image, pen = blank()
    pen.rectangle((60, 100, 218, 118), fill="#ffffff", outline="#767676")
    pen.text((66, 101), "Which type of ferry?", font=ImageFont.load_default(13), fill="#000000")
    boxes = [box.rect for box in find_regions(pixels(image)).boxes]
    assert Rect(60, 100, 159, 19) in boxes


def test_a_field_lit_from_above_is_a_box() -> None:
    image = np.full((400, 640, 3), (74, 144, 226), dtype=np.uint8)
    place = Rect(60, 100, 106, 25)
    place.cut(image)[:] = (204, 204, 204)
    for depth, level in enumerate((236, 250)):  # the shadow inside it
        Rect(61, 101 + depth, 104, 1).cut(image)[:] = level
    Rect(61, 103, 104, 21).cut(image)[:] = 255
    boxes = find_regions(image).boxes
    assert len(boxes) == 1
    assert boxes[0].rect.overlap(place) >= 0.85 * place.area
    assert boxes[0].fill == Fill(((255, 255, 255),))


def test_a_button_as_browsers_set_it_is_one_whatever_stands_on_it() -> None:
    page = np.full((300, 400, 3), 255, dtype=np.uint8)
    small, low, tall = Rect(40, 40, 16, 6), Rect(80, 40, 16, 21), Rect(40, 100, 90, 90)
    for rect in (small, low, tall):
        framed(page, rect, (239, 239, 239))
        part = rect.cut(page)
        for corner in (part, part[::-1], part[:, ::-1], part[::-1, ::-1]):
            corner[:3, :3] = CORNER[:, :, None]
    boxes = find_regions(page).boxes
    assert {box.rect for box in boxes if native_button(box)} == {small, low, tall}
    (label,) = gather([line("Export", 58, 170, 13)], boxes, [])
    root = build(Rect(0, 0, 400, 300), boxes, [label, Picture(Rect(70, 120, 30, 30), icon=True)])
    find_controls(root)
    assert {node.rect for node in root.walk() if node.role == "button"} == {small, low, tall}
    grey = page.copy()
    small.grown(-1).cut(grey)[:] = 200
    assert small not in {box.rect for box in find_regions(grey).boxes}
