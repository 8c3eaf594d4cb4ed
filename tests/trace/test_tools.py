"""What one can press: icons without paint, boxes with icons; and what only looks like it."""

from __future__ import annotations

import cv2
import numpy as np

from service.generators.trace.element import Element
from service.generators.trace.fields import control
from service.generators.trace.layout import build
from service.generators.trace.paragraphs import gather
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Border, Box, Fill, Line, Picture, Rect, Rule, Word
from service.generators.trace.structure import understand
from service.generators.trace.tree import Node
from service.generators.trace.understood import _among_icons
from service.generators.trace.words import Typography
from tests.trace.test_structure import BLUE, PAGE, WHITE, line, roles, understood

FRAME = Border((1, 1, 1, 1), (200, 200, 200))


def seen(lines: list[Line], icons: list[Rect], boxes: list[Box] | None = None) -> Node:
    pictures = [Picture(rect, icon=True, media="image/png", data=b"x") for rect in icons]
    root = build(PAGE, boxes or [], [*gather(lines, boxes or [], []), *pictures])
    understand(root)
    return root


def with_role(root: Node, role: str) -> list[Rect]:
    return [node.rect for node in root.walk() if node.role == role]


def test_icons_in_the_pages_bar_are_buttons_unless_words_follow_them() -> None:
    bell, magnifier = Rect(900, 20, 18, 18), Rect(400, 20, 16, 16)
    lines = [line("Search the timetable", 424, 22), line("Departures of the week", 60, 300)]
    assert with_role(seen(lines, [bell, magnifier]), "tool") == [bell]


def test_an_icon_at_the_end_of_every_row_is_a_button_and_one_before_it_is_none() -> None:
    texts = [("Moss", "08:15", "Two"), ("Horten", "09:40", "One"), ("Drobak", "10:20", "Six"), ("Son", "11:05", "Two")]
    lines = [line(text, 120 + 220 * c, 200 + 40 * r) for r, row in enumerate(texts) for c, text in enumerate(row)]
    dots = [Rect(800, 204 + 40 * r, 16, 4) for r in range(4)]
    flags = [Rect(60, 200 + 40 * r, 16, 12) for r in range(4)]
    assert with_role(seen(lines, [*dots, *flags]), "tool") == dots


def test_icons_on_a_painted_strip_are_buttons() -> None:
    icons = [Rect(120 + 30 * i, 308, 16, 16) for i in range(4)]
    strip = Box(Rect(100, 300, 700, 34), BLUE)
    assert with_role(seen([line("Below", 100, 400)], icons, [strip]), "tool") == icons


def test_a_button_reaches_beyond_its_icon_and_takes_no_more_room() -> None:
    icon = Rect(900, 20, 18, 6)
    root = seen([line("Departures of the week", 60, 300)], [icon])
    made = control(next(node for node in root.walk() if node.role == "tool"), Typography(root))
    (button,) = (child for child in made.children if isinstance(child, Element))
    assert made.look == {"width": "18px", "height": "6px"}
    assert (button.tag, button.look["width"], button.look["height"]) == ("button", "30px", "30px")
    assert button.look["margin"] == "-12px -6px -12px -6px"


def test_a_tile_before_a_name_is_a_picture_and_no_button() -> None:
    tile = Box(Rect(100, 300, 40, 40), BLUE, radius=20)
    named = [line("AS", 112, 314, color=(255, 255, 255)), line("Anna Smith", 152, 314)]
    assert roles(seen(named, [], [tile]), "button") == []
    assert roles(seen([named[0], line("Far below", 100, 500)], [], [tile]), "button") == ["AS"]


def test_a_hint_between_two_signs_in_a_wide_frame_is_a_field() -> None:
    frame = Box(Rect(300, 200, 240, 36), WHITE, border=FRAME)
    hint = line("Search pages or run", 340, 212, 14, color=(160, 165, 170))
    root = seen([hint], [Rect(314, 212, 12, 12), Rect(512, 212, 16, 12)], [frame])
    assert with_role(root, "field") == [frame.rect]


def test_a_number_before_an_arrow_in_a_frame_is_a_select() -> None:
    frame = Box(Rect(300, 200, 62, 31), WHITE, border=FRAME)
    root = seen([line("10", 312, 210)], [Rect(342, 213, 9, 6)], [frame])
    assert with_role(root, "select") == [frame.rect]


def test_a_low_pill_in_a_pale_colour_is_said_of_something() -> None:
    pill = Box(Rect(300, 200, 73, 26), Fill(((210, 240, 225),)), radius=13)
    assert roles(seen([line("Starter", 314, 207, 15, color=(20, 120, 80))], [], [pill]), "tag") == ["Starter"]


