"""What is typed into, told by its words, its grip and the button beside it."""

from __future__ import annotations

import pytest

from service.generators.trace.shapes import Border, Box, Fill, Rect
from tests.trace.test_structure import BLUE, WHITE, line, roles, understood
from tests.trace.test_tools import FRAME, seen, with_role

GREY = Fill(((216, 216, 216),))
PALE_BLUE = Fill(((51, 190, 242),))


def test_a_grip_in_its_corner_makes_a_box_a_text_area() -> None:
    area = Rect(60, 200, 600, 80)
    grip = Rect(area.right - 10, area.bottom - 10, 7, 7)
    three = Border((1, 1, 0, 1), (200, 200, 200))  # its lower line can't be told from the grey below
    assert with_role(seen([line("A comment", 60, 160)], [grip], [Box(area, GREY, border=three)]), "area") == [area]
    middle = Rect(350, 236, 7, 7)
    assert with_role(seen([line("A comment", 60, 160)], [middle], [Box(area, GREY, border=three)]), "area") == []


@pytest.mark.parametrize(("said", "found"), [("Search for articles...", True), ("Departures today", False)])
def test_what_fields_say_makes_a_coloured_box_a_field(said: str, found: bool) -> None:
    band = Box(Rect(0, 0, 1000, 260), BLUE)
    box = Box(Rect(100, 160, 700, 60), PALE_BLUE, border=FRAME)
    text = line(said, 130, 182, color=(255, 255, 255))
    text.ground = PALE_BLUE.mean
    root = understood([text], [band, box])
    assert (roles(root, "field") == [said]) is found


def test_high_fields_of_a_form_say_their_names_in_full_colour() -> None:
    lines = [line(said, 76, 216 + 70 * row) for row, said in enumerate(("Name", "Email*"))]
    boxes = [Box(Rect(60, 200 + 70 * row, 720, 47), WHITE, border=FRAME) for row in range(2)]
    assert roles(understood(lines, boxes), "field") == ["Name", "Email*"]


@pytest.mark.parametrize(("gap", "found"), [(20, True), (200, False)])
def test_an_empty_box_beside_a_button_is_a_field(gap: int, found: bool) -> None:
    page, field = Box(Rect(0, 100, 1000, 400), GREY), Rect(60, 300, 460, 44)
    button = Rect(field.right + gap, 296, 140, 52)
    boxes = [page, Box(field, WHITE), Box(button, BLUE)]
    root = understood([line("Enter", button.x + 48, 315, color=(255, 255, 255))], boxes)
    assert (with_role(root, "field") == [field]) is found


def test_words_on_a_strong_ground_are_a_buttons_though_not_in_its_middle() -> None:
    pill = Box(Rect(700, 20, 140, 35), BLUE, radius=17)
    text = line("Send feedback", 722, 32, color=(255, 255, 255))
    assert roles(understood([text], [pill]), "button") == ["Send feedback"]
    square = Box(Rect(700, 20, 140, 35), BLUE)
    assert roles(understood([text], [square]), "button") == []


@pytest.mark.parametrize(("said", "pale", "found"), [("Email address", True, True), ("Comments", False, False)])
def test_a_pale_hint_makes_a_frame_a_field_wherever_it_stands(said: str, pale: bool, found: bool) -> None:
    text = line(said, 0, 116, color=(150, 150, 150) if pale else (0, 0, 0))
    text = line(said, 200 - text.rect.w // 2, 116, color=text.color)
    frame = Box(Rect(80, 100, 240, 44), WHITE, border=FRAME)
    root = understood([text, line("Departures of the week", 60, 400)], [frame])
    assert (roles(root, "field") == [said]) is found
    assert (roles(root, "button") == [said]) is not found


def test_a_field_and_its_button_are_no_menu() -> None:
    frame = Border((1, 1, 1, 1), (204, 204, 204))
    boxes = [Box(Rect(31, 129, 214, 34), WHITE, border=frame), Box(Rect(244, 129, 45, 34), WHITE, border=frame)]
    lines = [line("Address, ...", 44, 140, 14, color=(153, 153, 153)), line("Go", 258, 140, 14)]
    root = understood([*lines, line("Departures of the week", 60, 400)], boxes)
    assert roles(root, "field") == ["Address, ..."]
    assert roles(root, "button") == ["Go"]


def test_search_at_the_left_of_a_frame_is_a_hint_and_no_button() -> None:
    dark = Fill(((63, 71, 78),))
    frame = Box(Rect(8, 140, 209, 38), dark, border=Border((1, 1, 1, 1), (86, 96, 106)))
    text = line("Search", 21, 152, color=(160, 166, 172))
    text.ground = dark.mean
    assert roles(understood([text, line("Departures of the week", 300, 400)], [frame]), "field") == ["Search"]


def test_a_narrow_frame_at_a_fields_end_is_its_button_though_both_have_one_ground() -> None:
    night, frame = Fill(((63, 71, 78),)), Border((1, 1, 1, 1), (86, 96, 106))
    bar = Box(Rect(0, 0, 250, 760), Fill(((52, 58, 64),)))
    field, key = Rect(8, 65, 209, 38), Rect(216, 65, 26, 38)
    boxes = [bar, *(Box(rect, night, radius=2, border=frame) for rect in (field, key))]
    root = understood([line("Search", 22, 78, color=(134, 144, 153))], boxes)
    assert with_role(root, "field") == [field]
    assert with_role(root, "button") == [key]
