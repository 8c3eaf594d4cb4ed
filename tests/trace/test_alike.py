"""What looks like a control beside it is one, and the small signs by which browsers' own fields are known."""

from __future__ import annotations

import numpy as np
import pytest

from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Border, Box, Fill, Rect
from service.generators.trace.typed import is_date
from tests.trace.test_drawn import LINE, circle, framed
from tests.trace.test_filled import LINED, inputs
from tests.trace.test_structure import WHITE, line, roles, understood
from tests.trace.test_tools import FRAME, with_role

GREEN = Fill(((214, 234, 218),))
UNDER = Border((0, 0, 2, 0), (0, 167, 33))
PALE = (169, 194, 174)


def test_a_box_painted_and_set_like_a_field_is_one_whatever_it_says() -> None:
    boxes = [Box(Rect(60 + 220 * n, 100, 190, 42), GREEN, border=UNDER) for n in range(2)]
    other = Box(Rect(500, 100, 190, 42), Fill(((214, 220, 240),)), border=UNDER)
    lines = [line("Name", 60, 80, 12), line("John Doe", 70, 113, color=PALE), line("REDACTED", 290, 113, color=PALE)]
    root = understood([*lines, line("Departures", 510, 113, color=PALE), line("All of them", 60, 400)], [*boxes, other])
    assert with_role(root, "field") == [box.rect for box in boxes]


def test_a_box_painted_and_set_like_a_button_is_one_and_what_is_higher_is_none() -> None:
    ground = Fill(((120, 90, 200),))
    boxes = [Box(Rect(60 + 90 * n, 100 + 60 * n, 150, 30), ground) for n in range(2)]
    lines = [line("Harbours", 102, 107, color=(255, 255, 255)), line("Boats", 158, 167, color=(255, 255, 255))]
    below = line("Departures of the week", 60, 400)
    assert roles(understood([*lines, below], boxes), "button") == ["Harbours", "Boats"]
    boxes[1] = Box(Rect(150, 160, 150, 36), ground)
    assert roles(understood([*lines, below], boxes), "button") == ["Harbours"]


@pytest.mark.parametrize(
    ("said", "found"),
    [("04 Nov 2023", True), ("31.12.2026", True), ("2026-12-31", True), ("mm/dd/yyyy", True), ("12 of 40", False)],
)
def test_dates_stand_in_fields(said: str, found: bool) -> None:
    assert is_date(said) is found
    width = line(said, 0, 0).rect.w
    frame = Box(Rect(60, 100, width + 60, 36), WHITE, border=FRAME)
    root = understood([line(said, 90, 111), line("Departures of the week", 60, 400)], [frame])
    assert (with_role(root, "field") == [frame.rect]) is found


@pytest.mark.parametrize(("said", "role"), [("1.1.0v", "select"), ("English v", "select"), ("Ferry", "field")])
def test_the_arrow_of_a_browsers_list_is_no_letter_of_what_is_chosen(said: str, role: str) -> None:
    width = line(said, 0, 0, 12).rect.w
    frame = Box(Rect(60, 100, width + 12, 19), WHITE, radius=2, border=LINED)
    root = understood([line(said, 66, 105, 12), line("Departures of the week", 60, 400)], [frame])
    assert with_role(root, role) == [frame.rect]
    if role == "select":
        (made,) = inputs(root, "select")
        assert [option.children for option in made.children if not isinstance(option, str)] == [[said.rstrip(" v")]]


@pytest.mark.parametrize(("away", "found"), [(40, True), (200, False)])
def test_an_empty_frame_before_a_button_of_its_height_is_for_a_number(away: int, found: bool) -> None:
    frame = Box(Rect(60, 100, 41, 24), WHITE, border=FRAME)
    key = Box(Rect(101 + away, 100, 55, 24), Fill(((239, 239, 239),)), radius=2, border=LINED)
    root = understood([line("Add", 116 + away, 106, 12), line("Departures of the week", 60, 400)], [frame, key])
    assert (with_role(root, "field") == [frame.rect]) is found


def test_the_word_menu_alone_is_pressed() -> None:
    root = understood([line("MENU", 60, 100, 14), line("Departures of the week", 60, 400)])
    assert [node.block.text for node in root.walk() if node.block and node.pressed] == ["MENU"]


def test_a_browsers_button_is_seen_though_its_letters_nearly_fill_it() -> None:
    image = np.full((400, 640, 3), 255, dtype=np.uint8)
    key = Rect(60, 100, 51, 19)
    framed(image, key, (239, 239, 239))
    for x in range(64, 106, 8):  # strokes with less than two smooth pixels between them
        image[105:115, x : x + 2] = image[105:115, x + 4 : x + 6] = 0
    assert [box.rect for box in find_regions(image).boxes] == [key]
    image[100:119, 60:111] = 255
    image[102:117, 60:90] = 0  # a wide dash with a notch in its upper edge
    image[102:108, 70:80] = 255
    assert [box.rect for box in find_regions(image).boxes] == []


def test_a_white_ring_on_a_grey_ground_is_a_radio_button_with_its_own_fill() -> None:
    image = np.full((400, 640, 3), 247, dtype=np.uint8)
    place = Rect(60, 100, 13, 13)
    ring = circle(13, 1.0, color=LINE)
    corners = np.hypot(*(np.indices((13, 13)) - 6)) > 6.6
    ring[corners] = 247
    place.cut(image)[:] = ring
    (box,) = find_regions(image).boxes
    assert (box.rect, box.fill.colors, box.radius) == (place, ((255, 255, 255),), 6)


def test_a_bar_with_a_field_on_it_is_none() -> None:
    bar = Box(Rect(40, 100, 940, 46), Fill(((177, 177, 177), (225, 225, 225))), border=Border((1, 0, 0, 0), LINE))
    field = Box(Rect(600, 107, 216, 26), Fill(((242, 242, 242),)), radius=7, border=FRAME)
    lines = [line("Reports of the harbour", 60, 70), line("Blog | Archives", 86, 117, 20), line("Search", 610, 114)]
    root = understood([*lines, line("Departures of the week", 60, 400)], [bar, field])
    assert with_role(root, "field") == [field.rect]