def test_a_disc_is_found_with_its_outermost_pixels() -> None:
    large = np.full((800, 800, 3), 255, dtype=np.uint8)
    cv2.circle(large, (400, 400), 160, (33, 37, 41), -1)
    small = np.asarray(cv2.resize(large, (100, 100), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    (box,) = find_regions(small).boxes
    assert box.rect == Rect(30, 30, 40, 40)
    assert box.radius == 20


def test_a_frame_around_a_small_word_is_a_button_and_a_low_fill_is_a_tag() -> None:
    frame, fill = Box(Rect(100, 300, 73, 20), WHITE, border=FRAME, radius=3), Box(Rect(300, 300, 73, 20), BLUE)
    words = [line("Send it", 116, 305, 13), line("Sold out", 310, 305, 13, color=(255, 255, 255))]
    root = seen(words, [], [frame, fill])
    assert (roles(root, "button"), roles(root, "tag")) == (["Send it"], ["Sold out"])


def test_frames_that_stand_on_one_another_are_rows_of_a_list_and_no_fields() -> None:
    frames = [Box(Rect(100, 200 + 34 * i, 500, 35), WHITE, border=FRAME) for i in range(4)]
    words = [line(text, 112, 212 + 34 * i) for i, text in enumerate(("Free mail", "Paid mail", "Branding", "Privacy"))]
    assert with_role(seen(words, [], frames), "field") == []
    assert with_role(seen(words[:1], [], frames[:1]), "field") == [frames[0].rect]


def test_a_count_beside_its_word_leaves_a_button_one() -> None:
    outlined = Box(Rect(100, 300, 96, 40), WHITE, border=FRAME, radius=5)
    words = [line("Text", 122, 314, 14), line("4", 158, 314, 14)]
    assert roles(seen(words, [], [outlined]), "button") == ["Text", "4"]


def test_the_icon_at_the_end_of_a_notice_closes_it_and_one_in_its_middle_does_not() -> None:
    notices = [Box(Rect(60, 100, 400, 60), BLUE), Box(Rect(60, 200, 400, 60), BLUE)]
    cross, picture = Rect(424, 122, 16, 16), Rect(240, 222, 16, 16)
    lines = [line("The last ferry is full", 80, 122), line("Sold", 80, 222), line("Departures of the week", 60, 400)]
    assert with_role(seen(lines, [cross, picture], notices), "tool") == [cross]


def test_a_frame_that_says_what_is_done_and_what_it_costs_is_a_button() -> None:
    frame = Box(Rect(105, 335, 315, 56), WHITE, border=Border((2, 2, 2, 2), (34, 34, 34)))
    lines = [
        line("Add to cart", 122, 354, bold=True),
        line("$30.00", 350, 354),
        line("Departures of the week", 60, 500),
    ]
    assert with_role(seen(lines, [], [frame]), "button") == [frame.rect]


def test_empty_discs_side_by_side_are_buttons_and_a_lone_one_is_a_mark() -> None:
    discs = [Box(Rect(300 + 44 * at, 300, 38, 38), BLUE, radius=19) for at in range(3)]
    text = line("Departures of the week", 60, 100)
    assert with_role(seen([text], [], discs), "button") == [disc.rect for disc in discs]
    assert with_role(seen([text], [], discs[:1]), "button") == []


def test_an_icon_and_a_cross_at_the_end_of_every_row_are_buttons() -> None:
    texts = [("Moss", "08:15", "Two"), ("Horten", "09:40", "One"), ("Drobak", "10:20", "Six")]
    lines = [line(text, 120 + 220 * c, 210 + 80 * r) for r, row in enumerate(texts) for c, text in enumerate(row)]
    rules = [Rule(Rect(100, 180 + 80 * r, 740, 1), (220, 220, 220)) for r in range(4)]
    pens = [Rect(800, 202 + 80 * r, 16, 12) for r in range(3)]
    crosses = [line("x", 802, 218 + 80 * r, 20) for r in range(3)]
    pictures = [Picture(rect, icon=True, media="image/png", data=b"x") for rect in pens]
    root = build(PAGE, [], [*gather([*lines, *crosses], [], rules), *pictures, *rules])
    understand(root)
    assert with_role(root, "tool") == pens
    pressed = [node.block.text for node in root.walk() if node.pressed and node.block]
    assert pressed == ["×"] * 3


def test_a_cross_level_with_the_middle_of_a_notice_closes_it() -> None:
    notice = Box(Rect(60, 100, 440, 113), BLUE, radius=4)
    words = [line("This is a notice with a cross", 120, 118 + 30 * at, color=(255, 255, 255)) for at in range(3)]
    root = understood([*words, line("x", 470, 150, 24, color=(255, 255, 255))], [notice])
    assert [node.block.text for node in root.walk() if node.pressed and node.block] == ["×"]


def test_a_key_after_a_field_is_a_button_though_words_follow_it() -> None:
    boxes = [Box(Rect(77, 300, 309, 38), WHITE, border=FRAME), Box(Rect(394, 300, 42, 38), WHITE, border=FRAME)]
    lines = [line("Search for...", 90, 312, color=(150, 150, 150)), line("Toggle switches", 452, 312)]
    root = seen(lines, [Rect(408, 312, 14, 14)], boxes)
    assert with_role(root, "button") == [boxes[1].rect]


def test_a_letter_in_a_row_of_icons_is_one_of_them() -> None:
    def read(text: str, x: int, confidence: float) -> Line:
        place = Rect(x, 22, 15, 15)
        return Line([Word(text, place, confidence)], place)

    letter, drawn = read("H", 684, 93.0), [Rect(600, 22, 18, 15), Rect(642, 21, 15, 16)]
    assert _among_icons(letter, [letter], drawn)
    assert not _among_icons(letter, [letter], [])
    assert not _among_icons(letter, [letter, read("Harbours", 702, 96.0)], drawn)


def test_a_small_x_alone_on_a_button_is_a_cross() -> None:
    key = Box(Rect(60, 100, 24, 24), WHITE, radius=2, border=FRAME)
    root = understood([line("x", 68, 106, 14), line("Departures of the week", 60, 400)], [key])
    assert roles(root, "button") == ["×"]


def test_notices_that_are_closed_do_not_unfold() -> None:
    notices = [Box(Rect(60, 100 + 80 * at, 440, 50), BLUE, radius=4) for at in range(3)]
    words = [line("This is a notice of the ferry", 80, 117 + 80 * at, color=(255, 255, 255)) for at in range(3)]
    crosses = [Rect(470, 117 + 80 * at, 16, 16) for at in range(3)]
    root = seen(words, crosses, notices)
    assert with_role(root, "tool") == crosses
    assert roles(root, "heading") == []
